"""What openapi-spec-validator finds, at the right place, on the part that steps reach."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from arazzo_gen.cache import Store
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.bundle import bundle
from arazzo_gen.openapi.operations import find_by_pointer, operations
from arazzo_gen.openapi.validate import begin_validation, validate
from arazzo_gen.openapi.validate_runner import ValidationRunner
from arazzo_gen.openapi.validate_verdict import Verdict
from arazzo_gen.openapi.validate_worker import run_validator
from unit.openapi.documents import Api, api_of, line_of, read_api


def findings(api: Api, *places: tuple[str, str]) -> Report:
    """Validate the operations at some places; the whole document for none."""
    report = Report()
    refs = [find_by_pointer(api.document, ("paths", *place)) for place in places]
    validate(api.document, report, [ref for ref in refs if ref is not None] or None)
    return report


def test_a_valid_document_has_no_findings() -> None:
    api = api_of("responses: {200: {description: fine}}")
    assert findings(api).diagnostics == []
    assert findings(api, ("/a", "get")).diagnostics == []


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_finding_is_a_warning_at_its_place(version: str) -> None:
    api = api_of("responses: {200: {description: [wrong]}}", version=version)
    report = findings(api, ("/a", "get"))
    assert not report.has_errors
    assert [d.code for d in report.diagnostics] == ["AZ801"]
    assert line_of(report.diagnostics[0]) in ("[wrong]}}", "description: [wrong]}}")


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_a_wrong_schema_is_found_through_references(version: str) -> None:
    api = api_of(
        """
        responses:
          200:
            description: fine
            content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}
        """,
        """
        components:
          schemas:
            S:
              type: object
              properties: {a: {type: strng}}
            Unused: {type: wrong}
        """,
        version=version,
    )
    report = findings(api, ("/a", "get"))
    assert report.diagnostics
    assert "strng" in "".join(line_of(d) for d in report.diagnostics)
    assert all("wrong" not in d.message for d in report.diagnostics)


def test_what_no_step_reaches_is_not_validated() -> None:
    api = read_api(
        """
        openapi: 3.1.0
        info: {title: T, version: '1'}
        paths:
          /a: {get: {responses: {200: {description: fine}}}}
          /b: {get: {responses: 5}}
        """
    )
    assert findings(api, ("/a", "get")).diagnostics == []
    assert findings(api).diagnostics


def test_a_wrong_default_is_found_at_the_default() -> None:
    api = api_of(
        """
        parameters: [{name: p, in: query, schema: {type: integer, default: many}}]
        responses: {200: {description: fine}}
        """
    )
    (found,) = findings(api, ("/a", "get")).diagnostics
    assert line_of(found).startswith("many")


@pytest.mark.parametrize(
    ("pattern", "is_one"),
    [
        (r"^\p{L}+$", True),
        (r"^[\p{Lu}\u{1F600}-]{2}$", True),
        (r"^(?<year>\d{4})$", True),
        (r"^\d+(?<!0)$", True),
        (r"^(\p{L}+$", False),
        (r"[", False),
    ],
)
def test_patterns_are_those_of_ecmascript(pattern: str, is_one: bool) -> None:
    api = api_of(
        f"""
        parameters: [{{name: p, in: query, schema: {{type: string, pattern: '{pattern}'}}}}]
        responses: {{200: {{description: fine}}}}
        """
    )
    messages = [d.message for d in findings(api, ("/a", "get")).diagnostics]
    assert len(messages) == (0 if is_one else 1)
    assert all("is not a 'regex'" in message for message in messages)


CYCLES = [
    "{allOf: [{$ref: '#/components/schemas/S'}], default: 1}",
    "{anyOf: [{type: integer}, {$ref: '#/components/schemas/S'}], default: x}",
    "{oneOf: [{not: {$ref: '#/components/schemas/S'}}], default: 1}",
    "{not: {$ref: '#/components/schemas/S'}, default: 1}",
    "{dependentSchemas: {a: {$ref: '#/components/schemas/S'}}, default: {a: 1}}",
    "{if: true, then: {allOf: [{else: {$ref: '#/components/schemas/S'}}]}, default: 1}",
]
TREES = [
    "{type: object, properties: {not: {$ref: '#/components/schemas/S'}}, default: {not: {}}}",
    "{type: array, items: {anyOf: [{$ref: '#/components/schemas/S'}]}, default: []}",
    "{allOf: [{type: object}, {properties: {s: {$ref: '#/components/schemas/S'}}}]}",
]


def with_schema(schema: str) -> Api:
    """An operation with a parameter of the schema `S`."""
    return api_of(
        """
        parameters: [{name: p, in: query, schema: {$ref: '#/components/schemas/S'}}]
        responses: {200: {description: fine}}
        """,
        rest=f"components: {{schemas: {{S: {schema}}}}}",
    )


@pytest.mark.parametrize("schema", CYCLES)
def test_a_schema_that_is_made_of_itself_is_named_and_not_asked(schema: str) -> None:
    (found,) = findings(with_schema(schema), ("/a", "get")).diagnostics
    assert found.code == "AZ811"
    assert found.message.startswith("this schema is made of itself")


@pytest.mark.parametrize("schema", TREES)
def test_a_schema_may_contain_itself_one_level_down(schema: str) -> None:
    assert findings(with_schema(schema), ("/a", "get")).diagnostics == []


class Panic(BaseException):
    """As PyO3 raises it where Rust panics."""


def test_a_panic_of_the_library_ends_its_findings_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def panic(version: str, root: object) -> None:
        raise Panic

    monkeypatch.setattr("arazzo_gen.openapi.validate_worker._errors", panic)
    report = findings(api_of("responses: {200: {description: 5}}"), ("/a", "get"))
    assert [(d.code, "Panic" in d.message) for d in report.diagnostics] == [("AZ811", True)]


def test_what_the_reader_of_a_place_has_said_is_not_said_again() -> None:
    api = api_of("parameters: [{name: p}]\nresponses: {200: {description: fine}}")
    api.operation()
    ref = find_by_pointer(api.document, ("paths", "/a", "get"))
    assert ref is not None
    validate(api.document, api.report, [ref])
    assert [d.code for d in api.report.diagnostics] == ["AZ806"]


def test_findings_are_few_and_short() -> None:
    many = ", ".join(f"{{name: p{i}, in: query, schema: {{type: t{i}}}}}" for i in range(40))
    big = ", ".join(f"k{i}: value" for i in range(100))
    api = api_of(
        f"parameters: [{many}]\nresponses: {{200: {{description: {{{big}}}}}}}", version="3.0.0"
    )
    report = findings(api, ("/a", "get"))
    assert 2 <= len(report.diagnostics) <= 6
    assert all(len(d.message) <= 140 for d in report.diagnostics)
    assert "more findings" in report.diagnostics[-1].message


def test_nothing_outside_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    secret = tmp_path / "secret.yaml"
    secret.write_text("type: [wrong")
    api = api_of(
        f"""
        parameters:
          - {{name: a, in: query, schema: {{$ref: 'http://127.0.0.1:9/x.json'}}}}
          - {{name: b, in: query, schema: {{$ref: 'file://{secret}'}}}}
          - {{name: c, in: query, schema: {{$id: 'http://127.0.0.1:9/', $ref: '#/x'}}}}
          - {{name: d, in: query, schema: {{$schema: 'http://127.0.0.1:9/'}}}}
          - {{name: e, in: query, schema: {{$dynamicRef: 'http://127.0.0.1:9/y'}}}}
        responses: {{200: {{description: fine}}}}
        """
    )
    report = findings(api, ("/a", "get"))
    assert all("127.0.0.1:9/x" not in d.message for d in report.diagnostics)


@pytest.mark.parametrize("scheme", ["http", "https", "ftp", "FTP", "file", "data", "gopher"])
@pytest.mark.parametrize("key", ["$ref", "$dynamicRef", "$id"])
def test_no_scheme_is_read(scheme: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def note(*args: object, **kwargs: object) -> None:
        asked.append(args)
        raise OSError

    for place in ("socket.socket.connect", "socket.getaddrinfo", "urllib.request.urlopen"):
        monkeypatch.setattr(place, note)
    monkeypatch.setattr("jsonschema_path.retrievers.urlopen", note)
    schema = {key: f"{scheme}://127.0.0.1:9/x.json"}
    if key == "$id":
        schema["$ref"] = "y.json"
    responses = {"200": {"description": "It."}}
    parameter = {"name": "a", "in": "query", "schema": schema}
    paths = {"/a": {"get": {"parameters": [parameter], "responses": responses}}}
    info = {"title": "A", "version": "1"}
    run_validator("3.1", {"openapi": "3.1.0", "info": info, "paths": paths})
    assert asked == []


def test_other_files_are_part_of_it() -> None:
    api = api_of(
        "responses: {200: {$ref: 'parts.yaml#/r'}}",
        parts_yaml="""
        r: {description: fine, content: {a/b: {schema: {$ref: '#/s'}}}}
        s: {type: array, items: {$ref: '#/s'}, minItems: none}
        """,
    )
    (found,) = findings(api, ("/a", "get")).diagnostics
    assert found.span is not None
    assert found.span.file.name == "parts.yaml"
    assert line_of(found).startswith("none")


@pytest.mark.parametrize(
    "operation",
    [
        "responses: {200: {$ref: '#/nowhere'}}",
        "parameters: [{$ref: '#/components/parameters/none'}]",
        "parameters: [5, null, {}]",
        "parameters: {}",
        "responses: [1]",
        "requestBody: {content: {a/b: {schema: [1]}}}",
        "responses: {200: {$ref: '#/paths/~1a/get/responses/200'}}",
        "parameters: [{name: p, in: query, schema: {type: string, pattern: '('}}]",
        "parameters: [{name: p, in: query, schema: {$ref: '#/paths/~1a/get'}}]",
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_broken_documents_end_in_warnings(operation: str, version: str) -> None:
    api = api_of(operation, version=version)
    report = findings(api, ("/a", "get"))
    assert not report.has_errors
    assert not findings(api).has_errors


def test_recursive_schemas_are_no_trouble() -> None:
    api = api_of(
        """
        responses:
          200:
            description: fine
            content: {a/b: {schema: {$ref: '#/components/schemas/Tree'}}}
        """,
        """
        components:
          schemas:
            Tree:
              type: object
              properties: {kids: {type: array, items: {$ref: '#/components/schemas/Tree'}}}
        """,
    )
    assert findings(api, ("/a", "get")).diagnostics == []


def test_deep_schemas_are_no_trouble() -> None:
    deep = "{type: string}"
    for _ in range(90):
        deep = f"{{type: array, items: {deep}}}"
    api = api_of(f"parameters: [{{name: p, in: query, schema: {deep}}}]")
    assert not findings(api, ("/a", "get")).has_errors


def test_circles_through_other_files_end() -> None:
    api = api_of(
        "responses: {200: {description: d, content: {a/b: {schema: {$ref: 'x.yaml'}}}}}",
        x_yaml="properties: {y: {$ref: 'y.yaml'}}",
        y_yaml="properties: {x: {$ref: 'x.yaml'}, self: {$ref: '#'}}",
    )
    assert findings(api, ("/a", "get")).diagnostics == []


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (150, [150]), (151, [76, 75]), (900, [225] * 4)]
)
def test_many_operations_are_validated_in_parts_of_one_size(count: int, sizes: list[int]) -> None:
    paths = "".join(
        f"  /a{each}: {{get: {{responses: {{200: {{description: []}}}}}}}}\n"
        for each in range(count)
    )
    assert asked_about(paths) == sizes


def test_the_library_is_not_asked_about_parts_that_are_surely_clean() -> None:
    def paths(wrong: Sequence[int]) -> str:
        return "".join(
            f"  /a{each}: {{get: {{responses: {{200: {{description: {text}}}}}}}}}\n"
            for each in range(160)
            for text in ("[]" if each in wrong else "fine",)
        )

    assert asked_about(paths([])) == []
    assert asked_about(paths([100])) == [80]
    assert asked_about(paths([1, 100])) == [80, 80]


def asked_about(paths: str) -> list[int]:
    """The number of paths of each part of a document that the library is asked about."""
    api = read_api(f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}  x-a: 1\n")
    parts: list[int] = []

    class Counting(ValidationRunner):
        def begin(self, version: str, root: Mapping[str, Any]) -> Callable[[], Verdict]:
            parts.append(len(root["paths"]))
            return Verdict

    begin_validation(api.document, operations(api.document), Counting())(Report())
    return parts


def build(text: str, store: Store, **files: str) -> tuple[int, list[str]]:
    """How many copies are made of all operations to validate them, and the findings."""
    api = read_api(text, **files)
    report = Report()
    runner = ValidationRunner(store)
    with patch("arazzo_gen.openapi.validate.bundle", side_effect=bundle) as copies:
        begin_validation(api.document, operations(api.document), runner)(report)
    return copies.call_count, [found.code for found in report.diagnostics]


API = """
openapi: 3.0.3
info: {title: T, version: '1'}
paths: {/a: {get: {responses: {200: {description: %s}}}}}
"""


def test_a_document_in_which_nothing_was_found_is_not_even_copied_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert build(API % "fine", store) == (1, [])
    assert build(API % "fine", store) == (0, [])
    assert build(API % "other", store) == (1, [])


def test_what_was_found_is_found_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for _ in range(2):
        assert build(API % "[]", store) == (1, ["AZ801"])


def test_another_file_may_have_changed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    text = API % "fine, content: {a/b: {schema: {$ref: x.yaml}}}"
    assert build(text, store, x_yaml="type: string") == (1, [])
    assert build(text, store, x_yaml="type: strng") == (1, ["AZ801"])
