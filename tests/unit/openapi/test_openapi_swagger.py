"""Swagger 2.0, read as if it were OpenAPI 3."""

from __future__ import annotations

from textwrap import indent

import pytest

from unit.openapi.documents import Api, read_api


def swagger(operation: str, rest: str = "") -> Api:
    body = indent(operation, "      ")
    return read_api(f"swagger: '2.0'\n{rest}\npaths:\n  /a:\n    get:\n{body}\n")


@pytest.mark.parametrize(
    ("written", "style", "explode"),
    [
        ("in: query", "form", False),
        ("in: query, collectionFormat: multi", "form", True),
        ("in: query, collectionFormat: ssv", "spaceDelimited", False),
        ("in: query, collectionFormat: pipes", "pipeDelimited", False),
        ("in: query, collectionFormat: tsv", "tsv", False),
        ("in: header, collectionFormat: csv", "simple", False),
        ("in: path", "simple", False),
    ],
)
def test_collection_formats(written: str, style: str, explode: bool) -> None:
    api = swagger(f"parameters: [{{name: p, {written}, type: array, default: [1]}}]")
    parameter = api.operation().parameters[0]
    assert (parameter.style, parameter.explode) == (style, explode)
    assert parameter.schema is not None
    assert parameter.default is not None
    assert parameter.default.plain() == [1]


def test_a_body_parameter_is_the_body() -> None:
    api = swagger(
        "parameters: [{name: b, in: body, required: true, schema: {type: object}}]\n"
        "consumes: [application/xml]"
    )
    operation = api.operation()
    assert operation.parameters == ()
    assert operation.body is not None
    assert operation.body.required
    assert [m.content_type for m in operation.body.media] == ["application/xml"]


@pytest.mark.parametrize(
    ("extra", "consumes", "expected"),
    [
        ("type: string", "", "application/x-www-form-urlencoded"),
        ("type: file", "", "multipart/form-data"),
        ("type: string", "consumes: [multipart/form-data]", "multipart/form-data"),
        ("type: string", "consumes: [application/json]", "application/x-www-form-urlencoded"),
    ],
)
def test_form_parameters_are_a_form(extra: str, consumes: str, expected: str) -> None:
    api = swagger(
        f"parameters:\n- {{name: f, in: formData, required: true, {extra}}}\n"
        f"- {{name: tags, in: formData, type: array, collectionFormat: multi}}\n{consumes}"
    )
    body = api.operation().body
    assert body is not None
    media = body.media[0]
    assert media.content_type == expected
    assert media.schema is not None
    assert list(media.schema.entries["properties"].entries) == ["f", "tags"]
    assert media.schema.entries["required"].plain() == ["f"]
    assert media.encoding is not None
    assert media.encoding.plain() == {"tags": {"style": "form", "explode": True}}


@pytest.mark.parametrize("list_", ["[{F}, {G}]", "\n- {F}\n- {G}"])
def test_the_schema_of_a_form_has_not_the_place_of_a_field(list_: str) -> None:
    fields = list_.replace("F", "name: f, in: formData, type: string")
    api = swagger(f"parameters: {fields.replace('G', 'name: g, in: formData, type: integer')}")
    body = api.operation().body
    assert body is not None
    schema = body.media[0].schema
    assert schema is not None
    places = [schema, *schema.entries["properties"].entries.values()]
    assert len({(each.line, each.column) for each in places}) == 3


def test_responses_and_security() -> None:
    api = swagger(
        "responses:\n  200: {schema: {type: string}, headers: {X-A: {type: integer}}}\n"
        "  204: {description: none}\nsecurity: [{b: [], k: []}]",
        "produces: [text/plain]\nsecurityDefinitions:\n"
        "  b: {type: basic}\n  k: {type: apiKey, in: query, name: key}",
    )
    operation = api.operation()
    assert [[m.content_type for m in r.media] for r in operation.responses] == [["text/plain"], []]
    assert [h.name for h in operation.responses[0].headers] == ["X-A"]
    assert [(u.kind, u.parameter) for u in operation.security[0]] == [
        ("basic", "Authorization"),
        ("query", "key"),
    ]
    assert api.found == []
