"""The documents that a run is given: files, folders, patterns, and `-` for standard input."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from arazzo_gen.config import STDIN, ConfigError, Searched
from arazzo_gen.looks import Links
from arazzo_gen.paths.sniff import SUFFIXES, is_arazzo
from arazzo_gen.record import fresh, record
from arazzo_gen.source.patterns import matches_any

_SKIPPED = ("node_modules", "__pycache__")
"""Folders that hold nobody's own documents; those whose names begin with a dot are skipped too."""


def is_skipped(folder: str) -> bool:
    """Whether a folder of this name is not looked through, where one above it is."""
    return folder.startswith(".") or folder in _SKIPPED


@record
class Named:
    """What was found.

    Attributes:
        documents: The documents, in order, each once.
        passed_over: How many other files there are in the folders.
        excluded: How many files are left out because of `exclude`.
        searched: The folders that were looked through.
    """

    documents: tuple[Path, ...] = ()
    passed_over: int = 0
    excluded: int = 0
    searched: tuple[Searched, ...] = ()


@record(frozen=False)
class Search:
    """Finds the documents that some texts name.

    Attributes:
        folder: Where relative paths start.
        base: Where the patterns of `exclude` start.
        exclude: Patterns of paths that are left out.
        allow: Called with each folder before anything in it is listed; it raises a `ConfigError`
            where that may not be.
    """

    folder: Path
    base: Path
    exclude: Sequence[str] = ()
    allow: Callable[[str, Path], None] = lambda text, folder: None
    _passed_over: set[str] = fresh(factory=set)
    _excluded: set[str] = fresh(factory=set)
    _searched: list[Searched] = fresh(factory=list)
    _links: Links = fresh(factory=Links)

    def find(self, texts: Iterable[Path | str]) -> Named:
        """The documents.

        Args:
            texts: What names them.

        Raises:
            ConfigError: A pattern or a folder has none, or is not one.
        """
        found: dict[str, Path] = {}
        for text in texts:
            for path in self._named(os.fspath(text)):
                found.setdefault(self._real(self.folder / path), path)
        others = self._passed_over - found.keys()
        return Named(
            tuple(found.values()),
            len(others),
            len(self._excluded - found.keys()),
            tuple(self._searched),
        )

    def _named(self, text: str) -> Iterator[Path]:
        """The documents that a text names, less those that are left out."""
        if text == STDIN:
            yield Path(STDIN)
            return
        is_pattern = set(text) & set("*?[") and not os.path.lexists(self.folder / text)
        for path in self._expand(text) if is_pattern else [Path(text)]:
            full = self.folder / path
            if full.is_dir():
                yield from self._below(text, path)
            elif self._is_left_out(full):
                self._excluded.add(self._real(full))
            else:
                yield path

    def _real(self, path: Path) -> str:
        return self._links.real(os.fspath(path))

    def _is_left_out(self, path: Path) -> bool:
        if not self.exclude:
            return False
        below = Path(os.path.relpath(os.path.abspath(path), os.path.abspath(self.base))).as_posix()
        return matches_any(below, self.exclude)

    # --- Patterns -----------------------------------------------------------------------

    def _expand(self, text: str) -> list[Path]:
        """What a pattern matches, in order."""
        parts = Path(text).parts
        first = next(at for at, part in enumerate(parts) if set(part) & set("*?["))
        begin = Path(*parts[:first])
        # What the pattern begins with is looked at before anything is listed there.
        self.allow(f"the pattern `{text}`", self.folder / begin)
        if ".." in parts[first:]:
            raise ConfigError(
                f"the pattern `{text}` leads out of the folders that it finds; begin with the "
                "`..`, or name the documents one by one"
            )
        depth = None if "**" in parts else len(parts) - first - 1
        self._searched.append(Searched(self.folder / begin, depth))
        try:
            names = [
                os.path.relpath(match, self.folder / begin)
                for match in (self.folder / begin).glob(os.path.join(*parts[first:]))
            ]
        except (ValueError, NotImplementedError, OSError) as error:
            raise ConfigError(f"`{text}` is not a pattern: {error}") from None
        if not names:
            raise ConfigError(f"nothing matches `{text}`")
        return sorted(begin / name for name in names)

    # --- Folders ------------------------------------------------------------------------

    def _below(self, text: str, folder: Path) -> Iterator[Path]:
        """The Arazzo documents in a folder and those below it."""
        self.allow(f"the folder `{text}`", self.folder / folder)
        self._searched.append(Searched(self.folder / folder))
        home = os.path.join(self._real(self.folder / folder), "")
        excluded, is_any = len(self._excluded), False
        for path in self._files(folder):
            full = self.folder / path
            if self._is_left_out(full):
                self._excluded.add(self._real(full))
            # A link must not lead to what the user did not name.
            elif not self._real(full).startswith(home) or not is_arazzo(full):
                self._passed_over.add(self._real(full))
            else:
                is_any = True
                yield path
        if not is_any and len(self._excluded) == excluded:
            raise ConfigError(f"there is no Arazzo document in the folder `{text}`")

    def _files(self, folder: Path) -> Iterator[Path]:
        """The files of a folder that may be documents, folder by folder, in order."""
        for place, folders, names in os.walk(self.folder / folder):
            folders[:] = sorted(one for one in folders if not is_skipped(one))
            below = folder / os.path.relpath(place, self.folder / folder)
            for name in sorted(names):
                if name.lower().endswith(SUFFIXES):
                    yield below / name
