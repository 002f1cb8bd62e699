"""`timeout` of a step that calls a workflow: nothing of the call begins after it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest

from features.flow_documents import Feature, get, job, path, returned
from playback import Mode, both_modes, on

BOUNDED = Feature(
    """
    workflows:
      - workflowId: poll
        steps:
          - stepId: look
            operationId: a
            outputs: {state: $response.body#/state}
            onSuccess:
              - name: again
                type: goto
                stepId: look
                criteria: [{condition: $response.body#/state == 'running'}]
            onFailure: [{name: busy, type: retry, retryAfter: 3, retryLimit: 5}]
        outputs: {state: $steps.look.outputs.state}
      - workflowId: middle
        steps:
          - {stepId: inner, workflowId: poll, timeout: INNER, outputs: {state: $outputs.state}}
        outputs: {state: $steps.inner.outputs.state}
      - workflowId: bounded
        steps:
          - stepId: outer
            workflowId: middle
            timeout: 5000
            outputs: {state: $outputs.state}
            onFailure: [{name: late, type: goto, stepId: late}]
            onSuccess: [{name: fine, type: end}]
          - {stepId: late, operationId: b, outputs: {id: $response.body#/id}}
        outputs: {state: $steps.outer.outputs.state, late: $steps.late.outputs.id}
    """.replace("INNER", "60000"),
    version="1.1.0",
)
NARROW = Feature(BOUNDED.text.replace("60000", "2000"), version="1.1.0")
ALONE = Feature(
    BOUNDED.text.replace("onFailure: [{name: late, type: goto, stepId: late}]", ""),
    version="1.1.0",
)


@both_modes
def test_a_call_within_its_time_goes_on(mode: Mode) -> None:
    outcome = BOUNDED.run(mode, [get("a", "running"), get("a", "running"), get("a")])
    assert returned(outcome) == {"state": "done", "late": None}
    assert outcome.waits == [1.0, 2.0]


@both_modes
def test_a_wait_past_the_time_of_a_call_is_not_begun(mode: Mode) -> None:
    outcome = BOUNDED.run(
        mode, [get("a", "running"), get("a", "running"), get("a", "running"), get("b")]
    )
    assert returned(outcome) == {"state": None, "late": "b"}
    assert outcome.waits == [1.0, 2.0]


@both_modes
def test_the_narrower_of_two_times_ends_the_inner_call(mode: Mode) -> None:
    outcome = NARROW.run(mode, [get("a", "running"), get("a", "running"), get("b")])
    assert outcome.waits == [1.0]
    assert path(outcome) == "aab"


@both_modes
def test_the_waits_of_retries_count(mode: Mode) -> None:
    busy = [get("a", status=503), get("a", status=503)]
    outcome = BOUNDED.run(mode, [*busy, get("b")])
    assert outcome.waits == [3.0]
    assert path(outcome) == "aab"


@both_modes
def test_the_failure_is_that_of_the_step_that_calls(mode: Mode) -> None:
    error = ALONE.run(mode, [get("a", "running"), get("a", "running"), get("a", "running")]).error
    assert isinstance(error, ALONE.module.StepFailed)
    assert (error.step_id, error.response) == ("outer", None)
    assert isinstance(error.__cause__, TimeoutError)


@both_modes
def test_a_poll_timeout_inside_stays_one(mode: Mode) -> None:
    polling = BOUNDED.module.Polling(interval=1.0, jitter=0.0, timeout=0.5)
    error = BOUNDED.run(mode, [get("a", "running")], polling=polling).error
    assert isinstance(error, BOUNDED.module.PollTimeout)


@both_modes
def test_each_request_gets_what_is_left(mode: Mode) -> None:
    outcome = BOUNDED.run(mode, [get("a", "running"), get("a")])
    limits = [request.extensions["timeout"]["read"] for request in outcome.requests]
    assert limits == [5.0, 4.0]


def test_the_whole_of_an_async_call_is_cancelled() -> None:
    quick = Feature(ALONE.text.replace("5000", "50"), version="1.1.0")
    cancelled: list[bool] = []

    async def hang(request: httpx.Request) -> httpx.Response:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            cancelled.append(True)
            raise
        return httpx.Response(200, json=job())

    async def call() -> Any:
        async with httpx.AsyncClient(transport=httpx.MockTransport(hang)) as client:
            return await quick.module.run_async(client=client)

    began = time.monotonic()
    with pytest.raises(quick.module.StepFailed) as caught:
        asyncio.run(call())
    assert caught.value.step_id == "outer"
    assert time.monotonic() - began < 10
    assert cancelled == [True]


def test_a_sync_call_that_took_too_long_has_failed() -> None:
    quick = Feature(ALONE.text.replace("5000", "50"), version="1.1.0")

    def slow(request: httpx.Request) -> httpx.Response:
        time.sleep(0.2)
        return httpx.Response(200, json=job())

    with (
        httpx.Client(transport=httpx.MockTransport(slow)) as client,
        pytest.raises(quick.module.StepFailed) as caught,
    ):
        quick.module.run(client=client)
    assert caught.value.step_id == "outer"


def test_only_what_runs_within_a_time_asks_for_it() -> None:
    assert "_in_time" not in BOUNDED.code.split("--- late")[1].split("# ---")[0]
    plain = Feature(BOUNDED.text.replace("timeout: 60000, ", "").replace("timeout: 5000", ""))
    assert "_DEADLINE" not in plain.code
    assert returned(plain.run("sync", [on("GET", "/v1/a").reply(job())])) == {
        "state": "done",
        "late": None,
    }
