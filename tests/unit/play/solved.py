"""Small workflows of which all branches are solved, and taken by their clients, for tests."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from arazzo_gen.config import Options
from arazzo_gen.play.model import Play, Unsolved
from arazzo_gen.play.plays import plays, usual
from arazzo_gen.python.target import PythonTarget
from playback import load_module
from played import described, replay

API = """
openapi: 3.1.0
info: {title: Jobs, version: "1"}
servers: [{url: https://jobs.test/v1}]
paths:
  /jobs:
    get:
      operationId: listJobs
      responses:
        "200":
          description: Jobs
          headers: {X-Left: {required: true, schema: {type: integer, minimum: 0}}}
          content:
            application/json:
              schema:
                type: object
                required: [items]
                properties:
                  items: {type: array, items: {$ref: "#/components/schemas/Job"}}
                  total: {type: integer}
        "404": {description: None}
    post:
      operationId: createJob
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        "201":
          description: The job
          content: {application/json: {schema: {$ref: "#/components/schemas/Job"}}}
        "409": {description: There is one}
  /jobs/{id}:
    get:
      operationId: getJob
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: The job
          content: {application/json: {schema: {$ref: "#/components/schemas/Job"}}}
components:
  schemas:
    Job:
      type: object
      required: [id, state]
      properties:
        id: {type: string}
        state: {type: string, enum: [queued, running, done, failed]}
        progress: {type: integer, minimum: 0, maximum: 100}
        tags: {type: array, items: {type: string}}
        note: {type: [string, "null"], pattern: "^[a-z ]*$"}
"""


class Solved:
    """The plays of the first workflow of a document, which its client has taken."""

    def __init__(self, folder: Path, workflows: str) -> None:
        (folder / "jobs.openapi.yaml").write_text(API)
        head = (
            'arazzo: 1.1.0\ninfo: {title: t, version: "1"}\n'
            "sourceDescriptions: [{name: jobs, url: jobs.openapi.yaml, type: openapi}]\n"
            "workflows:\n"
        )
        document = folder / "jobs.arazzo.yaml"
        document.write_text(head + textwrap.indent(textwrap.dedent(workflows), "  "))
        options = Options(documents=(document,), cwd=folder, output=folder / "unused")
        self.program, facts = described(options)[0]
        self.usual = usual(self.program, facts)
        self.plays = plays(self.program, facts)
        self._replay(folder)

    def _replay(self, folder: Path) -> None:
        path = folder / self.program.file
        path.write_text(PythonTarget().files(self.program)[self.program.file])
        module = load_module(path)
        for play in (self.usual, *self.plays):
            if isinstance(play, Play):
                replay(self.program, module, play, "sync")

    def __getitem__(self, key: tuple[str, str]) -> Play | Unsolved:
        """The play of a branch: the step, and the name of the action or the kind."""
        found = [
            play
            for play in self.plays
            if play.branch.step == key[0]
            and key[1] in ((play.branch.action, play.branch.kind)[play.branch.kind != "action"],)
        ]
        assert len(found) == 1, found
        return found[0]

    def answers(self, step: str, name: str) -> list[Any]:
        """The answers of that step in the play of a branch: status and body; None for none."""
        play = self[step, name]
        assert isinstance(play, Play), play
        return [
            None if each.answer is None else (each.answer.status, each.answer.body)
            for each in play.exchanges
            if each.step == step
        ]

    @property
    def unsolved(self) -> list[tuple[str, str, str | None]]:
        """The branches without a play."""
        left = [each.branch for each in self.plays if isinstance(each, Unsolved)]
        return [(each.step, each.kind, each.action) for each in left]
