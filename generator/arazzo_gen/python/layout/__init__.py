"""Source text laid out as black lays it out, without black.

It knows the statements that the writers of this package write, and how black's stable style of
the years in `KNOWN_STYLES` lays them out. Where it meets anything else it says that it does not
know, and black has to be asked; it never guesses.
"""

from __future__ import annotations

import re

from arazzo_gen.python.layout.blank_lines import BlankLines, check_indentation
from arazzo_gen.python.layout.logical import Logical, read_logical
from arazzo_gen.python.layout.tokens import Uncertain

KNOWN_STYLES = frozenset({26})
"""The years of the versions of black whose style this is; within a year it does not change."""

_ODD = re.compile(r"[\t\r\f\v\x1c-\x1e\x85\u2028\u2029]|\\\n|[ ]\n")
# Black looks at this line to see which versions of Python a module is for.
_FUTURE = "\nfrom __future__ import annotations\n"


def lay_out(text: str) -> str | None:
    """A module as black writes it, with its default settings.

    Args:
        text: The source of a module, which begins with a comment or a docstring.

    Returns:
        The text, or None where black has to be asked.
    """
    if _ODD.search(text) or text[:1] not in ("#", '"') or _FUTURE not in text:
        return None
    try:
        return _laid_out(text)
    except Uncertain:
        return None


def _laid_out(text: str) -> str:
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
        if line.kind == "docstring" and not _may_be_docstring(logical):
            if "\n" in line.text:
                raise Uncertain("a string as a statement")
            line = line._replace(kind="")
        logical.append(line)
        placed.add(line, blank)
        blank = 0
    check_indentation(logical)
    return placed.text()


def _may_be_docstring(before: list[Logical]) -> bool:
    """Whether a string would be the first statement of a block or of the module."""
    return all(line.kind == "comment" for line in before) or before[-1].opens
