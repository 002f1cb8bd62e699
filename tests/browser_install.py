"""Installs a Chromium for the tests of the HTML page, in CI on Debian.

    CI=true python tests/browser_install.py

Elsewhere it installs nothing, since it would be for the whole machine: it says what is missing, and
the tests skip.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Final

from browser import ABSENT, BROWSER

PACKAGES: Final = ("chromium-headless-shell", "fonts-dejavu-core")


def missing() -> str:
    """Why nothing is installed here; "" where it can be."""
    if os.environ.get("CI") != "true":
        return f"{ABSENT}; on Debian, `apt-get install {' '.join(PACKAGES)}` installs one"
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return f"{ABSENT}, and no apt-get that may install one"
    return ""


def main() -> int:
    """Install it where there is none; the status of apt-get."""
    if BROWSER is not None:
        return 0
    if missing():
        print(f"skipped: {missing()}")
        return 0
    quiet = ["-qq", "-o", "Dpkg::Use-Pty=0"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", *quiet], env=environment, check=False)
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *quiet, *PACKAGES]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
