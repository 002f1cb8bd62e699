"""Installs the sdist and the wheel on every Python that this machine has, and builds with them.

Each gets an environment of its own, with the versions of the environment that runs this. The
modules must have the bytes of those in generated/, and must import with httpx alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SYSTEMS: Final = ("cloudflare", "knock", "knowledge_stack", "wave")
VERSIONS: Final = ("3.11", "3.12", "3.13", "3.14")


def call(command: Sequence[str | Path], cwd: Path) -> None:
    """Run a command without Python's environment variables; raises where it fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.run(list(command), cwd=cwd, env=kept, check=True)


def constraints(folder: Path) -> Path:
    """A file with the versions that are installed in this environment."""
    lines = sorted(f"{d.name}=={d.version}" for d in distributions() if d.name != "arazzo-gen")
    path = folder / "versions.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def pythons() -> list[Path]:
    """The Python that runs this, and the other supported ones on this machine."""
    found = {f"{sys.version_info[0]}.{sys.version_info[1]}": Path(sys.executable)}
    for version in VERSIONS:
        path = shutil.which(f"python{version}")
        if version not in found and path is not None and _runs(path):
            found[version] = Path(path)
    return [found[version] for version in sorted(found)]


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


def main() -> int:
    """Check both packages with every Python; the last line counts them, as pytest's does."""
    start, passed = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        versions = constraints(folder)
        call([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT], folder)
        packages = [*folder.glob("*.whl"), *folder.glob("*.tar.gz")]
        assert len(packages) == 2
        for python in pythons():
            for package in packages:
                place = Path(tempfile.mkdtemp(dir=folder))
                check(python, package, versions, place)
                shutil.rmtree(place)
                passed += 1
                print(f"{package.name} with {python.name}: builds the checked-in bytes", flush=True)
    print(f"{passed} passed in {time.monotonic() - start:.2f}s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
