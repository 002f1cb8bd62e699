"""Local names of one generated function."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable


class LocalNames:
    """Gives names that nothing else in the function has."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def pick(self, wanted: str) -> str:
        """The name, with underscores behind it until it is free."""
        name = wanted
        while name in self._taken or keyword.iskeyword(name):
            name += "_"
        self._taken.add(name)
        return name

    def claim(self, name: str) -> bool:
        """Take a name, if nothing has it: whether it was free."""
        is_free = name not in self._taken and not keyword.iskeyword(name)
        self._taken.add(name)
        return is_free


def snake(text: str) -> str:
    """A local name after a name of the document; "" where nothing is left of it."""
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", text)
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text)
    name = re.sub(r"[^0-9a-zA-Z]+", "_", text).strip("_").lower()
    if not name or name[0].isdigit() or len(name) > 40:
        return ""
    return name
