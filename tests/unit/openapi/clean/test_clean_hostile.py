"""Documents of people who want to do harm: none stops, crashes or deceives the test."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from arazzo_gen.openapi.clean import verdict
from arazzo_gen.openapi.clean.verdict import is_surely_clean

API: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}
SECONDS = 10


def with_schema(schema: Any, **others: Any) -> dict[str, Any]:
    """A document with a schema."""
    return {**API, "components": {"schemas": {"A": schema}}, **others}


def nested(depth: int, inside: Any, key: str) -> Any:
    """A schema in a schema in a schema."""
    schema = inside
    for _ in range(depth):
        schema = {key: [schema] if key == "allOf" else schema}
    return schema


def circle() -> Any:
    """A schema that holds itself."""
    schema: dict[str, Any] = {"type": "object"}
    schema["properties"] = {"a": schema}
    return schema


def bomb() -> Any:
    """A schema whose parts are shared so that it would grow without end."""
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(60):
        schema = {"allOf": [schema, schema]}
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        {"pattern": "(" * 100_000},
        {"pattern": r"(?i)[\u0100-\U0010ffff]" * 1_000},
        {"pattern": "^(a+)+$", "default": "a" * 100_000 + "!"},
        {"maximum": 10**5_000},
        {"maximum": float("nan")},
        {"multipleOf": float("inf")},
        {"enum": ["\ud800"]},
        {"\ud800": 1},
        {"properties": {1: {}}},
        {"properties": {None: {}}},
        {"default": b"a"},
        {"enum": {1, 2}},
        nested(5_000, {"type": "string"}, "allOf"),
        nested(100_000, {"type": "string"}, "items"),
        circle(),
        bomb(),
        {"$ref": "#/components/schemas/A"},
        {"allOf": [{"$ref": "#/components/schemas/A"}], "required": ["a"]},
        {"$id": "https://spec.openapis.org/oas/3.1/dialect/base"},
        {"$schema": "https://json-schema.org/draft/2020-12/schema"},
        {"$dynamicRef": "#meta"},
        {"$anchor": "meta"},
        {"$dynamicAnchor": "meta"},
        {"properties": {"a": {"$dynamicAnchor": "meta", "type": "strin"}}},
        {"$ref": "https://a.example/b"},
        {"$ref": "#/%"},
        {"$ref": "#/%ff"},
        {"$ref": "#/paths/~2"},
    ],
    ids=lambda schema: next(map(ascii, schema), ""),
)
def test_it_is_not_called_clean(schema: Any) -> None:
    start = time.monotonic()
    assert not is_surely_clean("3.1", with_schema(schema))
    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": [str(each) for each in range(100_000)]},
        {"properties": {f"a{each}": {"type": "string"} for each in range(20_000)}},
        {"oneOf": [{"const": each} for each in range(20_000)]},
        {"pattern": "(a+)+$" * 1_000},
        {"description": "größe\x00\n" * 100_000},
        {"examples": [{"$ref": "https://a.example/b", "default": {"a": [1.5, None]}}]},
        nested(60, {"type": "string"}, "allOf"),
        {"properties": {"$id": {}, "$schema": {}, "$anchor": {}}},
    ],
    ids=lambda schema: next(iter(schema)),
)
def test_what_is_only_large_or_odd_is(schema: Any) -> None:
    start = time.monotonic()
    assert is_surely_clean("3.1", with_schema(schema))
    assert time.monotonic() - start < SECONDS


def test_a_circle_of_properties_is_clean() -> None:
    schemas = {
        "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}},
        "B": {"items": {"$ref": "#/components/schemas/A"}},
    }
    assert is_surely_clean("3.1", {**API, "components": {"schemas": schemas}})


@pytest.mark.parametrize("root", [None, [], "a", {}, {"openapi": "3.1.0"}, {1: 2}])
def test_it_may_be_no_document_at_all(root: Any) -> None:
    assert not is_surely_clean("3.1", root)


def test_as_deep_as_may_be_needs_little_of_the_stack() -> None:
    found: list[bool] = []
    root = with_schema(nested(90, {"type": "string"}, "items"))
    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=lambda: found.append(is_surely_clean("3.1", root)))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert found == [True]


class Panic(BaseException):
    """What a panic in Rust is for Python."""


def test_a_panic_leaves_it_to_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def panic(root: object) -> bool:
        raise Panic

    monkeypatch.setattr(verdict, "is_plain", panic)
    assert not is_surely_clean("3.1", API)


def test_an_interrupt_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(root: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(verdict, "is_plain", interrupt)
    with pytest.raises(KeyboardInterrupt):
        is_surely_clean("3.1", API)


def test_it_imports_no_part_of_the_library() -> None:
    program = """
import sys
from arazzo_gen.openapi.clean.verdict import is_surely_clean
root = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}
print(is_surely_clean("3.1", root), *sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    clean, *imported = done.stdout.split()
    assert clean == "True"
    slow = {"openapi_spec_validator", "openapi_schema_validator", "jsonschema", "pydantic"}
    assert not slow & {name.partition(".")[0] for name in imported}
