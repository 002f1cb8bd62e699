"""What a retry runs first: it reads the failed step's outputs, may fail itself, and an attempt that
got no response leaves nothing of the one before."""

from __future__ import annotations

import httpx
import pytest

from features.flow_documents import Feature, get, path, returned
from playback import Exchange, Mode, both_modes, on


def lost(letter: str) -> Exchange:
    return on("GET", f"/v1/{letter}").fail(httpx.ReadTimeout("slow"))


UNDO = Feature("""
    workflows:
      - workflowId: undo-first
        steps:
          - stepId: make
            operationId: a
            outputs: {count: $response.body#/count}
            onFailure:
              - {name: again, type: retry, stepId: undo, retryLimit: 3}
            onSuccess: [{name: fine, type: end}]
          - stepId: undo
            operationId: b
            parameters: [{name: of, in: query, value: $steps.make.outputs.count}]
        outputs: {count: $steps.make.outputs.count}
""")


@both_modes
def test_what_runs_first_reads_the_outputs_of_the_failed_attempt(mode: Mode) -> None:
    exchanges = [
        get("a", status=409, count=7),
        on("GET", "/v1/b", query={"of": "7"}).reply({}),
        get("a", status=409, count=8),
        on("GET", "/v1/b", query={"of": "8"}).reply({}),
        get("a", count=9),
    ]
    assert returned(UNDO.run(mode, exchanges)) == {"count": 9}


@both_modes
def test_a_lost_attempt_leaves_nothing_to_what_runs_first(mode: Mode) -> None:
    exchanges = [
        get("a", status=409, count=7),
        on("GET", "/v1/b", query={"of": "7"}).reply({}),
        lost("a"),
        on("GET", "/v1/b", query={}).reply({}),
        get("a", count=9),
    ]
    assert returned(UNDO.run(mode, exchanges)) == {"count": 9}


UNDO_WORKFLOW = Feature(
    """
    workflows:
      - workflowId: undo
        inputs: {type: object, properties: {of: {type: integer}, now: {type: integer}}}
        steps:
          - stepId: only
            operationId: b
            parameters:
              - {name: of, in: query, value: $inputs.of}
              - {name: now, in: query, value: $inputs.now}
      - workflowId: undo-by-workflow
        steps:
          - stepId: make
            operationId: a
            outputs: {count: $response.body#/count}
            onFailure:
              - name: again
                type: retry
                workflowId: undo
                retryLimit: 3
                parameters:
                  - {name: of, value: $steps.make.outputs.count}
                  - {name: now, value: $response.body#/count}
        outputs: {count: $steps.make.outputs.count}
    """,
    version="1.1.0",
)


@both_modes
def test_a_workflow_that_runs_first_gets_the_outputs_of_the_failed_attempt(mode: Mode) -> None:
    exchanges = [
        get("a", status=409, count=7),
        on("GET", "/v1/b", query={"of": "7", "now": "7"}).reply({}),
        lost("a"),
        on("GET", "/v1/b", query={}).reply({}),
        get("a", count=9),
    ]
    assert returned(UNDO_WORKFLOW.run(mode, exchanges)) == {"count": 9}


LEFT = Feature("""
    workflows:
      - workflowId: left-by-goto
        steps:
          - stepId: make
            operationId: a
            outputs: {count: $response.body#/count}
            onFailure: [{name: other, type: goto, stepId: other}]
          - stepId: other
            operationId: c
            onFailure: [{name: again, type: retry, stepId: undo}]
            onSuccess: [{name: fine, type: end}]
          - stepId: undo
            operationId: b
            parameters: [{name: of, in: query, value: $steps.make.outputs.count}]
""")


@both_modes
def test_what_runs_first_reads_a_failed_step_that_was_left_by_goto(mode: Mode) -> None:
    undone = on("GET", "/v1/b", query={"of": "7"}).reply({})
    tried = [get("c", status=500), undone, get("c")]
    assert LEFT.run(mode, [get("a", status=409, count=7), *tried]).error is None
    nothing = on("GET", "/v1/b", query={}).reply({})
    assert LEFT.run(mode, [lost("a"), get("c", status=500), nothing, get("c")]).error is None


ROUNDS = Feature("""
    workflows:
      - workflowId: rounds
        steps:
          - stepId: make
            operationId: a
            outputs: {count: $response.body#/count}
            onSuccess:
              - name: more
                type: goto
                stepId: make
                criteria: [{condition: $response.body#/state == 'running'}]
              - {name: fine, type: end}
            onFailure:
              - {name: gone, type: end, criteria: [{condition: $statusCode == 410}]}
              - name: known
                type: end
                criteria: [{condition: $steps.make.outputs.count == 7}]
              - {name: undo, type: goto, stepId: undo}
          - stepId: undo
            operationId: b
            parameters: [{name: of, in: query, value: $steps.make.outputs.count}]
            onFailure: [{name: stop, type: end}]
        outputs: {count: $steps.make.outputs.count}
""")


@both_modes
def test_a_lost_attempt_has_no_outputs_of_an_earlier_round(mode: Mode) -> None:
    first = get("a", "running", count=7)
    without = on("GET", "/v1/b", query={})
    assert returned(ROUNDS.run(mode, [first, lost("a"), without.reply({})])) == {"count": None}
    failed = ROUNDS.run(mode, [first, lost("a"), without.reply({}, status=500)])
    assert isinstance(failed.error, ROUNDS.module.StepFailed)
    assert (failed.error.action, failed.error.outputs) == ("stop", {})
    gone = ROUNDS.run(mode, [first, get("a", status=410, count=3)])
    assert isinstance(gone.error, ROUNDS.module.StepFailed)
    assert gone.error.outputs == {"count": 3}


AGAIN = Feature("""
    workflows:
      - workflowId: reads-itself
        steps:
          - stepId: make
            operationId: a
            parameters: [{name: of, in: query, value: $steps.make.outputs.count}]
            outputs: {count: $response.body#/count}
            onSuccess:
              - name: more
                type: goto
                stepId: make
                criteria: [{condition: $response.body#/state == 'running'}]
            onFailure: [{name: again, type: retry, retryLimit: 3}]
""")


def made(of: int | None) -> Exchange:
    return on("GET", "/v1/a", query={} if of is None else {"of": str(of)})


ALONE = Feature(AGAIN.text.replace("type: goto\n                stepId: make", "type: end"))


@both_modes
def test_the_next_attempt_of_a_step_that_is_run_once_reads_them_too(mode: Mode) -> None:
    assert "goto" not in ALONE.text
    exchanges = [
        made(None).reply({"id": "1", "state": "done", "count": 1}, status=503),
        made(1).fail(httpx.ReadTimeout("slow")),
        made(None).reply({"id": "1", "state": "done", "count": 3}),
    ]
    assert ALONE.run(mode, exchanges).error is None


@both_modes
def test_the_next_attempt_reads_the_outputs_of_the_failed_one(mode: Mode) -> None:
    exchanges = [
        made(None).reply({"id": "1", "state": "done", "count": 1}, status=503),
        made(1).reply({"id": "1", "state": "running", "count": 2}),
        made(2).fail(httpx.ReadTimeout("slow")),
        made(None).reply({"id": "1", "state": "done", "count": 4}),
    ]
    assert AGAIN.run(mode, exchanges).error is None


OWN = Feature("""
    workflows:
      - workflowId: own-output
        steps:
          - stepId: make
            operationId: a
            outputs: {count: $response.body#/count}
            onFailure:
              - name: empty
                type: end
                criteria: [{condition: $steps.make.outputs.count == null}]
              - {name: other, type: end}
""")


@both_modes
@pytest.mark.parametrize("answer", [get("a", status=503), lost("a")])
def test_a_criterion_about_the_step_s_own_output_needs_a_response(
    mode: Mode, answer: Exchange
) -> None:
    outcome = OWN.run(mode, [answer])
    assert isinstance(outcome.error, OWN.module.StepFailed)
    assert outcome.error.action == ("other" if answer.error else "empty")


# --- What runs first fails --------------------------------------------------------------

FAILS = Feature("""
    workflows:
      - workflowId: clean
        steps: [{stepId: make, operationId: b}]
      - workflowId: first-fails
        steps:
          - stepId: make
            operationId: a
            outputs: {count: $response.body#/count}
            onFailure:
              - name: busy
                type: end
                criteria: [{condition: $statusCode == 503}]
              - {name: clean, type: retry, workflowId: clean, retryLimit: 3, retryAfter: 1}
              - {name: giveUp, type: goto, stepId: last}
            onSuccess: [{name: fine, type: end}]
          - stepId: last
            operationId: c
            parameters: [{name: of, in: query, value: $steps.make.outputs.count}]
        outputs: {count: $steps.make.outputs.count}
""")


@both_modes
def test_a_first_that_fails_uses_a_retry_and_the_actions_are_asked_again(mode: Mode) -> None:
    refused = get("b", status=503)
    exchanges = [get("a", status=409, count=7), refused, get("b"), get("a", count=9)]
    outcome = FAILS.run(mode, exchanges)
    assert returned(outcome) == {"count": 9}
    assert outcome.waits == [1.0, 1.0]
    last = on("GET", "/v1/c", query={}).reply({})
    spent = FAILS.run(mode, [get("a", status=409, count=7), refused, refused, lost("b"), last])
    assert returned(spent) == {"count": None}
    assert spent.waits == [1.0, 1.0, 1.0]


TOKEN = Feature("""
    workflows:
      - workflowId: renewed
        steps:
          - {stepId: login, operationId: a, outputs: {count: $response.body#/count}}
          - stepId: read
            operationId: b
            parameters: [{name: of, in: query, value: $steps.login.outputs.count}]
            onFailure:
              - name: expired
                type: retry
                stepId: login
                criteria: [{condition: $statusCode == 401}]
              - {name: plain, type: retry}
              - {name: stop, type: end}
        outputs: {count: $steps.login.outputs.count}
""")


@both_modes
def test_a_step_that_runs_first_and_fails_has_the_outputs_of_its_own_response(mode: Mode) -> None:
    begin = [get("a", count=1), on("GET", "/v1/b", query={"of": "1"}).reply({}, status=401)]
    kept = [*begin, get("a", status=403, count=2), on("GET", "/v1/b", query={"of": "2"}).reply({})]
    assert returned(TOKEN.run(mode, kept)) == {"count": 2}
    nothing = on("GET", "/v1/b", query={})
    assert returned(TOKEN.run(mode, [*begin, lost("a"), nothing.reply({})])) == {"count": None}
    failed = TOKEN.run(mode, [*begin, lost("a"), nothing.reply({}, status=500)])
    assert isinstance(failed.error, TOKEN.module.StepFailed)
    assert (failed.error.action, failed.error.outputs) == ("stop", {})


@both_modes
@pytest.mark.parametrize("status", [403, None])
def test_without_an_action_the_failure_of_what_ran_first_is_the_error(
    mode: Mode, status: int | None
) -> None:
    only = Feature(UNDO.text.replace("retryLimit: 3", "retryLimit: 1"))
    second = lost("b") if status is None else get("b", status=status)
    outcome = only.run(mode, [get("a", status=409), second])
    assert isinstance(outcome.error, only.module.StepFailed)
    assert outcome.error.step_id == "undo"
    assert path(outcome) == "ab"
