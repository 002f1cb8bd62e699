"""The validator of values: against jsonschema on random schemas, and where OpenAPI is different."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arazzo_gen.play.valid import is_valid, problems
from arazzo_gen.typing.nodes import Nodes
from unit.typing.schemas import read_schemas

_SCALARS = (
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from([0.5, 2.0, "", "a", "ab"])
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=6,
)
_TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]
_SMALL = st.integers(0, 3)


def _schemas() -> st.SearchStrategy[Any]:
    keywords: dict[str, st.SearchStrategy[Any]] = {
        "type": st.sampled_from(_TYPES)
        | st.lists(st.sampled_from(_TYPES), min_size=1, unique=True),
        "enum": st.lists(_VALUES, min_size=1, max_size=3),
        "const": _VALUES,
        "minimum": st.integers(-5, 5),
        "maximum": st.integers(-5, 5),
        "exclusiveMinimum": st.integers(-5, 5),
        "exclusiveMaximum": st.integers(-5, 5),
        "multipleOf": st.sampled_from([1, 2, 0.5]),
        "minLength": _SMALL,
        "maxLength": _SMALL,
        "pattern": st.sampled_from(["a", "^b", "^a*$"]),
        "minItems": _SMALL,
        "maxItems": _SMALL,
        "uniqueItems": st.booleans(),
        "minProperties": _SMALL,
        "maxProperties": _SMALL,
        "required": st.lists(st.sampled_from("abc"), unique=True),
        "dependentRequired": st.dictionaries(
            st.sampled_from("ab"), st.lists(st.sampled_from("abc"), unique=True), max_size=1
        ),
    }
    leaf = st.booleans() | st.fixed_dictionaries({}, optional=keywords)

    def grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(inner, min_size=1, max_size=3)
        inside = {
            "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
            "patternProperties": st.dictionaries(st.sampled_from(["a", "^b"]), inner, max_size=1),
            "additionalProperties": inner,
            "propertyNames": inner,
            "items": inner,
            "prefixItems": several,
            "contains": inner,
            "allOf": several,
            "anyOf": several,
            "oneOf": several,
            "not": inner,
            "if": inner,
            "then": inner,
            "else": inner,
            "dependentSchemas": st.dictionaries(st.sampled_from("ab"), inner, max_size=1),
        }
        return st.fixed_dictionaries({}, optional=inside)

    return st.recursive(leaf, grown, max_leaves=5)


def of(schema: Any) -> tuple[Nodes, Any]:
    """The node of a schema, and what knows its shape."""
    read = read_schemas(json.dumps({"s": schema}))
    return Nodes(read.types.refs), read.root.entries["s"]


@given(_schemas(), _VALUES)
def test_it_says_what_jsonschema_says(schema: Any, value: Any) -> None:
    nodes, node = of(schema)
    assert is_valid(nodes, node, value) == jsonschema.Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize(
    ("schema", "value", "sent", "wrong"),
    [
        ({"type": "string", "nullable": True}, None, False, []),
        ({"nullable": True, "allOf": [{"type": "string"}]}, None, False, []),
        ({"type": "string"}, None, False, [("", "is no string")]),
        (
            {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
            1,
            False,
            [("", "is not more than 1")],
        ),
        (
            {"type": "object", "properties": {"a/b": {"type": "integer"}}},
            {"a/b": "x"},
            False,
            [("/a~1b", "is no integer")],
        ),
        (
            {"required": ["id", "pin"], "properties": {"id": {"readOnly": True}}},
            {},
            True,
            [("", "has no 'pin'")],
        ),
        (
            {"required": ["id", "pin"], "properties": {"pin": {"writeOnly": True}}},
            {},
            False,
            [("", "has no 'id'")],
        ),
        ({"type": "file"}, "text", False, []),
        ({"multipleOf": 0.1}, 0.3, False, []),
        ({"type": "array", "items": [{"type": "string"}]}, [1], False, [("/0", "is no string")]),
    ],
)
def test_what_openapi_says_otherwise(
    schema: Any, value: Any, sent: bool, wrong: list[tuple[str, str]]
) -> None:
    nodes, node = of(schema)
    found = problems(nodes, node, value, sent=sent)
    assert [(each.pointer, each.message) for each in found] == wrong


def test_a_pattern_that_may_be_slow_is_not_run() -> None:
    nodes, node = of({"pattern": "^(a+)+$"})
    assert is_valid(nodes, node, "a" * 40 + "b")


def test_what_is_too_deep_or_large_counts_as_allowed() -> None:
    read = read_schemas('{"s": {"properties": {"a": {"$ref": "#/s"}}, "anyOf": [{"$ref": "#/s"}]}}')
    value: Any = 1
    for _ in range(500):
        value = {"a": value}
    assert is_valid(Nodes(read.types.refs), read.root.entries["s"], value)
