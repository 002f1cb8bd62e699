"""The durable form: nested calls, retries over steps, secrets, idempotency keys, errors, versions.

Each run is killed at each of its moments, and goes on (`crash.py`).
"""

from __future__ import annotations

import json
import pickle
import re
from typing import Any

import httpx
import pytest

from crash import crash_everywhere, run_durable
from features.flow_documents import Feature, get, job
from features.one_call import call
from playback import Exchange, execute, on

LOGIN = """
      - workflowId: login
        inputs:
          type: object
          properties: {user: {type: string}, password: {type: string, format: password}}
        steps:
          - stepId: ask
            operationId: getToken
            requestBody: {payload: {user: $inputs.user, password: $inputs.password}}
            outputs: {token: $response.body#/token}
        outputs: {token: $steps.ask.outputs.token}
"""

NESTED = Feature(
    """
    workflows:"""
    + LOGIN
    + """
      - workflowId: nested
        inputs:
          type: object
          required: [password]
          properties: {user: {type: string}, password: {type: string, format: password}}
        steps:
          - stepId: login
            workflowId: login
            parameters:
              - {name: user, value: $inputs.user}
              - {name: password, value: $inputs.password}
            outputs: {token: $outputs.token}
          - stepId: create
            operationId: createJob
            requestBody: {payload: {name: one}}
            outputs: {id: $response.body#/id}
            onFailure:
              - {name: again, type: retry, stepId: a, retryLimit: 3, retryAfter: 2}
          - stepId: read
            operationId: getJob
            parameters:
              - {name: id, in: path, value: $steps.create.outputs.id}
              - {name: Authorization, in: header, value: $steps.login.outputs.token}
            outputs: {state: $response.body#/state}
            onSuccess: [{name: fine, type: end}]
          - {stepId: a, operationId: a}
        outputs: {state: $steps.read.outputs.state}
""",
    flags=("--durable", "--workflow", "nested"),
)

TOKEN = on("POST", "/v1/token", json={"user": "ada", "password": "s3cret-word"})
INPUTS = {"user": "ada", "password": "s3cret-word"}


def nested() -> list[Exchange]:
    read = on("GET", "/v1/jobs/7", headers={"Authorization": "tok-12345"})
    return [
        TOKEN.reply({"token": "tok-12345"}),
        on("POST", "/v1/jobs").reply({}, status=503),
        get("a"),
        on("POST", "/v1/jobs").fail(httpx.ReadTimeout("slow")),
        get("a"),
        on("POST", "/v1/jobs").reply(job(id_="7"), status=201),
        read.reply(job("done", "7")),
    ]


def test_nested_calls_and_retries_over_steps_go_on_after_each_crash() -> None:
    outcome = execute(NESTED.module, "async", nested(), **INPUTS)
    assert outcome.error is None
    ended = run_durable(NESTED.module, nested(), INPUTS)
    names = [name for kind, name, _, _ in ended.store.events if kind == "step"]
    assert names == ["login.ask", "create", "a", "create", "a", "create", "read"]
    stored = json.dumps(ended.store.events)
    assert "s3cret" not in stored
    assert "tok-12345" not in stored


def test_a_step_with_a_secret_that_changes_something_is_warned_of() -> None:
    assert "AZ907" in NESTED.report


FIRST = Feature(
    """
    workflows:
      - workflowId: first
        steps:
          - stepId: start
            operationId: a
            onFailure: [{name: again, type: retry, stepId: poll, retryLimit: 2}]
          - stepId: poll
            operationId: b
            outputs: {state: $response.body#/state}
            onSuccess:
              - name: going
                type: goto
                stepId: poll
                criteria: [{condition: $response.body#/state == 'queued'}]
              - {name: done, type: end}
            onFailure: [{name: missing, type: end, criteria: [{condition: $statusCode == 404}]}]
        outputs: {state: $steps.poll.outputs.state}
""",
    flags=("--durable",),
)


@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_step_that_is_polled_is_run_once_where_a_retry_runs_it_first(status: int) -> None:
    exchanges = [
        get("a", status=503),
        get("b", "queued"),
        get("a"),
        get("b", "queued"),
        get("b", "queued"),
        get("b", "done", status=status),
    ]
    outcome = execute(FIRST.module, "async", exchanges)
    assert (outcome.error is None) == (status == 200)
    ended = crash_everywhere(FIRST.module, exchanges, {}, outcome)
    assert getattr(ended.error, "action", None) == ("missing" if status == 404 else None)
    assert getattr(ended.outputs, "state", None) == ("done" if status == 200 else None)


ALIKE = Feature(
    """
    workflows:
      - workflowId: alike
        steps:
          - stepId: one
            operationId: a
            outputs: &all {id: $response.body#/id, polling: $response.body#/state}
          - {stepId: two, operationId: b, outputs: *all}
          - stepId: read
            operationId: getJob
            parameters:
              - {name: id, in: path, value: $steps.one.outputs.id}
              - {name: trace, in: query, value: $steps.one.outputs.polling}
            onSuccess:
              - name: going
                type: goto
                stepId: read
                criteria: [{condition: $response.body#/id != $steps.two.outputs.id}]
              - {name: done, type: end}
        outputs: {id: $steps.two.outputs.id}
""",
    flags=("--durable",),
)


def test_values_that_have_the_same_name_in_a_request_and_in_its_decision_are_kept_apart() -> None:
    read = on("GET", "/v1/jobs/1", query={"trace": "x"})
    exchanges = [
        get("a", "x", id="1"),
        get("b", "y", id="2"),
        read.reply(job("done", "1")),
        read.reply(job("done", "2")),
    ]
    outcome = execute(ALIKE.module, "async", exchanges)
    assert outcome.error is None
    crash_everywhere(ALIKE.module, exchanges, {}, outcome)


KEYED = """
    responses: {'201': {description: '', content: {application/json: {}}}}
    parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
"""


def sent_keys(requests: list[httpx.Request]) -> list[str | None]:
    return [request.headers.get("Idempotency-Key") for request in requests]


def test_a_retry_without_an_answer_has_the_same_key_and_one_with_an_answer_has_not() -> None:
    made = call(
        """
        outputs: {id: $response.body#/id}
        onFailure: [{name: again, type: retry, retryLimit: 5}]
        """,
        operation=KEYED,
        flags=("--durable",),
    )
    exchanges = [
        on("POST", "/call").fail(httpx.ReadTimeout("slow")),
        on("POST", "/call").reply({}, status=503),
        on("POST", "/call").reply({"id": 1}, status=201),
    ]
    ended = run_durable(made.module, exchanges, {})
    assert sent_keys(ended.requests) == ["run-1-call", "run-1-call", "run-1-call-2"]


def test_a_key_of_the_workflow_itself_is_sent_as_it_is() -> None:
    step = "parameters: [{name: Idempotency-Key, in: header, value: mine}]"
    made = call(step, operation=KEYED, flags=("--durable",))
    ended = run_durable(made.module, [on("POST", "/call").reply({}, status=201)], {})
    assert sent_keys(ended.requests) == ["mine"]


@pytest.mark.parametrize("need", ["", "required: true, "])
def test_a_request_that_only_reads_sends_a_key_where_its_operation_takes_one(need: str) -> None:
    operation = f"""
    responses: {{'200': {{description: '', content: {{application/json: {{}}}}}}}}
    parameters: [{{name: Idempotency-Key, in: header, {need}schema: {{type: string}}}}]
    """
    made = call("", operation=operation, method="get", flags=("--durable",))
    ended = run_durable(made.module, [on("GET", "/call").reply({})], {})
    assert sent_keys(ended.requests) == ["run-1-call"]


def test_a_field_of_the_body_takes_the_key() -> None:
    schema = "{type: object, properties: {idempotency_key: {type: string}, name: {type: string}}}"
    operation = f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}"
    step = "requestBody: {payload: {name: one}}"
    made = call(step, operation=operation, flags=("--durable",))
    ended = run_durable(made.module, [on("POST", "/call").reply({})], {})
    assert json.loads(ended.requests[0].content) == {"name": "one", "idempotency_key": "run-1-call"}


@pytest.mark.parametrize("answer", [{"status": 404}, {"json": {}}], ids=["failed", "missing"])
def test_errors_survive_pickling(answer: dict[str, Any]) -> None:
    text = "outputs: {id: $response.body#/id}"
    schema = "{type: object, required: [id], properties: {id: {type: string}}}"
    responses = (
        f"{{'200': {{description: '', content: {{application/json: {{schema: {schema}}}}}}}}}"
    )
    made = call(text, operation=f"responses: {responses}", flags=("--durable",))
    body = answer.pop("json", None)
    exchange = on("POST", "/call").reply({} if body is None else body, **answer)
    outcome = execute(made.module, "async", [exchange])
    ended = crash_everywhere(made.module, [exchange], {}, outcome)
    assert ended.error is not None
    twin = pickle.loads(pickle.dumps(ended.error))
    assert type(twin) is type(ended.error)
    assert str(twin) == str(ended.error) == str(outcome.error)
    assert vars(twin).keys() >= {"step_id"}
    assert getattr(twin, "status", None) == answer.get("status")


def version(step: str, **more: Any) -> str:
    found = re.search(r'DURABLE_VERSION = "(\w+)"', call(step, flags=("--durable",), **more).code)
    assert found is not None
    return found[1]


def test_the_version_is_of_the_control_flow_and_of_what_is_stored() -> None:
    plain = version("outputs: {id: $response.body#/id}")
    assert version("description: Another text.\noutputs: {id: $response.body#/id}") == plain
    assert version("outputs: {id: $response.body#/other}") == plain
    assert version("outputs: {id: $response.body#/id, more: $statusCode}") != plain
    retried = "outputs: {id: $response.body#/id}\nonFailure: [{name: again, type: retry}]"
    assert version(retried) != plain


def test_files_and_secret_outputs_have_no_durable_form() -> None:
    returned = call("outputs: {token: $response.body#/id}", flags=("--durable",))
    assert returned.codes == ["AZ906"]
    assert "the output 'token' is a secret" in returned.built.report


def test_a_durable_form_needs_async_functions() -> None:
    made = call("", flags=("--durable", "--client", "sync"))
    assert made.built.status == 2
