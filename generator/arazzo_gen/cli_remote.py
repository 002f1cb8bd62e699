"""Opens the network for the commands, and writes the lock file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from arazzo_gen.cli_run import compile_all, finish, say, tell
from arazzo_gen.config import LOCK_NAME, Options
from arazzo_gen.record import replace

if TYPE_CHECKING:
    from arazzo_gen.diagnostics.model import Report
    from arazzo_gen.remote.fetched import Fetched
    from arazzo_gen.remote.remote import LockChanges, Remote, Renewal


def open_remote(options: Options, renewal: Renewal | None = None) -> Remote:
    """The documents on the network that the options allow.

    Args:
        options: What is allowed, and where the lock file is.
        renewal: The locked documents to fetch again.
    """
    from arazzo_gen.remote.remote import Remote

    def fetch(url: str) -> Fetched:
        from arazzo_gen.remote.fetch import Fetcher  # needs httpcore, and few builds fetch

        return Fetcher(allow_http=options.allow_http)(url)

    path, name = _lock_file(options)
    return Remote(path, name, allow=options.allow_remote, fetch=fetch, renewal=renewal)


def add_to_lock(remote: Remote, options: Options, report: Report) -> bool:
    """Add what a build fetched to the lock file; for `--check` and `--diff`, only show it.

    Returns:
        Whether the lock file is now what it should be.
    """
    from arazzo_gen.remote.errors import RemoteError

    if not remote.is_used:
        return True
    try:
        changes = remote.changes()
    except RemoteError:  # reported where a document was asked for
        return True
    if changes.is_empty:
        return True
    _, name = _lock_file(options)
    if options.diff:
        tell(_diff(changes, name), options, "diff")
        return False
    if options.check:
        tell(f"out of date  {name}\n", options)
        return False
    return _write(changes, remote.lock_file, options, report)


def update_lock(options: Options, *, everything: bool, these: Sequence[str]) -> NoReturn:
    """Bring the lock file up to date with what documents name.

    Args:
        options: The documents, and where they are read from.
        everything: Whether to fetch all locked documents again.
        these: The URLs of locked documents to fetch again.
    """
    from arazzo_gen.diagnostics.model import Report, Severity
    from arazzo_gen.remote.remote import Renewal

    chosen = _chosen(these)
    # Nothing is written but the lock file: no module is rendered.
    options = replace(options, allow_remote=True, output=None)
    remote = open_remote(options, Renewal(everything, chosen))
    _refuse_damaged(remote, options)
    _, report = compile_all(options, remote)
    for url in sorted(chosen):
        if not remote.knows(url):
            raise click.UsageError(f"--update-url {url}: no document names it")
    # With errors, documents may name others that were not reached: then nothing is dropped.
    changes = remote.changes(drop=not report.has_errors)
    for state, url in changes.lines():
        say(f"{state:<9}  {url}\n")
    if not changes.before and not changes.after and not report.has_errors:
        say("no document is on the network: there is nothing to lock\n")
    if not changes.is_empty:
        _write(changes, remote.lock_file, options, report)
    errors = Report()  # `check` shows the warnings
    errors.diagnostics = [d for d in report.diagnostics if d.severity is Severity.ERROR]
    finish(errors, options, {}, remote)


def _chosen(urls: Sequence[str]) -> frozenset[str]:
    from arazzo_gen.remote.errors import RemoteError
    from arazzo_gen.remote.urls import normalise

    try:
        return frozenset(normalise(url) for url in urls)
    except RemoteError as error:
        raise click.UsageError(f"--update-url: {error.message}") from None


def _refuse_damaged(remote: Remote, options: Options) -> None:
    """End the command where the lock file cannot be read, before anything is fetched."""
    from arazzo_gen.diagnostics.model import Report
    from arazzo_gen.remote.errors import RemoteError

    try:
        remote.changes()
    except RemoteError as error:
        report = Report()
        report.add(error.code, error.span, error.message, help=error.help)
        finish(report, options, {}, remote)


def _write(changes: LockChanges, path: Path, options: Options, report: Report) -> bool:
    from arazzo_gen import output

    _, name = _lock_file(options)
    written = output.write_text(path, changes.text, report)
    if written:
        tell(f"written    {name}\n", options)
    return written


def _diff(changes: LockChanges, name: str) -> str:
    import difflib

    from arazzo_gen.remote.lock import write_lock

    before = write_lock(changes.before).splitlines(keepends=True) if changes.before else []
    after = changes.text.splitlines(keepends=True)
    return "".join(difflib.unified_diff(before, after, name if before else "/dev/null", name))


def _lock_file(options: Options) -> tuple[Path, str]:
    """The lock file, and what messages call it."""
    path = options.lock_file or options.cwd / LOCK_NAME
    return path, Path(os.path.relpath(path, options.cwd)).as_posix()
