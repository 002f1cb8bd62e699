"""Patterns of paths, such as `legacy/**/*.yaml`, and which paths they match."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

_ANY = "**"


def matches(path: str, pattern: str) -> bool:
    """Whether a pattern matches a path, or a folder that the path is below.

    `*`, `?` and `[...]` match within a name, and `**` any number of folders. A pattern without
    a slash matches a file or folder of that name wherever it is; one with a slash begins where
    the path begins.

    Args:
        path: The path, with slashes.
        pattern: The pattern, with slashes.
    """
    wanted = [part for part in pattern.split("/") if part not in ("", ".")]
    if not wanted:
        return False
    if "/" not in pattern.rstrip("/"):
        wanted = [_ANY, *wanted]
    # How many parts of the pattern the parts of the path so far may stand for.
    used = _with_empty({0}, wanted)
    for part in path.split("/"):
        used = _with_empty(_after(part, used, wanted), wanted)
        if len(wanted) in used:
            return True
    return False


def matches_any(path: str, patterns: Iterable[str]) -> bool:
    """Whether one of some patterns matches a path."""
    return any(matches(path, pattern) for pattern in patterns)


def _after(part: str, used: Iterable[int], wanted: list[str]) -> set[int]:
    """What has been used of a pattern when one more part of a path is read."""
    found: set[int] = set()
    for at in used:
        if at < len(wanted) and wanted[at] == _ANY:
            found.add(at)
        elif at < len(wanted) and fnmatchcase(part, wanted[at]):
            found.add(at + 1)
    return found


def _with_empty(used: set[int], wanted: list[str]) -> set[int]:
    """The same, with every `**` that comes next standing for no folder as well."""
    for at, part in enumerate(wanted):
        if at in used and part == _ANY:
            used.add(at + 1)
    return used
