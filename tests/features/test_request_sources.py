"""OpenAPI documents of every version, in several files, of which only what steps reach is read."""

from __future__ import annotations

import time
from typing import Any

import pytest
from one_call import Made, openapi, workflow

STEP = """
steps:
- stepId: call
  operationId: call
  parameters: [{name: ids, in: query, value: [1, 2]}, {name: id, in: path, value: a}]
  requestBody: {payload: {name: $inputs.name}}
  outputs: {state: $response.body#/state, kind: $response.header.X-Kind}
outputs: {state: $steps.call.outputs.state, kind: $steps.call.outputs.kind}
"""
ROOT = """
openapi: 3.2.0
$self: https://apis.test/main/api.openapi.yaml
info: {title: Split, version: '1'}
servers: [{url: 'https://api.test'}]
tags: [{name: b}, {name: a, kind: nav, parent: b}]
security: [{key: []}]
paths:
  /things/{id}: {$ref: 'paths/things.yaml#/things'}
components:
  securitySchemes: {key: {$ref: 'shared/security.json#/key'}}
"""
THINGS = """
things:
  parameters: [{$ref: '../shared/parts.yaml#/parameters/Id'}]
  post:
    operationId: call
    parameters: [{$ref: '../shared/parts.yaml#/parameters/Ids'}]
    requestBody: {$ref: '../shared/parts.yaml#/bodies/Thing'}
    responses:
      '200': {$ref: '../shared/parts.yaml#/responses/Thing'}
"""
PARTS = """
parameters:
  Id: {name: id, in: path, required: true, style: label, schema: {type: string}}
  Ids: {name: ids, in: query, explode: false, schema: {$ref: 'schemas.yaml#Ids'}}
bodies:
  Thing: {content: {application/json: {$ref: '#/media/Thing'}}}
media:
  Thing: {schema: {$ref: 'schemas.yaml#/Thing'}, examples: {a: {$ref: '#/none'}}}
responses:
  Thing:
    description: A thing
    headers: {X-Kind: {$ref: '#/headers/Kind'}}
    content: {application/json: {$ref: '#/media/Thing'}}
headers:
  Kind: {required: true, schema: {type: string}}
"""
SCHEMAS = """
Ids: {$anchor: Ids, type: array, items: {type: integer}}
Thing:
  type: object
  properties: {name: {type: string}, state: {$ref: 'https://ids.test/state'}}
State: {$id: 'https://ids.test/state', enum: [open, done]}
"""
FILES = {
    "paths/things.yaml": THINGS,
    "shared/parts.yaml": PARTS,
    "shared/schemas.yaml": SCHEMAS,
    "shared/security.json": '{"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}',
}


def split(**changed: str) -> Made:
    """The workflow over several files, some of which have another text."""
    more: dict[str, Any] = {**FILES}
    for name, text in changed.items():
        key = next(each for each in more if name in each)
        more[key] = text
    return workflow(STEP, inputs="name: {type: string}", sources=ROOT, more=more)  # type: ignore[arg-type]


def test_everything_by_reference_into_other_files() -> None:
    made = split()
    assert made.codes == []
    outcome = made.answered({"state": "open"}, headers={"X-Kind": "k"}, name="n", key="secret")
    sent = outcome.requests[0]
    assert sent.url.raw_path == b"/things/.a?ids=1,2"
    assert (sent.headers["X-Key"], sent.content) == ("secret", b'{"name":"n"}')
    assert (outcome.outputs.state, outcome.outputs.kind) == ("open", "k")
    assert "Literal['open', 'done']" in made.code.replace('"', "'")


def test_a_finding_is_in_the_file_where_the_author_wrote_it() -> None:
    made = split(schemas=SCHEMAS.replace("https://ids.test/state'}}", "#/Stat'}}"))
    assert "shared/schemas.yaml:5:" in made.built.report
    assert "AZ802" in made.codes
    assert "did you mean 'State'?" in made.built.report
    made = split(parts=PARTS.replace("in: path,", "in: pathh,"))
    assert "shared/parts.yaml:3:" in made.built.report


def test_a_finding_of_the_validator_that_is_about_no_value() -> None:
    document = {**openapi(), "openapi": "3.2.0", "tags": [{"name": "a", "parent": "b"}]}
    made = workflow("steps: [{stepId: a, operationId: call}]", sources=document)
    assert made.codes == ["AZ801"]


BROKEN = {
    "get": {
        "operationId": "other",
        "parameters": [{"name": "x", "in": "nowhere"}, {"$ref": "#/components/nothing"}],
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "gone.yaml#/A"}}}},
        "responses": {"oops": {"description": 1}, "200": {"$ref": "missing.json"}},
    }
}


def test_what_no_step_reaches_is_not_looked_at() -> None:
    document = openapi()
    document["paths"]["/other"] = BROKEN
    document["components"] = {"schemas": {"Bad": {"type": "nonsense", "$ref": "#/nowhere"}}}
    assert workflow("steps: [{stepId: a, operationId: call}]", sources=document).codes == []
    reached = workflow("steps: [{stepId: a, operationId: other}]", sources=document)
    assert len(reached.codes) > 2


def test_a_large_document_costs_what_its_workflow_uses() -> None:
    """Two documents of 400 and 2,000 operations: the part behind reading hardly grows."""

    def seconds(count: int) -> float:
        document = openapi()
        properties = {f"p{n}": {"type": "string", "description": "x" * 40} for n in range(20)}
        schemas = {
            f"S{n}": {"properties": {**properties, "next": {"$ref": f"#/components/schemas/S{n}"}}}
            for n in range(count)
        }
        document["components"] = {"schemas": schemas}
        for n in range(count):
            content = {"application/json": {"schema": {"$ref": f"#/components/schemas/S{n}"}}}
            answer = {"200": {"description": "", "content": content}}
            document["paths"][f"/p{n}"] = {"get": {"operationId": f"o{n}", "responses": answer}}
        import json

        from arazzo_gen.diagnostics.model import Report
        from arazzo_gen.documents.loader import load_text
        from arazzo_gen.openapi.document import load_openapi
        from arazzo_gen.openapi.operations import find_by_id, read_operation
        from arazzo_gen.openapi.refs import Refs
        from arazzo_gen.openapi.validate import validate

        report = Report()
        root = load_text(json.dumps(document), "api.json", report)
        refs = Refs(None, report)  # type: ignore[arg-type]
        started = time.process_time()
        opened = load_openapi(root, "api", refs, report)
        assert opened is not None
        (ref,) = find_by_id(opened, "o7")
        read_operation(opened, ref, refs, report)
        validate(opened, report, [ref])
        return time.process_time() - started

    seconds(10)  # imports
    assert seconds(2000) < seconds(400) + 0.5


# --- OpenAPI 3.2 --------------------------------------------------------------------------


def newest(path_item: dict[str, Any], step: str, **fields: Any) -> Made:
    """A step of an OpenAPI 3.2 document with one path."""
    document = {**openapi(), "openapi": "3.2.0", "paths": {"/call": path_item}, **fields}
    return workflow(f"steps: [{{stepId: call, {step}}}]", sources=document)


ANSWER = {"200": {"description": ""}}


def test_methods_of_3_2() -> None:
    made = newest({"query": {"operationId": "q", "responses": ANSWER}}, "operationId: q")
    assert made.sent().method == "QUERY"
    other = {"additionalOperations": {"COPY": {"operationId": "c", "responses": ANSWER}}}
    assert newest(other, "operationId: c").sent().method == "COPY"
    path = "'{$sourceDescriptions.api.url}#/paths/~1call/additionalOperations/COPY'"
    assert newest(other, f"operationPath: {path}").sent().method == "COPY"


def test_media_types_of_components_and_sequences() -> None:
    media = {"$ref": "#/components/mediaTypes/Events"}
    operation = {
        "operationId": "call",
        "requestBody": {"content": {"application/jsonl": media}},
        "responses": {"200": {"description": "", "content": {"text/event-stream": media}}},
    }
    made = newest(
        {"post": operation},
        "operationId: call, requestBody: {payload: [{a: 1}]}, outputs: {all: $response.body}",
        components={"mediaTypes": {"Events": {"itemSchema": {"type": "object"}}}},
    )
    assert made.codes == []
    assert made.body() == '{"a":1}\n'


# --- Swagger 2.0 --------------------------------------------------------------------------


def swagger(own: list[dict[str, Any]], step: str, inputs: str = "", **fields: Any) -> Made:
    """A step of a Swagger 2.0 document with one operation."""
    operation = {"operationId": "call", "parameters": own, "responses": ANSWER}
    document = {
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "host": "api.test",
        "basePath": "/v1/",
        "schemes": ["http", "https"],
        "paths": {"/call": {"post": operation}},
        **fields,
    }
    steps = f"steps: [{{stepId: call, operationId: call, {step}}}]"
    return workflow(steps, inputs=inputs, sources=document)


@pytest.mark.parametrize(
    ("style", "query"),
    [
        ("csv", "v=a,b%2C"),
        ("ssv", "v=a%20b%2C"),
        ("tsv", "v=a%09b%2C"),
        ("pipes", "v=a%7Cb%2C"),
        ("multi", "v=a&v=b%2C"),
    ],
)
def test_collection_formats(style: str, query: str) -> None:
    array = {"type": "array", "items": {"type": "string"}, "collectionFormat": style}
    made = swagger(
        [{"name": "v", "in": "query", **array}],
        "parameters: [{name: v, in: query, value: [a, 'b,']}]",
    )
    assert str(made.sent().url) == f"https://api.test/v1/call?{query}"
    form = swagger(
        [{"name": "v", "in": "formData", **array}], "requestBody: {payload: {v: [a, 'b,']}}"
    )
    assert form.body() == query


@pytest.mark.parametrize(
    ("style", "segment", "header"),
    [("csv", "a,b%7C", "a,b|"), ("ssv", "a%20b%7C", "a b|"), ("pipes", "a%7Cb%7C", "a|b|")],
)
@pytest.mark.parametrize("value", ["[a, 'b|']", "$inputs.v"])
def test_collection_formats_in_paths_and_headers(
    style: str, segment: str, header: str, value: str
) -> None:
    array = {"type": "array", "items": {"type": "string"}, "collectionFormat": style}
    own = [{"name": "p", "in": "path", "required": True, **array}]
    own.append({"name": "X-V", "in": "header", **array})
    places = (("p", "path"), ("X-V", "header"))
    given = (f"{{name: {name}, in: {where}, value: {value}}}" for name, where in places)
    step = f"parameters: [{', '.join(given)}]"
    operation = {"operationId": "call", "parameters": own, "responses": ANSWER}
    made = swagger(
        own,
        step,
        paths={"/c/{p}": {"post": operation}},
        inputs="v: {type: array, items: {type: string}}" if value.startswith("$") else "",
    )
    assert made.codes == []
    sent = made.sent(**({"v": ["a", "b|"]} if value.startswith("$") else {}))
    assert sent.url.raw_path.decode() == f"/v1/c/{segment}"
    assert sent.headers["X-V"] == header


def test_tabs_between_the_items_of_a_path() -> None:
    array = {"type": "array", "items": {"type": "string"}, "collectionFormat": "tsv"}
    own = [{"name": "p", "in": "path", "required": True, **array}]
    operation = {"operationId": "call", "parameters": own, "responses": ANSWER}
    step = "parameters: [{name: p, in: path, value: [a, b]}]"
    made = swagger(own, step, paths={"/c/{p}": {"post": operation}})
    assert made.sent().url.raw_path == b"/v1/c/a%09b"


@pytest.mark.parametrize("required", [True, False])
def test_tabs_in_a_header_are_refused(required: bool) -> None:
    array = {"type": "array", "items": {"type": "string"}, "collectionFormat": "tsv"}
    own = [{"name": "X-V", "in": "header", "required": required, **array}]
    made = swagger(own, "parameters: [{name: X-V, in: header, value: [a, b]}]")
    assert made.codes == ["AZ613"]
    assert "AZ613" in swagger([{**own[0], "required": True}], "").codes
    plain = {"name": "X-V", "in": "header", "type": "string", "collectionFormat": "tsv"}
    made = swagger([plain], "parameters: [{name: X-V, in: header, value: a}]")
    assert made.sent().headers["X-V"] == "a"


@pytest.mark.parametrize(("place", "style"), [("header", "multi"), ("query", "xsv")])
def test_a_collection_format_that_does_not_exist(place: str, style: str) -> None:
    array = {"type": "array", "items": {"type": "string"}, "collectionFormat": style}
    made = swagger(
        [{"name": "v", "in": place, **array}],
        f"parameters: [{{name: v, in: {place}, value: [a, b]}}]",
    )
    assert made.codes == ["AZ806"]  # and not what the validator says of the same place, too
    assert "is used" in made.built.report
    sent = made.sent()
    assert (sent.headers.get("v") or sent.url.params["v"]) == "a,b"


def test_bodies_of_swagger() -> None:
    body = {"name": "whole", "in": "body", "schema": {"$ref": "#/definitions/A"}}
    made = swagger(
        [{"$ref": "#/parameters/Body"}],
        "requestBody: {payload: {a: 1}}",
        parameters={"Body": body},
        definitions={"A": {"type": "object", "properties": {"a": {"type": "integer"}}}},
        consumes=["application/xml", "application/vnd.a+json"],
    )
    assert made.codes == []
    sent = made.sent()
    assert (sent.headers["Content-Type"], sent.content) == ("application/vnd.a+json", b'{"a":1}')
    file = swagger(
        [{"name": "f", "in": "formData", "type": "file"}, {"name": "n", "in": "formData"}],
        "requestBody: {payload: {f: data, n: x}}",
    )
    assert file.sent().headers["Content-Type"].startswith("multipart/form-data; boundary=")


def test_a_required_parameter_of_swagger_has_its_default() -> None:
    made = swagger(
        [{"name": "v", "in": "header", "type": "integer", "required": True, "default": 3}], ""
    )
    assert made.sent().headers["v"] == "3"
