"""Each finding of openapi-spec-validator is at the line and column of what it speaks of, once."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import yaml

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi import validate_places
from arazzo_gen.openapi.operations import operations
from arazzo_gen.openapi.validate import begin_validation
from arazzo_gen.openapi.validate_runner import ValidationRunner
from arazzo_gen.openapi.validate_worker import run_validator
from unit.openapi.documents import Api, read_api

Tokens = tuple[str, ...]
Found = tuple[int, int, str]

GET: Tokens = ("paths", "/a/{id}", "get")
BODY: Tokens = (*GET, "responses", "200", "content", "application/json", "schema")
PARAMETERS: Tokens = (*GET, "parameters")
SCHEMA: Tokens = ("components", "schemas", "Thing")


def of_openapi_3(version: str) -> dict[str, Any]:
    """A valid document of OpenAPI 3."""
    text = {"type": "string"}
    parameter = {"name": "id", "in": "path", "required": True, "schema": text}
    thing = {"type": "object", "properties": {"name": {"type": "string"}}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    get = {
        "operationId": "getA",
        "parameters": [parameter],
        "responses": {"200": {"description": "fine", "content": content}},
    }
    return {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://a.test"}],
        "paths": {"/a/{id}": {"get": get}},
        "components": {"schemas": {"Thing": thing, "Other": {"type": "object"}}},
    }


def of_swagger() -> dict[str, Any]:
    """A valid document of Swagger 2.0."""
    parameter = {"name": "id", "in": "path", "required": True, "type": "string"}
    thing = {"type": "object", "properties": {"name": {"type": "string"}}}
    answer = {"description": "fine", "schema": {"$ref": "#/definitions/Thing"}}
    get = {"operationId": "getA", "parameters": [parameter], "responses": {"200": answer}}
    return {
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "host": "a.test",
        "paths": {"/a/{id}": {"get": get}},
        "definitions": {"Thing": thing},
    }


def changed(document: dict[str, Any], *changes: tuple[Tokens, Any]) -> dict[str, Any]:
    """A document with other values at some places; None takes one away."""
    made = copy.deepcopy(document)
    for tokens, value in changes:
        here: Any = made
        for token in tokens[:-1]:
            here = here[int(token)] if isinstance(here, list) else here.setdefault(token, {})
        if value is None:
            del here[tokens[-1]]
        elif isinstance(here, list):
            here.append(copy.deepcopy(value))
        else:
            here[tokens[-1]] = copy.deepcopy(value)
    return made


def position(text: str, tokens: Sequence[str], *, key: bool = False) -> tuple[int, int]:
    """The line and column of a place in a text, by PyYAML, which reads JSON too."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for index, token in enumerate(tokens):
        if isinstance(node, yaml.SequenceNode):
            node = node.value[int(token)]
            continue
        assert isinstance(node, yaml.MappingNode), (tokens, index)
        entry = next(entry for entry in node.value if entry[0].value == token)
        node = entry[0] if key and index == len(tokens) - 1 else entry[1]
    assert node is not None
    return node.start_mark.line + 1, node.start_mark.column + 1


def findings(api: Api, *, whole: bool = True) -> list[Found]:
    """What is found in a document: line, column and message."""
    report = Report()
    refs = None if whole else operations(api.document)
    begin_validation(api.document, refs, ValidationRunner())(report)
    assert {each.code for each in report.diagnostics} <= {"AZ801"}
    spans = [(each.span, each.message) for each in report.diagnostics]
    return sorted((span.line, span.column, text) for span, text in spans if span is not None)


WRITERS: dict[str, Callable[[Any], str]] = {
    "yaml": lambda value: yaml.safe_dump(value, sort_keys=False),
    "flow": lambda value: yaml.safe_dump(value, sort_keys=False, default_flow_style=True),
    "json": lambda value: json.dumps(value, indent=2),
}

TWICE = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
SAME_ID = {"operationId": "getA", "responses": {"200": {"description": ""}}}
KEY: Tokens = ("components", "securitySchemes", "key")
NAME: Tokens = (*SCHEMA, "properties", "name")
OTHER: Tokens = ("components", "schemas", "Other")
ENUM = ["a", "b", "a"]
BOTH = ("3.0.3", "3.1.0")
CASES: list[tuple[tuple[str, ...], list[tuple[Tokens, Any]], list[tuple[Tokens, bool, str]]]] = [
    # An enum.
    (("3.0.3",), [((*NAME, "enum"), ENUM)], [((*NAME, "enum"), False, "non-unique elements")]),
    (("3.0.3",), [((*PARAMETERS, "0", "schema", "enum"), [1, 1])],
     [((*PARAMETERS, "0", "schema", "enum"), False, "non-unique")]),
    (("3.0.3",), [((*NAME, "enum"), [])], [((*NAME, "enum"), False, "[] should be non-empty")]),
    (BOTH, [((*NAME, "enum"), "a")], [((*NAME, "enum"), False, "is not of type 'array'")]),
    # Parameters.
    (BOTH, [((*PARAMETERS, "-"), TWICE)],
     [((*PARAMETERS, "1"), False, "duplicate parameter 'id'")]),
    (BOTH, [((*PARAMETERS, "-"), {**TWICE, "schema": {"type": "string"}})],
     [((*PARAMETERS, "1"), False, "duplicate parameter 'id'")]),
    (BOTH, [((*PARAMETERS, "-"), {"name": "q", "in": "qery", "schema": {"type": "string"}})],
     [((*PARAMETERS, "1", "in"), False, "'qery' is not one of")]),
    (BOTH, [((*PARAMETERS, "0", "name"), 5)], [((*PARAMETERS, "0", "name"), False, "5 is not of")]),
    # Schemas.
    (BOTH, [((*NAME, "type"), "strng")], [((*NAME, "type"), False, "'strng' is not")]),
    (BOTH, [((*NAME, "minLength"), "x"), ((*OTHER, "properties", "name", "minLength"), "x")],
     [((*NAME, "minLength"), False, "'x' is not of type 'integer'"),
      ((*OTHER, "properties", "name", "minLength"), False, "'x' is not of type 'integer'")]),
    (BOTH, [((*SCHEMA, "properties"), ["name"])],
     [((*SCHEMA, "properties"), False, "is not of type 'object'")]),
    (BOTH, [((*SCHEMA, "required"), ["name", "name"])],
     [((*SCHEMA, "required"), False, "non-unique elements")]),
    (BOTH, [((*NAME, "default"), 5)], [((*NAME, "default"), False, "5 is not of type 'string'")]),
    (BOTH, [((*SCHEMA, "default"), {"name": 5})],
     [((*SCHEMA, "default", "name"), False, "5 is not of type 'string'")]),
    (BOTH, [((*SCHEMA, "allOf"), [{"type": "object"}]), ((*SCHEMA, "required"), ["nme"])],
     [((*SCHEMA, "required"), False, "'nme'")]),
    (("3.1.0",), [((*NAME, "pattern"), "(")],
     [((*NAME, "pattern"), False, "'(' is not a 'regex'")]),
    (("3.0.3",), [((*NAME, "colour"), 1)], [((*NAME, "colour"), True, "'colour' was unexpected")]),
    # Of several alternatives, the one that is meant.
    (BOTH, [((*PARAMETERS, "0", "required"), None)],
     [((*PARAMETERS, "0"), False, "'required' is a required property")]),
    (BOTH, [((*PARAMETERS, "0", "schema"), None)], [((*PARAMETERS, "0"), False, "'schema' is")]),
    (BOTH, [(KEY, {"type": "apikey", "name": "x", "in": "header"})],
     [((*KEY, "type"), False, "'apikey' is not one of ['apiKey', 'http', ")]),
    (BOTH, [(KEY, {"type": "apiKey", "name": "x", "in": "body"})],
     [((*KEY, "in"), False, "'body' is not one of ['")]),
    (BOTH, [((*SCHEMA, "additionalProperties"), {"type": "strng"})],
     [((*SCHEMA, "additionalProperties", "type"), False, "'strng' is not one of")]),
    (BOTH, [((*NAME, "oneOf"), [{"type": "string"}, {"type": "strng"}])],
     [((*NAME, "oneOf", "1", "type"), False, "'strng' is not one of")]),
    # The rest.
    (BOTH, [(("paths", "b"), {"get": {"responses": {"200": {"description": ""}}}})],
     [(("paths", "b"), True, "'b' was unexpected")]),
    (BOTH, [((*GET, "requestBody"), {"required": True})],
     [((*GET, "requestBody"), False, "'content' is a required property")]),
    (BOTH, [(("info", "version"), None)], [(("info",), False, "'version' is a required property")]),
    (BOTH, [(("info", "version"), 1)], [(("info", "version"), False, "1 is not of type 'string'")]),
    (BOTH, [(("servers", "0", "url"), None)], [(("servers", "0"), False, "'url' is a required")]),
    (BOTH, [(("servers", "0", "adress"), "x")], [(("servers", "0", "adress"), True, "'adress'")]),
    (BOTH, [((*GET, "respones"), {})], [((*GET, "respones"), True, "'respones'")]),
    (BOTH, [((*GET, "responses", "200", "description"), ["x"])],
     [((*GET, "responses", "200", "description"), False, "is not of type 'string'")]),
    (BOTH, [((*GET, "deprecated"), "no")], [((*GET, "deprecated"), False, "'no' is not of type")]),
    (BOTH, [(("paths", "/b", "get"), SAME_ID)],
     [(("paths", "/b", "get", "operationId"), False, "'getA'")]),
    (BOTH, [(("tags",), [{"name": "x"}, {"name": "y"}, {"name": "x"}])],
     [(("tags", "2"), False, "'x'")]),
]  # fmt: skip

RESPONSE: Tokens = (*GET, "responses", "200")
OLD_NAME: Tokens = ("definitions", "Thing", "properties", "name")
OLD: list[tuple[list[tuple[Tokens, Any]], list[tuple[Tokens, bool, str]]]] = [
    ([((*OLD_NAME, "enum"), ENUM)], [((*OLD_NAME, "enum"), False, "non-unique elements")]),
    ([((*OLD_NAME, "enum"), [])], [((*OLD_NAME, "enum"), False, "[] ")]),
    (
        [((*PARAMETERS, "-"), {"name": "id", "in": "path", "required": True, "type": "integer"})],
        [((*PARAMETERS, "1"), False, "duplicate parameter 'id'")],
    ),
    ([((*PARAMETERS, "0", "type"), "strng")], [((*PARAMETERS, "0", "type"), False, "'strng'")]),
    ([((*PARAMETERS, "0", "required"), None)], [((*PARAMETERS, "0"), False, "'required' is")]),
    (
        [((*PARAMETERS, "-"), {"name": "b", "in": "body"})],
        [((*PARAMETERS, "1"), False, "'schema'")],
    ),
    (
        [((*PARAMETERS, "-"), {"name": "b", "in": "qery", "type": "string"})],
        [((*PARAMETERS, "1", "in"), False, "'qery' is not one of ['")],
    ),
    ([((*PARAMETERS, "0", "default"), 5)], [((*PARAMETERS, "0", "default"), False, "5 is not")]),
    ([((*OLD_NAME, "type"), "strng")], [((*OLD_NAME, "type"), False, "'strng'")]),
    ([((*OLD_NAME, "default"), 5)], [((*OLD_NAME, "default"), False, "5 is not of type")]),
    ([((*RESPONSE, "description"), None)], [(RESPONSE, False, "'description' is a required")]),
    ([(("info", "title"), 1)], [(("info", "title"), False, "1 is not of type 'string'")]),
    ([(("basepath",), "/v1")], [(("basepath",), True, "'basepath' was unexpected")]),
    ([(("schemes",), ["http", "htps"])], [(("schemes", "1"), False, "'htps' is not one of")]),
]


def table() -> list[Any]:
    """The cases, one for each version."""
    found = []
    for versions, changes, expected in CASES:
        for version in versions:
            base = of_openapi_3(version)
            label = f"{version}-{'/'.join(changes[0][0][-3:])}"
            found.append(pytest.param(changed(base, *changes), expected, id=label))
    for changes, expected in OLD:
        label = f"2.0-{'/'.join(changes[0][0][-3:])}"
        found.append(pytest.param(changed(of_swagger(), *changes), expected, id=label))
    return found


def test_the_documents_are_valid() -> None:
    for document in (of_openapi_3("3.0.3"), of_openapi_3("3.1.0"), of_swagger()):
        assert findings(read_api(json.dumps(document))) == []


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize(("document", "expected"), table())
def test_a_fault_is_found_once_and_at_its_place(
    document: dict[str, Any], expected: list[tuple[Tokens, bool, str]], writer: str
) -> None:
    text = WRITERS[writer](document)
    found = findings(read_api(text))
    places = sorted(position(text, tokens, key=key) for tokens, key, _ in expected)
    assert [(line, column) for line, column, _ in found] == places
    for (_, _, message), (_, _, part) in zip(found, expected, strict=True):
        assert part in message


EXACT = """\
openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /a:
    get:
      parameters:
        - {name: q, in: query, schema: {type: string, enum: [a, b, a]}}
        - {name: q, in: query, schema: {type: string}}
      responses: {200: {$ref: '#/components/responses/Fine'}}
    post:
      responses: {200: {$ref: '#/components/responses/Fine'}}
components:
  responses:
    Fine:
      description: fine
      content: {application/json: {schema: {$ref: 'parts.yaml#/Part'}}}
"""
PARTS = """\
Part:
  type: object
  properties:
    kind: {type: string, enum: [x, x]}
"""


@pytest.mark.parametrize("whole", [True, False])
def test_a_fault_of_another_file_and_of_what_two_operations_share(whole: bool) -> None:
    found = findings(read_api(EXACT, parts_yaml=PARTS), whole=whole)
    assert found == [
        (4, 32, "['x', 'x'] has non-unique elements"),
        (7, 61, "['a', 'b', 'a'] has non-unique elements"),
        (8, 11, "duplicate parameter 'q'"),
    ]


def test_two_equal_faults_are_two_findings() -> None:
    wrong = {"type": "object", "properties": {"a": {"type": "strng"}}}
    base = of_openapi_3("3.1.0")
    document = changed(base, ((*SCHEMA,), wrong), ((*OTHER,), wrong))
    text = WRITERS["json"](document)
    places = [(*each, "properties", "a", "type") for each in (SCHEMA, OTHER)]
    found = [(line, column) for line, column, _ in findings(read_api(text))]
    assert found == [position(text, each) for each in places]


def test_the_work_grows_with_the_faults_of_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    target = validate_places.Places._target

    def counted(places: validate_places.Places, place: Tokens, value: Any) -> Any:
        looked.append(place)
        return target(places, place, value)

    monkeypatch.setattr(validate_places.Places, "_target", counted)
    for count in (20, 80):
        tags = [{"name": f"t{at // 2}"} for at in range(2 * count)]
        verdict = run_validator("3.1", {**of_openapi_3("3.1.0"), "tags": tags})
        assert [each.place for each in verdict.findings] == [
            ("tags", str(2 * at + 1)) for at in range(count)
        ]
        assert len(looked) <= 10 * count
        looked.clear()
