"""Called workflows that fail: the outputs that the calling step has then, and the error."""

from __future__ import annotations

import pytest

from features.flow_documents import Feature, get
from playback import Mode, both_modes, on

STOPS = """
    workflows:
      - workflowId: inner
        steps:
          - stepId: one
            operationId: a
            outputs: {n: $response.body#/count}
            onFailure: [{name: stop, type: end}]
        outputs: {n: $steps.one.outputs.n}
      - workflowId: middle
        steps:
          - stepId: two
            workflowId: inner
            outputs: {n: $outputs.n}
            MORE
        outputs: {n: $steps.two.outputs.n}
      - workflowId: outer
        steps:
          - stepId: three
            workflowId: CALLED
            outputs: {n: $outputs.n}
            onFailure: [{name: goOn, type: goto, stepId: four}]
          - stepId: four
            operationId: b
            parameters: [{name: of, in: query, value: $steps.three.outputs.n}]
"""
AGAIN = "onFailure: [{name: k, type: retry, criteria: [{condition: $steps.two.outputs.n == 6}]}]"
STOPPED = Feature(STOPS.replace("MORE", "").replace("CALLED", "inner"))
FIRST = """
          - stepId: two
            operationId: c
            outputs: {n: $response.body#/count}
            onFailure: [{name: again, type: retry, workflowId: inner}]
"""
"""In the place of the step `two`: a step whose retry runs the workflow `inner`."""


def middle(text: str) -> Feature:
    return Feature(text.replace("CALLED", "middle"))


DEPENDS = "        dependsOn: [inner]\n"
PASSED_ON = [
    middle(STOPS.replace("MORE", "")),
    middle(STOPS.replace("MORE", AGAIN)),
    middle(
        STOPS.replace("MORE", "").replace(
            "Id: middle\n", "Id: middle\n        dependsOn: [inner]\n", 1
        )
    ),
]


@both_modes
def test_a_step_has_the_outputs_that_an_end_of_its_workflow_left(mode: Mode) -> None:
    read = on("GET", "/v1/b", query={"of": "5"}).reply({})
    assert STOPPED.run(mode, [get("a", status=404, count=5), read]).error is None


@both_modes
@pytest.mark.parametrize("feature", PASSED_ON)
def test_a_step_has_no_outputs_of_a_workflow_that_its_own_called(
    mode: Mode, feature: Feature
) -> None:
    read = on("GET", "/v1/b", query={}).reply({})
    assert feature.run(mode, [get("a", status=404, count=5), read]).error is None
    if feature is PASSED_ON[1]:
        twice = [get("a", status=404, count=n) for n in (6, 6)]
        assert feature.run(mode, [*twice, read]).error is None


@both_modes
def test_a_step_has_no_outputs_of_a_workflow_that_a_retry_inside_ran(mode: Mode) -> None:
    start, end = (
        STOPS.index("          - stepId: two"),
        STOPS.index("        outputs: {n: $steps.two"),
    )
    feature = middle(STOPS[:start] + FIRST.strip("\n") + "\n" + STOPS[end:])
    exchanges = [get("c", status=503, count=9), get("a", status=404, count=5)]
    read = on("GET", "/v1/b", query={}).reply({})
    assert feature.run(mode, [*exchanges, read]).error is None


@both_modes
def test_an_end_of_the_calling_step_names_the_step_that_failed(mode: Mode) -> None:
    ends = Feature(
        STOPS.replace("MORE", "onFailure: [{name: enough, type: end}]")
        .replace("CALLED", "middle")
        .replace("goOn, type: goto, stepId: four", "all, type: end")
    )
    outcome = ends.run(mode, [get("a", status=404, count=5)])
    assert isinstance(outcome.error, ends.module.StepFailed)
    assert (outcome.error.step_id, outcome.error.action) == ("one", "all")
    assert outcome.error.response.status_code == 404
