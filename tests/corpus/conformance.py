"""The conformance cases, built as their runner would build them.

Each case is a document, its sources and the flags of the command; the runner beside the cases
knows how to write them into a folder.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from published import ROOT

from building import Built, build_paths
from playback import load_module


def conformance() -> Path:
    """The folder of the cases and their runner: `ARAZZO_CONFORMANCE`, or beside the checkout."""
    beside = ROOT.parent / "shared" / "conformance"
    return Path(os.environ.get("ARAZZO_CONFORMANCE", beside)).resolve()


def build_all(folder: Path, scratch: Path, *flags: str) -> dict[str, tuple[dict[str, Any], Built]]:
    """Build every case.

    Args:
        folder: Where the cases are.
        scratch: An empty folder; each case gets one of its own in it.
        flags: Arguments of the command besides those of the case.

    Returns:
        By the case's file name without its suffix: the case and how its build ended.
    """
    runner: ModuleType = load_module(folder / "run.py")
    done: dict[str, tuple[dict[str, Any], Built]] = {}
    for path in sorted((folder / "cases").rglob("*.yaml")):
        case = yaml.safe_load(path.read_text(encoding="utf-8"))
        place = scratch / path.stem
        place.mkdir()
        document = runner.write_document(case, place)
        done[path.stem] = case, build_paths([document], place, *case.get("flags", []), *flags)
    return done
