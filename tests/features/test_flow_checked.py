"""Every module of the features of this folder is clean, and formatted as black formats."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from features.flow_documents import Feature
from typecheck import black_changes, mypy_findings, pyright_findings

TESTS = [
    "test_compose_calls",
    "test_compose_dependencies",
    "test_compose_transfers",
    "test_flow_actions",
    "test_flow_bounded",
    "test_flow_branches",
    "test_flow_failures",
    "test_flow_first",
    "test_flow_jumps",
    "test_flow_loops",
    "test_flow_own_outputs",
    "test_flow_polling",
    "test_flow_refresh",
    "test_flow_replies",
    "test_flow_retries",
    "test_flow_tolerated",
    "test_flow_wait_failures",
    "test_flow_waits",
    "test_reuse",
]

pytestmark = pytest.mark.xdist_group("typecheck")


def features() -> Iterator[tuple[str, Feature]]:
    for name in TESTS:
        for label, value in vars(importlib.import_module(f"features.{name}")).items():
            if isinstance(value, Feature) and value.status == 0:
                yield f"{name.removeprefix('test_')}_{label.lower()}", value


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The modules, each text once, in a file of its own name."""
    folder = tmp_path_factory.mktemp("modules")
    texts: dict[str, Path] = {}
    for label, feature in features():
        for name, path in feature.built.files.items():
            texts.setdefault(path.read_text(), folder / f"{label}_{name}.py")
    for text, path in texts.items():
        path.write_text(text)
    return list(texts.values())


@pytest.mark.standalone
def test_mypy_finds_nothing(modules: list[Path], tmp_path: Path) -> None:
    assert mypy_findings(modules, tmp_path) == ""


@pytest.mark.standalone
def test_pyright_finds_nothing(modules: list[Path], tmp_path: Path) -> None:
    assert pyright_findings(modules, tmp_path) == ""


@pytest.mark.layout
def test_black_changes_nothing(modules: list[Path]) -> None:
    assert black_changes({path.name: path.read_text() for path in modules}) == []


def test_no_line_is_too_long(modules: list[Path]) -> None:
    assert [
        path.name for path in modules if re.search(r"^.{89}", path.read_text(), re.MULTILINE)
    ] == []
