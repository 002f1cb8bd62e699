"""The pieces of the benchmarks on tiny inputs; nothing here looks at a time."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from benchmarks import by_hand, calls, contestants, crowd, documents, interpreted
from benchmarks.jobs_api import openapi
from benchmarks.lab import CLIENTS, ROOT, TRANSPORTS
from benchmarks.measure import (
    Contestant,
    NotMeasured,
    Sample,
    alternate,
    process,
    ratio,
)
from benchmarks.profiles import module_of
from benchmarks.results import Bar, Part, Table, at_most, render
from building import build

URL = "http://localhost"


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_the_made_documents_have_no_findings(tmp_path: Path, version: str) -> None:
    documents.main(["api", str(tmp_path / "api.yaml"), "2", version, "2"])
    documents.main(["arazzo", str(tmp_path / "jobs.yaml"), "3", "2", "4"])
    assert yaml.safe_load((tmp_path / "api.yaml").read_text()) == openapi(
        2, version=version, chain=2
    )
    texts = {name: (tmp_path / name).read_text() for name in ("api.yaml", "jobs.yaml")}
    built = build(
        tmp_path / "build",
        {"jobs.arazzo.yaml": texts["jobs.yaml"], "api.yaml": texts["api.yaml"]},
        "--strict",
        "--validate",
        "full",
    )
    assert built.status == 0, built.report
    assert sorted(built.files) == ["run_job_0", "run_job_1", "run_job_2"]
    assert "fetch_result1(" in built.files["run_job_2"].read_text()


def test_a_converted_document_is_the_same_in_yaml(tmp_path: Path) -> None:
    value = {"on": "no", "text": "two\nlines", "numbers": [1, 1.5, None]}
    (tmp_path / "api.json").write_text(json.dumps(value))
    documents.main(["convert", str(tmp_path / "api.json"), str(tmp_path / "api.yaml")])
    assert yaml.safe_load((tmp_path / "api.yaml").read_text()) == value


class Recorder:
    """A transport that plays the API of the benchmarks and keeps what was sent."""

    def __init__(self, queued: int = 0) -> None:
        self.sent: list[tuple[str, str, str | None, bytes]] = []
        self._stub = calls.stub(queued)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        key = request.headers.get("Authorization")
        self.sent.append((request.method, str(request.url), key, request.content))
        return self._stub.handle_request(request)


@pytest.fixture(name="quick")
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contestants, "INTERVAL", 0.0)


@pytest.mark.usefixtures("quick")
def test_all_contestants_send_the_same_requests() -> None:
    sent = []
    for name in CLIENTS:
        recorder = Recorder(queued=2)
        with httpx.Client(transport=httpx.MockTransport(recorder)) as client:
            contestants.runs(name, client, URL)("ada")
        sent.append(recorder.sent)
    assert [request[0] for request in sent[0]] == ["POST", "GET", "GET", "GET", "GET"]
    assert sent[0] == sent[1] == sent[2]


@pytest.mark.usefixtures("quick")
def test_all_contestants_send_the_same_requests_async() -> None:
    async def sent_by(name: str) -> list[Any]:
        recorder = Recorder(queued=2)
        async with httpx.AsyncClient(transport=httpx.MockTransport(recorder)) as client:
            await contestants.runs_async(name, client, URL)("ada")
        return recorder.sent

    sent = [asyncio.run(sent_by(name)) for name in CLIENTS]
    assert len(sent[0]) == 5
    assert sent[0] == sent[1] == sent[2]


def test_by_hand_returns_what_the_generated_client_does() -> None:
    with httpx.Client(transport=calls.stub()) as client:
        ours: Any = contestants.runs("generated", client, URL)("ada")
        theirs: Any = contestants.runs("by hand", client, URL)("ada")
    assert (ours.workflow_run_id, ours.recipient_run_id, ours.final_status) == (
        theirs.workflow_run_id,
        theirs.recipient_run_id,
        theirs.final_status,
    )
    assert theirs.final_status == "completed"


@pytest.mark.parametrize(
    ("status", "body"), [(500, {}), (200, {}), (200, {"workflow_run_id": 1}), (200, [])]
)
def test_by_hand_is_as_careful_as_the_generated_client(status: int, body: Any) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(status, json=body))
    with httpx.Client(transport=transport) as client, pytest.raises(by_hand.KnockError):
        contestants.runs("by hand", client, URL)("ada")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", CLIENTS)
def test_a_crowd_counts_its_failures(name: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if b"user-3" in request.content:
            raise httpx.ConnectError("refused")
        return stub.handle_request(request)

    stub = calls.stub(1)
    transport = httpx.MockTransport(answer)
    figures = asyncio.run(crowd.crowd(name, URL, 5, transport=transport))
    assert figures["failures"] == 1


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_crowd_is_measured_on_every_transport(transport: str) -> None:
    if "uvloop" in transport:
        pytest.importorskip("uvloop")  # there is none for some platforms
    command = [sys.executable, "-m", "benchmarks.server", "1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            url = f"http://127.0.0.1:{int(server.stdout.readline())}"
            figures = crowd.run(transport, "generated", url, 20)
        finally:
            server.terminate()
    assert figures["failures"] == 0
    assert figures["cpu"] > 0


def test_clients_are_compared_block_by_block() -> None:
    for found in (calls.compare(None, 2, 1), asyncio.run(calls.compare_async(None, 2, 1))):
        assert {name: len(pairs) for name, pairs in found.items()} == dict.fromkeys(CLIENTS, 2)


def test_the_document_for_arazzo_runner_has_no_conditions_on_the_poll() -> None:
    document = {"workflows": [{"steps": [{"stepId": "poll", "onSuccess": []}]}]}
    interpreted.simplify(document)
    assert document == {"workflows": [{"steps": [{"stepId": "poll"}]}]}


def _takes(*walls: float, log: list[str], name: str) -> Callable[[], Sample]:
    left = list(walls)

    def run() -> Sample:
        log.append(name)
        return Sample(left.pop(0), 0.0)

    return run


def test_contestants_take_turns_and_compare_by_their_medians() -> None:
    log: list[str] = []

    def absent() -> Sample:
        raise NotMeasured("not installed")

    found = alternate(
        [
            Contestant("a", _takes(9, 1, 2, 6, log=log, name="a")),
            Contestant("b", _takes(9, 2, 4, 4, log=log, name="b")),
            Contestant("c", absent),
        ],
        3,
    )
    assert log == ["a", "b", "a", "b", "b", "a", "a", "b"]
    assert found["c"].missing == "not installed"
    compared = ratio(found["a"].walls, found["b"].walls)
    assert compared is not None
    assert (compared.value, compared.low, compared.high) == (0.5, 0.5, 1.5)
    assert ratio(found["a"].walls, found["c"].walls) is None


def test_a_process_is_measured_or_says_why_not(tmp_path: Path) -> None:
    sample, text = process(["/bin/sh", "-c", "echo done"], folder=tmp_path, env={})
    assert text == "done\n"
    assert sample.peak > 0
    with pytest.raises(NotMeasured, match="exit status 3"):
        process(["/bin/sh", "-c", "exit 3"], folder=tmp_path, env={})
    with pytest.raises(NotMeasured, match="not there"):
        process([tmp_path / "nothing"], folder=tmp_path, env={})
    with pytest.raises(NotMeasured, match="not done"):
        process(["/bin/sh", "-c", "sleep 20"], folder=tmp_path, env={"PATH": "/bin"}, limit=0.1)


def test_profiles_name_modules_without_folders() -> None:
    assert module_of("/x/site-packages/httpx/_client.py", "send") == "httpx._client"
    assert module_of("/x/generator/arazzo_gen/cache.py", "get") == "arazzo_gen.cache"
    assert module_of("/x/lib/python3.11/json/decoder.py", "decode") == "json.decoder"
    assert module_of(contestants.__file__, "runs") == "benchmarks.contestants"
    assert module_of("~", "<built-in method builtins.exec>") == "built in: builtins.exec"


def test_results_show_bars_and_explain_those_that_are_not_met() -> None:
    part = Part("(a) Builds", "How.", [Table("Times", ("", "n"), [["a|b", "3"]])])
    part.bars = [
        at_most("fast", "fast", "≤ 2", 2.0, 1.5),
        at_most("slow", "slow", "≤ 2", 2.0, 2.5, profile=lambda: "its profile"),
        at_most("gone", "gone", "≤ 2", 2.0, None),
    ]
    text = render(
        [part],
        machine={"cores": "2"},
        versions={"Python": "3"},
        notes="## fast\n\nnever shown\n\n## slow\n\nwhat would help\n",
        quick=False,
    )
    assert "| fast | ≤ 2 | 1.5 | yes |" in text
    assert "| slow | ≤ 2 | 2.5 | **no** |" in text
    assert "| gone | ≤ 2 | not measured | not measured |" in text
    assert "| a\\|b | 3 |" in text
    explained = text[text.index("## Bars that are not met") :]
    assert "what would help" in explained
    assert "its profile" in explained
    assert "never shown" not in text


def test_a_bar_is_met_where_the_figure_is_the_limit() -> None:
    assert at_most("k", "f", "≤ 2", 2.0, 2.0) == Bar("k", "f", "≤ 2", "2.0", True, None)
