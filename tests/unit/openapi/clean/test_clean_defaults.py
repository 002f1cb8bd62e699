"""A default that surely fits fits by openapi-schema-validator too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_schema_validator import (
    OAS30Validator,
    OAS31Validator,
    oas30_format_checker,
    oas31_format_checker,
)

from arazzo_gen.openapi.clean.defaults import is_surely_right

SCALARS = (None, True, False, 0, 1, -1, 5, 2**31, 1.0, 0.5, -0.0, "", "a", "ab", "1", "größe")
VALUES = st.sampled_from(
    (*SCALARS, [], [1], {}, {"a": 1}, "a b", "https://a.example/", "2024-02-30")
)
TYPES = st.sampled_from(("array", "boolean", "integer", "number", "object", "string"))
NUMBERS = st.sampled_from((0, 1, 5, 0.5, -1, 1.0))
SIZES = st.integers(0, 3)
COMMON: dict[str, Any] = {
    "description": st.just("d"),
    "enum": st.lists(st.sampled_from(SCALARS), min_size=1, max_size=3),
    "format": st.sampled_from(
        ("byte", "color", "date", "double", "float", "int32", "int64", "password", "regex", "uri")
    ),
    "items": st.just({"type": "string"}),
    "maxItems": SIZES,
    "maxLength": SIZES,
    "maximum": NUMBERS,
    "minItems": SIZES,
    "minLength": SIZES,
    "minimum": NUMBERS,
    "multipleOf": st.just(2),
    "nullable": st.booleans(),
    "pattern": st.just("^a"),
    "properties": st.just({"a": {"type": "string"}}),
    "required": st.just(["a"]),
    "uniqueItems": st.booleans(),
}
OLD = COMMON | {
    "exclusiveMaximum": st.booleans(),
    "exclusiveMinimum": st.booleans(),
    "type": TYPES,
}
NEW = COMMON | {
    "exclusiveMaximum": NUMBERS,
    "exclusiveMinimum": NUMBERS,
    "type": TYPES | st.lists(TYPES | st.just("null"), min_size=1, max_size=2, unique=True),
    "const": st.sampled_from(SCALARS),
}


def schemas(keywords: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    def some(keywords: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
        names = st.lists(st.sampled_from(sorted(keywords)), max_size=3, unique=True)
        return names.flatmap(lambda these: st.fixed_dictionaries({n: keywords[n] for n in these}))

    few = st.lists(some(keywords), min_size=1, max_size=2)
    return some(keywords | {"allOf": few, "anyOf": few})


def followed(schema: Any) -> Any:
    return schema


@given(VALUES, schemas(OLD))
@settings(max_examples=200)
def test_in_openapi_3_0(value: Any, schema: dict[str, Any]) -> None:
    if is_surely_right(value, schema, followed, is_draft_4=True):
        validator = OAS30Validator(schema, format_checker=oas30_format_checker)
        assert not list(validator.iter_errors(value))


@given(VALUES, schemas(NEW))
@settings(max_examples=200)
def test_in_openapi_3_1(value: Any, schema: dict[str, Any]) -> None:
    if is_surely_right(value, schema, followed, is_draft_4=False):
        validator = OAS31Validator(schema, format_checker=oas31_format_checker)
        assert not list(validator.iter_errors(value))


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ("a", {"type": "string", "enum": ["a", "b"], "description": "d", "x-a": 1}),
        (5, {"type": "integer", "format": "int32", "minimum": 0, "maximum": 100}),
        (0.5, {"type": "number", "minimum": 0, "maximum": 1}),
        (True, {"type": "boolean"}),
        ([], {"type": "array", "items": {"type": "string"}, "maxItems": 3}),
        ({}, {"type": "object", "properties": {}, "additionalProperties": False}),
        ("a", {"allOf": [{"type": "string"}, {"enum": ["a"]}]}),
        ("a", {"name": "p", "in": "query", "required": True, "type": "string"}),
    ],
)
def test_what_is_common_is_known(value: Any, schema: dict[str, Any]) -> None:
    assert is_surely_right(value, schema, followed, is_draft_4=True)


def test_null_is_known_in_openapi_3_1() -> None:
    for schema in ({"type": ["string", "null"]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}):
        assert is_surely_right(None, schema, followed, is_draft_4=False)
        assert not is_surely_right(None, schema, followed, is_draft_4=True)


def test_what_stands_beside_a_reference_is_not_overlooked() -> None:
    beside = {"allOf": [{"$ref": "#/a", "type": "integer"}]}
    assert not is_surely_right("a", beside, lambda each: {"type": "string"}, is_draft_4=False)
    alone = {"allOf": [{"$ref": "#/a", "description": "d"}]}
    assert is_surely_right("a", alone, lambda each: {"type": "string"}, is_draft_4=False)


def test_a_schema_of_itself_ends() -> None:
    schema: dict[str, Any] = {}
    schema["allOf"] = [schema, schema]
    assert not is_surely_right("a", schema, followed, is_draft_4=True)
