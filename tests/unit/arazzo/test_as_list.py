"""The lines that are shown where a map or a text stands in the place of a list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from arazzo_gen.arazzo.as_list import list_lines
from arazzo_gen.cli import main
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import load_text
from command_line import CliRunner

API = {
    "openapi": "3.1.0",
    "info": {"title": "A", "version": "1"},
    "servers": [{"url": "https://a.example.com"}],
    "paths": {
        "/jobs/{id}": {
            "get": {
                "operationId": "readJob",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "full", "in": "query", "schema": {"type": "boolean"}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": {"200": {"description": "ok"}},
            }
        }
    },
}

STEP = """\
stepId: read
operationPath: '{$sourceDescriptions.jobs.url}#/paths/~1jobs~1{id}/get'
"""


def step(text: str, name: str = "a.yaml") -> Any:
    report = Report()
    node = load_text(text, name, report)
    assert node is not None
    return node


@pytest.mark.parametrize(
    ("field", "written", "right"),
    [
        (
            "parameters",
            "{id: $inputs.id, X-Trace: 'a: b', full: true}",
            [
                {"name": "id", "in": "path", "value": "$inputs.id"},
                {"name": "X-Trace", "in": "header", "value": "a: b"},
                {"name": "full", "in": "query", "value": True},
            ],
        ),
        (
            "parameters",
            "{id: {in: path, value: 7}, b: {x: [1]}}",
            [
                {"name": "id", "in": "path", "value": 7},
                {"name": "b", "in": "query", "value": {"x": [1]}},
            ],
        ),
        (
            "parameters",
            "{name: id, in: path, value: 7}",
            [{"name": "id", "in": "path", "value": 7}],
        ),
        ("successCriteria", "$statusCode == 200", [{"condition": "$statusCode == 200"}]),
        (
            "successCriteria",
            "{condition: $statusCode == 200}",
            [{"condition": "$statusCode == 200"}],
        ),
        (
            "onFailure",
            "{again: {type: retry, retryAfter: 1}}",
            [{"name": "again", "type": "retry", "retryAfter": 1}],
        ),
        ("sourceDescriptions", "{jobs: a.yaml}", [{"name": "jobs", "url": "a.yaml"}]),
        (
            "workflows",
            "{one: {steps: [{stepId: a}]}}",
            [{"workflowId": "one", "steps": [{"stepId": "a"}]}],
        ),
        ("replacements", "{/a: 'null'}", [{"target": "/a", "value": "null"}]),
        # What is meant is not clear.
        ("parameters", "{}", None),
        ("successCriteria", "{status: 200}", None),
        ("parameters", "{name: id, other: 7}", None),
        ("steps", "{a: 1}", None),
    ],
)
def test_the_lines_are_what_is_meant(field: str, written: str, right: Any) -> None:
    lines = list_lines(field, step(f"{STEP}{field}: {written}\n"))
    assert (yaml.safe_load("\n".join(lines)) if lines else None) == (right and {field: right})
    document = {**yaml.safe_load(STEP), field: yaml.safe_load(f"a: {written}")["a"]}
    lines = list_lines(field, step(json.dumps(document), "a.json"))
    assert (json.loads("{" + "\n".join(lines) + "}") if lines else None) == (
        right and {field: right}
    )


def test_they_are_not_endless() -> None:
    entries = ", ".join(f"p{at}: {at}" for at in range(500))
    lines = list_lines("parameters", step(f"{STEP}parameters: {{{entries}}}\n"))
    assert len(lines) == 25
    assert lines[-1] == "..."


FLOW = """\
arazzo: 1.0.1
info: {title: Jobs, version: 1.0.0}
sourceDescriptions: [{name: jobs, url: jobs.json, type: openapi}]
workflows:
  - workflowId: read
    inputs: {type: object, required: [id], properties: {id: {type: string}}}
    steps:
      - stepId: read
        operationPath: '{$sourceDescriptions.jobs.url}#/paths/~1jobs~1{id}/get'
"""


@pytest.mark.parametrize(
    ("wrong", "code", "shown"),
    [
        (
            "parameters: {id: $inputs.id}",
            "AZ103",
            "  help: write it as a list:\n"
            "    parameters:\n"
            "      - name: id\n"
            "        in: path\n"
            "        value: $inputs.id\n",
        ),
        (
            "parameters: [{id: $inputs.id}]",
            "AZ102",
            "  help: write it as:\n    - name: id\n      in: path\n      value: $inputs.id\n",
        ),
    ],
)
def test_they_are_shown_and_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, code: str, shown: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("jobs.json").write_text(json.dumps(API))
    document = Path("read.arazzo.yaml")
    document.write_text(f"{FLOW}        {wrong}\n")
    full = CliRunner().invoke(main, ["check", str(document)]).stderr
    assert shown in full
    assert full.count("error[") == full.count(f"error[{code}]") == 1
    assert "warning[" not in full
    found = json.loads(CliRunner().invoke(main, ["check", ".", "--format", "json"]).stdout)
    lines = found["diagnostics"][0]["help"].splitlines()[1:]
    if code == "AZ102":
        lines = ["parameters:", *lines]
    document.write_text(FLOW + "".join(f"        {line}\n" for line in lines))
    assert CliRunner().invoke(main, ["check", str(document), "--strict"]).exit_code == 0


def test_a_name_of_a_stranger_acts_on_no_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("jobs.json").write_text(json.dumps(API))
    Path("read.arazzo.yaml").write_text(FLOW + '        parameters: {"\\e[2J::error::x\\n": 7}\n')
    for form in ("full", "github", "json", "sarif"):
        result = CliRunner().invoke(main, ["check", "read.arazzo.yaml", "--format", form])
        assert "\x1b" not in result.output
        assert "\n::error::x" not in result.output
