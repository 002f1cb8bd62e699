"""Turns the edits of findings into changes of a file's text.

A change touches one scalar, and keeps how it is written if it can: plain, in quotes, or as a block.
Comments, order and layout stay. What comes out is read again and compared with what the file said
before, so that an edit which would do more than it should is not made.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from arazzo_gen.diagnostics.model import Diagnostic, Edit, in_order
from arazzo_gen.diagnostics.scalars import Scalar, is_text, read_scalars
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.source.lines import LineTable
from arazzo_gen.source.scalar_places import Places, scalar_places
from arazzo_gen.source.span import LINE_BREAK, SourceFile, Span

_T = TypeVar("_T")

_TRIES = 64
"""How often a file is read again at the most, to find the edits that do too much."""

_LARGE = 1_000_000
"""A file of more characters than this is read again eight times at the most."""

_LONGEST = 4000
"""The longest scalar, in characters, that is put in quotes for an edit: each edit of it would have
the whole of it."""

_CONTROL = pattern(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")

# What a plain scalar may not have: it would be a comment, a key or the end of a line.
_NOT_PLAIN = pattern(r":(?=\s|$)|\s#|\s$")
_NOT_IN_FLOW = pattern(r"[,\[\]{}]")


@record
class Change:
    """A stretch of a file's text, by offsets, and what goes in its place."""

    start: int
    end: int
    text: str


@record
class _Placed:
    """An edit at its place.

    Attributes:
        edit: The edit.
        scalar: The number of the scalar that it is in.
        first: Where its stretch begins in the scalar's value.
        last: Where it ends there.
        start: Where it begins in the text of the file.
        end: Where it ends there.
    """

    edit: Edit
    scalar: int
    first: int
    last: int
    start: int
    end: int


class Mended:
    """A file with edits written into it.

    An edit whose old text does not stand at its place, and one that would change more than one
    scalar, is left out. Of edits of the same text the first is taken.

    Attributes:
        changes: The change that writes an edit alone, for each edit that can be written.
        text: The text of the file with all of them.

    Args:
        file: The file.
        edits: Edits in it, the most important first.
    """

    def __init__(self, file: SourceFile, edits: Iterable[Edit]) -> None:
        self.changes: dict[Edit, Change] = {}
        self.text = self._text = file.text
        self._table = LineTable(file.text)
        read = read_scalars(file.text)
        if read is None:
            return
        self._read = read
        self._places: dict[int, Places | None] = {}
        placed = [one for edit in dict.fromkeys(edits) if (one := self._place(edit)) is not None]
        tries = _TRIES if len(file.text) <= _LARGE else _TRIES // 8
        good = most(_apart(placed), self._is_right, tries=tries)
        self.text = self._written(good) or self._text
        for one in good:
            (self.changes[one.edit],) = self._changes([one])

    def span(self, change: Change, file: SourceFile) -> Span:
        """The stretch of a change as a span."""
        return Span(file, *self._table.place(change.start), *self._table.place(change.end))

    # --- Where edits belong -------------------------------------------------------------

    def _place(self, edit: Edit) -> _Placed | None:
        span = edit.span
        start = self._table.offset(span.line, span.column)
        at = self._read.around(start, self._table.offset(span.end_line, span.end_column))
        if at is None or edit.old == edit.new or self._read.scalars[at].is_tagged:
            return None
        scalar = self._read.scalars[at]
        if at not in self._places:
            lines = LINE_BREAK.split(self._text[scalar.start : scalar.end])
            lines = lines if len(lines) == 1 or lines[-1] else lines[:-1]
            self._places[at] = scalar_places(lines, *self._table.place(scalar.start))
        places = self._places[at]
        if places is None:
            return None
        # The stretch of the value that the span covers.
        first = bisect_left(places, (span.line, span.column, 0))
        last = bisect_left(places, (span.end_line, span.end_column, 0))
        # The line breaks at the end of a block have no place. They stay as they are.
        at_end = scalar.style in ("|", ">") and scalar.value.endswith(edit.old)
        old = edit.old.rstrip("\n") if at_end else edit.old
        covered = scalar.value[first : max(last, first + len(old))]
        if not old or covered.count(old) != 1:
            return None
        first += covered.index(old)
        last = first + len(old)
        if last > len(places):
            return None
        begin, end = places[first], places[last - 1]
        begins, ends = self._table.offset(*begin[:2]), self._table.offset(end[0], end[2])
        return _Placed(edit, at, first, last, begins, ends)

    # --- What they write ----------------------------------------------------------------

    def _is_right(self, placed: Sequence[_Placed]) -> bool:
        """Whether the file with some edits differs in what these say alone."""
        text = self._written(placed)
        after = read_scalars(text) if text is not None else None
        if after is None or after.outline != self._read.outline:
            return False
        expected = [(one.value, one.is_text) for one in self._read.scalars]
        for at, group in _by_scalar(placed).items():
            expected[at] = (_spliced(self._read.scalars[at].value, group), True)
        return [(one.value, one.is_text) for one in after.scalars] == expected

    def _written(self, placed: Sequence[_Placed]) -> str | None:
        """The text of the file with some edits; None where one of them cannot be written."""
        parts: list[str] = []
        done = 0
        for _, group in sorted(_by_scalar(placed).items()):
            changes = self._changes(group)
            if not changes:
                return None
            for change in changes:
                parts += [self._text[done : change.start], change.text]
                done = change.end
        return "".join((*parts, self._text[done:]))

    def _changes(self, group: Sequence[_Placed]) -> list[Change]:
        """The changes that write the edits of one scalar; none where that cannot be done."""
        scalar = self._read.scalars[group[0].scalar]
        if scalar.style == "" and scalar.end - scalar.start <= _LONGEST:
            value = _spliced(scalar.value, group)
            is_one_line = LINE_BREAK.search(self._text, scalar.start, scalar.end) is None
            if is_one_line and not _may_be_plain(value, scalar):
                return [Change(scalar.start, scalar.end, _quoted(value))]
        texts = [_inside(one, scalar) for one in group]
        return [
            Change(one.start, one.end, text)
            for one, text in zip(group, texts, strict=True)
            if text is not None and None not in texts
        ]


def mended(diagnostics: Iterable[Diagnostic], *, unsafe: bool) -> dict[SourceFile, Mended]:
    """The files that findings have edits for, with these edits.

    What was fetched is in none of them: it is not the author's to change.

    Args:
        diagnostics: The findings.
        unsafe: Whether edits that are only likely are made too, after those that are safe.
    """
    edits: dict[SourceFile, list[Edit]] = {}
    for found in in_order(diagnostics):
        for edit in found.edits:
            if edit.span.file.path is not None and (unsafe or edit.is_safe):
                edits.setdefault(edit.span.file, []).append(edit)
    files = {
        file: Mended(file, sorted(some, key=lambda edit: not edit.is_safe))
        for file, some in edits.items()
    }
    return {file: done for file, done in files.items() if done.changes}


def most(
    items: Sequence[_T], is_right: Callable[[Sequence[_T]], bool], *, tries: int
) -> Sequence[_T]:
    """As many of some items as are right together, in their order.

    Args:
        items: The items.
        is_right: Whether some of them are right together.
        tries: How often that is asked at the most.
    """
    left = [tries]

    def good(some: Sequence[_T]) -> Sequence[_T]:
        if not some or left[0] <= 0:
            return []
        left[0] -= 1
        if is_right(some):
            return some
        half = len(some) // 2
        first, second = (good(some[:half]), good(some[half:])) if half else ([], [])
        both = [*first, *second]
        return both if not (first and second) or is_right(both) else first

    return good(items)


def _apart(placed: Iterable[_Placed]) -> list[_Placed]:
    """Edits without those that touch the stretch of one before them; in order of the text."""
    taken: list[tuple[int, int]] = []
    kept: list[_Placed] = []
    for one in placed:
        at = bisect_right(taken, (one.start, one.end))
        if (at and taken[at - 1][1] > one.start) or (at < len(taken) and taken[at][0] < one.end):
            continue
        insort(taken, (one.start, one.end))
        kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _by_scalar(placed: Iterable[_Placed]) -> dict[int, list[_Placed]]:
    groups: dict[int, list[_Placed]] = {}
    for one in placed:
        groups.setdefault(one.scalar, []).append(one)
    return groups


def _spliced(value: str, group: Iterable[_Placed]) -> str:
    """The value of a scalar with its edits."""
    parts: list[str] = []
    done = 0
    for one in group:
        parts += [value[done : one.first], _new(one)]
        done = one.last
    return "".join((*parts, value[done:]))


def _new(one: _Placed) -> str:
    """The new text of an edit; without the line breaks that stay at the end of a block."""
    is_cut = one.last - one.first < len(one.edit.old)
    return one.edit.new.rstrip("\n") if is_cut else one.edit.new


def _inside(one: _Placed, scalar: Scalar) -> str | None:
    """The new text of an edit as it is written in its scalar; None where it cannot be."""
    new = _new(one)
    if scalar.style == '"':
        return json.dumps(new, ensure_ascii=False)[1:-1]
    if _CONTROL.search(new):
        return None
    return new.replace("'", "''") if scalar.style == "'" else new


def _may_be_plain(value: str, scalar: Scalar) -> bool:
    """Whether a value on one line can go without quotes where a scalar stands."""
    if not is_text(value) or _CONTROL.search(value) or _NOT_PLAIN.search(value):
        return False
    return not (scalar.is_in_flow and _NOT_IN_FLOW.search(value))


def _quoted(value: str) -> str:
    if _CONTROL.search(value):
        return json.dumps(value, ensure_ascii=False)
    return "'" + value.replace("'", "''") + "'"
