"""Converts offsets in a text to lines and columns."""

from __future__ import annotations

from bisect import bisect_right

from arazzo_gen.source.span import LINE_BREAK


class LineTable:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in LINE_BREAK.finditer(text))]

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column, both counted from 1, of an offset into the text."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and a column."""
        return self._starts[line - 1] + column - 1


def end_place(text: str) -> tuple[int, int]:
    """The line and the column, both counted from 1, of the end of a text."""
    lines = text.count("\n") + text.count("\r") - text.count("\r\n")
    return lines + 1, len(text) - max(text.rfind("\n"), text.rfind("\r"))
