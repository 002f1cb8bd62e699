"""The durable form of the four systems: it leaves the rest of a module as it is, and passes type
checkers. What it does is tested with the rest, by the clients of `conftest.py`."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from arazzo_gen.python.layout import KNOWN_STYLES, formatting
from building import Built, build_paths
from refresh import GENERATED, SYSTEMS, document
from typecheck import black_changes, mypy_findings, pyright_findings

_SECTION = re.compile(r"^# --- .* -+$", re.MULTILINE)


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("durable")
    built = build_paths([document(one) for one in SYSTEMS], folder, "--durable", "--strict")
    assert built.status == 0, built.report
    return built


def _sections(text: str) -> dict[str, str]:
    """The sections of a module, by their headings."""
    heads = _SECTION.findall(text)
    return dict(zip(heads, _SECTION.split(text)[1:], strict=True))


def test_the_other_sections_are_the_same_bytes(built: Built) -> None:
    for path in GENERATED.glob("*/*.py"):
        plain, durable = path.read_text(), built.files[path.stem].read_text()
        ours = _sections(plain)
        found = _sections(durable)
        assert {head: found[head].strip() for head in ours} == {
            head: text.strip() for head, text in ours.items()
        }
        assert [head.strip("# -") for head in found if head not in ours] == [
            "The durable form",
            "Support of the durable form",
        ]


@pytest.mark.skipif(os.environ.get("LAYOUT") == "package", reason="one layout is enough")
def test_the_modules_are_typed_strictly_and_in_blacks_style(built: Built, tmp_path: Path) -> None:
    paths = list(built.files.values())
    assert mypy_findings(paths, tmp_path) == ""
    assert pyright_findings(paths, tmp_path) == ""
    assert black_changes({path.name: path.read_text() for path in paths}) == []
    assert all(len(line) <= 88 for path in paths for line in _durable(path).splitlines())


def _durable(path: Path) -> str:
    return path.read_text().partition("# --- The durable form")[2]


def test_they_are_laid_out_without_black(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """black takes longer for a module than all else of a build."""

    def refuse(text: str) -> str:
        raise AssertionError("black is asked to lay out a module")

    monkeypatch.setattr(formatting, "_by_black", refuse)
    monkeypatch.setattr(formatting, "_installed_style", lambda: max(KNOWN_STYLES))
    monkeypatch.delenv(formatting.CHECK, raising=False)
    flags = ("--durable", "--strict", "--no-cache")
    built = build_paths([document(one) for one in SYSTEMS], tmp_path, *flags)
    assert built.status == 0, built.report
