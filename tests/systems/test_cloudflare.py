"""The Cloudflare Workflows clients: create and wait, send an event and wait, pause and resume."""

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

TOKEN = "cf-token-9Xy"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
INSTANCES = "/client/v4/accounts/acc/workflows/orders/instances"
PLACE = {"account_id": "acc", "workflow_name": "orders", "api_token": TOKEN}
NOTHING: Any = object()
GOES_ON = ["queued", "running", "paused", "waiting", "waitingForPause", "rollingBack"]

Load = Callable[[str], ModuleType]


@pytest.fixture(name="create")
def _create(client_module: Load) -> ModuleType:
    return client_module("cloudflare/create_instance_and_wait.py")


@pytest.fixture(name="send")
def _send(client_module: Load) -> ModuleType:
    return client_module("cloudflare/send_event_and_wait.py")


@pytest.fixture(name="pause")
def _pause(client_module: Load) -> ModuleType:
    return client_module("cloudflare/pause_and_resume.py")


def envelope(result: Any, *, success: bool = True, code: int | None = None) -> dict[str, Any]:
    errors = [] if code is None else [{"code": code, "message": "refused"}]
    return {"result": result, "success": success, "errors": errors, "messages": []}


def creation(body: dict[str, Any]) -> Exchange:
    return on("POST", INSTANCES, host="api.cloudflare.com", headers=AUTHORIZED, json=body)


def created(body: dict[str, Any] | None = None) -> Exchange:
    instance = {"id": "i-1", "status": "queued", "version_id": "v", "workflow_id": "w"}
    return creation(body or {}).reply(envelope(instance))


def reading() -> Exchange:
    return on("GET", f"{INSTANCES}/i-1", headers=AUTHORIZED, text="")


def is_(status: str, output: Any = None, error: Any = None) -> Exchange:
    instance = {"status": status, "output": output, "error": error, "steps": []}
    return reading().reply(envelope(instance))


def patched(status: str, becomes: str) -> Exchange:
    change = on("PATCH", f"{INSTANCES}/i-1/status", headers=AUTHORIZED, json={"status": status})
    return change.reply(envelope({"status": becomes, "timestamp": "2026-01-01T00:00:00Z"}))


def call(module: ModuleType, mode: Mode, exchanges: list[Exchange], **more: Any) -> Outcome:
    polling = module.Polling(interval=1.0, backoff=1.0, jitter=0.0, timeout=10.0)
    return execute(module, mode, exchanges, **PLACE, **{"polling": polling, **more})


@both_modes
def test_create_polls_through_every_status_that_goes_on(create: ModuleType, mode: Mode) -> None:
    exchanges = [created(), *[is_(s) for s in GOES_ON], is_("complete", output="42 orders")]
    outcome = call(create, mode, exchanges)
    assert outcome.error is None
    assert outcome.outputs == create.Outputs(
        instance_id="i-1", status="complete", output="42 orders", error=None
    )
    assert outcome.waits == [1.0] * len(GOES_ON)
    assert [event[:2] for event in outcome.events] == [
        ("createInstance", 1),
        *[("pollOutcome", n) for n in range(1, len(GOES_ON) + 2)],
    ]


@both_modes
@pytest.mark.parametrize("status", ["complete", "errored", "terminated"])
def test_create_returns_how_the_instance_ended(create: ModuleType, mode: Mode, status: str) -> None:
    reason = {"name": "Error", "message": "out of stock"} if status == "errored" else None
    outcome = call(create, mode, [created(), is_(status, error=reason)])
    assert outcome.error is None
    assert outcome.outputs.status == status
    assert outcome.outputs.error == reason
    assert outcome.outputs.output is None


@both_modes
@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, {}),
        ({"instance_id": "mine"}, {"instance_id": "mine"}),
        ({"params": {"order": 7}}, {"params": {"order": 7}}),
        ({"params": None}, {}),
        ({"params": 0}, {"params": 0}),
        ({"instance_id": "mine", "params": [1]}, {"instance_id": "mine", "params": [1]}),
    ],
)
def test_create_sends_what_is_given(
    create: ModuleType, mode: Mode, given: dict[str, Any], sent: dict[str, Any]
) -> None:
    outcome = call(create, mode, [created(sent), is_("complete")], **given)
    assert outcome.error is None


@both_modes
def test_without_a_token_the_clients_own_headers_apply(create: ModuleType, mode: Mode) -> None:
    no_token = {"Authorization": None}
    exchanges = [
        on("POST", INSTANCES, headers=no_token).reply(envelope({"id": "i-1"})),
        on("GET", f"{INSTANCES}/i-1", headers=no_token).reply(envelope({"status": "complete"})),
    ]
    arguments = {"account_id": "acc", "workflow_name": "orders"}
    outcome = execute(create, mode, exchanges, **arguments)
    assert outcome.error is None


@both_modes
def test_create_times_out_while_the_instance_waits(create: ModuleType, mode: Mode) -> None:
    outcome = call(create, mode, [created(), *[is_("waiting")] * 11])
    error = outcome.error
    assert isinstance(error, create.PollTimeout)
    assert (error.step_id, error.attempts, error.elapsed) == ("pollOutcome", 11, 10.0)
    assert outcome.waits == [1.0] * 10
    assert_hidden(error, TOKEN)


@both_modes
@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
def test_an_http_error_while_creating(create: ModuleType, mode: Mode, status: int) -> None:
    refused = creation({}).reply(envelope(None, success=False, code=10000), status=status)
    error = call(create, mode, [refused]).error
    assert isinstance(error, create.StepFailed)
    assert (error.step_id, error.criterion) == ("createInstance", "$statusCode == 200")
    assert error.response is not None
    assert error.response.json()["errors"][0]["code"] == 10000
    assert_hidden(error, TOKEN)


@both_modes
def test_an_envelope_without_success_is_a_failure(create: ModuleType, mode: Mode) -> None:
    refused = reading().reply(envelope(None, success=False, code=10001))
    error = call(create, mode, [created(), is_("running"), refused]).error
    assert isinstance(error, create.StepFailed)
    assert (error.step_id, error.criterion) == (
        "pollOutcome",
        "$response.body#/success == true",
    )
    assert error.response is not None
    assert error.response.status_code == 200


@both_modes
@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_lost_connection(create: ModuleType, mode: Mode, before: int) -> None:
    lost = httpx.ReadError("reset")
    request = [creation({}), reading(), reading()][before]
    outcome = call(create, mode, [*[created(), is_("queued")][:before], request.fail(lost)])
    error = outcome.error
    assert isinstance(error, create.StepFailed)
    assert error.step_id == ("pollOutcome" if before else "createInstance")
    assert error.response is None
    assert error.__cause__ is lost
    assert_hidden(error, TOKEN)


def event_sent(body: Any) -> Exchange:
    path = f"{INSTANCES}/i-1/events/payment.done"
    expected: dict[str, Any] = {"text": ""} if body is NOTHING else {"json": body}
    return on("POST", path, headers=AUTHORIZED, **expected).reply(envelope(None))


@both_modes
@pytest.mark.parametrize("payload", [{"amount": 12.5}, ["a"], "paid", 0, False, "", {}])
def test_an_event_carries_any_json_value(send: ModuleType, mode: Mode, payload: Any) -> None:
    exchanges = [event_sent(payload), is_("waiting"), is_("running"), is_("complete", output=3)]
    outcome = call(
        send, mode, exchanges, instance_id="i-1", event_type="payment.done", payload=payload
    )
    assert outcome.error is None
    assert outcome.outputs == send.Outputs(status="complete", output=3, error=None)
    assert outcome.waits == [1.0, 1.0]


@both_modes
def test_an_event_without_a_payload_has_no_body(send: ModuleType, mode: Mode) -> None:
    exchanges = [event_sent(NOTHING), is_("terminated")]
    outcome = call(send, mode, exchanges, instance_id="i-1", event_type="payment.done")
    assert outcome.error is None
    assert outcome.outputs.status == "terminated"


@both_modes
def test_sending_an_event_fails_and_times_out(send: ModuleType, mode: Mode) -> None:
    inputs = {"instance_id": "i-1", "event_type": "payment.done", "payload": 1}
    path = f"{INSTANCES}/i-1/events/payment.done"
    missing = on("POST", path).reply(envelope(None, success=False, code=10091), status=404)
    error = call(send, mode, [missing], **inputs).error
    assert isinstance(error, send.StepFailed)
    assert (error.step_id, error.criterion) == ("sendEvent", "$statusCode == 200")

    error = call(send, mode, [on("POST", path).fail(httpx.ConnectTimeout("slow"))], **inputs).error
    assert isinstance(error, send.StepFailed)
    assert error.response is None

    error = call(send, mode, [event_sent(1), *[is_("waiting")] * 11], **inputs).error
    assert isinstance(error, send.PollTimeout)
    assert error.attempts == 11


@both_modes
def test_an_instance_is_paused_and_resumed(pause: ModuleType, mode: Mode) -> None:
    exchanges = [
        patched("pause", "waitingForPause"),
        is_("waitingForPause"),
        is_("running"),
        is_("paused"),
        patched("resume", "running"),
    ]
    outcome = call(pause, mode, exchanges, instance_id="i-1")
    assert outcome.error is None
    assert outcome.outputs == pause.Outputs(paused_status="paused", resumed_status="running")
    assert outcome.waits == [1.0, 1.0]
    assert [event[0] for event in outcome.events] == ["pause", *["pollInstance"] * 3, "resume"]


@both_modes
@pytest.mark.parametrize("status", ["complete", "errored", "terminated"])
def test_an_instance_that_ended_is_not_resumed(pause: ModuleType, mode: Mode, status: str) -> None:
    exchanges = [patched("pause", "waitingForPause"), is_("waitingForPause"), is_(status)]
    outcome = call(pause, mode, exchanges, instance_id="i-1")
    assert outcome.error is None
    assert outcome.outputs == pause.Outputs(paused_status=status, resumed_status=None)


@both_modes
def test_pausing_fails_times_out_and_loses_the_connection(pause: ModuleType, mode: Mode) -> None:
    good = [patched("pause", "waitingForPause"), is_("paused")]
    resume = on("PATCH", f"{INSTANCES}/i-1/status", json={"status": "resume"})
    conflict = resume.reply(envelope(None, success=False, code=10100), status=409)
    error = call(pause, mode, [*good, conflict], instance_id="i-1").error
    assert isinstance(error, pause.StepFailed)
    assert error.step_id == "resume"

    lost = httpx.ConnectError("gone")
    error = call(pause, mode, [*good, resume.fail(lost)], instance_id="i-1").error
    assert isinstance(error, pause.StepFailed)
    assert error.__cause__ is lost

    error = call(pause, mode, [good[0], *[is_("running")] * 11], instance_id="i-1").error
    assert isinstance(error, pause.PollTimeout)
    assert error.step_id == "pollInstance"


@both_modes
def test_each_step_runs_on_its_own(create: ModuleType, mode: Mode) -> None:
    alone = execute_step(create, "create_instance", mode, [created()], **PLACE)
    assert alone.outputs.instance_id == "i-1"
    alone = execute_step(create, "poll_outcome", mode, [is_("running")], **PLACE, instance_id="i-1")
    assert alone.outputs.status == "running"
    assert TOKEN not in repr(alone.outputs)
