"""Loops over several steps: a run goes round them as often as `--polls` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from arazzo_gen.cli_mock import known_of, mock_of
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.lowering import lower_described
from arazzo_gen.openapi.validate_processes import ValidatorProcesses
from arazzo_gen.python.target import PythonTarget
from arazzo_gen.record import replace
from playback import Clock, load_module
from unit.mock.documents import PLAIN, Serving, given_of

API = """
openapi: 3.1.0
info: {title: Jobs, version: "1"}
servers: [{url: https://jobs.test}]
paths:
  /jobs:
    post:
      operationId: create
      responses:
        "201":
          description: Made
          content:
            application/json:
              schema: {type: object, required: [id], properties: {id: {type: string}}}
  /jobs/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: read
      responses: {"200": {$ref: "#/components/responses/State"}}
  /jobs/{id}/log:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: log
      responses: {"200": {$ref: "#/components/responses/State"}}
components:
  responses:
    State:
      description: The state
      content:
        application/json:
          schema:
            type: object
            required: [id, state]
            properties: {id: {type: string}, state: {enum: [queued, running, done]}}
"""

LOOP = """
arazzo: 1.0.1
info: {title: Jobs, version: "1"}
sourceDescriptions: [{name: jobs, url: jobs.openapi.yaml, type: openapi}]
workflows:
  - workflowId: runJob
    steps:
      - {stepId: create, operationId: create, outputs: {id: $response.body#/id}}
      - stepId: read
        operationId: read
        parameters: [{name: id, in: path, value: $steps.create.outputs.id}]
        outputs: {state: $response.body#/state}
      - stepId: log
        operationId: log
        parameters: [{name: id, in: path, value: $steps.create.outputs.id}]
        outputs: {state: $response.body#/state}
        onSuccess:
          - {name: goesOn, type: goto, stepId: read, criteria: [{condition: WHERE != 'done'}]}
    outputs: {state: WHERE_AT_LAST}
"""


def served(folder: Path, where: str, last: str, polls: int) -> tuple[Serving, list[Any]]:
    """What two runs return on the mock of the loop."""
    (folder / "jobs.openapi.yaml").write_text(API)
    path = folder / "jobs.arazzo.yaml"
    text = LOOP.replace("WHERE_AT_LAST", f"$steps.{last}.outputs.state")
    path.write_text(text.replace("WHERE", where))
    options = Options(documents=(path,), cwd=folder, validate="off")
    lowered = lower_described(options, Report(), None, None, ValidatorProcesses())
    mock = mock_of(known_of(lowered, 0), replace(PLAIN, polls=polls))
    module = mock.told[0].module
    (folder / module.file).write_text(PythonTarget().files(module)[module.file])
    serving = Serving(mock)
    with httpx.Client(transport=serving) as client, Clock().installed():
        made = load_module(folder / module.file)
        returned = [made.run(client=client, **given_of(mock)) for _ in range(2)]
    assert serving.wrong == []
    return serving, returned


@pytest.mark.parametrize(
    ("where", "last"),
    [("$response.body#/state", "log"), ("$steps.read.outputs.state", "read")],
)
def test_a_run_goes_round_as_often_as_polls_says(tmp_path: Path, where: str, last: str) -> None:
    for polls in (0, 1, 4):
        serving, returned = served(tmp_path, where, last, polls)
        assert [each.state for each in returned] == ["done", "done"]
        steps = [each.step.partition("/")[2] for each in serving.api.served]
        run = ["create", *["read", "log"] * (polls + 1)]
        assert steps == run * 2


def test_each_round_says_another_state(tmp_path: Path) -> None:
    serving, _ = served(tmp_path, "$response.body#/state", "log", 2)
    logs = [each for each in serving.api.served if each.step.endswith("/log")]
    states = [json.loads(each.wire.content)["state"] for each in logs if each.wire is not None]
    assert states == ["queued", "running", "done"] * 2
    assert len({each.received.path for each in logs}) == 2  # an id for each run
