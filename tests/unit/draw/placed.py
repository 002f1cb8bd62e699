"""Finds what lies on something else in a picture that has been laid out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import TypeAlias

from arazzo_gen.draw.html.layout import SIZE, Drawing, Rect, Stroke
from arazzo_gen.draw.html.measure import width

Segment: TypeAlias = tuple[float, float, float, float]
"""A box or a straight line: its left, top, right and bottom."""


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
