"""Documents of strangers: any node may be anything, and nothing may be raised."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import load_text
from arazzo_gen.openapi.document import load_openapi
from arazzo_gen.openapi.operations import operations, read_operation
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.text.node import Node
from arazzo_gen.types import AliasDef, Named, Type, TypeTable, children
from arazzo_gen.typing.inputs import read_inputs
from arazzo_gen.typing.schema import Types
from unit.openapi.documents import Files

SETTINGS = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
WORDS = ["a", "b", "", "0", "x/y", "id"]
KEYWORDS = [
    *["type", "properties", "required", "items", "prefixItems", "additionalProperties", "enum"],
    *["allOf", "oneOf", "anyOf", "$ref", "const", "nullable", "format", "patternProperties"],
    *["$id", "$anchor", "discriminator", "title", "description", "default", "writeOnly"],
    *["readOnly", "propertyName", "mapping", "additionalItems"],
]
VALUES = [
    *["string", "object", "array", "null", "integer", "binary", "#/$defs/a", "#/$defs/b", "#a"],
    *["#/$defs/a/properties/a", "#", "x.yaml", "http://[", "%zz", "#/%zz~9", "é"],
]
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(VALUES),
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(KEYWORDS + WORDS), inner, max_size=4),
    ),
    max_leaves=12,
)


def schemas() -> st.SearchStrategy[Any]:
    """Schemas that are mostly right, so that they reach deep."""
    reference = st.sampled_from(
        ["#/definitions/a", "#/definitions/b", "#/definitions/c", "#/definitions/a/items"]
    )
    leaf = st.one_of(
        st.builds(lambda r: {"$ref": r}, reference),
        st.sampled_from([{"type": "string"}, {"enum": ["x", 1, None]}, {"const": True}, {}, True]),
        anything,
    )
    names = st.sampled_from(["a", "b", "0"])
    return st.recursive(
        leaf,
        lambda inner: st.fixed_dictionaries(
            {},
            optional={
                "$ref": reference,
                "type": st.sampled_from(["object", "array", ["object", "null"], "string"]),
                "properties": st.dictionaries(names, inner, max_size=3),
                "required": st.lists(names, max_size=2),
                "items": inner,
                "additionalProperties": inner,
                "allOf": st.lists(inner, max_size=3),
                "oneOf": st.lists(inner, max_size=3),
                "anyOf": st.lists(inner, max_size=3),
                "nullable": st.booleans(),
                "readOnly": st.booleans(),
                "writeOnly": st.booleans(),
                "discriminator": st.one_of(
                    names,
                    st.builds(
                        lambda name, mapping: {"propertyName": name, "mapping": mapping},
                        names,
                        st.dictionaries(names, st.one_of(reference, names), max_size=2),
                    ),
                ),
            },
        ),
        max_leaves=10,
    )


def read(value: object) -> tuple[Node, Refs, Types]:
    root = load_text(json.dumps(value), "doc.json", Report())
    assert root is not None
    report = Report()
    refs = Refs(Files({}), report)
    refs.know(root)
    return root, refs, Types(refs, TypeTable(), report)


def nodes(root: Node) -> Iterator[Node]:
    yield from root.walk()


def assert_whole(type_: Type, table: TypeTable) -> None:
    """Every name that a type reaches is in the table, and no alias stands for itself."""
    pending, seen = [type_], set()
    while pending:
        here = pending.pop()
        pending.extend(children(here))
        if isinstance(here, Named) and here.key not in seen:
            seen.add(here.key)
            table.resolve(here)
            known = table.defs[here.key]
            if isinstance(known, AliasDef):
                pending.append(known.type)
            else:
                pending.extend(property_.type for property_ in known.properties)


@SETTINGS
@given(a=schemas(), b=schemas(), c=schemas())
def test_schemas_give_types_and_paths(a: object, b: object, c: object) -> None:
    root, refs, types = read({"definitions": {"a": a, "b": b, "c": c}})
    for node in nodes(root):
        assert_whole(types.of(node, "Hint"), types.table)
        paths: list[list[str | int]] = [["a"], ["a", "0", "b"], [0, "a", "a"], ["0", "missing"]]
        for path in paths:
            walk = types.walk(node, path)
            assert len(walk.path) == len(path)
            types.of(walk.schema, walk.hint)
        types.property_names(node)
        read_inputs(node, refs, types, refs.report)


@SETTINGS
@given(parts=st.lists(anything, min_size=6, max_size=6), version=st.sampled_from(["2.0", "3.1.0"]))
def test_operations_are_read_whatever_they_hold(parts: list[object], version: str) -> None:
    keys = ["parameters", "requestBody", "responses", "security", "servers", "consumes"]
    operation = dict(zip(keys, parts, strict=True))
    item = {"parameters": parts[1], "servers": parts[2], "get": operation, "post": parts[0]}
    root, refs, types = read(
        {
            "swagger" if version == "2.0" else "openapi": version,
            "paths": {"/a/{id}": item, "/b": parts[3]},
            "servers": parts[4],
            "host": parts[5],
            "components": parts[0],
            "$defs": {"a": parts[1], "b": parts[2]},
        }
    )
    report = Report()
    document = load_openapi(root, "s", refs, report)
    assert document is not None
    for ref in operations(document):
        found = read_operation(document, ref, refs, report)
        for parameter in found.parameters:
            types.of(parameter.schema, "P")
    assert not report.has_errors


def wrapped(value: object) -> list[object]:
    """A value in the shapes that parts of an operation have."""
    return [{"name": "n", "in": "query", "schema": value}, {"content": {"a/b": {"schema": value}}}]


@SETTINGS
@given(value=anything)
def test_parts_of_operations_hold_anything(value: object) -> None:
    parameter, body = wrapped(value)
    operation = {
        "parameters": [parameter, {"name": value, "in": value}, value],
        "requestBody": body,
        "responses": {"200": body, "4XX": {"headers": {"X": value}}, "default": value},
        "security": [value, {"s": value}],
    }
    root, refs, types = read(
        {
            "openapi": "3.1.0",
            "info": value,
            "paths": {"/a": {"get": operation}},
            "components": {"securitySchemes": {"s": value}},
        }
    )
    report = Report()
    document = load_openapi(root, "s", refs, report)
    assert document is not None
    (ref,) = operations(document)
    found = read_operation(document, ref, refs, report)
    for response in found.responses:
        for media in response.media:
            assert_whole(types.of(media.schema, "R"), types.table)


MANY = 3000
HOSTILE = {
    "no properties": {"properties": []},
    "schemas that are none": {"properties": {"a": 5, "b": False, "c": None, "d": [1]}},
    "enum": {"enum": [f"v{number}" for number in range(MANY)]},
    "names": {"title": "T" * 50_000, "properties": {"x" * 50_000: {"enum": ["a", "b"]}}},
    "union": {"oneOf": [{"properties": {f"p{n}": {}}} for n in range(MANY)]},
    "tags": {
        "oneOf": [{"$ref": f"#/definitions/S{n}"} for n in range(MANY)],
        "discriminator": {"propertyName": "k", "mapping": {str(n): f"S{n}" for n in range(MANY)}},
    },
    "subtypes": {"$ref": "#/definitions/Base"},
    "nested": {"items": {"items": {"oneOf": [{"oneOf": [{"items": {"items": {}}}, {}]}, {}]}}},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_enormous_schemas_take_no_time(name: str) -> None:
    base = {"properties": {"k": {}}, "discriminator": {"propertyName": "k"}}
    parts: dict[str, object] = {"Base": base}
    for number in range(MANY if name in ("tags", "subtypes") else 0):
        parts[f"S{number}"] = {"allOf": [{"$ref": "#/definitions/Base"}], "title": str(number)}
    root, _, types = read({"s": HOSTILE[name], "definitions": parts})
    started = time.process_time()
    assert_whole(types.of(root.entries["s"], "Hint"), types.table)
    types.walk(root.entries["s"], ["a", "k", 0])
    types.property_names(root.entries["s"])
    assert time.process_time() - started < 5
    assert len(types.table.defs) < 20
    assert all(len(each.hint) <= 60 for each in types.table.defs.values())
