"""The tests that `build --tests` writes for the published documents of the corpus: all of them pass
on the modules of the same build."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import published
import pytest

from arazzo_gen.build import compile_documents
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.record import replace
from mutants import notices

CASES = [case for case in published.cases() if case.built]

pytestmark = pytest.mark.xdist_group("corpus")


@pytest.fixture(name="support")
def _support(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in which tests find their `playback`, in the place of the project's own."""
    own = sys.modules.pop("playback", None)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(sys.modules, "clients", ModuleType("clients"))
    yield tmp_path
    sys.modules.pop("playback", None)
    if own is not None:
        sys.modules["playback"] = own


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path} {case.options}".strip())
def test_the_tests_of_its_modules_pass(case: published.Case, support: Path) -> None:
    folder = published.corpus()
    if not folder.is_dir():
        pytest.skip(f"the corpus of published documents is not here: {folder}")
    options = published.options_of(folder, case.path, case.options)
    options = replace(options, tests=Path("tests"), tests_import="clients")
    files = compile_documents(options, Report())
    (support / "playback.py").write_text(files["tests/playback.py"])
    modules = [name for name in files if not name.startswith("tests/")]
    assert len(modules) == case.built
    failed = {}
    for name in modules:
        tree, text = ast.parse(files[name]), files[f"tests/test_{name}"]
        failed[name] = notices(name.removesuffix(".py"), tree, text)
    assert {name: test for name, test in failed.items() if test is not None} == {}
