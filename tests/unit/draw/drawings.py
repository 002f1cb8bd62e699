"""Draws small documents for the tests of pictures."""

from __future__ import annotations

import json
import tempfile
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from arazzo_gen import ir
from arazzo_gen.config import Options
from arazzo_gen.draw.chart import picture
from arazzo_gen.draw.model import Chart, Picture
from arazzo_gen.record import replace
from features.flow_documents import HEADER, JOBS
from lowering import lowered, lowered_document

THINGS = """
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: https://things.example}]
paths:
  /things:
    get:
      operationId: readThing
      parameters: [{name: q, in: query, schema: {type: string}}]
      responses:
        default:
          description: A thing
          headers: {X-State: {schema: {type: string}}}
          content:
            application/json:
              schema:
                type: object
                properties:
                  status: {type: string}
                  state: {type: string}
                  note: {type: string}
                  done: {type: boolean}
                  error: {type: [string, "null"]}
                  size: {type: integer}
                  odd/name: {type: string}
                  items: {type: array, items: {type: object, properties: {state: {type: string}}}}
"""


def drawn(text: str, version: str = "1.0.1", more: Mapping[str, str] | None = None) -> Picture:
    """The picture of a document of the Jobs API, given from `workflows` on, indented at will.

    Args:
        text: The document as YAML, less its head.
        version: Its Arazzo version.
        more: Further files of its folder, or others in the place of its own.
    """
    head = HEADER.format(version=version)
    files = {"jobs.openapi.yaml": JOBS, "drawn.arazzo.yaml": head + textwrap.dedent(text)}
    with tempfile.TemporaryDirectory(prefix="arazzo-drawing-") as name:
        folder = Path(name)
        for file, content in {**files, **(more or {})}.items():
            (folder / file).write_text(content, encoding="utf-8")
        return picture(lowered_document(folder / "drawn.arazzo.yaml"))


def lowered_text(text: str, version: str) -> list[ir.Module]:
    """The modules of those workflows of a document that are right."""
    with tempfile.TemporaryDirectory(prefix="arazzo-drawing-") as name:
        folder = Path(name)
        (folder / "jobs.openapi.yaml").write_text(JOBS)
        document = folder / "drawn.arazzo.yaml"
        document.write_text(HEADER.format(version=version) + text)
        options = Options(documents=(document,), cwd=folder, output=folder, validate="off")
        return lowered(replace(options, keep_going=True))[0]


def edges(chart: Chart) -> list[str]:
    """The edges of a chart, a line each."""
    return [f"{one.source} {one.kind} {one.target} {one.label}".strip() for one in chart.edges]


def said(*criteria: str | dict[str, Any]) -> str:
    """The words for the criteria of an action of a step that reads a thing, behind another."""
    given = [{"condition": one} if isinstance(one, str) else one for one in criteria]
    read = {"operationId": "readThing", "parameters": [{"name": "q", "in": "query", "value": "a"}]}
    poll = {"stepId": "poll", **read, "outputs": {"state": "$response.body#/state"}}
    step = {
        "stepId": "read",
        **read,
        "successCriteria": [{"condition": "$statusCode != 599"}],
        "outputs": {"own": "$response.body#/status"},
        "onSuccess": [{"name": "it", "type": "end", "criteria": given}],
    }
    inputs = {"type": "object", "properties": {"a": {"type": "string"}}}
    last = {"stepId": "last", **read}
    flow = {"workflowId": "words", "inputs": inputs, "steps": [poll, step, last]}
    text = f"workflows: {json.dumps([flow], ensure_ascii=False)}"
    (chart,) = drawn(text, "1.1.0", {"jobs.openapi.yaml": THINGS}).charts
    (edge,) = [one for one in chart.edges if one.action == "it"]
    return edge.condition
