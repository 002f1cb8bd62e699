"""Waits that a server asks for before a retry: they end by the timeout of `Polling`."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import pytest

from features.flow_documents import Feature, get, path, returned
from features.test_flow_retries import IN_POLL, ON_SUCCESS, PER_VISIT, RETRY, TWO, busy
from playback import Exchange, Mode, both_modes, on


def asks(seconds: object, letter: str = "a", **more: Any) -> Exchange:
    headers = {"Retry-After": str(seconds), **more}
    return on("GET", f"/v1/{letter}").reply({}, status=503, headers=headers)


@both_modes
@pytest.mark.parametrize(
    "asked", [61, 86400, "9" * 20, "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"], ids=str
)
def test_a_wait_past_the_timeout_is_not_waited_for(mode: Mode, asked: object) -> None:
    outcome = RETRY.run(mode, [asks(asked)])
    assert isinstance(outcome.error, RETRY.module.StepFailed)
    assert outcome.error.response.headers["Retry-After"] == str(asked)
    assert outcome.error.action is None
    assert outcome.waits == []


@both_modes
def test_the_timeout_of_waits_counts_from_the_first_attempt(mode: Mode) -> None:
    assert RETRY.run(mode, [asks(25), asks(25), asks(10), get("a")]).waits == [25.0, 25.0, 10.0]
    outcome = RETRY.run(mode, [asks(25), asks(25), asks(11)])
    assert isinstance(outcome.error, RETRY.module.StepFailed)
    assert outcome.waits == [25.0, 25.0]


@both_modes
def test_the_default_timeout_bounds_waits_too(mode: Mode) -> None:
    assert RETRY.run(mode, [asks(600), get("a")], polling=None).waits == [600.0]
    outcome = RETRY.run(mode, [asks(601)], polling=None)
    assert isinstance(outcome.error, RETRY.module.StepFailed)


@both_modes
def test_the_next_action_follows_on_a_wait_that_is_too_long(mode: Mode) -> None:
    outcome = TWO.run(mode, [asks(3600), get("b")])
    assert (outcome.error, outcome.waits, path(outcome)) == (None, [], "ab")


@both_modes
def test_each_visit_has_the_whole_timeout(mode: Mode) -> None:
    exchanges = [asks(50), get("a"), get("b", "running"), asks(50), get("a"), get("b")]
    polling = PER_VISIT.module.Polling(interval=1.0, jitter=0.0, timeout=60.0)
    outcome = PER_VISIT.run(mode, exchanges, polling=polling)
    assert (outcome.error, outcome.waits) == (None, [50.0, 1.0, 50.0])


HOUR = Feature("""
    workflows:
      - workflowId: hour
        steps:
          - stepId: one
            operationId: a
            onFailure: [{name: again, type: retry, retryAfter: 10, retryLimit: 359}]
""")


@both_modes
@pytest.mark.parametrize("header", [None, "10", "1", "soon"])
def test_waits_of_the_document_always_stand(mode: Mode, header: str | None) -> None:
    answer = busy() if header is None else asks(header)
    outcome = HOUR.run(mode, [*[answer] * 359, get("a")], polling=None)
    assert outcome.error is None
    assert outcome.waits == [1.0 if header == "1" else 10.0] * 359


@both_modes
def test_a_wait_that_is_longer_than_the_documents_is_bounded(mode: Mode) -> None:
    outcome = HOUR.run(mode, [*[busy()] * 59, asks(11)], polling=None)
    assert isinstance(outcome.error, HOUR.module.StepFailed)
    assert outcome.waits == [10.0] * 59


LONG = Feature("""
    workflows:
      - workflowId: long
        steps:
          - stepId: one
            operationId: a
            onFailure: [{name: again, type: retry, retryAfter: 1000000000000}]
""")


@both_modes
def test_a_wait_of_the_document_is_what_sleep_accepts(mode: Mode) -> None:
    assert LONG.run(mode, [busy(), get("a")]).waits == [1e9]


@both_modes
@pytest.mark.parametrize("asked", ["9" * 20, "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"], ids=str)
def test_without_a_timeout_a_wait_is_what_sleep_accepts(mode: Mode, asked: str) -> None:
    polling = RETRY.module.Polling(timeout=None)
    assert RETRY.run(mode, [asks(asked), get("a")], polling=polling).waits == [1e9]


@pytest.mark.parametrize("seconds", [1e9, 1_000_000_000])
def test_both_kinds_of_sleep_accept_the_longest_wait(seconds: float) -> None:
    code = f"import time; time.sleep({seconds!r})"
    process = subprocess.Popen([sys.executable, "-c", code])
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1.0)
    process.kill()
    process.wait()

    async def sleep() -> None:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(seconds)

    with pytest.raises(TimeoutError):
        asyncio.run(sleep())


@both_modes
def test_a_retry_on_success_does_not_wait_past_the_timeout(mode: Mode) -> None:
    queued = get("a", "queued", headers={"Retry-After": "61"})
    outcome = ON_SUCCESS.run(mode, [queued, get("b")])
    assert returned(outcome) == {"state": "queued"}
    assert outcome.waits == []


CALLED = Feature("""
    workflows:
      - workflowId: inside
        steps: [{stepId: inner, operationId: a}]
      - workflowId: outside
        steps:
          - stepId: call
            workflowId: inside
            onFailure: [{name: again, type: retry, retryAfter: 1}]
            onSuccess:
              - {name: more, type: retry, retryLimit: 1, criteria: [{condition: 1 == 2}]}
          - {stepId: last, operationId: b}
""")


@both_modes
def test_a_called_workflow_is_retried_as_its_response_asks(mode: Mode) -> None:
    assert CALLED.run(mode, [asks(60), get("a"), get("b")]).waits == [60.0]
    outcome = CALLED.run(mode, [asks(61)])
    assert isinstance(outcome.error, CALLED.module.StepFailed)
    assert outcome.error.step_id == "inner"


def test_the_docstring_says_what_the_timeout_bounds() -> None:
    text = " ".join((RETRY.module.run.__doc__ or "").split())
    bounded = "Its `timeout` bounds what a server may ask to wait before a retry of"
    assert f"polling: {bounded} `one`." in text
    assert f"{bounded} `call`." in " ".join((CALLED.module.run.__doc__ or "").split())
    text = " ".join((IN_POLL.module.run.__doc__ or "").split())
    assert f"polling: How often and how long `poll` repeats. {bounded} `poll`." in text
