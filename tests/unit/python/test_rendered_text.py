"""Rendered modules as text: checked by both type checkers, stable, without what is not used."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import black
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import typecheck
from arazzo_gen import ir
from arazzo_gen.python.render import render
from arazzo_gen.record import replace
from unit.python import flows, irs, programs

ROOT = Path(__file__).resolve().parents[3]
MODULES = {
    "knock": irs.knock(),
    "knock_sync": irs.knock(client="sync"),
    "knock_async": irs.knock(client="async"),
    **flows.ALL,
    **programs.ALL,
}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("rendered")
    paths = []
    for name, module in MODULES.items():
        path = folder / f"{name}.py"
        path.write_text(render(module), encoding="utf-8")
        paths.append(path)
    return paths


def test_mypy_finds_nothing(rendered: list[Path], tmp_path: Path) -> None:
    assert typecheck.mypy_findings(rendered, tmp_path) == ""


def test_pyright_finds_nothing(rendered: list[Path], tmp_path: Path) -> None:
    assert typecheck.pyright_findings(rendered, tmp_path) == ""


@pytest.mark.layout
@pytest.mark.parametrize("name", sorted(MODULES))
def test_text_is_as_black_leaves_it(name: str) -> None:
    text = render(MODULES[name])
    assert black.format_str(text, mode=black.Mode()) == text


@pytest.mark.parametrize("name", sorted(MODULES))
def test_docstrings_fit_and_no_line_is_hidden_from_tools(name: str) -> None:
    text = render(MODULES[name])
    assert "type: ignore" not in text
    lines = text.split("\n")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            for line in lines[node.lineno - 1 : node.end_lineno]:
                assert len(line) <= 88
    assert all(len(line) <= 88 for line in text.split("\n") if line.lstrip().startswith("#"))


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    script = (
        "from unit.python import flows, programs\n"
        "from arazzo_gen.python.render import render\n"
        "import hashlib\n"
        "text = ''.join(render(m) for m in (flows.calls(), programs.all_conditions()))\n"
        "print(hashlib.sha256(text.encode()).hexdigest())\n"
    )
    digests = set()
    for seed in ("1", "2"):
        path = os.pathsep.join([str(ROOT / "generator"), str(ROOT / "tests")])
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, env=env, check=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1


def test_only_what_is_used_is_written() -> None:
    single = render(irs.knock(client="sync"))
    assert "async" not in single.replace("asynchronous", "")
    assert "_Retries" not in single
    assert "Unset" not in single
    assert "import httpx2 as httpx" in render(irs.knock(http="httpx2"))


def test_a_parameter_may_have_the_name_of_a_local_variable() -> None:
    names = ("body", "request", "response", "http", "poll", "notify", "params", "headers", "value")
    leaves = tuple(ir.Input(name, irs.STR) for name in names)
    query = tuple(irs.plain(leaf.name, leaf) for leaf in leaves)
    payload = irs.json_body(ir.MapOf(tuple((leaf.name, leaf) for leaf in leaves), irs.JSON))
    module = irs.single(irs.request("POST", "/x", query=query, body=payload), *leaves)
    from unit.python.running import both, reply

    given_values = {name: name.upper() for name in names}
    played = both(module, lambda: [reply({})], **given_values)
    assert played.error is None
    assert dict(played.requests[0].url.params) == given_values


TEXTS = st.text(max_size=60) | st.sampled_from(
    ['"""', "\\", "{x}", "\r", "\u2028", "\x00", "a\n\nb", "'", '"', "#", "\ud800", "end\\"]
)


@settings(max_examples=25, derandomize=True, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_texts_of_a_stranger_do_no_harm(doc: str, name: str, value: str) -> None:
    leaf = ir.Input(name, irs.STR)
    own = irs.step(
        "send",
        irs.request(
            "POST",
            "/x/",
            irs.plain(name, irs.text(value, leaf)),
            headers=(irs.plain("X-A", ir.Const(value, irs.STR)),),
            query=(irs.plain(name, leaf),),
            body=irs.json_body(ir.MapOf(((name, irs.text(value, leaf, value)),), irs.JSON)),
        ),
        ir.Read(leaf, "given", irs.STR, True),
        doc=doc,
        criteria=(
            ir.Criterion(doc, irs.equals(irs.body(name), value)),
            ir.Criterion(doc, ir.Matches(irs.body(name), "a")),
        ),
        outputs=(ir.OutputField(name, "out", irs.STR, irs.body(name), True),),
        success=ir.Decision(
            "_send_on_success",
            (ir.Choice(value, value, irs.equals(irs.body(name), doc)),),
            (),
            own=False,
        ),
    )
    run = ir.Run(
        "send",
        irs.reaching(),
        (ir.Outcome(value, ir.Return(irs.reaching("send"))), ir.Outcome(None, ir.Proceed())),
    )
    workflow = irs.workflow(
        own,
        id=name,
        summary=doc,
        description=value,
        inputs=(ir.InputParam(name, "given", irs.STR, False, ir.Const(value, irs.STR), doc=doc),),
        outputs=(ir.OutputField(name, "out", irs.STR, ir.StepOutput("send", name, irs.STR), True),),
        flow=(run, ir.Finish(irs.reaching("send"))),
    )
    module = replace(irs.module(workflow), document=doc)
    source = render(module)
    tree = ast.parse(source)
    assert {n.name for n in tree.body if isinstance(n, ast.FunctionDef)} >= {"run", "send"}
    compile(source, "<rendered>", "exec")
