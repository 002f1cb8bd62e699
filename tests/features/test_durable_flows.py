"""The durable form and control flow: nested workflows that are tried again, retries that run other
steps first, what a server asks to wait, answers that are ridden out, events, keys.

Each run is killed at each of its moments, and goes on (`crash.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from crash import Died, Ended, MemoryJournal, Store, crash_everywhere, run_durable
from features.flow_documents import Feature, get, job
from playback import Clock, Exchange, execute, on

DURABLE = ("--durable",)


def ended(feature: Feature, exchanges: Sequence[Exchange], **given: Any) -> Ended:
    """How the durable run ends, which ends as `run` does after each crash."""
    outcome = execute(feature.module, "async", exchanges, **given)
    return crash_everywhere(feature.module, exchanges, given, outcome)


def steps_of(run: Ended) -> list[str]:
    """The steps that a journal was asked for, in order."""
    return [name for kind, name, _, _ in run.store.events if kind in ("step", "poll")]


KEYED = {
    "keyed.openapi.yaml": """
    openapi: 3.1.0
    info: {title: Keyed, version: '1'}
    servers: [{url: https://keyed.test}]
    paths:
      /orders:
        post:
          operationId: order
          parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
          responses:
            '201': {description: '', content: {application/json: {schema: {type: object}}}}
    """
}
HEAD = """\
arazzo: 1.0.1
info: {title: Feature, version: 1.0.0}
sourceDescriptions:
- {name: jobs, url: jobs.openapi.yaml, type: openapi}
- {name: keyed, url: keyed.openapi.yaml, type: openapi}
"""
NESTED = Feature(
    """
    workflows:
      - workflowId: refresh
        steps:
          - {stepId: b, operationId: $sourceDescriptions.jobs.b}
      - workflowId: buy
        inputs: {type: object, properties: {name: {type: string}}}
        steps:
          - stepId: order
            operationId: $sourceDescriptions.keyed.order
            requestBody: {payload: {name: $inputs.name}}
            outputs: {id: $response.body#/id}
            onFailure:
              - name: fresh
                type: retry
                workflowId: refresh
                retryLimit: 2
                retryAfter: 1
                criteria: [{condition: $statusCode == 503}]
        outputs: {id: $steps.order.outputs.id}
      - workflowId: shop
        inputs: {type: object, properties: {name: {type: string}}}
        steps:
          - stepId: first
            workflowId: buy
            parameters: [{name: name, value: $inputs.name}]
            outputs: {id: $outputs.id}
            onFailure:
              - {name: again, type: retry, stepId: a, retryLimit: 2, retryAfter: 3}
          - stepId: second
            workflowId: buy
            outputs: {id: $outputs.id}
          - {stepId: a, operationId: $sourceDescriptions.jobs.a}
        outputs: {first: $steps.first.outputs.id, second: $steps.second.outputs.id}
    """,
    head=HEAD,
    more=KEYED,
    flags=(*DURABLE, "--workflow", "shop"),
)


def order(status: int = 201, **answer: Any) -> Exchange:
    """An order, and its answer."""
    return on("POST", "/orders").reply(answer, status=status)


def test_a_nested_workflow_that_is_tried_again_goes_on_after_each_crash() -> None:
    exchanges = [
        order(503),
        get("b"),
        order(500),
        get("a"),
        on("POST", "/orders").fail(httpx.ReadTimeout("slow")),
        get("a"),
        order(id="1"),
        order(503),
        get("b"),
        order(id="2"),
        get("a"),
    ]
    run = ended(NESTED, exchanges, name="ada")
    once = ["buy.order", "refresh.b", "buy.order"]
    assert steps_of(run) == [*once, "a", "buy.order", "a", "buy.order", *once, "a"]
    keys = [r.headers["Idempotency-Key"] for r in run.requests if r.url.path == "/orders"]
    # The third answer is lost: the retry of the step that calls sends that request again.
    numbers = [key.removeprefix("run-1-buy.order") for key in keys]
    assert numbers == ["", "-2", "-3", "-3", "-4", "-5"]


LOOP = """
    workflows:
      - workflowId: look
        steps:
          - stepId: read
            operationId: getJob
            parameters: [{name: id, in: path, value: '7'}]
            outputs: {state: $response.body#/state}
            onSuccess:
              - name: going
                type: goto
                stepId: READ
                criteria: [{condition: $response.body#/state == 'running'}]
              - {name: done, type: end}
            FAILURE
          - {stepId: a, operationId: a, onSuccess: [{name: on, type: goto, stepId: read}]}
        outputs: {state: $steps.read.outputs.state}
"""


def loop(failure: str = "", *, through: str = "read") -> Feature:
    """A loop over one step, which may go through another."""
    text = LOOP.replace("READ", through).replace("FAILURE", failure)
    return Feature(text, flags=DURABLE)


READ = on("GET", "/v1/jobs/7")
BUSY = READ.reply({}, status=503)
GOING = READ.reply(job("running", "7"))
DONE = READ.reply(job("done", "7"))
MISSING = "criteria: [{condition: $statusCode == 404}]"
RETRIED = f"onFailure: [{{name: again, type: retry, retryLimit: 1, {MISSING}}}]"


@pytest.mark.parametrize("failure", ["", RETRIED], ids=["poll", "steps"])
@pytest.mark.parametrize("tolerate", [2, 1])
def test_a_durable_loop_rides_out_answers_that_say_not_now(failure: str, tolerate: int) -> None:
    feature = loop(failure)
    polling = feature.module.Polling(jitter=0, tolerate=tolerate)
    row = [BUSY, READ.fail(httpx.ReadTimeout("slow"))]
    rest = [GOING, *row, DONE] if tolerate == 2 else []
    run = ended(feature, [GOING, *row, *rest], polling=polling)
    assert (run.error is None) == (tolerate == 2)


@pytest.mark.parametrize("failure", ["", RETRIED], ids=["poll", "steps"])
def test_a_durable_wait_is_as_long_as_the_server_asks(failure: str) -> None:
    feature = loop(failure)
    asks = {"Retry-After": "7"}
    exchanges = [READ.reply(job("running", "7"), headers=asks), GOING, DONE]
    if failure:
        exchanges.insert(0, READ.reply({}, status=404, headers=asks))
    polling = feature.module.Polling(interval=2, jitter=0)
    run = ended(feature, exchanges, polling=polling)
    assert run.waits == [*([7.0] if failure else []), 7.0, 2.0]


def test_a_wait_for_a_date_counts_from_the_response() -> None:
    asks = {
        "Date": "Thu, 01 Jan 2026 00:00:00 GMT",
        "Retry-After": "Thu, 01 Jan 2026 00:00:09 GMT",
    }
    feature = loop(RETRIED)
    run = ended(feature, [READ.reply({}, status=404, headers=asks), DONE])
    assert run.waits == [9.0]


def test_a_loop_through_other_steps_waits_and_counts_its_time_from_its_start() -> None:
    feature = loop(through="a")
    polling = feature.module.Polling(interval=2, jitter=0, timeout=5)
    a = get("a")
    run = ended(feature, [GOING, a] * 3, polling=polling)
    assert run.waits == [2.0, 3.0]
    assert isinstance(run.error, feature.module.PollTimeout)
    assert (run.error.attempts, run.error.elapsed) == (3, 5.0)


def test_events_tell_of_requests_and_not_of_replays() -> None:
    exchanges = [GOING, GOING, DONE]
    feature = loop(RETRIED)
    whole = run_durable(feature.module, exchanges, {})
    for dies in range(1, len(whole.store.moments) + 1):
        heard: list[tuple[str, str]] = []
        given = {"on_step": lambda event, heard=heard: heard.append((event.kind, event.step_id))}
        run_durable(feature.module, exchanges, given, dies)
        assert [kind for kind, _ in heard].count("response") == len(exchanges)


def test_a_request_whose_answer_was_not_stored_is_sent_again_with_its_key() -> None:
    """The process dies between the answer and storing it: the one moment that sends twice."""
    requests: list[httpx.Request] = []
    module, store, clock = NESTED.module, Store(), Clock()

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return (
            httpx.Response(201, json={"id": "1"})
            if request.url.host == "keyed.test"
            else (httpx.Response(200, json=job()))
        )

    async def run() -> Any:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            steps = module.Steps(client=lambda: client)

            async def dying(step_id: str, args: Any, attempt: int = 1) -> Any:
                stored = await steps(step_id, args, attempt)
                if len(requests) == 2:
                    raise Died
                return stored

            with contextlib.suppress(Died):
                await module.run_durable(MemoryJournal(store, dying, clock), name="ada")
            return await module.run_durable(MemoryJournal(store, steps, clock), name="ada")

    assert asyncio.run(run()).second == "1"
    keys = [r.headers.get("Idempotency-Key") for r in requests]
    assert keys == ["run-1-buy.order", "run-1-buy.order-2", "run-1-buy.order-2", None]


def test_elapsed_counts_from_the_stored_start_and_attempts_from_the_last_restart() -> None:
    feature = loop()
    polling = feature.module.Polling(interval=2, backoff=1, jitter=0, timeout=5)
    whole = run_durable(feature.module, [GOING] * 3, {"polling": polling})
    assert (whole.error.attempts, whole.error.elapsed) == (3, 4.0)  # type: ignore[union-attr]
    second = whole.store.moments.index("wait of a poll") + 2
    killed = run_durable(feature.module, [GOING] * 4, {"polling": polling}, second)
    assert (killed.error.attempts, killed.error.elapsed) == (2, 4.0)  # type: ignore[union-attr]
