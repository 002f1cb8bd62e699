"""Steps that call workflows, of this document and of another one."""

from __future__ import annotations

import inspect

from features.flow_documents import HEADER, Feature, get, path, returned
from playback import Exchange, Mode, both_modes, on

LOGIN = """
      - workflowId: login
        inputs:
          type: object
          required: [user]
          properties: {user: {type: string}, scope: {type: string, default: all}}
        steps:
          - stepId: getToken
            operationId: getToken
            requestBody: {payload: {user: $inputs.user, scope: $inputs.scope}}
            outputs: {token: $response.body#/token}
        outputs: {token: $steps.getToken.outputs.token}
"""

READ = """
          - stepId: read
            operationId: getJob
            parameters:
              - {name: id, in: path, value: '1'}
              - {name: Authorization, in: header, value: 'Bearer {$steps.auth.outputs.token}'}
            outputs: {state: $response.body#/state}
        outputs: {state: $steps.read.outputs.state, token: $steps.auth.outputs.token}
"""


def logged_in(user: str, token: str = "T") -> Exchange:
    return on("POST", "/v1/token", json={"user": user, "scope": "all"}).reply({"token": token})


def read(token: str = "T") -> Exchange:
    wanted = on("GET", "/v1/jobs/1", headers={"Authorization": f"Bearer {token}"})
    return wanted.reply({"id": "1", "state": "done"})


CALL = Feature(f"""
    workflows:{LOGIN}
      - workflowId: search
        inputs: {{type: object, required: [name], properties: {{name: {{type: string}}}}}}
        steps:
          - stepId: auth
            workflowId: login
            parameters: [{{name: user, value: $inputs.name}}]
            outputs: {{token: $outputs.token}}
{READ}""")


@both_modes
def test_a_step_calls_a_workflow_and_reads_its_outputs(mode: Mode) -> None:
    outcome = CALL.run(mode, [logged_in("ann"), read()], name="ann")
    assert returned(outcome) == {"state": "done", "token": "T"}
    assert [event[0] for event in outcome.events] == ["getToken", "read"]


def test_only_functions_in_which_something_waits_take_polling() -> None:
    """But for `run`, which takes the same keywords in every module."""
    for function in ("run_login", "run_login_async", "auth", "auth_async"):
        assert "polling" not in inspect.signature(getattr(CALL.module, function)).parameters
    assert "polling" in inspect.signature(CALL.module.run).parameters
    assert "polling: Nothing in this workflow waits, so that it has no effect." in CALL.code
    waiting = POLLS.code.count("polling: Polling | None = None,\n")
    assert waiting == 8  # run, the step, the workflow that it calls, its loop, each of two kinds


@both_modes
def test_the_error_of_a_called_workflow_is_that_of_its_step(mode: Mode) -> None:
    denied = on("POST", "/v1/token").reply({}, status=403)
    outcome = CALL.run(mode, [denied], name="ann")
    assert isinstance(outcome.error, CALL.module.StepFailed)
    assert outcome.error.response.status_code == 403


DEEP = Feature("""
    workflows:
      - workflowId: inner
        steps:
          - {stepId: one, operationId: a, outputs: {id: $response.body#/id}}
        outputs: {id: $steps.one.outputs.id}
      - workflowId: middle
        steps:
          - {stepId: one, workflowId: inner, outputs: {id: $outputs.id}}
          - {stepId: two, operationId: b, outputs: {id: $response.body#/id}}
        outputs: {inner: $steps.one.outputs.id, own: $steps.two.outputs.id}
      - workflowId: outer
        steps:
          - stepId: one
            workflowId: middle
            outputs: {inner: $outputs.inner, own: $outputs.own}
          - {stepId: two, operationId: c, outputs: {id: $response.body#/id}}
        outputs:
          a: $steps.one.outputs.inner
          b: $steps.one.outputs.own
          c: $steps.two.outputs.id
""")


@both_modes
def test_calls_two_deep(mode: Mode) -> None:
    outcome = DEEP.run(mode, [get("a"), get("b"), get("c")])
    assert returned(outcome) == {"a": "a", "b": "b", "c": "c"}


TWICE = Feature("""
    workflows:
      - workflowId: note
        inputs: {type: object, required: [text], properties: {text: {type: string}}}
        steps:
          - {stepId: add, operationId: addNote, requestBody: {payload: {text: $inputs.text}}}
      - workflowId: two-notes
        steps:
          - {stepId: first, workflowId: note, parameters: [{name: text, value: one}]}
          - {stepId: second, workflowId: note, parameters: [{name: text, value: two}]}
""")


@both_modes
def test_a_workflow_that_is_called_twice_is_written_once(mode: Mode) -> None:
    notes = [on("POST", "/v1/notes", json={"text": t}).reply({}) for t in ("one", "two")]
    assert TWICE.run(mode, notes).error is None
    assert TWICE.code.count("def run_note(") == 1


CRITERIA = Feature("""
    workflows:
      - workflowId: check
        steps:
          - stepId: look
            operationId: a
            outputs: {state: $response.body#/state, count: $response.body#/count}
        outputs: {state: $steps.look.outputs.state, count: $steps.look.outputs.count}
      - workflowId: checked
        steps:
          - stepId: one
            workflowId: check
            successCriteria:
              - condition: $outputs.state == 'done' && $outputs.count > 1
            onFailure:
              - name: another
                type: goto
                stepId: two
                criteria: [{condition: $outputs.state == 'failed'}]
            onSuccess: [{name: fine, type: end}]
          - {stepId: two, operationId: b, outputs: {id: $response.body#/id}}
        outputs: {id: $steps.two.outputs.id}
""")


@both_modes
def test_success_criteria_on_the_outputs_of_a_called_workflow(mode: Mode) -> None:
    assert returned(CRITERIA.run(mode, [get("a", count=2)])) == {"id": None}
    assert returned(CRITERIA.run(mode, [get("a", "failed", count=2), get("b")])) == {"id": "b"}
    outcome = CRITERIA.run(mode, [get("a", count=1)])
    assert isinstance(outcome.error, CRITERIA.module.StepFailed)
    assert outcome.error.step_id == "one"
    assert outcome.error.criterion == "$outputs.state == 'done' && $outputs.count > 1"


ACTIONS = Feature("""
    workflows:
      - workflowId: check
        steps:
          - stepId: look
            operationId: a
            outputs: {state: $response.body#/state, reason: $response.body#/reason}
            onFailure: [{name: over, type: end, criteria: [{condition: $statusCode == 410}]}]
        outputs: {state: $steps.look.outputs.state, reason: $steps.look.outputs.reason}
      - workflowId: acts
        steps:
          - stepId: one
            workflowId: check
            successCriteria: [{condition: $outputs.state != 'failed'}]
            outputs: {why: $outputs.reason}
            onSuccess:
              - name: again
                type: goto
                stepId: one
                criteria: [{condition: $outputs.state == 'running'}]
            onFailure:
              - name: known
                type: goto
                stepId: two
                criteria: [{condition: $outputs.reason == 'quota'}]
              - name: again
                type: retry
                retryLimit: 1
                criteria: [{condition: $outputs.reason == null}]
          - stepId: two
            operationId: b
            parameters: [{name: why, in: query, value: $steps.one.outputs.why}]
        outputs: {why: $steps.one.outputs.why}
""")


@both_modes
def test_actions_read_what_the_called_workflow_returned(mode: Mode) -> None:
    outcome = ACTIONS.run(mode, [get("a", "running"), get("a", reason="x"), get("b")])
    assert returned(outcome) == {"why": "x"}
    assert outcome.waits == [1.0]


@both_modes
def test_failure_actions_read_what_the_called_workflow_returned(mode: Mode) -> None:
    outcome = ACTIONS.run(mode, [get("a", "failed", reason="quota"), get("b")])
    assert returned(outcome) == {"why": "quota"}
    assert outcome.requests[1].url.query == b"why=quota"
    other = ACTIONS.run(mode, [get("a", "failed", reason="x")])
    assert isinstance(other.error, ACTIONS.module.StepFailed)
    ended = ACTIONS.run(mode, [get("a", status=410, reason="quota"), get("b")])
    assert returned(ended) == {"why": "quota"}
    busy = ACTIONS.run(mode, [get("a", status=503), get("a"), get("b")])
    assert returned(busy) == {"why": None}


MIXED = Feature("""
    workflows:
      - workflowId: check
        steps: [{stepId: look, operationId: a, outputs: {state: $response.body#/state}}]
        outputs: {state: $steps.look.outputs.state}
      - workflowId: mixed
        failureActions:
          - {name: busy, type: retry, criteria: [{condition: $statusCode == 503}]}
          - {name: not, type: end, criteria: [{condition: $statusCode != 503}]}
        successActions:
          - {name: stop, type: end, criteria: [{condition: $outputs.state == 'failed'}]}
        steps:
          - {stepId: one, workflowId: check}
          - {stepId: two, operationId: b}
""")


@both_modes
def test_actions_of_the_workflow_are_for_the_steps_that_have_what_they_read(mode: Mode) -> None:
    outcome = MIXED.run(mode, [get("a"), get("b", status=503), get("b")])
    assert outcome.error is None
    assert path(MIXED.run(mode, [get("a", "failed")])) == "a"
    failed = MIXED.run(mode, [get("a", status=503)])
    assert isinstance(failed.error, MIXED.module.StepFailed)
    assert failed.error.action is None


FAILURE = Feature("""
    workflows:
      - workflowId: may-fail
        steps:
          - {stepId: first, operationId: a}
          - stepId: second
            operationId: b
            onFailure: [{name: over, type: end, criteria: [{condition: $statusCode == 410}]}]
      - workflowId: copes
        steps:
          - stepId: one
            workflowId: may-fail
            onFailure:
              - {name: again, type: retry, retryAfter: 2, retryLimit: 1}
              - {name: instead, type: goto, stepId: two}
            onSuccess: [{name: fine, type: end}]
          - {stepId: two, operationId: c}
""")


@both_modes
def test_a_called_workflow_that_fails_is_a_step_that_fails(mode: Mode) -> None:
    once = FAILURE.run(mode, [get("a", status=500), get("a"), get("b")])
    assert once.error is None
    assert once.waits == [2.0]
    twice = FAILURE.run(mode, [get("a", status=500), get("a"), get("b", status=410), get("c")])
    assert twice.error is None
    assert path(twice) == "aabc"


POLLS = Feature("""
    workflows:
      - workflowId: wait
        steps:
          - stepId: poll
            operationId: a
            outputs: {state: $response.body#/state}
            onSuccess:
              - name: goesOn
                type: goto
                stepId: poll
                criteria: [{condition: $response.body#/state == 'running'}]
        outputs: {state: $steps.poll.outputs.state}
      - workflowId: waits
        steps:
          - {stepId: one, workflowId: wait, outputs: {state: $outputs.state}}
          - {stepId: two, operationId: b}
        outputs: {state: $steps.one.outputs.state}
""")


@both_modes
def test_a_called_workflow_polls_and_tells_as_the_caller_asks(mode: Mode) -> None:
    polling = POLLS.module.Polling(interval=3.0, jitter=0.0, backoff=1.0, timeout=5.0)
    outcome = POLLS.run(mode, [get("a", "running"), get("a"), get("b")], polling=polling)
    assert returned(outcome) == {"state": "done"}
    assert outcome.waits == [3.0]
    assert outcome.events == [("poll", 1, 200), ("poll", 2, 200), ("two", 1, 200)]
    late = POLLS.run(mode, [get("a", "running"), get("a", "running")], polling=polling)
    assert isinstance(late.error, POLLS.module.PollTimeout)
    assert late.error.step_id == "poll"


# --- Another document -------------------------------------------------------------------

OTHER_HEAD = """\
arazzo: 1.0.1
info: {title: Feature, version: 1.0.0}
sourceDescriptions:
  - {name: jobs, url: jobs.openapi.yaml, type: openapi}
  - {name: common, url: common.yaml, type: arazzo}
"""
COMMON = HEADER.format(version="1.0.1") + "workflows:" + LOGIN.replace("\n      ", "\n  ")

OTHER = Feature(
    f"""
    workflows:
      - workflowId: login
        steps:
          - stepId: auth
            workflowId: $sourceDescriptions.common.login
            parameters: [{{name: user, value: ann}}]
            outputs: {{token: $outputs.token}}
{READ}""",
    head=OTHER_HEAD,
    more={"common.yaml": COMMON},
)


@both_modes
def test_a_step_calls_a_workflow_of_another_document(mode: Mode) -> None:
    outcome = OTHER.run(mode, [logged_in("ann"), read()])
    assert returned(outcome) == {"state": "done", "token": "T"}
    assert list(OTHER.built.files) == ["login"]


UNREAD = Feature("""
    workflows:
      - workflowId: called
        steps: [{stepId: one, operationId: a}]
      - workflowId: main
        steps: [{stepId: call, workflowId: called}]
""")


@both_modes
def test_nothing_is_made_of_what_a_called_workflow_returns_if_nothing_reads_it(mode: Mode) -> None:
    assert returned(UNREAD.run(mode, [get("a")])) == {}
    assert "_call_result" not in UNREAD.code
    assert "    return Call()\n" in UNREAD.code


ELSEWHERE = """\
openapi: 3.0.3
info: {title: Elsewhere, version: 1.0.0}
servers: [{url: https://elsewhere.test}]
paths:
  /token:
    post:
      operationId: getToken
      responses:
        '200':
          description: A token
          content:
            application/json:
              schema: {type: object, required: [token], properties: {token: {type: string}}}
"""

SAME_SOURCE_NAME = Feature(
    OTHER.text,
    head=OTHER_HEAD,
    more={
        "common.yaml": COMMON.replace("jobs.openapi.yaml", "elsewhere.yaml"),
        "elsewhere.yaml": ELSEWHERE,
    },
)


@both_modes
def test_another_document_s_sources_are_its_own(mode: Mode) -> None:
    token = on("POST", "/token", host="elsewhere.test").reply({"token": "T"})
    job = on("GET", "/v1/jobs/1", host="jobs.test").reply({"id": "1", "state": "done"})
    assert returned(SAME_SOURCE_NAME.run(mode, [token, job])) == {"state": "done", "token": "T"}
