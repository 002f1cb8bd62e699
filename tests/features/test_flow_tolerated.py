"""Answers that say "not now", which a loop over one GET rides out where callers tolerate some."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from features.flow_documents import Feature, returned
from features.test_flow_wait_failures import HANDLED, POLLING
from features.test_flow_waits import CREATED, POLL, SECONDS, job, wait
from playback import Mode, both_modes, on

LOST = on("GET", "/v1/jobs/7").fail(httpx.ReadTimeout("timed out"))


def busy(status: int = 503, **headers: str) -> Any:
    return job("running", status=status, **headers)


def tolerating(feature: Feature, number: int, **seconds: Any) -> Any:
    return feature.module.Polling(**{**SECONDS, "tolerate": number, **seconds})


@both_modes
def test_nothing_is_tolerated_unless_it_is_asked_for(mode: Mode) -> None:
    for answer in (busy(), LOST):
        outcome = wait(POLL.module, "wait_for_job", mode, [job("running"), answer], job_id="7")
        assert isinstance(outcome.error, POLL.module.StepFailed)
        assert outcome.waits == [1.0]


@both_modes
def test_answers_that_say_not_now_are_ridden_out(mode: Mode) -> None:
    later = busy(429, **{"Retry-After": "7"})
    answers = [
        busy(408),
        LOST,
        job("running"),
        busy(500),
        later,
        job("queued"),
        busy(),
        job("done"),
    ]
    polling = tolerating(POLL, 2)
    outcome = wait(POLL.module, "wait_for_job", mode, answers, job_id="7", polling=polling)
    assert outcome.outputs.job_state == "done"
    assert outcome.waits == [1.0, 2.0, 4.0, 8.0, 7.0, 8.0, 8.0]
    run = POLL.run(mode, [CREATED, *answers], name="n", polling=polling)
    assert returned(run) == {"state": "done"}
    assert run.waits == outcome.waits


@both_modes
def test_one_too_many_in_a_row_fails_as_it_does_now(mode: Mode) -> None:
    answers = [busy(), busy(502), job("running"), busy(), busy(504), busy(500)]
    outcome = POLL.run(mode, [CREATED, *answers], name="n", polling=tolerating(POLL, 2))
    assert isinstance(outcome.error, POLL.module.StepFailed)
    assert outcome.error.response.status_code == 500
    assert outcome.error.steps == {"createJob": {"jobId": "7"}}
    assert len(outcome.waits) == 5


@both_modes
@pytest.mark.parametrize("status", [400, 404, 409, 501, 505])
def test_other_failures_are_not_ridden_out(mode: Mode, status: int) -> None:
    polling = tolerating(POLL, 5)
    outcome = wait(POLL.module, "wait_for_job", mode, [busy(status)], job_id="7", polling=polling)
    assert isinstance(outcome.error, POLL.module.StepFailed)
    assert outcome.waits == []


@both_modes
def test_waits_for_the_api_end_at_the_timeout_too(mode: Mode) -> None:
    polling = tolerating(POLL, 50, interval=4.0, backoff=1.0, timeout=9.0)
    outcome = POLL.run(mode, [CREATED, *[busy()] * 3], name="n", polling=polling)
    assert isinstance(outcome.error, POLL.module.PollTimeout)
    assert outcome.waits == [4.0, 4.0]
    assert outcome.error.response.status_code == 503


@both_modes
def test_a_step_alone_rides_out_nothing(mode: Mode) -> None:
    outcome = POLL.run(
        mode, [on("POST", "/v1/jobs").reply({}, status=503)], name="n", polling=tolerating(POLL, 5)
    )
    assert isinstance(outcome.error, POLL.module.StepFailed)


@pytest.mark.parametrize("number", [-1, 1.5, float("nan"), float("inf")])
def test_a_number_that_makes_no_sense_is_refused(number: Any) -> None:
    with pytest.raises(ValueError, match="tolerate"):
        POLL.module.Polling(tolerate=number)


# --- Where the document handles it ------------------------------------------------------


@both_modes
def test_a_loop_by_a_retry_rides_them_out_too(mode: Mode) -> None:
    answers = [busy(), job("running"), LOST, job("running"), busy(), job("done")]
    polling = tolerating(POLLING, 1)
    outcome = wait(POLLING.module, "wait_for_job", mode, answers, id="7", polling=polling)
    assert outcome.outputs.state == "done"
    assert outcome.waits == [1.0, 3.0, 2.0, 3.0, 4.0]
    run = POLLING.run(mode, [*answers[:-1], busy()], id="7", polling=polling)
    assert isinstance(run.error, POLLING.module.StepFailed)


@both_modes
def test_a_status_that_an_action_asks_for_is_left_to_the_action(mode: Mode) -> None:
    polling = tolerating(HANDLED, 3)
    answers = [busy(500), busy(), LOST, busy(500)]
    outcome = HANDLED.run(mode, answers, id="7", polling=polling)
    assert isinstance(outcome.error, HANDLED.module.StepFailed)
    assert outcome.error.response.status_code == 500
    assert outcome.waits == [2.0, 1.0, 2.0]


LEFT = POLL.text.replace(
    "            onSuccess:",
    "            onFailure:\n"
    "              - {name: busy, type: end, criteria: [{condition: $statusCode == 503}]}\n"
    "            onSuccess:",
    1,
)
ASKED = Feature(LEFT.replace("workflowId: poll", "workflowId: asked"))
ALWAYS = Feature(
    LEFT.replace(", criteria: [{condition: $statusCode == 503}]", "").replace(
        "workflowId: poll", "workflowId: always"
    )
)
TWICE = Feature(
    LEFT.replace("busy, type: end", "busy, type: retry, retryAfter: 1, retryLimit: 1")
    .replace(
        "            onSuccess:",
        "              - {name: again, type: retry, retryAfter: 2, retryLimit: 5, criteria:"
        " [{condition: $statusCode == 503}]}\n"
        "            onSuccess:",
        1,
    )
    .replace("workflowId: poll", "workflowId: twice")
)
ACCEPTED = Feature(
    POLL.text.replace("$statusCode == 200", "$statusCode == 200 || $statusCode == 503")
)


@both_modes
def test_an_action_outside_of_the_loop_is_asked_first(mode: Mode) -> None:
    polling = tolerating(ASKED, 3)
    answers = [CREATED, busy(500), job("running"), busy()]
    outcome = ASKED.run(mode, answers, name="n", polling=polling)
    assert isinstance(outcome.error, ASKED.module.StepFailed)
    assert (outcome.error.action, outcome.waits) == ("busy", [1.0, 2.0])


@both_modes
def test_an_action_for_every_failure_leaves_nothing_to_ride_out(mode: Mode) -> None:
    outcome = ALWAYS.run(mode, [CREATED, busy(500)], name="n", polling=tolerating(ALWAYS, 3))
    assert outcome.error is not None
    assert outcome.error.action == "busy"
    assert ".tolerates(" not in ALWAYS.code


@both_modes
def test_used_up_retries_of_an_earlier_answer_are_no_reason_to_fail(mode: Mode) -> None:
    polling = tolerating(TWICE, 1)
    answers = [busy(), busy(), busy(500), job("done")]
    outcome = wait(TWICE.module, "wait_for_job", mode, answers, job_id="7", polling=polling)
    assert outcome.error is None
    assert (outcome.outputs.job_state, outcome.waits) == ("done", [1.0, 2.0, 1.0])


@both_modes
def test_an_answer_that_the_criteria_allow_is_no_failure(mode: Mode) -> None:
    answers = [busy(), busy(), busy(), job("done")]
    polling = tolerating(ACCEPTED, 1)
    outcome = wait(ACCEPTED.module, "wait_for_job", mode, answers, job_id="7", polling=polling)
    assert outcome.outputs.job_state == "done"
