"""Lowers documents to modules of the IR, as a build does before its target writes them.

modules = lowered(tmp_path / "shop.arazzo.yaml")
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from arazzo_gen import ir, targets, workers
from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.ir.check import check
from arazzo_gen.ir.reserved import Reserved
from arazzo_gen.python.reserved import reserved


class Collector:
    """A target that keeps the modules and writes nothing."""

    def __init__(self) -> None:
        self.modules: list[ir.Module] = []

    def reserved(self) -> Reserved:
        """The names that Python keeps, as for the target `ir`."""
        return reserved()

    def files(self, module: ir.Module) -> Mapping[str, str]:
        """Keep a module."""
        self.modules.append(module)
        return {}

    def common(self, files: Mapping[str, str]) -> Mapping[str, str]:
        """Nothing."""
        return {}


def checked(module: ir.Module) -> list[str]:
    """The mistakes that `ir.check` finds in a module that is lowered for Python."""
    return check(module, reserved())


def lowered(options: Options) -> tuple[list[ir.Module], Report]:
    """The modules of the valid workflows, and the findings."""
    collector, report = Collector(), Report()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(targets, "chosen", lambda options: collector)
        patch.setattr(workers, "cores", lambda tasks: 1)  # no other process lowers modules
        compile_documents(options, report)
    return collector.modules, report


def lowered_document(path: Path) -> list[ir.Module]:
    """The modules of a document's workflows, all of which must be valid."""
    options = Options(
        documents=(path,), cwd=path.parent, output=path.parent / "unused", validate="off"
    )
    modules, report = lowered(options)
    assert not report.has_errors, [each.message for each in report.diagnostics]
    return modules
