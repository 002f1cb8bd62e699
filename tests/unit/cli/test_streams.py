"""Streams that take nothing, and a system that has run out of something: one line, status 1."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import arazzo_gen

API = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.test'}]
paths:
  /a: {get: {operationId: read, responses: {'200': {description: ok}}}}
"""
FLOW = """\
arazzo: 1.0.1
info: {title: Shop, version: '1'}
sourceDescriptions: [{name: shop, url: api.yaml, type: openapi}]
workflows:
  - workflowId: order
    steps: [{stepId: read, operationId: OPERATION}]
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Path("api.yaml").write_text(API)
    Path("flow.arazzo.yaml").write_text(FLOW.replace("OPERATION", "read"))
    Path("wrong.arazzo.yaml").write_text(FLOW.replace("OPERATION", "red"))


def shell(line: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which `arazzo-gen` is the program."""
    program = f"{shlex.quote(sys.executable)} -m arazzo_gen"
    script = f'{before}\narazzo() {{ {program} "$@"; }}\n{line}\n'
    source = str(Path(arazzo_gen.__file__).parents[1])
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": source},
    )


def modules() -> list[str]:
    return sorted(path.name for path in Path("out").iterdir()) if Path("out").exists() else []


COMMANDS = [
    "build flow.arazzo.yaml -o out",
    "build flow.arazzo.yaml -o out --diff",
    "build wrong.arazzo.yaml -o out --format json",
    "check wrong.arazzo.yaml --format github",
    "check wrong.arazzo.yaml --format sarif",
    "check flow.arazzo.yaml",
    "explain",
    "explain AZ105",
    "explain --api",
    "--help",
    "demo --plain",
]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no /dev/full")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_stdout(command: str) -> None:
    done = shell(f"arazzo {command} > /dev/full")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].startswith("error: ")
    assert "no space left on device" in done.stderr.lower()
    assert len([one for one in done.stderr.splitlines() if "error" in one.lower()]) <= 2
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_stdout(command: str) -> None:
    done = shell(f"arazzo {command} >&-")
    assert done.returncode == 1
    assert "error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS[:-2])
def test_a_reader_that_has_gone(command: str) -> None:
    done = shell(f"(sleep 0.1; arazzo {command}) | true")
    assert done.returncode == 1
    assert "error: cannot write to stdout: broken pipe\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.parametrize(
    "closed", ["<&-", "2>&-", "<&- 2>&-", "2>/dev/full", "<&- >/dev/null 2>&-"]
)
@pytest.mark.parametrize("name", ["flow", "wrong"])
def test_other_streams(closed: str, name: str) -> None:
    done = shell(f"arazzo build {name}.arazzo.yaml -o out --no-cache {closed}")
    assert done.returncode == (0 if name == "flow" else 1)
    assert "Traceback" not in done.stderr
    assert modules() == (["order.py"] if name == "flow" else [])
    if name == "flow":
        text = Path("out/order.py").read_text()
        assert text.startswith("#")
        assert "error" not in text.splitlines()[0]


def test_a_disk_that_takes_no_module() -> None:
    done = shell("arazzo build flow.arazzo.yaml -o out --no-cache", "ulimit -f 1")
    assert done.returncode == 1
    assert "error[AZ903]: cannot write to out: file too large\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert modules() == []


def test_a_disk_that_takes_nothing_that_is_kept() -> None:
    expected = shell("arazzo check flow.arazzo.yaml", "ulimit -f 0")
    assert (expected.returncode, expected.stderr) == (0, "")
    assert not [path for path in Path("cache").rglob("*") if path.is_file() and path.stat().st_size]


@pytest.mark.parametrize("most", [5, 6, 7, 8, 9, 10, 12, 16, 24])
def test_few_files_at_once(most: int) -> None:
    done = shell("arazzo build flow.arazzo.yaml -o out", f"ulimit -n {most}")
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert done.returncode == (0 if modules() else 1)
    if done.returncode:
        assert "too many open files" in done.stderr.lower()


def test_an_encoding_without_the_characters() -> None:
    done = shell("PYTHONIOENCODING=latin-1 arazzo build flow.arazzo.yaml -o 日本")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "written    \\u65e5\\u672c/order.py\n"
