"""A line of a document with what it is about underlined, safe to show on a terminal."""

from __future__ import annotations

import unicodedata

from arazzo_gen.text.node import Span

_WINDOW = 100
"""How many characters of a long line are shown."""

_BEFORE = 40
"""How many of them stand before the place."""

_TAB = "    "

# Control and format characters (escape codes, changes of direction, line separators),
# halves of surrogate pairs and private ones: a terminal may do anything with them.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def visible(text: str) -> str:
    """The text with every character that a terminal would act on written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def excerpt(span: Span) -> tuple[str, str]:
    """The line of a place, and the carets that go under it.

    Tabs become spaces and a long line is cut around the place. A place that spans lines is
    underlined up to the end of its first.

    Args:
        span: The place.

    Returns:
        The line and the underline; two empty texts where the file has no such line.
    """
    line = span.file.line(span.line)
    if not line.strip():
        return "", ""
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    end = max(min(end, len(line)), start)
    first, last = _window(len(line), start)
    head, tail = ("..." if first else ""), ("..." if last < len(line) else "")
    before = head + _display(line[first:start])
    marked = _display(line[start : min(end, last)])
    after = _display(line[max(start, min(end, last)) : last])
    underline = " " * _width(before) + "^" * max(1, _width(marked))
    return before + marked + after + tail, underline


def _window(length: int, start: int) -> tuple[int, int]:
    if length <= _WINDOW + _BEFORE // 2:
        return 0, length
    first = max(0, min(start - _BEFORE, length - _WINDOW))
    return first, min(length, first + _WINDOW)


def _display(text: str) -> str:
    return "".join(_TAB if character == "\t" else _shown(character) for character in text)


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _HIDDEN:
        return character
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    if named is not None:
        return named
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _width(text: str) -> int:
    """How many columns a terminal gives to a text."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
