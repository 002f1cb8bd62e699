"""What an error that leaves `run` tells: the outputs that are known, those of the steps, and what
was asked; and what it keeps to itself."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import httpx
import pytest

from features.flow_documents import Feature, get, job
from features.test_flow_waits import CREATED
from playback import Exchange, Mode, both_modes, on

WAIT = Feature(
    """
    workflows:
      - workflowId: wait
        inputs: {type: object, required: [name], properties: {name: {type: string}}}
        steps:
          - stepId: createJob
            operationId: createJob
            requestBody: {payload: {name: $inputs.name}}
            outputs: {jobId: $response.body#/id}
          - stepId: pollJob
            operationId: getJob
            parameters: [{name: id, in: path, value: $steps.createJob.outputs.jobId}]
            successCriteria: [{condition: $statusCode == 200}]
            outputs: {state: $response.body#/state, count: $response.body#/count}
            onSuccess:
              - name: goesOn
                type: goto
                stepId: pollJob
                criteria: [{condition: $response.body#/state == 'running'}]
          - stepId: readResult
            operationId: getResult
            parameters: [{name: id, in: path, value: $steps.createJob.outputs.jobId}]
            outputs: {size: $response.body#/size}
        outputs:
          id: $steps.createJob.outputs.jobId
          last-state: $steps.pollJob.outputs.state
          count: $steps.pollJob.outputs.count
          label: 'job {$steps.createJob.outputs.jobId}'
          name: $inputs.name
          size: $steps.readResult.outputs.size
    """
)


def poll(state: str = "running", **reply: Any) -> Exchange:
    return on("GET", "/v1/jobs/7").reply(job(state, "7"), **reply)


def assert_tells(error: Any, outputs: dict[str, Any], steps: dict[str, Any]) -> None:
    """Check what an error tells, and that its copies tell the same."""
    for each in (error, copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
        assert (each.outputs, each.steps) == (outputs, steps)
        assert type(each.steps) is dict
        assert str(each) == str(error)


@both_modes
def test_a_failure_in_a_loop_tells_what_came_before(mode: Mode) -> None:
    outcome = WAIT.run(mode, [CREATED, poll(status=503)], name="a")
    assert isinstance(outcome.error, WAIT.module.StepFailed)
    known = {"id": "7", "label": "job 7", "name": "a"}
    assert_tells(outcome.error, known, {"createJob": {"jobId": "7"}})
    wanted = "step 'pollJob' failed: GET /jobs/{id}: HTTP 503, wanted $statusCode == 200"
    assert str(outcome.error) == wanted
    assert outcome.error.asked == "GET /jobs/{id}"


@both_modes
def test_a_failure_before_the_first_answer_tells_what_was_given(mode: Mode) -> None:
    refused = on("POST", "/v1/jobs").fail(httpx.ConnectError("[Errno 111] Connection refused"))
    outcome = WAIT.run(mode, [refused], name="a")
    assert_tells(outcome.error, {"name": "a"}, {})
    wanted = "POST /jobs: ConnectError: [Errno 111] Connection refused"
    assert str(outcome.error) == f"step 'createJob' failed: {wanted}"
    assert outcome.error.reason == "ConnectError: [Errno 111] Connection refused"


@both_modes
def test_a_loop_that_takes_too_long_tells_what_is_known(mode: Mode) -> None:
    polling = WAIT.module.Polling(interval=10.0, jitter=0.0, timeout=5.0)
    outcome = WAIT.run(mode, [CREATED, poll()], name="a", polling=polling)
    assert isinstance(outcome.error, WAIT.module.PollTimeout)
    assert outcome.error.outputs["id"] == "7"
    assert outcome.error.steps["createJob"] == {"jobId": "7"}


@both_modes
def test_a_value_that_lacks_tells_what_is_known(mode: Mode) -> None:
    result = on("GET", "/v1/jobs/7/result").reply({})
    outcome = WAIT.run(mode, [CREATED, poll("done"), result], name="a")
    assert isinstance(outcome.error, WAIT.module.MissingValue)
    known = {"id": "7", "last-state": "done", "label": "job 7", "name": "a"}
    assert_tells(outcome.error, known, {"createJob": {"jobId": "7"}, "pollJob": {"state": "done"}})


@both_modes
def test_a_value_that_cannot_be_sent_tells_what_is_known(mode: Mode) -> None:
    created = on("POST", "/v1/jobs").reply(job("queued", ""), status=201)
    outcome = WAIT.run(mode, [created], name="a")
    assert isinstance(outcome.error, WAIT.module.UnsendableValue)
    assert_tells(
        outcome.error, {"id": "", "label": "job ", "name": "a"}, {"createJob": {"jobId": ""}}
    )


def test_an_error_made_by_hand_tells_nothing() -> None:
    error = WAIT.module.StepFailed("a", None, None)
    assert (error.outputs, error.steps) == ({}, {})
    assert str(error) == "step 'a' failed: no response"
    assert str(WAIT.module.StepFailed("a", "x == 1", httpx.Response(404))) == (
        "step 'a' failed: HTTP 404, wanted x == 1"
    )


# --- Called workflows -------------------------------------------------------------------

CALLS = Feature(
    """
    workflows:
      - workflowId: inner
        inputs: {type: object, properties: {of: {type: string}}}
        steps:
          - {stepId: one, operationId: a, outputs: {n: $response.body#/count}}
          - stepId: two
            operationId: b
            onFailure: [{name: stopInside, type: end}]
        outputs: {n: $steps.one.outputs.n}
      - workflowId: before
        steps: [{stepId: three, operationId: c, outputs: {n: $response.body#/count}}]
        outputs: {n: $steps.three.outputs.n}
      - workflowId: outer
        dependsOn: [before]
        steps:
          - {stepId: first, operationId: d, outputs: {id: $response.body#/id}}
          - stepId: call
            workflowId: inner
            parameters: [{name: of, value: $steps.first.outputs.id}]
            successCriteria: [{condition: $outputs.n == 1}]
            outputs: {n: $outputs.n}
          - {stepId: last, operationId: e}
        outputs:
          id: $steps.first.outputs.id
          n: $steps.call.outputs.n
          before: $workflows.before.outputs.n
    """
)


@both_modes
def test_the_error_of_a_called_workflow_tells_of_the_one_that_called(mode: Mode) -> None:
    answers = [get("c", count=3), get("d"), get("a", count=1), get("b", status=500)]
    outcome = CALLS.run(mode, answers)
    assert_tells(outcome.error, {"id": "d", "before": 3}, {"first": {"id": "d"}})
    assert (outcome.error.step_id, outcome.error.action) == ("two", "stopInside")
    assert str(outcome.error) == "step 'two' failed: GET /b: HTTP 500"


@both_modes
def test_a_step_that_called_a_workflow_says_which(mode: Mode) -> None:
    answers = [get("c", count=3), get("d"), get("a", count=2), get("b")]
    outcome = CALLS.run(mode, answers)
    assert str(outcome.error) == "step 'call' failed: workflow inner: wanted $outputs.n == 1"
    assert_tells(outcome.error, {"id": "d", "before": 3}, {"first": {"id": "d"}})


@both_modes
def test_a_failure_after_a_called_workflow_tells_what_that_gave(mode: Mode) -> None:
    answers = [get("c", count=3), get("d"), get("a", count=1), get("b"), get("e", status=500)]
    outcome = CALLS.run(mode, answers)
    known = {"id": "d", "n": 1, "before": 3}
    assert_tells(outcome.error, known, {"first": {"id": "d"}, "call": {"n": 1}})


@both_modes
def test_a_failure_of_a_dependency_tells_of_the_workflow_that_needs_it(mode: Mode) -> None:
    outcome = CALLS.run(mode, [get("c", status=500)])
    assert_tells(outcome.error, {}, {})
    assert outcome.error.step_id == "three"


OVER = Feature(
    """
    workflows:
      - workflowId: other
        steps:
          - {stepId: one, operationId: a, outputs: {n: $response.body#/count}}
          - {stepId: two, operationId: b}
        outputs: {theirs: $steps.one.outputs.n}
      - workflowId: hands-over
        steps:
          - stepId: first
            operationId: c
            outputs: {n: $response.body#/count}
            onSuccess:
              - name: over
                type: goto
                workflowId: other
                criteria: [{condition: $response.body#/count == 1}]
        outputs: {ours: $steps.first.outputs.n}
    """
)


@both_modes
def test_after_a_jump_to_a_workflow_the_error_has_its_outputs(mode: Mode) -> None:
    answers = [get("c", count=1), get("a", count=5), get("b", status=500)]
    outcome = OVER.run(mode, answers)
    assert_tells(outcome.error, {"theirs": 5}, {"first": {"n": 1}})


# --- What the request was ---------------------------------------------------------------

KEY = "sk-do-not-show"


@both_modes
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (httpx.ReadTimeout("timed out"), "ReadTimeout: timed out"),
        (httpx.ConnectError(""), "ConnectError"),
        (
            httpx.LocalProtocolError(f"Illegal header value b'Bearer {KEY}\\n'"),
            "LocalProtocolError",
        ),
        (httpx.RemoteProtocolError(f'bad line "{KEY}"'), "RemoteProtocolError"),
        (httpx.ConnectError(f"no way to https://jobs.test/?key={KEY}"), "ConnectError"),
        (httpx.ReadError(f"cut\n{KEY}"), "ReadError"),
        (httpx.InvalidURL(KEY), "InvalidURL"),
        (ValueError(KEY), "ValueError"),
    ],
)
def test_why_no_response_came_is_said_without_what_was_sent(
    mode: Mode, error: Exception, said: str
) -> None:
    outcome = WAIT.run(mode, [on("POST", "/v1/jobs").fail(error)], name="a")
    assert str(outcome.error) == f"step 'createJob' failed: POST /jobs: {said}"


@both_modes
def test_an_error_names_the_path_and_not_what_is_in_it(mode: Mode) -> None:
    created = on("POST", "/v1/jobs").reply(job("queued", KEY), status=201)
    found = on("GET", f"/v1/jobs/{KEY}").reply({}, status=404)
    outcome = WAIT.run(mode, [created, found], name="a")
    assert KEY not in str(outcome.error)


# --- Secrets ----------------------------------------------------------------------------

ACCOUNTS = """
openapi: 3.1.0
info: {title: Accounts, version: 1.0.0}
servers: [{url: https://jobs.test/v1}]
paths:
  /login:
    post:
      operationId: logIn
      responses:
        '200':
          description: A session
          content:
            application/json:
              schema:
                type: object
                properties:
                  ticket: {type: string}
                  user: {type: object, properties: {id: {type: string}, mail: {type: string}}}
                  account: {type: object, properties: {pin: {type: string, format: password}}}
  /me:
    get:
      operationId: me
      parameters:
        - {name: Authorization, in: header, schema: {type: string}}
        - {name: key, in: query, schema: {type: string}}
        - {name: pin, in: query, schema: {type: string, format: password}}
        - {name: page, in: query, schema: {type: string}}
        - {name: pageToken, in: query, schema: {type: string}}
        - {name: sid, in: cookie, schema: {type: string}}
        - {name: X-Auth-Token, in: header, schema: {type: string}}
        - {name: X-Page, in: header, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {pass: {type: string, format: password}}}
      responses: {'200': {description: Me}}
components:
  securitySchemes: {key: {type: apiKey, in: query, name: key}}
"""
SECRET = "s3cr3t"
SESSION = {
    "ticket": SECRET,
    "user": {"id": "u1", "mail": "a@b.test"},
    "account": {"pin": SECRET},
}

LOGS_IN = """
    workflows:
      - workflowId: use
        inputs: &inputs {type: object, properties: {it: {type: string}, safe: INPUT}}
        steps:
          - stepId: use
            operationId: me
            SENT
      - workflowId: logs-in
        steps:
          - stepId: logIn
            operationId: logIn
            outputs:
              ticket: $response.body#/ticket
              copied: 'v {$response.body#/ticket}'
              whole: $response.body
              user: $response.body#/user
              id: $response.body#/user/id
          - {stepId: me, USED}
        outputs:
          ticket: $steps.logIn.outputs.ticket
          copied: $steps.logIn.outputs.copied
          whole: $steps.logIn.outputs.whole
          id: $steps.logIn.outputs.id
          mail: $steps.logIn.outputs.user#/mail
"""
TICKET = "$steps.logIn.outputs.ticket"


def logs_in(used: str, sent: str = "", of: str = "{type: string}") -> Feature:
    """A workflow whose second step uses a value of the first, perhaps by way of another."""
    text = LOGS_IN.replace("USED", used).replace("SENT", sent).replace("INPUT", of)
    return Feature(text, more={"jobs.openapi.yaml": ACCOUNTS})


def sends(place: str, name: str, value: str = TICKET) -> Feature:
    """A workflow whose second step sends a value of the first as a parameter."""
    given = f"[{{name: {name}, in: {place}, value: '{value}'}}]"
    return logs_in(f"operationId: me, parameters: {given}")


CALL = "workflowId: use, parameters: [{name: NAME, value: $steps.logIn.outputs.ticket}]"
INSIDE = "parameters: [{name: Authorization, in: header, value: 'Bearer {$inputs.it}'}]"

AS_SECRET = {
    "bearer": sends("header", "Authorization", f"Bearer {{{TICKET}}}"),
    "copy": sends("header", "authorization", "$steps.logIn.outputs.copied"),
    "part of the whole": sends("header", "Authorization", "$steps.logIn.outputs.whole#/ticket"),
    "cookie header": sends("header", "Cookie", f"sid={{{TICKET}}}"),
    "cookie": sends("cookie", "sid"),
    "header by its name": sends("header", "X-Auth-Token"),
    "api key": sends("query", "key"),
    "password": sends("query", "pin"),
    "body": logs_in("operationId: me, requestBody: {payload: {pass: $steps.logIn.outputs.ticket}}"),
    "called": logs_in(CALL.replace("NAME", "it"), INSIDE),
    "secret input": logs_in(CALL.replace("NAME", "safe"), of="{type: string, format: password}"),
}


@both_modes
@pytest.mark.parametrize("way", AS_SECRET)
def test_what_flows_into_a_credential_is_not_told(mode: Mode, way: str) -> None:
    feature = AS_SECRET[way]
    answers = [on("POST", "/v1/login").reply(SESSION), on("GET", "/v1/me").reply({}, status=500)]
    outcome = feature.run(mode, answers)
    user = {"user": SESSION["user"], "id": "u1"}
    assert_tells(outcome.error, {"id": "u1", "mail": "a@b.test"}, {"logIn": user})
    assert SECRET.encode() not in pickle.dumps(outcome.error)


@both_modes
@pytest.mark.parametrize(
    ("place", "name"), [("query", "page"), ("query", "pageToken"), ("header", "X-Page")]
)
def test_what_holds_a_password_is_not_told(mode: Mode, place: str, name: str) -> None:
    feature = sends(place, name)
    answers = [on("POST", "/v1/login").reply(SESSION), on("GET", "/v1/me").reply({}, status=500)]
    error = feature.run(mode, answers).error
    assert error is not None
    assert error.steps["logIn"].keys() == {"ticket", "copied", "user", "id"}
    assert error.outputs.keys() == {"ticket", "copied", "id", "mail"}


def test_what_is_not_told_is_in_no_repr() -> None:
    step = AS_SECRET["bearer"].module.LogIn
    shown = step(ticket=SECRET, copied=SECRET, whole={}, user={}, id="u1", response=None)
    assert SECRET not in repr(shown)
    assert "u1" in repr(shown)
