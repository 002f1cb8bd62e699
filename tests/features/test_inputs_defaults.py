"""Defaults of inputs: those that their schemas allow, and those that they do not (AZ715)."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.one_call import Made, call
from typecheck import mypy_findings, pyright_findings

ANYTHING = "requestBody: {content: {application/json: {schema: {}}}}"
POINT = "{type: object, required: [x], properties: {x: {type: integer}, y: {type: string}}}"

ALLOWED: list[tuple[str, Any, Any]] = [
    ("{type: string}", "a", "a"),
    ("{type: integer}", 5, 5),
    ("{type: integer}", 5.0, 5),
    ("{type: integer}", -0.0, 0),
    ("{type: [integer, string]}", 5.0, 5),
    ("{type: number}", 5, 5),
    ("{type: number}", 5.0, 5.0),
    ("{type: boolean}", False, False),
    ("{enum: [a, b]}", "b", "b"),
    ("{enum: [1, 2]}", 1.0, 1),
    ("{type: string, enum: [1, 2]}", 1, "1"),
    ("{type: string, enum: [1, 2]}", "1", "1"),
    ("{type: [string, 'null']}", "a", "a"),
    ("{type: [string, 'null']}", None, None),
    ("{type: array, items: {type: string}}", [], []),
    ("{type: array, items: {type: string}}", ["a"], ["a"]),
    ("{type: array, items: {type: integer}}", [1.0, 2], [1, 2]),
    ("{type: array, items: {enum: [a, b]}}", ["a", "b"], ["a", "b"]),
    ("{type: [array, 'null'], items: {type: string}}", ["a"], ["a"]),
    (f"{{type: array, items: {POINT}}}", [{"x": 1}], [{"x": 1}]),
    (f"{{type: array, items: {POINT}}}", [{"x": 1, "z": 1}], [{"x": 1, "z": 1}]),
    ("{type: array, prefixItems: [{type: integer}, {type: string}]}", [1.0, "a"], [1, "a"]),
    (POINT, {"x": 5.0}, {"x": 5}),
    (POINT, {"x": 5, "other": True}, {"x": 5, "other": True}),
    (POINT.replace("object", "[object, 'null']", 1), {"x": 5}, {"x": 5}),
    ("{type: object}", {"a": [1]}, {"a": [1]}),
    ("{type: object, additionalProperties: {type: integer}}", {"a": 1.0}, {"a": 1}),
    (f"{{oneOf: [{{type: string}}, {POINT}]}}", {"x": 1}, {"x": 1}),
    (f"{{oneOf: [{{type: string}}, {POINT}]}}", "a", "a"),
    ("{anyOf: [{type: integer}, {type: 'null'}]}", 5.0, 5),
    ("{anyOf: [{enum: [a]}, {enum: [b]}]}", "b", "b"),
    (
        "{type: object, properties: {a: {type: string}}, patternProperties: {^b: {type: string}}}",
        {"a": "x", "b": "y"},
        {"a": "x", "b": "y"},
    ),
    ("{}", {"a": 1}, {"a": 1}),
    ("{}", 5.0, 5.0),
    ("{type: string, minLength: 1, maxLength: 3}", "abc", "abc"),
    ("{type: integer, minimum: 1, exclusiveMaximum: 3}", 2, 2),
]
REFUSED: list[tuple[str, Any, str]] = [
    ("{type: string, enum: [A, B]}", "DEFAULT", "it is not one of the enum"),
    ("{const: a}", "b", "it is not the constant"),
    ("{enum: [1, 2]}", True, "it is not one of the enum"),
    ("{type: string}", None, "null is not allowed"),
    ("{enum: [a]}", None, "it is not one of the enum"),
    ("{type: string}", 5, "it is an integer, and the type is string"),
    ("{type: integer}", "5", "it is a string, and the type is integer"),
    ("{type: integer}", 5.5, "it is a number, and the type is integer"),
    ("{type: integer}", True, "it is a boolean, and the type is integer"),
    ("{type: number}", "5", "it is a string, and the type is number"),
    ("{type: boolean}", "true", "it is a string, and the type is boolean"),
    ("{type: boolean}", 1, "it is an integer, and the type is boolean"),
    ("{type: [string, 'null']}", 5, "it is an integer, and the type is string"),
    ("{type: array, items: {type: string}}", "a", "it is a string, and the type is array"),
    ("{type: array, items: {type: string}}", ["a", 1], "of its item 1, it is an integer, and"),
    ("{type: array, prefixItems: [{type: string}]}", [1], "of its item 0, it is an integer, and"),
    ("{type: array, items: {enum: [a]}}", ["b"], "of its item 0, it is not one of the enum"),
    ("{type: array, minItems: 1}", [], "it has fewer than 1 items"),
    ("{type: object}", [], "it is an array, and the type is object"),
    (POINT, {"y": "a"}, "it has no 'x'"),
    (POINT, {"x": "1"}, "of its 'x', it is a string, and the type is integer"),
    ("{type: object, additionalProperties: false}", {"a": 1}, "no 'a' is allowed"),
    ("{type: object, additionalProperties: {type: string}}", {"a": None}, "null is not allowed"),
    (f"{{oneOf: [{{type: string}}, {POINT}]}}", 5, "none of its alternatives allows it"),
    ("{type: string, minLength: 2}", "a", "it has fewer than 2 characters"),
    ("{type: string, maxLength: 2}", "abc", "it has more than 2 characters"),
    ("{type: integer, minimum: 5}", 4, "it is less than 5"),
    ("{type: integer, maximum: 5}", 6, "it is more than 5"),
    ("{type: integer, exclusiveMinimum: 5}", 5, "it is not more than 5"),
    ("{allOf: [{type: integer}, {maximum: 3}]}", 4, "it is more than 3"),
]


def sending(schema: str, default: Any, **more: str) -> Made:
    """A workflow that sends its one input, whose schema has a default."""
    written = f"{{allOf: [{schema}], default: {json.dumps(default)}}}"
    return call(
        "requestBody: {payload: {v: $inputs.v}}", inputs=f"v: {written}", operation=ANYTHING
    )


@pytest.mark.parametrize(("schema", "default", "sent"), ALLOWED)
def test_a_default_that_its_schema_allows_is_sent(schema: str, default: Any, sent: Any) -> None:
    made = sending(schema, default)
    assert made.codes == []
    for _ in range(2):
        body = json.loads(made.body())
        assert body == {"v": sent}
        assert type(body["v"]) is type(sent)


def test_text_is_the_default_of_binary_data_as_it_is() -> None:
    made = sending("{type: string, format: binary}", "a")
    assert inspect.signature(made.module.run).parameters["v"].default == "a"
    assert json.loads(made.body()) == {"v": "a"}


@pytest.mark.parametrize(("schema", "default", "reason"), REFUSED)
def test_one_that_it_does_not_allow_is_a_warning_and_left_out(
    schema: str, default: Any, reason: str
) -> None:
    made = sending(schema, default)
    ((code, underlined, message),) = made.findings
    assert (code, underlined) == ("AZ715", json.dumps(default))
    assert message.startswith("the default of input 'v' is left out, since its schema does not")
    assert reason in message
    assert json.loads(made.body()) == {}


def test_a_required_input_with_a_wrong_default_is_required() -> None:
    made = call(
        "requestBody: {payload: {v: $inputs.v}}",
        inputs="v!: {type: integer, default: '5'}",
        operation=ANYTHING,
    )
    assert inspect.signature(made.module.run).parameters["v"].default is inspect.Parameter.empty


def test_strict_refuses_a_wrong_default() -> None:
    made = call(
        "requestBody: {payload: {v: $inputs.v}}",
        inputs="v: {type: integer, default: '5'}",
        operation=ANYTHING,
        flags=["--strict"],
    )
    assert (made.built.status, made.built.files) == (1, {})


@pytest.mark.parametrize("schema", [POINT, "{type: array, items: {type: string}}"])
def test_none_is_null_where_null_is_allowed_beside_a_default(schema: str) -> None:
    default: Any = {"x": 1} if "object" in schema else ["a"]
    nullable = schema.replace("object", "[object, 'null']", 1).replace(
        "array", "[array, 'null']", 1
    )
    made = sending(nullable, default)
    assert made.body(v=None) == '{"v":null}'


@pytest.mark.xdist_group("typecheck")
@pytest.mark.standalone
def test_modules_with_defaults_pass_the_type_checkers(tmp_path: Path) -> None:
    paths = []
    for number, (schema, default, _) in enumerate([*ALLOWED, *REFUSED]):
        paths.append(tmp_path / f"case_{number}.py")
        paths[-1].write_text(sending(schema, default).code)
    assert mypy_findings(paths, tmp_path) == ""
    assert pyright_findings(paths, tmp_path) == ""


SCHEMAS = st.sampled_from([schema for schema, *_ in (*ALLOWED, *REFUSED)])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 2.0, "a", "b", "1", ""]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["x", "y", "a"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(SCHEMAS, VALUES)
def test_a_default_is_sent_or_warned_of(schema: str, default: Any) -> None:
    made = sending(schema, default)
    assert made.built.status == 0
    assert set(made.codes) <= {"AZ715"}
    # Without quotes in an enum of strings it is the text that it is written as.
    sent = str(default) if schema == "{type: string, enum: [1, 2]}" else default
    assert json.loads(made.body()) == ({} if made.codes else {"v": sent})
