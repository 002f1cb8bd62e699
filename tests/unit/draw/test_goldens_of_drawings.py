"""The flowcharts of documents are those that are checked in; `make generated` writes them again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from arazzo_gen.cli import main
from command_line import CliRunner
from refresh import DRAWN, ROOT, drawn_documents

DOCUMENTS = drawn_documents()


def test_each_golden_is_of_a_document() -> None:
    assert sorted((DRAWN / "goldens").iterdir()) == sorted(DOCUMENTS)


@pytest.mark.parametrize("golden", list(DOCUMENTS), ids=lambda golden: golden.stem)
def test_the_drawing_is_what_is_checked_in(golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    document = DOCUMENTS[golden].relative_to(ROOT).as_posix()
    result = CliRunner().invoke(main, ["draw", document])
    assert result.exit_code == 0, result.output
    assert result.stdout == golden.read_text(encoding="utf-8"), "run `make generated`"


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_the_hash_seed_changes_nothing(seed: str) -> None:
    golden = DRAWN / "goldens" / "exports.mmd"
    done = subprocess.run(
        [sys.executable, "-m", "arazzo_gen", "draw", str(DOCUMENTS[golden].relative_to(ROOT))],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator"), "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    assert done.stdout == golden.read_bytes()
