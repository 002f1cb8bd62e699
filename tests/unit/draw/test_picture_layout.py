"""Where things are in a picture: texts in boxes, lines beside them, nothing on anything."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.draw.html.layout import SIZE, Box, Exit, Line, Said, laid_out
from arazzo_gen.draw.html.measure import lines, width
from unit.draw.placed import crossed, shared

LOOKS: tuple[Line, ...] = ("", "loop", "failure")
TEXT = st.text(st.sampled_from("aiW m_/漢\u202e<"), max_size=90)


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
            st.sampled_from(LOOKS),
            st.sampled_from([*names, "elsewhere"]),
        )
        inside = draw(columns(f"{name}.", depth + 1)) if depth < 2 and draw(st.booleans()) else ()
        head = tuple(
            Said(text, mono=draw(st.booleans())) for text in draw(st.lists(TEXT, max_size=3))
        )
        look = "frame" if inside else "step"
        found.append(Box(name, look, head, tuple(draw(st.lists(exits, max_size=4))), inside))
    return tuple(found)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(columns())
def test_nothing_lies_on_anything(boxes: tuple[Box, ...]) -> None:
    drawing = laid_out(boxes)
    assert crossed(drawing) == []
    assert shared(drawing) == []


def test_a_box_is_as_high_as_the_lines_that_enter_it() -> None:
    exits_ = tuple(Exit("", line, "c") for line in LOOKS)
    inside = (Box("a", "step", (), exits_), Box("b", "step", ()), Box("c", "step", ()))
    drawing = laid_out([Box("frame", "frame", (), (Exit("again", "", "frame"),), inside)])
    assert crossed(drawing) == []


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
    for look in LOOKS:
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
