"""The command line: click commands, and nothing that is slow to import."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from arazzo_gen import __version__
from arazzo_gen.cli_help import Group, section
from arazzo_gen.cli_mock_options import MOCKING
from arazzo_gen.cli_options import (
    COMPILING,
    DOCUMENTS,
    FINDINGS,
    PATH,
    READING,
    WATCHING,
    WRITING,
    complete_codes,
    options_from,
    takes,
)
from arazzo_gen.cli_run import compile_all, finish, may_write, reason, replay, say
from arazzo_gen.config import Options
from arazzo_gen.record import replace

if TYPE_CHECKING:
    from arazzo_gen.watched import Seen

_fixes = section("Fixes")
_jobs = section("Jobs")
_locked = section("The lock")


class _Program(Group):
    """A group that writes its errors with `say`, and errors of the system on one line."""

    # The overloads of `click.Group.main` say when it returns.
    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command, and end the process with its status unless `standalone_mode` is off."""
        if not standalone_mode:
            return super().main(args, prog_name, standalone_mode=False, **extra)
        try:
            status = super().main(args, prog_name, standalone_mode=False, **extra)
        except click.ClickException as error:
            text = io.StringIO()
            error.show(text)
            say(text.getvalue(), err=True)
            status = error.exit_code
        except click.Abort:
            say("Aborted!\n", err=True)
            status = 1
        except OSError as error:
            if os.environ.get("ARAZZO_GEN_TRACEBACK"):
                raise
            name = "" if error.filename is None else f"{error.filename}: "
            say(f"error: {name}{reason(error)}\n", err=True)
            status = 1
        raise SystemExit(status if isinstance(status, int) else 0)


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done, 1 errors in the documents or output out of date, 2 wrong usage.",
)
@click.version_option(__version__, prog_name="arazzo-gen")
def main() -> None:
    """Compile Arazzo workflows into standalone, typed Python clients.

    Each workflow becomes one Python module that needs httpx and nothing else: functions for
    the steps, `run` and `run_async` for the whole, with polling, retries and typed outputs.
    """


@main.command(section="Compile")
@takes(DOCUMENTS, WRITING, FINDINGS, READING, COMPILING, WATCHING)
def build(watch: bool, exit_non_zero_on_write: bool, **given: Any) -> None:
    """Check documents and write a Python module for each of their workflows.

    A workflow `triggerOrder` becomes DIR/trigger_order.py. Files that are right already are
    not touched, and a build with errors writes nothing.

    Without DOC, the table [tool.arazzo-gen] of the nearest pyproject.toml says what to build:

    \b
        [tool.arazzo-gen]
        documents = ["workflows/*.arazzo.yaml"]
        output = "src/shop/clients"
    """
    ask = partial(_build_options, **given)
    work = partial(_build, may_change=not exit_non_zero_on_write)
    if watch:
        from arazzo_gen.cli_watch import run

        others = {f"--{name}": given[name] for name in ("check", "diff", "breaking")}
        others["--exit-non-zero-on-write"] = exit_non_zero_on_write
        run(ask, work, given["documents"], others)
    options = ask()
    replay(options)
    work(options)


def _build_options(
    *, check: bool, diff: bool, breaking: bool, prune: bool, **given: Any
) -> Options:
    """The options of a build."""
    options = options_from(given, check=check, diff=diff)
    options = replace(options, breaking=breaking, prune=prune)
    if options.output is None:
        raise click.UsageError("say where the modules go: -o DIR")
    if breaking and not check:
        raise click.UsageError("--breaking is for --check")
    if options.prune and not options.whole:
        raise click.UsageError("--prune is for the whole table: leave DOC and --workflow out")
    if options.tests is not None:
        from arazzo_gen.cli_tests import with_tests

        options = with_tests(options)
    elif given["tests_import"] is not None:
        raise click.UsageError("say where the tests go: --tests DIR")
    return _with_baseline(options)


def _build(options: Options, seen: Seen | None = None, *, may_change: bool) -> NoReturn:
    """Compile, and do with the modules what the options say; ends the command."""
    from arazzo_gen.cli_remote import add_to_lock, open_remote

    remote = open_remote(options)
    if seen is not None:
        seen.lock_file = remote.lock_file
    files, report = compile_all(options, remote, seen)
    if not may_write(report, options):
        finish(report, options, {}, remote)
    from arazzo_gen.cache import DamagedError
    from arazzo_gen.cli_deliver import deliver

    names_all = True
    if seen is not None:
        seen.outputs = tuple(options.cwd / options.place(name) for name in files)
        names_all = seen.is_first
    try:
        is_current = deliver(files, options, report, may_change, names_all)
    except DamagedError:  # before anything is written or said
        _build(replace(options, cache=False), seen, may_change=may_change)
    is_current &= add_to_lock(remote, options, report)
    finish(report, options, files, remote, is_current=is_current)


@main.command(section="Compile")
@takes(DOCUMENTS, FINDINGS, READING, COMPILING, WATCHING)
@section("Findings")(
    "--write-baseline",
    is_flag=True,
    help="Write the warnings that there are now to the file of --baseline.",
)
@_fixes(
    "--fix",
    is_flag=True,
    help="Write into the documents what cannot change their meaning, and check again.",
)
@_fixes("--diff", is_flag=True, help="With --fix: write nothing; show what would change.")
@_fixes(
    "--unsafe-fixes",
    is_flag=True,
    help="With --fix: also write what is only likely, such as the nearest name.",
)
def check(
    watch: bool, write_baseline: bool, fix: bool, diff: bool, unsafe_fixes: bool, **given: Any
) -> None:
    """Say everything that is wrong with documents, and write nothing but what is asked for.

    DOC is an Arazzo document, a folder, a pattern in quotes, or `-` for standard input. Without
    DOC, the table [tool.arazzo-gen] of the nearest pyproject.toml names them.
    """
    if watch:
        from arazzo_gen.cli_watch import run

        others = {"--fix": fix, "--diff": diff, "--unsafe-fixes": unsafe_fixes}
        others["--write-baseline"] = write_baseline
        run(lambda: _with_baseline(options_from(given)), _check, given["documents"], others)
    options = options_from(given)
    if fix or diff or unsafe_fixes:
        from arazzo_gen.cli_fix import refuse_mix

        refuse_mix(options, diff=diff, unsafe=unsafe_fixes, fix=fix, baseline=write_baseline)
    options = _with_baseline(options, is_written=write_baseline)
    if not write_baseline and not fix:
        replay(options)
        _check(options)
    from arazzo_gen.cli_remote import open_remote

    remote = open_remote(options)
    is_current = True
    if fix:
        from arazzo_gen.cli_fix import fix as fix_all

        report, is_current = fix_all(options, remote, unsafe=unsafe_fixes, diff=diff)
    else:
        _, report = compile_all(options, remote)
    if write_baseline:
        from arazzo_gen.cli_baseline import renew

        options = renew(options, report)
    finish(report, options, {}, remote, is_current=is_current, done=_checked(options))


def _check(options: Options, seen: Seen | None = None) -> NoReturn:
    """Show the findings, and end the command."""
    from arazzo_gen.cli_remote import open_remote

    remote = open_remote(options)
    if seen is not None:
        seen.lock_file = remote.lock_file
    _, report = compile_all(options, remote, seen)
    finish(report, options, {}, remote, done=_checked(options))


def _checked(options: Options) -> str:
    count = len(options.documents)
    return f"checked {count} document{'' if count == 1 else 's'}: no problems"


@main.command(section="Compile")
@takes(DOCUMENTS[:1], READING)
@_locked("--update", is_flag=True, help="Fetch all again, and take what has changed.")
@_locked(
    "update_urls",
    "--update-url",
    metavar="URL",
    multiple=True,
    help="Fetch this one again, and take it if it has changed. Repeat for more.",
)
def lock(update: bool, update_urls: tuple[str, ...], **given: Any) -> None:
    """Fetch what documents name on the network, and write its hashes to arazzo.lock.

    The file lies beside the pyproject.toml that names the documents, else in the working
    directory. Later builds refuse what has changed since, and need no network for what is in the
    cache. What is locked stays as it is without --update; what no document names any more is
    dropped.

    Without DOC, the table [tool.arazzo-gen] of the nearest pyproject.toml names the documents.
    """
    from arazzo_gen.cli_remote import update_lock

    update_lock(options_from(given), everything=update, these=update_urls)


@main.command(section="Begin")
@click.argument("apis", metavar="OPENAPI...", nargs=-1, required=True, type=PATH)
@section("Output")(
    "-o",
    "--output",
    metavar="FILE",
    type=PATH,
    help="Where the Arazzo document goes; without it, to standard output.",
)
@section("Output")("--force", is_flag=True, help="Write over FILE if it is there.")
@_jobs(
    "polls",
    "--poll",
    metavar="START,GET",
    multiple=True,
    help="Write this pair: what starts a job, and what tells how it goes; operationIds, or METHOD "
    "and path as in 'POST /jobs,GET /jobs/{id}'. Repeat for more.",
)
@_jobs("every", "--all", is_flag=True, help="List the next candidates, too, and why they are none.")
@READING[2]
def init(
    apis: tuple[Path, ...],
    output: Path | None,
    force: bool,
    polls: tuple[str, ...],
    every: bool,
    allow_path: tuple[Path, ...],
) -> None:
    """Find the jobs in OpenAPI documents, and write an Arazzo document for them.

    A job is started by one operation, and a GET tells how it goes. The document that is written
    says why two operations belong together, and has a TODO where OPENAPI does not say enough. The
    two operations may be in two files.
    """
    from arazzo_gen.cli_init import run

    run(apis, output, polls, force=force, every=every, allow=allow_path)


@main.command(section="Explain")
@takes(DOCUMENTS)
@section("Output")(
    "form",
    "--format",
    type=click.Choice(["mermaid", "html"]),
    default="mermaid",
    help="How the drawing is written: mermaid, the text of a flowchart; html, a page with pictures "
    "that also says all of each step.  [default: mermaid]",
)
@section("Output")(
    "file",
    "-o",
    "--output",
    metavar="FILE",
    type=PATH,
    help="Where the drawing goes; without it, or with `-`, to standard output.",
)
@takes(READING, COMPILING)
def draw(form: str, file: Path | None, **given: Any) -> None:
    """Draw the workflows of documents as a flowchart, or write a page about them.

    It shows the inputs, each step with its request, each action with its condition in words, loops
    and retries as thick lines, failures as dashed ones, the workflows that are called, the outputs:
    what the client does that `build` writes. Of a document with errors nothing is drawn.
    """
    from arazzo_gen.cli_draw import run

    run(_with_baseline(options_from(given)), form, file)


@main.command(section="Begin")
@takes(DOCUMENTS, MOCKING, READING, COMPILING)
def mock(**given: Any) -> None:
    """Play the APIs of workflows on a local server.

    It checks what it is sent against the OpenAPI documents, and answers as the workflows need it:
    each created id is polled to its end, and --take leads runs elsewhere. /_mock is a page with
    the calls to try and all requests so far. It runs until Ctrl-C.
    """
    from arazzo_gen.cli_mock import run, wishes_from

    run(*wishes_from(given))


@main.command(section="Begin")
@click.option(
    "--live/--plain",
    default=None,
    help="Redraw one line while it polls, or print a line for each poll. "
    "[default: live on a terminal]",
)
@click.option(
    "--keep",
    metavar="DIR",
    type=PATH,
    help="Keep the document, its sources and the generated client in DIR.",
)
def demo(live: bool | None, keep: Path | None) -> None:
    """Build a bundled workflow and run it against a local server.

    The server plays a notification API whose run is queued, then processing, then completed.
    Nothing leaves this machine.
    """
    from arazzo_gen.demo import run

    raise SystemExit(run(live=live, keep=keep))


@main.command(section="Explain")
@click.argument("code", required=False, shell_complete=complete_codes)
@click.option("--api", is_flag=True, help="Show the API that the documents of the examples call.")
def explain(code: str | None, api: bool) -> None:
    """Explain a code: what it says, why, a wrong and a right document.

    Without CODE, lists all of them; with the beginning of codes, such as AZ7, those.
    """
    from arazzo_gen.cli_explain import show, show_all, show_api

    if api:
        show_api()
    elif code is None:
        show_all()
    else:
        show(code)


def _with_baseline(options: Options, *, is_written: bool = False) -> Options:
    """The options with what is in the file of the baseline, where there is to be one."""
    if options.baseline is None and not is_written:
        return options
    from arazzo_gen.cli_baseline import load

    return load(options, is_written=is_written)
