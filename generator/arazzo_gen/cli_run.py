"""What the commands do: run the compiler, write its files, show its findings."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from arazzo_gen.config import FOR_PEOPLE, TESTS, Options
from arazzo_gen.record import replace

if TYPE_CHECKING:
    from arazzo_gen.cache import Store
    from arazzo_gen.console import Style
    from arazzo_gen.diagnostics.model import Report
    from arazzo_gen.diagnostics.selection import Findings
    from arazzo_gen.remote.remote import Remote
    from arazzo_gen.watched import Seen

_T = TypeVar("_T")


class Unwritable(SystemExit):
    """The command ends, since nobody can read what it says."""


def compile_all(
    options: Options, remote: Remote, seen: Seen | None = None
) -> tuple[Mapping[str, str], Report]:
    """The modules of the documents of a run by file name, and the findings (see `run_compiler`)."""

    def compiler() -> Callable[..., Mapping[str, str]]:
        from arazzo_gen.build import compile_documents

        return compile_documents

    return run_compiler(compiler, options, remote, seen)


def run_compiler(
    load: Callable[[], Callable[..., _T]],
    options: Options,
    remote: Remote,
    seen: Seen | None = None,
) -> tuple[_T, Report]:
    """Let the compiler do something with the documents of a run.

    A mistake in the compiler itself ends the command with a message and status 1.

    Args:
        load: Imports what it needs of the compiler, and gives what does the work: a function of the
            options, the report, the cache, the documents on the network, the validators.
        options: What to compile.
        remote: Gives documents on the network.
        seen: Takes what is read, where the run is watched.

    Returns:
        What the work gave, and the findings.
    """
    work = load()
    from arazzo_gen.cache import DamagedError
    from arazzo_gen.diagnostics.model import Report
    from arazzo_gen.openapi.validate_processes import ValidatorProcesses

    store = _store(options)
    processes = ValidatorProcesses()

    report = Report()
    if seen is not None:
        seen.report = report
    try:
        return work(options, report, store, remote, processes), report
    except DamagedError:
        return run_compiler(load, replace(options, cache=False), remote, seen)
    except Exception as error:
        if os.environ.get("ARAZZO_GEN_TRACEBACK"):
            raise
        _show(chosen(report, options), options)
        if isinstance(error, OSError):
            say(f"error: {reason(error)}\n", err=True)
            raise SystemExit(1) from None
        from arazzo_gen.mistakes import admitted

        say(admitted(error), err=True)
        raise SystemExit(1) from None


def may_write(report: Report, options: Options) -> bool:
    """Whether the findings allow files to be written."""
    found = chosen(report, options)
    if not found.errors:
        return True
    real = sum(one.severity.value == "error" for one in report.diagnostics)
    # A warning that `--strict` makes an error belongs to no workflow that could be left out.
    return options.keep_going and found.errors == real


def finish(
    report: Report,
    options: Options,
    files: Mapping[str, str],
    remote: Remote,
    *,
    is_current: bool = True,
    done: str = "",
) -> NoReturn:
    """Show the findings, and end the command with the exit status for them.

    Args:
        report: The findings.
        options: Which are shown, and how.
        files: The modules in the output folder.
        remote: The documents on the network that the run read.
        is_current: Whether the output is what it should be.
        done: The line to show where there are no findings.
    """
    asked = chosen(report, options)
    found = looked_up(asked, options)
    said = _show(found, options, done)
    if not is_current:
        raise SystemExit(1)
    store = _store(options)
    # With `breaking`, the output may be out of date all the same: nothing is kept of it.
    if store is not None and not options.breaking:
        from arazzo_gen.cli_kept import keep

        keep(
            store, _manifest_key(options), options, report, asked, said, files, remote.lock_input()
        )
        store.tidy()
    raise SystemExit(1 if found.errors else 0)


def fail(report: Report, options: Options) -> NoReturn:
    """Show the findings of a report with errors, and end the command."""
    _show(chosen(report, options), options)
    raise SystemExit(1)


def replay(options: Options) -> None:
    """If nothing has changed since the last run with these options, show what that one showed,
    and end the command."""
    store = _store(options)
    if store is None:
        return
    from arazzo_gen import manifest

    known = manifest.read(store, _manifest_key(options), options)
    found = None
    if known is not None and known.again is not None:
        from arazzo_gen.cli_kept import found_again

        found = found_again(known.again)
    if known is None or (known.again is not None and found is None):
        return
    if options.output is not None and not options.check and not options.diff:
        for folder in filter(None, (options.output, options.tests)):
            _clear(shown(folder, options.cwd))
        for name in sorted(known.outputs, key=lambda name: (TESTS in name, name)):
            tell(f"unchanged  {shown(options.place(name), options.cwd).as_posix()}\n", options)
    if found is not None:
        _show(looked_up(found, options), options)
    _write_findings(known.said, options)
    raise SystemExit(known.status)


def _clear(folder: Path) -> None:
    """Remove what a killed build has left in a folder; imports nothing where there is nothing."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    if any(name.startswith(".arazzo-gen-") for name in names):
        from arazzo_gen.temporary import clear

        clear(folder)


def _store(options: Options) -> Store | None:
    if not options.cache:
        return None
    from arazzo_gen.cache import user_store

    return user_store()


def _manifest_key(options: Options) -> str:
    from arazzo_gen.manifest import key_of

    return key_of(options, wants_colour(), os.environ.get("GITHUB_WORKSPACE"))


def shown(folder: Path, cwd: Path) -> Path:
    """A folder as messages name it: relative to the working directory, if it is in there."""
    return folder.relative_to(cwd) if folder.is_relative_to(cwd) else folder


def chosen(report: Report, options: Options) -> Findings:
    """The findings of a report that are asked for."""
    from arazzo_gen.diagnostics.baseline import Baseline
    from arazzo_gen.diagnostics.selection import Selection, choose
    from arazzo_gen.looks import Links

    # With `--workflow`, a comment may be about a workflow that is not compiled.
    documents = () if options.workflows else options.documents
    baseline, folder, links = options.baseline, options.folder, Links()
    selection = Selection(
        select=options.select,
        ignore=options.ignore,
        strict=options.strict,
        documents=frozenset(Path(links.real(os.path.join(options.cwd, one))) for one in documents),
        folder=_real(folder) if folder is not None else None,
        per_file=options.per_file_ignores,
        baseline=Baseline(_real(options.cwd / baseline), options.known) if baseline else None,
    )
    return choose(report, selection)


def looked_up(found: Findings, options: Options) -> Findings:
    """Findings with the help that is looked for in other files. What is found may change: it is
    shown, and never kept."""
    if all(one.sought is None for one in found.diagnostics):
        return found
    from arazzo_gen.lookup.helped import helped

    return replace(found, diagnostics=helped(found.diagnostics, _real(options.cwd)))


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


# --- Showing --------------------------------------------------------------------------


def say(
    text: str,
    style: Style = "text",
    *,
    err: bool = False,
    coloured: bool = False,
    colour: bool | None = None,
) -> None:
    """Write a text to stdout or stderr, so that nothing in it controls a terminal or a log.

    Args:
        text: Lines, each with a line break at its end.
        style: Who reads it.
        err: Whether it goes to stderr.
        coloured: Whether it has colours.
        colour: Whether to keep the colours; None to keep them on a terminal only.
    """
    _write(_safe(text, style, coloured=coloured), err=err, colour=colour)


def _safe(text: str, style: Style, *, coloured: bool = False) -> str:
    """A text made safe to write (see `console`)."""
    line, end = text[:-1], text[-1:]
    is_one_line = end == "\n" and line.isascii() and line.isprintable() and line[:1].isalpha()
    if is_one_line and not ("##" in line or "::" in line or "section_" in line):
        return text  # most lines are safe: `console` is not imported for them
    from arazzo_gen.console import safe

    return safe(text, style, coloured=coloured)


def _write(text: str, *, err: bool, colour: bool | None) -> None:
    """Write a safe text: all text of the commands goes to stdout or stderr through here.

    Where it cannot be written, this ends the command with status 1, and with a line on stderr if
    that can be written.
    """
    try:
        try:
            click.echo(text, err=err, nl=False, color=colour)
        except UnicodeEncodeError as error:
            known = text.encode(error.encoding, "backslashreplace").decode(error.encoding)
            click.echo(known, err=err, nl=False, color=colour)
    except OSError as error:
        give_up(error, err=err)


def give_up(error: OSError, *, err: bool = False) -> NoReturn:
    """End the command, since its text cannot be written.

    Args:
        error: Why.
        err: Whether stderr cannot be written to, so that no message can be shown.
    """
    stream = sys.stderr if err else sys.stdout
    with suppress(OSError, ValueError, AttributeError):
        # Python writes what is left in the stream when it ends, and would fail again.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    if not err:
        say(f"error: cannot write to stdout: {reason(error)}\n", err=True)
    raise Unwritable(1)


def reason(error: OSError) -> str:
    """Why the system refused something, in a few words."""
    text = error.strerror or type(error).__name__
    return text[:1].lower() + text[1:]


def tell(text: str, options: Options, style: Style = "text") -> None:
    """Show a text that is no finding: on stdout, or on stderr where the format of the findings
    needs stdout alone."""
    say(text, style, err=options.format not in FOR_PEOPLE)


def _show(found: Findings, options: Options, done: str = "") -> list[tuple[str, bool]]:
    """Show what was found.

    Returns:
        What was shown: texts, and whether each went to stderr.
    """
    from arazzo_gen.cli_listing import listing
    from arazzo_gen.diagnostics.formats import formatted
    from arazzo_gen.diagnostics.render import gone, summary

    is_for_people = options.format in FOR_PEOPLE
    text = formatted(found, options.format, colour=wants_colour() is not False, listing=listing)
    said = [(text, is_for_people)]
    if found.diagnostics:
        gap = "\n" if options.format == "full" else ""
        said.append((f"{gap}{summary(found)}\n", True))
    elif done:
        hidden = f" ({summary(found)})" if summary(found) else ""
        said.append((f"{done}{hidden}\n", not is_for_people))
    said += [(text, True) for text in (gone(found), _others(options)) if text]
    safe: list[tuple[str, bool]] = []
    for shown, is_error in said:
        # What goes to stdout in a format for machines is made safe in that format.
        safe.append((_safe(shown, "text" if is_error else options.format, coloured=True), is_error))
    _write_findings(safe, options)
    return safe


def _others(options: Options) -> str:
    """How many files of the folders that were named are not looked at; "" for none."""
    parts = []
    if options.passed_over:
        are = "file that is no Arazzo document"
        if options.passed_over > 1:
            are = "files that are no Arazzo documents"
        parts.append(f"{options.passed_over} {are}")
    if options.excluded:
        are = "file that is excluded" if options.excluded == 1 else "files that are excluded"
        parts.append(f"{options.excluded} {are}")
    return f"passed over {' and '.join(parts)}\n" if parts else ""


def _write_findings(said: Sequence[tuple[str, bool]], options: Options) -> None:
    """Write the texts that show findings; each comes with whether it goes to stderr."""
    for text, is_error in said:
        _write(text, err=is_error, colour=_colour(options))


def _colour(options: Options) -> bool | None:
    """What to tell click of colours: it leaves formats for machines as they are."""
    # With None, click removes the colours where the stream is no terminal.
    return wants_colour() if options.format in FOR_PEOPLE else True


def wants_colour() -> bool | None:
    """Whether the environment asks for colour or for none; None where it says nothing.

    NO_COLOR wins over FORCE_COLOR and CLICOLOR_FORCE.
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    forced = (os.environ.get("FORCE_COLOR"), os.environ.get("CLICOLOR_FORCE"))
    return True if any(value not in (None, "", "0") for value in forced) else None
