"""What one build keeps for the next, in the cache folder of the user.

Everything here may be missing, damaged or out of date without harm: an entry is named after all
that it depends on, and one that is not whole is none.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

FETCHED = "fetched"
"""The kind of what came from the network: no build can make that again by itself."""

_SIZE = hashlib.sha256().digest_size
_DAY = 24 * 60 * 60.0
_UNUSED = 30 * _DAY


class Store:
    """A folder of entries, each a file of bytes.

    Args:
        folder: The folder, which is made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, kind: str, key: str) -> bytes | None:
        """An entry; None where there is none that is whole.

        Args:
            kind: What it is, such as "verdict".
            key: What it is named after, in hexadecimal.
        """
        path = self._path(kind, key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(path)  # when it was used, for `tidy`
        data = content[_SIZE:]
        return data if hashlib.sha256(data).digest() == content[:_SIZE] else None

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep an entry. Where the folder cannot be written to, nothing is kept."""
        path = self._path(kind, key)
        passing = None
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, passing = tempfile.mkstemp(dir=path.parent, prefix=".")
            with os.fdopen(handle, "wb") as stream:
                stream.write(hashlib.sha256(data).digest() + data)
            os.replace(passing, path)
        except OSError:
            if passing is not None:
                with suppress(OSError):
                    os.unlink(passing)

    def tidy(self) -> None:
        """Remove what no build has used for 30 days; this looks once a day at most.

        What was fetched stays: builds without the network rely on it.
        """
        now = time.time()
        looked = self._folder / "tidied"
        try:
            if looked.exists() and now - looked.stat().st_mtime < _DAY:
                return
            looked.touch()
            kinds = [each.path for each in os.scandir(self._folder) if each.is_dir()]
        except OSError:
            return
        for kind in kinds:
            if os.path.basename(kind) != FETCHED:
                _remove_unused(kind, now - _UNUSED)

    def _path(self, kind: str, key: str) -> Path:
        return self._folder / kind / key[:2] / key


def _remove_unused(folder: str, before: float) -> None:
    """Remove the files below a folder that were last used before a time, in seconds."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with suppress(OSError):
                if os.stat(path).st_mtime < before:
                    os.unlink(path)


def user_store() -> Store:
    """The store of this user: below XDG_CACHE_HOME, or where the system keeps such things."""
    import platformdirs

    return Store(platformdirs.user_cache_path("arazzo-gen", appauthor=False))


def sha256_of(content: bytes) -> str:
    """The SHA-256 of a content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest(*parts: bytes | str) -> str:
    """One name for several things, in hexadecimal: it changes when any of them does."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


@functools.cache
def environment() -> str:
    """What an entry depends on besides its input: this program, Python, the installed packages."""
    package = Path(__file__).parent
    parts = [sys.version]
    for folder in (package, package / "_templates", package.parent.parent / "templates"):
        parts += _files(folder)
    for place in sys.path:
        if place.endswith("-packages"):
            with suppress(OSError):
                parts += sorted(name for name in os.listdir(place) if name.endswith("-info"))
    return digest(*parts)


def _files(folder: Path) -> list[str]:
    """The files of this program below a folder, with their sizes and times of change."""
    found: list[str] = []
    pending = [os.fspath(folder)]
    while pending:
        try:
            entries = sorted(os.scandir(pending.pop()), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir():
                pending += [entry.path] if entry.name != "__pycache__" else []
            else:
                known = entry.stat()
                found.append(f"{entry.path} {known.st_size} {known.st_mtime_ns}")
    return found
