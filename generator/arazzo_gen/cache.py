"""Keeps in the user's cache folder what later builds can use; reads and hashes files.

No entry can do harm. It is named after the hash of all that it depends on, so that one that is out
of date is not found. One that is damaged, moved, or owned by another user is ignored.
"""

from __future__ import annotations

import codecs
import functools
import hashlib
import os
import stat
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

MAX_BYTES: Final = 64 * 1024 * 1024
"""The largest file that is read: a document, or a file where a build wrote one."""

FETCHED = "fetched"
"""The kind of documents from the network, which no build can make again by itself."""

# Without O_NONBLOCK, opening a pipe would wait for its writer. Windows has neither.
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)

_PROGRAM = "program"

_LARGEST = 512 * 1024 * 1024
"""The largest entry."""

_MOST = 2 * 1024 * 1024 * 1024
"""How large all entries are together at the most; those that were used longest ago go first."""

_SIZE = hashlib.sha256().digest_size
_HOUR = 60 * 60.0
_DAY = 24 * _HOUR
_UNUSED = 30 * _DAY


class UnreadableError(Exception):
    """A file cannot be read; the message says why."""


class DamagedError(Exception):
    """An entry turns out to be damaged after a part of it was used."""


def read_regular(
    path: Path, *, most: int = MAX_BYTES, follow: bool = True, own: bool = False
) -> bytes:
    """The content of a regular file; every file that others may have made is read here.

    This checks the kind of the file before it opens it, since to open a device can have effects,
    and again afterwards, since another file may have taken its place.

    Args:
        path: The file.
        most: The largest size in bytes.
        follow: Whether the file may be a symbolic link.
        own: Whether it must belong to the user.

    Raises:
        UnreadableError: It is a folder, a pipe or a device, too large, or not the user's.
        OSError: The system cannot open or read it.
        ValueError: No file can have this name.
    """
    _refuse_irregular(os.stat(path, follow_symlinks=follow))
    with open(os.open(path, _READING if follow else _READING | _NO_LINK), "rb") as stream:
        found = os.fstat(stream.fileno())
        _refuse_irregular(found)
        if own and not _is_own(found):
            raise UnreadableError("it belongs to another user")
        size = found.st_size
        data = stream.read(size + 1) if size <= most else None
        if data is not None and len(data) > size:  # it grows, or the system does not tell its size
            data += stream.read(most)
    if data is None or len(data) > most:
        raise UnreadableError(f"it is larger than {most // 1024 // 1024} MiB")
    return data


def _refuse_irregular(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise UnreadableError("it is a folder")
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableError("it is not a regular file")


def _is_own(found: os.stat_result) -> bool:
    """Whether a file or folder belongs to this user; always on Windows."""
    return not hasattr(os, "geteuid") or found.st_uid == os.geteuid()


class Store:
    """A folder of entries, each a file of bytes.

    Other users may not read or write the folder: if its mode lets them, that is changed. A folder
    that belongs to another user is not used.

    Args:
        folder: The folder, which is made when something is kept.
        most: How many bytes the entries have together at the most, soon after they were made.
    """

    def __init__(self, folder: Path, most: int = _MOST) -> None:
        self._folder = folder
        self._most = most

    def get(self, kind: str, key: str) -> bytes | None:
        """An entry; None where there is none, or where it is damaged.

        Args:
            kind: What it is, such as "verdict".
            key: What it is named after, in hexadecimal.
        """
        path = self._path(kind, key)
        try:
            if not all(_is_closed(folder) for folder in self._folders(path)):
                return None
            content = read_regular(path, most=_LARGEST, follow=False, own=True)
        except (OSError, UnreadableError):
            return None
        with suppress(OSError):
            os.utime(path)  # when it was used, for `tidy`
        data = content[_SIZE:]
        return data if _seal(kind, key, data) == content[:_SIZE] else None

    def has(self, kind: str, key: str) -> bool:
        """Whether there is an entry, which may be damaged; it counts as used."""
        try:
            os.utime(self._path(kind, key))
        except OSError:
            return False
        return True

    def drop(self, kind: str, key: str) -> None:
        """Remove an entry that is no good."""
        with suppress(OSError):
            os.unlink(self._path(kind, key))

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep an entry, if the folder can be written to."""
        path = self._path(kind, key)
        temporary = None
        try:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            for folder in self._folders(path):
                folder.mkdir(mode=0o700, exist_ok=True)
                if not _is_closed(folder):
                    return
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
            with os.fdopen(handle, "wb") as stream:
                stream.write(_seal(kind, key, data) + data)
            os.replace(temporary, path)
        except OSError:
            if temporary is not None:
                with suppress(OSError):
                    os.unlink(temporary)

    def tidy(self) -> None:
        """Remove entries that no build has used for 30 days, those that were used longest ago where
        there are too many, and files of killed builds; once an hour at most.

        Documents from the network stay: builds without the network need them.
        """
        now = time.time()
        looked = self._folder / "tidied"
        try:
            if os.path.lexists(looked) and now - looked.lstat().st_mtime < _HOUR:
                return
            looked.unlink(missing_ok=True)
            looked.touch(mode=0o600)
            entries = list(os.scandir(self._folder))
        except OSError:
            return
        left: list[tuple[float, int, str]] = []
        for kind in entries:
            if kind.is_dir(follow_symlinks=False):
                left += _remove_unused(kind.path, now, keeps=kind.name == FETCHED)
        _remove_oldest(left, self._most)

    def _path(self, kind: str, key: str) -> Path:
        return self._folder / kind / key[:2] / key

    def _folders(self, path: Path) -> tuple[Path, ...]:
        """The folders of the store around an entry, the outermost first."""
        return self._folder, path.parent.parent, path.parent


def _seal(kind: str, key: str, data: bytes) -> bytes:
    """The hash before an entry: of its content, its kind and its key."""
    total = hashlib.sha256(f"{kind} {key} {len(data)} ".encode())
    total.update(data)
    return total.digest()


def _is_closed(folder: Path) -> bool:
    """Whether a folder is this user's and closed to others; closes it to others if need be."""
    found = os.stat(folder)
    if not stat.S_ISDIR(found.st_mode) or not _is_own(found):
        return False
    if stat.S_IMODE(found.st_mode) & 0o077 and hasattr(os, "geteuid"):
        os.chmod(folder, 0o700)
    return True


def _remove_unused(folder: str, now: float, *, keeps: bool) -> list[tuple[float, int, str]]:
    """Remove the files below a folder that were last used long ago. Returns when each of the others
    was used that may be removed, its size and its path.

    Args:
        folder: The folder.
        now: The time, in seconds.
        keeps: Whether to keep the entries, and remove temporary files only.
    """
    left: list[tuple[float, int, str]] = []
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            is_temporary = name.startswith(".")
            with suppress(OSError):
                found = os.lstat(path)
                age = now - found.st_mtime
                if age > _DAY if is_temporary else age > _UNUSED and not keeps:
                    os.unlink(path)
                elif not (is_temporary or keeps) and stat.S_ISREG(found.st_mode):
                    left.append((found.st_mtime, found.st_size, path))
    return left


def _remove_oldest(entries: list[tuple[float, int, str]], most: int) -> None:
    """Remove the entries that were used longest ago, until there is room for some time."""
    total = sum(size for _, size, _ in entries)
    if total <= most:
        return
    for _, size, path in sorted(entries):
        if total <= most * 3 // 4:
            return
        with suppress(OSError):
            os.unlink(path)
            total -= size


def user_store() -> Store:
    """The store of this user: below XDG_CACHE_HOME, or where the system keeps such things."""
    import platformdirs

    return Store(platformdirs.user_cache_path("arazzo-gen", appauthor=False))


def sha256_of(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def hash_of(path: Path) -> str | None:
    """The hash of a file without its byte order mark; None where it cannot be read."""
    try:
        return sha256_of(read_regular(path).removeprefix(codecs.BOM_UTF8))
    except (OSError, ValueError, UnreadableError):
        return None


def digest(*parts: bytes | str) -> str:
    """One hash of several texts, in hexadecimal."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


@functools.cache
def environment() -> str:
    """A hash of what all entries depend on: this program, Python, and the installed packages."""
    parts = [sys.version, sys.platform]
    files = {folder: _files(folder) for folder in _program()}
    for folder in files:
        parts += files[folder]
    packages: list[str] = []
    for place in sys.path:
        if place.endswith("-packages"):
            with suppress(OSError):
                packages += sorted(name for name in os.listdir(place) if name.endswith("-info"))
    # The contents of the program count, and not when it was installed, or where: so a cache is of
    # use on another machine. They are read again when a file looks changed.
    looks, store = digest(*parts, *packages), user_store()
    known = store.get(_PROGRAM, looks)
    if known is None or len(known) != 2 * _SIZE:
        contents = [_contents(folder, files[folder]) for folder in files]
        known = digest(sys.version, sys.platform, *contents, *packages).encode()
        store.put(_PROGRAM, looks, known)
    return known.decode("ascii", "replace")


def _program() -> tuple[Path, ...]:
    """The folders of this program: its code, and its templates in a package or a checkout."""
    package = Path(__file__).parent
    return package, package / "_templates", package.parent.parent / "templates"


def _contents(folder: Path, files: list[str]) -> str:
    """A hash of the files below a folder, by their paths in it.

    Args:
        folder: The folder.
        files: What `_files` says of it.
    """
    top = len(os.fspath(folder)) + 1
    found: list[bytes | str] = []
    for name, size, _ in [line.rsplit(" ", 2) for line in files]:
        # There are hundreds, and a build without a cache reads them all: so without `read_regular`,
        # which is for files that others may have made, and without a stream for each.
        with suppress(OSError):
            handle = os.open(name, _READING)
            try:
                content = os.read(handle, int(size) + 1)
            finally:
                os.close(handle)
            found += [name[top:].replace(os.sep, "/"), content]
    return digest(*found)


def _files(folder: Path) -> list[str]:
    """The files below a folder, with their sizes and times of change."""
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
                with suppress(OSError):  # a link that leads nowhere
                    known = entry.stat()
                    found.append(f"{entry.path} {known.st_size} {known.st_mtime_ns}")
    return found
