"""The command line: click commands, and nothing that is slow to import."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from arazzo_gen import __version__
from arazzo_gen.config import ConfigError, Options, Settings, complete, parse_sources

if TYPE_CHECKING:
    from arazzo_gen.diagnostics.model import Diagnostic, Report

_Command = TypeVar("_Command", bound=Callable[..., Any])

_PATH = click.Path(path_type=Path)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done, 1 errors in the documents or output out of date, 2 wrong usage.",
)
@click.version_option(__version__, prog_name="arazzo-gen")
def main() -> None:
    """Compile Arazzo workflows into standalone, typed Python clients.

    Each workflow becomes one Python module that needs httpx and nothing else: functions for
    the steps, `run` and `run_async` for the whole, with polling, retries and typed outputs.
    """


def _shared(command: _Command) -> _Command:
    """Add what `build` and `check` both take."""
    for decorate in reversed(
        (
            click.argument("documents", metavar="[DOC]...", nargs=-1, type=_PATH),
            click.option(
                "workflows",
                "--workflow",
                metavar="ID",
                multiple=True,
                help="Take only this workflow. Repeat for more.",
            ),
            click.option(
                "--strict/--no-strict", default=None, help="Treat every warning as an error."
            ),
            click.option(
                "sources",
                "--source",
                metavar="NAME=PATH",
                multiple=True,
                help="Read the source description NAME from PATH instead of its url. "
                "Repeat for more.",
            ),
            click.option(
                "--source-root",
                metavar="DIR",
                type=_PATH,
                help="Look for sources with a relative url in DIR instead of beside the document.",
            ),
            click.option(
                "--allow-path",
                metavar="DIR",
                multiple=True,
                type=_PATH,
                help="Let documents name files in DIR too. Without it they reach the working "
                "directory and the parent of their own folder. Repeat for more.",
            ),
            click.option(
                "--allow-remote/--no-allow-remote",
                default=None,
                help="Let documents name sources on the network. Not supported yet: such a "
                "source is an error that says so.",
            ),
        )
    ):
        command = decorate(command)
    return command


@main.command()
@_shared
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=_PATH,
    help="Where the modules go. The folder is made if it is missing.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the output is out of date.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option(
    "--client",
    type=click.Choice(["both", "sync", "async"]),
    help="Which clients a module gets.  [default: both]",
)
@click.option(
    "--http",
    type=click.Choice(["httpx", "httpx2"]),
    help="The module that the clients import for HTTP.  [default: httpx]",
)
@click.option(
    "--keep-going/--no-keep-going",
    default=None,
    help="Write the workflows that are right when others are wrong; still exit 1.",
)
def build(check: bool, diff: bool, sources: tuple[str, ...], **given: Any) -> None:
    """Check documents and write a Python module for each of their workflows.

    A workflow `triggerOrder` becomes DIR/trigger_order.py. Files that are right already are
    not touched, and a build with errors writes nothing.

    Without DOC, the table [tool.arazzo-gen] of the nearest pyproject.toml says what to build:

    \b
        [tool.arazzo-gen]
        documents = ["workflows/*.arazzo.yaml"]
        output = "src/shop/clients"
    """
    options = _options(_settings(given, sources), check=check, diff=diff)
    if options.output is None:
        raise click.UsageError("say where the modules go: -o DIR")
    files, report = _compile(options)
    found = _found(report, options)
    writable = options.keep_going and not (options.strict and _has_warnings(report))
    if _has_errors(found) and not writable:
        _finish(found)
    is_current = _deliver(files, _shown(options.output, options.cwd), options, report)
    _finish(_found(report, options), is_current=is_current)


@main.command()
@_shared
def check(sources: tuple[str, ...], **given: Any) -> None:
    """Say everything that is wrong with documents, and write nothing.

    Without DOC, the table [tool.arazzo-gen] of the nearest pyproject.toml names them.
    """
    options = _options(_settings(given, sources))
    _, report = _compile(options)
    found = _found(report, options)
    if not found:
        count = len(options.documents)
        click.echo(f"checked {count} document{'' if count == 1 else 's'}: no problems")
    _finish(found)


@main.command()
@click.option(
    "--live/--plain",
    default=None,
    help="Redraw one line while it polls, or print a line for each poll. "
    "[default: live on a terminal]",
)
@click.option(
    "--keep",
    metavar="DIR",
    type=_PATH,
    help="Keep the document, its sources and the generated client in DIR.",
)
def demo(live: bool | None, keep: Path | None) -> None:
    """Build a bundled workflow and run it against a local server.

    The server plays a notification API whose run is queued, then processing, then completed.
    Nothing leaves this machine.
    """
    from arazzo_gen.demo import run

    raise SystemExit(run(live=live, keep=keep))


# --- Options --------------------------------------------------------------------------


def _settings(given: dict[str, Any], sources: tuple[str, ...]) -> Settings:
    """What the command line says; click gives empty tuples for what was not said."""
    said = {name: value for name, value in given.items() if value not in (None, ())}
    try:
        return Settings(**said, sources=parse_sources(sources))
    except ConfigError as error:
        raise click.UsageError(str(error)) from None


def _options(given: Settings, *, check: bool = False, diff: bool = False) -> Options:
    cwd = Path.cwd()
    base = Settings()
    if not given.documents:
        from arazzo_gen.pyproject import read_settings

        try:
            base = read_settings(cwd)
        except ConfigError as error:
            raise click.UsageError(str(error)) from None
    return complete(given, base, cwd=cwd, check=check, diff=diff)


# --- Running --------------------------------------------------------------------------


def _compile(options: Options) -> tuple[dict[str, str], Report]:
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


def _deliver(files: dict[str, str], folder: Path, options: Options, report: Report) -> bool:
    """Write the files, or compare them; whether the output is now what it should be."""
    from arazzo_gen import output

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


def _shown(folder: Path, cwd: Path) -> Path:
    """A folder as messages name it: from the working directory where it is below."""
    return folder.relative_to(cwd) if folder.is_relative_to(cwd) else folder


# --- Findings -------------------------------------------------------------------------


def _found(report: Report, options: Options) -> list[Diagnostic]:
    from arazzo_gen.diagnostics.model import Severity

    if not options.strict:
        return report.diagnostics
    return [
        dataclasses.replace(one, severity=Severity.ERROR)
        if one.severity is Severity.WARNING
        else one
        for one in report.diagnostics
    ]


def _has_errors(found: list[Diagnostic]) -> bool:
    return any(one.severity.value == "error" for one in found)


def _has_warnings(report: Report) -> bool:
    return any(one.severity.value == "warning" for one in report.diagnostics)


def _show(found: list[Diagnostic]) -> None:
    if not found:
        return
    from arazzo_gen.diagnostics.render import render, summary

    # click takes the colour out again where stderr is no terminal.
    colour = not os.environ.get("NO_COLOR")
    click.echo(render(found, colour=colour), err=True)
    click.echo(summary(found), err=True)


def _finish(found: list[Diagnostic], *, is_current: bool = True) -> None:
    """Show what was found and end with the exit status that goes with it."""
    _show(found)
    raise SystemExit(0 if is_current and not _has_errors(found) else 1)
