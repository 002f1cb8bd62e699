"""Builds documents with the real command, and loads the modules.

built = build(tmp_path, {"shop.arazzo.yaml": {...}, "shop.openapi.yaml": SHOP})
outcome = execute(built.module, "sync", [...])
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from command_line import CliRunner
from playback import load_module
from without_durable import check_listed

ASKED_FOR = ("LAYOUT", "DURABLE")
"""The environment variables by which a run of the tests asks for other modules."""

PACKAGE_FILES = ("__init__", "_runtime")
"""The files of a package that are no workflow's."""


@dataclass(frozen=True)
class Built:
    """The result of a build.

    Attributes:
        status: The command's exit status.
        report: What it wrote to stdout and stderr.
        files: The modules it wrote, by workflow name in snake case.
        is_durable: Whether they have a durable form, which the test did not ask for.
    """

    status: int
    report: str
    files: dict[str, Path]
    is_durable: bool = False

    @property
    def text(self) -> str:
        """The text of the only module."""
        return self.text_of(self._only().stem)

    def text_of(self, name: str) -> str:
        """The text of a module, by its name: without the durable form that the environment alone
        asked for, which stands behind all else."""
        text = self.files[name].read_text()
        return text.partition("# --- The durable form")[0] if self.is_durable else text

    @property
    def module(self) -> ModuleType:
        """The only module, imported."""
        return load_module(self._only())

    def load(self, name: str) -> ModuleType:
        """A module, imported, by its name."""
        assert name in self.files, f"no {name}.py was written\n{self.report}"
        return load_module(self.files[name])

    def _only(self) -> Path:
        assert len(self.files) == 1, f"{len(self.files)} modules were written\n{self.report}"
        return next(iter(self.files.values()))


def build(folder: Path, documents: Mapping[str, str | Mapping[str, Any]], *flags: str) -> Built:
    """Write documents into a folder and build the Arazzo documents among them into `out`.

    Args:
        folder: An empty folder, such as pytest's `tmp_path`.
        documents: File name to text, or to a value that is written as JSON (and so as YAML);
            those called `*.arazzo.*` are built, in this order.
        flags: Further arguments of `arazzo-gen build`.
    """
    write_documents(folder, documents)
    return build_paths([folder / name for name in documents if ".arazzo." in name], folder, *flags)


def write_documents(folder: Path, documents: Mapping[str, str | Mapping[str, Any]]) -> None:
    """Write documents into a folder: texts as they are, values as JSON."""
    for name, content in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2))


def build_paths(documents: list[Path], folder: Path, *flags: str) -> Built:
    """Build documents where they are into `folder/out`."""
    # Imported here, so that this file can be imported where the compiler is not installed.
    from arazzo_gen.cli import main

    out = folder / "out"
    arguments = [*map(str, documents), "-o", str(out), *_asked_for(flags), *flags]
    result = CliRunner().invoke(main, ["build", *arguments])
    if "--durable" not in flags and "AZ906" in result.output:
        check_listed(result.output)
        arguments = [each for each in arguments if each != "--durable"]
        result = CliRunner().invoke(main, ["build", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    files = {path.stem: path for path in sorted(out.glob("*.py"))} if out.is_dir() else {}
    modules = {name: path for name, path in files.items() if name not in PACKAGE_FILES}
    is_durable = "--durable" in arguments and "--durable" not in flags
    return Built(result.exit_code, result.output, modules, is_durable)


def _asked_for(flags: Sequence[str]) -> list[str]:
    """What the environment asks for, where a test does not say it itself: a layout, or the durable
    form, which `playback` runs then too."""
    layout = os.environ.get("LAYOUT")
    found = ["--layout", layout] if layout and "--layout" not in flags else []
    is_durable = os.environ.get("DURABLE") and "sync" not in flags and "--durable" not in flags
    return [*found, "--durable"] if is_durable else found
