"""Retries that name a step or a workflow: what it names runs before the next attempt."""

from __future__ import annotations

import pytest

from features.flow_documents import Feature, get, returned
from playback import Exchange, Mode, both_modes, on


def busy() -> Exchange:
    return on("GET", "/v1/a").reply({}, status=503)


TOKEN = Feature("""
    workflows:
      - workflowId: fresh-token
        steps:
          - stepId: login
            operationId: getToken
            outputs: {token: $response.body#/token}
          - stepId: read
            operationId: getJob
            parameters:
              - {name: id, in: path, value: '1'}
              - {name: Authorization, in: header, value: 'Bearer {$steps.login.outputs.token}'}
            outputs: {state: $response.body#/state}
            onFailure:
              - name: expired
                type: retry
                stepId: login
                retryAfter: 2
                criteria: [{condition: $statusCode == 401}]
        outputs: {state: $steps.read.outputs.state, token: $steps.login.outputs.token}
""")


def login(token: str) -> Exchange:
    return on("POST", "/v1/token").reply({"token": token})


def read(token: str) -> Exchange:
    return on("GET", "/v1/jobs/1", headers={"Authorization": f"Bearer {token}"})


@both_modes
def test_a_retry_with_a_step_runs_it_first_and_uses_its_values(mode: Mode) -> None:
    ready = read("new").reply({"id": "1", "state": "done"})
    exchanges = [login("old"), read("old").reply({}, status=401), login("new"), ready]
    outcome = TOKEN.run(mode, exchanges)
    assert returned(outcome) == {"state": "done", "token": "new"}
    assert outcome.waits == [2.0]
    assert [event[:2] for event in outcome.events] == [
        ("login", 1),
        ("read", 1),
        ("login", 2),
        ("read", 2),
    ]


@both_modes
def test_a_step_that_runs_before_a_retry_may_fail(mode: Mode) -> None:
    denied = on("POST", "/v1/token").reply({}, status=403)
    outcome = TOKEN.run(mode, [login("old"), read("old").reply({}, status=401), denied])
    assert isinstance(outcome.error, TOKEN.module.StepFailed)
    assert outcome.error.step_id == "login"


AHEAD = Feature("""
    workflows:
      - workflowId: ahead
        steps:
          - stepId: one
            operationId: a
            outputs: {id: $response.body#/id}
            onFailure: [{name: wake, type: retry, stepId: waker}]
            onSuccess: [{name: fine, type: end}]
          - stepId: waker
            operationId: b
            outputs: {id: $response.body#/id}
        outputs: {id: $steps.one.outputs.id, woken: $steps.waker.outputs.id}
""")


@both_modes
def test_a_retry_with_a_step_that_runs_only_for_it(mode: Mode) -> None:
    assert returned(AHEAD.run(mode, [get("a")])) == {"id": "a", "woken": None}
    outcome = AHEAD.run(mode, [busy(), get("b"), get("a")])
    assert returned(outcome) == {"id": "a", "woken": "b"}
    assert "AZ503" not in AHEAD.report


LATER = Feature(
    """
    workflows:
      - workflowId: note
        inputs: {type: object, properties: {text: {type: string}}}
        steps:
          - stepId: add
            operationId: addNote
            requestBody: {payload: {text: $inputs.text}}
      - workflowId: later-attempt
        steps:
          - stepId: read
            operationId: a
            onSuccess: [{name: done, type: end}]
            onFailure:
              - name: renew
                type: retry
                stepId: token
                criteria: [{condition: $statusCode == 401}]
              - name: report
                type: retry
                workflowId: note
                parameters: [{name: text, value: $steps.token.outputs.token}]
                criteria: [{condition: $statusCode == 409}]
          - stepId: token
            operationId: getToken
            outputs: {token: $response.body#/token}
""",
    version="1.1.0",
)


@both_modes
@pytest.mark.parametrize("renewed", [True, False])
def test_a_later_attempt_reads_what_ran_before_an_earlier_one(mode: Mode, renewed: bool) -> None:
    refused, token = on("GET", "/v1/a").reply({}, status=401), on("POST", "/v1/token")
    sent = {"text": "t2"} if renewed else {}
    exchanges = [refused, token.reply({"token": "t2"})] if renewed else []
    exchanges += [
        on("GET", "/v1/a").reply({}, status=409),
        on("POST", "/v1/notes", json=sent).reply({}),
        get("a"),
    ]
    outcome = LATER.run(mode, exchanges)
    assert outcome.error is None


OWN = Feature("""
    workflows:
      - workflowId: own
        steps:
          - stepId: one
            operationId: a
            onFailure: [{name: again, type: retry, stepId: one, retryLimit: 2}]
""")


@both_modes
def test_a_retry_that_names_its_own_step_runs_it_once_each_time(mode: Mode) -> None:
    assert OWN.run(mode, [busy(), busy(), get("a")]).error is None
