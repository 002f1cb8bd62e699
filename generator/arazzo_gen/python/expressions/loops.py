"""Writes the loops of queries: names for their variables, and comprehensions."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Sequence
from typing import Final

from arazzo_gen.lazy import pattern

_PLAIN: Final = pattern(r"[a-z][a-z0-9_]*")
_STRING: Final = pattern(r'(f?)"((?:[^"\\]|\\.)*)"')


def loop_name(word: str, otherwise: str, taken: set[str]) -> str:
    """Take a name for a loop's variable.

    Args:
        word: The document's word for it.
        otherwise: The name to use if that word cannot be one in Python.
        taken: The names that the function has already.
    """
    if not _PLAIN.fullmatch(word) or keyword.iskeyword(word) or hasattr(builtins, word):
        word = otherwise
    name, number = word, 2
    while name in taken:
        name, number = f"{word}_{number}", number + 1
    taken.add(name)
    return name


def comprehension(item: str, clauses: Sequence[str]) -> str:
    """The inside of a comprehension.

    Args:
        item: What it gives.
        clauses: `for ... in ...` and `if ...`, outermost first.

    Returns:
        The text, in which a variable of the last loop that nothing reads is called "_".
    """
    text = f"{item} {' '.join(clauses)}"
    loops = [clause for clause in clauses if clause.startswith("for ")]
    name = loops[-1].split()[1] if loops else ""
    code = _STRING.sub(lambda match: match[2] if match[1] else "", text)
    if not name or len(re.findall(rf"\b{name}\b", code)) > 1:
        return text
    return text.replace(f"for {name} in ", "for _ in ")
