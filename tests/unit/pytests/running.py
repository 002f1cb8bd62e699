"""Runs pytest on tests that a build has written, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def pytest_said(folder: Path, *arguments: str) -> str:
    """The last line of what pytest says, run in a folder.

    It keeps no bytecode: Python takes that of a module that has been changed within a second, and
    is as long as before, for the new one's.
    """
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    return done.stdout.strip().splitlines()[-1]
