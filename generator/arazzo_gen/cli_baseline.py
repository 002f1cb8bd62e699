"""Reads the file of the baseline, and writes it again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arazzo_gen.cache import UnreadableError, read_regular
from arazzo_gen.cli_run import chosen, reason, tell
from arazzo_gen.config import Options
from arazzo_gen.record import replace

if TYPE_CHECKING:
    from arazzo_gen.diagnostics.model import Report


def load(options: Options, *, is_written: bool) -> Options:
    """The options with what is in the file of the baseline.

    Args:
        options: The others.
        is_written: Whether the file is written again, so that there need be none.

    Raises:
        click.UsageError: There is no such file, or it is none.
    """
    from arazzo_gen.diagnostics.baseline import BaselineError, parse_baseline

    if options.baseline is None:
        raise click.UsageError("say where the baseline is: --baseline FILE")
    if is_written and options.workflows:
        raise click.UsageError("a baseline is about all workflows: leave out --workflow")
    path, name = _file(options)
    try:
        data = read_regular(path)
        return replace(options, known=parse_baseline(data.decode("utf-8-sig")))
    except FileNotFoundError:
        if is_written:
            return options
        raise click.UsageError(f"there is no baseline {name}: --write-baseline writes it") from None
    except OSError as error:
        raise click.UsageError(f"cannot read {name}: {reason(error)}") from None
    except (UnreadableError, BaselineError) as error:
        raise click.UsageError(f"{name} is no baseline: {error}") from None
    except ValueError:
        raise click.UsageError(f"{name} is no baseline: it is not UTF-8 text") from None


def renew(options: Options, report: Report) -> Options:
    """Write the warnings that there are now to the file of the baseline.

    What it has of files that this run has not read stays, as long as there are these files.

    Returns:
        The options with what is in the file now.
    """
    from arazzo_gen import output
    from arazzo_gen.diagnostics.baseline import Baseline, write_baseline

    path, name = _file(options)
    baseline = Baseline(Path(os.path.realpath(path)), options.known)
    asked = chosen(report, replace(options, baseline=None, strict=False))
    read = report.read()
    places = [(entry, Path(os.path.realpath(baseline.place(entry)))) for entry in options.known]
    kept = [entry for entry, place in places if place not in read and place.exists()]
    found = [entry for _, entry in baseline.entries_of(asked.diagnostics)]
    entries = tuple(dict.fromkeys([*kept, *found]))
    if output.write_text(path, write_baseline(entries), report):
        counted = f"{len(entries)} warning{'' if len(entries) == 1 else 's'}"
        tell(f"written    {name} ({counted})\n", options)
    return replace(options, known=entries)


def _file(options: Options) -> tuple[Path, str]:
    """The file of the baseline, and what messages call it."""
    assert options.baseline is not None
    path = options.cwd / options.baseline
    return path, Path(os.path.relpath(path, options.cwd)).as_posix()
