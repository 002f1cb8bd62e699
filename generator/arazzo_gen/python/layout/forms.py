"""Caches the layout of short statements by form: those that differ only in names and texts."""

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
    """A logical line, as it is written.

    Attributes:
        indent: How many levels it is set in.
        kind: "def", "class", "decorator", "import", "comment", "docstring" or "".
        opens: Whether a block follows.
        clause: Whether it goes on with the statement before it, as `else` does.
        text: The line as black leaves it, which may be several lines of text.
    """

    indent: int
    kind: str
    opens: bool
    clause: bool
    text: str


_forms: dict[str, Logical | None] = {}


def laid_out_by_form(text: str, read: Callable[[str], Logical]) -> Logical | None:
    """A statement on one line that stays as it is, as any with other names and texts would.

    What is written of a statement that fits on its line follows from its tokens, whatever names
    and texts are among them.

    Args:
        text: The statement.
        read: Lays a statement out.

    Returns:
        None where it has to be read itself.
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
    """A form, where it is a whole statement and stays as it is."""
    if sum(map(form.count, "([{")) != sum(map(form.count, ")]}")):
        return None
    try:
        found = read(form)
    except Uncertain:
        return None
    return found if found.text == form else None
