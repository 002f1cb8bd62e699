"""Local names of one generated function."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterable

from arazzo_gen.text.words import snake

_HIDDEN = frozenset({"httpx", *(name for name in dir(builtins) if not name.startswith("_"))})
"""What no local hides: what the functions themselves need, and the builtins, which whoever changes
a function may want."""


class LocalNames:
    """Gives names that nothing else in the function has."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def is_free(self, name: str) -> bool:
        """Whether a name can be a local as it is."""
        hidden = name in self._taken or name in _HIDDEN
        return bool(name) and not hidden and not keyword.iskeyword(name)

    def pick(self, wanted: str) -> str:
        """The name, with underscores behind it until it is free."""
        name = wanted
        while not self.is_free(name):
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
