"""What a client does not do twice: parse a body, read the certificates, open a connection."""

from __future__ import annotations

import asyncio
import gc
import re
import weakref
from typing import Any

import httpx
import pytest
from one_call import call

from features.flow_documents import Feature, job
from playback import Mode, both_modes, on

POLL = Feature("""
    workflows:
      - workflowId: poll
        inputs: {type: object, required: [name], properties: {name: {type: string}}}
        steps:
          - stepId: start
            operationId: createJob
            requestBody: {payload: {name: $inputs.name}}
            successCriteria: [{condition: $statusCode == 201}]
            outputs: {id: $response.body#/id}
          - stepId: look
            operationId: getJob
            parameters: [{name: id, in: path, value: $steps.start.outputs.id}]
            successCriteria:
              - {condition: $statusCode == 200}
              - {condition: $response.body#/state != 'failed'}
            outputs: {state: $response.body#/state}
            onSuccess:
              - name: again
                type: goto
                stepId: look
                criteria: [{condition: $response.body#/state == 'running'}]
              - {name: done, type: end, criteria: [{condition: $response.body#/state == 'done'}]}
        outputs: {id: $steps.start.outputs.id, state: $steps.look.outputs.state}
""")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The statuses of the responses whose bodies are parsed, each time that one is."""
    found: list[int] = []
    parse = httpx.Response.json

    def counted(self: httpx.Response, **given: Any) -> Any:
        found.append(self.status_code)
        return parse(self, **given)

    monkeypatch.setattr(httpx.Response, "json", counted)
    return found


@both_modes
def test_each_body_is_parsed_once(mode: Mode, parsed: list[int]) -> None:
    outcome = POLL.run(
        mode,
        [
            on("POST", "/v1/jobs").reply(job("queued"), status=201),
            on("GET", "/v1/jobs/1").reply(job("running")),
            on("GET", "/v1/jobs/1").reply(job("done")),
        ],
        name="a",
    )
    assert outcome.outputs.state == "done"
    assert parsed == [201, 200, 200]


AGAIN = Feature("""
    workflows:
      - workflowId: tell
        inputs: {type: object, properties: {hint: {type: string}}}
        steps: [{stepId: note, operationId: addNote, requestBody: {payload: {n: $inputs.hint}}}]
        outputs: {hint: $inputs.hint}
      - workflowId: again
        steps:
          - stepId: look
            operationId: getJob
            parameters: [{name: id, in: path, value: '1'}]
            outputs: {count: $response.body#/count, reason: $response.body#/reason}
            onSuccess:
              - name: again
                type: goto
                stepId: look
                criteria:
                  - {condition: $response.body#/count != 3}
                  - {condition: $response.body#/state == 'running'}
            onFailure:
              - name: asked
                type: retry
                criteria: [{condition: $response.body#/code == 'later'}]
              - name: told
                type: goto
                workflowId: tell
                parameters: [{name: hint, value: $response.body#/hint}]
                criteria: [{condition: $response.body#/code == 'tell'}]
        outputs: {count: $steps.look.outputs.count}
""")


@both_modes
def test_a_body_that_several_functions_read_is_parsed_once(mode: Mode, parsed: list[int]) -> None:
    outcome = AGAIN.run(
        mode,
        [
            on("GET", "/v1/jobs/1").reply({**job("running"), "count": 2}),
            on("GET", "/v1/jobs/1").reply({"code": "later"}, status=503),
            on("GET", "/v1/jobs/1").reply({"code": "tell", "hint": "soon"}, status=409),
            on("POST", "/v1/notes").reply(job()),
        ],
    )
    assert outcome.outputs.hint == "soon"
    assert parsed == [200, 503, 409]


def test_a_parsed_body_goes_once_its_outputs_are_taken() -> None:
    response = httpx.Response(200, json=job("running"))
    look = POLL.module._look_result(response)
    assert POLL.module._look_on_success(look) == "again"
    assert "json" not in response.extensions
    # The other one asks for more than its outputs.
    response = httpx.Response(200, json={**job("running"), "count": 2})
    assert AGAIN.module._look_on_success(AGAIN.module._look_result(response)) == "again"
    assert response.extensions["json"]["state"] == "running"


def test_a_run_that_waits_holds_no_response_of_the_steps_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = POLL.text.replace("{id: $response.body#/id}", "{jobId: $response.body#/id}")
    waiting = Feature(text.replace("$steps.start.outputs.id", "$steps.start.outputs.jobId"))
    answers = iter([(201, "queued"), (200, "running"), (200, "done")])
    responses: list[weakref.ref[httpx.Response]] = []
    held: list[list[bool]] = []

    def answer(_: httpx.Request) -> httpx.Response:
        status, state = next(answers)
        return httpx.Response(status, json=job(state))

    def sleep(_: float) -> None:
        gc.collect()
        held.append([response() is not None for response in responses])

    monkeypatch.setattr("time.sleep", sleep)
    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        outputs = waiting.module.run(
            name="a",
            client=client,
            on_step=lambda event: event.response and responses.append(weakref.ref(event.response)),
        )
    assert (outputs.id, outputs.state) == ("1", "done")
    assert held == [[False, True]]


@both_modes
def test_the_body_of_a_failure_is_not_parsed(mode: Mode, parsed: list[int]) -> None:
    outcome = POLL.run(mode, [on("POST", "/v1/jobs").reply(job(), status=500)], name="a")
    assert isinstance(outcome.error, POLL.module.StepFailed)
    assert parsed == []


def test_a_body_that_nothing_reads_is_not_parsed(parsed: list[int]) -> None:
    made = call("outputs: {code: $statusCode, kind: $response.header.Content-Type}")
    made.answered({"a": 1})
    assert parsed == []


def test_a_body_that_is_no_json_is_tried_once(parsed: list[int]) -> None:
    made = call(
        "successCriteria: [{condition: $response.body#/a != 1}]\noutputs: {b: $response.body#/b}"
    )
    assert made.values(text="<html>") == {"b": None}
    assert parsed == [200, 200]  # once in each mode
    deep = "[" * 100_000
    assert made.values(text=deep) == {"b": None}


def test_regular_expressions_are_compiled_when_the_module_is_imported() -> None:
    made = call("successCriteria: [{condition: '^a+$', type: regex, context: $response.body#/v}]")
    assert re.search(r"^_CALL_PATTERN = re\.compile\(", made.code, re.MULTILINE)
    assert made.holds({"v": "aa"})
    assert not made.holds({"v": "b"})


def test_the_certificates_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = call()
    context = httpx.create_ssl_context()
    read: list[int] = []
    monkeypatch.setattr(httpx, "create_ssl_context", lambda: read.append(1) or context)
    nobody = "http://127.0.0.1:9"
    for _ in range(2):
        with pytest.raises(made.module.StepFailed):
            made.module.run(api_url=nobody)
        with pytest.raises(made.module.StepFailed):
            asyncio.run(made.module.run_async(api_url=nobody))
    assert read == [1]
