"""The Knowledge Stack client: invoke a workflow definition once, poll its run to its end."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
import pytest

from playback import (
    Exchange,
    Mode,
    Outcome,
    assert_hidden,
    both_modes,
    execute,
    execute_step,
    on,
)

DEFINITION = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
RUN = "7d1f2b64-9a53-4b0f-8f0e-1f6e0c3a9b11"
SECRET = "Bearer ks-7Hq"
AUTHORIZED = {"authorization": SECRET}


@pytest.fixture(name="stack")
def _stack(client_module: Callable[[str], ModuleType]) -> ModuleType:
    return client_module("knowledge_stack/invoke_workflow_definition.py")


def run_body(status: str, error: str | None = None) -> dict[str, Any]:
    over = status in ("COMPLETED", "FAILED")
    return {
        "id": RUN,
        "status": status,
        "error": error,
        "completed_at": "2026-01-01T00:00:09Z" if over else None,
    }


def invoking(body: Any = None, **headers: Any) -> Exchange:
    return on(
        "POST",
        f"/v1/workflow-definitions/{DEFINITION}/invoke",
        host="localhost:8000",
        headers={**AUTHORIZED, **headers},
        json=body or {},
    )


def invoked(body: dict[str, Any] | None = None) -> Exchange:
    return invoking(body).reply(run_body("PENDING"))


def reading() -> Exchange:
    return on("GET", f"/v1/workflow-runs/{RUN}", headers=AUTHORIZED, text="")


def is_(status: str, error: str | None = None) -> Exchange:
    return reading().reply(run_body(status, error))


def call(stack: ModuleType, mode: Mode, exchanges: list[Exchange], **more: Any) -> Outcome:
    polling = stack.Polling(interval=1.0, backoff=2.0, max_interval=3.0, jitter=0.0, timeout=20.0)
    inputs = {"definition_id": DEFINITION, "authorization": SECRET}
    return execute(stack, mode, exchanges, **{**inputs, "polling": polling, **more})


@both_modes
def test_polls_a_run_to_its_completion(stack: ModuleType, mode: Mode) -> None:
    exchanges = [
        invoked(),
        is_("PENDING"),
        is_("PENDING"),
        is_("RUNNING"),
        is_("RUNNING"),
        is_("COMPLETED"),
    ]
    outcome = call(stack, mode, exchanges)
    assert outcome.error is None
    assert outcome.outputs == stack.Outputs(
        run_id=RUN, status="COMPLETED", error=None, completed_at="2026-01-01T00:00:09Z"
    )
    assert outcome.waits == [1.0, 2.0, 3.0, 3.0]
    assert [event[:2] for event in outcome.events] == [
        ("invokeDefinition", 1),
        *[("pollOutcome", n) for n in range(1, 6)],
    ]


@both_modes
def test_a_failed_run_is_an_answer_with_its_reason(stack: ModuleType, mode: Mode) -> None:
    outcome = call(stack, mode, [invoked(), is_("RUNNING"), is_("FAILED", "no instructions")])
    assert outcome.error is None
    assert (outcome.outputs.status, outcome.outputs.error) == ("FAILED", "no instructions")


@both_modes
@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({}, {}),
        ({"idempotency_key": None}, {"idempotency_key": None}),
        ({"idempotency_key": "order-7"}, {"idempotency_key": "order-7"}),
        ({"idempotency_key": "k" * 255}, {"idempotency_key": "k" * 255}),
    ],
)
def test_the_idempotency_key_is_left_out_null_or_sent(
    stack: ModuleType, mode: Mode, given: dict[str, Any], body: dict[str, Any]
) -> None:
    outcome = call(stack, mode, [invoked(body), is_("COMPLETED")], **given)
    assert outcome.error is None
    assert (b"idempotency_key" in outcome.requests[0].content) == ("idempotency_key" in given)


@both_modes
def test_the_cookie_is_sent_with_every_request(stack: ModuleType, mode: Mode) -> None:
    headers = {"cookie": "ks_uat=uat-5Tz", "authorization": None}
    exchanges = [
        invoking(**headers).reply(run_body("PENDING")),
        on("GET", f"/v1/workflow-runs/{RUN}", headers=headers).reply(run_body("COMPLETED")),
    ]
    outcome = execute(stack, mode, exchanges, definition_id=DEFINITION, ks_uat="uat-5Tz")
    assert outcome.error is None


@both_modes
def test_gives_up_on_a_run_that_goes_on(stack: ModuleType, mode: Mode) -> None:
    outcome = call(stack, mode, [invoked(), *[is_("RUNNING")] * 8])
    error = outcome.error
    assert isinstance(error, stack.PollTimeout)
    assert (error.step_id, error.attempts, error.elapsed) == ("pollOutcome", 8, 18.0)
    assert outcome.waits == [1.0, 2.0, 3.0, 3.0, 3.0, 3.0, 3.0]
    assert_hidden(error, SECRET)


@both_modes
@pytest.mark.parametrize("status", [401, 404, 422, 500])
def test_an_http_error_stops_the_run(stack: ModuleType, mode: Mode, status: int) -> None:
    error = call(stack, mode, [invoking().reply({"detail": []}, status=status)]).error
    assert isinstance(error, stack.StepFailed)
    assert error.step_id == "invokeDefinition"
    assert error.response is not None
    assert error.response.status_code == status
    assert_hidden(error, SECRET)

    gone = reading().reply({"detail": []}, status=status)
    error = call(stack, mode, [invoked(), is_("PENDING"), gone]).error
    assert isinstance(error, stack.StepFailed)
    assert (error.step_id, error.criterion) == ("pollOutcome", "$statusCode == 200")


@both_modes
def test_any_2xx_starts_a_run(stack: ModuleType, mode: Mode) -> None:
    exchanges = [invoking().reply(run_body("PENDING"), status=201), is_("COMPLETED")]
    assert call(stack, mode, exchanges).error is None


@both_modes
@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_lost_connection(stack: ModuleType, mode: Mode, before: int) -> None:
    lost = httpx.RemoteProtocolError("closed")
    request = [invoking(), reading(), reading()][before]
    outcome = call(stack, mode, [*[invoked(), is_("PENDING")][:before], request.fail(lost)])
    error = outcome.error
    assert isinstance(error, stack.StepFailed)
    assert error.step_id == ("pollOutcome" if before else "invokeDefinition")
    assert error.response is None
    assert error.__cause__ is lost


@both_modes
def test_each_step_runs_on_its_own(stack: ModuleType, mode: Mode) -> None:
    secrets = {"authorization": SECRET}
    alone = execute_step(
        stack, "invoke_definition", mode, [invoked()], definition_id=DEFINITION, **secrets
    )
    assert alone.outputs.run_id == RUN
    alone = execute_step(stack, "poll_outcome", mode, [is_("RUNNING")], run_id=RUN, **secrets)
    assert alone.outputs.status == "RUNNING"
    assert alone.outputs.completed_at is None
