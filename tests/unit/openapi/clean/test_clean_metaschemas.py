"""The library's own metaschemas, and libraries that this program does not know."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from arazzo_gen.openapi.clean import library, metaschemas, verdict
from arazzo_gen.openapi.clean.library import UnknownLibraryError
from arazzo_gen.openapi.clean.metaschemas import compile_metaschemas
from arazzo_gen.openapi.clean.verdict import is_surely_clean

API: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}
VERSIONS = ("2.0", "3.0", "3.1", "3.2")


@pytest.fixture
def anew() -> Iterator[None]:
    """Compile metaschemas again, before and after the test."""
    verdict.known_metaschemas.cache_clear()
    yield
    verdict.known_metaschemas.cache_clear()


def test_the_rules_of_the_library_that_is_installed_are_known() -> None:
    """Where this fails, compare the files that `library.py` names with those of the release
    before: `rules.py` and `defaults.py` must follow them. Then add the new hashes there."""
    library.check_rules()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_metaschemas_of_all_versions_are_known(version: str) -> None:
    known = compile_metaschemas(version)
    assert known.allow_schema({"type": "string", "pattern": "^a$", "minLength": 1})
    assert not known.allow_schema({"type": "strin"})
    assert not known.allow_schema({"properties": {"a": {"pattern": "("}}})
    assert not known.allow_document({})


def test_numbers_are_what_the_library_takes_them_for() -> None:
    assert not compile_metaschemas("3.0").allow_schema({"maxLength": 1.0})
    assert compile_metaschemas("3.1").allow_schema({"maxLength": 1.0})
    for version in VERSIONS:
        allow = compile_metaschemas(version).allow_schema
        assert not allow({"required": ["a", "a"]})
        assert not allow({"minLength": -1})
        assert not allow({"multipleOf": 0})


def test_patterns_are_those_of_python() -> None:
    allow = compile_metaschemas("3.0").allow_document
    assert allow({**API, "openapi": "3.0.3"})
    assert allow({**API, "openapi": "3.0.3\n"})  # `$` is before a line break at the end, too
    assert not allow({**API, "openapi": "3.1.3"})


def rewrite(change: Callable[[Any], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the metaschema of schemas be another one."""
    original = library.metaschemas

    def changed(version: str) -> Iterator[Any]:
        for schema in original(version):
            change(schema)
            yield schema

    monkeypatch.setattr(library, "metaschemas", changed)


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize(
    "added",
    [
        {"minimumOfAll": 1},
        {"format": "postcode"},
        {"$ref": "https://a.example/other"},
        {"patternProperties": {r"\w": {}}},
        {"$recursiveRef": "#"},
        {"properties": {"a": {"$id": "b"}}},
    ],
)
def test_what_is_new_in_a_metaschema_is_left_to_the_library(
    added: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_surely_clean("3.1", API)
    verdict.known_metaschemas.cache_clear()
    rewrite(lambda schema: schema.setdefault("allOf", []).append(added), monkeypatch)
    with pytest.raises(UnknownLibraryError):
        compile_metaschemas("3.1")
    assert not is_surely_clean("3.1", API)


@pytest.mark.usefixtures("anew")
def test_other_rules_are_left_to_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "KNOWN", frozenset({"another"}))
    assert not is_surely_clean("3.1", API)


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize("name", ["openapi_spec_validator", "jsonschema_specifications"])
def test_a_library_that_is_elsewhere_is_asked(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = library.find_spec
    monkeypatch.setattr(library, "find_spec", lambda each: None if each == name else found(each))
    assert not is_surely_clean("3.1", API)


@pytest.mark.usefixtures("anew")
def test_without_jsonschema_rs_the_library_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    assert not is_surely_clean("3.1", API)


@pytest.mark.usefixtures("anew")
def test_with_another_jsonschema_rs_the_library_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema_rs", type(sys)("jsonschema_rs"))
    assert not is_surely_clean("3.1", API)


def test_another_version_is_left_to_the_library() -> None:
    assert not is_surely_clean("3.3", {**API, "openapi": "3.3.0"})


@pytest.mark.usefixtures("anew")
def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: asked.append(args))
    references = ("https://a.example/b", "file:///etc/passwd", "//a.example/b", "b.json#/c")
    for reference in references:
        schema = {"$ref": reference, "$schema": reference, "$id": reference}
        root = {**API, "components": {"schemas": {"A": schema}}}
        assert not is_surely_clean("3.1", root)
        assert not is_surely_clean("3.1", {**API, "jsonSchemaDialect": reference})
    assert asked == []
    with pytest.raises(ValueError, match="is not read"):
        metaschemas._refuse("https://a.example/b")


def test_a_metaschema_that_leads_elsewhere_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refuse(address: str) -> None:
        asked.append(address)
        raise ValueError(address)

    monkeypatch.setattr(metaschemas, "_refuse", refuse)
    monkeypatch.setattr(
        metaschemas._Rewriter, "_reference", lambda self, written: "https://a.example/b"
    )
    with pytest.raises(ValueError, match=r"a\.example"):
        compile_metaschemas("3.1")
    assert set(asked) == {"https://a.example/b"}


def test_the_library_judges_with_jsonschema_whatever_is_installed() -> None:
    program = """
import jsonschema_rs
from arazzo_gen.openapi.validate_worker import run_validator
document = {"openapi": "3.1.0", "info": {"title": ["A"], "version": 1.5}, "paths": {}}
print(*(each.message for each in run_validator("3.1", document).findings), sep="; ")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "['A'] is not of type 'string'; 1.5 is not of type 'string'\n"
