"""Findings with the help that is looked for in other files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from arazzo_gen.diagnostics.model import Cause, Diagnostic
from arazzo_gen.lookup.folders import Folders
from arazzo_gen.lookup.near import with_near
from arazzo_gen.lookup.operations import Operations, with_operation
from arazzo_gen.lookup.sources import Moved, find_source, option, shown, with_source
from arazzo_gen.record import replace

_MOST_OPTIONS = 4


def helped(diagnostics: Sequence[Diagnostic], cwd: Path) -> tuple[Diagnostic, ...]:
    """Findings, those with something to look for with what was found.

    Sources that the documents of one folder lack have one cause: often all have moved.

    Args:
        diagnostics: The findings.
        cwd: The working directory, without links.
    """
    folders = Folders()
    operations = Operations(folders)
    moved: dict[int, Moved] = {}
    around: dict[Path, list[int]] = {}
    found = list(diagnostics)
    for at, one in enumerate(found):
        if one.sought is None:
            continue
        found[at] = one = with_near(one)
        assert one.sought is not None
        if one.sought.kind == "file":
            continue
        if one.sought.kind == "operation":
            found[at] = with_operation(one, operations, cwd)
            continue
        moved[at] = find_source(one.sought, folders)
        found[at] = with_source(one, moved[at], cwd)
        if len(moved[at].paths) < 2:
            around.setdefault(one.sought.places[0], []).append(at)
    for folder, group in around.items():
        if len(group) > 1:
            cause = Cause(folder.as_posix(), _help([moved[at] for at in group], cwd))
            for at in group:
                found[at] = replace(found[at], cause=cause)
    return tuple(found)


def _help(group: Sequence[Moved], cwd: Path) -> str:
    """The help for the sources that the documents of one folder lack."""
    there = [one for one in group if one.paths]
    roots = {one.root for one in group}
    root = roots.pop() if len(roots) == 1 else None
    if root is not None:
        return f"they may have moved: `--source-root {shown(root, cwd)}`"
    options = _options(there, cwd)
    if not options:
        return "`--source NAME=PATH` says where one is, `--source-root DIR` where all are"
    rest = len(options) - _MOST_OPTIONS
    more = f" and {rest} more" if rest > 0 else ""
    moved = "they may" if len(there) == len(group) else "some may"
    return f"{moved} have moved: `{' '.join(options[:_MOST_OPTIONS])}`{more}"


def _options(there: Iterable[Moved], cwd: Path) -> list[str]:
    """An option for each source; the first for those of one name in several documents."""
    options: dict[str, str] = {}
    for one in there:
        options.setdefault(one.name, option(one.name, one.paths[0], cwd))
    return list(options.values())
