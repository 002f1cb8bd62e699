"""Installs the sdist and the wheel on every Python that this machine has, and builds with them.

Each gets an environment of its own, with the versions of the environment that runs this. The
modules must have the bytes of those in generated/, and must import with httpx alone; the demo must
run; a page of `draw` must have the bytes that it has here. `make release-check` also lets twine
read the metadata, and says what a release still lacks.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

from arazzo_gen import __version__

ROOT: Final = Path(__file__).resolve().parents[1]
SYSTEMS: Final = ("cloudflare", "knock", "knowledge_stack", "wave")
OLDEST: Final = 11
"""The lowest version after the `3.` that pyproject.toml allows."""


def call(command: Sequence[str | Path], cwd: Path) -> None:
    """Run a command without Python's environment variables; raises where it fails."""
    subprocess.run(list(command), cwd=cwd, env=_environment(), check=True)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def constraints(folder: Path) -> Path:
    """A file with the versions that are installed in this environment."""
    lines = sorted(f"{d.name}=={d.version}" for d in distributions() if d.name != "arazzo-gen")
    path = folder / "versions.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def pythons() -> dict[int, Path]:
    """By its minor version, the Python that runs this, and one of each other supported version on
    the PATH."""
    found = {sys.version_info[1]: Path(sys.executable)}
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        for path in sorted(Path(folder or ".").glob("python3.*")):
            match = re.fullmatch(r"python3\.(\d+)(\.exe)?", path.name)
            minor = int(match[1]) if match else 0
            if minor >= OLDEST and minor not in found and _runs(str(path)):
                found[minor] = path
    return dict(sorted(found.items()))


def _runs(path: str) -> bool:
    return (
        subprocess.run([path, "-c", "import venv"], capture_output=True, check=False).returncode
        == 0
    )


def check(python: Path, package: Path, versions: Path, folder: Path) -> None:
    """Install a package with a Python, and build all systems with it."""
    call([python, "-m", "venv", folder / "venv"], folder)
    ours = folder / "venv" / "bin" / "python"
    pip = [ours, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    call([*pip, "--constraint", versions, package], folder)
    for system in SYSTEMS:
        documents = sorted((ROOT / "tests" / "cases" / system).glob("*.arazzo.yaml"))
        out = folder / system
        call([ours, "-m", "arazzo_gen", "build", *documents, "-o", out], folder)
        expected = {
            path.name: path.read_bytes() for path in (ROOT / "generated" / system).glob("*.py")
        }
        assert expected
        assert {path.name: path.read_bytes() for path in out.iterdir()} == expected, system
        for name in sorted(path.stem for path in out.glob("*.py")):
            call([ours, "-W", "error", "-c", f"import {name}"], out)
    script = folder / "venv" / "bin" / "arazzo-gen"
    assert said([script, "--version"], folder) == f"arazzo-gen, version {__version__}\n"
    assert "completed" in said([script, "demo", "--plain"], folder)
    knock = ROOT / "tests" / "cases" / "knock" / "knock.arazzo.yaml"
    draw = ["draw", knock, "--format", "html"]
    here = said([sys.executable, "-m", "arazzo_gen", *draw], folder)
    assert said([script, *draw], folder) == here


def said(command: Sequence[str | Path], cwd: Path) -> str:
    """What a command writes to standard output."""
    return subprocess.run(
        list(command), cwd=cwd, env=_environment(), check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def lacking(changelog: str) -> list[str]:
    """What a release would still lack."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = []
    if not project["tool"]["hatch"]["metadata"]["hooks"]["custom"].get("base"):
        found.append("pyproject.toml has no `base`: the package has no URLs, its README no links")
    if not re.search(rf"^## \[{re.escape(__version__)}\] - \d{{4}}-", changelog, re.MULTILINE):
        found.append(f"CHANGELOG.md has no date for {__version__}")
    return found


def main() -> int:
    """Check both packages with every Python; the last line counts them, as pytest's does."""
    parser = argparse.ArgumentParser(description="Install the packages and build with them.")
    parser.add_argument("--twine", type=Path, help="check the metadata with this command")
    twine = parser.parse_args().twine
    start, passed = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        versions = constraints(folder)
        call([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT], folder)
        packages = [*folder.glob("*.whl"), *folder.glob("*.tar.gz")]
        assert len(packages) == 2
        if twine is not None:
            call([twine.absolute(), "check", "--strict", *packages], folder)
        for minor, python in pythons().items():
            for package in packages:
                place = Path(tempfile.mkdtemp(dir=folder))
                check(python, package, versions, place)
                shutil.rmtree(place)
                passed += 1
                print(
                    f"{package.name} with Python 3.{minor}: builds the checked-in bytes", flush=True
                )
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for each in lacking(changelog) if twine is not None else ():
        print(f"to be done before a release: {each}")
    print(f"{passed} passed in {time.monotonic() - start:.2f}s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
