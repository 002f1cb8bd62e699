"""Builds the checked-in clients of the four systems again: `make generated`.

    python tests/refresh.py

What is under `generated/` and is not built any more is removed. The documents must be without a
finding: a warning stops it as an error would.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "cases"
GENERATED = ROOT / "generated"

SYSTEMS = ("knock", "cloudflare", "knowledge_stack", "wave")
"""Each has a folder of documents in `tests/cases` and one of clients in `generated`."""


def document(system: str) -> Path:
    """The Arazzo document of a system."""
    return CASES / system / f"{system}.arazzo.yaml"


def refresh(system: str) -> int:
    """Build one system's clients into `generated/`; the exit status of the build."""
    folder = GENERATED / system
    before = set(folder.glob("*.py"))
    source = document(system).relative_to(ROOT)
    command = [sys.executable, "-m", "arazzo_gen", "build", "--strict", str(source)]
    command += ["-o", str(folder.relative_to(ROOT))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    built = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    print(built.stdout, end="")
    if built.returncode == 0:
        written = {ROOT / line.split(maxsplit=1)[1] for line in built.stdout.splitlines()}
        for stale in before - written:
            stale.unlink()
            print(f"removed    {stale.relative_to(ROOT)}")
    return built.returncode


def main() -> int:
    """Build all of them; 1 where one could not be built."""
    return max(refresh(system) for system in SYSTEMS)


if __name__ == "__main__":
    sys.exit(main())
