"""A module that a formatter of the user has laid out is the same module."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import black
import pytest

from arazzo_gen.alike import are_alike
from refresh import GENERATED

MODULES = sorted(GENERATED.glob("*/*.py"))
KNOCK = GENERATED / "knock" / "trigger_workflow_track_recipient_run.py"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
@pytest.mark.parametrize("width", [60, 120])
def test_black_at_another_width_changes_the_layout_alone(path: Path, width: int) -> None:
    text = path.read_text(encoding="utf-8")
    mode = black.Mode(line_length=width, magic_trailing_comma=False, preview=True)
    laid_out = black.format_str(text, mode=mode)
    assert laid_out != text
    assert are_alike(text, laid_out)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_ruff_with_other_settings_changes_the_layout_alone(path: Path, tmp_path: Path) -> None:
    config = tmp_path / "ruff.toml"
    config.write_text(
        'line-length = 120\n[format]\nquote-style = "single"\n'
        'skip-magic-trailing-comma = true\nindent-style = "tab"\n'
    )
    text = path.read_text(encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "format", "--config", str(config), "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    assert done.stdout != text
    assert are_alike(text, done.stdout)


SAME = [
    ('x = "a" "b"\n', 'x = "ab"\n'),
    ('x = f"a{y}" "b"\n', 'x = f"a{y}b"\n'),
    ("f(a, b)\n", "f(\n    a,\n    b,\n)\n"),
    ("x = (a + b)\n", "x = a + b\n"),
    ("x = 'a'\n", 'x = "a"\n'),
    ("if a and \\\n        b:\n    c()\n", "if a and b:\n\n    c()\n"),
    ("x = 1  # why\n", "x = (  # why\n    1\n)\n"),
]
DIFFERENT = [
    ("x = 1\n", "x = 2\n"),
    ("x = 1\n", "x = True\n"),
    ("x = 1\n", "x = 1.0\n"),
    ('x = "1"\n', "x = 1\n"),
    ('x = "a"\n', 'x = b"a"\n'),
    ("f(a)\n", "f((a,))\n"),
    ("x = a - (b - c)\n", "x = a - b - c\n"),
    ("x = 1  # why\n", "x = 1\n"),
    ("# doc: a\nx = 1\n", "# doc: b\nx = 1\n"),
    ("if a:\n    b()\nc()\n", "if a:\n    b()\n    c()\n"),
    ('"""Doc."""\n', '"""Doc ."""\n'),
    ("x = 1\n", "x = = 1\n"),
    ("x = = 1\n", "x = = 1 \n"),
    ("x = 1\n", "x = 1\0\n"),
    ("x = 1\n", f"x = {'(' * 5000}1{')' * 5000}\n"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_layout_alone_is_alike(one: str, other: str) -> None:
    assert are_alike(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_anything_else_is_not(one: str, other: str) -> None:
    assert not are_alike(one, other)
    assert not are_alike(other, one)


@pytest.mark.parametrize("line", range(0, 400, 7))
def test_no_line_of_a_module_can_be_left_out(line: int) -> None:
    text = KNOCK.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    if lines[line].strip() and lines[line].strip() != ")":
        assert not are_alike(text, "".join(lines[:line] + lines[line + 1 :]))
