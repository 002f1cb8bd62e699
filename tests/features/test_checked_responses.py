"""`--validate-responses`: a value of another type than the module promises is an error."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from one_call import Made, openapi, workflow

from building import build
from playback import Mode, assert_hidden, both_modes, execute, execute_step, load_module, on
from typecheck import mypy_findings, pyright_findings

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["text", "whole", "number", "flag", "state", "node", "nullable", "any"],
    "properties": {
        "text": {"type": "string"},
        "whole": {"type": "integer"},
        "number": {"type": "number"},
        "flag": {"type": "boolean"},
        "state": {"type": "string", "enum": ["open", "done"]},
        "level": {"enum": [1, 2]},
        "mixed": {"enum": ["a", 1]},
        "either": {"type": ["string", "integer"]},
        "nullable": {"type": ["string", "null"]},
        "any": {},
        "texts": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]},
        "node": {"$ref": "#/components/schemas/Node"},
        "nodes": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        "pet": {
            "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]
        },
    },
}
SCHEMAS: dict[str, Any] = {
    "Answer": SCHEMA,
    "Node": {
        "type": "object",
        "required": ["id", "any-thing"],
        "properties": {
            "id": {"type": "integer"},
            "any-thing": {},
            "label": {"type": "string"},
            "kind": {"type": "string", "enum": ["leaf", "fork"]},
            "parent": {"anyOf": [{"$ref": "#/components/schemas/Node"}, {"type": "null"}]},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        },
    },
    "Cat": {"type": "object", "required": ["lives"], "properties": {"lives": {"type": "integer"}}},
    "Dog": {"type": "object", "required": ["bark"], "properties": {"bark": {"type": "string"}}},
}
NODE = {"id": 1, "any-thing": None}
GOOD: dict[str, Any] = {
    "text": "t", "whole": 1, "number": 1, "flag": True, "state": "open", "level": 1, "mixed": "a",
    "either": 3, "nullable": None, "any": None, "texts": ["a"], "rows": [[1], []],
    "counts": {"a": 1}, "pair": ["a", 1], "node": NODE, "nodes": [NODE, NODE],
    "pet": {"lives": 9},
}  # fmt: skip


def made(*flags: str, outputs: str = "") -> Made:
    """A step with an output for each property of the answer."""
    document = openapi()
    document["components"] = {"schemas": SCHEMAS}
    media = {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}}
    document["paths"]["/call"]["post"]["responses"]["2XX"]["content"] = media
    entries = outputs or ", ".join(f"{name}: $response.body#/{name}" for name in GOOD)
    text = f"""
        steps: [{{stepId: first, operationId: call, outputs: {{{entries}}}}}]
        outputs: {{text: $steps.first.outputs.text}}
    """
    return workflow(text, sources=document, flags=flags)


CHECKED = made("--validate-responses")
UNCHECKED = made()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "other"), ("whole", -1), ("whole", 5.0), ("mixed", 2.0), ("rows", [[1.0]]),
        ("number", 1.5), ("number", 2), ("flag", False),
        ("state", "a value that the enum does not list"), ("level", 7), ("mixed", "z"),
        ("mixed", 2), ("either", "a"), ("either", 1), ("nullable", "a"), ("any", [1]),
        ("texts", []), ("rows", []), ("counts", {}), ("pair", []), ("pair", ["b", 2]),
        ("node", {**NODE, "more": 1}), ("node", {**NODE, "parent": None}),
        ("node", {**NODE, "parent": {**NODE, "children": [NODE]}}),
        ("node", {**NODE, "kind": "other"}), ("pet", {"bark": "wau"}),
        ("level", None), ("nodes", None), ("pet", None),
    ],
)  # fmt: skip
def test_values_of_the_right_type_pass(name: str, value: object) -> None:
    outcome = CHECKED.run([on("POST", "/call").reply({**GOOD, name: value})])
    assert outcome.error is None


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("text", 1, "str"), ("text", ["hunter2"], "str"), ("whole", "1", "int"),
        ("whole", True, "int"), ("whole", 1.5, "int"), ("number", "1", "float"),
        ("number", False, "float"), ("flag", 1, "bool"), ("flag", "true", "bool"),
        ("state", 1, "str"), ("level", "1", "int"), ("level", True, "int"),
        ("mixed", True, "str | int"), ("mixed", [], "str | int"), ("either", True, "str | int"),
        ("nullable", 1, "str"), ("texts", "a", "list[str]"), ("texts", [1], "list[str]"),
        ("texts", [None], "list[str]"), ("texts", {}, "list[str]"),
        ("rows", [1], "list[list[int]]"),
        ("rows", [["a"]], "list[list[int]]"), ("counts", {"a": "1"}, "dict[str, int]"),
        ("counts", [], "dict[str, int]"), ("pair", [[]], "list[str | int]"), ("node", [], "Node"),
        ("node", {}, "Node"), ("node", {"id": 1}, "Node"), ("node", {**NODE, "id": None}, "Node"),
        ("node", {**NODE, "label": 1}, "Node"), ("node", {**NODE, "label": None}, "Node"),
        ("node", {**NODE, "parent": 1}, "Node"), ("node", {**NODE, "kind": 1}, "Node"),
        ("node", {**NODE, "children": [{**NODE, "children": [1]}]}, "Node"),
        ("nodes", [NODE, {}], "list[Node]"), ("pet", {"lives": "9"}, "Cat | Dog"),
        ("pet", {}, "Cat | Dog"),
    ],
)  # fmt: skip
def test_values_of_another_type_are_an_error(name: str, value: object, expected: str) -> None:
    answer = {**GOOD, name: value}
    outcome = CHECKED.run([on("POST", "/call").reply(answer)])
    error = outcome.error
    assert isinstance(error, CHECKED.module.InvalidValue), repr(outcome)
    assert isinstance(error, CHECKED.module.WorkflowError)
    pointer = f"$response.body#/{name}"
    assert (error.step_id, error.name, error.pointer) == ("first", name, pointer)
    assert error.expected == expected
    for said in ("'first'", repr(name), pointer, expected):
        assert said in str(error)
    assert_hidden(error, "hunter2", json.dumps(GOOD))
    unchecked = UNCHECKED.run([on("POST", "/call").reply(answer)])
    assert unchecked.error is None


@pytest.mark.parametrize("name", ["text", "state", "node"])
def test_an_absent_value_is_missing_as_ever(name: str) -> None:
    for answer in ({**GOOD, name: None}, {k: v for k, v in GOOD.items() if k != name}):
        error = CHECKED.run([on("POST", "/call").reply(answer)]).error
        assert isinstance(error, CHECKED.module.MissingValue)


@both_modes
def test_a_step_function_checks_too(mode: Mode) -> None:
    exchange = on("POST", "/call").reply({**GOOD, "text": 1})
    error = execute_step(CHECKED.module, "first", mode, [exchange]).error
    assert isinstance(error, CHECKED.module.InvalidValue)


def test_a_failed_response_is_not_checked() -> None:
    document = openapi()
    answer = {"application/json": {"schema": SCHEMAS["Cat"]}}
    document["paths"]["/call"]["post"]["responses"]["2XX"]["content"] = answer
    checked = workflow(
        """
        steps:
        - stepId: first
          operationId: call
          outputs: {lives: $response.body#/lives}
          onFailure: [{name: stop, type: end}]
        outputs: {lives: $steps.first.outputs.lives}
        """,
        sources=document,
        flags=["--validate-responses"],
    )
    error = checked.answered({"lives": "nine"}, status=500).error
    assert isinstance(error, checked.module.StepFailed)
    assert error.outputs == {"lives": "nine"}


def test_a_module_without_the_option_has_nothing_of_it() -> None:
    for word in ("InvalidValue", "TypeGuard", "_is_node"):
        assert word in CHECKED.code
        assert word not in UNCHECKED.code
    assert "InvalidValue" in CHECKED.module.__all__


def test_the_error_is_there_where_nothing_is_checked() -> None:
    plain = made("--validate-responses", outputs="text: $statusCode")
    assert issubclass(plain.module.InvalidValue, plain.module.WorkflowError)


@pytest.mark.xdist_group("typecheck")
def test_type_checkers_follow_the_checks(tmp_path: Path) -> None:
    path = CHECKED.built.files["feature"]
    assert mypy_findings([path], tmp_path) == ""
    assert pyright_findings([path], tmp_path) == ""


@both_modes
def test_a_checked_client_of_a_real_system(mode: Mode, tmp_path: Path) -> None:
    from building import build_paths
    from refresh import document

    module = build_paths([document("knock")], tmp_path, "--validate-responses").module
    trigger = on("POST", "/v1/workflows/w/trigger").reply({"workflow_run_id": 7})
    outcome = execute(module, mode, [trigger], api_key="sk", workflow_key="w", recipient_id="ada")
    assert isinstance(outcome.error, module.InvalidValue)
    assert outcome.error.pointer == "$response.body#/workflow_run_id"


@pytest.mark.parametrize("name", ["node", "nodes"])
def test_a_value_deeper_than_calls_go_is_not_of_its_type(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a parser would give it that itself goes deeper than this Python does."""
    inner: dict[str, Any] = {**NODE}
    for _ in range(5000):
        inner = {**NODE, "parent": inner}
    answer = {**GOOD, name: inner if name == "node" else [inner]}
    monkeypatch.setattr(httpx.Response, "json", lambda _: answer)
    with pytest.raises(CHECKED.module.InvalidValue) as raised:
        CHECKED.module._first_result(httpx.Response(200))
    assert (raised.value.step_id, raised.value.name) == ("first", name)


def test_only_types_that_nest_without_end_are_watched() -> None:
    guarded = re.findall(r"_is_within_depth\((\w+), ", CHECKED.code)
    assert guarded == ["node", "nodes"]


LEAVING = """\
arazzo: 1.1.0
info: {title: Feature, version: 1.0.0}
sourceDescriptions: [{name: api, url: api.openapi.yaml, type: openapi}]
workflows:
- workflowId: feature
  steps:
  - stepId: first
    operationId: call
    onSuccess:
    - name: over
      type: goto
      workflowId: other
      parameters:
      - {name: n, value: $response.body#/lives}
      - {name: m, value: $response.body#/left}
- workflowId: other
  inputs:
    type: object
    required: [n]
    properties: {n: {type: integer}, m: {type: integer, default: 3}}
  steps: [{stepId: only, operationId: call}]
"""


@both_modes
def test_what_a_goto_reads_from_the_response_is_checked(mode: Mode, tmp_path: Path) -> None:
    document = openapi()
    left = {"type": "integer"}
    cat = {**SCHEMAS["Cat"], "properties": {**SCHEMAS["Cat"]["properties"], "left": left}}
    media = {"application/json": {"schema": cat}}
    document["paths"]["/call"]["post"]["responses"]["2XX"]["content"] = media
    files = {"api.openapi.yaml": document, "feature.arazzo.yaml": LEAVING}
    module = load_module(build(tmp_path, files, "--validate-responses").files["feature"])
    call = on("POST", "/call")
    error = execute(module, mode, [call.reply({"lives": "hunter2"})]).error
    assert isinstance(error, module.InvalidValue), repr(error)
    assert (error.name, error.pointer) == ("n", "$response.body#/lives")
    assert_hidden(error, "hunter2")
    missing = execute(module, mode, [call.reply({})]).error
    assert isinstance(missing, module.MissingValue)
    fine = execute(module, mode, [call.reply({"lives": 9}), call.reply({"lives": 9})])
    assert fine.error is None
