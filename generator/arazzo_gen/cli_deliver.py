"""What `build` does with the files that it has made: it writes, compares or shows them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from arazzo_gen import output
from arazzo_gen.cli_run import say, shown, tell
from arazzo_gen.config import FOR_PEOPLE, Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.present import left_over
from arazzo_gen.source.span import SourceFile, Span

_STALE_HELP = "run `arazzo-gen build` again, and check in what it writes"
_LEFT_HELP = "remove it, or let `arazzo-gen build --prune` do so"


def deliver(
    files: Mapping[str, str], options: Options, report: Report, may_change: bool, names_all: bool
) -> bool:
    """Write the files, or compare them with what is there.

    Args:
        files: Their texts, by name.
        options: What is done with them.
        report: Takes errors, and in formats for machines what is out of date.
        may_change: Whether files may be written without a word in the exit status.
        names_all: Whether to name those that are written and were right already, too.

    Returns:
        Whether the output is now what it should be, and was before where it may not change.
    """
    assert options.output is not None
    folder = shown(options.output, options.cwd)
    left = [] if report.has_errors else left_over(files, options)
    if options.diff:
        text = output.diff(files, folder, report)
        text += output.diff_removed(left if options.prune else (), folder)
        tell(text, options, "diff")
        for line in _breaking(files, left if options.prune else (), folder):
            say(line, err=True)  # what is on stdout is for `patch`
        if not options.prune:
            _name_left(left, folder, options)
        return not text
    if options.check:
        stale = output.check(files, folder, report)
        _name(stale, "out of date", folder, options)
        _name(left, "left over  ", folder, options)
        broken = _breaking({name: files[name] for name in stale}, left, folder)
        for line in broken:
            tell(line, options)
        if options.breaking:
            return not broken
        if options.format not in FOR_PEOPLE:
            _annotate(stale, left, folder, report)
        return not stale and not left
    states = output.write(files, folder, report)
    for name, state in states:
        if names_all or state != "unchanged":
            tell(f"{state:<9}  {(folder / name).as_posix()}\n", options)
    if not options.prune:
        _name_left(left, folder, options)
    elif states or not files:
        _remove(left, folder, options, report)
    return may_change or all(state == "unchanged" for _, state in states)


def _remove(left: Sequence[str], folder: Path, options: Options, report: Report) -> None:
    """Remove files that no document makes any more."""
    for name in output.remove(left, folder, report):
        tell(f"removed    {(folder / name).as_posix()}\n", options)


def _breaking(files: Mapping[str, str], left: Sequence[str], folder: Path) -> list[str]:
    """A line for each thing that breaks callers when files get other texts, or are removed."""
    from arazzo_gen.breaking.compare import breaking

    lines: list[str] = []
    for name in sorted({*files, *left}):
        path = (folder / name).as_posix()
        old = output.text_of(folder / name)
        if old is None or old == files.get(name) or not name.endswith(".py"):
            continue
        if name in files:
            lines += [f"breaking: {path}: {what}\n" for what in breaking(old, files[name])]
        else:
            lines.append(f"breaking: {path}: no document makes this module any more\n")
    return lines


def _name(names: Sequence[str], state: str, folder: Path, options: Options) -> None:
    for name in names:
        tell(f"{state}  {(folder / name).as_posix()}\n", options)


def _name_left(left: Sequence[str], folder: Path, options: Options) -> None:
    """Name files that no document makes any more; they stay."""
    _name(left, "left over", folder, options)
    if left:
        tell("no document makes these any more; `arazzo-gen build --prune` removes them\n", options)


def _annotate(stale: Sequence[str], left: Sequence[str], folder: Path, report: Report) -> None:
    """Note what `--check` has found as findings, at the files themselves."""
    for name in stale:
        span = _beginning(folder / name)
        report.add("AZ904", span, "this file is out of date", help=_STALE_HELP)
    for name in left:
        span = _beginning(folder / name)
        report.add("AZ905", span, "no document makes this file any more", help=_LEFT_HELP)


def _beginning(path: Path) -> Span:
    """The beginning of a file, which need not exist."""
    file = SourceFile(path.as_posix(), Path(os.path.realpath(path)), "", "")
    return Span(file, 1, 1, 1, 1)
