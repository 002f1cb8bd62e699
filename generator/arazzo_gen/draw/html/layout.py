"""Lays a picture out: boxes below one another, and edges in lanes beside them.

A column of boxes is as wide as a phone shows. What leaves a box is a row of it, with what is asked
there; a line goes from the row's side along a lane to its target: on the left to what is further
down, on the right to what is above. So no line crosses a box, and no label lies on anything. A box
may hold a column itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, TypeAlias

from arazzo_gen.diagnostics.excerpt import visible
from arazzo_gen.draw.html.measure import lines
from arazzo_gen.record import record, replace

Look: TypeAlias = Literal["step", "end", "frame", "unused"]
Line: TypeAlias = Literal["", "loop", "failure"]
_Side: TypeAlias = Literal["left", "right"]

SIZE = 13.0
_WIDTHS = (280.0, 240.0, 210.0)
"""How wide boxes are at least: those of the picture, those inside them, those inside these."""

_LEADING, _PAD, _GAP, _LANE, _STUB, _MARGIN = 18.0, 10.0, 26.0, 12.0, 12.0, 4.0
_ENTRY, _APART = 14.0, 9.0
"""How far below the top of a box the first line enters it, and each further one below that."""
_MOST_LINES = 6


@record
class Said:
    """A text in a box: in the letters of code or of words, with a class of its look."""

    text: str
    mono: bool = False
    look: str = ""


@record
class Exit:
    """What leaves a box: a row with a text, and a line to another box of the column.

    An exit without text has no row, one without a target no line.
    """

    text: str
    line: Line
    target: str


@record
class Box:
    """A box of a column: texts, then the column that it holds, then its exits."""

    id: str
    look: Look
    head: tuple[Said, ...]
    exits: tuple[Exit, ...] = ()
    inside: tuple[Box, ...] = ()


@record
class Rect:
    """A box as it is drawn."""

    x: float
    y: float
    width: float
    height: float
    look: Look


@record
class Written:
    """A line of text as it is drawn; x and y are the beginning of its base line."""

    x: float
    y: float
    text: str
    look: str


@record
class Stroke:
    """A line as it is drawn: the `d` of an SVG path."""

    path: str
    look: str


@record
class Drawing:
    """A picture with places: everything is drawn in this order."""

    width: float
    height: float
    rects: tuple[Rect, ...]
    texts: tuple[Written, ...]
    strokes: tuple[Stroke, ...]


def laid_out(boxes: Sequence[Box]) -> Drawing:
    """A column of boxes with all that is in them, each thing at its place."""
    canvas = _Canvas()
    column = _Column(boxes)
    bottom = column.place(canvas, _MARGIN, _MARGIN)
    return Drawing(
        width=column.width + 2 * _MARGIN,
        height=bottom + _MARGIN,
        rects=tuple(canvas.rects),
        texts=tuple(canvas.texts),
        strokes=tuple(canvas.strokes),
    )


class _Canvas:
    """Collects what is drawn."""

    def __init__(self) -> None:
        self.rects: list[Rect] = []
        self.texts: list[Written] = []
        self.strokes: list[Stroke] = []

    def write(self, said: Said, x: float, y: float, room: float) -> float:
        """Write a text in lines, from a height on. Returns the height below it."""
        for text in lines(visible(said.text), room, SIZE, mono=said.mono, most=_MOST_LINES):
            look = " ".join(filter(None, ("" if said.mono else "words", said.look)))
            self.texts.append(Written(x, y + 13, text, look))
            y += _LEADING
        return y


@record(frozen=False)
class _Port:
    """Where a line leaves a box: the heights of all lines of one lane, and what they are."""

    side: _Side
    line: Line
    target: int
    sources: list[int]
    heights: list[float]
    lane: int = 0

    @property
    def span(self) -> tuple[int, int]:
        """The first and last box beside which the lane is."""
        return min(self.target, *self.sources), max(self.target, *self.sources)


class _Column:
    """Boxes below one another, and the lanes beside them."""

    def __init__(self, boxes: Sequence[Box], depth: int = 0) -> None:
        self._boxes = boxes
        self._at = {box.id: index for index, box in enumerate(boxes)}
        self._inner = [_Column(box.inside, depth + 1) if box.inside else None for box in boxes]
        inner = [column.width + 2 * _PAD for column in self._inner if column is not None]
        self._room = max([_WIDTHS[min(depth, len(_WIDTHS) - 1)], *inner])
        self._ports: dict[tuple[_Side, Line, int], _Port] = {}
        for index, box in enumerate(boxes):
            for number in range(len(box.exits)):
                self._note(index, number)
        self._entering = Counter((port.target, port.side) for port in self._ports.values())
        self._lanes = {side: self._assign(side) for side in ("left", "right")}
        self._left = self._edge("left")
        self.width: float = self._left + self._room + self._edge("right")

    def _edge(self, side: str) -> float:
        """The room beside the boxes on a side."""
        count = self._lanes[side]
        return _STUB + count * _LANE if count else 0.0

    def _note(self, index: int, number: int) -> None:
        """Note the lane of an exit, unless it goes straight down."""
        key = self._key(index, number)
        if key is not None:
            port = self._ports.setdefault(key, _Port(*key, [], []))
            port.sources.append(index)

    def _key(self, index: int, number: int) -> tuple[_Side, Line, int] | None:
        """The lane that an exit takes: lines of one kind to one box share one."""
        exit_ = self._boxes[index].exits[number]
        target = self._at.get(exit_.target)
        if target is None or self._is_straight(index, number):
            return None
        return ("right" if target <= index else "left", exit_.line, target)

    def _is_straight(self, index: int, number: int) -> bool:
        """Whether an exit is drawn as an arrow from the box to the one below it."""
        exits = self._boxes[index].exits
        found = exits[number]
        if self._at.get(found.target) != index + 1 or found.line:
            return False
        rows = [each for each in exits if each.text]
        return not found.text or found is rows[-1]

    def _assign(self, side: str) -> int:
        """Give each lane of a side a place, so that none lies on another; short ones are inside.

        Returns:
            How many places there are.
        """
        taken: list[list[tuple[int, int]]] = []
        ports = [port for port in self._ports.values() if port.side == side]
        for port in sorted(ports, key=lambda port: (port.span[1] - port.span[0], port.span)):
            first, last = port.span
            free = (
                number
                for number, spans in enumerate(taken)
                if all(last < other[0] or other[1] < first for other in spans)
            )
            port.lane = next(free, len(taken))
            taken += [[]] if port.lane == len(taken) else []
            taken[port.lane].append(port.span)
        return len(taken)

    def place(self, canvas: _Canvas, x: float, y: float) -> float:
        """Draw the column from a corner on. Returns the height below it."""
        left = x + self._left
        right = left + self._room
        tops: list[float] = []
        for index, box in enumerate(self._boxes):
            tops.append(y)
            bottom = self._draw(canvas, index, box, left, y)
            y = bottom + _GAP
            if any(self._is_straight(index, number) for number in range(len(box.exits))):
                canvas.strokes += _arrow_down(left + self._room / 2, bottom, y)
        entered: dict[tuple[int, str], int] = {}
        for port in self._ports.values():
            number = entered.get((port.target, port.side), 0)
            entered[port.target, port.side] = number + 1
            height = tops[port.target] + _ENTRY + _APART * number
            edge, way = (left, -1) if port.side == "left" else (right, 1)
            canvas.strokes += _lane(port, edge, way, height)
        return y - _GAP

    def _draw(self, canvas: _Canvas, index: int, box: Box, left: float, top: float) -> float:
        """Draw a box. Returns the height of its bottom."""
        at = len(canvas.rects)
        canvas.rects.append(Rect(left, top, self._room, 0, box.look))
        room = self._room - 2 * _PAD
        y = top + 6
        for said in box.head:
            y = canvas.write(said, left + _PAD, y, room)
        head, y = y, y + 6
        inner = self._inner[index]
        if inner is not None:
            y = inner.place(canvas, left + (self._room - inner.width) / 2, y + 4) + _PAD
        for number, exit_ in enumerate(box.exits):
            key, height = self._key(index, number), head - 4
            if exit_.text:
                path = f"M{shown_number(left)} {shown_number(y)}H{shown_number(left + self._room)}"
                canvas.strokes.append(Stroke(path, "rule"))
                start = y
                y = canvas.write(Said(exit_.text, look=exit_.line), left + _PAD, y + 4, room) + 5
                height = (start + y) / 2
            if key is not None:
                self._ports[key].heights.append(height)
        y = max(y, top + self._least_height(index))
        canvas.rects[at] = replace(canvas.rects[at], height=y - top)
        return y

    def _least_height(self, index: int) -> float:
        """How high a box must be for the lines that enter it to end beside it."""
        most = max(self._entering[index, "left"], self._entering[index, "right"])
        return _ENTRY + _APART * most - 4 if most else 0.0


def _lane(port: _Port, edge: float, way: int, target: float) -> list[Stroke]:
    """The lines of a lane: from each source to the lane, along it, and to the target."""
    n = shown_number
    lane = n(edge + way * (_STUB + port.lane * _LANE))
    look = f"edge {port.line}".strip()
    size = 9 if port.line == "loop" else 7
    first = max(port.heights, key=lambda height: abs(height - target))
    line = f"M{n(edge)} {n(first)}H{lane}V{n(target)}H{n(edge + way * (size - 1))}"
    # The others end where they meet it: dashes that lie on dashes would fill their gaps.
    more = [f"M{n(edge)} {n(height)}H{lane}" for height in port.heights if height != first]
    tip = f"M{n(edge)} {n(target)}l{n(way * size)} {n(-0.6 * size)}v{n(1.2 * size)}z"
    strokes = [Stroke(path, look) for path in (line, *more)]
    return [*strokes, Stroke(tip, f"tip {port.line}".strip())]


def _arrow_down(x: float, top: float, bottom: float) -> list[Stroke]:
    """An arrow from a box to the one below it."""
    return [
        Stroke(f"M{shown_number(x)} {shown_number(top)}V{shown_number(bottom - 6)}", "edge"),
        Stroke(f"M{shown_number(x)} {shown_number(bottom)}l-4.5 -7h9z", "tip"),
    ]


def shown_number(number: float) -> str:
    """A number as SVG has it, without what nobody sees."""
    return f"{round(number, 1):g}"
