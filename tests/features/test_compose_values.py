"""Values put together for the inputs of a called workflow: what is sent, and what type checkers
see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from features.flow_documents import Feature, get, returned
from playback import Mode, both_modes, on
from typecheck import mypy_findings, pyright_findings

ORDER = """{type: object, required: [count], properties: {count: {type: integer}, name:
            {type: string}, kind: {enum: [a, b]}, tags: {type: array, items: {type: string}}}}"""
B = "{type: object, properties: {b: {type: string}}}"
VALUES: list[tuple[str, str, str]] = [
    ("maybe", "{count: $steps.a.outputs.count, name: $inputs.name}", ORDER),
    ("sure", "{count: 1, name: $inputs.sure, kind: a}", ORDER),
    ("unlisted", "{count: 1, other: $inputs.sure}", ORDER),
    ("lacking", "{name: $inputs.sure}", ORDER),
    ("of_another_kind", "{count: $inputs.sure}", ORDER),
    ("nested", "{inner: {order: {count: 1, tags: [$inputs.sure, x]}}}",
     f"{{type: object, properties: {{inner: {{type: object, properties: {{order: {ORDER}}}}}}}}}"),
    ("orders", "[{count: 1, name: $inputs.sure}, {count: 2}]", f"{{type: array, items: {ORDER}}}"),
    ("maybe_orders", "[{count: 1, name: $inputs.name}]", f"{{type: array, items: {ORDER}}}"),
    ("texts", "[$inputs.sure, $inputs.name]", "{type: array, items: {type: string}}"),
    ("numbers", "[1, $steps.a.outputs.count]", "{type: array, items: {type: integer}}"),
    ("pair", "[$inputs.sure, 1]", "{type: array, prefixItems: [{type: string}, {type: integer}]}"),
    ("map", "{a: $inputs.sure}", "{type: object, additionalProperties: {type: string}}"),
    ("maybe_map", "{a: $inputs.name}", "{type: object, additionalProperties: {type: string}}"),
    ("of_two", "{count: 1, name: $inputs.sure}",
     f"{{oneOf: [{ORDER}, {B}, {{type: string}}]}}"),
    ("nullable", "{count: 1, name: $inputs.sure}", ORDER.replace("object", "[object, 'null']", 1)),
    ("nullable_list", "[$inputs.sure]", "{type: [array, 'null'], items: {type: string}}"),
    ("enums", "[a, $inputs.kind, $inputs.sure]", "{type: array, items: {enum: [a, b]}}"),
    ("free", "{tags: $inputs.tags, name: $inputs.sure, part: 5.5}", "{}"),
    ("text", "{a: $inputs.sure}", "{type: string}"),
    ("whole", "$inputs", "{type: object}"),
    ("constants", "{count: 5, tags: [a]}", ORDER),
]  # fmt: skip


def feature(required: str, *flags: str) -> Feature:
    parameters = "\n".join(
        f"              - {{name: {name}, value: {value}}}" for name, value, _ in VALUES
    )
    deeper = parameters.replace("              -", "                  -")
    properties = "\n".join(f"            {name}: {schema}" for name, _, schema in VALUES)
    return Feature(
        f"""
    workflows:
      - workflowId: send
        inputs:
          type: object
          required: [{required}]
          properties:
{properties}
        steps: [{{stepId: add, operationId: addNote, requestBody: {{payload: $inputs}}}}]
      - workflowId: main
        inputs:
          type: object
          required: [sure]
          properties:
            sure: {{type: string}}
            name: {{type: string}}
            kind: {{enum: [a, b]}}
            tags: {{type: array, items: {{type: string}}}}
        steps:
          - {{stepId: a, operationId: a, outputs: {{count: $response.body#/count, all: $inputs}}}}
          - stepId: call
            workflowId: send
            parameters:
{parameters}
          - stepId: on
            operationId: b
            onSuccess:
              - name: further
                type: goto
                workflowId: send
                parameters:
{deeper}
    """,
        version="1.1.0",
        flags=flags,
    )


NAMES = ", ".join(name for name, _, _ in VALUES)
OPTIONAL, REQUIRED = feature(""), feature(NAMES)
CHECKED = feature(NAMES, "--validate-responses")


@both_modes
@pytest.mark.parametrize("made", [OPTIONAL, REQUIRED, CHECKED])
def test_values_put_together_are_what_the_document_says(mode: Mode, made: Feature) -> None:
    given = {"sure": "s", "kind": "b", "tags": ["t"]}
    sent: dict[str, Any] = {
        "maybe": {"count": 3},
        "sure": {"count": 1, "name": "s", "kind": "a"},
        "unlisted": {"count": 1, "other": "s"},
        "lacking": {"name": "s"},
        "of_another_kind": {"count": "s"},
        "nested": {"inner": {"order": {"count": 1, "tags": ["s", "x"]}}},
        "orders": [{"count": 1, "name": "s"}, {"count": 2}],
        "maybe_orders": [{"count": 1}],
        "texts": ["s"],
        "numbers": [1, 3],
        "pair": ["s", 1],
        "map": {"a": "s"},
        "maybe_map": {},
        "of_two": {"count": 1, "name": "s"},
        "nullable": {"count": 1, "name": "s"},
        "nullable_list": ["s"],
        "enums": ["a", "b", "s"],
        "free": {"tags": ["t"], "name": "s", "part": 5.5},
        "text": {"a": "s"},
        "whole": given,
        "constants": {"count": 5, "tags": ["a"]},
    }
    note = on("POST", "/v1/notes", json=sent).reply({"id": "n", "state": "done"})
    counted = on("GET", "/v1/a").reply({"id": "a", "state": "done", "count": 3})
    outcome = made.run(mode, [counted, note, get("b"), note], **given)
    assert outcome.error is None
    assert returned(outcome) == {}


NULLS = Feature("""
    workflows:
      - workflowId: send
        inputs:
          type: object
          required: [a]
          properties:
            a: {type: string}
            b: {type: string}
            c: {type: integer, default: 5}
            d: {type: [string, 'null']}
            e: {type: array, items: {type: string}, default: [x]}
            f: {type: object, properties: {x: {type: integer}}, default: {x: 1}}
            g: {type: array, prefixItems: [{type: string}, {type: integer}], default: [y, 2]}
            h: {type: [integer, 'null'], default: 3}
            i: {type: [object, 'null'], default: {x: 2}}
        steps: [{stepId: add, operationId: addNote, requestBody: {payload: $inputs}}]
      - workflowId: main
        steps:
          - stepId: call
            workflowId: send
            parameters:
              - {name: a, value: null}
              - {name: b, value: null}
              - {name: c, value: null}
              - {name: d, value: null}
              - {name: e, value: null}
              - {name: f, value: null}
              - {name: g, value: null}
              - {name: h, value: null}
              - {name: i, value: null}
""")


@both_modes
def test_a_null_leaves_an_input_out_where_its_default_is_set_by_the_body(mode: Mode) -> None:
    nulls = dict.fromkeys(("a", "c", "d", "e", "h", "i"))
    sent = {**nulls, "f": {"x": 1}, "g": ["y", 2]}
    note = on("POST", "/v1/notes", json=sent).reply({"id": "n", "state": "done"})
    assert NULLS.run(mode, [note]).error is None  # simulated as it runs, too (`conftest.py`)


@pytest.mark.xdist_group("typecheck")
@pytest.mark.standalone
def test_they_pass_the_type_checkers(tmp_path: Path) -> None:
    paths = []
    for name, made in (
        ("optional", OPTIONAL),
        ("required", REQUIRED),
        ("checked", CHECKED),
        ("nulls", NULLS),
    ):
        paths.append(tmp_path / f"{name}.py")
        paths[-1].write_text(made.code)
    assert mypy_findings(paths, tmp_path) == ""
    assert pyright_findings(paths, tmp_path) == ""


def test_a_typed_dict_is_written_where_it_surely_is_one() -> None:
    assert 'sure={"count": 1, "name": sure, "kind": "a"}' in REQUIRED.code
    assert "maybe=_untyped(maybe)" in REQUIRED.code
    assert "texts=texts" in REQUIRED.code
