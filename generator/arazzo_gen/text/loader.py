"""Reading source files: which may be read, each of them once."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from arazzo_gen.diagnostics.model import Report, Severity
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.text.json_reader import read_json
from arazzo_gen.text.limits import MAX_BYTES
from arazzo_gen.text.node import Node, SourceFile, Span
from arazzo_gen.text.yaml_reader import read_yaml

_MOST_NAMES = 1000
"""How many names of a folder are compared with one that is not there."""


class Loader:
    """Reads and parses files, each once.

    Args:
        report: Takes what is wrong with them.
        cwd: The working directory: relative paths start there, and it may be read.
        roots: The other folders that may be read.
        allow_remote: Whether the network may be read; kept for the stations that ask.
    """

    def __init__(
        self,
        report: Report,
        *,
        cwd: Path,
        roots: Sequence[Path] = (),
        allow_remote: bool = False,
    ) -> None:
        self.allow_remote = allow_remote
        self._report = report
        self._cwd = Path(os.path.abspath(cwd))
        self._roots = tuple(_resolve(root) for root in (cwd, *roots))
        self._loaded: dict[Path, Node | None] = {}

    def load(self, path: Path, at: Span | None = None) -> Node | None:
        """Read and parse a file.

        Args:
            path: The file; relative to the working directory unless it is absolute.
            at: The place in a document that names it; None for a document that the user
                names, which may be anywhere.

        Returns:
            The root of its tree, the same one every time; None when there is none, and then
            the report says why.
        """
        try:
            resolved = _resolve(self._cwd / path)
            if at is not None and not self._is_allowed(resolved):
                self._report_outside(path, at)
                return None
            if resolved not in self._loaded:
                data = _read_bytes(resolved)
                self._loaded[resolved] = self._parse(data, self._name(path), resolved)
        except _UnreadableError as error:
            self._report.add("AZ001", at, f"cannot read {self._shown(path).as_posix()}: {error}")
            return None
        except (OSError, ValueError, RuntimeError) as error:
            self._report.missing.append(self._cwd / path)
            reason = _reason(error)
            hint = nearest_file(self._cwd / path) if at is None else None
            message = f"cannot read {self._shown(path).as_posix()}: {reason}"
            self._report.add("AZ001", at, message, help=hint)
            return None
        return self._loaded[resolved]

    def _is_allowed(self, resolved: Path) -> bool:
        return any(resolved.is_relative_to(root) for root in self._roots)

    def _report_outside(self, path: Path, at: Span) -> None:
        shown = self._shown(path)
        folder = shown.parent.as_posix()
        self._report.add(
            "AZ004",
            at,
            f"{shown.as_posix()} lies outside the folders that may be read",
            help=f"if you trust this document, allow the folder: --allow-path {folder}",
        )

    def _shown(self, path: Path) -> Path:
        """A path as its reader would write it: from the working directory, unless that is the
        longer way to say it."""
        full = os.path.abspath(self._cwd / path)
        return Path(min(os.path.relpath(full, self._cwd), full, key=len))

    def _name(self, path: Path) -> str:
        full = Path(os.path.abspath(self._cwd / path))
        if full.is_relative_to(self._cwd):
            return full.relative_to(self._cwd).as_posix()
        return path.as_posix()

    def _parse(self, data: bytes, name: str, resolved: Path) -> Node | None:
        uri = resolved.as_uri()
        text = _decode(data)
        if isinstance(text, _Undecodable):
            before = data[: text.offset].decode("utf-8", errors="replace")
            file = SourceFile(name, resolved, before, uri)
            line = before.count("\n") + 1
            column = len(before) - (before.rfind("\n") + 1) + 1
            span = Span(file, line, column, line, column)
            self._report.add("AZ002", span, text.message, help="save the file as UTF-8")
            return None
        file = SourceFile(name, resolved, text, uri)
        self._report.files.append(file)
        return parse_text(file, self._report)


def load_text(text: str, name: str, report: Report) -> Node | None:
    """Parse text as if it stood in a file of this name in the root folder."""
    return parse_text(source_file(text, name), report)


def source_file(text: str, name: str) -> SourceFile:
    """A file of this name in the root folder that holds this text."""
    path = Path("/") / name
    return SourceFile(name, path, text, path.as_uri())


def document_root(document: Path, *, cwd: Path) -> Path:
    """The folder that what a document refers to may be read from.

    That is the parent of the document's folder, or the folder itself where its parent would
    be the whole machine.
    """
    folder = _resolve(cwd / document).parent
    return folder.parent if folder.parent != folder.parent.parent else folder


def parse_text(file: SourceFile, report: Report) -> Node | None:
    """Parse a file as JSON or YAML, whichever it is.

    A file whose name ends in .json is JSON, and so is one that begins with a bracket and
    reads as JSON; anything else is YAML.
    """
    is_named_json = file.path.suffix.lower() == ".json"
    begins_as_json = file.text.lstrip()[:1] in ("{", "[")
    if not is_named_json and not begins_as_json:
        return read_yaml(file, report)
    attempt = Report()
    node = read_json(file, attempt)
    if node is None and is_named_json != begins_as_json:
        second = Report()
        other = read_yaml(file, second)
        if begins_as_json or (other is not None and isinstance(other.value, dict)):
            node, attempt = other, second
    _merge(attempt, report)
    return node


def _merge(part: Report, report: Report) -> None:
    for found in part.diagnostics:
        report.add(
            found.code,
            found.span,
            found.message,
            help=found.help,
            notes=found.notes,
            severity=Severity(found.severity),
        )


def nearest_file(path: Path) -> str | None:
    """The help for a file that is not there: a file beside it that may be meant."""
    try:
        names = [each.name for each in islice(path.parent.iterdir(), _MOST_NAMES)]
    except (OSError, ValueError):
        return None
    near = nearest(path.name, names)
    return f"did you mean {near!r}?" if near and not path.exists() else None


class _UnreadableError(Exception):
    """A file cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class _Undecodable:
    message: str
    offset: int


def _resolve(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _read_bytes(path: Path) -> bytes:
    mode = path.stat()
    if stat.S_ISDIR(mode.st_mode):
        raise _UnreadableError("it is a folder")
    if not stat.S_ISREG(mode.st_mode):
        raise _UnreadableError("it is not a regular file")
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _UnreadableError(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB")
    return data


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
