"""Formats source text as black does, without black.

It knows the statements that the writers of this package write, and black's stable styles of the
years in `KNOWN_STYLES`. It never guesses: where it meets anything else it gives up, and black
formats the text.
"""

from __future__ import annotations

import functools
from collections.abc import Collection
from typing import NamedTuple

from arazzo_gen.python.layout.blank_lines import BlankLines, check_indentation
from arazzo_gen.python.layout.forms import Logical
from arazzo_gen.python.layout.logical import read_logical
from arazzo_gen.python.layout.tokens import Uncertain

KNOWN_STYLES = frozenset({26})
"""The years of black whose stable style this package writes; a style lasts for a year."""

_ODD = ("\t", "\r", "\f", "\v", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\\\n", " \n")
# Black takes from this line for which versions of Python a module is.
_FUTURE = "\nfrom __future__ import annotations\n"


def lay_out(text: str, preformatted: Collection[str] = frozenset()) -> str | None:
    """A module as black writes it, with its default settings.

    Args:
        text: The source of a module, which begins with a comment or a docstring.
        preformatted: Definitions that are formatted already.

    Returns:
        The text, or None where only black can format it.
    """
    if any(odd in text for odd in _ODD) or text[:1] not in ("#", '"') or _FUTURE not in text:
        return None
    try:
        return _laid_out(text, preformatted)
    except Uncertain:
        return None


def _laid_out(text: str, preformatted: Collection[str]) -> str:
    first, *others = [part for part in map(_trimmed, text.split("\n\n\n")) if part]
    parts = [_read(first)]
    for other in others:
        # A part that begins at the margin after two blank lines is formatted by itself.
        if other[0] in ' "' or _affects_next(parts):
            return _read(_trimmed(text), is_all=True).text
        parts.append(_preformatted(other) if other in preformatted else _read_again(other))
    if parts[-1].last.kind == "comment":
        raise Uncertain("a comment at the end")
    return "\n\n".join([part.text for part in parts])


def _trimmed(text: str) -> str:
    return text.strip("\n")


class _Part(NamedTuple):
    """The formatted lines of a part of the module, and the last logical line of it."""

    text: str
    last: Logical


def _preformatted(text: str) -> _Part:
    """A part that is formatted already; its last line is inside a definition."""
    return _Part(f"{text}\n", Logical(1, "", False, False, ""))


def _affects_next(parts: list[_Part]) -> bool:
    """Whether the format of the next part depends on those before it."""
    last = parts[-1].last
    return (
        last.opens
        or last.kind in ("decorator", "import")
        or (len(parts) == 1 and last.indent == 0 and last.kind in ("comment", "docstring"))
    )


@functools.lru_cache(maxsize=1024)
def _read_again(text: str) -> _Part:
    """A formatted part that is not the first; kept, as many modules have the same support code."""
    return _read(text, is_first=False)


def _read(text: str, *, is_first: bool = True, is_all: bool = False) -> _Part:
    lines = text.split("\n")
    placed = BlankLines()
    logical: list[Logical] = []
    at = blank = 0
    while at < len(lines):
        if not lines[at]:
            blank += 1
            at += 1
            continue
        line, at = read_logical(lines, at)
        if blank and logical and logical[-1].opens:
            raise Uncertain("a blank line at the start of a block")
        if line.kind == "docstring" and not _may_be_docstring(logical, is_first=is_first):
            if "\n" in line.text:
                raise Uncertain("a string as a statement")
            line = line._replace(kind="")
        logical.append(line)
        placed.add(line, blank)
        blank = 0
    check_indentation(logical, is_all=is_all)
    return _Part(placed.text(), logical[-1])


def _may_be_docstring(before: list[Logical], *, is_first: bool) -> bool:
    """Whether a string after these lines is the first statement of a block or of the module."""
    if before and before[-1].opens:
        return True
    return is_first and all(line.kind == "comment" for line in before)
