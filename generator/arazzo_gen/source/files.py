"""Paths with their links resolved. The files at them are read by `cache.read_regular`."""

from __future__ import annotations

import os
from pathlib import Path


def resolve(path: Path) -> Path:
    """A path with all links and `..` resolved, whether or not there is such a file."""
    return Path(os.path.realpath(path))
