"""Runs mypy and pyright on generated modules, at their strictest, and black."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import black


def mypy_findings(paths: Sequence[Path], folder: Path) -> str:
    """What `mypy --strict` says of each of some modules; "" where it finds nothing.

    Args:
        paths: The modules; each is checked by itself, so that they may have the same name.
        folder: A scratch folder.
    """
    config = folder / "mypy.ini"
    config.write_text("[mypy]\nstrict = true\npython_version = 3.11\n")
    command = [sys.executable, "-m", "mypy", "--config-file", str(config)]
    command += ["--cache-dir", _mypy_cache().name, "--scripts-are-modules", "--no-pretty"]
    done = subprocess.run(
        [*command, *map(str, paths)], cwd=folder, capture_output=True, text=True, timeout=300
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@functools.cache
def _mypy_cache() -> tempfile.TemporaryDirectory[str]:
    """A folder for what mypy finds out about httpx and the standard library, once."""
    return tempfile.TemporaryDirectory(prefix="arazzo-mypy-")


def pyright_findings(paths: Sequence[Path], folder: Path) -> str:
    """What pyright says of some modules in strict mode; "" where it finds nothing.

    Args:
        paths: The modules.
        folder: A scratch folder; they are copied into it, since pyright ignores files that are
            not under its project.
    """
    project = folder / "pyright"
    for number, path in enumerate(paths):
        (project / str(number)).mkdir(parents=True)
        shutil.copy(path, project / str(number) / path.name)
    return _pyright(project, len(paths))


def package_findings(package: Path, folder: Path) -> str:
    """What both say of a package, whose modules import each other; "" where they find nothing.

    Args:
        package: Its folder.
        folder: A scratch folder.
    """
    project = folder / "pyright"
    copy = project / package.name
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return mypy_findings([copy], folder) + _pyright(project, len(list(copy.iterdir())))


def black_changes(modules: Mapping[str, str]) -> list[str]:
    """The names of the modules that black would write otherwise.

    Two empty lines part the definitions of a module, and black decides about each from itself and
    the line before it. Many modules have the same support code, so that a definition is formatted
    with the first module that has it behind such a line, and left out of the others.

    Args:
        modules: The texts of modules, by names to tell.
    """
    seen: set[tuple[str, str]] = set()
    changed = []
    for name, text in modules.items():
        head, *parts = text.split("\n\n\n")
        before = [part.rpartition("\n")[2] for part in (head, *parts)]
        placed = list(zip(before, parts, strict=False))
        # The last one is always there: it shows how the module ends.
        kept = [head, *(each[1] for each in placed[:-1] if each not in seen), *parts[-1:]]
        seen.update(placed)
        rest = "\n\n\n".join(kept)
        if black.format_str(rest, mode=black.Mode()) != rest:
            changed.append(name)
    return changed


def _pyright(project: Path, files: int) -> str:
    """What pyright says of all files in a folder, of which there must be so many."""
    config = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (project / "pyrightconfig.json").write_text(json.dumps(config))
    command = [sys.executable, "-m", "pyright", "--project", str(project), "--outputjson"]
    command += ["--pythonpath", sys.executable]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=600)
    result = json.loads(done.stdout)
    assert result["summary"]["filesAnalyzed"] == files
    return "\n".join(
        f"{Path(one['file']).name}:{one['range']['start']['line'] + 1}: {one['message']}"
        for one in result["generalDiagnostics"]
    )
