"""The tests that `build --tests` writes for the clients of the four systems: they are those that
are checked in, they pass, type checkers find nothing, and they notice changes of the clients."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import black
import pytest

from arazzo_gen.cli import main
from command_line import CliRunner
from mutants import scores
from refresh import GENERATED, ROOT, SYSTEMS, document, with_tests

WRITTEN = sorted(GENERATED.glob("*/tests/test_*.py"))


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_build_gives_the_tests_that_are_checked_in(
    system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    output = (GENERATED / system).relative_to(ROOT).as_posix()
    command = ["build", str(document(system)), "-o", output, *with_tests(system), "--diff"]
    result = CliRunner().invoke(main, command)
    assert result.output == "", "run `make generated` and review the diff"


def test_every_client_has_tests_and_they_pass() -> None:
    clients = {path.stem for path in GENERATED.glob("*/*.py")}
    assert {path.stem.removeprefix("test_") for path in WRITTEN} == clients
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-o",
        "addopts=",
        "-o",
        "pythonpath=",
        "-p",
        "no:cacheprovider",
    ]
    folders = [str(GENERATED / system / "tests") for system in SYSTEMS]
    done = subprocess.run(
        [*command, *folders], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    said = done.stdout.strip().splitlines()[-1]
    assert re.fullmatch(r"\d{3} passed in .*", said), done.stdout


def test_no_branch_is_left_out() -> None:
    assert [path.name for path in WRITTEN if "Not tested" in path.read_text()] == []


@pytest.mark.layout
@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_black_leaves_them_as_they_are(path: Path) -> None:
    text = path.read_text()
    assert black.format_str(text, mode=black.Mode()) == text


def test_they_pass_the_type_checkers_and_ruff(tmp_path: Path) -> None:
    for path in [*WRITTEN, GENERATED / "knock" / "tests" / "playback.py"]:
        shutil.copy(path, tmp_path)
    (tmp_path / "mypy.ini").write_text(f"[mypy]\nstrict = true\nmypy_path = {ROOT}\n")
    (tmp_path / "pyrightconfig.json").write_text(
        json.dumps({"typeCheckingMode": "strict", "extraPaths": [str(ROOT)]})
    )
    python = [sys.executable, "-m"]
    for command in (
        [*python, "mypy", "--config-file", "mypy.ini", "--no-pretty", "."],
        [*python, "pyright", "--project", ".", "--pythonpath", sys.executable],
        [*python, "ruff", "check", "--isolated", "--select", "E4,E7,E9,F,B,UP", "."],
    ):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr


def test_changes_of_a_client_are_noticed() -> None:
    (score,) = scores("knock", 40)
    assert score.count == 40
    assert score.killed >= 0.95, score.survivors
