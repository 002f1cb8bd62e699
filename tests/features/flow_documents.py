"""Small documents for the tests of control flow, composition and reuse.

POLL = Feature('''
    workflows:
      - workflowId: poll
        ...
''')

def test_...(mode: Mode) -> None:
    outcome = POLL.run(mode, [on("GET", "/jobs/1").reply({"id": "1"})])
"""

from __future__ import annotations

import functools
import tempfile
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from building import Built, build
from playback import Exchange, Mode, Outcome, execute, on

JOBS = """
openapi: 3.1.0
info: {title: Jobs, version: 1.0.0}
servers: [{url: https://jobs.test/v1}]
paths:
  /jobs:
    post:
      operationId: createJob
      requestBody:
        content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}
      responses:
        '201': {$ref: '#/components/responses/Job'}
  /jobs/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: Authorization, in: header, schema: {type: string}}
      - {name: trace, in: query, schema: {type: string}}
    get:
      operationId: getJob
      responses:
        '200': {$ref: '#/components/responses/Job'}
        default: {$ref: '#/components/responses/Problem'}
    delete:
      operationId: deleteJob
      responses:
        '200': {$ref: '#/components/responses/Job'}
  /jobs/{id}/result:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      operationId: getResult
      responses:
        '200':
          description: The result
          content:
            application/json:
              schema:
                type: object
                required: [size]
                properties: {size: {type: integer}, note: {type: string}}
  /token:
    post:
      operationId: getToken
      responses:
        '200':
          description: A token
          content:
            application/json:
              schema: {type: object, required: [token], properties: {token: {type: string}}}
  /notes:
    post:
      operationId: addNote
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'200': {$ref: '#/components/responses/Job'}}
  /a: {get: {operationId: a, responses: {'200': {$ref: '#/components/responses/Job'}}}}
  /b: {get: {operationId: b, responses: {'200': {$ref: '#/components/responses/Job'}}}}
  /c: {get: {operationId: c, responses: {'200': {$ref: '#/components/responses/Job'}}}}
  /d: {get: {operationId: d, responses: {'200': {$ref: '#/components/responses/Job'}}}}
  /e: {get: {operationId: e, responses: {'200': {$ref: '#/components/responses/Job'}}}}
components:
  responses:
    Job:
      description: A job
      content:
        application/json:
          schema:
            type: object
            required: [id, state]
            properties:
              id: {type: string}
              state: {type: string, enum: [queued, running, done, failed]}
              reason: {type: string}
              count: {type: integer}
    Problem:
      description: A problem
      content:
        application/json:
          schema: {type: object, properties: {code: {type: string}, hint: {type: string}}}
"""

HEADER = """\
arazzo: {version}
info: {{title: Feature, version: 1.0.0}}
sourceDescriptions: [{{name: jobs, url: jobs.openapi.yaml, type: openapi}}]
"""


_BUILT: dict[str, tuple[Built, tempfile.TemporaryDirectory[str]]] = {}


@dataclass(frozen=True, eq=False)
class Feature:
    """An Arazzo document of the Jobs API, less its head, and what is built of it.

    Attributes:
        text: The document from `workflows` on, as YAML, indented at will.
        version: Its Arazzo version.
        head: All that comes before; `HEADER` when None.
        more: Further files of its folder; those that are Arazzo documents are not built.
        flags: Further arguments of `arazzo-gen build`.
        status: How the build is expected to end; None where it may end in any way.
    """

    text: str
    version: str = "1.0.1"
    head: str | None = None
    more: Mapping[str, str] = field(default_factory=dict)
    flags: Sequence[str] = ()
    status: int | None = 0

    @functools.cached_property
    def built(self) -> Built:
        """What building it gave; documents that are the same are built once."""
        key = repr((self.text, self.version, self.head, self.more, self.flags))
        if key not in _BUILT:
            _BUILT[key] = self._build()
        built, _ = _BUILT[key]
        assert self.status in (None, built.status), built.report
        return built

    def _build(self) -> tuple[Built, tempfile.TemporaryDirectory[str]]:
        head = HEADER.format(version=self.version) if self.head is None else self.head
        kept = tempfile.TemporaryDirectory(prefix="arazzo-feature-")
        folder = Path(kept.name)
        for name, text in {"jobs.openapi.yaml": JOBS, **self.more}.items():
            (folder / name).write_text(textwrap.dedent(text))
        documents = {"feature.arazzo.yaml": head + textwrap.dedent(self.text)}
        return build(folder, documents, *self.flags), kept

    @functools.cached_property
    def main(self) -> str:
        """The name of the module of the document's last workflow: it may call those before."""
        name: str = yaml.safe_load(self.text)["workflows"][-1]["workflowId"]
        return name.replace("-", "_").lower()

    @functools.cached_property
    def module(self) -> ModuleType:
        """The module of its last workflow."""
        return self.built.load(self.main)

    @property
    def code(self) -> str:
        """The text of that module."""
        return self.built.text_of(self.main)

    @property
    def body(self) -> str:
        """The body of its `run`."""
        text = self.code
        start = text.index("\ndef run(")
        return text[text.index(" as http:", start) : text.index("\nasync def run_async", start)]

    @property
    def report(self) -> str:
        """What the build had to say."""
        return self.built.report

    def run(self, mode: Mode, exchanges: Sequence[Exchange], /, **arguments: Any) -> Outcome:
        """Run the last workflow against an exchange; loops wait 1 s, then 2 s, 4 s, … ."""
        if "polling" not in arguments:
            arguments["polling"] = self.module.Polling(
                interval=1.0, backoff=2.0, max_interval=8.0, jitter=0.0, timeout=60.0
            )
        return execute(self.module, mode, exchanges, **arguments)


def job(state: str = "done", id_: str = "1", **more: Any) -> dict[str, Any]:
    """A job as the API answers it."""
    return {"id": id_, "state": state, **more}


def returned(outcome: Outcome) -> dict[str, Any]:
    """The outputs of a run that ended well, by field."""
    assert outcome.error is None, repr(outcome.error)
    return {name: getattr(outcome.outputs, name) for name in type(outcome.outputs).__slots__}


def get(letter: str, state: str = "done", **more: Any) -> Exchange:
    """A request of one of the lettered operations, and a job as its answer.

    `status` and `headers` are the response's; the rest are further members of the job.
    """
    status, headers = more.pop("status", 200), more.pop("headers", None)
    answer = job(state, letter, **more)
    return on("GET", f"/v1/{letter}").reply(answer, status=status, headers=headers)


def path(outcome: Outcome) -> str:
    """The letters of the requests that were sent, in order."""
    return "".join(request.url.path.rsplit("/", 1)[1] for request in outcome.requests)


def is_state(state: str) -> str:
    """A criterion in YAML: the job is in a state."""
    return f"{{condition: $response.body#/state == '{state}'}}"


def shouting(letters: str) -> list[Exchange]:
    """Requests of the letters; a capital one is answered with a job that failed."""
    return [get(each.lower(), "failed" if each.isupper() else "done") for each in letters]
