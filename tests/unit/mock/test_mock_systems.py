"""The clients of the four systems against their mocks: runs end as the way that they are led down
says, and the checks have nothing to say of what the clients send."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from arazzo_gen.cli_mock import Wishes, known_of, mock_of
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.lowering import lower_described
from arazzo_gen.mock.api import MockApi
from arazzo_gen.mock.page import Told, base_url, page
from arazzo_gen.mock.plan import Known, way
from arazzo_gen.mock.received import received
from arazzo_gen.mock.server import Manner
from arazzo_gen.openapi.validate_processes import ValidatorProcesses
from arazzo_gen.play.model import Play, Raised
from arazzo_gen.record import replace
from playback import Clock, load_module
from refresh import GENERATED, SYSTEMS, document

URL = "http://127.0.0.1:8700"
PLAIN = Wishes(Manner(), checks=True, polls=2, take=(), seed=0, real_time=False, form="text")


@functools.cache
def known(system: str) -> list[Known]:
    """The workflows of a system, and their runs."""
    path = document(system)
    options = Options(documents=(path,), cwd=path.parent, validate="off")
    return known_of(lower_described(options, Report(), None, None, ValidatorProcesses()), 0)


@functools.cache
def client(system: str, file: str) -> ModuleType:
    return load_module(GENERATED / system / file)


def call(api: MockApi, told: Told) -> Any:
    """Run the client of a workflow on the mock, with the inputs of its script; outputs or error."""
    module = told.module
    script = next(each for each in api.scripts if each.workflow == module.workflows[0].id)

    def handle(request: httpx.Request) -> httpx.Response:
        pairs = [(k.decode(), v.decode()) for k, v in request.headers.raw]
        target = request.url.raw_path.decode()
        served = api.serve(received(request.method, target, pairs, request.content))
        assert not served.wrong, served.wrong
        if served.wire is None:
            raise httpx.ReadError("no response")
        return httpx.Response(
            served.wire.status, headers=list(served.wire.headers), content=served.wire.content
        )

    params = {each.name: each.param for each in module.workflows[0].inputs}
    given: dict[str, Any] = {params[name]: value for name, value in script.play.inputs}
    given |= dict(script.play.keywords)
    for source in module.sources:
        given[source.param] = base_url(URL, source)
    system = next(s for s in SYSTEMS if (GENERATED / s / module.file).is_file())
    loaded = client(system, module.file)
    with httpx.Client(transport=httpx.MockTransport(handle)) as http, Clock().installed():
        try:
            return loaded.run(client=http, **given)
        except loaded.WorkflowError as error:
            return error


MODULES = [
    pytest.param(system, number, id=module.file.removesuffix(".py"))
    for system in SYSTEMS
    for number, module in enumerate(each.module for each in known(system))
]


@pytest.mark.parametrize(("system", "number"), MODULES)
def test_runs_end_with_their_outputs_again_and_again(system: str, number: int) -> None:
    mock = mock_of(known(system), PLAIN)
    outputs = [call(mock.api, mock.told[number]) for _ in range(3)]
    assert not [each for each in outputs if isinstance(each, Exception)]


@pytest.mark.parametrize(("system", "number"), MODULES)
def test_runs_are_led_down_every_branch(system: str, number: int) -> None:
    workflow = known(system)[number]
    led = [each for each in workflow.plays if isinstance(each, Play)]
    assert led
    for play in led:
        mock = mock_of([workflow], replace(PLAIN, take=(way(play.branch),)))
        for _ in range(2):
            ended = call(mock.api, mock.told[0])
            if isinstance(play.ending, Raised):
                assert type(ended).__name__ == play.ending.kind, (way(play.branch), ended)
                assert ended.step_id == play.ending.step
            else:
                assert not isinstance(ended, Exception), (way(play.branch), ended)


def test_each_poll_says_another_state_of_the_job() -> None:
    mock = mock_of(known("knock"), replace(PLAIN, polls=6))
    call(mock.api, mock.told[0])
    polls = [each for each in mock.api.served if each.step.endswith("/pollRecipientRun")]
    states = [json.loads(each.wire.content)["status"] for each in polls if each.wire is not None]
    assert states == [
        "queued",
        "queued",
        "processing",
        "processing",
        "paused",
        "paused",
        states[-1],
    ]
    assert states[-1] in ("completed", "cancelled")


def test_a_job_that_is_polled_by_retries_goes_on_too() -> None:
    mock = mock_of(known("wave"), replace(PLAIN, polls=3))
    assert call(mock.api, mock.told[0]).status == "completed"
    steps = [each.step for each in mock.api.served]
    assert steps == ["execute-workflow/executeWorkflow", *["execute-workflow/fetchResult"] * 4]


def test_what_is_read_is_what_was_created() -> None:
    mock = mock_of(known("knock"), PLAIN)
    first, second = (call(mock.api, mock.told[0]) for _ in range(2))
    assert first.workflow_run_id != second.workflow_run_id
    bodies = [json.loads(each.wire.content) for each in mock.api.served if each.wire is not None]
    created, listed, read = bodies[:3]
    assert listed["items"][0]["workflow_run_id"] == created["workflow_run_id"]
    assert read["id"] == listed["items"][0]["id"]
    assert read["workflow_run_id"] == created["workflow_run_id"]


def test_the_page_shows_workflows_and_requests(tmp_path: Path) -> None:
    mock = mock_of(known("wave"), PLAIN)
    before = page(mock.api, mock.told, URL)
    assert "Nothing yet." in before
    call(mock.api, mock.told[0])
    shown = page(mock.api, mock.told, URL)
    assert "from execute_workflow import run" in shown
    assert f"curl -X POST {URL}/" in shown
    assert "<script" not in shown
    for each in mock.api.served:
        assert urlsplit(each.received.path).path in shown
