"""How loops wait, and what `on_step` hears of it."""

from __future__ import annotations

import dataclasses
import random
import re
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


# --- What Polling refuses, and what no wait is ------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *((name, -0.001) for name in ("interval", "max_interval", "jitter", "timeout")),
        *((name, float("nan")) for name in ("interval", "max_interval", "jitter", "timeout")),
        ("interval", -1),
        ("backoff", 0.999),
        ("backoff", float("nan")),
        ("backoff", float("-inf")),
    ],
)
def test_polling_refuses_what_makes_no_sense(field: str, value: float) -> None:
    with pytest.raises(ValueError, match=rf"^Polling\.{field} is {re.escape(repr(value))}, not "):
        POLL.module.Polling(**{field: value})


def test_polling_takes_the_least_of_each() -> None:
    fields = {"interval": 0, "backoff": 1, "max_interval": 0, "jitter": 0}
    polling = POLL.module.Polling(**fields, timeout=None)
    assert POLL.run("sync", polls(3), polling=polling).waits == [0.0, 0.0, 0.0]
    with pytest.raises(ValueError, match="backoff"):
        dataclasses.replace(polling, backoff=0)
    assert POLL.run("sync", polls(0), polling=POLL.module.Polling(timeout=0)).error is None


WILD = st.floats(0, allow_nan=False) | st.sampled_from([0.0, 1.0, 1e308, float("inf")])


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    WILD,
    WILD.map(lambda x: 1.0 + x),
    WILD,
    WILD,
    st.sampled_from([0.0, 0.5, 1.0]),
    st.integers(1, 9),
)
def test_no_wait_is_negative_or_longer_than_the_longest(
    interval: float, backoff: float, longest: float, jitter: float, drawn: float, rounds: int
) -> None:
    module = POLL.module
    polling = module.Polling(
        interval=interval, backoff=backoff, max_interval=longest, jitter=jitter, timeout=None
    )
    poll = module._Poll(polling)
    with mock.patch.object(random, "uniform", lambda low, high: low + (high - low) * drawn):
        for _ in range(rounds):
            assert 0 <= poll.delay("poll", None) <= min(longest, 1e9)


@both_modes
def test_jitter_does_not_make_a_wait_longer_than_the_longest(mode: Mode) -> None:
    polling = POLL.module.Polling(
        interval=10.0, backoff=1.0, max_interval=10.0, jitter=3.0, timeout=None
    )
    waits = POLL.run(mode, polls(40), polling=polling).waits
    assert len(waits) == 40
    assert min(waits) == 0.0
    assert max(waits) == 10.0


@both_modes
def test_without_a_timeout_a_server_is_given_what_sleep_accepts(mode: Mode) -> None:
    exchanges = [get("a"), get("b", "running", headers={"Retry-After": "9" * 20}), get("b")]
    for polling in (POLL.module.Polling(timeout=None), POLL.module.Polling(timeout=float("inf"))):
        assert POLL.run(mode, exchanges, polling=polling).waits == [1e9]


@both_modes
def test_on_step_hears_of_every_answer(mode: Mode) -> None:
    seen: list[Any] = []
    exchanges = [get("a"), get("b", "running"), get("b", status=500)]
    outcome = POLL.run(mode, exchanges, on_step=seen.append)
    assert isinstance(outcome.error, POLL.module.StepFailed)
    waits = [seen.pop(2)]
    assert [(event.kind, event.step_id, event.delay) for event in waits] == [("wait", "poll", 1.0)]
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
