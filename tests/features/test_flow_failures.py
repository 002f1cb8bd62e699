"""What follows on a step that fails: its failure actions, and the error without them."""

from __future__ import annotations

import httpx
import pytest

from features.flow_documents import Feature, get, path, returned
from playback import Exchange, Mode, both_modes, on

NO_ACTION = Feature("""
    workflows:
      - workflowId: no-action
        steps:
          - {stepId: one, operationId: a}
          - stepId: two
            operationId: b
            successCriteria:
              - condition: $statusCode == 200
              - condition: $response.body#/state == 'done'
""")


@both_modes
def test_without_actions_a_failure_is_an_error(mode: Mode) -> None:
    outcome = NO_ACTION.run(mode, [get("a", status=500)])
    assert isinstance(outcome.error, NO_ACTION.module.StepFailed)
    assert outcome.error.step_id == "one"
    assert outcome.error.response.status_code == 500
    assert outcome.error.action is None
    assert outcome.error.outputs == {}
    assert outcome.events == [("one", 1, 500)]


@both_modes
def test_the_error_names_the_criterion_that_did_not_hold(mode: Mode) -> None:
    outcome = NO_ACTION.run(mode, [get("a"), get("b", "failed")])
    assert isinstance(outcome.error, NO_ACTION.module.StepFailed)
    assert outcome.error.step_id == "two"
    assert outcome.error.criterion == "$response.body#/state == 'done'"


@both_modes
def test_without_a_response_the_error_has_its_cause(mode: Mode) -> None:
    lost = httpx.ConnectError("refused")
    outcome = NO_ACTION.run(mode, [on("GET", "/v1/a").fail(lost)])
    assert isinstance(outcome.error, NO_ACTION.module.StepFailed)
    assert outcome.error.response is None
    assert outcome.error.__cause__ is lost
    assert outcome.events == []


@both_modes
@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_without_criteria_any_2xx_is_a_success(mode: Mode, status: int) -> None:
    assert NO_ACTION.run(mode, [get("a", status=status), get("b")]).error is None


FORWARD = Feature("""
    workflows:
      - workflowId: forward
        steps:
          - stepId: one
            operationId: a
            outputs: {id: $response.body#/id}
            onFailure:
              - name: conflict
                type: goto
                stepId: three
                criteria: [{condition: $statusCode == 409}]
          - {stepId: two, operationId: b}
          - stepId: three
            operationId: c
            parameters: [{name: of, in: query, value: $steps.one.outputs.id}]
        outputs: {id: $steps.one.outputs.id}
""")


@both_modes
def test_goto_forward_from_a_failure(mode: Mode) -> None:
    failed = FORWARD.run(mode, [get("a", status=409), get("c")])
    assert path(failed) == "ac"
    well = FORWARD.run(mode, [get("a"), get("b"), get("c")])
    assert path(well) == "abc"
    assert returned(well) == {"id": "a"}


@both_modes
def test_a_later_step_reads_the_outputs_of_the_failed_one(mode: Mode) -> None:
    outcome = FORWARD.run(mode, [get("a", status=409), get("c")])
    assert outcome.requests[1].url.query == b"of=a"
    assert returned(outcome) == {"id": "a"}


@both_modes
def test_the_outputs_of_a_failed_step_go_as_far_as_they_do(mode: Mode) -> None:
    nothing = on("GET", "/v1/a").reply(status=409, text="no JSON at all")
    outcome = FORWARD.run(mode, [nothing, get("c")])
    assert outcome.requests[1].url.query == b""
    assert returned(outcome) == {"id": None}


@both_modes
def test_a_failure_that_no_action_is_for_is_an_error(mode: Mode) -> None:
    outcome = FORWARD.run(mode, [get("a", status=500)])
    assert isinstance(outcome.error, FORWARD.module.StepFailed)
    lost = FORWARD.run(mode, [on("GET", "/v1/a").fail(httpx.ReadTimeout("slow"))])
    assert isinstance(lost.error, FORWARD.module.StepFailed)
    assert lost.error.response is None


ALWAYS_ON = Feature("""
    workflows:
      - workflowId: always-on
        steps:
          - stepId: one
            operationId: a
            outputs: {id: $response.body#/id}
            onFailure: [{name: neverMind, type: goto, stepId: two}]
          - {stepId: two, operationId: b}
        outputs: {id: $steps.one.outputs.id}
""")


@both_modes
@pytest.mark.parametrize(
    ("exchange", "id_"),
    [
        (get("a"), "a"),
        (get("a", status=404), "a"),
        (on("GET", "/v1/a").reply(status=404, text=""), None),
        (on("GET", "/v1/a").fail(httpx.ConnectError("refused")), None),
    ],
)
def test_goto_the_next_step_from_any_failure(
    mode: Mode, exchange: Exchange, id_: str | None
) -> None:
    assert returned(ALWAYS_ON.run(mode, [exchange, get("b")])) == {"id": id_}


BACK = Feature("""
    workflows:
      - workflowId: back
        steps:
          - {stepId: prepare, operationId: a}
          - stepId: act
            operationId: b
            outputs: {id: $response.body#/id}
            onFailure:
              - name: again
                type: goto
                stepId: prepare
                criteria: [{condition: $statusCode == 409}]
        outputs: {id: $steps.act.outputs.id}
""")


@both_modes
def test_goto_back_from_a_failure_waits_as_a_loop_does(mode: Mode) -> None:
    exchanges = [get("a"), get("b", status=409), get("a"), get("b")]
    outcome = BACK.run(mode, exchanges)
    assert returned(outcome) == {"id": "b"}
    assert outcome.waits == [1.0]
    asked = [get("a"), get("b", status=409, headers={"Retry-After": "7"}), get("a"), get("b")]
    assert BACK.run(mode, asked).waits == [7.0]


END = Feature("""
    workflows:
      - workflowId: give-up
        steps:
          - stepId: one
            operationId: a
            outputs: {id: $response.body#/id}
          - stepId: two
            operationId: b
            outputs: {reason: $response.body#/reason}
            onFailure:
              - name: gone
                type: end
                criteria: [{condition: $statusCode == 410}]
          - stepId: three
            operationId: c
            outputs: {id: $response.body#/id}
        outputs:
          first: $steps.one.outputs.id
          why: $steps.two.outputs.reason
          third: $steps.three.outputs.id
""")


@both_modes
def test_end_on_failure_is_an_error_with_the_outputs_there_are(mode: Mode) -> None:
    outcome = END.run(mode, [get("a"), get("b", status=410, reason="deleted")])
    assert isinstance(outcome.error, END.module.StepFailed)
    assert outcome.error.action == "gone"
    assert outcome.error.step_id == "two"
    assert outcome.error.outputs == {"first": "a", "why": "deleted"}
    assert outcome.error.response.status_code == 410
    without = END.run(mode, [get("a"), get("b", status=410)])
    assert isinstance(without.error, END.module.StepFailed)
    assert without.error.outputs == {"first": "a"}


@both_modes
def test_another_failure_than_that_of_the_end_has_no_action(mode: Mode) -> None:
    outcome = END.run(mode, [get("a"), get("b", status=500)])
    assert isinstance(outcome.error, END.module.StepFailed)
    assert outcome.error.action is None
    assert outcome.error.outputs == {"first": "a"}


SAME_NAME = Feature("""
    workflows:
      - workflowId: same-name
        steps:
          - stepId: one
            operationId: a
            onSuccess:
              - name: stop
                type: end
                criteria: [{condition: $response.body#/state == 'queued'}]
            onFailure:
              - {name: stop, type: end, criteria: [{condition: $statusCode == 404}]}
              - {name: halt, type: end, criteria: [{condition: $statusCode == 409}]}
              - {name: leave, type: end, criteria: [{condition: $statusCode == 410}]}
          - {stepId: two, operationId: b}
""")


@both_modes
@pytest.mark.parametrize(("status", "action"), [(404, "stop"), (409, "halt"), (410, "leave")])
def test_an_end_is_named_as_it_is_written(mode: Mode, status: int, action: str) -> None:
    error = SAME_NAME.run(mode, [get("a", status=status)]).error
    assert isinstance(error, SAME_NAME.module.StepFailed)
    assert error.action == action


READS_OWN = Feature("""
    workflows:
      - workflowId: reads-own
        steps:
          - stepId: one
            operationId: a
            outputs: {reason: $response.body#/reason}
            onFailure:
              - name: known
                type: goto
                stepId: report
                criteria: [{condition: $steps.one.outputs.reason == 'quota'}]
            onSuccess: [{name: fine, type: end}]
          - stepId: report
            operationId: b
            parameters: [{name: reason, in: query, value: $steps.one.outputs.reason}]
        outputs: {reason: $steps.one.outputs.reason}
""")


@both_modes
def test_failure_criteria_read_the_outputs_of_the_failed_step(mode: Mode) -> None:
    outcome = READS_OWN.run(mode, [get("a", status=429, reason="quota"), get("b")])
    assert outcome.requests[1].url.query == b"reason=quota"
    assert returned(outcome) == {"reason": "quota"}
    other = READS_OWN.run(mode, [get("a", status=429, reason="other")])
    assert isinstance(other.error, READS_OWN.module.StepFailed)
    assert returned(READS_OWN.run(mode, [get("a")])) == {"reason": None}


SEVERAL = Feature("""
    workflows:
      - workflowId: several
        steps:
          - stepId: one
            operationId: a
            onFailure:
              - name: both
                type: goto
                stepId: two
                criteria:
                  - condition: $statusCode >= 400
                  - condition: $response.body#/state == 'failed'
              - name: any
                type: goto
                stepId: three
                criteria: [{condition: $statusCode >= 400}]
              - {name: rest, type: goto, stepId: four}
            onSuccess: [{name: fine, type: end}]
          - {stepId: two, operationId: b, onSuccess: [{name: leave, type: end}]}
          - {stepId: three, operationId: c, onSuccess: [{name: leave, type: end}]}
          - {stepId: four, operationId: d}
""")


@both_modes
@pytest.mark.parametrize(
    ("exchange", "letters"),
    [
        (get("a"), "a"),
        (get("a", "failed", status=400), "ab"),
        (get("a", "done", status=400), "ac"),
        (get("a", "failed", status=302), "ad"),
        (on("GET", "/v1/a").fail(httpx.ConnectError("refused")), "ad"),
    ],
)
def test_the_first_action_whose_criteria_all_hold_is_taken(
    mode: Mode, exchange: Exchange, letters: str
) -> None:
    rest = [get(letter) for letter in letters[1:]]
    assert path(SEVERAL.run(mode, [exchange, *rest])) == letters


CLEAN_UP = Feature("""
    workflows:
      - workflowId: clean-up
        steps:
          - stepId: create
            operationId: createJob
            requestBody: {payload: {name: x}}
            outputs: {id: $response.body#/id}
          - stepId: fetch
            operationId: getResult
            parameters: [{name: id, in: path, value: $steps.create.outputs.id}]
            outputs: {size: $response.body#/size}
            onSuccess: [{name: done, type: end}]
            onFailure: [{name: tidy, type: goto, stepId: remove}]
          - stepId: remove
            operationId: deleteJob
            parameters: [{name: id, in: path, value: $steps.create.outputs.id}]
        outputs: {size: $steps.fetch.outputs.size}
""")


@both_modes
def test_a_step_that_only_failures_lead_to(mode: Mode) -> None:
    created = on("POST", "/v1/jobs", json={"name": "x"}).reply({"id": "7", "state": "queued"})
    fetched = on("GET", "/v1/jobs/7/result")
    outcome = CLEAN_UP.run(mode, [created, fetched.reply({"size": 3})])
    assert returned(outcome) == {"size": 3}
    removed = on("DELETE", "/v1/jobs/7").reply({"id": "7", "state": "failed"})
    outcome = CLEAN_UP.run(mode, [created, fetched.reply({}, status=500), removed])
    assert returned(outcome) == {"size": None}
