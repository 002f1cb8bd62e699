"""The wave.stream client: execute a workflow, read its run every ten seconds, return its result."""

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

KEY = "wave-3Lm"
AUTHORIZED = {"x-api-key": KEY}
RUN = "80b215ec-91a2-419f-88e2-d256aadf1e31"
INPUTS: dict[str, Any] = {"x_api_key": KEY, "workflow_id": "w-1", "params": {"param1": "a"}}


@pytest.fixture(name="wave")
def _wave(client_module: Callable[[str], ModuleType]) -> ModuleType:
    return client_module("wave/execute_workflow.py")


def starting(params: Any = None) -> Exchange:
    return on(
        "POST",
        "/workflows/w-1/execute",
        host="api.wave.stream",
        headers=AUTHORIZED,
        json={"param1": "a"} if params is None else params,
    )


def started() -> Exchange:
    return starting().reply({"id": RUN, "status": "running", "params": {"param1": "a"}})


def reading() -> Exchange:
    return on("GET", f"/runs/{RUN}", headers=AUTHORIZED, text="")


def is_(status: str, result: Any = None, **headers: str) -> Exchange:
    body = {"id": RUN, "status": status}
    if result is not None:
        body["result"] = result
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return reading().reply(body, headers=named)


def call(wave: ModuleType, mode: Mode, exchanges: list[Exchange], **more: Any) -> Outcome:
    return execute(wave, mode, exchanges, **{**INPUTS, **more})


@both_modes
def test_reads_the_run_every_ten_seconds(wave: ModuleType, mode: Mode) -> None:
    result = {"key1": "value 1", "nested": {"list": [1, 2.5, None]}}
    exchanges = [started(), is_("running"), is_("running"), is_("completed", result)]
    outcome = call(wave, mode, exchanges)
    assert outcome.error is None
    assert outcome.outputs == wave.Outputs(run_id=RUN, status="completed", result=result)
    assert outcome.waits == [10.0, 10.0]
    assert [event[0] for event in outcome.events] == ["executeWorkflow", *["fetchResult"] * 3]
    assert [event[1] for event in outcome.events] == [1, 1, 2, 3]


@both_modes
def test_a_workflow_without_parameters_gets_an_empty_object(wave: ModuleType, mode: Mode) -> None:
    first = starting({}).reply({"id": RUN, "status": "running"})
    outcome = call(wave, mode, [first, is_("completed", {})], params={})
    assert outcome.error is None
    assert outcome.outputs.result == {}


@both_modes
def test_retry_after_goes_before_the_ten_seconds(wave: ModuleType, mode: Mode) -> None:
    exchanges = [started(), is_("running", Retry_After="3"), is_("running"), is_("completed", {})]
    outcome = call(wave, mode, exchanges)
    assert outcome.error is None
    assert outcome.waits == [3.0, 10.0]


@both_modes
def test_a_failed_run_raises(wave: ModuleType, mode: Mode) -> None:
    outcome = call(wave, mode, [started(), is_("running"), is_("failed")])
    error = outcome.error
    assert isinstance(error, wave.StepFailed)
    assert (error.step_id, error.action) == ("fetchResult", "runFailed")
    assert error.criterion == "$response.body#/status == 'completed'"
    assert error.outputs["runId"] == RUN
    assert error.outputs["status"] == "failed"
    assert error.outputs.get("result") is None
    assert_hidden(error, KEY)


@both_modes
def test_gives_up_after_an_hour(wave: ModuleType, mode: Mode) -> None:
    outcome = call(wave, mode, [started(), *[is_("running")] * 360])
    error = outcome.error
    assert isinstance(error, wave.StepFailed)
    assert (error.step_id, error.action) == ("fetchResult", None)
    assert error.response is not None
    assert error.response.json()["status"] == "running"
    assert outcome.waits == [10.0] * 359


@both_modes
@pytest.mark.parametrize("status", [401, 404, 500])
def test_an_http_error_stops_the_run(wave: ModuleType, mode: Mode, status: int) -> None:
    error = call(wave, mode, [starting().reply({}, status=status)]).error
    assert isinstance(error, wave.StepFailed)
    assert error.step_id == "executeWorkflow"
    assert_hidden(error, KEY)

    gone = reading().reply({"status": "running"}, status=status)
    outcome = call(wave, mode, [started(), is_("running"), gone])
    error = outcome.error
    assert isinstance(error, wave.StepFailed)
    assert (error.step_id, error.criterion) == ("fetchResult", "$statusCode == 200")
    assert error.response is not None
    assert error.response.status_code == status
    assert error.action is None
    assert outcome.waits == [10.0]


@both_modes
@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_lost_connection(wave: ModuleType, mode: Mode, before: int) -> None:
    lost = httpx.ReadTimeout("slow")
    request = [starting(), reading(), reading()][before]
    outcome = call(wave, mode, [*[started(), is_("running")][:before], request.fail(lost)])
    error = outcome.error
    assert isinstance(error, wave.StepFailed)
    assert error.step_id == ("fetchResult" if before else "executeWorkflow")
    assert error.response is None
    assert error.__cause__ is lost
    assert_hidden(error, KEY)


@both_modes
def test_each_step_runs_on_its_own(wave: ModuleType, mode: Mode) -> None:
    alone = execute_step(wave, "execute_workflow", mode, [started()], **INPUTS)
    assert alone.outputs.run_id == RUN
    alone = execute_step(
        wave, "fetch_result", mode, [is_("completed", {"a": 1})], x_api_key=KEY, run_id=RUN
    )
    assert alone.outputs.result == {"a": 1}
    alone = execute_step(wave, "fetch_result", mode, [is_("running")], x_api_key=KEY, run_id=RUN)
    assert isinstance(alone.error, wave.StepFailed)
    assert alone.waits == []
