"""What a watched run has read, whether any of it is another now, and where to look for that.

Files are compared by their content, as the run has read it. So a change that is made while a run
goes on is not lost, and a file that is saved as it was, or that the run writes itself, is none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from arazzo_gen.cache import hash_of, sha256_of
from arazzo_gen.config import STDIN, Options, Searched
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.looks import UNREAD
from arazzo_gen.paths.named import is_skipped
from arazzo_gen.paths.sniff import SUFFIXES
from arazzo_gen.record import fresh, record
from arazzo_gen.source.files import resolve

_Look: TypeAlias = tuple[int, ...] | None

PROJECT = "pyproject.toml"


@record(frozen=False)
class Seen:
    """What a run has read and written, noted while it goes on.

    Attributes:
        is_first: Whether no run went before it.
        options: Its options, once they are known.
        report: Its findings and the files that it has read.
        lock_file: The lock file, which it may write too.
        outputs: The files that it writes.
    """

    is_first: bool = True
    options: Options | None = None
    report: Report | None = None
    lock_file: Path | None = None
    outputs: tuple[Path, ...] = ()


@record
class State:
    """What a run depended on.

    Attributes:
        asked: What it was asked to do, or what was wrong with that (see `asked`).
        contents: The hash of each file that was read.
        looks: How each file looked to the system that could not be read; None for no file.
        outputs: The files that it writes and that were there when it ended.
        named: The paths of the documents, and others that say what to do.
        searched: The folders in which documents were looked for.
        cwd: The working directory.
    """

    asked: str
    contents: Mapping[Path, str]
    looks: Mapping[Path, _Look]
    outputs: tuple[Path, ...]
    named: tuple[Path, ...]
    searched: tuple[Searched, ...]
    cwd: Path

    def changed(self, ask: Callable[[], str]) -> list[Path]:
        """The files that are not as the run has read them; the file with the settings stands for
        anything else that another run would do in another way.

        Args:
            ask: Gives what a run would be asked to do now.
        """
        found = [path for path, known in self.contents.items() if hash_of(path) != known]
        found += [path for path, known in self.looks.items() if _look(path) != known]
        found += [path for path in self.outputs if not os.path.lexists(path)]
        if not found and ask() != self.asked:
            found.append(_settings_file(self.cwd))
        return sorted(set(found))

    def are_gone(self, paths: list[Path]) -> bool:
        """Whether one of some files was read and is no more, as while an editor saves it."""
        return any(path in self.contents and not os.path.lexists(path) for path in paths)


def state_of(seen: Seen, asked: str, before: State | None) -> State:
    """What a run depended on.

    Args:
        seen: What it has noted.
        asked: What it was asked to do.
        before: The state of the run before. Where this one did not come to read anything, that
            which the other has read is looked at.
    """
    options = seen.options
    if options is not None:
        named, searched, cwd = _named(options), options.searched, options.cwd
    else:
        assert before is not None
        named, searched, cwd = before.named, before.searched, before.cwd
    contents: dict[Path, str] = {}
    looked_for = [seen.lock_file] if seen.lock_file is not None else []
    if seen.report is not None:
        for kind, place, sha in seen.report.asks:
            if kind == "hash" and not str(sha).startswith(UNREAD):
                contents[Path(place)] = str(sha)
        for file in seen.report.files:
            if file.path is not None and file.path not in contents:
                contents[file.path] = sha256_of(file.text.encode("utf-8", "surrogatepass"))
        looked_for += seen.report.missing
    else:
        looked_for += [
            *named,
            *(before.contents if before else ()),
            *(before.looks if before else ()),
        ]
    looks = {path: _look(path) for path in looked_for if path not in contents}
    outputs = tuple(path for path in seen.outputs if os.path.lexists(path))
    return State(asked, contents, looks, outputs, named, searched, cwd)


def asked(options: Options) -> str:
    """All that a run is asked to do, as a text to compare."""
    # A document may be a link, which may lead somewhere else later.
    places = [os.path.realpath(options.cwd / path) for path in options.documents]
    return f"{options!r} {places}"


def _named(options: Options) -> tuple[Path, ...]:
    paths = [path for path in options.documents if path != Path(STDIN)]
    paths += [*options.sources.values(), *options.urls.values()]
    paths += [options.baseline] if options.baseline is not None else []
    return tuple(options.cwd / path for path in paths)


def _settings_file(cwd: Path) -> Path:
    """The nearest pyproject.toml; in the working directory where there is none."""
    places = [folder / PROJECT for folder in (cwd, *cwd.parents)]
    return next(filter(os.path.lexists, places), places[0])


def _look(path: Path) -> _Look:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns


# --- Where to look ----------------------------------------------------------------------


@record
class Places:
    """Where changes show that matter to a run.

    Attributes:
        folders: The folders to watch, without those below them.
        names: The paths of files and folders that matter, without links.
        searched: The folders in which every document matters.
    """

    folders: frozenset[str]
    names: frozenset[str]
    searched: frozenset[str]

    def matter(self, path: str) -> bool:
        """Whether a run may do something else when something happens to this file or folder."""
        if path in self.names:
            return True
        if os.path.dirname(path) not in self.searched:
            return False
        return path.lower().endswith(SUFFIXES) or os.path.isdir(path)


@record(frozen=False)
class _Collected:
    home: Path
    folders: set[str] = fresh(factory=set)
    names: set[str] = fresh(factory=set)

    def add(self, path: Path) -> None:
        """Note a file or folder, with the links and the folders on the way to it."""
        *way, last = _steps(path)
        self.names.update(map(os.fspath, (*way, last)))
        for step in way:
            # A folder may be renamed, a link may lead somewhere else.
            if step.is_symlink() or step.is_relative_to(self.home):
                self.folders.add(_existing(step.parent))
        self.folders.add(_existing(last.parent))


def places_of(state: State) -> Places:
    """Where to look for changes of what a run depended on."""
    found = _Collected(resolve(state.cwd))
    for path in (*state.contents, *state.looks, *state.outputs, *state.named):
        found.add(path)
    project = _settings_file(state.cwd)
    for folder in (state.cwd, *state.cwd.parents):
        found.add(folder / PROJECT)
        if folder == project.parent:
            break
    searched: set[str] = set()
    for each in state.searched:
        found.add(each.folder)
        searched.update(_below(resolve(each.folder), each.depth))
    return Places(frozenset(found.folders | searched), frozenset(found.names), frozenset(searched))


def _steps(path: Path) -> Iterator[Path]:
    """The folders and links on the way to a path, and the path; each without links before its last
    part."""
    full = Path(os.path.abspath(path))
    at = Path(full.anchor)
    for part in full.parts[1:]:
        at = at / part
        yield at
        if at.is_symlink():
            at = resolve(at)
            yield at


def _existing(folder: Path) -> str:
    """A folder, or the nearest one around it that there is."""
    return os.fspath(next((one for one in (folder, *folder.parents) if one.is_dir()), folder))


def _below(folder: Path, depth: int | None) -> Iterator[str]:
    """A folder and those below it in which documents are looked for."""
    for place, folders, _ in os.walk(folder):
        yield place
        level = len(Path(place).relative_to(folder).parts)
        is_end = depth is not None and level >= depth
        folders[:] = [] if is_end else [one for one in folders if not is_skipped(one)]
