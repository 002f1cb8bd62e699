"""`arazzo-gen mock` as its user runs it: it serves until Ctrl-C; and what it refuses."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click.testing
import httpx
import pytest

from arazzo_gen.cli import main
from command_line import CliRunner
from refresh import document

JOBS = """
openapi: 3.1.0
info: {title: Jobs, version: '1'}
servers: [{url: 'https://jobs.test/v1'}]
paths:
  /jobs:
    post:
      operationId: create
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [name], properties: {name: {type: string}}}
      responses:
        '201':
          description: Made
          content:
            application/json:
              schema: {type: object, required: [id], properties: {id: {type: integer}}}
  /jobs/{id}:
    get:
      operationId: read
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: It
          content:
            application/json:
              schema:
                type: object
                required: [id, state]
                properties: {id: {type: integer}, state: {enum: [queued, running, done]}}
"""

RUN_JOB = """
arazzo: 1.0.1
info: {title: Jobs, version: '1'}
sourceDescriptions: [{name: jobs, url: jobs.openapi.yaml, type: openapi}]
workflows:
  - workflowId: runJob
    inputs: {type: object, required: [name], properties: {name: {type: string}}}
    steps:
      - stepId: create
        operationId: create
        requestBody: {payload: {name: $inputs.name}}
        outputs: {id: $response.body#/id}
      - stepId: read
        operationId: read
        parameters: [{name: id, in: path, value: $steps.create.outputs.id}]
        successCriteria: [{condition: $statusCode == 200}]
        outputs: {state: $response.body#/state}
        onSuccess:
          - name: goesOn
            type: goto
            stepId: read
            criteria: [{condition: $response.body#/state != 'done'}]
    outputs: {state: $steps.read.outputs.state}
"""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    (tmp_path / "jobs.openapi.yaml").write_text(JOBS)
    (tmp_path / "jobs.arazzo.yaml").write_text(RUN_JOB)
    return tmp_path


@contextlib.contextmanager
def mocking(folder: Path, *words: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    """Run the command on a free port, with a client for it; it ends with Ctrl-C."""
    command = [
        sys.executable,
        "-m",
        "arazzo_gen",
        "mock",
        "jobs.arazzo.yaml",
        "--port",
        "0",
        *words,
    ]
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background ignores SIGINT, and so would the command.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    )
    try:
        stream = process.stderr if "json" in words else process.stdout
        assert stream is not None
        said = stream.readline()
        found = re.search(r"listens on (\S+)\.", said)
        assert found, said
        with httpx.Client(base_url=found[1], trust_env=False) as client:
            yield client, process
    finally:
        process.kill()
        process.communicate()


def mock(folder: Path, *words: str) -> click.testing.Result:
    with contextlib.chdir(folder):
        return CliRunner().invoke(main, ["mock", "jobs.arazzo.yaml", *words])


def test_it_serves_until_ctrl_c(folder: Path) -> None:
    with mocking(folder, "--polls", "2") as (client, process):
        ids = [client.post("/jobs", json={"name": "a"}).json()["id"] for _ in range(2)]
        assert ids[0] != ids[1]
        states = [client.get(f"/jobs/{ids[1]}").json() for _ in range(4)]
        assert [each["state"] for each in states] == ["queued", "running", "done", "done"]
        assert {each["id"] for each in states} == {ids[1]}
        refused = client.post("/v1/jobs", json={"name": 3})
        assert refused.status_code == 400
        assert refused.json()["errors"] == ["the body: /name: is no string"]
        assert "<h1>Mock of runJob</h1>" in client.get("/_mock").text
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        out, err = (stream.read() for stream in (process.stdout, process.stderr) if stream)
        assert "    jobs_url=" in out
        assert "POST /jobs 201  runJob/create, run 1" in out
        assert err.strip() == ""


@pytest.mark.parametrize("pattern", ["^j[0-9]{2,3}$", "^job_[a-z0-9]{8}$"])
def test_ids_of_later_runs_are_what_the_api_allows(folder: Path, pattern: str) -> None:
    text = JOBS.replace("id: {type: integer}", f"id: {{type: string, pattern: '{pattern}'}}")
    text = text.replace(
        "schema: {type: integer}", f"schema: {{type: string, pattern: '{pattern}'}}"
    )
    (folder / "jobs.openapi.yaml").write_text(text)
    with mocking(folder, "--polls", "0") as (client, _):
        ids = [client.post("/jobs", json={"name": "a"}).json()["id"] for _ in range(2)]
        assert ids[0] != ids[1]
        assert [client.get(f"/jobs/{each}").status_code for each in ids] == [200, 200]


def test_requests_are_logged_as_json(folder: Path) -> None:
    with mocking(folder, "--format", "json", "--no-check", "--take", "read:fails") as (
        client,
        process,
    ):
        client.post("/jobs", json={})
        assert client.get("/jobs/1").status_code >= 400
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        out = process.stdout.read() if process.stdout is not None else ""
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["step"] for line in lines] == ["runJob/create", "runJob/read"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--take", "read:goesOnn"], "there is no branch read:goesOnn; did you mean read:goesOn?"),
        (["--take", "read:fails", "--take", "read:goesOn"], "are both of the workflow 'runJob'"),
        (["--polls", "-1"], "--polls"),
        (["--port", "70000"], "--port"),
    ],
)
def test_what_is_refused(folder: Path, words: list[str], said: str) -> None:
    result = mock(folder, *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_document_with_errors_is_not_played(folder: Path) -> None:
    text = RUN_JOB.replace("operationId: read", "operationId: reed")
    (folder / "jobs.arazzo.yaml").write_text(text)
    result = mock(folder)
    assert result.exit_code == 1
    assert "did you mean 'read'?" in result.stderr
    assert "listens" not in result.output


def test_a_port_that_is_taken_is_said(folder: Path) -> None:
    with mocking(folder) as (client, _):
        port = str(client.base_url.port)
        result = mock(folder, "--port", port)
    assert result.exit_code == 1
    assert f"cannot listen on 127.0.0.1:{port}: address already in use" in result.stderr


def test_one_workflow_of_several_is_played() -> None:
    with contextlib.chdir(document("cloudflare").parent):
        words = ["mock", "cloudflare.arazzo.yaml", "--workflow", "nothing"]
        result = CliRunner().invoke(main, words)
    assert result.exit_code == 1
    assert "no document has a workflow 'nothing'" in result.stderr


NO_XML = """
  - workflowId: readXml
    steps:
      - stepId: odd
        operationId: read
        parameters: [{name: id, in: path, value: 1}]
        successCriteria: [{context: $response.body, condition: "count(//a/@b) > 2 and //c = //d", type: xpath}]
"""  # noqa: E501
UNPLAYED = (
    "the workflow 'readXml' is not played: no run gets past the step odd, since it has an XPath "
    "that is not worked out without a run\n"
)


def test_a_workflow_of_which_no_run_is_known_is_left_out(folder: Path) -> None:
    (folder / "jobs.arazzo.yaml").write_text(RUN_JOB + NO_XML)
    with mocking(folder) as (client, process):
        assert client.post("/jobs", json={"name": "a"}).status_code == 201
        assert process.stderr is not None
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        assert UNPLAYED in process.stderr.read()


def test_a_document_without_a_run_is_not_played(folder: Path) -> None:
    (folder / "jobs.arazzo.yaml").write_text(RUN_JOB + NO_XML)
    result = mock(folder, "--workflow", "readXml")
    assert result.exit_code == 1
    assert f"Error: {UNPLAYED}" in result.stderr
