"""Installs mermaid's own parser with npm, in the versions of the lock file.

    python tests/mermaid/mermaid_install.py

It goes into `.mermaid` in the root of the project, and stays there until the lock file changes.
Without Node.js or npm nothing is installed, and the tests skip.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
FOLDER: Final = HERE.parents[1] / ".mermaid"
FILES: Final = ("package.json", "package-lock.json")
_LOWEST: Final = (20, 0)


def missing() -> str:
    """Why the parser cannot be installed or run on this machine; "" where it can."""
    for name in ("node", "npm"):
        if shutil.which(name) is None:
            return f"mermaid's parser needs {name}, which is not on this machine"
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    numbers = said.stdout.strip().removeprefix("v").split(".")
    if not all(part.isdigit() for part in numbers) or tuple(map(int, numbers[:2])) < _LOWEST:
        return f"mermaid's parser needs Node.js {_LOWEST[0]}, and this is {said.stdout.strip()!r}"
    return ""


def wanted() -> str:
    """What the folder is named after: a hash of what is to be installed."""
    content = b"".join((HERE / name).read_bytes() for name in FILES)
    return hashlib.sha256(content).hexdigest()


def is_installed() -> bool:
    """Whether the folder has what the lock file says."""
    mark = FOLDER / "installed"
    return mark.is_file() and mark.read_text(encoding="utf-8") == wanted()


def main() -> int:
    """Install it where it is not there; the status of npm."""
    if missing():
        print(f"skipped: {missing()}")
        return 0
    if is_installed():
        return 0
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    for name in FILES:
        shutil.copy(HERE / name, FOLDER / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    status = subprocess.run(command, cwd=FOLDER, check=False).returncode
    if status == 0:
        (FOLDER / "installed").write_text(wanted(), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
