"""Installs a Postgres for the tests of durable runs, in CI on Debian.

    CI=true python tests/engines/engines_install.py

Elsewhere it installs nothing, since it would be for the whole machine: it says what is missing, and
the tests skip.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Final

from postgres_path import BIN

PACKAGE: Final = "postgresql"


def main() -> int:
    """Install it where there is none; the status of apt-get."""
    if BIN is not None:
        return 0
    if os.environ.get("CI") != "true":
        print(f"skipped: no Postgres; on Debian, `apt-get install {PACKAGE}` installs one")
        return 0
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        print("skipped: no Postgres, and no apt-get that may install one")
        return 0
    quiet = ["-qq", "-o", "Dpkg::Use-Pty=0"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", *quiet], env=environment, check=False)
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *quiet, PACKAGE]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
