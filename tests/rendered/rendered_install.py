"""Installs Sphinx, mkdocs and mkdocstrings in `.venv-rendered`, in the versions of the lock file.

    python tests/rendered/rendered_install.py

They stay there until the lock file changes. Where pip cannot install them, it says why, and the
tests skip.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / ".venv-rendered"
BIN: Final = FOLDER / ("Scripts" if sys.platform == "win32" else "bin")
LOCK: Final = ROOT / "requirements" / "rendered.lock"
_MARK: Final = FOLDER / "installed"


def is_installed() -> bool:
    """Whether the folder has what the lock file says."""
    return _MARK.is_file() and _MARK.read_text(encoding="utf-8") == _wanted()


def _wanted() -> str:
    """A hash of what is to be installed, and of the Python that it is for."""
    return hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()


def main() -> int:
    """Install them where they are not there."""
    if is_installed():
        return 0
    venv.create(FOLDER, clear=True, with_pip=True)
    command = [BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*command, "--require-hashes", "--requirement", LOCK], check=False)
    if done.returncode == 0:
        _MARK.write_text(_wanted(), encoding="utf-8")
    else:
        print("skipped: pip could not install Sphinx and mkdocs; the tests of docstrings skip")
    return 0


if __name__ == "__main__":
    sys.exit(main())
