"""`$workflows.<id>.inputs.<name>` of workflows that steps call: what the step gave them."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from one_call import MODES, openapi

from features.flow_documents import HEADER, Feature, returned
from playback import Mode, Outcome, on

OTHER = """
      - workflowId: other
        inputs:
          type: object
          required: [v]
          properties:
            v: {type: string}
            n: {type: integer, default: 7}
            o: {type: object}
            label: {type: string}
        steps: [{stepId: list, operationId: list}]
"""


def calling(feature: str, *, status: int = 0) -> Feature:
    """A document in which one workflow can call another."""
    document = openapi()
    answer = {"description": "", "content": {"application/json": {"schema": {}}}}
    document["paths"]["/list"] = {"get": {"operationId": "list", "responses": {"200": answer}}}
    head = HEADER.format(version="1.1.0").replace("jobs", "api")
    text = f"""
    workflows:{OTHER}
      - workflowId: feature
{feature}"""
    more = {"api.openapi.yaml": yaml.safe_dump(document)}
    return Feature(text, head=head, more=more, status=status)


def ran(feature: Feature, mode: Mode, calls: int, **inputs: Any) -> Outcome:
    """A run in which the API answers as often as it is called."""
    return feature.run(mode, [on("GET", "/list").reply({"x": 1}) for _ in range(calls)], **inputs)


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        ("{name: v, value: hi}", "v", "hi"),
        ("{name: v, value: hi}", "n", 7),
        ("{name: v, value: hi}, {name: n, value: 8}", "n", 8),
        ("{name: v, value: $inputs.mine}", "v", "m"),
        ("{name: v, value: 'is {$steps.first.outputs.x}'}", "v", "is 1"),
        ("{name: v, value: hi}, {name: o, value: {a: {b: 5}}}", "o#/a/b", 5),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_an_input_is_what_the_step_gave(given: str, name: str, value: Any, mode: Mode) -> None:
    feature = calling(f"""
        inputs: {{type: object, properties: {{mine: {{type: string}}}}}}
        steps:
          - {{stepId: first, operationId: list, outputs: {{x: $response.body#/x}}}}
          - {{stepId: ask, workflowId: other, parameters: [{given}]}}
        outputs: {{value: $workflows.other.inputs.{name}}}
    """)
    assert returned(ran(feature, mode, 2, mine="m")) == {"value": value}


@pytest.mark.parametrize("mode", MODES)
def test_the_last_step_that_called_it_counts(mode: Mode) -> None:
    feature = calling("""
        steps:
          - {stepId: one, workflowId: other, parameters: [{name: v, value: one}]}
          - stepId: between
            operationId: list
            outputs: {v: $workflows.other.inputs.v}
          - {stepId: two, workflowId: other, parameters: [{name: v, value: two}]}
        outputs: {between: $steps.between.outputs.v, after: $workflows.other.inputs.v}
    """)
    assert returned(ran(feature, mode, 3)) == {"between": "one", "after": "two"}


@pytest.mark.parametrize(
    ("steps", "message", "hint"),
    [
        (
            "- {stepId: a, operationId: list, outputs: {v: $workflows.other.inputs.v}}\n"
            "          - {stepId: b, workflowId: other, parameters: [{name: v, value: one}]}",
            "the inputs of workflow 'other', which step 'b' calls, are not known here",
            "write what step 'b' gives it: `one`",
        ),
        (
            "- {stepId: a, operationId: list, onSuccess: [{name: s, type: goto, stepId: c, "
            "criteria: [{condition: $response.body#/x == 1}]}]}\n"
            "          - {stepId: b, workflowId: other, parameters: [{name: v, value: one}]}\n"
            "          - {stepId: c, operationId: list, outputs: {v: $workflows.other.inputs.v}}",
            "the inputs of workflow 'other', which step 'b' calls, are not known here",
            "write what step 'b' gives it: `one`",
        ),
        (
            "- {stepId: a, operationId: list, onFailure: [{name: again, type: retry, "
            "workflowId: other, parameters: [{name: v, value: one}]}], "
            "outputs: {v: $workflows.other.inputs.v}}",
            "the inputs of workflow 'other', which action 'again' runs, are not known here",
            "write what action 'again' gives it: `one`",
        ),
        (
            "- {stepId: a, workflowId: other, parameters: [{name: v, value: one}]}\n"
            "          - {stepId: b, operationId: list, "
            "outputs: {v: $workflows.other.inputs.labe}}",
            "workflow 'other' has no input 'labe'",
            "did you mean 'label'?",
        ),
        (
            "- {stepId: a, operationId: list, outputs: {v: $workflows.other.inputs.v}}",
            "workflow 'other' has not run before this one",
            "dependsOn: [other]",
        ),
    ],
)
def test_an_input_that_is_not_known_says_what_to_write(steps: str, message: str, hint: str) -> None:
    feature = calling(f"        steps:\n          {steps}\n", status=1)
    assert f"error[AZ302]: {message}" in feature.report
    assert hint in feature.report
