"""Makes the checked-in output of the compiler again: `make generated`.

    python tests/refresh.py

It writes

- the clients of the four systems to `generated/` with their tests, and their IR beside their
  documents,
- the IR of the documents in `tests/unit/lower`, a folder for each feature,
- the analyses of the documents in `tests/unit/analysis`, a folder for each,
- the findings of the documents in `tests/unit/check`, a folder for each rule,
- the drawings of the systems' documents and of those in `tests/unit/draw`, and of some features,
- what `init` writes for the OpenAPI documents in `tests/unit/init`, a folder for each, and for
  those of the four systems, and what it says,
- what the HTML pages of the documents in `tests/unit/draw/pages` and of Knock's say.

It removes files of earlier builds that are not made any more. The documents of the systems must
have no findings: it fails on a warning as on an error.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "cases"
GENERATED = ROOT / "generated"
LOWERED = ROOT / "tests" / "unit" / "lower"
ANALYSED = ROOT / "tests" / "unit" / "analysis"
CHECKED = ROOT / "tests" / "unit" / "check"
STARTED = ROOT / "tests" / "unit" / "init"
PAGES = ROOT / "tests" / "unit" / "draw" / "pages"
DRAWN = ROOT / "tests" / "unit" / "draw"

SYSTEMS = ("knock", "cloudflare", "knowledge_stack", "wave")
"""Each has a folder of documents in `tests/cases` and one of clients in `generated`."""


def document(system: str) -> Path:
    """The Arazzo document of a system."""
    return CASES / system / f"{system}.arazzo.yaml"


def with_tests(system: str) -> tuple[str, str]:
    """The option that writes the tests of the clients of a system."""
    return "--tests", (GENERATED / system / "tests").relative_to(ROOT).as_posix()


def lowered_documents() -> list[Path]:
    """The documents whose IR is checked in beside them."""
    return [*map(document, SYSTEMS), *sorted(LOWERED.glob("*/*.arazzo.yaml"))]


def drawn_documents() -> dict[Path, Path]:
    """The documents whose drawings are checked in, by the file of the drawing."""
    features = ("crossing-jumps", "deferred-jumps", "depends-on", "nested-loops")
    features += ("pattern-criteria", "retries", "retry-by-step")
    found = [*map(document, SYSTEMS), *sorted(DRAWN.glob("*.arazzo.yaml"))]
    for name in features:
        found += sorted((LOWERED / name).glob("*.arazzo.yaml"))
    names = [path.name.removesuffix(".arazzo.yaml") for path in found]
    return {DRAWN / "goldens" / f"{name}.mmd": p for name, p in zip(names, found, strict=True)}


def refresh_drawing(source: Path, target: Path) -> int:
    """Draw a document; gives the exit status."""
    command = [sys.executable, "-m", "arazzo_gen", "draw", str(source.relative_to(ROOT))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    command += ["-o", str(target.relative_to(ROOT))]
    return subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL).returncode


def refresh(source: Path, folder: Path, *flags: str, suffix: str = ".py") -> int:
    """Build a document into a folder; gives the exit status of the build."""
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
    """Write the findings of a document beside it; 1 where the command itself failed."""
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
    """Write the analyses of a document beside it."""
    from analysing import analysed

    (source.parent / "analysis.txt").write_text(analysed(source), encoding="utf-8")


def started() -> dict[Path, list[str]]:
    """What is given to `init`, from `tests/unit/init`, by the folder that has what it writes."""
    found: dict[Path, list[str]] = {}
    for folder in sorted(path for path in STARTED.iterdir() if list(path.glob("*.openapi.yaml"))):
        apis = sorted(
            path.relative_to(STARTED).as_posix() for path in folder.glob("*.openapi.yaml")
        )
        options = folder / "options.txt"
        found[folder] = [*apis, *shlex.split(options.read_text() if options.exists() else "")]
    for system in SYSTEMS:
        api = f"../../cases/{system}/{system}.openapi.yaml"
        options = STARTED / system / "options.txt"
        found[STARTED / system] = [
            api,
            *shlex.split(options.read_text() if options.exists() else ""),
        ]
    return found


def refresh_started(folder: Path, given: list[str]) -> None:
    """Write what `init` writes and says into a folder."""
    folder.mkdir(exist_ok=True)
    target = folder / "jobs.arazzo.yaml"
    target.unlink(missing_ok=True)
    name = target.relative_to(STARTED).as_posix()
    command = [sys.executable, "-m", "arazzo_gen", "init", *given, "-o", name, "--all"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator"), "NO_COLOR": "1"}
    said = subprocess.run(
        command,
        cwd=STARTED,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    (folder / "said.txt").write_text(said.stdout, encoding="utf-8")


def paged() -> dict[Path, Path]:
    """The documents of which the HTML page is kept as text, by the file of that text."""
    documents = [document("knock"), *sorted(PAGES.glob("*.arazzo.yaml"))]
    return {PAGES / f"{each.name.split('.')[0]}.txt": each for each in documents}


def main() -> int:
    """Make all of them; 1 where one could not be made."""
    done = [
        refresh(document(each), GENERATED / each, "--strict", *with_tests(each)) for each in SYSTEMS
    ]
    flags = ("--emit", "ir", "--ignore", "AZ")
    done += [refresh(each, each.parent, *flags, suffix=".ir") for each in lowered_documents()]
    done += [refresh_findings(each) for each in sorted(CHECKED.glob("*/*.arazzo.yaml"))]
    for each in sorted(ANALYSED.glob("*/*.arazzo.yaml")):
        refresh_analysis(each)
    done += [refresh_drawing(source, target) for target, source in drawn_documents().items()]
    for folder, given in started().items():
        refresh_started(folder, given)
    for path, each in paged().items():
        from unit.draw.reading import read

        path.write_text(read(each), encoding="utf-8")
    return max(done)


if __name__ == "__main__":
    sys.exit(main())
