"""The quick walk over schemas finds what the library's own finds, and goes where that cannot."""

from __future__ import annotations

import time
from typing import Any

import pytest

from arazzo_gen.openapi import validate_walk, validate_worker
from arazzo_gen.openapi.validate_verdict import Verdict
from arazzo_gen.openapi.validate_worker import run_validator

VERSIONS = ("3.0", "3.1", "3.2")


def to(name: str) -> dict[str, Any]:
    """A reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def api(version: str, schemas: dict[str, Any], top: Any) -> dict[str, Any]:
    """A document with some schemas, one of which an answer has."""
    content = {"a/b": {"schema": top}}
    answer = {"responses": {"200": {"description": "d", "content": content}}}
    return {
        "openapi": f"{version}.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": answer}},
        "components": {"schemas": schemas},
    }


def by_hand(version: str, root: dict[str, Any]) -> Verdict:
    """What the library says when it is used as it is."""
    return validate_worker._verdict(version, root, validate_worker._errors)


def quickly(version: str, root: dict[str, Any]) -> Verdict:
    """What is said after the quick walk."""
    return validate_worker._verdict(version, root, validate_worker._quick_errors)


@pytest.mark.parametrize("version", VERSIONS)
def test_faults_of_all_kinds_are_found_in_one_order(version: str) -> None:
    schemas: dict[str, Any] = {
        "Default": {"type": "integer", "default": "a"},
        "Deep": {"properties": {"a": {"items": {"anyOf": [{"type": "string", "default": 1}]}}}},
        "Lacks": {"allOf": [to("Has"), {"not": to("Default")}], "required": ["b", "c", "id"]},
        "Has": {"type": "object", "properties": {"id": {"type": "string"}}},
        "Wrong": {"type": "strin", "properties": {"a": {"default": 1, "type": "string"}}},
        "Pattern": {"pattern": "(", "default": 1},
        "Again": {"oneOf": [to("Wrong"), to("Default")]},
    }
    for top in (to("Lacks"), {"allOf": [to("Deep"), to("Again")]}, {"items": {"type": 5}}):
        root = api(version, schemas, top)
        verdict = quickly(version, root)
        assert verdict.failure is None
        assert verdict.count >= 4
        assert verdict == by_hand(version, root)


def chain(length: int, last: Any) -> dict[str, Any]:
    """Schemas that refer to one another, one after the other."""
    schemas = {f"S{each}": {"properties": {"n": to(f"S{each + 1}")}} for each in range(length)}
    return {**schemas, f"S{length}": last}


def test_a_long_chain_gets_its_verdict() -> None:
    start = time.process_time()
    root = api("3.1", chain(2_000, {"type": "string", "default": 5}), to("S0"))
    verdict = run_validator("3.1", root)
    assert (verdict.failure, verdict.count) == (None, 1)
    assert verdict.findings[0].place == ("components", "schemas", "S2000", "default")
    assert time.process_time() - start < 15
    assert by_hand("3.1", root).failure == "RecursionError"


def test_a_part_that_is_a_list_of_itself_has_an_end() -> None:
    schemas = {
        "A": {"allOf": [to("Tree")], "required": ["id", "gone"]},
        "Tree": {"properties": {"id": {}}, "items": to("Tree")},
    }
    root = api("3.0", schemas, to("A"))
    assert by_hand("3.0", root).failure == "RecursionError"
    (found,) = run_validator("3.0", root).findings
    assert found.message == "required list has not defined properties: ['gone']"
    schemas["A"]["required"] = ["id"]
    assert run_validator("3.0", api("3.0", schemas, to("A"))) == Verdict()


@pytest.mark.parametrize("broken", ["walking", "known_metaschemas", "_short", "_parts", "_lacking"])
def test_where_the_walk_fails_the_library_has_the_word(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    schemas = {"A": {"allOf": [{"type": "object"}], "required": ["a"], "default": []}}
    root = api("3.1", schemas, to("A"))
    expected = by_hand("3.1", root)
    assert expected.count >= 1
    module = validate_worker if broken == "walking" else validate_walk
    monkeypatch.setattr(module, broken, None)
    assert quickly("3.1", root).failure == "TypeError"
    assert run_validator("3.1", root) == expected


@pytest.mark.parametrize(
    "odd",
    [
        {"default": float("nan")},
        {"$schema": "https://a.example/"},
        {"$id": "https://a.example/", "type": "strin"},
        {"maximum": 2**70, "type": "strin"},
        {"properties": {"a\n": {"type": "strin"}}},
    ],
)
def test_odd_documents_are_walked_through_by_the_library(odd: Any) -> None:
    root = api("3.1", {"A": odd}, to("A"))
    assert quickly("3.1", root).failure == "OddDocumentError"
    assert run_validator("3.1", root) == by_hand("3.1", root)
