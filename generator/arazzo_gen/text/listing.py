"""Writes several things as a list in a sentence."""

from __future__ import annotations

from collections.abc import Sequence


def listed(items: Sequence[str], last: str) -> str:
    """Items with commas between them, and a word before the last: "a, b or c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
