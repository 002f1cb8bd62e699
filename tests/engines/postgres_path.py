"""Where Debian installs the programs of Postgres."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_FOLDERS: Final = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
BIN: Final = _FOLDERS[-1].parent if _FOLDERS else None
"""The folder of its programs; None where they are missing."""
