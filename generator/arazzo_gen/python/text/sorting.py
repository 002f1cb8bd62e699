"""The order of names in imports and in `__all__`: that of isort, which linters ask for."""

from __future__ import annotations

from collections.abc import Iterable

from arazzo_gen.lazy import pattern

_DIGITS = pattern(r"(\d+)")


def as_imported(names: Iterable[str]) -> list[str]:
    """Names in the order of an import, each once: constants, then classes, then the others."""
    return sorted(set(names), key=lambda name: (_kind(name), _natural(name.lower()), name))


def as_exported(names: Iterable[str]) -> list[str]:
    """Names in the order of `__all__`, where capitals come before small letters of a kind."""
    return sorted(set(names), key=lambda name: (_kind(name), _natural(name)))


def _kind(name: str) -> int:
    if len(name) > 1 and name.isupper():
        return 0
    return 1 if name[:1].isupper() else 2


def _natural(name: str) -> list[str | int]:
    """The parts of a name: every second is a number, so that numbers meet numbers."""
    return [int(part) if part.isdigit() else part for part in _DIGITS.split(name)]
