"""Durable runs on Temporal: on a development server on the loopback, and in the replayer."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from notifications_api import Api, serve
from on_dbos import KEY, PYTHON, build, needs_engines, until
from temporal_server import SERVER, served

pytestmark = [
    needs_engines,
    pytest.mark.skipif(not os.environ.get("ENGINES"), reason="`make engines` runs it"),
    pytest.mark.skipif(not SERVER.exists(), reason="there is no Temporal server for this system"),
]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a server, while it runs."""
    with served(tmp_path) as found:
        yield found


def _child(address: str, folder: Path, what: str, number: int) -> str:
    command = [PYTHON, Path(__file__).with_name("temporal_child.py"), address, what, str(number)]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextlib.contextmanager
def _worker(address: str, folder: Path, api: Api) -> Iterator[None]:
    command = [PYTHON, Path(__file__).with_name("temporal_child.py"), address, "work"]
    keys = {"API_KEY": KEY, "KNOCK_API_URL": api.url}
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **keys}
    with open(folder / "worker.log", "a") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.kill()
            process.wait()


def test_runs_end_right_though_their_worker_is_killed(address: str, tmp_path: Path) -> None:
    build(tmp_path, "--engine", "temporal")
    with serve(3) as api:
        _child(address, tmp_path, "start", 20)
        with _worker(address, tmp_path, api):
            until(lambda: api.count("pollRecipientRun") >= 15)
        with _worker(address, tmp_path, api):
            until(lambda: api.count("pollRecipientRun") >= 60)
            said = json.loads(_child(address, tmp_path, "replay", 20))
        assert said["ended"] == {str(n): "completed" for n in range(20)}
        assert api.count("triggerWorkflow") < 40
        assert api.keys == {f"Bearer {KEY}"}
    steps = {"triggerWorkflow", "listRecipientRuns", "pollRecipientRun"}
    assert set(said["types"]) - {""} == steps, "each step is an activity of its own type"
    assert '"workflow_key":"welcome"' in said["kept"], "what is stored can be read here"
    assert KEY not in said["kept"]


def test_twenty_polls_leave_as_many_events_as_one(address: str, tmp_path: Path) -> None:
    build(tmp_path, "--engine", "temporal")
    with serve(1) as api, _worker(address, tmp_path, api):
        _child(address, tmp_path, "start", 1)
        once = json.loads(_child(address, tmp_path, "replay", 1))["events"]
        api.reads = 20
        _child(address, tmp_path, "start", 2)
        often = json.loads(_child(address, tmp_path, "replay", 2))["events"]
        assert api.count("pollRecipientRun") >= 21
        assert api.count("triggerWorkflow") == 2, "a run that has ended is not started again"
    assert often == once
