"""Reads source files and fetched documents, each once, and decides which may be read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from arazzo_gen.cache import MAX_BYTES, UnreadableError, read_regular
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.record import record
from arazzo_gen.remote import urls
from arazzo_gen.remote.errors import NotAllowedError, RemoteError
from arazzo_gen.remote.vendored import Vendored
from arazzo_gen.source.files import resolve
from arazzo_gen.source.span import SourceFile, Span
from arazzo_gen.text.node import Node
from arazzo_gen.text.trees import Trees, parse_text

if TYPE_CHECKING:
    from arazzo_gen.remote.remote import Remote

_MOST_NAMES = 1000
"""The most names of a folder that are compared with that of a missing file."""


class Loader:
    """Reads and parses files and documents on the network, each once.

    Attributes:
        roots: The folders that may be read, without links.

    Args:
        report: Gets the findings.
        cwd: The working directory: relative paths start there, and it may be read.
        roots: The other folders that may be read.
        remote: Gets documents on the network; None where there is no network.
        vendored: Which files stand for URLs.
        trees: Parses files.
        contents: What is read in place of files, by their paths without links.
    """

    def __init__(
        self,
        report: Report,
        *,
        cwd: Path,
        roots: Sequence[Path] = (),
        remote: Remote | None = None,
        vendored: Vendored | None = None,
        trees: Trees | None = None,
        contents: Mapping[Path, bytes] = MappingProxyType({}),
    ) -> None:
        self._report = report
        self._cwd = Path(os.path.abspath(cwd))
        self.roots = tuple(dict.fromkeys(resolve(root) for root in (cwd, *roots)))
        self._remote = remote
        self._vendored = vendored or Vendored()
        self._trees = trees or Trees()
        self._contents = contents
        self._loaded: dict[Path, Node | None] = {}
        self._fetched: dict[str, Node | None] = {}
        self._refused: dict[str, Span] = {}

    def load(self, path: Path, at: Span | None = None) -> Node | None:
        """Read and parse a file.

        Args:
            path: The file; relative to the working directory unless it is absolute.
            at: The place in a document that names it; None where the user names it, and then
                it may be anywhere.

        Returns:
            The root of its tree, the same one every time; None when there is none, and then
            the report says why.
        """
        try:
            resolved = resolve(self._cwd / path)
            if at is not None and not self._is_allowed(resolved):
                self._report_outside(path, at)
                return None
            if resolved in self._loaded:
                return self._loaded[resolved]
            data = self._read(resolved)
            uri = resolved.as_uri()
        except UnreadableError as error:
            self._report.missing.append(self._cwd / path)
            self._report.add("AZ001", at, f"cannot read {self._shown(path).as_posix()}: {error}")
            return None
        except (OSError, ValueError, RuntimeError) as error:
            self._report.missing.append(self._cwd / path)
            reason = _reason(error)
            hint = nearest_file(self._cwd / path) if at is None else None
            message = f"cannot read {self._shown(path).as_posix()}: {reason}"
            self._report.add("AZ001", at, message, help=hint)
            return None
        self._loaded[resolved] = self._parse(data, self._name(path), resolved, uri)
        return self._loaded[resolved]

    def _read(self, path: Path) -> bytes:
        data = self._contents.get(path)
        if data is None:
            return read_regular(path)
        if len(data) > MAX_BYTES:
            raise UnreadableError(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB")
        return data

    def load_url(self, url: str, at: Span) -> Node | None:
        """Parse a document on the network, or the file that stands for it.

        Args:
            url: An http or https URL; a fragment does not matter.
            at: The place in a document that names it.

        Returns:
            The root of its tree, the same one every time; None when there is none, and then
            the report says why.

        Raises:
            NotAllowedError: The network would be needed, and may not be used. This is not
                reported.
        """
        local = self._vendored.find(url)
        if local is not None:
            return self.load(local, at)
        if self._remote is None:
            raise NotAllowedError(is_locked=False)
        try:
            found = self._remote.get(url)
        except RemoteError as error:
            # One finding for one document, at the place that named it first.
            first = self._refused.setdefault(error.message, at)
            self._report.add(error.code, error.span or first, error.message, help=error.help)
            return None
        name = urls.normalise(url)
        if name not in self._fetched:
            self._fetched[name] = self._parse(found.content, name, None, found.url)
        return self._fetched[name]

    def root(self, file: SourceFile) -> Node | None:
        """The tree of a file that was read before."""
        known = self._fetched.get(file.name)
        return known if file.path is None else self.load(file.path)

    def may_read(self, path: Path) -> bool:
        """Whether documents may name a file, which need not exist. Links are resolved first."""
        try:
            return self._is_allowed(resolve(self._cwd / path))
        except (OSError, ValueError):
            return False

    def _is_allowed(self, resolved: Path) -> bool:
        return any(resolved.is_relative_to(root) for root in self.roots)

    def _report_outside(self, path: Path, at: Span) -> None:
        shown = self._shown(path)
        message = f"{shown.as_posix()} lies outside the folders that may be read"
        folder = f"--allow-path {shown.parent.as_posix()}"
        if self._is_allowed(Path(os.path.abspath(self._cwd / path))):
            message = f"{shown.as_posix()} is a link that leads out of the folders that may be read"
            folder = "`--allow-path DIR` with the one that it leads to"
        hint = f"if you trust this document, allow the folder: {folder}"
        self._report.add("AZ004", at, message, help=hint)

    def _shown(self, path: Path) -> Path:
        """A path as messages show it: relative to the working directory, or absolute if that is
        shorter."""
        full = os.path.abspath(self._cwd / path)
        return Path(min(os.path.relpath(full, self._cwd), full, key=len))

    def _name(self, path: Path) -> str:
        full = Path(os.path.abspath(self._cwd / path))
        if full.is_relative_to(self._cwd):
            return full.relative_to(self._cwd).as_posix()
        return path.as_posix()

    def _parse(self, data: bytes, name: str, path: Path | None, uri: str) -> Node | None:
        text = _decode(data)
        if isinstance(text, _Undecodable):
            if path is not None:
                self._report.missing.append(path)
            before = data[: text.offset].decode("utf-8", errors="replace")
            file = SourceFile(name, path, before, uri)
            line = before.count("\n") + 1
            column = len(before) - (before.rfind("\n") + 1) + 1
            span = Span(file, line, column, line, column)
            self._report.add("AZ002", span, text.message, help="save the file as UTF-8")
            return None
        file = SourceFile(name, path, text, uri)
        self._report.files.append(file)
        return self._trees.tree(file, self._report)


def load_text(text: str, name: str, report: Report) -> Node | None:
    """Parse a text as the content of a file of this name in the root folder."""
    return parse_text(source_file(text, name), report)


def source_file(text: str, name: str) -> SourceFile:
    """A file of this name in the root folder, with this text."""
    path = Path("/") / name
    return SourceFile(name, path, text, path.as_uri())


def document_root(document: Path, *, cwd: Path) -> Path:
    """The folder in which a document may name files.

    That is the parent of the document's folder, or the folder itself where its parent is the root
    of the file system.
    """
    folder = resolve(cwd / document).parent
    return folder.parent if folder.parent != folder.parent.parent else folder


def nearest_file(path: Path) -> str | None:
    """The help for a missing file: a file in the same folder that may be meant."""
    try:
        names = [each.name for each in islice(path.parent.iterdir(), _MOST_NAMES)]
    except (OSError, ValueError):
        return None
    near = nearest(path.name, names)
    return f"did you mean {near!r}?" if near and not path.exists() else None


@record
class _Undecodable:
    message: str
    offset: int


def _decode(data: bytes) -> str | _Undecodable:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _Undecodable("the file is not UTF-8 text", error.start)
    offset = text.find("\0")
    if offset >= 0:
        at = len(text[:offset].encode())
        return _Undecodable("the file is not text: it holds a NUL character", at)
    return text


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "permission denied"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    return "the path is not one"
