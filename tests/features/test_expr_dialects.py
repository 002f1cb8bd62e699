"""Expressions in the dialects of other runners: what one meaning alone can be meant by."""

from __future__ import annotations

from typing import Any

import pytest
from one_call import Made, openapi, workflow

from playback import on

# --- $steps.first.id ----------------------------------------------------------------------

READS = """
    steps:
    - stepId: first
      operationId: call
      outputs: {id: $response.body#/id, deep: $response.body#/deep}
    - stepId: second
      operationId: call
@more@
    outputs: {last: @last@}
"""
FIRST = {"id": "a1", "deep": {"list": [7]}}


def reads(more: str, last: str = "$steps.first.outputs.id") -> Made:
    """Two steps, of which the second has further fields."""
    text = READS.replace("@more@", more).replace("@last@", last)
    sources = openapi("requestBody: {content: {'*/*': {}}}")
    return workflow(text, sources=sources, inputs="id: {type: string}" * ("$inputs." in text))


def second(made: Made, answer: Any = None) -> Any:
    """How a run ends in which the first step has its outputs."""
    return made.run([on("POST", "/call").reply(FIRST), on("POST", "/call").reply(answer)])


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ("payload: {v: $steps.first.id}", {"v": "a1"}),
        ("payload: {v: '{$steps.first.id}'}", {"v": "a1"}),
        ("payload: {v: 'no {$steps.first.id}!'}", {"v": "no a1!"}),
        ("payload: {v: '$steps.first.deep#/list/0'}", {"v": 7}),
        ("payload: {v: '$steps.first.deep.list[0]'}", {"v": 7}),
        ("payload: '{\"v\": [{$steps.first.deep}]}'", {"v": [FIRST["deep"]]}),
    ],
)
def test_a_step_s_output_without_outputs(body: str, sent: Any) -> None:
    made = reads(f"      requestBody: {{contentType: application/json, {body}}}")
    assert made.codes[0] == "AZ303"
    assert "write `$steps.first.outputs." in made.built.report
    assert set(made.codes) == {"AZ303"}
    exchanges = [on("POST", "/call").reply(FIRST), on("POST", "/call", json=sent).reply(None)]
    assert made.run(exchanges).outputs.last == "a1"


@pytest.mark.parametrize(
    ("criterion", "holds"),
    [
        ("{condition: $response.body#/id == $steps.first.id}", True),
        ("{condition: '$steps.first.deep.list[0] == 8'}", False),
        ("{condition: '$[?@ == $steps.first.id]', context: $response.body, type: jsonpath}", True),
        ("{condition: '^{$steps.first.id}$', context: $response.body#/id, type: regex}", True),
        ("{condition: ^a1$, context: $steps.first.id, type: regex}", True),
    ],
)
def test_a_criterion_reads_an_output_without_outputs(criterion: str, holds: bool) -> None:
    made = reads(f"      successCriteria: [{criterion}]")
    assert "AZ303" in made.codes
    outcome = second(made, {"id": "a1"})
    assert (outcome.error is None) is holds


def test_the_workflow_s_outputs_read_one_without_outputs() -> None:
    made = reads("", "$steps.first.deep")
    assert made.findings == [
        ("AZ303", "$steps.first.deep", "an output of a step stands behind `.outputs`")
    ]
    assert second(made).outputs.last == FIRST["deep"]


def test_an_output_without_outputs_in_text_without_braces() -> None:
    header = "      parameters: [{name: X-Id, in: header, value: %s}]"
    made = reads(header % "Bearer $steps.first.id")
    assert second(made).requests[1].headers["X-Id"] == "Bearer a1"
    made = reads(header % "Bearer $steps.first.idd")
    assert "AZ306" in made.codes
    assert second(made).requests[1].headers["X-Id"] == "Bearer $steps.first.idd"


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("$steps.first.idd", "$steps.first.outputs.idd"),
        ("$steps.frist.id", "$steps.first.outputs.<name>"),
        ("$steps.second.id", "$steps.second.outputs.id"),
        ("$steps.first.output.id", "$steps.first.outputs.output.id"),
        ("$steps.first", "$steps.first.outputs.<name>"),
    ],
)
def test_what_no_step_declares_stays_an_error(value: str, right: str) -> None:
    for made in (
        reads(f"      requestBody: {{payload: {{v: {value}}}}}"),
        reads(f"      successCriteria: [{{condition: {value} == 1}}]"),
    ):
        assert made.built.status == 1
        assert made.codes[0] in ("AZ301", "AZ401")
        assert f"write `{right}`" in made.built.report


# --- context: response --------------------------------------------------------------------


@pytest.mark.parametrize(
    "criterion",
    [
        "{context: response, type: jsonpath, condition: '$.list[?@ == 7]'}",
        "{context: $response, type: jsonpath, condition: '$.list[?@ == 7]'}",
        "{context: response.body, condition: '$.list[?@ == 7]'}",
        "{context: '{$response.body#/name}', type: regex, condition: ^a1$}",
        "{context: response.body.name, type: regex, condition: ^a1$}",
        "{context: statusCode, type: regex, condition: ^200$}",
        "{context: steps.first.id, type: regex, condition: ^a1$}",
    ],
)
def test_a_context_without_a_dollar(criterion: str) -> None:
    made = reads(f"      successCriteria: [{criterion}]")
    assert "AZ303" in made.codes
    assert second(made, {"list": [7], "name": "a1"}).error is None
    failed = made.run([on("POST", "/call").reply({}), on("POST", "/call").reply({}, status=201)])
    assert failed.error is not None
