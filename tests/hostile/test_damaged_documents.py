"""Documents that somebody damaged: whatever stands in them, there is an answer and no traceback,
and a module that is written all the same is Python."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arazzo_gen.build import compile_documents
from arazzo_gen.cli import main
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from command_line import CliRunner

CASES = Path(__file__).resolve().parents[1] / "cases"
SYSTEMS = ("knock", "cloudflare", "knowledge_stack", "wave")
DOCUMENTS = {
    name: yaml.safe_load((CASES / name / f"{name}.arazzo.yaml").read_text(encoding="utf-8"))
    for name in SYSTEMS
}

JUNK = (
    None,
    True,
    0,
    -1,
    3.5,
    "",
    "$",
    "$inputs",
    "{$inputs.x",
    "$steps.x.outputs.y",
    "$response.body#/a~2",
    "$response.body[?(@.x)]",
    "a\nb\r\x85\u2028\u202e",
    '"""\\',
    "{{ x }}{% y %}",
    "class",
    "../../etc/passwd",
    "x" * 400,
    [],
    {},
    [None],
    {"a": {"b": []}},
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value below the root."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*path, key)
        if isinstance(inner, (dict, list)):
            yield from places(inner, (*path, key))


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, Any]:
    """A document of ours with one to three values replaced, taken out, renamed or doubled."""
    name = draw(st.sampled_from(SYSTEMS))
    document = copy.deepcopy(DOCUMENTS[name])
    for _ in range(draw(st.integers(1, 3))):
        found = list(places(document))
        path = found[draw(st.integers(0, len(found) - 1))]
        parent: Any = document
        for key in path[:-1]:
            parent = parent[key]
        match draw(st.sampled_from(["replace", "replace", "remove", "rename"])):
            case "replace":
                parent[path[-1]] = copy.deepcopy(draw(st.sampled_from(JUNK)))
            case "remove":
                del parent[path[-1]]
            case _ if isinstance(parent, dict):
                other = draw(st.sampled_from(["", "class", "x y", '"', "$ref"]))
                parent[other] = parent.pop(path[-1])
            case _:
                parent.append(copy.deepcopy(parent[path[-1]]))
    return name, document


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the OpenAPI documents of the systems."""
    made = tmp_path_factory.mktemp("damaged")
    for name in SYSTEMS:
        shutil.copy(CASES / name / f"{name}.openapi.yaml", made)
    return made


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(damaged())
def test_a_damaged_document_gets_an_answer(folder: Path, case: tuple[str, Any]) -> None:
    name, document = case
    path = folder / f"{name}.arazzo.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), encoding="utf-8")
    report = Report()
    options = Options(documents=(path,), cwd=folder, output=folder / "out", keep_going=True)
    for file, text in compile_documents(options, report).items():
        compile(text, file, "exec")
    for one in report.diagnostics:
        assert one.message
        assert one.span is None or one.span.line >= 1


@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(damaged())
def test_a_command_ends_with_its_status_and_writes_all_or_nothing(
    folder: Path, case: tuple[str, Any]
) -> None:
    name, document = case
    path = folder / f"{name}.arazzo.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), encoding="utf-8")
    out = folder / "written"
    shutil.rmtree(out, ignore_errors=True)
    command = ["build", str(path), "-o", str(out), "--validate", "off", "--no-cache"]
    done = CliRunner().invoke(main, command)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert "Traceback" not in done.output
    assert done.exit_code == ("error[AZ" in done.stderr)
    assert "internal error" not in done.stderr
    written = [file.name for file in out.iterdir()] if out.exists() else []
    assert bool(written) is (done.exit_code == 0)
    assert all(file.endswith(".py") for file in written)
