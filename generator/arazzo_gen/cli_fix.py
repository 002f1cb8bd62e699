"""Writes the edits of findings into the documents: `check --fix`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arazzo_gen.cli_run import chosen, compile_all, looked_up, tell
from arazzo_gen.config import STDIN, Options
from arazzo_gen.record import fresh, record, replace

if TYPE_CHECKING:
    from arazzo_gen.diagnostics.edits import Mended
    from arazzo_gen.diagnostics.model import Diagnostic, Edit, Report
    from arazzo_gen.remote.remote import Remote
    from arazzo_gen.source.span import SourceFile

_ROUNDS = 20
"""How often the documents are checked and edited at the most. What one edit mends may have hidden
another finding, and of edits of one text only the first is made at a time."""

_TRIES = 12
"""How often they are compiled at the most to find the edits that make new errors."""


def refuse_mix(options: Options, *, diff: bool, unsafe: bool, fix: bool, baseline: bool) -> None:
    """End the command where the options of `--fix` do not go together.

    Raises:
        click.UsageError: They do not.
    """
    if not fix and (diff or unsafe):
        name = "--diff" if diff else "--unsafe-fixes"
        raise click.UsageError(f"{name} is about what --fix writes: give --fix too")
    if fix and baseline:
        raise click.UsageError("write the baseline when --fix is done: leave out --write-baseline")
    if fix and not diff and Path(STDIN) in options.documents:
        raise click.UsageError("standard input cannot be written: --fix --diff shows the edits")


@record(frozen=False)
class _File:
    """A file that is edited.

    Attributes:
        first: The file as it was read.
        text: Its text with the edits.
        codes: How many edits were made, by the code of their findings.
    """

    first: SourceFile
    text: str
    codes: Counter[str] = fresh(factory=Counter)


def fix(options: Options, remote: Remote, *, unsafe: bool, diff: bool) -> tuple[Report, bool]:
    """Check the documents, make the edits of what is found, and check again, until there are none.

    Args:
        options: What to check, and which findings are asked for: only these have their edits made.
        remote: Gives documents on the network.
        unsafe: Whether edits are made that are only likely what the author meant.
        diff: Whether they are only shown.

    Returns:
        What is found with the edits, and whether the files are as `options` asks for.
    """
    run = _Fixing(options, remote, unsafe=unsafe)
    run.to_the_end()
    if diff:
        from arazzo_gen.output import unified

        files = sorted(run.files.values(), key=lambda one: one.first.name)
        shown = [unified(one.first.text, one.text, one.first.name) for one in files]
        tell("".join(shown), options, "diff")
        return run.report, not run.files
    for file in sorted(run.files.values(), key=lambda one: one.first.name):
        if _write(file, run.report):
            codes = ", ".join(f"{count} {code}" for code, count in sorted(file.codes.items()))
            tell(f"fixed      {file.first.name}: {codes}\n", options)
    return run.report, True


class _Fixing:
    """The rounds of checks and edits."""

    def __init__(self, options: Options, remote: Remote, *, unsafe: bool) -> None:
        self.options = options
        self.remote = remote
        self.unsafe = unsafe
        self.files: dict[Path, _File] = {}
        self.report = self._compile({})
        self._refused: set[tuple[Path | None, str, str]] = set()

    def to_the_end(self) -> None:
        """Make edits as long as there are any."""
        from arazzo_gen.diagnostics.edits import mended

        for _ in range(_ROUNDS):
            found = [self._without_refused(one) for one in self._asked_for()]
            files = mended(found, unsafe=self.unsafe)
            if not files:
                return
            report = self._compile(_texts(files))
            if not self.unsafe and _errors(report) - _errors(self.report):
                files = self._harmless(files)
                report = self._compile(_texts(files))
            self._take(files, found)
            self.report = report

    def _asked_for(self) -> tuple[Diagnostic, ...]:
        found = chosen(self.report, self.options)
        return (looked_up(found, self.options) if self.unsafe else found).diagnostics

    def _compile(self, texts: Mapping[Path, str]) -> Report:
        """What is found in the documents with some texts in place of files."""
        known = {path: file.text for path, file in self.files.items()}
        contents = {path: text.encode() for path, text in {**known, **texts}.items()}
        changed = replace(self.options, contents={**self.options.contents, **contents})
        return compile_all(changed, self.remote)[1]

    def _harmless(self, files: Mapping[SourceFile, Mended]) -> dict[SourceFile, Mended]:
        """The files with those edits alone that make no new errors. A text that two workflows
        share may mean another thing in each."""
        from arazzo_gen.diagnostics.edits import Mended, most

        edits = [edit for file in files.values() for edit in file.changes]
        before = _errors(self.report)

        def with_these(some: Iterable[Edit]) -> dict[SourceFile, Mended]:
            wanted = set(some)
            return {
                file: Mended(file, [edit for edit in one.changes if edit in wanted])
                for file, one in files.items()
            }

        good = most(
            edits,
            lambda some: not _errors(self._compile(_texts(with_these(some)))) - before,
            tries=_TRIES,
        )
        self._refused |= {_key(edit) for edit in edits if edit not in set(good)}
        return with_these(good)

    def _without_refused(self, found: Diagnostic) -> Diagnostic:
        if not self._refused:
            return found
        kept = tuple(edit for edit in found.edits if _key(edit) not in self._refused)
        return replace(found, edits=kept)

    def _take(self, files: Mapping[SourceFile, Mended], found: Iterable[Diagnostic]) -> None:
        for file, one in files.items():
            assert file.path is not None
            if one.text == file.text:
                continue
            known = self.files.setdefault(file.path, _File(file, file.text))
            known.text = one.text
            left = dict(one.changes)
            for each in found:
                known.codes[each.code] += sum(
                    left.pop(edit, None) is not None for edit in each.edits
                )
            known.codes = +known.codes


def _texts(files: Mapping[SourceFile, Mended]) -> dict[Path, str]:
    return {file.path: one.text for file, one in files.items() if file.path is not None}


def _key(edit: Edit) -> tuple[Path | None, str, str]:
    return edit.span.file.path, edit.old, edit.new


def _errors(report: Report) -> Counter[tuple[str, Path | None]]:
    """How many errors there are of each code in each file."""
    return Counter(
        (one.code, one.span.file.path if one.span is not None else None)
        for one in report.diagnostics
        if one.severity.value == "error"
    )


def _write(file: _File, report: Report) -> bool:
    """Write a file, if it is still what was read."""
    from arazzo_gen.output import replace_text

    assert file.first.path is not None
    return replace_text(file.first.path, file.first.text, file.text, file.first.name, report)
