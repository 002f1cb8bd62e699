"""What the commands do: run the compiler, deliver its files, show what it found."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from arazzo_gen.config import FOR_PEOPLE, Options

if TYPE_CHECKING:
    from arazzo_gen.cache import Store
    from arazzo_gen.diagnostics.model import Report
    from arazzo_gen.diagnostics.selection import Findings
    from arazzo_gen.remote.remote import Remote


def compile_all(options: Options, remote: Remote) -> tuple[dict[str, str], Report]:
    """Run the compiler over the documents of a run.

    A mistake in the compiler itself ends the command with a message and status 1.

    Args:
        options: What to compile.
        remote: Gives documents on the network.

    Returns:
        The modules by file name, and what there is to say of the documents.
    """
    from arazzo_gen.openapi.processes import Processes

    store = _store(options)
    processes = Processes(store)
    if options.validate != "off":
        processes.expect(_manifest_key(options))
    # Only now, so that the validator is imported while this is.
    from arazzo_gen.build import compile_documents
    from arazzo_gen.diagnostics.model import Report

    report = Report()
    try:
        return compile_documents(options, report, store, remote, processes), report
    except Exception as error:
        if os.environ.get("ARAZZO_GEN_TRACEBACK"):
            raise
        _show(_chosen(report, options), options)
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
        say(text, options)
        return not text
    if options.check:
        stale = output.check(files, folder, report)
        for name in stale:
            say(f"out of date  {(folder / name).as_posix()}\n", options)
        return not stale
    for name, state in output.write(files, folder, report):
        say(f"{state:<9}  {(folder / name).as_posix()}\n", options)
    return True


def may_write(report: Report, options: Options) -> bool:
    """Whether what was found leaves anything to write."""
    found = _chosen(report, options)
    if not found.errors:
        return True
    real = sum(one.severity.value == "error" for one in report.diagnostics)
    # The errors that `--strict` makes belong to no workflow that could be left out.
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
    """Show what was found and end with the exit status that goes with it.

    Args:
        report: What was found.
        options: How it is shown.
        files: The modules that there are now.
        remote: The network, as far as it was used.
        is_current: Whether the output is what it should be.
        done: A line for when there is nothing to show.
    """
    found = _chosen(report, options)
    said = _show(found, options, done)
    if not is_current or found.errors:
        raise SystemExit(1)
    store, locked = _store(options), remote.settled()
    if store is not None and report.files and locked is not None:
        from arazzo_gen import manifest

        inputs: dict[Path, str | None] = dict.fromkeys(report.missing)
        inputs |= locked
        inputs |= {file.path: file.text for file in report.files if file.path is not None}
        manifest.keep(store, _manifest_key(options), inputs, files, said)
        store.tidy()
    raise SystemExit(0)


def replay(options: Options) -> None:
    """End the command as the last one with these options ended, where nothing has changed."""
    store = _store(options)
    if store is None:
        return
    from arazzo_gen import manifest

    known = manifest.read(store, _manifest_key(options), options)
    if known is None:
        return
    if options.output is not None and not options.check and not options.diff:
        folder = _shown(options.output, options.cwd)
        for name in sorted(known.outputs):
            say(f"unchanged  {(folder / name).as_posix()}\n", options)
    for text, is_error in known.said:
        click.echo(text, err=is_error, nl=False, color=_colour(options))
    raise SystemExit(0)


def _store(options: Options) -> Store | None:
    if not options.cache:
        return None
    from arazzo_gen.cache import user_store

    return user_store()


def _manifest_key(options: Options) -> str:
    from arazzo_gen.manifest import key_of

    return key_of(options, wants_colour(), os.environ.get("GITHUB_WORKSPACE"))


def _shown(folder: Path, cwd: Path) -> Path:
    """A folder as messages name it: from the working directory where it is below."""
    return folder.relative_to(cwd) if folder.is_relative_to(cwd) else folder


def _chosen(report: Report, options: Options) -> Findings:
    from arazzo_gen.diagnostics.selection import Selection, choose

    # A comment may be about a workflow that is not looked at.
    documents = () if options.workflows else options.documents
    selection = Selection(
        select=options.select,
        ignore=options.ignore,
        strict=options.strict,
        documents=frozenset(Path(os.path.realpath(options.cwd / one)) for one in documents),
    )
    return choose(report, selection)


# --- Showing --------------------------------------------------------------------------


def say(line: str, options: Options) -> tuple[str, bool]:
    """Show a line that is no finding: on stdout, unless findings have that to themselves."""
    is_error = options.format not in FOR_PEOPLE
    click.echo(line, nl=False, err=is_error)
    return line, is_error


def _show(found: Findings, options: Options, done: str = "") -> list[tuple[str, bool]]:
    """Show what was found.

    Returns:
        What was shown: texts, and whether each went to stderr.
    """
    from arazzo_gen.diagnostics.formats import formatted
    from arazzo_gen.diagnostics.render import summary

    is_for_people = options.format in FOR_PEOPLE
    text = formatted(found, options.format, colour=wants_colour() is not False)
    said = [(text, is_for_people)]
    if found.diagnostics:
        gap = "\n" if options.format == "full" else ""
        said.append((f"{gap}{summary(found)}\n", True))
    elif done:
        hidden = f" ({summary(found)})" if found.ignored else ""
        said.append((f"{done}{hidden}\n", not is_for_people))
    for shown, is_error in said:
        click.echo(shown, err=is_error, nl=False, color=_colour(options))
    return said


def _colour(options: Options) -> bool | None:
    """What click does with colours: what machines read is left as it is."""
    # Elsewhere click takes the colour out again where the stream is no terminal.
    return wants_colour() if options.format in FOR_PEOPLE else True


def wants_colour() -> bool | None:
    """Whether the environment asks for colour or for none; None where it says nothing.

    NO_COLOR wins over FORCE_COLOR and CLICOLOR_FORCE.
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    forced = (os.environ.get("FORCE_COLOR"), os.environ.get("CLICOLOR_FORCE"))
    return True if any(value not in (None, "", "0") for value in forced) else None
