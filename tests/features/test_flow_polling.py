"""How loops wait, and what `on_step` hears of it."""

from __future__ import annotations

import random
from typing import Any
from unittest import mock

import pytest

from features.flow_documents import Feature, get, returned
from playback import Exchange, Mode, both_modes

POLL = Feature("""
    workflows:
      - workflowId: poll
        steps:
          - {stepId: start, operationId: a}
          - stepId: poll
            operationId: b
            outputs: {state: $response.body#/state}
            onSuccess:
              - name: goesOn
                type: goto
                stepId: poll
                criteria: [{condition: $response.body#/state != 'done'}]
        outputs: {state: $steps.poll.outputs.state}
""")


def polls(times: int, **last: Any) -> list[Exchange]:
    return [get("a"), *(get("b", "running") for _ in range(times)), get("b", **last)]


@both_modes
def test_waits_grow_up_to_the_longest(mode: Mode) -> None:
    polling = POLL.module.Polling(
        interval=1.0, backoff=3.0, max_interval=10.0, jitter=0.0, timeout=None
    )
    assert POLL.run(mode, polls(5), polling=polling).waits == [1.0, 3.0, 9.0, 10.0, 10.0]


@both_modes
def test_the_default_waits(mode: Mode) -> None:
    with mock.patch.object(random, "uniform", lambda low, high: (low + high) / 2):
        outcome = POLL.run(mode, polls(9), polling=None)
    assert outcome.waits == pytest.approx(
        [2.0, 3.0, 4.5, 6.75, 10.125, 15.1875, 22.78125, 30.0, 30.0]
    )


@both_modes
def test_jitter_stays_within_its_bounds(mode: Mode) -> None:
    polling = POLL.module.Polling(interval=10.0, backoff=1.0, jitter=0.2, timeout=None)
    waits = POLL.run(mode, polls(30), polling=polling).waits
    assert len(waits) == 30
    assert all(8.0 <= wait <= 12.0 for wait in waits)
    assert len(set(waits)) > 1


@both_modes
def test_without_a_timeout_a_loop_goes_on(mode: Mode) -> None:
    polling = POLL.module.Polling(interval=1e6, backoff=1.0, max_interval=1e6, timeout=None)
    assert returned(POLL.run(mode, polls(5), polling=polling)) == {"state": "done"}


@both_modes
def test_a_wait_that_would_end_too_late_is_a_timeout_at_once(mode: Mode) -> None:
    polling = POLL.module.Polling(interval=4.0, backoff=1.0, jitter=0.0, timeout=9.0)
    exchanges = [get("a"), *(get("b", "running") for _ in range(3))]
    outcome = POLL.run(mode, exchanges, polling=polling)
    error = outcome.error
    assert isinstance(error, POLL.module.PollTimeout)
    assert isinstance(error, TimeoutError)
    assert isinstance(error, POLL.module.WorkflowError)
    assert (error.step_id, error.attempts, error.elapsed) == ("poll", 3, 8.0)
    assert error.response.json()["state"] == "running"
    assert outcome.waits == [4.0, 4.0]


@both_modes
def test_a_wait_that_ends_just_in_time(mode: Mode) -> None:
    polling = POLL.module.Polling(interval=4.0, backoff=1.0, jitter=0.0, timeout=8.0)
    assert POLL.run(mode, polls(2), polling=polling).error is None


@both_modes
def test_retry_after_goes_before_the_interval_and_leaves_it_as_it_is(mode: Mode) -> None:
    exchanges = [
        get("a"),
        get("b", "running"),
        get("b", "running", headers={"Retry-After": "5"}),
        get("b", "running", headers={"Retry-After": "Thu, 01 Jan 2026 00:00:10 GMT"}),
        get("b", "running"),
        get("b"),
    ]
    # The date is four seconds after the six of the waits before it.
    assert POLL.run(mode, exchanges).waits == [1.0, 5.0, 4.0, 2.0]


@both_modes
def test_a_retry_after_beyond_the_timeout_is_a_timeout(mode: Mode) -> None:
    exchanges = [get("a"), get("b", "running", headers={"Retry-After": "3600"})]
    outcome = POLL.run(mode, exchanges)
    assert isinstance(outcome.error, POLL.module.PollTimeout)
    assert outcome.waits == []


@both_modes
def test_on_step_hears_of_every_answer(mode: Mode) -> None:
    seen: list[Any] = []
    exchanges = [get("a"), get("b", "running"), get("b", status=500)]
    outcome = POLL.run(mode, exchanges, on_step=seen.append)
    assert isinstance(outcome.error, POLL.module.StepFailed)
    assert [(event.step_id, event.attempt) for event in seen] == [
        ("start", 1),
        ("poll", 1),
        ("poll", 2),
    ]
    assert [event.response.status_code for event in seen] == [200, 200, 500]
    assert all(isinstance(event, POLL.module.StepEvent) for event in seen)


@both_modes
def test_what_on_step_raises_goes_to_the_caller(mode: Mode) -> None:
    def stop(event: Any) -> None:
        raise KeyError(event.step_id)

    outcome = POLL.run(mode, [get("a")], on_step=stop)
    assert isinstance(outcome.error, KeyError)
