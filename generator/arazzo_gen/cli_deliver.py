"""What `build` does with the files that it has made: it writes, compares or shows them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from arazzo_gen import output
from arazzo_gen.cache import sha256_of
from arazzo_gen.cli_run import say, shown, tell
from arazzo_gen.config import FOR_PEOPLE, TESTS, Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.lazy import pattern
from arazzo_gen.modules import as_modules, hash_in
from arazzo_gen.present import left_over
from arazzo_gen.record import record
from arazzo_gen.source.span import SourceFile, Span

_NOT_TESTED = pattern(r"(?m)^# doc: Not tested: ")
"""How a comment begins on a run that has no test (`pytests/file.py`)."""

_STALE_HELP = "run `arazzo-gen build` again, and check in what it writes"
_LEFT_HELP = "remove it, or let `arazzo-gen build --prune` do so"


@record
class _Part:
    """What a build makes in one folder: texts by name, and the names of what is left over."""

    folder: Path
    files: Mapping[str, str]
    left: Sequence[str]

    def path(self, name: str) -> str:
        """The path of a file, as messages have it."""
        return (self.folder / name).as_posix()


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
    parts = _parts(files, [] if report.has_errors else left_over(files, options), options)
    if options.diff:
        return _show_diff(parts, options, report)
    if options.check:
        return _check(parts, options, report)
    states = output.write_all([(part.folder, part.files) for part in parts], report)
    for path, state in states:
        if names_all or state != "unchanged":
            lacks = _untested(parts, path) if state == "written" else ""
            tell(f"{state:<9}  {path.as_posix()}{lacks}\n", options)
    if not options.prune:
        _name_left(parts, options)
    elif states or not files:
        _remove(parts, options, report)
    return may_change or all(state == "unchanged" for _, state in states)


def _parts(files: Mapping[str, str], left: Sequence[str], options: Options) -> list[_Part]:
    """The modules, and the tests where there are any."""
    assert options.output is not None
    folders = {"": options.output}
    if options.tests is not None:
        folders[TESTS] = options.tests
    parts = []
    modules = as_modules(files)
    for start, folder in folders.items():
        own = [name for name in left if name.startswith(TESTS) == bool(start)]
        texts = modules.below(start, besides=None if start else TESTS)
        gone = [name.removeprefix(start) for name in own]
        parts.append(_Part(shown(folder, options.cwd), texts, gone))
    return parts


def _untested(parts: Sequence[_Part], path: Path) -> str:
    """What there is to say of a written file of tests that lacks some: nothing of any other."""
    if not path.name.startswith("test_"):
        return ""
    texts = (part.files[path.name] for part in parts[1:] if part.folder == path.parent)
    count = sum(len(_NOT_TESTED.findall(text)) for text in texts)
    runs = "1 run has" if count == 1 else f"{count} runs have"
    return f" ({runs} no test; comments in it say why)" if count else ""


def _show_diff(parts: Sequence[_Part], options: Options, report: Report) -> bool:
    """Show what would change. Returns whether nothing would."""
    text = ""
    for part in parts:
        text += output.diff(part.files, part.folder, report)
        text += output.diff_removed(part.left if options.prune else (), part.folder)
    broken = _breaking(parts[0], parts[0].files, parts[0].left if options.prune else ())
    tell(text, options, "diff")
    for line in broken:
        say(line, err=True)  # what is on stdout is for `patch`
    if not options.prune:
        _name_left(parts, options)
    return not text


def _check(parts: Sequence[_Part], options: Options, report: Report) -> bool:
    """Name what is out of date. Returns whether nothing is."""
    stale = [(part, output.check(part.files, part.folder, report)) for part in parts]
    for part, names in stale:
        _name(names, "out of date", part, options)
    for part in parts:
        _name(part.left, "left over  ", part, options)
    modules, changed = stale[0]
    broken = _breaking(modules, changed, modules.left)
    for line in broken:
        tell(line, options)
    if options.breaking:
        return not broken
    if options.format not in FOR_PEOPLE:
        for part, names in stale:
            _annotate(part, names, report)
    return not any(names or part.left for part, names in stale)


def _remove(parts: Sequence[_Part], options: Options, report: Report) -> None:
    """Remove files that no document makes any more."""
    for part in parts:
        for name in output.remove(part.left, part.folder, report):
            tell(f"removed    {part.path(name)}\n", options)


def _breaking(part: _Part, names: Iterable[str], left: Sequence[str]) -> list[str]:
    """A line for each thing that breaks callers when files get other texts, or are removed."""
    from arazzo_gen.breaking.compare import breaking

    lines: list[str] = []
    for name in sorted({*names, *left}):
        path, old = part.path(name), output.text_of(part.folder / name)
        if old is None or not name.endswith(".py"):
            continue
        if name in part.files:
            if sha256_of(old.encode()) != hash_in(part.files, name):
                lines += [f"breaking: {path}: {one}\n" for one in breaking(old, part.files[name])]
        else:
            lines.append(f"breaking: {path}: no document makes this module any more\n")
    return lines


def _name(names: Sequence[str], state: str, part: _Part, options: Options) -> None:
    for name in names:
        tell(f"{state}  {part.path(name)}\n", options)


def _name_left(parts: Sequence[_Part], options: Options) -> None:
    """Name files that no document makes any more; they stay."""
    for part in parts:
        _name(part.left, "left over", part, options)
    if any(part.left for part in parts):
        tell("no document makes these any more; `arazzo-gen build --prune` removes them\n", options)


def _annotate(part: _Part, stale: Sequence[str], report: Report) -> None:
    """Note what `--check` has found as findings, at the files themselves."""
    for name in stale:
        span = _beginning(part.folder / name)
        report.add("AZ904", span, "this file is out of date", help=_STALE_HELP)
    for name in part.left:
        span = _beginning(part.folder / name)
        report.add("AZ905", span, "no document makes this file any more", help=_LEFT_HELP)


def _beginning(path: Path) -> Span:
    """The beginning of a file, which need not exist."""
    file = SourceFile(path.as_posix(), Path(os.path.realpath(path)), "", "")
    return Span(file, 1, 1, 1, 1)
