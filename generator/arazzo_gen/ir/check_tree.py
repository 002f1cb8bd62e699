"""Shared by the checks of the IR: findings with their paths, and a walk over all records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from arazzo_gen.record import fields


class Findings:
    """Collects the mistakes."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, place: str, text: str) -> None:
        """Add a mistake at a path of the IR."""
        self.lines.append(f"{place}: {text}")


def parts(tree: object, place: str) -> Iterator[tuple[str, object]]:
    """Every record of a tree with its path, each before those inside it."""
    if isinstance(tree, tuple):
        for index, item in enumerate(tree):
            yield from parts(item, f"{place}[{index}]")
    elif isinstance(tree, dict):
        for key, item in tree.items():
            yield from parts(item, f"{place}[{key!r}]")
    elif names := fields(tree):
        yield place, tree
        for name in names:
            yield from parts(getattr(tree, name), f"{place}.{name}" if place else name)


def doubles(names: Iterable[str]) -> list[str]:
    """The names that occur more than once."""
    return [name for name, times in Counter(names).items() if times > 1]
