"""Where the document of a source description may be now, and how a run is told so."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from arazzo_gen.cache import UnreadableError, read_regular
from arazzo_gen.diagnostics.model import Diagnostic, Edit, Sought
from arazzo_gen.lazy import pattern
from arazzo_gen.lookup.folders import SUFFIXES, Folders
from arazzo_gen.record import record, replace

_MOST_OPENED = 20
"""How many files are looked into for one source at the most."""

_MOST_SHOWN = 4

_BEGINNING = 64 * 1024
"""How much of a file is looked at, in bytes."""

_DOCUMENT = pattern(r"""(?m)(?:^|[{,])[ \t\r\n]*["']?(?:openapi|swagger|arazzo)["']?[ \t]*:""")


@record
class Moved:
    """A source whose document was found elsewhere.

    Attributes:
        name: The name of the source description.
        paths: The documents that it may be, nearest first.
        root: The folder from which its URL leads to the only one; None where there is none.
    """

    name: str
    paths: tuple[Path, ...] = ()
    root: Path | None = None


def find_source(sought: Sought, folders: Folders) -> Moved:
    """Look for the document of a source description.

    A file that the whole URL leads to from another folder comes first, where the URL has a folder;
    then those of the same name; then those whose names differ in the suffix.
    """
    wanted = _path(sought.word)
    if not wanted.name:
        return Moved(sought.name)
    start = sought.places[0]
    there = folders.near(start, sought.roots)
    if len(wanted.parts) > 1:
        whole = os.sep + os.path.join(*wanted.parts)
        found = _documents([one for one in there if one.endswith(whole)])
        if found:
            root = found[0].parents[len(wanted.parts) - 1] if len(found) == 1 else None
            return Moved(sought.name, found, root)
    name = os.sep + wanted.name.lower()
    found = _documents([one for one in there if one.lower().endswith(name)])
    if not found:
        alike = tuple(_stem(name) + suffix for suffix in SUFFIXES)
        found = _documents([one for one in there if one.lower().endswith(alike)])
    return Moved(sought.name, found)


def with_source(found: Diagnostic, moved: Moved, cwd: Path) -> Diagnostic:
    """A finding of a source that is missing, with the places where it may be."""
    if not moved.paths:
        return found
    options = [f"`{option(moved.name, path, cwd)}`" for path in moved.paths[:_MOST_SHOWN]]
    if len(moved.paths) == 1:
        path = moved.paths[0]
        hint = f"it may have moved: {options[0]}"
        if found.sought is not None and _is_beside(path, found.sought):
            hint = f"did you mean {path.name!r}? {options[0]} reads that one"
        elif moved.root is not None:
            hint += f", or `--source-root {shown(moved.root, cwd)}` for all sources"
        return replace(found, help=hint, edits=_edits(found, path))
    more = len(moved.paths) - len(options)
    rest = f" and {more} more" if more else ""
    return replace(found, help=f"it may be one of these: {', '.join(options)}{rest}")


def option(name: str, path: Path, cwd: Path) -> str:
    """The option that says where a source is, as a shell takes it."""
    return f"--source {shlex.quote(name)}={shown(path, cwd)}"


def shown(path: Path, cwd: Path) -> str:
    """A path as a shell takes it: relative to the working directory, or absolute if shorter."""
    relative = Path(os.path.relpath(path, cwd)).as_posix()
    return shlex.quote(min(relative, path.as_posix(), key=len))


def _edits(found: Diagnostic, path: Path) -> tuple[Edit, ...]:
    """What the URL should be."""
    if found.span is None or found.span.file.path is None or found.sought is None:
        return ()
    url = Path(os.path.relpath(path, found.span.file.path.parent)).as_posix()
    if url != os.fsdecode(os.fsencode(url)) or set(url) & set("%?#:"):
        return ()  # which a URL does not say as it is
    return (Edit(found.span, found.sought.word, url, is_safe=False),)


def _is_beside(path: Path, sought: Sought) -> bool:
    """Whether a file is in the folder that a URL leads to."""
    parts = PurePosixPath(unquote(urlsplit(sought.word).path)).parent
    return path.parent == Path(os.path.normpath(sought.places[0] / parts))


def _path(url: str) -> PurePosixPath:
    """The path of a URL, without the steps to other folders at its beginning."""
    try:
        parts = PurePosixPath(unquote(urlsplit(url).path)).parts
    except ValueError:
        return PurePosixPath()
    return PurePosixPath(*(part for part in parts if part not in ("/", "..")))


def _stem(name: str) -> str:
    """A name in small letters without its suffix."""
    return name.removesuffix(next((one for one in SUFFIXES if name.endswith(one)), ""))


def _documents(paths: Sequence[str]) -> tuple[Path, ...]:
    """Those of some files that are documents by what they begin with."""
    return tuple(path for path in map(Path, paths[:_MOST_OPENED]) if is_document(path))


def is_document(path: Path) -> bool:
    """Whether a file looks like a document that a source description can name."""
    try:
        data = read_regular(path, follow=False)
    except (OSError, ValueError, UnreadableError):
        return False
    return _DOCUMENT.search(data[:_BEGINNING].decode("utf-8-sig", "replace")) is not None
