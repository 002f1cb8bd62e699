"""Nulls of responses that called workflows get, and that workflows which ran before give."""

from __future__ import annotations

import pytest
import yaml
from one_call import MODES

from features.flow_documents import HEADER, Feature, returned
from features.test_nulls import BODY, NOTHING, api
from playback import Mode, on


def calling(text: str) -> Feature:
    """A document whose last workflow is built and run."""
    head = HEADER.format(version="1.1.0").replace("jobs", "api")
    return Feature(text, head=head, more={"api.openapi.yaml": yaml.safe_dump(api(BODY))})


def workflow_other(inputs: str) -> str:
    """A workflow that reads a page, sends its input, and gives on what it has read."""
    return f"""
      - workflowId: other
        inputs: {inputs}
        steps:
          - stepId: list
            operationId: list
            outputs: {{next: $response.body#/next, plain: $response.body#/plain}}
          - stepId: put
            operationId: call
            requestBody: {{payload: {{may: $inputs.v, undeclared: $inputs.v}}}}
        outputs: {{next: $steps.list.outputs.next, plain: $steps.list.outputs.plain}}
"""


NULLABLE = "{type: object, properties: {v: {type: [string, 'null']}}}"
REQUIRED = "{type: object, required: [v], properties: {v: {type: [string, 'null']}}}"


@pytest.mark.parametrize("inputs", [NULLABLE, REQUIRED])
@pytest.mark.parametrize("mode", MODES)
def test_a_null_goes_through_called_workflows(inputs: str, mode: Mode) -> None:
    feature = calling(f"""
    workflows:{workflow_other(inputs)}
      - workflowId: feature
        steps:
          - stepId: list
            operationId: list
            outputs: {{next: $response.body#/next}}
          - stepId: ask
            workflowId: other
            parameters: [{{name: v, value: $steps.list.outputs.next}}]
            outputs: {{next: $outputs.next, plain: $outputs.plain}}
          - stepId: send
            operationId: call
            requestBody:
              payload: {{may: $steps.ask.outputs.next, undeclared: $steps.ask.outputs.plain}}
        outputs: {{next: $steps.ask.outputs.next}}
    """)
    outcome = feature.run(
        mode,
        [
            on("GET", "/list").reply(NOTHING),
            on("GET", "/list").reply(NOTHING),
            on("POST", "/call", json={"may": None, "undeclared": None}).reply({}),
            on("POST", "/call", json={"may": None}).reply({}),
        ],
    )
    assert returned(outcome) == {"next": None}


@pytest.mark.parametrize("mode", MODES)
def test_what_is_not_there_is_left_out_of_called_workflows(mode: Mode) -> None:
    feature = calling(f"""
    workflows:{workflow_other(NULLABLE)}
      - workflowId: feature
        steps:
          - stepId: list
            operationId: list
            outputs: {{plain: $response.body#/plain}}
          - stepId: ask
            workflowId: other
            parameters: [{{name: v, value: $steps.list.outputs.plain}}]
    """)
    answers = [on("GET", "/list").reply({}), on("GET", "/list").reply({})]
    outcome = feature.run(mode, [*answers, on("POST", "/call", json={}).reply({})])
    assert outcome.error is None


@pytest.mark.parametrize("mode", MODES)
def test_a_null_of_a_workflow_that_ran_first(mode: Mode) -> None:
    feature = calling("""
    workflows:
      - workflowId: other
        steps: [{stepId: list, operationId: list, outputs: {next: $response.body#/next}}]
        outputs: {next: $steps.list.outputs.next}
      - workflowId: feature
        dependsOn: [other]
        steps:
          - stepId: send
            operationId: call
            requestBody: {payload: {may: $workflows.other.outputs.next, list: []}}
    """)
    answers = [on("GET", "/list").reply(NOTHING)]
    sent = on("POST", "/call", json={"may": None, "list": []}).reply({})
    assert feature.run(mode, [*answers, sent]).error is None


@pytest.mark.parametrize("mode", MODES)
def test_a_null_in_a_value_that_is_put_together_for_a_called_workflow(mode: Mode) -> None:
    inner = "{type: object, properties: {may: {type: [string, 'null']}, never: {type: string}}}"
    feature = calling(f"""
    workflows:{workflow_other(f"{{type: object, properties: {{v: {inner}}}}}")}
      - workflowId: feature
        steps:
          - stepId: list
            operationId: list
            outputs: {{next: $response.body#/next}}
          - stepId: ask
            workflowId: other
            parameters:
              - name: v
                value: {{may: $steps.list.outputs.next, never: $steps.list.outputs.next}}
    """)
    value = {"may": None}
    answers = [on("GET", "/list").reply(NOTHING), on("GET", "/list").reply(NOTHING)]
    sent = on("POST", "/call", json={"may": value, "undeclared": value}).reply({})
    assert feature.run(mode, [*answers, sent]).error is None
