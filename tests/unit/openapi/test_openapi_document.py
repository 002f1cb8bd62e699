"""The top level of an OpenAPI document, and the index of its operations."""

from __future__ import annotations

from pathlib import Path

import pytest

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.document import load_openapi
from arazzo_gen.openapi.operations import find_by_id, find_by_pointer, operation_ids
from arazzo_gen.openapi.refs import Refs
from unit.openapi.documents import Files, read_api


@pytest.mark.parametrize(
    ("head", "version"),
    [
        ("openapi: 3.0.3", "3.0"),
        ("openapi: 3.1.1", "3.1"),
        ("openapi: 3.2.0", "3.2"),
        ("openapi: '3.1'", "3.1"),
        ("openapi: 3.1", "3.1"),
        ("openapi: 3.0.0-rc1", "3.0"),
        ("swagger: '2.0'", "2.0"),
        ("swagger: 2.0", "2.0"),
    ],
)
def test_versions(head: str, version: str) -> None:
    api = read_api(f"{head}\ninfo: {{title: Shop}}\n")
    assert api.document.version == version
    assert api.document.title == "Shop"


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("arazzo: 1.0.1", "AZ805", "an Arazzo document"),
        ("asyncapi: 3.0.0", "AZ805", "an AsyncAPI document"),
        ("swaggerVersion: '1.2'", "AZ805", "Swagger 1.x"),
        ("info: {}", "AZ805", "no `openapi` field"),
        ("[1]", "AZ805", "an array"),
        ("'<!DOCTYPE html><html></html>'", "AZ805", "a string"),
        ("openapi: 4.0.0", "AZ809", "4.0.0"),
        ("openapi: 2.0", "AZ809", "2.0"),
        ("openapi: [3]", "AZ809", "an array"),
        ("openapi: null", "AZ809", "null"),
        ("swagger: '3.0.0'", "AZ809", "3.0.0"),
    ],
)
def test_other_documents_are_refused(text: str, code: str, message: str) -> None:
    files = Files({"api.yaml": text})
    root = files.load(Path("/api.yaml"), None)
    assert root is not None
    report = Report()
    assert load_openapi(root, "api", Refs(files, report), report) is None
    assert [d.code for d in report.diagnostics] == [code]
    assert message in report.diagnostics[0].message
    assert report.has_errors


@pytest.mark.parametrize(
    ("servers", "expected"),
    [
        ("[{url: 'https://a.example/v1/'}]", "https://a.example/v1"),
        ("[{url: /v1}, {url: 'http://b.example'}]", "http://b.example"),
        ("[{url: /v1}]", None),
        ("[]", None),
        ("nonsense", None),
        ("[3, {url: 4}, {}]", None),
        (
            "[{url: 'https://{region}.example:{port}', variables:"
            " {region: {default: eu}, port: {default: 8443}}}]",
            "https://{region}.example:{port}",
        ),
        ("[{url: 'https://{r}.example', variables: {r: {enum: [us]}}}]", "https://us.example"),
    ],
)
def test_servers(servers: str, expected: str | None) -> None:
    api = read_api(f"openapi: 3.1.0\nservers: {servers}\n")
    assert api.document.server.url == expected


def test_a_variable_without_default_is_reported() -> None:
    api = read_api("openapi: 3.1.0\nservers: [{url: 'https://{r}.example'}]\n")
    assert api.document.server.url is None
    assert api.found == ["AZ808 the server variable 'r' has no default, so this URL is not used"]


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("{default: eo, enum: [eu, us]}", "did you mean 'eu'?"),
        ("{default: moon, enum: [eu, us]}", "write one of `eu`, `us`"),
        ("{default: eu, enum: [eu, us]}", None),
        ("{default: 8443, enum: ['8443']}", None),
        ("{default: eu, enum: []}", None),
        ("{default: eu, enum: 3}", None),
    ],
)
def test_a_default_that_is_not_in_the_enum_is_reported(variable: str, hint: str | None) -> None:
    url = "https://{r}.example"
    api = read_api(f"openapi: 3.1.0\nservers: [{{url: '{url}', variables: {{r: {variable}}}}}]\n")
    assert api.document.server.url is not None
    assert [found.help for found in api.report.diagnostics] == ([hint] if hint else [])


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("{host: a.example, basePath: /v1/, schemes: [http, https]}", "https://a.example/v1"),
        ("{host: a.example, schemes: [http]}", "http://a.example"),
        ("{host: 'a.example:81'}", "https://a.example:81"),
        ("{basePath: /v1}", None),
        ("{host: [x], schemes: 5}", None),
    ],
)
def test_swagger_servers(head: str, expected: str | None) -> None:
    api = read_api(f"{head[:-1]}, swagger: '2.0'}}")
    assert api.document.server.url == expected


PATHS = """
openapi: 3.2.0
paths:
  /a:
    get: {operationId: one}
    post: {operationId: two}
    additionalOperations:
      LINK: {operationId: linked}
  /b/{id}:
    $ref: '#/components/pathItems/b'
  /c: {$ref: 'other.yaml'}
  /d: {get: {operationId: one}, query: {}, put: 5}
  x-more: {get: {operationId: hidden}}
components:
  pathItems:
    b: {delete: {operationId: three}}
webhooks:
  hook: {post: {operationId: hook}}
"""
OTHER = "patch: {operationId: four}"


def test_operations_are_found_by_id() -> None:
    document = read_api(PATHS, other_yaml=OTHER).document
    assert operation_ids(document) == ["one", "two", "linked", "three", "four"]
    assert [(r.method, r.path) for r in find_by_id(document, "three")] == [("DELETE", "/b/{id}")]
    assert [(r.method, r.path) for r in find_by_id(document, "four")] == [("PATCH", "/c")]
    assert [(r.method, r.path) for r in find_by_id(document, "linked")] == [("LINK", "/a")]
    assert find_by_id(document, "hidden") == find_by_id(document, "ONE") == []


def test_duplicates_are_all_found() -> None:
    document = read_api(PATHS, other_yaml=OTHER).document
    assert [ref.path for ref in find_by_id(document, "one")] == ["/a", "/d"]


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (("paths", "/a", "post"), "POST /a"),
        (("paths", "/b/{id}", "delete"), "DELETE /b/{id}"),
        (("paths", "/d", "query"), "QUERY /d"),
        (("paths", "/a", "additionalOperations", "LINK"), "LINK /a"),
        (("components", "pathItems", "b", "delete"), "DELETE /b/{id}"),
        (("paths", "/a", "put"), None),
        (("paths", "/nowhere", "get"), None),
        (("paths", "/d", "put"), None),
        (("webhooks", "hook", "post"), None),
        (("paths",), None),
        ((), None),
    ],
)
def test_operations_are_found_by_pointer(tokens: tuple[str, ...], expected: str | None) -> None:
    ref = find_by_pointer(read_api(PATHS, other_yaml=OTHER).document, tokens)
    assert (f"{ref.method} {ref.path}" if ref else None) == expected


def test_nothing_is_loaded_before_operations_are_asked_for() -> None:
    api = read_api(PATHS, other_yaml=OTHER)
    assert api.files.asked == ["api.yaml"]


@pytest.mark.parametrize("paths", ["5", "[]", "{/a: 5}", "{/a: {get: [], x: {}}}", "null"])
def test_broken_paths_have_no_operations(paths: str) -> None:
    assert operation_ids(read_api(f"openapi: 3.1.0\npaths: {paths}\n").document) == []
