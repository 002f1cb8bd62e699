"""A workflow with a nested one and a retry that goes through another step, on DBOS, and killed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import JsonHandler, Loopback, running
from on_dbos import Lab, Sqlite, needs_engines, until

from building import build

pytestmark = [
    needs_engines,
    pytest.mark.skipif(not os.environ.get("ENGINES"), reason="`make engines` runs it"),
]
API = """
openapi: 3.1.0
info: {title: Desk, version: '1'}
servers: [{url: https://desk.example.com}]
paths:
  /tickets:
    post:
      operationId: open
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody:
        content: {application/json: {schema: {type: object, properties: {who: {type: string}}}}}
      responses: {'201': {description: It., content: {application/json: {schema: &ticket
        {type: object, required: [id], properties: {id: {type: string}}}}}}}
  /tickets/{id}:
    get:
      operationId: read
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: It., content: {application/json: {schema: *ticket}}}}
  /nudges:
    post:
      operationId: nudge
      responses: {'200': {description: It.}}
"""
FLOW = """
arazzo: 1.0.1
info: {title: Desk, version: '1'}
sourceDescriptions: [{name: desk, url: desk.openapi.yaml, type: openapi}]
workflows:
- workflowId: handle
  inputs: &who {type: object, required: [who], properties: {who: {type: string}}}
  steps:
  - stepId: ticket
    workflowId: openOne
    parameters: [{name: who, value: $inputs.who}]
    outputs: {id: $outputs.id}
  - stepId: readIt
    operationId: read
    parameters: [{name: id, in: path, value: $steps.ticket.outputs.id}]
    successCriteria: [{condition: $statusCode == 200}]
    onFailure:
    - {name: nudged, type: retry, stepId: nudgeIt, retryAfter: 0.3, retryLimit: 9}
    outputs: {id: $response.body#/id}
  outputs: {id: $steps.readIt.outputs.id}
- workflowId: openOne
  inputs: *who
  steps:
  - stepId: openIt
    operationId: open
    requestBody: {payload: {who: $inputs.who}}
    successCriteria: [{condition: $statusCode == 201}]
    outputs: {id: $response.body#/id}
  outputs: {id: $steps.openIt.outputs.id}
- workflowId: nudging
  steps: [{stepId: nudgeIt, operationId: nudge}]
"""


class _Desk(Loopback):
    """Reads fail four times."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.log: list[str] = []
        self.keys: list[str] = []
        self.reads = Counter[str]()


class _Handler(JsonHandler):
    server: _Desk

    def take(self, content: Any) -> None:
        """Open a ticket, or nudge."""
        self.server.log.append(self.path)
        if self.path == "/tickets":
            self.server.keys.append(self.headers["Idempotency-Key"])
            self.answer({"id": f"t-{content['who']}"}, 201)
        else:
            self.answer({})

    def read(self) -> None:
        """Read a ticket."""
        self.server.log.append("read")
        self.server.reads[self.path] += 1
        done = self.server.reads[self.path] > 4
        self.answer({"id": self.path.rpartition("/")[2]}, 200 if done else 503)


@pytest.fixture
def desk() -> Iterator[_Desk]:
    """The API, while it runs."""
    with running(_Desk()) as api:
        yield api


@pytest.mark.parametrize("layout", ["standalone", "package"])
def test_nested_workflows_and_retries_survive(layout: str, desk: _Desk, tmp_path: Path) -> None:
    flow = FLOW.replace("stepId: nudgeIt, retryAfter", "workflowId: nudging, retryAfter")
    documents = {"desk.arazzo.yaml": flow, "desk.openapi.yaml": API}
    built = build(tmp_path, documents, "--engine", "dbos", "--layout", layout)
    assert built.status == 0, built.report
    (tmp_path / "out").rename(tmp_path / "clients")
    database = f"sqlite:///{tmp_path}/durable.sqlite"
    lab = Lab(tmp_path, database, desk, {}, runs=3)  # type: ignore[arg-type]
    stored = Sqlite(tmp_path / "durable.sqlite")
    for n in range(3):
        lab.say("start", "handle", "--id", f"run-{n}", f"who={n}")
    for requests in (9, 20):
        with lab.worker(DESK_URL=desk.url) as child:
            until(lambda requests=requests: len(desk.log) >= requests)  # type: ignore[misc]
            child.kill()
    with lab.worker(DESK_URL=desk.url):
        until(lambda: not stored.unfinished())
    assert stored.results() == {f"run-{n}": ("SUCCESS", {"id": f"t-{n}"}) for n in range(3)}
    # What was under way at the two kills may have come, and was not stored: one request a run.
    assert 3 <= desk.log.count("/tickets") <= 3 + 2 * 3
    assert abs(desk.log.count("/nudges") - 3 * 4) <= 2 * 3
    assert len(set(desk.keys)) == 3
    assert all(key.startswith("run-") for key in desk.keys)
