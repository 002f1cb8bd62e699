"""Where things are in a picture: texts in boxes, lines beside them, nothing on anything."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.draw.html.layout import SIZE, Box, Drawing, Exit, Rect, Said, Stroke, laid_out
from arazzo_gen.draw.html.measure import lines, width

TEXT = st.text(st.sampled_from("aiW m_/漢\u202e<"), max_size=90)
Segment = tuple[float, float, float, float]


@st.composite
def columns(draw: st.DrawFn, prefix: str = "", depth: int = 0) -> tuple[Box, ...]:
    """Boxes with any exits to one another, some with a column inside."""
    count = draw(st.integers(1, 5 if depth == 0 else 3))
    names = [f"{prefix}{number}" for number in range(count)]
    found = []
    for name in names:
        exits = st.builds(
            Exit,
            TEXT,
            st.sampled_from(["", "loop", "failure"]),
            st.sampled_from([*names, "elsewhere"]),
        )
        inside = draw(columns(f"{name}.", depth + 1)) if depth < 2 and draw(st.booleans()) else ()
        head = tuple(
            Said(text, mono=draw(st.booleans())) for text in draw(st.lists(TEXT, max_size=3))
        )
        look = "frame" if inside else "step"
        found.append(Box(name, look, head, tuple(draw(st.lists(exits, max_size=4))), inside))
    return tuple(found)


def segments(stroke: Stroke) -> Iterator[Segment]:
    """The straight lines of a path of M, H and V."""
    x = y = 0.0
    for command, numbers in re.findall(r"([MHV])([-\d. ]+)", stroke.path):
        values = [float(number) for number in numbers.split()]
        if command == "M":
            x, y = values
            continue
        to = (values[0], y) if command == "H" else (x, values[0])
        yield min(x, to[0]), min(y, to[1]), max(x, to[0]), max(y, to[1])
        x, y = to


def room(drawing: Drawing) -> list[Segment]:
    """The room that each line of text takes."""
    return [
        (
            text.x,
            text.y - 11,
            text.x + width(text.text, SIZE, mono="words" not in text.look.split()),
            text.y + 4,
        )
        for text in drawing.texts
    ]


def box(rect: Rect) -> Segment:
    """The corners of a box."""
    return rect.x, rect.y, rect.x + rect.width, rect.y + rect.height


def overlap(one: Segment, other: Segment) -> bool:
    """Whether two things share more than an edge; the numbers of paths are rounded."""
    slack = 0.11
    return (
        one[0] < other[2] - slack
        and other[0] < one[2] - slack
        and one[1] < other[3] - slack
        and other[1] < one[3] - slack
    )


def thick(segment: Segment) -> Segment:
    """A line with a width, so that it overlaps what it crosses."""
    return segment[0] - 0.3, segment[1] - 0.3, segment[2] + 0.3, segment[3] + 0.3


def within(inner: Segment, outer: Segment) -> bool:
    """Whether one thing is inside another."""
    near = inner[0] >= outer[0] - 0.1 and inner[1] >= outer[1] - 0.1
    return near and inner[2] <= outer[2] + 0.1 and inner[3] <= outer[3] + 0.1


def crossed(drawing: Drawing) -> list[str]:
    """What lies on something that it must not lie on."""
    texts, rects = room(drawing), [box(rect) for rect in drawing.rects]
    plain = [box(rect) for rect in drawing.rects if rect.look != "frame"]
    edges = [each for each in drawing.strokes if each.look.startswith("edge")]
    found = [
        f"texts {one} {two}" for one, two in itertools.combinations(texts, 2) if overlap(one, two)
    ]
    found += [f"text {text} in no box" for text in texts if not any(within(text, r) for r in rects)]
    for one, two in itertools.combinations(rects, 2):
        if overlap(one, two) and not within(one, two) and not within(two, one):
            found.append(f"boxes {one} {two}")
    for line in (segment for stroke in edges for segment in segments(stroke)):
        found += [f"line {line} in {each}" for each in plain if overlap(thick(line), shrunk(each))]
        found += [f"line {line} on {each}" for each in texts if overlap(thick(line), each)]
    page = (0.0, 0.0, drawing.width, drawing.height)
    found += [f"{each} outside" for each in (*rects, *texts) if not within(each, page)]
    return found


def shrunk(segment: Segment) -> Segment:
    """A box less its border, where lines begin and end."""
    return segment[0] + 1, segment[1] + 1, segment[2] - 1, segment[3] - 1


def shared(drawing: Drawing) -> list[tuple[Segment, Segment]]:
    """Lanes that lie on one another."""
    lanes = [
        (segment[0] - 0.5, segment[1], segment[2] + 0.5, segment[3])
        for stroke in drawing.strokes
        if stroke.look.startswith("edge")
        for segment in segments(stroke)
        if segment[0] == segment[2]
    ]
    return [(one, two) for one, two in itertools.combinations(lanes, 2) if overlap(one, two)]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(columns())
def test_nothing_lies_on_anything(boxes: tuple[Box, ...]) -> None:
    drawing = laid_out(boxes)
    assert crossed(drawing) == []
    assert shared(drawing) == []


def exits(boxes: Sequence[Box]) -> set[tuple[str, str, str]]:
    """The lines that boxes ask for: those of one look from one box to another are one."""
    names = {box.id for box in boxes}
    own = {
        (each.id, exit_.target, exit_.line)
        for each in boxes
        for exit_ in each.exits
        if exit_.target in names
    }
    return own.union(*(exits(box.inside) for box in boxes))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(columns())
def test_every_box_that_is_led_to_has_an_arrow(boxes: tuple[Box, ...]) -> None:
    drawing = laid_out(boxes)
    tips = [stroke for stroke in drawing.strokes if stroke.look.startswith("tip")]
    wanted = {(target, line) for _, target, line in exits(boxes)}
    assert bool(tips) == bool(wanted)
    for look in ("", "loop", "failure"):
        drawn = [tip for tip in tips if tip.look == f"tip {look}".strip()]
        assert len(drawn) >= len({target for target, line in wanted if line == look})


@settings(max_examples=100, deadline=None, derandomize=True)
@given(TEXT, st.booleans(), st.integers(1, 6))
def test_a_text_is_broken_without_a_loss(text: str, mono: bool, most: int) -> None:
    whole = lines(text, 80, SIZE, mono=mono, most=1000)
    assert "".join("".join(whole).split()) == "".join(text.split())
    assert all(width(line, SIZE, mono=mono) <= 80 for line in whole)
    cut = lines(text, 80, SIZE, mono=mono, most=most)
    assert len(cut) == min(most, len(whole))
    if len(whole) > most:
        assert cut[-1].endswith("…")
        assert all(width(line, SIZE, mono=mono) <= 80 for line in cut)
