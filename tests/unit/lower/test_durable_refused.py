"""What has no durable form is refused at its place, with a way out, and the page lists it."""

from __future__ import annotations

from pathlib import Path

import pytest

from arazzo_gen.lower.durable import REFUSED
from building import build
from refresh import ROOT

API = """
openapi: 3.1.0
info: {title: Desk, version: '1'}
servers: [{url: https://desk.example.com}]
paths:
  /files:
    post:
      operationId: upload
      requestBody: {content: {application/octet-stream: {schema: {type: string, format: binary}}}}
      responses: {'200': {description: It.}}
  /login:
    post:
      operationId: login
      requestBody: {content: {application/json: {schema: &secret
        {type: object, properties: {token: {type: string, format: password}}}}}}
      responses: {'200': {description: It., content: {application/json: {schema: *secret}}}}
  /tickets/{id}:
    get:
      operationId: read
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: It., content: {application/json: {schema:
        {type: object, properties: {id: {type: string}}}}}}}
"""
HEAD = """\
arazzo: 1.1.0
info: {title: Desk, version: '1'}
sourceDescriptions: [{name: desk, url: desk.openapi.yaml, type: openapi}]
workflows:
"""
SECRET = "{type: object, properties: {token: {type: string, format: password}}}"
SIGN_IN = "{stepId: signIn, operationId: login, outputs: {token: $response.body#/token}}"
SENT = "{stepId: send, operationId: login, requestBody: {payload: {token: $inputs.token}}}"
GIVEN = f"- {{workflowId: inner, inputs: {SECRET}, steps: [{SENT}]}}"
GIVES = (
    f"- {{workflowId: inner, steps: [{SIGN_IN}], outputs: {{token: $steps.signIn.outputs.token}}}}"
)
READ = """\
- workflowId: inner
  inputs: {type: object, properties: {id: {type: string}}}
  steps:
  - {stepId: read, operationId: read, parameters: [{name: id, in: path, value: $inputs.id}]}
"""

WRONG = {
    "bytes": """\
- workflowId: outer
  inputs:
    type: object
    properties:
      file: {type: string, format: binary}
  steps:
  - stepId: put
    operationId: upload
    requestBody: {contentType: application/octet-stream, payload: $inputs.file}
""",
    "returned": f"""\
- workflowId: outer
  steps:
  - {SIGN_IN}
  outputs:
    token: $steps.signIn.outputs.token
""",
    "made": f"""\
- workflowId: outer
  inputs: {SECRET}
  steps:
  - stepId: call
    workflowId: inner
    parameters: [{{name: token, value: 'a {{$inputs.token}}'}}]
{GIVEN}
""",
    "tested": f"""\
- workflowId: outer
  steps:
  - stepId: call
    workflowId: inner
    successCriteria: [{{condition: $outputs.token == 'a'}}]
{GIVES}
""",
    "response": f"""\
- workflowId: outer
  steps:
  - stepId: look
    operationId: read
    parameters: [{{name: id, in: path, value: '1'}}]
    onSuccess:
    - name: go
      type: goto
      workflowId: inner
      parameters: [{{name: id, value: $response.body#/id}}]
{READ}
""",
    "timeout": f"""\
- workflowId: outer
  steps:
  - stepId: call
    workflowId: inner
    timeout: 3000
    parameters: [{{name: id, value: '1'}}]
{READ}
""",
    "failed": """\
- workflowId: outer
  steps:
  - stepId: signIn
    operationId: login
    successCriteria: [{condition: $statusCode == 200}]
    onFailure: [{name: go, type: goto, stepId: send}]
    outputs: {token: $response.body#/token}
  - stepId: send
    operationId: login
    requestBody: {payload: {token: $steps.signIn.outputs.token}}
""",
}

AT = {
    "bytes": ("file", "      file"),
    "returned": ("token", "    token"),
    "made": ("call", "call"),
    "tested": ("call", "call"),
    "response": ("look", "look"),
    "timeout": ("call", "call"),
    "failed": ("signIn", "signIn"),
}
"""The name that is said, and the text at whose end the place is."""

LISTED = {
    "an input that holds bytes or a file": ["bytes"],
    "an output of the workflow that is a secret, since what a run returns is stored": ["returned"],
    "a value that is made of a secret between two steps, or tested there": ["made", "tested"],
    "what a `goto` or a retry gives a workflow straight from the response: make it an output of"
    " the step": ["response"],
    "the `timeout` of a step that calls a workflow": ["timeout"],
    "a step that gives a secret and is read after it has failed": ["failed"],
}
"""The list of docs/durable-meaning.md, with the kinds of each line."""


def test_every_kind_is_tried_and_is_on_the_page() -> None:
    assert set(WRONG) == set(AT) == set(REFUSED)
    assert sorted(kind for kinds in LISTED.values() for kind in kinds) == sorted(REFUSED)
    page = (ROOT / "docs" / "durable-meaning.md").read_text()
    lines = page.partition("## What has no durable form")[2].partition("\n- ")[2]
    listed = lines.partition("\n\n")[0].split("\n- ")
    said = [" ".join(line.split()).rstrip(";.") for line in listed]
    assert said == list(LISTED)


@pytest.mark.parametrize("kind", WRONG)
def test_a_refusal_says_where_and_what_to_do(kind: str, tmp_path: Path) -> None:
    text = HEAD + WRONG[kind]
    documents = {"desk.arazzo.yaml": text, "desk.openapi.yaml": API}
    name, there = AT[kind]
    before, found, _ = text.partition(there)
    assert found
    line = before.count("\n") + 1
    column = len((before + there).rpartition("\n")[2]) - len(name) + 1
    what, hint = REFUSED[kind]
    plain = build(tmp_path / "plain", documents)
    assert "error[" not in plain.report, "the workflow is right, and has no durable form alone"
    built = build(tmp_path / "durable", documents, "--durable")
    said = f"{line}:{column}: error[AZ906]: {what.format(name)}: there is no durable form\n"
    assert said in built.report
    assert f"  help: {hint}\n" in built.report
    assert built.status == 1
