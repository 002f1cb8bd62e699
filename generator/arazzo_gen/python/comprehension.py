"""Loops and conditions put together as a comprehension."""

from __future__ import annotations

import re
from collections.abc import Sequence


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
    if not name or len(re.findall(rf"\b{name}\b", text)) > 1:
        return text
    return text.replace(f"for {name} in ", "for _ in ")
