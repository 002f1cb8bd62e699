"""The file that may be meant by the name of one that is not there."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from arazzo_gen.diagnostics.model import Diagnostic
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.record import replace

_MOST_NAMES = 1000
"""The most names of a folder that are compared with that of a missing file."""


def with_near(found: Diagnostic) -> Diagnostic:
    """A finding of a missing file, with a file in the same folder that may be meant."""
    path = found.sought.near if found.sought is not None else None
    near = nearest_file(path) if path is not None else None
    if near is None:
        return found
    return replace(found, help=f"{near} Otherwise {found.help}" if found.help else near)


def nearest_file(path: Path) -> str | None:
    """The help for a missing file: a file in the same folder that may be meant."""
    try:
        names = [each.name for each in islice(path.parent.iterdir(), _MOST_NAMES)]
    except (OSError, ValueError):
        return None
    near = nearest(path.name, names)
    return f"did you mean {near!r}?" if near and not path.exists() else None
