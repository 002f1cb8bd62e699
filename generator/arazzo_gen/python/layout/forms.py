"""Caches the layout of short statements by their form: the statement with its names and strings
blanked out."""

from __future__ import annotations

import keyword
from collections.abc import Callable
from typing import NamedTuple

from arazzo_gen.lazy import pattern
from arazzo_gen.python.layout.lines import WIDTH
from arazzo_gen.python.layout.tokens import Uncertain

_MOST_KNOWN = 10_000
_TEMPLATE = pattern(r'(?<!\w)f"[^"{}]*(?:\{[^"{}]*\}[^"{}]*)*"')
_TEXT = pattern(r'(?<!\w)"[^"]*"')
_KEPT = "|".join([*keyword.kwlist, *keyword.softkwlist])
_NAME = pattern(rf'(?<!\w)(?!(?:{_KEPT})(?!\w)|f"")[A-Za-z_]\w*')


class Logical(NamedTuple):
    """A formatted logical line.

    Attributes:
        indent: How many levels it is indented.
        kind: "def", "class", "decorator", "import", "comment", "docstring" or "".
        opens: Whether a block follows.
        clause: Whether it continues the statement before it, as `else` does.
        text: The line as black writes it; black may have split it into several.
    """

    indent: int
    kind: str
    opens: bool
    clause: bool
    text: str


_forms: dict[str, Logical | None] = {}


def laid_out_by_form(text: str, read: Callable[[str], Logical]) -> Logical | None:
    """A statement on one line that black leaves as it is, as it leaves all others of its form.

    Where a statement fits on its line, its layout does not depend on the names and strings in it.

    Args:
        text: The statement.
        read: Lays out a statement.

    Returns:
        None where the statement itself has to be laid out.
    """
    if len(text) > WIDTH or not text.isascii() or "\n" in text or "\\" in text or "#" in text:
        return None
    stripped = text.lstrip(" ")
    indent, odd = divmod(len(text) - len(stripped), 4)
    if odd:
        return None
    form = _NAME.sub("x", _TEXT.sub('""', _TEMPLATE.sub('f""', stripped)))
    if form not in _forms:
        if len(_forms) > _MOST_KNOWN:
            _forms.clear()
        _forms[form] = _stable(form, read)
    found = _forms[form]
    return found and found._replace(indent=indent, text=text)


def _stable(form: str, read: Callable[[str], Logical]) -> Logical | None:
    """The layout of a form; None where it is no whole statement, or black would change it."""
    if sum(map(form.count, "([{")) != sum(map(form.count, ")]}")):
        return None
    try:
        found = read(form)
    except Uncertain:
        return None
    return found if found.text == form else None
