"""What an operation declares of a request: by a name, as a property of an object, for all requests,
under a condition (AZ602, AZ604, AZ606, AZ616)."""

from __future__ import annotations

from typing import Any

import pytest
from one_call import Made, call, openapi, workflow

LISTING = """
parameters:
- {name: limit, in: query, schema: {type: integer}}
- {name: after, in: query, schema: {type: string}}
- {name: page, in: query, schema: {type: object, properties: {size: {type: integer}}}}
- {name: filter, in: query, style: deepObject, schema: {type: object, properties: {state: {}}}}
- {name: ids, in: query, schema: {type: array, items: {type: string}}}
"""


def _step(location: str, name: str, value: str = "a") -> str:
    return f"parameters: [{{name: '{name}', in: {location}, value: '{value}'}}]"


def _found(made: Made) -> list[tuple[str, str]]:
    return [(code, text.strip("'")) for code, text, _ in made.findings]


@pytest.mark.parametrize("name", ["limit", "filter[state]", "size"])
def test_a_name_that_a_style_spells_is_declared(name: str) -> None:
    made = call(_step("query", name), operation=LISTING)
    assert made.codes in ([], ["AZ705"])  # a limit is a number
    assert name in made.sent().url.params


@pytest.mark.parametrize(
    ("name", "help_"),
    [
        ("filter[status]", "it declares `limit`, `after`, `page`, `filter` and 1 more"),
        ("sizes", "it declares `limit`"),
        ("ids[]", "did you mean 'ids'?"),
        ("page[size]", "it declares `limit`"),
        ("limit[a]", "did you mean 'limit'?"),
    ],
)
def test_a_name_that_no_style_spells_is_not_declared(name: str, help_: str) -> None:
    made = call(_step("query", name), operation=LISTING)
    assert _found(made) == [("AZ602", name)]
    assert help_ in made.built.report


@pytest.mark.parametrize(
    "schema",
    [
        "{type: object}",
        "{type: object, additionalProperties: {type: string}}",
        "{oneOf: [{type: object, properties: {any: {type: string}}}, {type: object}]}",
    ],
)
def test_an_object_of_any_properties_declares_any_name(schema: str) -> None:
    operation = f"parameters: [{{name: fields, in: query, schema: {schema}}}]"
    assert call(_step("query", "any"), operation=operation).codes == []


@pytest.mark.parametrize("schema", ["{type: string}", "{type: array, items: {}}", "{}"])
def test_what_is_no_object_declares_its_own_name_alone(schema: str) -> None:
    operation = f"parameters: [{{name: fields, in: query, schema: {schema}}}]"
    assert call(_step("query", "any"), operation=operation).codes == ["AZ602"]


def test_the_properties_of_a_required_object_are_the_object() -> None:
    operation = LISTING.replace("{name: filter,", "{name: filter, required: true,")
    made = call(_step("query", "filter[state]"), operation=operation)
    assert made.codes == []
    assert made.query() == "filter%5Bstate%5D=a"


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("limit=5&after=a", []),
        ("filter%5Bstate%5D=a&size=1", []),
        ("limit=5&after={$inputs.after}", []),
        ("{$inputs.after}", []),
        ("$inputs.after", []),
        ("limit=5&befor=a&after=b", ["befor"]),
        ("afte=b", ["afte"]),
    ],
)
def test_a_whole_query_is_held_to_the_parameters_of_the_query(query: str, wrong: list[str]) -> None:
    inputs = "after!: {}" if "$inputs" in query else ""
    made = call(_step("querystring", "q", query), operation=LISTING, inputs=inputs)
    assert _found(made) == [("AZ602", name) for name in wrong]
    for name in wrong:
        assert f"declares no query parameter {name!r}" in made.built.report


def test_a_whole_query_for_an_operation_without_parameters_is_not_declared() -> None:
    made = call(_step("querystring", "q", "a=1"))
    assert _found(made) == [("AZ602", "q")]


@pytest.mark.parametrize("name", ["User-Agent", "accept-language", "If-None-Match", "traceparent"])
def test_a_header_of_every_request_needs_no_declaration(name: str) -> None:
    made = call(_step("header", name))
    assert made.codes == []
    assert made.sent().headers[name] == "a"


def test_a_misspelt_parameter_does_not_stand_for_another_one() -> None:
    required = LISTING + "- {name: tenant, in: query, required: true, schema: {}}\n"
    made = call(_step("query", "limits"), operation=required)
    assert sorted(_found(made)) == [("AZ602", "limits"), ("AZ616", "call")]
    assert "did you mean 'limit'?" in made.built.report
    stands_for = call(_step("query", "company"), operation=required)
    assert _found(stands_for) == [("AZ616", "company")]
    assert "declares no query parameter 'company', and needs" in stands_for.built.report


TWO_STEPS = """
parameters: [{name: X-Tenant, in: header, value: a}]
steps:
- {stepId: first, operationId: call}
- {stepId: second, operationId: other}
"""


def _sources(*declares: str) -> dict[str, Any]:
    tenant = "parameters: [{name: X-Tenant, in: header, schema: {type: string}}]"
    document = openapi(tenant if "call" in declares else "")
    other = openapi(tenant if "other" in declares else "", path="/other")
    other["paths"]["/other"]["post"]["operationId"] = "other"
    document["paths"].update(other["paths"])
    return document


@pytest.mark.parametrize("declares", [("call",), ("other",), ("call", "other")])
def test_a_parameter_of_the_workflow_is_declared_where_a_step_declares_it(
    declares: tuple[str, ...],
) -> None:
    assert workflow(TWO_STEPS, sources=_sources(*declares)).codes == []


def test_a_parameter_of_the_workflow_that_no_step_declares_is_reported() -> None:
    assert set(workflow(TWO_STEPS, sources=_sources()).codes) == {"AZ602"}


def _body(schema: str, payload: str, kind: str = "application/json", ranges: str = "") -> Made:
    media = ", ".join(f"'{each}': {{schema: {schema}}}" for each in (ranges or kind).split())
    return call(
        f"requestBody: {{contentType: '{kind}', payload: {payload}}}",
        operation=f"requestBody: {{content: {{{media}}}}}",
    )


CONDITIONS = [
    "if: {properties: {kind: {const: card}}}, then: {properties: {digits: {type: string}}}",
    "if: {required: [kind]}, else: {properties: {digits: {type: string}}}",
    "dependentSchemas: {kind: {properties: {digits: {type: string}}}}",
    "allOf: [{if: {required: [kind]}, then: {properties: {digits: {type: string}}}}]",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_property_that_a_schema_has_under_a_condition_is_declared(condition: str) -> None:
    schema = f"{{type: object, properties: {{kind: {{type: string}}}}, {condition}}}"
    assert _body(schema, "{kind: card, digits: '12'}").codes == []
    assert _body(schema, "{kind: card, digit: '12'}").codes == ["AZ606"]


PATTERNS = "{type: object, patternProperties: {'^x-': {type: string}}, additionalProperties: false}"


def test_the_value_of_a_property_is_held_to_the_pattern_that_its_name_matches() -> None:
    assert _body(PATTERNS, "{x-a: b}").codes == []
    assert [each[:2] for each in _body(PATTERNS, "{x-a: 1, other: 2}").findings] == [("AZ705", "1")]


@pytest.mark.parametrize(
    ("kind", "ranges", "codes"),
    [
        ("application/vnd.shop+json", "application/*+json", []),
        ("application/vnd.shop+json", "application/*+xml", ["AZ604"]),
        ("application/json", "application/*+json", ["AZ604"]),
        ("application/json", "application/*", []),
        ("application/json", "text/* */*", []),
        ("text/plain", "*", ["AZ604"]),
    ],
)
def test_a_content_type_in_a_declared_range_is_taken(
    kind: str, ranges: str, codes: list[str]
) -> None:
    assert _body("{}", "$inputs", kind, ranges).codes == codes
