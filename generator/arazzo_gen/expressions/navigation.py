"""Parses dots and brackets behind an expression: `.a[0]['b c']` as property names and indexes."""

from __future__ import annotations

import re
from collections.abc import Collection

from arazzo_gen.lazy import pattern

_STEP = pattern(
    r"""
    \.(?P<dotted>[^\s.\[\]{}#*?$'"()<>=!&|,;]+)
    | \[\s*(?P<index>[0-9]+)\s*\]
    | \[\s*'(?P<single>(?:[^'{}]|'')*)'\s*\]
    | \[\s*"(?P<double>[^"{}]*)"\s*\]
    """,
    re.VERBOSE,
)


def scan_navigation(text: str, start: int = 0) -> tuple[tuple[str | int, ...], int]:
    """Read as many steps as there are.

    Args:
        text: The text.
        start: Where the first step should be.

    Returns:
        The steps, digits as indexes, and where the first character is that belongs to none.
    """
    steps: list[str | int] = []
    while match := _STEP.match(text, start):
        steps.append(_step(match))
        start = match.end()
    return tuple(steps), start


def _step(match: re.Match[str]) -> str | int:
    if match["index"] is not None:
        return _index(match["index"])
    if match["single"] is not None:
        return match["single"].replace("''", "'")
    if match["double"] is not None:
        return match["double"]
    dotted = match["dotted"]
    return _index(dotted) if dotted.isascii() and dotted.isdecimal() else dotted


def _index(digits: str) -> str | int:
    """An index that no array can have stays a property name."""
    return int(digits) if len(digits) < 10 else digits


def split_name(name: str, declared: Collection[str]) -> tuple[str, tuple[str | int, ...]] | None:
    """Tell a declared name from the navigation behind it.

    A name that is declared as it stands goes first (names may hold dots and brackets); else the
    longest declared name that is followed by `.x`, `[0]` or `['x']`.

    Args:
        name: What an expression has up to its "#".
        declared: The names that there are.

    Returns:
        The declared name and the path into it; None when no declared name fits.
    """
    if name in declared:
        return name, ()
    for end in range(len(name) - 1, 0, -1):
        if name[end] in ".[" and name[:end] in declared:
            path, stop = scan_navigation(name, end)
            if stop == len(name):
                return name[:end], path
    return None


def to_pointer(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """A path as JSON Pointer tokens."""
    return tuple(str(step) for step in path)
