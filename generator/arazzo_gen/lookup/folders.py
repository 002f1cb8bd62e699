"""The files near a folder, nearest first, within a bound of files and of time."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from arazzo_gen.record import record

SUFFIXES = (".yaml", ".yml", ".json")
"""How the names of files end that are looked at."""

_SKIPPED = frozenset(("node_modules", "__pycache__"))
"""Folders that hold nobody's own documents; those whose names begin with a dot are skipped too."""

_MOST = 20_000
"""How many names of files and folders are read at the most, in one run."""

_SECONDS = 2.0
"""How long is searched at the most, in one run."""


@record
class _Listed:
    folders: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class Folders:
    """What the folders of one run hold; each is read once.

    Args:
        most: How many names are read at the most.
        seconds: How long is searched at the most.
    """

    def __init__(self, most: int = _MOST, seconds: float = _SECONDS) -> None:
        self._left = most
        self._end = time.monotonic() + seconds
        self._listed: dict[str, _Listed] = {}
        self._near: dict[tuple[Path, tuple[Path, ...]], list[str]] = {}

    @property
    def is_spent(self) -> bool:
        """Whether no more is read."""
        return self._left <= 0 or time.monotonic() > self._end

    def files(self, folder: Path) -> tuple[str, ...]:
        """The names of the files in a folder that may be documents, in order."""
        return self._list(str(folder)).files

    def near(self, start: Path, roots: Sequence[Path]) -> Sequence[str]:
        """The paths of the files that may be documents, nearest first: by the steps from folder to
        folder that lead there, then by name. Links are not followed.

        Args:
            start: The folder to start in, without links.
            roots: The folders, without links, below which may be read.
        """
        key = start, tuple(roots)
        if key not in self._near:
            self._near[key] = list(self._around(start, roots))
        return self._near[key]

    def _around(self, start: Path, roots: Sequence[Path]) -> Iterator[str]:
        allowed = [str(root) for root in roots]
        seen: set[str] = set()
        for first in (str(start), *allowed):
            pending = deque([first])
            while pending and not self.is_spent:
                folder = pending.popleft()
                if folder in seen or not _is_below(folder, allowed):
                    continue
                seen.add(folder)
                listed = self._list(folder)
                yield from (os.path.join(folder, name) for name in listed.files)
                pending.extend(os.path.join(folder, name) for name in listed.folders)
                pending.append(os.path.dirname(folder))

    def _list(self, folder: str) -> _Listed:
        if folder in self._listed:
            return self._listed[folder]
        folders: list[str] = []
        files: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    self._left -= 1
                    if self.is_spent:
                        break
                    if entry.is_dir(follow_symlinks=False):
                        if not entry.name.startswith(".") and entry.name not in _SKIPPED:
                            folders.append(entry.name)
                    elif entry.name.lower().endswith(SUFFIXES) and entry.is_file(
                        follow_symlinks=False
                    ):
                        files.append(entry.name)
        except OSError:
            pass  # what cannot be read holds nothing
        self._listed[folder] = _Listed(tuple(sorted(folders)), tuple(sorted(files)))
        return self._listed[folder]


def _is_below(folder: str, allowed: Sequence[str]) -> bool:
    return any(
        folder == root or folder.startswith(root.rstrip(os.sep) + os.sep) for root in allowed
    )
