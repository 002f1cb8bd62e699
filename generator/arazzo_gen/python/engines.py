"""The adapters to engines for durable runs, which a folder of modules has once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from arazzo_gen.templates_path import templates_folder

_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "dbos": ("_dbos.py", "_dbos_runs.py", "_given.py", "_stored.py", "durable.py"),
    "temporal": ("_stored.py", "_temporal.py"),
}

FILES: Final = frozenset(name for names in _OF.values() for name in names)
"""The names of all adapters."""


def adapters(engines: Iterable[str]) -> dict[str, str]:
    """The files for some engines, texts by names. They are the same for all workflows.

    Args:
        engines: The names of the engines.
    """
    folder = templates_folder() / "engines"
    names = sorted({name for engine in engines for name in _OF[engine]})
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}
