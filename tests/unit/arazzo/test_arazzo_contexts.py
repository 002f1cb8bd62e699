"""Contexts of criteria and Selector Objects, as specified and as other tools write them."""

from __future__ import annotations

import pytest

from unit.arazzo.reading import Read, read_step


def context_of(got: Read) -> str | None:
    """The context of the first criterion."""
    context = got.step.success_criteria[0].context
    return context.value if context is not None else None


def test_braces_around_a_context_are_pointed_out() -> None:
    got = read_step("successCriteria: [{context: '{$inputs.a}', condition: a, type: regex}]")
    assert (got.only.code, got.errors) == ("AZ303", [])
    assert got.only.help == "write `$inputs.a`"
    assert context_of(got) == "$inputs.a"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("response", "$response.body"),
        ("$response", "$response.body"),
        ("Response", "$response.body"),
        ("response_body", "$response.body"),
        ("responseBody", "$response.body"),
        ("response.body", "$response.body"),
        ("response.body#/a", "$response.body#/a"),
        ("response.body[0].a", "$response.body[0].a"),
        ("response.header.X-Id", "$response.header.X-Id"),
        ("{response.body}", "$response.body"),
        ("{$response}", "$response.body"),
        ("${response.body}", "$response.body"),
        ("{{ inputs.a }}", "$inputs.a"),
        ("{$statusCode}", "$statusCode"),
        ("statusCode", "$statusCode"),
        ("status_code", "$statusCode"),
        ("$response.statusCode", "$statusCode"),
        ("request", "$request.body"),
        ("request.query.a", "$request.query.a"),
        ("inputs", "$inputs"),
        ("$.inputs.a", "$inputs.a"),
        ("steps.a.outputs.b", "$steps.a.outputs.b"),
        ("outputs.b", "$outputs.b"),
        (" $response.body ", "$response.body"),
    ],
)
def test_a_context_that_one_expression_can_be_meant_by(written: str, meant: str) -> None:
    got = read_step(f"successCriteria: [{{context: '{written}', condition: a, type: regex}}]")
    assert (got.only.code, got.only.help, got.errors) == ("AZ303", f"write `{meant}`", [])
    assert context_of(got) == meant
    fields = f"{{context: '{written}', selector: /a, type: jsonpointer}}"
    got = read_step(f"outputs: {{a: {fields}}}", version="1.1.0")
    assert (got.only.code, got.only.help) == ("AZ303", f"write `{meant}`")


@pytest.mark.parametrize("written", ["$response.body", "$inputs", "$statusCode", "$url", "$method"])
def test_a_context_as_specified(written: str) -> None:
    got = read_step(f"successCriteria: [{{context: {written}, condition: a, type: regex}}]")
    assert got.diagnostics == []


@pytest.mark.parametrize(
    "written",
    ["body", "status", "the response", "inputs of it", "steps", "responses", "a.b", "{a}"],
)
def test_a_context_that_more_or_none_can_be_meant_by(written: str) -> None:
    got = read_step(f"successCriteria: [{{context: '{written}', condition: a, type: regex}}]")
    assert (got.only.code, bool(got.errors)) == ("AZ121", True)
