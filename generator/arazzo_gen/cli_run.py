"""What the commands do: run the compiler, deliver its files, show what it found."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from arazzo_gen.config import Options

if TYPE_CHECKING:
    from arazzo_gen.diagnostics.model import Diagnostic, Report


def compile_all(options: Options) -> tuple[dict[str, str], Report]:
    """Run the compiler over the documents of a run.

    A mistake in the compiler itself ends the command with a message and status 1.

    Returns:
        The modules by file name, and what there is to say of the documents.
    """
    from arazzo_gen.build import compile_documents
    from arazzo_gen.diagnostics.model import Report

    report = Report()
    try:
        return compile_documents(options, report), report
    except Exception as error:
        if os.environ.get("ARAZZO_GEN_TRACEBACK"):
            raise
        _show(report.diagnostics)
        click.echo(
            f"internal error: {type(error).__name__}. This is a mistake in arazzo-gen, not in "
            "your document.\nPlease report it with the document and what ARAZZO_GEN_TRACEBACK=1 "
            "shows.",
            err=True,
        )
        raise SystemExit(1) from None


def deliver(files: Mapping[str, str], options: Options, report: Report) -> bool:
    """Write the files, or compare them with what is there.

    Returns:
        Whether the output is now what it should be.
    """
    from arazzo_gen import output

    assert options.output is not None
    folder = _shown(options.output, options.cwd)
    if options.diff:
        text = output.diff(files, folder, report)
        click.echo(text, nl=False)
        return not text
    if options.check:
        stale = output.check(files, folder, report)
        for name in stale:
            click.echo(f"out of date  {(folder / name).as_posix()}")
        return not stale
    for name, state in output.write(files, folder, report):
        click.echo(f"{state:<9}  {(folder / name).as_posix()}")
    return True


def findings(report: Report, options: Options) -> list[Diagnostic]:
    """What was found, as severe as the options make it."""
    from arazzo_gen.diagnostics.model import Severity

    if not options.strict:
        return report.diagnostics
    return [
        dataclasses.replace(one, severity=Severity.ERROR)
        if one.severity is Severity.WARNING
        else one
        for one in report.diagnostics
    ]


def may_write(report: Report, options: Options) -> bool:
    """Whether what was found leaves anything to write."""
    if options.strict and any(one.severity.value == "warning" for one in report.diagnostics):
        return False
    return options.keep_going or not _has_errors(report.diagnostics)


def finish(found: Sequence[Diagnostic], *, is_current: bool = True) -> NoReturn:
    """Show what was found and end with the exit status that goes with it."""
    _show(found)
    raise SystemExit(0 if is_current and not _has_errors(found) else 1)


def _shown(folder: Path, cwd: Path) -> Path:
    """A folder as messages name it: from the working directory where it is below."""
    return folder.relative_to(cwd) if folder.is_relative_to(cwd) else folder


def _has_errors(found: Sequence[Diagnostic]) -> bool:
    return any(one.severity.value == "error" for one in found)


def _show(found: Sequence[Diagnostic]) -> None:
    if not found:
        return
    from arazzo_gen.diagnostics.render import render, summary

    # click takes the colour out again where stderr is no terminal.
    colour = not os.environ.get("NO_COLOR")
    click.echo(render(found, colour=colour), err=True)
    click.echo(summary(found), err=True)
