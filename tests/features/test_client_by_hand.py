"""What callers import and make themselves: the types of a module, and results of steps in tests."""

from __future__ import annotations

import ast
import copy
import dataclasses
import inspect
import itertools
import pickle
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import httpx
import pytest

from building import Built, build_paths
from features.one_call import call
from refresh import SYSTEMS, document
from typecheck import mypy_findings

LAYOUTS = ("standalone", "package")

USE = textwrap.dedent("""
    from __future__ import annotations

    import inspect

    from out.trigger_workflow_track_recipient_run import *


    def again(data: dict[str, JsonValue]) -> RunStatus:
        assert data
        made = PollRecipientRun(run_id="r1", run_status="completed")
        assert made.response.status_code == 200
        assert TriggerWorkflow(workflow_run_id="w1").response.headers.get("Retry-After") is None
        return made.run_status


    assert again({"a": [1, None]}) == "completed"
""")


@pytest.fixture(name="built", scope="module", params=LAYOUTS)
def _built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp(request.param)
    built = build_paths([document(one) for one in SYSTEMS], folder, "--layout", request.param)
    assert built.status == 0, built.report
    return built


def test_callers_take_types_by_star_and_make_results_without_a_response(
    built: Built, tmp_path: Path
) -> None:
    folder = next(iter(built.files.values())).parents[1]
    use = folder / "use.py"
    use.write_text(USE, encoding="utf-8")
    done = subprocess.run([sys.executable, str(use)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (tmp_path / "out").symlink_to(folder / "out")
    assert mypy_findings([use], tmp_path) == ""


def test_modules_export_the_types_that_they_define(built: Built) -> None:
    for name in built.files:
        module = built.load(name)
        tree = ast.parse(built.files[name].read_text(encoding="utf-8"))
        own = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
        own |= {ast.unparse(n.target) for n in tree.body if isinstance(n, ast.AnnAssign)}
        public = {each for each in own if each[0] != "_"}
        assert public <= set(module.__all__)
        assert len(set(module.__all__)) == len(module.__all__)
        assert "RunStatus" in built.load("trigger_workflow_track_recipient_run").__all__


def test_a_type_that_no_caller_meets_is_not_exported() -> None:
    closed = "{type: object, required: [name], properties: {name: {type: string}}}"
    body = f"requestBody: {{content: {{application/json: {{schema: {closed}}}}}}}"
    payload = "requestBody: {payload: {name: $inputs.name}}"
    made = call(payload, inputs="name: {type: string}", operation=body)
    assert "JsonValue" not in made.module.__all__
    assert "FileContent" not in made.module.__all__
    open_ = call("requestBody: {payload: $inputs.data}", inputs="data: {}", operation=ANYTHING)
    assert "JsonValue" in open_.module.__all__


ANYTHING = "requestBody: {content: {application/json: {schema: {}}}}"


def test_the_content_of_a_file_is_a_type_for_callers() -> None:
    field = "{type: object, properties: {file: {type: string, format: binary}}}"
    body = f"requestBody: {{content: {{multipart/form-data: {{schema: {field}}}}}}}"
    payload = "requestBody: {contentType: multipart/form-data, payload: {file: $inputs.file}}"
    made = call(payload, inputs="file: {type: string, format: binary}", operation=body)
    assert "FileContent" in made.module.__all__


MADE = call("outputs: {code: $statusCode}")


def result(**values: Any) -> Any:
    """A result of a step that is made by hand."""
    return MADE.module.Call(**values)


def test_each_result_by_hand_has_a_response_of_its_own() -> None:
    first, second = result(code=200), result(code=200)
    first.response.headers["Retry-After"] = "3"
    assert "Retry-After" not in second.response.headers
    assert (second.response.status_code, second.response.text) == (200, "")
    assert first == second
    assert repr(first) == "Call(code=200)"


def test_a_response_can_still_be_given() -> None:
    given = result(code=404, response=httpx.Response(404))
    assert given.response.status_code == 404
    assert copy.copy(given).response is given.response
    assert dataclasses.replace(given, code=1).response is given.response
    assert [each.name for each in dataclasses.fields(given)] == ["code", "response"]


def test_a_result_without_its_outputs_is_still_an_error() -> None:
    with pytest.raises(TypeError, match="code"):
        result()


def test_a_result_by_hand_can_be_pickled() -> None:
    twin = pickle.loads(pickle.dumps(result(code=201)))
    assert (twin.code, twin.response.status_code) == (201, 200)


def test_fields_have_docstrings_and_async_functions_their_args(built: Built) -> None:
    for name, path in built.files.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        for cls in (each for each in classes if each.decorator_list):
            for field, after in itertools.pairwise([*cls.body, ast.Pass()]):
                if isinstance(field, ast.AnnAssign):
                    assert isinstance(after, ast.Expr), f"{name}: {ast.unparse(field)}"
                    assert isinstance(after.value, ast.Constant)
        run = built.load(name).run_async
        described = inspect.cleandoc(run.__doc__).partition("\nArgs:\n")[2]
        assert set(inspect.signature(run).parameters) == set(
            re.findall(r"^    (\w+): ", described, re.MULTILINE)
        )


def test_an_expression_with_backticks_stays_in_its_own() -> None:
    made = call("outputs: {a: '$response.body#/x`y_'}")
    assert '"""`$response.body#/x\'y_`."""' in made.code
