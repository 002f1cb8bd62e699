"""Shows the lines of a document with a span underlined, safe to print on a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from arazzo_gen.console import HIDDEN, commands, escaped
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.source.span import Span

_WINDOW = 100
"""How many columns of a long line are shown."""

_BEFORE = 40
"""How many of them stand before the place."""

_SLACK = 20
"""By how many columns a line may be longer than the window before it is cut."""

_LINES = 3
"""How many lines of a place are shown."""

_TAB = "    "

_MARKS = 3
"""How many marks may stand on one letter; more of them would paint over other lines."""

# Letters that are blank.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0")

_BLOCK_SCALAR = pattern(r"[|>][-+0-9]{0,2}(\s|$)")


@record
class Row:
    """One line of an excerpt.

    Attributes:
        number: The line's number in the file; None for one that stands for lines left out.
        text: What it holds, as it is shown.
        underline: Spaces and carets that go under it.
    """

    number: int | None
    text: str
    underline: str


def visible(text: str) -> str:
    """The text with every character that a terminal would act on written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(shown for shown, _ in _cells(text, tab="\\t"))


def excerpt(span: Span) -> list[Row]:
    """The lines of a place, with carets that go under it.

    Tabs become spaces, and a long line is cut around the place. Of a place that spans more
    lines than a few, the first is shown; of a block scalar, whose first line says nothing, the
    first few.

    Args:
        span: The place.

    Returns:
        The lines; none where the file has no such line, or nothing on it.
    """
    lines = list(_lines(span))
    if not lines or lines[0][0] != span.line:
        return []
    is_cut = len(lines) > _LINES
    if is_cut:
        first, start, _ = lines[0]
        header = span.file.line(first)[start:]
        lines = lines[: _LINES if _BLOCK_SCALAR.match(header) else 1]
    rows = [Row(at, *_underlined(span.file.line(at), start, end)) for at, start, end in lines]
    return [*rows, Row(None, "...", "")] if is_cut and len(rows) > 1 else rows


def _lines(span: Span) -> Iterator[tuple[int, int, int]]:
    """Each line of a place that is not blank: its number, and what is underlined of it.

    No more are looked at than it takes to know that they are too many.
    """
    found = 0
    for number in range(span.line, max(span.line, span.end_line) + 1):
        line = span.file.line(number)
        text_end = len(line.rstrip())
        start = min(span.column - 1, len(line))
        if number > span.line:
            start = len(line) - len(line.lstrip())
        end = min(span.end_column - 1, len(line)) if number == span.end_line else text_end
        if not line.strip() or (number > span.line and end <= start):
            continue
        yield number, start, max(start, end)
        found += 1
        if found > _LINES:
            return


def _underlined(line: str, start: int, end: int) -> tuple[str, str]:
    """A line as it is shown, and the carets under a part of it."""
    # What lies further away is not shown, however narrow it is.
    far = 4 * _WINDOW
    offset = max(0, start - far)
    cells = list(_cells(line[offset : start + far], tab=_TAB))
    start -= offset
    end = min(end - offset, len(cells))
    is_whole = len(line) <= len(cells)
    if is_whole and sum(width for _, width in cells) <= _WINDOW + _SLACK:
        first, last = 0, len(cells)
    else:
        first, last = _window([width for _, width in cells], start)
    head = "..." if first or offset else ""
    tail = "..." if last < len(cells) or not is_whole else ""
    text = "".join(shown for shown, _ in cells[first:last])
    before = len(head) + sum(width for _, width in cells[first:start])
    marked = sum(width for _, width in cells[start : min(end, last)])
    return head + text + tail, " " * before + "^" * max(1, marked)


def _window(widths: list[int], start: int) -> tuple[int, int]:
    """Which cells are shown of a line that is too long."""
    first, used = start, 0
    while first > 0 and used < _BEFORE:
        first -= 1
        used += widths[first]
    last = start
    while last < len(widths) and used < _WINDOW:
        used += widths[last]
        last += 1
    while first > 0 and used < _WINDOW:
        first -= 1
        used += widths[first]
    return first, last


def _cells(text: str, *, tab: str) -> Iterator[tuple[str, int]]:
    """How each character is shown, and how many columns a terminal gives to it."""
    marks = 0
    broken = frozenset(commands(text))
    for at, character in enumerate(text):
        if "\x20" <= character <= "\x7e":
            marks = 0
            yield (character, 1) if at not in broken else (f"\\{character}", 2)
            continue
        category = unicodedata.category(character)
        is_mark = category in ("Mn", "Me")
        marks = marks + 1 if is_mark else 0
        if character == "\t":
            yield tab, len(tab)
        elif category in HIDDEN or character in _BLANK or marks > _MARKS:
            shown = escaped(character)
            yield shown, len(shown)
        else:
            yield character, 0 if is_mark else _columns(character)


def _columns(character: str) -> int:
    if "\u1161" <= character <= "\u11ff":
        return 0  # the vowel or the end of a Hangul syllable, drawn with its first consonant
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
