"""Reads source files and fetched documents, each once, and decides which may be read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from arazzo_gen.cache import UnreadableError, sha256_of
from arazzo_gen.diagnostics.model import Report, Sought
from arazzo_gen.documents.roots import Roots
from arazzo_gen.documents.shared import Parsed, Shared
from arazzo_gen.looks import UNREAD, Looks, Undecodable, content_hash, decode, is_file, reason
from arazzo_gen.remote import urls
from arazzo_gen.remote.errors import NotAllowedError, RemoteError
from arazzo_gen.remote.vendored import Vendored
from arazzo_gen.source.files import resolve
from arazzo_gen.source.span import SourceFile, Span
from arazzo_gen.text.node import Node
from arazzo_gen.text.trees import Trees, parse_text

if TYPE_CHECKING:
    from arazzo_gen.remote.fetched import Fetched
    from arazzo_gen.remote.remote import Remote


class Loader:
    """Reads and parses files and documents on the network, each once.

    Attributes:
        roots: The folders that may be read, without links.

    Args:
        report: Gets the findings.
        cwd: The working directory: relative paths start there, and it may be read.
        roots: The other folders that may be read; where it is a `Roots`, all that may.
        remote: Gets documents on the network; None where there is no network.
        vendored: Which files stand for URLs.
        trees: Parses files.
        contents: What is read in place of files, by their paths without links.
        shared: Keeps what was parsed for other documents too; None where there are none.
    """

    def __init__(
        self,
        report: Report,
        *,
        cwd: Path,
        roots: Sequence[Path] | Roots = (),
        remote: Remote | None = None,
        vendored: Vendored | None = None,
        trees: Trees | None = None,
        contents: Mapping[Path, bytes] = MappingProxyType({}),
        shared: Shared | None = None,
    ) -> None:
        self._report = report
        self._cwd = Path(os.path.abspath(cwd))
        self._roots = roots if isinstance(roots, Roots) else Roots((cwd, *roots))
        self.roots = self._roots.folders
        self._remote = remote
        self._vendored = vendored or Vendored()
        self._trees = trees or Trees()
        self._looks = Looks(contents)
        self._shared = shared or Shared()
        self._loaded: dict[Path, Node | None] = {}
        self._fetched: dict[str, Node | None] = {}
        self._refused: dict[str, Span] = {}

    def load(self, path: Path, at: Span | None = None, name: str = "") -> Node | None:
        """Read and parse a file.

        Args:
            path: The file; relative to the working directory unless it is absolute.
            at: The place in a document that names it; None where the user names it, and then
                it may be anywhere.
            name: What messages call it; "" for what follows from the path.

        Returns:
            The root of its tree, the same one every time; None when there is none, and then
            the report says why.
        """
        resolved = self._cwd / path
        try:
            resolved = self._resolve(path)
            if at is not None and not self._is_allowed(resolved):
                self._report_outside(path, at)
                return None
            if resolved in self._loaded:
                return self._loaded[resolved]
            data = self._looks.read(os.fspath(resolved))
            uri = resolved.as_uri()
        except (UnreadableError, OSError, ValueError, RuntimeError) as error:
            self._note("hash", resolved, UNREAD + reason(error))
            self._report.missing.append(self._cwd / path)
            message = f"cannot read {self._shown(path).as_posix()}: {reason(error)}"
            sought = None
            if at is None and not isinstance(error, UnreadableError):
                sought = Sought("file", "", "", (), (), self._cwd / path)
            self._report.add("AZ001", at, message, sought=sought)
            return None
        sha = content_hash(data)
        self._note("hash", resolved, sha)
        self._loaded[resolved] = self._parse(data, name or self._name(path), resolved, uri, sha)
        return self._loaded[resolved]

    def has_file(self, path: Path) -> bool:
        """Whether a path has anything but a folder; reading it may still fail."""
        found = is_file(path)
        self._note("file", path, found)
        return found

    def note_identity(self, uri: str, besides: Path | None, path: Path | None) -> None:
        """Note which document of the build has a `$self`, besides one; None for none."""
        asking = "" if besides is None else os.fspath(besides)
        self._note("self", f"{asking}\0{uri}", "" if path is None else os.fspath(path))

    def _note(self, kind: str, place: Path | str, answer: str | bool) -> None:
        self._report.asks[kind, os.fspath(place), answer] = None

    def _resolve(self, path: Path) -> Path:
        found = resolve(self._cwd / path)
        self._note("link", self._cwd / path, os.fspath(found))
        return found

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
        try:
            found = self._get(url)
        except RemoteError as error:
            # One finding for one document, at the place that named it first.
            first = self._refused.setdefault(error.message, at)
            self._report.add(error.code, error.span or first, error.message, help=error.help)
            return None
        name = urls.normalise(url)
        if name not in self._fetched:
            sha = content_hash(found.content)
            self._fetched[name] = self._parse(found.content, name, None, found.url, sha)
        return self._fetched[name]

    def _get(self, url: str) -> Fetched:
        if self._remote is None:
            raise NotAllowedError(is_locked=False)
        try:
            found = self._remote.get(url)
        except RemoteError:
            self._note("url", url, UNREAD)
            raise
        except NotAllowedError as error:
            self._note("url", url, f"not allowed, {error.is_locked}")
            raise
        self._note("url", url, f"{sha256_of(found.content)} {found.url}")
        return found

    def forget(self) -> None:
        """Let go of all trees."""
        self._loaded.clear()
        self._fetched.clear()
        self._shared = Shared()

    def root(self, file: SourceFile) -> Node | None:
        """The tree of a file that was read before."""
        known = self._fetched.get(file.name)
        return known if file.path is None else self.load(file.path)

    def may_read(self, path: Path) -> bool:
        """Whether documents may name a file, which need not exist. Links are resolved first."""
        try:
            return self._is_allowed(self._resolve(path))
        except (OSError, ValueError):
            return False

    def _is_allowed(self, resolved: Path) -> bool:
        found = self._roots.hold(os.fspath(resolved))
        self._note("may", resolved, found)
        return found

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

    def _parse(self, data: bytes, name: str, path: Path | None, uri: str, sha: str) -> Node | None:
        key = (name, path, uri, sha)
        parsed = self._shared.get(key)
        if parsed is None:
            parsed = self._parsed(SourceFile(name, path, "", uri, sha), data)
            self._shared.keep(key, parsed)
        self._report.files.append(parsed.file)
        for found in parsed.findings:
            self._report.take(found)
        return parsed.root

    def _parsed(self, file: SourceFile, data: bytes) -> Parsed:
        report = Report()
        text = decode(data)
        if isinstance(text, Undecodable):
            file.text = before = text.before
            line = before.count("\n") + 1
            column = len(before) - (before.rfind("\n") + 1) + 1
            span = Span(file, line, column, line, column)
            report.add("AZ002", span, text.message, help="save the file as UTF-8")
            return Parsed(file, None, tuple(report.diagnostics))
        file.text = text
        root = self._trees.tree(file, report)
        return Parsed(file, root, tuple(report.diagnostics))


def load_text(text: str, name: str, report: Report) -> Node | None:
    """Parse a text as the content of a file of this name in the root folder."""
    return parse_text(source_file(text, name), report)


def source_file(text: str, name: str) -> SourceFile:
    """A file of this name in the root folder, with this text."""
    path = Path("/") / name
    return SourceFile(name, path, text, path.as_uri())
