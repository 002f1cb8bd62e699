"""What was parsed for one document and may be read for another: the trees used last."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from arazzo_gen.diagnostics.model import Diagnostic
from arazzo_gen.record import record
from arazzo_gen.source.span import SourceFile
from arazzo_gen.text.node import Node

_MOST = 2_000_000
"""How many characters of text the trees that are kept are of. A tree takes some twenty times the
memory of its text."""

Key: TypeAlias = tuple[str, Path | None, str, str]
"""The name of a file, its path, its URI and the hash of its content."""


@record(eq=False)
class Parsed:
    """A file, its tree, and what was found while it was parsed."""

    file: SourceFile
    root: Node | None
    findings: tuple[Diagnostic, ...]


class Shared:
    """The files that were parsed last.

    Args:
        most: How many characters they have together at the most; the last one may have more.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._size = 0
        self._parsed: dict[Key, Parsed] = {}

    def get(self, key: Key) -> Parsed | None:
        """A file; None where it is not kept."""
        found = self._parsed.pop(key, None)
        if found is not None:
            self._parsed[key] = found  # the last one that was used
        return found

    def keep(self, key: Key, parsed: Parsed) -> None:
        """Keep a file, and drop those that were used longest ago if there is no room."""
        self._parsed[key] = parsed
        self._size += len(parsed.file.text)
        while self._size > self._most and len(self._parsed) > 1:
            first = next(iter(self._parsed))
            self._size -= len(self._parsed.pop(first).file.text)
