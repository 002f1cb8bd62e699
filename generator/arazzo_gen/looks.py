"""What a run sees of the file system, as questions with answers that can be asked again.

What was found in a document depends on the answers alone: while they are the same, it is the same.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from arazzo_gen.cache import MAX_BYTES, UnreadableError, read_regular, sha256_of
from arazzo_gen.record import record

Ask: TypeAlias = tuple[str, str, str | bool]
"""A kind of question, what it is about, and the answer:

- "link", a path: where it leads, without links.
- "file", a path: whether there is anything but a folder.
- "hash", a path: the hash of the file there; why it cannot be read, after `UNREAD`.
- "may", a path without links: whether documents may name it.
- "self", the path of a document, a NUL and a URI: another document of the build whose `$self` it
  is; "" for none.
- "url", a URL: the hash of the document there, and where it came from.
"""

UNREAD = "!"
"""How an answer begins that is no hash."""

_HAS_JUNCTIONS = os.name == "nt"
"""Whether folders may lead elsewhere without being links."""

_MOST_FOLDERS = 100
"""Where a path has more, the system resolves it whole."""


class Links:
    """Where paths lead; each folder is looked at once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def real(self, path: str) -> str:
        """A path with all links and `..` resolved, whether or not there is such a file.

        Raises:
            OSError: The system cannot tell.
            ValueError: No file can have this name.
        """
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._resolved(path)
        return found

    def _resolved(self, path: str) -> str:
        folder, name = os.path.split(path)
        is_plain = name not in ("", os.curdir, os.pardir) and folder != path
        is_deep = path.count(os.sep) > _MOST_FOLDERS
        if _HAS_JUNCTIONS or is_deep or not is_plain:
            return os.path.realpath(path)
        found = os.path.join(self.real(folder), name)
        return os.path.realpath(found) if os.path.islink(found) else found


class Looks:
    """What a run sees; each place is looked at once.

    Args:
        contents: What is read in place of files, by their paths without links.
    """

    def __init__(self, contents: Mapping[Path, bytes] = MappingProxyType({})) -> None:
        self._contents = contents
        self._hashes: dict[str, str] = {}
        self._links = Links()
        self._files: dict[str, bool] = {}

    def answer(self, kind: str, place: str) -> str | bool:
        """The answer to a question of one of the first three kinds.

        Raises:
            KeyError: It is of another kind.
        """
        if kind == "link":
            return self.link(place)
        if kind == "file":
            return self.is_file(place)
        if kind == "hash":
            return self.hash(place)
        raise KeyError(kind)

    def link(self, path: str) -> str:
        """Where a path leads, without links."""
        try:
            return self._links.real(path)
        except (OSError, ValueError) as error:
            return UNREAD + reason(error)

    def is_file(self, path: str) -> bool:
        """Whether there is anything but a folder at a path."""
        if path not in self._files:
            self._files[path] = is_file(path)
        return self._files[path]

    def hash(self, path: str) -> str:
        """The hash of a file, or why it cannot be read."""
        if path not in self._hashes:
            try:
                self._hashes[path] = content_hash(self.read(path))
            except (OSError, ValueError, RuntimeError, UnreadableError) as error:
                self._hashes[path] = UNREAD + reason(error)
        return self._hashes[path]

    def load(self, path: str) -> bytes:
        """The content of a file, of which the hash is known then (see `read`)."""
        data = self.read(path)
        self._hashes[path] = content_hash(data)
        return data

    def read(self, path: str) -> bytes:
        """The content of a file.

        Raises:
            UnreadableError: It is no file, or too large.
            OSError: The system cannot read it.
            ValueError: No file can have this name.
        """
        data = self._contents.get(Path(path)) if self._contents else None
        if data is None:
            return read_regular(Path(path))
        if len(data) > MAX_BYTES:
            raise UnreadableError(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB")
        return data


def is_file(path: str | Path) -> bool:
    """Whether a path has anything but a folder; reading it may still fail. False for a name that no
    file can have."""
    try:
        return os.path.exists(path) and not os.path.isdir(path)
    except (OSError, ValueError):
        return False


def content_hash(data: bytes) -> str:
    """The hash of the content of a file; a byte order mark does not count."""
    return sha256_of(data.removeprefix(codecs.BOM_UTF8))


def reason(error: Exception) -> str:
    """Why something cannot be read."""
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "permission denied"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    return "the path is not one"


def text_of(data: bytes) -> str:
    """The text of a file; of one that is no text, what stands before that shows."""
    text = decode(data)
    return text.before if isinstance(text, Undecodable) else text


@record
class Undecodable:
    """Why a file is no text, and what stands before that shows."""

    message: str
    before: str


def decode(data: bytes) -> str | Undecodable:
    """The text of a file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace")
        return Undecodable("the file is not UTF-8 text", before)
    offset = text.find("\0")
    if offset >= 0:
        message = "the file is not text: it holds a NUL character"
        return Undecodable(message, text[:offset])
    return text
