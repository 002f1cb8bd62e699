"""A module that Python refuses is a mistake of the compiler: a report, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from arazzo_gen.cli import main
from arazzo_gen.python import render
from arazzo_gen.python.compiles import refusal
from arazzo_gen.python.support.pieces import formatted_pieces, pieces
from command_line import CliRunner

API = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "servers": [{"url": "https://a.example.com"}],
    "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": {"description": "d"}}}}},
}


@pytest.mark.parametrize("count", [1, 30])  # here, and in other processes
def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    laid_out = render.formatted
    fault = "\n\ndef f(a, a):\n    return a\n"
    last = f"look-{count - 1}"
    monkeypatch.setattr(
        render,
        "formatted",
        lambda text, preformatted: (
            laid_out(text, preformatted) + (fault if f"workflow `{last}`" in text else "")
        ),
    )
    workflows = [
        {"workflowId": f"look-{at}", "steps": [{"stepId": "s", "operationId": "a"}]}
        for at in range(count)
    ]
    document = {
        "arazzo": "1.0.1",
        "info": {"title": "t", "version": "1"},
        "sourceDescriptions": [{"name": "a", "url": "api.json", "type": "openapi"}],
        "workflows": workflows,
    }
    (tmp_path / "api.json").write_text(json.dumps(API))
    (tmp_path / "w.arazzo.json").write_text(json.dumps(document, indent=1))
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(main, ["build", "w.arazzo.json", "-o", "out", "--keep-going"])
    assert found.exit_code == 1
    line = 1 + next(
        at for at, text in enumerate(json.dumps(document, indent=1).split("\n")) if last in text
    )
    assert f"w.arazzo.json:{line}:" in found.stderr
    assert f"internal error: the module of workflow '{last}' does not compile" in found.stderr
    assert "duplicate argument 'a'" in found.stderr
    assert "Nothing was written" in found.stderr
    assert "Please report it" in found.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "fault",
    [
        "def f(a, a):\n    pass",
        "x = (",
        "def f():\n    return await g()",
        "break",
        "x = '\x00'",
        "\n".join(f"{' ' * at}while x:" for at in range(25)) + "\n" + " " * 25 + "pass",
    ],
)
def test_all_that_python_refuses_is_found(fault: str) -> None:
    assert refusal(f"x = 1\n\n\n{fault}\n\n\ny = 2\n") is not None


def test_parts_that_do_not_stand_alone_are_looked_at_together() -> None:
    assert refusal('x = """a\n\n\nb"""\n') is None
    assert refusal("def f(x: undefined['']) -> 1 | 2: ...\n") is None


def test_what_is_known_to_compile_does() -> None:
    for piece in pieces():
        compile(piece.text, piece.name, "exec")
    assert formatted_pieces() == {piece.text for piece in pieces() if not piece.derived}
