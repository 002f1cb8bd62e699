"""What `on_step` hears of: responses, requests that get none, and waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from features.flow_documents import Feature, get, returned
from playback import Exchange, Mode, both_modes, execute_step, on
from typecheck import mypy_findings, pyright_findings

EVENTS = Feature("""
    workflows:
      - workflowId: events
        steps:
          - stepId: start
            operationId: a
            timeout: 9000
            onFailure:
              - {name: again, type: retry, retryAfter: 3, retryLimit: 2}
          - stepId: pollB
            operationId: b
            onSuccess:
              - name: goesOn
                type: goto
                stepId: pollB
                criteria: [{condition: $response.body#/state == 'running'}]
          - {stepId: finish, operationId: c, outputs: {id: $response.body#/id}}
        outputs: {id: $steps.finish.outputs.id}
""")
LOST = httpx.ConnectError("refused")


def heard(mode: Mode, exchanges: Sequence[Exchange], **arguments: Any) -> list[Any]:
    """The events of a run."""
    seen: list[Any] = []
    EVENTS.run(mode, exchanges, on_step=seen.append, **arguments)
    return seen


@both_modes
def test_on_step_hears_of_each_request_and_each_wait(mode: Mode) -> None:
    exchanges = [
        on("GET", "/v1/a").fail(LOST),
        get("a", status=503),
        get("a"),
        get("b", "running"),
        get("b", "running", headers={"Retry-After": "7"}),
        get("b"),
        get("c"),
    ]
    seen = heard(mode, exchanges)
    assert [(e.kind, e.step_id, e.attempt, e.delay) for e in seen] == [
        ("error", "start", 1, 0.0),
        ("wait", "start", 1, 3.0),
        ("response", "start", 2, 0.0),
        ("wait", "start", 2, 3.0),
        ("response", "start", 3, 0.0),
        ("response", "pollB", 1, 0.0),
        ("wait", "pollB", 1, 1.0),
        ("response", "pollB", 2, 0.0),
        ("wait", "pollB", 2, 7.0),
        ("response", "pollB", 3, 0.0),
        ("response", "finish", 1, 0.0),
    ]
    assert [e.response.status_code for e in seen if e.kind == "response"][:2] == [503, 200]
    assert all((e.response is None) is (e.kind != "response") for e in seen)
    assert [e.error for e in seen if e.error is not None] == [LOST]


@both_modes
def test_a_failure_without_an_answer_is_told_once(mode: Mode) -> None:
    exchanges = [get("a"), on("GET", "/v1/b").fail(LOST)]
    assert [e.kind for e in heard(mode, exchanges)] == ["response", "error"]
    lost = [on("GET", "/v1/c").fail(LOST)]
    seen: list[Any] = []
    outcome = execute_step(EVENTS.module, "finish", mode, lost, on_step=seen.append)
    assert isinstance(outcome.error, EVENTS.module.StepFailed)
    assert [(e.kind, e.error, e.attempt) for e in seen] == [("error", LOST, 1)]


@both_modes
def test_an_event_says_how_long_the_request_took(mode: Mode) -> None:
    def slow() -> httpx.Response:
        time.sleep(2.5)  # on the clock of the test
        return httpx.Response(200, json={"id": "1", "state": "done"})

    def too_slow() -> httpx.Response:
        time.sleep(4.0)
        raise LOST

    for answer, took in ((slow, 2.5), (too_slow, 4.0)):
        seen: list[Any] = []
        exchange = replace(on("GET", "/v1/c"), answer=answer)
        execute_step(EVENTS.module, "finish", mode, [exchange], on_step=seen.append)
        assert [event.elapsed for event in seen] == [took]


def test_run_async_awaits_a_callback_that_can_be_awaited() -> None:
    seen: list[str] = []

    async def note(event: Any) -> None:
        await asyncio.sleep(0)
        seen.append(event.kind)

    outcome = EVENTS.run("async", [get("a"), get("b", "running"), get("b"), get("c")], on_step=note)
    assert returned(outcome) == {"id": "c"}
    assert seen == ["response", "response", "wait", "response", "response"]


@both_modes
def test_what_a_callback_raises_at_a_wait_goes_to_the_caller(mode: Mode) -> None:
    def stop(event: Any) -> None:
        if event.kind == "wait":
            raise KeyError(event.delay)

    outcome = EVENTS.run(mode, [get("a"), get("b", "running")], on_step=stop)
    assert isinstance(outcome.error, KeyError)
    assert outcome.waits == []


CALLERS = """
import events
from events import StepEvent


def note(event: StepEvent) -> None:
    if event.kind == "response":
        print(event.elapsed + event.delay)
    if event.response is not None:
        print(event.response.status_code)


async def note_async(event: StepEvent) -> None:
    print(event.step_id)


events.run(on_step=note)
events.wait_for_b_(CLIENT, on_step=note)


async def call() -> None:
    await events.run_async(on_step=note)
    await events.run_async(on_step=note_async)
"""


def test_callbacks_of_both_kinds_have_types(tmp_path: Path) -> None:
    module = tmp_path / "events.py"
    module.write_text(EVENTS.code)
    caller = tmp_path / "caller.py"
    text = CALLERS.replace("wait_for_b_(CLIENT", "wait_for_b(httpx.Client()")
    caller.write_text(f"import httpx\n{text}")
    assert mypy_findings([module, caller], tmp_path) == ""
    assert pyright_findings([module], tmp_path) == ""


@pytest.mark.parametrize("flags", [("--max-response-bytes", "10000"), ()])
@both_modes
def test_a_bounded_response_is_told_too(mode: Mode, flags: tuple[str, ...]) -> None:
    made = Feature(EVENTS.text, flags=flags)
    seen: list[Any] = []
    exchanges = [get("a"), get("b"), get("c")]
    assert returned(made.run(mode, exchanges, on_step=seen.append)) == {"id": "c"}
    assert [event.kind for event in seen] == ["response"] * 3
