"""Maps each character of a scalar to its position in the file, through folding and escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeAlias

from arazzo_gen.lazy import pattern

Place: TypeAlias = tuple[int, int, int]
"""The line, the column and the end column of a character, counted from 1; an escape has several
columns."""


class Places(Protocol):
    """The place of each character of a text."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> Place: ...


_LONGEST = 4000
"""The longest scalar, in characters, that is mapped where it has escapes or several lines: a
document may have many findings in one."""

_BLOCK_HEADER = pattern(r"(?:[&!]\S*[ \t]+)*([|>])([-+]?)[ \t]*(?:#.*)?$")

# An escape in double quotes, of YAML or JSON; a pair of surrogates is one character.
_ESCAPE = pattern(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u.{4}|\\x..|\\U.{8}|\\.", re.DOTALL)

_ENDS_ESCAPED = pattern(r"(?<!\\)(?:\\\\)*\\$")


def scalar_places(lines: Sequence[str], line: int, column: int) -> Places | None:
    """The places of the characters of a scalar's value, in order.

    Follows sections 6.5 (line folding), 7.3 (flow scalars) and 8.1 (block scalars) of YAML 1.2.
    Line breaks at the end of a block scalar are left out.

    Args:
        lines: The lines of the scalar; the first and the last are cut to it.
        line: The number of the first line.
        column: The column at which the scalar begins.

    Returns:
        A place for each character; None where they cannot be mapped.
    """
    head = lines[0]
    if len(lines) == 1:
        is_quoted = head[:1] in ("'", '"')
        if not is_quoted:
            return _Straight(line, column, len(head))
        if "\\" not in head and (head[0] == '"' or "''" not in head[1:-1]):
            return _Straight(line, column + 1, len(head) - 2)
    if sum(map(len, lines)) > _LONGEST:
        return None
    header = _BLOCK_HEADER.match(head)
    if header is not None and len(lines) > 1:
        return _block(lines[1:], line + 1, is_folded=header[1] == ">")
    if head[:1] in "|>&!":
        return None  # its header has the indentation, or it has a tag
    return _flow(lines, line, column)


class _Straight:
    """The places of a text on one line, without escapes."""

    def __init__(self, line: int, column: int, length: int) -> None:
        self._line = line
        self._column = column
        self._length = length

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int, /) -> Place:
        column = self._column + (index if index >= 0 else index + self._length)
        return self._line, column, column + 1


# --- Block scalars --------------------------------------------------------------------


def _block(lines: Sequence[str], first: int, *, is_folded: bool) -> list[Place]:
    texts = [line for line in lines if line.strip(" ")]
    indent = len(texts[0]) - len(texts[0].lstrip(" ")) if texts else 0
    places: list[Place] = []
    breaks: list[Place] = []
    was_indented = True  # breaks before the first text stay
    for number, line in enumerate(lines, first):
        content = line[indent:]
        if content:
            is_indented = content[0] in " \t"
            is_kept = not is_folded or was_indented or is_indented
            places += breaks if is_kept else _folded(breaks)
            breaks = []
            places += [(number, indent + at, indent + at + 1) for at in range(1, len(content) + 1)]
            was_indented = is_indented
        breaks.append((number, len(line) + 1, len(line) + 1))
    return places


def _folded(breaks: Sequence[Place]) -> Sequence[Place]:
    """One line break is a space; of several, the first is dropped."""
    return breaks if len(breaks) == 1 else breaks[1:]


# --- Plain and quoted scalars ---------------------------------------------------------


def _flow(lines: Sequence[str], first: int, column: int) -> list[Place]:
    quote = lines[0][:1] if lines[0][:1] in ("'", '"') else ""
    places: list[Place] = []
    breaks: list[Place] = []
    are_kept = False  # behind an escaped line break, each empty line is a line break of the value
    for at, line in enumerate(lines):
        offset = column if at == 0 else 1
        start, end = _content(line, quote, is_first=at == 0, is_last=at == len(lines) - 1)
        if start < end or at == 0:
            places += breaks if are_kept else _folded(breaks)
            breaks, are_kept = [], False
            units = _units(line, start, end, quote)
            places += [(first + at, offset + begin, offset + stop) for begin, stop in units]
        if quote == '"' and _ENDS_ESCAPED.search(line, start, end):
            are_kept = True
            continue  # an escaped line break is no character
        breaks.append((first + at, offset + end, offset + end))
    return places


def _content(line: str, quote: str, *, is_first: bool, is_last: bool) -> tuple[int, int]:
    """Which part of a line is text, without quotes and white space at line breaks."""
    start = len(quote) if is_first else len(line) - len(line.lstrip(" \t"))
    end = len(line) - len(quote) if is_last else len(line.rstrip(" \t"))
    return start, max(start, end)


def _units(line: str, start: int, end: int, quote: str) -> Iterator[tuple[int, int]]:
    """Where each character of a part of a line begins and ends; an escape is one."""
    at = start
    while at < end:
        step = 1
        if quote == "'" and line.startswith("''", at):
            step = 2
        elif quote == '"' and line[at] == "\\":
            escape = _ESCAPE.match(line, at, end)
            if escape is None:
                return  # the escaped line break
            step = len(escape[0])
        yield at, at + step
        at += step
