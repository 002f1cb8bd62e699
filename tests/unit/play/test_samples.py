"""Sample values of schemas: what they are made of, that they are valid, what hostile ones cost."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from arazzo_gen.play.samples import Reads, Samples
from arazzo_gen.play.strings import matching
from arazzo_gen.play.valid import is_valid
from arazzo_gen.typing.nodes import Nodes
from unit.typing.schemas import read_schemas


def sample(schema: Any, reads: Reads | None = None, seed: int = 0, **others: Any) -> Any:
    """A sample of a schema, with the words "getOrder"; it is valid."""
    read = read_schemas(json.dumps({"s": schema, **others}))
    nodes = Nodes(read.types.refs)
    value = Samples(nodes, seed).of(read.root.entries["s"], reads, words=("getOrder",))
    assert is_valid(nodes, read.root.entries["s"], value), value
    return value


STRING = {"type": "string"}


_FRACTION = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
_LIST = {"type": "array", "items": STRING, "minItems": 2, "uniqueItems": True}
_OBJECT = {"type": "object", "required": ["id"], "properties": {"id": STRING, "more": STRING}}
_MAP = {"type": "object", "minProperties": 1, "additionalProperties": STRING}
_EITHER = {"oneOf": [{"type": "string", "maxLength": 0}, {"type": "integer", "maximum": 1}]}
_BOTH = {"allOf": [{"required": ["a"]}, {"properties": {"a": {"type": "integer", "maximum": 3}}}]}
_HIDDEN = {"type": "object", "required": ["w"], "properties": {"w": {"writeOnly": True}}}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "example": "a", "enum": ["b", "a"]}, "a"),
        ({"type": "string", "example": 1, "default": "d"}, "d"),
        ({"type": "string", "examples": [1, "x"]}, "x"),
        ({"const": {"a": 1}}, {"a": 1}),
        ({"enum": [None, "b"]}, "b"),
        ({"type": "string", "enum": ["b"], "nullable": True}, "b"),
        ({"type": "string"}, "the-get-order"),
        ({"type": "string", "format": "email"}, "get-order@example.com"),
        ({"type": "string", "pattern": "^[A-Z]{3}-\\d{2,}$"}, "AAA-000"),
        ({"type": "string", "minLength": 20}, "the-get-orderthe-get"),
        ({"type": "string", "maxLength": 3}, "the"),
        ({"type": "integer", "minimum": 5, "maximum": 5}, 5),
        (_FRACTION, 0.5),
        ({"type": "integer", "multipleOf": 7, "minimum": 100, "maximum": 105}, 105),
        ({"type": "boolean"}, True),
        ({"type": "null"}, None),
        ({"anyOf": [{"type": "null"}, _OBJECT]}, {"id": "the-get-order-id"}),
        ({"oneOf": [{"type": "null"}, {"enum": [None]}, _EITHER]}, ""),
        (_LIST, ["the-get-order", "the-get-order-2"]),
        (_OBJECT, {"id": "the-get-order-id"}),
        (_MAP, {"key1": "the-get-order-key-1"}),
        (_EITHER, ""),
        (_BOTH, {"a": 3}),
        (_HIDDEN, {}),
    ],
)
def test_of_a_schema(schema: Any, value: Any) -> None:
    assert sample(schema) == value


def test_what_is_read_is_there() -> None:
    item = {"type": "object", "properties": {"id": STRING, "more": STRING}}
    schema = {"type": "object", "properties": {"items": {"type": "array", "items": item}}}
    reads: Reads = {"items": {1: {"id": {}}}}
    assert sample(schema, reads) == {
        "items": [{}, {"id": "the-get-order-items-2-id"}],
    }


def test_an_example_gets_what_is_read_and_missing() -> None:
    schema = {"type": "object", "properties": {"id": STRING, "n": STRING}, "example": {"n": "x"}}
    assert sample(schema, {"id": {}}) == {"n": "x", "id": "the-get-order-id"}


def test_a_seed_gives_other_values() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": STRING}}
    assert sample(schema, seed=1) == sample(schema, seed=1) != sample(schema, seed=2)


def test_a_schema_that_contains_itself_ends() -> None:
    tree = {"type": "object", "required": ["child"], "properties": {"child": {"$ref": "#/s"}}}
    read = read_schemas(json.dumps({"s": tree}))
    value = Samples(Nodes(read.types.refs)).of(read.root.entries["s"])
    assert len(json.dumps(value)) < 1000


WIDE = {"type": "object", "required": [f"p{n}" for n in range(20_000)]}
BUSHY: Any = {"type": "object", "required": list("abcdefgh")}
BUSHY["properties"] = {name: {"$ref": "#/s"} for name in "abcdefgh"}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "minItems": 10**9, "items": {"type": "string"}},
        {"type": "string", "minLength": 10**9},
        {"type": "string", "pattern": "^(a{999}){999}$"},
        {"type": "string", "pattern": "^(a+)+$"},
        {"type": "integer", "minimum": 1e308},
        {"oneOf": [{"$ref": "#/s"}, {"oneOf": [{"$ref": "#/s"}] * 50}]},
        {"anyOf": [{"anyOf": [{"type": "string"}] * 60}] * 60},
        WIDE,
        BUSHY,
    ],
)
def test_a_hostile_schema_costs_little(schema: Any) -> None:
    read = read_schemas(json.dumps({"s": schema}))
    begin = time.process_time()
    value = Samples(Nodes(read.types.refs)).of(read.root.entries["s"])
    assert time.process_time() - begin < 2
    assert len(json.dumps(value)) < 100_000


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^(ok|done)$", "ok"),
        ("x", "x"),
        (r"^\d{4}-\d\d$", "0000-00"),
        ("^(?:a|b)+c?$", "aac"),
        ("(?i)^Done", "DONE"),
    ],
)
def test_strings_of_a_pattern(pattern: str, text: str) -> None:
    assert matching(pattern)[0].startswith(text)


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(", "a" * 600])
def test_no_string_of_a_pattern_that_is_not_run(pattern: str) -> None:
    assert matching(pattern) == []
