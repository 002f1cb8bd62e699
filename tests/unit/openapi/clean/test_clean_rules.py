"""The rules that no metaschema says: what breaks one is not clean, and the library finds it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from arazzo_gen.openapi.clean.verdict import is_surely_clean
from arazzo_gen.openapi.validate_verdict import Verdict
from arazzo_gen.openapi.validate_worker import run_validator

OBJECT: dict[str, Any] = {"type": "object", "properties": {"a": {}}}
PARAMETER: dict[str, Any] = {"name": "p", "in": "query", "schema": {"type": "string"}}
COOKIE: dict[str, Any] = {**PARAMETER, "in": "cookie"}
OLD: dict[str, Any] = {"name": "p", "in": "query", "type": "string"}
NAMED: dict[str, Any] = {"operationId": "a"}
TO_A: dict[str, Any] = {"$ref": "#/components/schemas/A"}
ITEM: dict[str, Any] = {"get": {"responses": {"200": {"description": "d"}}}}


def api(version: str, paths: Any = None, schemas: Any = None, **others: Any) -> dict[str, Any]:
    """A document with some paths and schemas."""
    root: dict[str, Any] = {"info": {"title": "T", "version": "1"}, "paths": paths or {}, **others}
    if version == "2.0":
        return root | {"swagger": "2.0"} | ({"definitions": schemas} if schemas else {})
    components = {"components": {"schemas": schemas}} if schemas else {}
    return root | {"openapi": f"{version}.0"} | components


def get(**fields: Any) -> dict[str, Any]:
    """A path with an operation."""
    return {"get": {"responses": {"200": {"description": "d"}}, **fields}}


def answers(schema: Any) -> dict[str, Any]:
    """A path whose answer has a schema."""
    content = {"a/b": {"schema": schema}}
    return get(responses={"200": {"description": "d", "content": content}})


CLEAN: dict[str, tuple[str, dict[str, Any]]] = {
    "tags": ("3.1", api("3.1", tags=[{"name": "a"}, {"name": "b"}])),
    "parent of a tag": ("3.2", api("3.2", tags=[{"name": "a"}, {"name": "b", "parent": "a"}])),
    "operations": ("3.0", api("3.0", {"/a": get(operationId="a"), "/b": get(operationId="b")})),
    "method of 3.2": ("3.2", api("3.2", {"/a": {"query": ITEM["get"]}})),
    "parameters": ("3.0", api("3.0", {"/a": get(parameters=[PARAMETER, COOKIE])})),
    "schema": ("3.1", api("3.1", {"/a": answers({"items": {"not": {"type": "null"}}})})),
    "reference": ("3.0", api("3.0", {"/a": answers(TO_A)}, {"A": OBJECT})),
    "cycle": ("3.0", api("3.0", schemas={"A": {"properties": {"a": TO_A}}})),
    "required": ("3.0", api("3.0", schemas={"A": {"allOf": [OBJECT], "required": ["a"]}})),
    "required without allOf": ("3.0", api("3.0", schemas={"A": {"required": ["a"]}})),
    "required of a part of a part": (
        "3.1",
        api("3.1", schemas={"A": {"allOf": [{"anyOf": [{"items": OBJECT}]}], "required": ["a"]}}),
    ),
    "default": ("3.1", api("3.1", schemas={"A": {"type": "integer", "default": 1}})),
    "default of a nullable": (
        "3.0",
        api("3.0", schemas={"A": {"type": "string", "nullable": True, "default": None}}),
    ),
    "dialect": (
        "3.1",
        api("3.1", jsonSchemaDialect="https://spec.openapis.org/oas/3.1/dialect/base"),
    ),
}

FOUND: dict[str, tuple[str, dict[str, Any]]] = {
    "tags": ("3.1", api("3.1", tags=[{"name": "a"}, {"name": "a"}])),
    "parent of a tag": ("3.2", api("3.2", tags=[{"name": "a", "parent": "b"}])),
    "circle of tags": (
        "3.2",
        api("3.2", tags=[{"name": "a", "parent": "b"}, {"name": "b", "parent": "a"}]),
    ),
    "operations": ("3.0", api("3.0", {"/a": get(operationId="a"), "/b": get(operationId="a")})),
    "operations of 3.2": (
        "3.2",
        api("3.2", {"/a": {"query": NAMED, "additionalOperations": {"COPY": NAMED}}}),
    ),
    "parameters": ("3.0", api("3.0", {"/a": get(parameters=[PARAMETER, PARAMETER])})),
    "parameters of a path": (
        "3.0",
        api("3.0", {"/a": {**ITEM, "parameters": [PARAMETER, PARAMETER]}}),
    ),
    "schema": ("3.1", api("3.1", {"/a": answers({"items": {"type": "strin"}})})),
    "pattern": ("3.1", api("3.1", {"/a": answers({"pattern": "("})})),
    "required": ("3.0", api("3.0", schemas={"A": {"allOf": [OBJECT], "required": ["b"]}})),
    "default": ("3.1", api("3.1", schemas={"A": {"type": "integer", "default": "1"}})),
    "default null": ("3.0", api("3.0", schemas={"A": {"type": "string", "default": None}})),
    "default of a parameter": (
        "2.0",
        api("2.0", {"/a": get(parameters=[{**OLD, "default": 1}])}),
    ),
    "dialect": ("3.1", api("3.1", schemas={"A": {}}, jsonSchemaDialect="https://a.example/")),
    "dialect of a schema": ("3.1", api("3.1", schemas={"A": {"$schema": "https://a.example/"}})),
}


@pytest.mark.parametrize("name", CLEAN)
def test_what_keeps_the_rules_is_clean(name: str) -> None:
    version, root = CLEAN[name]
    assert is_surely_clean(version, root)
    assert run_validator(version, root) == Verdict()


@pytest.mark.parametrize("name", FOUND)
def test_what_breaks_one_is_not(name: str) -> None:
    version, root = FOUND[name]
    assert not is_surely_clean(version, root)
    assert run_validator(version, root).count


@pytest.mark.parametrize(
    "paths",
    [
        {"/a/{": ITEM},
        {"/a": {"get": {"$ref": "#/nowhere"}}},
        {"/a": {"$ref": "#/paths/~1a"}},
        {"/a": {"$ref": "b.yaml"}},
        {"/a": {"$ref": "https://a.example/b"}},
        {"/a": answers({"$ref": "#/components/schemas/A"})},
        {"/a": answers({"$ref": "#/info/title"})},
        {"/a": answers({"$ref": "#/paths/00"})},
        {"/a": answers({"$ref": "#"})},
    ],
)
def test_where_the_library_would_stumble_it_is_asked(paths: dict[str, Any]) -> None:
    assert not is_surely_clean("3.0", api("3.0", paths))


def chain(length: int, last: Any) -> dict[str, Any]:
    """A document whose schemas refer to one another, one after the other."""
    schemas: dict[str, Any] = {
        f"S{each}": {"properties": {"next": {"$ref": f"#/components/schemas/S{each + 1}"}}}
        for each in range(length)
    }
    return api(
        "3.1", {"/a": answers({"$ref": "#/components/schemas/S0"})}, {**schemas, f"S{length}": last}
    )


def test_a_long_chain_of_schemas_is_clean() -> None:
    assert is_surely_clean("3.1", chain(10_000, {"type": "string"}))
    assert not is_surely_clean("3.1", chain(10_000, {"type": "string", "default": 1}))
    assert not is_surely_clean("3.1", chain(10_000, {"type": "strin"}))


def test_many_schemas_of_many_parts_end() -> None:
    schemas: dict[str, Any] = {"S0": OBJECT}
    for each in range(1, 3_000):
        below = [{"$ref": f"#/components/schemas/S{number}"} for number in (each - 1, each // 2)]
        schemas[f"S{each}"] = {"allOf": below, "required": ["a"]}
    assert is_surely_clean("3.0", api("3.0", schemas=schemas))
    for each in range(1, 3_000):
        schemas[f"S{each}"]["required"] = ["b"]
    assert not is_surely_clean("3.0", api("3.0", schemas=schemas))


def test_many_schemas_with_a_part_of_many_properties_end() -> None:
    schemas: dict[str, Any] = {"A": {"properties": {f"p{each}": {} for each in range(20_000)}}}
    for each in range(20_000):
        schemas[f"S{each}"] = {"allOf": [TO_A], "required": ["p1"]}
    start = time.process_time()
    assert is_surely_clean("3.0", api("3.0", schemas=schemas))
    assert time.process_time() - start < 10
