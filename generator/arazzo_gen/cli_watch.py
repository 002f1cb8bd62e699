"""`--watch` of `build` and `check`: runs the command, and again whenever what it reads changes."""

from __future__ import annotations

import gc
import io
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NoReturn, TypeAlias

import click

from arazzo_gen.cli_run import Unwritable, chosen, reason, say
from arazzo_gen.config import FOR_PEOPLE, STDIN, Options
from arazzo_gen.diagnostics.excerpt import visible
from arazzo_gen.diagnostics.model import Diagnostic
from arazzo_gen.mistakes import admitted
from arazzo_gen.record import record
from arazzo_gen.watched import Places, Seen, State, asked, places_of, state_of

Ask: TypeAlias = Callable[[], Options]
Work: TypeAlias = Callable[[Options, Seen], object]
_Finding: TypeAlias = tuple[str, str, str, str]

_QUIET = 50
"""So many milliseconds nothing may happen before a run begins: an editor saves several files."""
_LONGEST = 1000
"""But a run does not wait longer than this many milliseconds for that."""
_TICK = 100
"""How often the watcher says that nothing has happened, in milliseconds."""
_BACK = 0.3
"""So many seconds a file may be gone while an editor writes it anew."""
_MOST = 5
"""So many files or findings are named on a line or in a list."""


def run(ask: Ask, work: Work, documents: Iterable[Path], others: Mapping[str, object]) -> NoReturn:
    """Run a command, and again whenever anything changes that it reads, until Ctrl-C.

    Args:
        ask: Gives the options of a run; it reads the configuration file again each time.
        work: Does the run.
        documents: The documents that the command line names.
        others: The options that do not go with `--watch`, by name, with their values.

    Raises:
        click.UsageError: The command line is wrong, or there is no watcher.
        SystemExit: The user ends it: status 0.
    """
    for name, value in others.items():
        if value:
            raise click.UsageError(f"--watch does not go with {name}")
    if Path(STDIN) in documents:
        raise click.UsageError("--watch is for files: standard input does not change")
    try:
        import watchfiles  # noqa: F401 - the user hears of it before anything is done
    except ImportError:
        raise click.UsageError(
            "--watch needs the package watchfiles: pip install 'arazzo-gen[watch]'"
        ) from None
    try:
        _run_again_and_again(ask, work)
    except KeyboardInterrupt:
        say("\n", err=True)  # behind the ^C of the terminal
    raise SystemExit(0)


def _run_again_and_again(ask: Ask, work: Work) -> None:
    last: _Done | None = None
    while True:
        begin = time.monotonic()
        last = _once(ask, work, last)
        took = time.monotonic() - begin
        say(
            f"{_now()} done in {took:.2f} s{last.news}; waiting for changes, Ctrl-C ends\n",
            err=True,
        )
        gc.collect()  # while nobody waits; else what the run has made would stay for long
        names = _wait(last.state, lambda: _asked(ask))
        say(f"\n{_now()} {names} changed\n", err=True)


# --- One run ----------------------------------------------------------------------------


@record
class _Done:
    """A run that is over.

    Attributes:
        state: What it depended on.
        findings: What it has found, without lines and columns: how often each.
        news: What that is against the run before, as the end of a line.
    """

    state: State
    findings: Counter[_Finding]
    news: str = ""


def _once(ask: Ask, work: Work, last: _Done | None) -> _Done:
    """Run the command once. No error ends the program, but a wrong command line at the start."""
    seen = Seen(is_first=last is None)
    said = ""
    try:
        options = _options(ask)
        said = asked(options)
        seen.options = options
        work(options, seen)
    except Unwritable:
        raise
    except SystemExit:
        pass  # the status of the run: with errors 1
    except click.ClickException as error:
        if last is None:
            raise
        said = said or _wrong(error)
        text = io.StringIO()
        error.show(text)
        say(text.getvalue(), err=True)
    except Exception as error:
        if last is None and seen.options is None:
            raise
        _admit(error)
    state = state_of(seen, said or _asked(ask), last.state if last is not None else None)
    if seen.options is None or seen.report is None:
        return _Done(state, last.findings if last is not None else Counter())
    found = chosen(seen.report, seen.options)
    findings = Counter(map(_finding, found.diagnostics))
    if last is None:
        return _Done(state, findings)
    return _Done(state, findings, _news(last.findings, findings))


def _options(ask: Ask) -> Options:
    options = ask()
    if options.format not in FOR_PEOPLE:
        raise click.UsageError(
            f"--watch is for people: the format {options.format} is for programs"
        )
    if Path(STDIN) in options.documents:
        raise click.UsageError("--watch is for files: standard input does not change")
    return options


def _asked(ask: Ask) -> str:
    """What a run would be asked to do now, or what is wrong with that."""
    try:
        return asked(_options(ask))
    except click.ClickException as error:
        return _wrong(error)
    except Exception as error:
        return f"error: {error!r}"


def _wrong(error: click.ClickException) -> str:
    return f"error: {error.format_message()}"


def _admit(error: Exception) -> None:
    """Say that a run has failed in a way that is nobody's mistake in a document."""
    if os.environ.get("ARAZZO_GEN_TRACEBACK"):
        import traceback

        say(traceback.format_exc(), err=True)
    elif isinstance(error, OSError):
        name = "" if error.filename is None else f"{error.filename}: "
        say(f"error: {name}{reason(error)}\n", err=True)
    else:
        say(admitted(error), err=True)


# --- What is new ------------------------------------------------------------------------


def _finding(found: Diagnostic) -> _Finding:
    """What a finding is known by, wherever its line has moved to."""
    name = found.span.file.name if found.span is not None else ""
    return name, found.severity.value, found.code, found.message


def _news(before: Counter[_Finding], after: Counter[_Finding]) -> str:
    """Say which findings are gone, and count them and the new ones for the end of a line."""
    new, gone = after - before, before - after
    if not any(severity == "error" for _, severity, _, _ in new):
        # With a new error, others may not have been looked for.
        for name, severity, code, message in list(gone)[:_MOST]:
            place = f"{visible(name)}: " if name else ""
            say(f"gone       {place}{severity}[{code}]: {visible(message)}\n", err=True)
        if len(gone) > _MOST:
            say(f"gone       {len(gone) - _MOST} more\n", err=True)
    counts = ((new.total(), "new"), (gone.total(), "gone"))
    counted = [f"{count} {what}" for count, what in counts if count]
    return f": {', '.join(counted)}" if counted else ""


def _now() -> str:
    return time.strftime("%H:%M:%S")


# --- Waiting ----------------------------------------------------------------------------


def _wait(state: State, ask: Callable[[], str]) -> str:
    """Wait until something is not as a run has read it. Returns the names of that.

    Raises:
        KeyboardInterrupt: The user ends it.
    """
    while True:
        try:
            changed = _look(state, ask)
        except FileNotFoundError:  # a folder went while the watcher was started
            time.sleep(_TICK / 1000)
            continue
        if changed:
            names = [visible(_shown(path, state.cwd)) for path in changed[:_MOST]]
            more = f" and {len(changed) - _MOST} more" if len(changed) > _MOST else ""
            return ", ".join(names) + more


def _look(state: State, ask: Callable[[], str]) -> list[Path]:
    """The files that have changed, as soon as there are some; [] where folders have to be watched
    anew, since something has happened that may concern them."""
    until: float | None = None
    # The first answer comes when the watcher is there: what was changed before is found then.
    is_open = True
    for events in _events(places_of(state)):
        if not (events or is_open or until):
            continue
        changed = state.changed(ask)
        if state.are_gone(changed) and (until is None or time.monotonic() < until):
            until = until or time.monotonic() + _BACK
        elif changed or not is_open:
            return changed
        is_open = False
    return []


def _events(places: Places) -> Iterable[object]:
    """What happens in some places, a set at a time; an empty one each time that nothing does."""
    import watchfiles

    happened: Iterable[object] = watchfiles.watch(
        *sorted(places.folders),
        watch_filter=lambda change, path: places.matter(path),
        debounce=_LONGEST,
        step=_QUIET,
        rust_timeout=_TICK,
        yield_on_timeout=True,
        recursive=False,
        ignore_permission_denied=True,
    )
    return happened


def _shown(path: Path, cwd: Path) -> str:
    home = Path(os.path.realpath(cwd))
    for folder in (cwd, home):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return Path(os.path.relpath(path, home)).as_posix()
