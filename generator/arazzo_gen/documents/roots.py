"""The folders that documents may be read from."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from arazzo_gen.looks import Links
from arazzo_gen.source.files import resolve


class Roots:
    """Some folders.

    Attributes:
        folders: The folders, without links, each once.

    Args:
        folders: The folders.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = tuple(dict.fromkeys(map(resolve, dict.fromkeys(folders))))
        self._names = frozenset(map(os.fspath, self.folders))

    def hold(self, path: str) -> bool:
        """Whether a path without links is one of the folders, or in one of them."""
        while path not in self._names:
            above = os.path.dirname(path)
            if above == path:
                return False
            path = above
        return True


def document_root(document: Path, *, cwd: Path, links: Links | None = None) -> Path:
    """The folder in which a document may name files.

    That is the parent of the document's folder, or the folder itself where its parent is the root
    of the file system.

    Args:
        document: The document.
        cwd: The working directory.
        links: Where paths lead, of one run, which asks for many documents.
    """
    folder = os.path.dirname((links or Links()).real(os.path.join(cwd, document)))
    above = os.path.dirname(folder)
    return Path(above if above != os.path.dirname(above) else folder)
