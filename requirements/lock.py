"""Writes the lock files in this folder from pyproject.toml, with uv; `make lock` runs it.

They hold versions and hashes for Python 3.11 to 3.14 on every platform, and no addresses:

- dev.lock: what development and CI install;
- oldest.lock: the same, with the lowest run-time dependencies that pyproject.toml allows;
- fuzz.lock: what the fuzz targets need, whose wheels are not there for every Python;
- engines.lock: the engines for durable runs, for the tests of their adapters;
- release.lock: what `make release-check` reads metadata with;
- rendered.lock: the tools that `make rendered` renders docstrings with.

Versions that are locked already stay; `--upgrade` takes the newest.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
PROJECT: Final = HERE.parent / "pyproject.toml"
_LOWEST: Final = re.compile(r"([A-Za-z0-9._-]+)>=([0-9.]+)")


def lowest() -> list[str]:
    """The run-time dependencies at the lowest version that pyproject.toml allows."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    written = [*project["dependencies"], *extras["xpath"], *extras["watch"]]
    found = [_LOWEST.fullmatch(requirement) for requirement in written]
    for requirement, match in zip(written, found, strict=True):
        if match is None:
            sys.exit(f"pyproject.toml: {requirement} is not of the form name>=version")
    return [f"{match[1]}=={match[2]}" for match in found if match is not None]


def write(name: str, extra: str, *options: str) -> None:
    """Write one lock file from an extra of pyproject.toml."""
    _compile(name, *options, "--extra", extra, "pyproject.toml")


def write_group(name: str, group: str, *options: str) -> None:
    """Write one from a group of pyproject.toml, without what the project itself needs."""
    _compile(name, *options, "--group", group)


def _compile(name: str, *options: str) -> None:
    command = [
        *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
        *("--generate-hashes", "--no-emit-index-url", "--custom-compile-command", "make lock"),
        *("--output-file", f"requirements/{name}", *options),
    ]
    subprocess.run(command, cwd=HERE.parent, check=True)


def main() -> None:
    """Write all of them."""
    parser = argparse.ArgumentParser(description="Write the lock files.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrade = ["--upgrade"] if parser.parse_args().upgrade else []
    write("dev.lock", "dev", *upgrade)
    write("fuzz.lock", "fuzz", *upgrade)
    write_group("engines.lock", "engines", *upgrade)
    write("release.lock", "release", *upgrade)
    write("rendered.lock", "rendered", *upgrade)
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder, "lowest.txt")
        constraints.write_text("\n".join(lowest()) + "\n", encoding="utf-8")
        # Beside the lowest, all is as in dev.lock where it can be.
        same = _without(HERE / "dev.lock", lowest())
        Path(HERE, "oldest.lock").write_text(same, encoding="utf-8")
        write("oldest.lock", "dev", "--constraint", str(constraints), "--no-annotate")


def _without(lock: Path, pinned: list[str]) -> str:
    """The lines of a lock file, but those of packages that are pinned otherwise."""
    names = {pin.split("==")[0] for pin in pinned}
    kept, takes = [], True
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line and line[0].isalpha():
            takes = line.split("==")[0] not in names
        if takes:
            kept.append(line)
    return "\n".join(kept) + "\n"


if __name__ == "__main__":
    main()
