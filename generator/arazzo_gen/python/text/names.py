"""Local names of one generated function."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable

from arazzo_gen.text.words import snake

_HIDDEN = frozenset(name for name in dir(builtins) if not name.startswith("_"))
"""The builtins, which no local hides: whoever changes a function may want them."""


class LocalNames:
    """Gives names that nothing else in the function has."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def pick(self, wanted: str) -> str:
        """The name, with underscores behind it until it is free."""
        name = wanted
        while name in self._taken or name in _HIDDEN or keyword.iskeyword(name):
            name += "_"
        self._taken.add(name)
        return name

    def claim(self, name: str) -> bool:
        """Take a name, if nothing has it: whether it was free."""
        is_free = name not in self._taken and not keyword.iskeyword(name)
        self._taken.add(name)
        return is_free


def local_word(text: str) -> str:
    """A local name after a name of the document; "" where nothing is left of it."""
    name = snake(text)
    return "" if name[:1].isdigit() or len(name) > 40 else name
