"""What `build --tests` writes for documents of several kinds: that the tests pass, what they check,
and that no name in a document stands in their way."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from arazzo_gen.cli import main
from command_line import CliRunner
from unit.pytests.running import pytest_said

API = """
openapi: 3.1.0
info: {title: Jobs, version: "1"}
servers: [{url: https://jobs.example/v2}]
paths:
  /lines:
    post:
      operationId: sendLines
      requestBody: {content: {application/x-ndjson: {schema: {type: array, items: {}}}}}
      responses: {"200": {description: taken}}
  /files:
    post:
      operationId: upload
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties: {meta: {type: object}, file: {type: string, format: binary}}
      responses:
        "201":
          description: made
          content:
            application/json:
              schema: {type: object, required: [id], properties: {id: {type: string}}}
"""
HEAD = """
arazzo: 1.0.1
info: {title: Jobs, version: "1"}
sourceDescriptions: [{name: jobs, url: jobs.openapi.yaml, type: openapi}]
workflows:
"""
BODIES = """
- workflowId: sendBodies
  inputs: {type: object, required: [name], properties: {name: {type: string}}}
  steps:
    - stepId: sendRows
      operationId: sendLines
      requestBody: {payload: [{a: 1}, {b: $inputs.name}]}
    - stepId: upload
      operationId: upload
      requestBody: {payload: {meta: {name: $inputs.name}, file: "the content"}}
      outputs: {id: $response.body#/id}
  outputs: {id: $steps.upload.outputs.id}
"""
CALLED = ("play", "on", "without", "pytest", "setupModule", "testConnection", "error", "function")
"""Ids of steps that the tests have other meanings for, or pytest."""


@pytest.fixture(name="project")
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "jobs.openapi.yaml").write_text(API)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def built(project: Path, workflow: str, *options: str) -> str:
    """The text of the tests of a workflow, which is built."""
    (project / "jobs.arazzo.yaml").write_text(HEAD + textwrap.indent(workflow, "  "))
    command = ["build", "jobs.arazzo.yaml", "-o", "clients", "--tests", "tests", *options]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    (written,) = (project / "tests").glob("test_*.py")
    return written.read_text()


def test_a_workflow_without_actions_has_a_test_of_the_run_in_which_all_goes_well(
    project: Path,
) -> None:
    text = built(project, BODIES)
    names = re.findall(r"^def test_(\w+)", text, re.MULTILINE)
    assert names == [
        "run_returns_its_outputs",
        "send_rows_fails",
        "send_rows_gets_no_response",
        "upload_fails",
        "upload_gets_no_response",
        "upload_lacks_id",
        "run_calls_another_base_url",
        "send_rows_alone",
        "upload_alone",
    ]


def test_lines_and_parts_are_checked(project: Path) -> None:
    text = built(project, BODIES)
    assert 'lines=[{"a": 1}, {"b": "the-name"}],' in text
    assert """parts={"meta": '{"name":"the-name"}', "file": "the content"},""" in text
    assert re.fullmatch(r"18 passed in .*", pytest_said(project, "tests"))
    client = project / "clients" / "send_bodies.py"
    for right, wrong in (('{"a": 1}', '{"a": 2}'), ('"the content"', '"another"')):
        right_text = client.read_text()
        assert right in right_text
        client.write_text(right_text.replace(right, wrong))
        assert " failed" in pytest_said(project, "tests")
        client.write_text(right_text)


@pytest.mark.parametrize("client", ["both", "async"])
def test_steps_may_have_the_names_of_what_tests_call(project: Path, client: str) -> None:
    steps = "".join(
        f'    - {{stepId: "{name}", operationId: sendLines, requestBody: {{payload: [1]}}}}\n'
        for name in CALLED
    )
    built(project, f"- workflowId: names\n  steps:\n{steps}", "--client", client)
    assert re.fullmatch(r"\d+ passed in .*", pytest_said(project, "tests"))
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E4,E7,E9,F,I"]
    ruff = subprocess.run([*command, "tests"], cwd=project, capture_output=True, text=True)
    assert ruff.returncode == 0, ruff.stdout


NO_XML = """
- workflowId: readXml
  steps:
    - stepId: rows
      operationId: sendLines
      requestBody: {payload: [{a: 1}]}
    - stepId: upload
      operationId: upload
      requestBody: {payload: {file: "the content"}}
      successCriteria:
        - condition: $statusCode == 201
        - {context: $response.body, condition: "count(//a/@b) > 2 and //c = //d", type: xpath}
"""


def test_a_build_says_which_tests_lack_runs(project: Path) -> None:
    (project / "jobs.arazzo.yaml").write_text(HEAD + textwrap.indent(NO_XML, "  "))
    command = ["build", "jobs.arazzo.yaml", "-o", "clients", "--tests", "tests"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0
    line = "written    tests/test_read_xml.py (1 run has no test; comments in it say why)\n"
    assert line in done.stdout
    text = (project / "tests" / "test_read_xml.py").read_text()
    assert text.count("# doc: Not tested: ") == 1
    assert "# doc: Not tested: the run in which all goes well: no run gets past the step" in text
    assert "def test_upload_fails" in text
    again = CliRunner().invoke(main, command)
    assert "no test" not in again.output


RETRIED = """
- workflowId: sendRows
  steps:
    - stepId: send
      operationId: sendLines
      requestBody: {payload: [{a: 1}]}
      onFailure:
        - {name: busy, type: retry, retryAfter: 1, retryLimit: 2, criteria: [{condition: $statusCode == 429}]}
        - {name: giveUp, type: end}
"""  # noqa: E501


def test_a_failure_action_has_a_test_without_a_response_and_a_retry_one_of_a_wait_too_long(
    project: Path,
) -> None:
    names = re.findall(r"^def test_(\w+)", built(project, RETRIED), re.MULTILINE)
    assert names == [
        "send_is_tried_again_when_http_429",
        "send_gives_up_after_the_last_retry_of_busy",
        "send_ends_the_run",
        "send_gets_no_response_and_takes_give_up",
        "send_waits_as_the_server_asks",
        "send_does_not_wait_a_day_for_busy",
        "run_calls_another_base_url",
        "send_alone",
    ]
    assert re.fullmatch(r"16 passed in .*", pytest_said(project, "tests"))
