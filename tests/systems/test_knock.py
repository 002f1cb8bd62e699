"""The Knock client: trigger a workflow, find the recipient's run, poll it to its end."""

from __future__ import annotations

import email.utils
from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
import pytest

from playback import (
    WALL_CLOCK,
    Exchange,
    Mode,
    Outcome,
    assert_hidden,
    both_modes,
    execute,
    execute_step,
    on,
)

KEY = "sk_test_4dK8"
AUTHORIZED = {"Authorization": f"Bearer {KEY}"}
RUNS = "/v1/workflow_recipient_runs"
INPUTS = {"api_key": KEY, "workflow_key": "welcome", "recipient_id": "ada"}
PLAIN = {"interval": 2.0, "backoff": 1.5, "jitter": 0.0}


@pytest.fixture(name="knock")
def _knock(client_module: Callable[[str], ModuleType]) -> ModuleType:
    return client_module("knock/trigger_workflow_track_recipient_run.py")


def trigger(body: Any = None) -> Exchange:
    sent = {"recipients": ["ada"]} if body is None else body
    return on(
        "POST",
        "/v1/workflows/welcome/trigger",
        host="api.knock.app",
        headers={**AUTHORIZED, "Content-Type": "application/json"},
        json=sent,
    )


def triggered(body: Any = None) -> Exchange:
    return trigger(body).reply({"workflow_run_id": "wf-1"})


def listing() -> Exchange:
    return on(
        "GET",
        RUNS,
        query={"workflow": "welcome", "recipient": "ada", "page_size": "1"},
        headers=AUTHORIZED,
        text="",
    )


def listed() -> Exchange:
    return listing().reply({"items": [{"id": "run-1"}], "page_info": {"page_size": 1}})


def read() -> Exchange:
    return on("GET", f"{RUNS}/run-1", headers=AUTHORIZED, text="", query={})


def is_(status: str, **headers: str) -> Exchange:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return read().reply({"id": "run-1", "status": status}, headers=named)


def call(knock: ModuleType, mode: Mode, exchanges: list[Exchange], **more: Any) -> Outcome:
    arguments: dict[str, Any] = {**INPUTS, "polling": knock.Polling(**PLAIN), **more}
    return execute(knock, mode, exchanges, **arguments)


@both_modes
def test_polls_through_every_status_that_goes_on(knock: ModuleType, mode: Mode) -> None:
    exchanges = [
        triggered(),
        listed(),
        is_("queued"),
        is_("processing"),
        is_("paused"),
        is_("completed"),
    ]
    outcome = call(knock, mode, exchanges)
    assert outcome.error is None
    assert outcome.outputs == knock.Outputs(
        workflow_run_id="wf-1", recipient_run_id="run-1", final_status="completed"
    )
    assert outcome.waits == [2.0, 3.0, 4.5]
    assert outcome.events == [
        ("triggerWorkflow", 1, 200),
        ("listRecipientRuns", 1, 200),
        ("pollRecipientRun", 1, 200),
        ("pollRecipientRun", 2, 200),
        ("pollRecipientRun", 3, 200),
        ("pollRecipientRun", 4, 200),
    ]


@both_modes
def test_a_cancelled_run_is_an_answer(knock: ModuleType, mode: Mode) -> None:
    outcome = call(knock, mode, [triggered(), listed(), is_("cancelled")])
    assert outcome.error is None
    assert outcome.outputs.final_status == "cancelled"
    assert outcome.waits == []


@both_modes
@pytest.mark.parametrize("data", [{"plan": "free", "seats": [1, None, {"a": True}]}, {}])
def test_data_is_sent_as_given(knock: ModuleType, mode: Mode, data: dict[str, Any]) -> None:
    body = {"recipients": ["ada"], "data": data}
    outcome = call(knock, mode, [triggered(body), listed(), is_("completed")], data=data)
    assert outcome.error is None


@both_modes
def test_the_key_is_one_path_segment(knock: ModuleType, mode: Mode) -> None:
    exchanges = [
        on("POST", "/v1/workflows/a%2Fb%20%3F/trigger").reply({"workflow_run_id": "wf-1"}),
        on("GET", RUNS).reply({"items": [{"id": "../x"}]}),
        on("GET", f"{RUNS}/..%2Fx").reply({"id": "../x", "status": "completed"}),
    ]
    outcome = call(knock, mode, exchanges, workflow_key="a/b ?")
    assert outcome.error is None


@both_modes
def test_waits_for_retry_after_rather_than_the_interval(knock: ModuleType, mode: Mode) -> None:
    date = email.utils.formatdate(WALL_CLOCK + 7 + 9, usegmt=True)
    exchanges = [
        triggered(),
        listed(),
        is_("queued", Retry_After="7"),
        is_("processing", Retry_After=date),
        is_("processing", Retry_After="soon"),
        is_("completed"),
    ]
    outcome = call(knock, mode, exchanges)
    assert outcome.error is None
    assert outcome.waits == [7.0, 9.0, 2.0]


@both_modes
def test_gives_up_before_a_wait_that_ends_too_late(knock: ModuleType, mode: Mode) -> None:
    polling = knock.Polling(**PLAIN, timeout=10.0)
    exchanges = [triggered(), listed(), *[is_("queued")] * 4]
    outcome = call(knock, mode, exchanges, polling=polling)
    error = outcome.error
    assert isinstance(error, knock.PollTimeout)
    assert isinstance(error, TimeoutError)
    assert isinstance(error, knock.WorkflowError)
    assert (error.step_id, error.attempts, error.elapsed) == ("pollRecipientRun", 4, 9.5)
    assert error.response.json()["status"] == "queued"
    assert outcome.waits == [2.0, 3.0, 4.5]
    assert_hidden(error, KEY)


@both_modes
def test_a_retry_after_past_the_timeout_is_not_waited_for(knock: ModuleType, mode: Mode) -> None:
    exchanges = [triggered(), listed(), is_("queued", Retry_After="3600")]
    outcome = call(knock, mode, exchanges)
    assert isinstance(outcome.error, knock.PollTimeout)
    assert outcome.waits == []


@both_modes
def test_default_polling_grows_from_two_seconds_to_thirty(knock: ModuleType, mode: Mode) -> None:
    exchanges = [triggered(), listed(), *[is_("queued")] * 12, is_("completed")]
    outcome = execute(knock, mode, exchanges, **INPUTS)
    assert outcome.error is None
    expected = [min(2.0 * 1.5**n, 30.0) for n in range(12)]
    assert all(0.9 * e <= w <= 1.1 * e for w, e in zip(outcome.waits, expected, strict=True))


@both_modes
@pytest.mark.parametrize("status", [401, 404, 422, 500, 503])
@pytest.mark.parametrize("step", ["triggerWorkflow", "listRecipientRuns", "pollRecipientRun"])
def test_an_http_error_stops_the_run(knock: ModuleType, mode: Mode, step: str, status: int) -> None:
    good = [triggered(), listed(), is_("queued")]
    requests = {"triggerWorkflow": trigger(), "listRecipientRuns": listing()}
    before = {"triggerWorkflow": 0, "listRecipientRuns": 1, "pollRecipientRun": 3}[step]
    refused = requests.get(step, read()).reply({"message": f"no {KEY}"}, status=status)
    outcome = call(knock, mode, [*good[:before], refused])
    error = outcome.error
    assert isinstance(error, knock.StepFailed)
    assert error.step_id == step
    assert error.criterion == "$statusCode == 200"
    assert error.response is not None
    assert error.response.status_code == status
    assert error.action is None
    assert str(status) in str(error)
    assert step in str(error)
    assert_hidden(error, KEY)
    assert outcome.events[-1] == (step, 2 if before == 3 else 1, status)


@both_modes
@pytest.mark.parametrize("lost", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow")])
@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_a_lost_connection_stops_the_run(
    knock: ModuleType, mode: Mode, before: int, lost: httpx.TransportError
) -> None:
    good = [triggered(), listed(), is_("queued")]
    request = [trigger(), listing(), read(), read()][before]
    outcome = call(knock, mode, [*good[:before], request.fail(lost)])
    error = outcome.error
    assert isinstance(error, knock.StepFailed)
    assert (
        error.step_id
        == ["triggerWorkflow", "listRecipientRuns", "pollRecipientRun"][min(before, 2)]
    )
    assert error.response is None
    assert error.__cause__ is lost
    assert_hidden(error, KEY)
    assert len(outcome.events) == before


@both_modes
@pytest.mark.parametrize("body", [{"items": []}, {}, {"items": None}, [], {"items": [{}]}])
def test_no_run_to_poll_is_a_missing_value(knock: ModuleType, mode: Mode, body: Any) -> None:
    outcome = call(knock, mode, [triggered(), listing().reply(body)])
    error = outcome.error
    assert isinstance(error, knock.MissingValue)
    assert (error.step_id, error.name) == ("listRecipientRuns", "recipientRunId")


@both_modes
@pytest.mark.parametrize("text", ["", "<html>", "null", "17"])
def test_an_answer_without_the_promised_id_is_a_missing_value(
    knock: ModuleType, mode: Mode, text: str
) -> None:
    outcome = call(knock, mode, [trigger().reply(text=text)])
    assert isinstance(outcome.error, knock.MissingValue)
    assert outcome.error.step_id == "triggerWorkflow"
    assert outcome.error.name == "workflowRunId"


@both_modes
def test_the_base_url_can_be_another(knock: ModuleType, mode: Mode) -> None:
    exchanges = [
        on("POST", "/knock/v1/workflows/welcome/trigger", host="localhost:9").reply(
            {"workflow_run_id": "wf-1"}
        ),
        on("GET", f"/knock{RUNS}", host="localhost:9").reply({"items": [{"id": "run-1"}]}),
        on("GET", f"/knock{RUNS}/run-1").reply({"id": "run-1", "status": "completed"}),
    ]
    outcome = call(knock, mode, exchanges, knock_api_url="http://localhost:9/knock")
    assert outcome.error is None


@both_modes
def test_each_step_runs_on_its_own(knock: ModuleType, mode: Mode) -> None:
    alone = execute_step(
        knock, "trigger_workflow", mode, [triggered({"recipients": ["ada"], "data": {}})],
        **INPUTS, data={},
    )  # fmt: skip
    assert alone.outputs.workflow_run_id == "wf-1"
    assert alone.outputs.response.status_code == 200

    alone = execute_step(knock, "list_recipient_runs", mode, [listed()], **INPUTS)
    assert alone.outputs.recipient_run_id == "run-1"

    alone = execute_step(
        knock, "poll_recipient_run", mode, [is_("paused")], api_key=KEY, recipient_run_id="run-1"
    )
    assert (alone.outputs.run_id, alone.outputs.run_status) == ("run-1", "paused")
    assert alone.waits == []
    assert KEY not in repr(alone.outputs)

    alone = execute_step(
        knock, "list_recipient_runs", mode, [listing().reply(status=403)], **INPUTS
    )
    assert isinstance(alone.error, knock.StepFailed)


@both_modes
def test_an_error_of_the_caller_in_on_step_is_not_swallowed(knock: ModuleType, mode: Mode) -> None:
    def stop(event: Any) -> None:
        raise KeyError(event.step_id)

    outcome = call(knock, mode, [triggered()], on_step=stop)
    assert isinstance(outcome.error, KeyError)
