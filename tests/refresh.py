"""Builds what is checked in of the compiler's output again: `make generated`.

    python tests/refresh.py

That is the clients of the four systems under `generated/`, their IR as text beside their
documents, and the IR of the documents in `tests/unit/lower`, a folder for each feature. Files of
earlier builds that are not made any more are removed. The documents of the systems must be without
a finding: a warning stops it as an error would.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "cases"
GENERATED = ROOT / "generated"
LOWERED = ROOT / "tests" / "unit" / "lower"

SYSTEMS = ("knock", "cloudflare", "knowledge_stack", "wave")
"""Each has a folder of documents in `tests/cases` and one of clients in `generated`."""


def document(system: str) -> Path:
    """The Arazzo document of a system."""
    return CASES / system / f"{system}.arazzo.yaml"


def lowered_documents() -> list[Path]:
    """The documents whose IR is checked in beside them."""
    return [*map(document, SYSTEMS), *sorted(LOWERED.glob("*/*.arazzo.yaml"))]


def refresh(source: Path, folder: Path, *flags: str, suffix: str = ".py") -> int:
    """Build one document into a folder; the exit status of the build."""
    before = set(folder.glob(f"*{suffix}"))
    command = [sys.executable, "-m", "arazzo_gen", "build", *flags, str(source.relative_to(ROOT))]
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
    done = [refresh(document(system), GENERATED / system, "--strict") for system in SYSTEMS]
    flags = ("--emit", "ir", "--ignore", "AZ")
    done += [refresh(each, each.parent, *flags, suffix=".ir") for each in lowered_documents()]
    return max(done)


if __name__ == "__main__":
    sys.exit(main())
