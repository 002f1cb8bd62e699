"""Builds what is checked in of the compiler's output again: `make generated`.

    python tests/refresh.py

That is the clients of the four systems under `generated/`, their IR as text beside their
documents, the IR of the documents in `tests/unit/lower`, a folder for each feature, what is known
of those in `tests/unit/analysis` before they are lowered, and what is said of those in
`tests/unit/check`, a folder for each rule. Files of earlier builds that are not
made any more are removed. The documents of the systems must be without a finding: a warning stops
it as an error would.
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
ANALYSED = ROOT / "tests" / "unit" / "analysis"
CHECKED = ROOT / "tests" / "unit" / "check"

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


def refresh_findings(source: Path) -> int:
    """Keep what is said of a document beside it; 1 where that went wrong, and not the document."""
    command = [sys.executable, "-m", "arazzo_gen", "check", str(source.relative_to(CHECKED))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator"), "NO_COLOR": "1"}
    said = subprocess.run(
        command,
        cwd=CHECKED,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    (source.parent / "findings.txt").write_text(said.stdout, encoding="utf-8")
    return 0 if said.returncode == ("error[" in said.stdout) else 1


def refresh_analysis(source: Path) -> None:
    """Keep what `analysis/` says of a document beside it."""
    from analysing import analysed

    (source.parent / "analysis.txt").write_text(analysed(source), encoding="utf-8")


def main() -> int:
    """Build all of them; 1 where one could not be built."""
    done = [refresh(document(system), GENERATED / system, "--strict") for system in SYSTEMS]
    flags = ("--emit", "ir", "--ignore", "AZ")
    done += [refresh(each, each.parent, *flags, suffix=".ir") for each in lowered_documents()]
    done += [refresh_findings(each) for each in sorted(CHECKED.glob("*/*.arazzo.yaml"))]
    for each in sorted(ANALYSED.glob("*/*.arazzo.yaml")):
        refresh_analysis(each)
    return max(done)


if __name__ == "__main__":
    sys.exit(main())
