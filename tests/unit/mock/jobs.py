"""A workflow that starts a job and asks for it until it is done, and runs of it, for the tests of
the mock."""

from __future__ import annotations

from pathlib import Path

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import load_text
from arazzo_gen.mock.api import MockApi
from arazzo_gen.mock.checks import Checker
from arazzo_gen.mock.received import Received, received
from arazzo_gen.mock.routes import new_route
from arazzo_gen.mock.scripts import Script, new_script, with_polls
from arazzo_gen.openapi.document import load_openapi
from arazzo_gen.openapi.model import Operation
from arazzo_gen.openapi.operations import operations, read_operation
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.play.model import (
    Answer,
    Branch,
    Exchange,
    Play,
    Returned,
    Sent,
    SentBody,
)
from arazzo_gen.source.span import SourceFile, Span
from arazzo_gen.text.node import JsonValue, Node

JOBS = """
openapi: 3.1.0
info: {title: Jobs, version: '1'}
servers: [{url: https://jobs.test/v1}]
paths:
  /jobs:
    post:
      operationId: create
      security: [{token: []}]
      parameters: [{name: dry, in: query, schema: {type: boolean}}]
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [name], properties: {name: {type: string}}}
      responses: {'201': {description: Made}}
  /jobs/{id}:
    get:
      operationId: read
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: It}}
  /jobs/{id}/files/{name}.csv:
    get:
      operationId: file
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: name, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, required: true, schema: {type: integer, maximum: 9}}
      responses: {'200': {description: It}}
  /jobs/all:
    get: {operationId: all, responses: {'200': {description: All}}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
"""


class _NoFiles:
    def load(self, path: Path, at: Span | None) -> Node | None:
        return None

    def load_url(self, url: str, at: Span) -> Node | None:
        return None

    def root(self, file: SourceFile) -> Node | None:
        return None


def read_operations(text: str = JOBS) -> dict[str, Operation]:
    """The operations of a document by operationId."""
    report = Report()
    refs = Refs(_NoFiles(), report)
    root = load_text(text, "jobs.yaml", report)
    assert root is not None
    document = load_openapi(root, "jobs", refs, report)
    assert document is not None
    found = (read_operation(document, ref, refs, report) for ref in operations(document))
    return {each.operation_id or "": each for each in found}


OPERATIONS = read_operations()
ROUTES = {name: new_route("jobs", each) for name, each in OPERATIONS.items()}


def exchange(step: str, path: str, body: JsonValue, *, status: int = 200) -> Exchange:
    """A request of a step, and its answer in JSON; no response where the status is 0."""
    operation = OPERATIONS[step]
    sends = SentBody("json", "application/json", {"name": "a"}) if step == "create" else None
    answer = Answer(status, (), "application/json", body) if status else None
    return Exchange("job", step, 1, Sent(operation.method, "jobs", path, body=sends), answer)


CREATED = exchange("create", "/jobs", {"id": "j-1", "name": "a"}, status=201)
QUEUED = exchange("read", "/jobs/j-1", {"id": "j-1", "state": "queued"})
DONE = exchange("read", "/jobs/j-1", {"id": "j-1", "state": "done"})


def script_of(*exchanges: Exchange) -> Script:
    """A script of a run with some requests."""
    play = Play(Branch("job", "read", "none", "success"), (), (), exchanges, Returned(()))
    return new_script("job", play, [ROUTES[each.step] for each in exchanges])


def api_of(*exchanges: Exchange, polls: int = 0, checker: Checker | None = None) -> MockApi:
    """An API that plays one run; a polled step is answered with QUEUED first, some times."""
    queued = QUEUED.answer
    assert queued is not None
    script = with_polls(script_of(*exchanges), {("job", "read"): [queued] * polls})
    return MockApi([script], checker)


def asks(method: str, target: str, body: bytes = b"", **headers: str) -> Received:
    """A request as the server gets it."""
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return received(method, target, pairs, body)
