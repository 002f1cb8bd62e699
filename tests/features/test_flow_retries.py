"""Retries: how often, and after how long."""

from __future__ import annotations

import httpx
import pytest

from features.flow_documents import Feature, get, path, returned
from playback import Exchange, Mode, both_modes, on

RETRY = Feature("""
    workflows:
      - workflowId: retry
        steps:
          - stepId: one
            operationId: a
            outputs: {id: $response.body#/id}
            onFailure:
              - name: busy
                type: retry
                retryAfter: 1.5
                retryLimit: 3
                criteria: [{condition: $statusCode == 503}]
        outputs: {id: $steps.one.outputs.id}
""")


def busy() -> Exchange:
    return on("GET", "/v1/a").reply({}, status=503)


@both_modes
def test_a_retry_waits_and_tries_again(mode: Mode) -> None:
    outcome = RETRY.run(mode, [busy(), busy(), get("a")])
    assert returned(outcome) == {"id": "a"}
    assert outcome.waits == [1.5, 1.5]
    assert outcome.events == [("one", 1, 503), ("one", 2, 503), ("one", 3, 200)]


@both_modes
def test_retries_end_at_their_limit(mode: Mode) -> None:
    outcome = RETRY.run(mode, [busy(), busy(), busy(), busy()])
    assert isinstance(outcome.error, RETRY.module.StepFailed)
    assert outcome.error.response.status_code == 503
    assert outcome.error.action is None
    assert outcome.waits == [1.5, 1.5, 1.5]


@both_modes
@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("7", 7.0),
        ("0", None),
        (" 2 ", 2.0),
        ("Thu, 01 Jan 2026 00:00:09 GMT", 9.0),
        ("Thursday, 01-Jan-26 00:00:09 GMT", 9.0),
        ("Wed, 31 Dec 2025 23:59:00 GMT", None),
        ("soon", 1.5),
        ("", 1.5),
        ("-3", 1.5),
        ("1.5", 1.5),
    ],
)
def test_a_retry_after_header_goes_first(mode: Mode, header: str, wait: float | None) -> None:
    exchange = on("GET", "/v1/a").reply({}, status=503, headers={"Retry-After": header})
    outcome = RETRY.run(mode, [exchange, get("a")])
    assert returned(outcome) == {"id": "a"}
    assert outcome.waits == ([] if wait is None else [wait])


@both_modes
def test_a_lost_connection_is_no_status(mode: Mode) -> None:
    outcome = RETRY.run(mode, [on("GET", "/v1/a").fail(httpx.ConnectError("refused"))])
    assert isinstance(outcome.error, RETRY.module.StepFailed)
    assert outcome.waits == []


DEFAULT = Feature("""
    workflows:
      - workflowId: default-limit
        steps:
          - stepId: one
            operationId: a
            outputs: {id: $response.body#/id}
            onFailure: [{name: again, type: retry}]
        outputs: {id: $steps.one.outputs.id}
""")


@both_modes
def test_a_retry_without_a_limit_tries_once_more_at_once(mode: Mode) -> None:
    outcome = DEFAULT.run(mode, [busy(), get("a")])
    assert returned(outcome) == {"id": "a"}
    assert outcome.waits == []
    twice = DEFAULT.run(mode, [busy(), busy()])
    assert isinstance(twice.error, DEFAULT.module.StepFailed)


@both_modes
@pytest.mark.parametrize(
    "error", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), httpx.ReadError("cut")]
)
def test_an_unconditional_retry_is_also_for_lost_connections(
    mode: Mode, error: httpx.TransportError
) -> None:
    lost = on("GET", "/v1/a").fail(error)
    outcome = DEFAULT.run(mode, [lost, get("a")])
    assert returned(outcome) == {"id": "a"}
    assert outcome.events == [("one", 2, 200)]
    twice = DEFAULT.run(mode, [lost, lost])
    assert isinstance(twice.error, DEFAULT.module.StepFailed)
    assert twice.error.response is None
    assert twice.error.__cause__ is error


ZERO = Feature("""
    workflows:
      - workflowId: zero
        steps:
          - stepId: one
            operationId: a
            onFailure:
              - {name: never, type: retry, retryLimit: 0}
              - {name: giveUp, type: end}
""")


@both_modes
def test_a_limit_of_zero_is_no_retry(mode: Mode) -> None:
    outcome = ZERO.run(mode, [busy()])
    assert isinstance(outcome.error, ZERO.module.StepFailed)
    assert outcome.error.action == "giveUp"


TWO = Feature("""
    workflows:
      - workflowId: two-retries
        steps:
          - stepId: one
            operationId: a
            outputs: {id: $response.body#/id}
            onFailure:
              - name: busy
                type: retry
                retryAfter: 1
                retryLimit: 2
                criteria: [{condition: $statusCode == 503}]
              - name: other
                type: retry
                retryAfter: 2
                retryLimit: 1
                criteria: [{condition: $statusCode >= 500}]
              - name: fallBack
                type: goto
                stepId: two
                criteria: [{condition: $statusCode >= 500}]
            onSuccess: [{name: fine, type: end}]
          - {stepId: two, operationId: b}
        outputs: {id: $steps.one.outputs.id}
""")


@both_modes
@pytest.mark.parametrize(
    ("statuses", "waits", "letters"),
    [
        ([503, 200], [1.0], "aa"),
        ([500, 200], [2.0], "aa"),
        ([503, 500, 503, 200], [1.0, 2.0, 1.0], "aaaa"),
        ([503, 503, 503, 200], [1.0, 1.0, 2.0], "aaaa"),
        ([503, 503, 503, 503], [1.0, 1.0, 2.0], "aaaab"),
        ([500, 500], [2.0], "aab"),
    ],
)
def test_each_retry_counts_for_itself_and_then_the_next_action_follows(
    mode: Mode, statuses: list[int], waits: list[float], letters: str
) -> None:
    exchanges = [get("a", status=status) for status in statuses]
    exchanges += [get(letter) for letter in letters[len(statuses) :]]
    outcome = TWO.run(mode, exchanges)
    assert outcome.error is None
    assert outcome.waits == waits
    assert path(outcome) == letters


PER_VISIT = Feature("""
    workflows:
      - workflowId: per-visit
        steps:
          - stepId: one
            operationId: a
            onFailure: [{name: again, type: retry, retryLimit: 1}]
          - stepId: two
            operationId: b
            onSuccess:
              - name: round
                type: goto
                stepId: one
                criteria: [{condition: $response.body#/state == 'running'}]
""")


@both_modes
def test_retries_are_counted_anew_on_each_visit(mode: Mode) -> None:
    exchanges = [busy(), get("a"), get("b", "running"), busy(), get("a"), get("b")]
    outcome = PER_VISIT.run(mode, exchanges)
    assert outcome.error is None
    assert outcome.waits == [1.0]
    assert path(outcome) == "aabaab"


IN_POLL = Feature("""
    workflows:
      - workflowId: in-poll
        steps:
          - stepId: poll
            operationId: a
            outputs: {state: $response.body#/state}
            onSuccess:
              - name: goesOn
                type: goto
                stepId: poll
                criteria: [{condition: $response.body#/state == 'running'}]
            onFailure:
              - name: busy
                type: retry
                retryAfter: 5
                retryLimit: 1
                criteria: [{condition: $statusCode == 503}]
              - name: lost
                type: goto
                stepId: poll
                criteria: [{condition: $statusCode == 404}]
        outputs: {state: $steps.poll.outputs.state}
""")


@both_modes
def test_a_polled_step_that_is_also_retried(mode: Mode) -> None:
    exchanges = [
        get("a", "running"),
        busy(),
        get("a", "running"),
        busy(),
        get("a", status=404),
        get("a"),
    ]
    outcome = IN_POLL.run(mode, exchanges)
    assert returned(outcome) == {"state": "done"}
    assert outcome.waits == [1.0, 5.0, 2.0, 5.0, 4.0]
    assert [event[1] for event in outcome.events] == [1, 2, 3, 4, 5, 6]


ON_SUCCESS = Feature("""
    workflows:
      - workflowId: on-success
        steps:
          - stepId: one
            operationId: a
            outputs: {state: $response.body#/state}
            onSuccess:
              - name: notYet
                type: retry
                retryAfter: 3
                retryLimit: 2
                criteria: [{condition: $response.body#/state != 'done'}]
          - {stepId: two, operationId: b}
        outputs: {state: $steps.one.outputs.state}
""")


@both_modes
def test_a_retry_on_success_is_a_dialect_that_waits_and_tries_again(mode: Mode) -> None:
    assert "warning[AZ115]" in ON_SUCCESS.report
    outcome = ON_SUCCESS.run(mode, [get("a", "queued"), get("a"), get("b")])
    assert returned(outcome) == {"state": "done"}
    assert outcome.waits == [3.0]
    spent = ON_SUCCESS.run(mode, [*(get("a", "queued") for _ in range(3)), get("b")])
    assert returned(spent) == {"state": "queued"}
    assert spent.waits == [3.0, 3.0]


STRICT = Feature(ON_SUCCESS.text, flags=["--strict"], status=1)


def test_a_retry_on_success_is_an_error_under_strict() -> None:
    assert "error[AZ115]" in STRICT.report
