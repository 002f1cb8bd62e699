"""Actions of the workflow with those of its steps, and reusable ones."""

from __future__ import annotations

import pytest

from features.flow_documents import Feature, get, path, returned
from playback import Exchange, Mode, both_modes, on

INHERITED = Feature("""
    workflows:
      - workflowId: inherited
        failureActions:
          - name: busy
            type: retry
            retryAfter: 1
            retryLimit: 2
            criteria: [{condition: $statusCode == 503}]
          - {name: giveUp, type: end, criteria: [{condition: $statusCode == 410}]}
        successActions:
          - name: enough
            type: end
            criteria: [{condition: $response.body#/state == 'failed'}]
        steps:
          - {stepId: one, operationId: a}
          - stepId: two
            operationId: b
            onFailure:
              - {name: busy, type: goto, stepId: three, criteria: [{condition: $statusCode == 503}]}
          - stepId: three
            operationId: c
            outputs: {id: $response.body#/id}
            onSuccess:
              - name: first
                type: goto
                stepId: three
                criteria: [{condition: $response.body#/count == 1}]
        outputs: {id: $steps.three.outputs.id}
""")


@both_modes
def test_every_step_has_the_actions_of_the_workflow(mode: Mode) -> None:
    exchanges = [get("a", status=503), get("a"), get("b"), get("c")]
    outcome = INHERITED.run(mode, exchanges)
    assert returned(outcome) == {"id": "c"}
    assert outcome.waits == [1.0]
    assert path(INHERITED.run(mode, [get("a", "failed")])) == "a"
    gone = INHERITED.run(mode, [get("a"), get("b", status=410)])
    assert isinstance(gone.error, INHERITED.module.StepFailed)
    assert gone.error.action == "giveUp"


@both_modes
def test_a_step_s_action_replaces_the_workflow_s_of_the_same_name(mode: Mode) -> None:
    outcome = INHERITED.run(mode, [get("a"), get("b", status=503), get("c")])
    assert outcome.error is None
    assert outcome.waits == []


@both_modes
def test_the_workflow_s_actions_come_after_the_step_s(mode: Mode) -> None:
    exchanges = [get("a"), get("b"), get("c", "failed", count=1), get("c", "failed")]
    outcome = INHERITED.run(mode, exchanges)
    assert returned(outcome) == {"id": "c"}
    assert outcome.waits == [1.0]


REUSED = Feature("""
    components:
      failureActions:
        busy:
          name: busy
          type: retry
          retryAfter: 2
          retryLimit: 1
          criteria: [{condition: $statusCode == 503}]
      successActions:
        stop:
          name: stop
          type: end
          criteria: [{condition: $response.body#/state == 'failed'}]
    workflows:
      - workflowId: reused
        failureActions: [{reference: $components.failureActions.busy}]
        steps:
          - stepId: one
            operationId: a
            onSuccess: [{reference: $components.successActions.stop}]
          - stepId: two
            operationId: b
            onFailure: [{reference: $components.failureActions.busy}]
""")


@both_modes
@pytest.mark.parametrize(
    ("exchanges", "waits"),
    [
        ([get("a"), get("b")], []),
        ([get("a", status=503), get("a", "failed")], [2.0]),
        ([get("a"), get("b", status=503), get("b")], [2.0]),
    ],
)
def test_reusable_actions(mode: Mode, exchanges: list[Exchange], waits: list[float]) -> None:
    outcome = REUSED.run(mode, exchanges)
    assert outcome.error is None
    assert outcome.waits == waits


SAME_NAMES = Feature("""
    workflows:
      - workflowId: same-names
        steps:
          - stepId: one
            operationId: a
            onFailure:
              - {name: again, type: retry, retryLimit: 1}
            onSuccess:
              - name: again
                type: goto
                stepId: one
                criteria: [{condition: $response.body#/state == 'running'}]
              - name: it's "odd" \\ / #1
                type: end
                criteria: [{condition: $response.body#/state == 'failed'}]
          - {stepId: two, operationId: b}
""")


@both_modes
def test_actions_on_success_and_failure_may_have_one_name(mode: Mode) -> None:
    outcome = SAME_NAMES.run(mode, [get("a", status=500), get("a", "running"), get("a"), get("b")])
    assert outcome.error is None
    assert outcome.waits == [1.0]
    assert path(SAME_NAMES.run(mode, [get("a", "failed")])) == "a"


READS_INPUTS = Feature("""
    workflows:
      - workflowId: reads-inputs
        inputs:
          type: object
          required: [wanted]
          properties: {wanted: {type: string}, limit: {type: integer}}
        steps:
          - {stepId: one, operationId: a, outputs: {count: $response.body#/count}}
          - stepId: two
            operationId: b
            outputs: {state: $response.body#/state}
            onSuccess:
              - name: notYet
                type: goto
                stepId: two
                criteria:
                  - condition: $steps.two.outputs.state != $inputs.wanted
                  - condition: $steps.one.outputs.count < $inputs.limit
        outputs: {state: $steps.two.outputs.state}
""")


@both_modes
def test_criteria_of_actions_read_inputs_and_outputs(mode: Mode) -> None:
    exchanges = [get("a", count=1), get("b", "queued"), get("b", "running")]
    outcome = READS_INPUTS.run(mode, exchanges, wanted="running", limit=2)
    assert returned(outcome) == {"state": "running"}
    at_once = READS_INPUTS.run(mode, [get("a", count=2), get("b")], wanted="running", limit=2)
    assert returned(at_once) == {"state": "done"}
    without = READS_INPUTS.run(mode, [get("a", count=2), get("b")], wanted="running")
    assert returned(without) == {"state": "done"}


CONTEXTS = Feature("""
    workflows:
      - workflowId: contexts
        steps:
          - stepId: one
            operationId: a
            onSuccess:
              - name: jsonpath
                type: end
                criteria:
                  - {context: $response.body, type: jsonpath, condition: '$[?@.count > 2]'}
              - name: regex
                type: end
                criteria:
                  - {context: $response.header.X-Kind, type: regex, condition: '^ski'}
          - {stepId: two, operationId: b}
""")


@both_modes
def test_criteria_of_actions_may_be_of_any_type(mode: Mode) -> None:
    items = on("GET", "/v1/a").reply([{"count": 1}, {"count": 3}])
    assert path(CONTEXTS.run(mode, [items])) == "a"
    assert path(CONTEXTS.run(mode, [get("a", headers={"x-kind": "skip"})])) == "a"
    assert path(CONTEXTS.run(mode, [get("a"), get("b")])) == "ab"


UNKNOWN = Feature(
    """
    workflows:
      - workflowId: unknown
        steps:
          - stepId: one
            operationId: a
            onSuccess:
              - {name: first, type: end}
              - {name: never, type: goto, stepId: twoo}
            onFailure: [{name: again, type: retry, stepId: ome}]
          - {stepId: two, operationId: b}
""",
    status=1,
)


def test_the_targets_of_all_actions_have_to_exist() -> None:
    assert "error[AZ501]: this workflow has no step 'twoo'" in UNKNOWN.report
    assert "did you mean 'two'?" in UNKNOWN.report
    assert "error[AZ501]: this workflow has no step 'ome'" in UNKNOWN.report
