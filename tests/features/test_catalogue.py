"""Shapes that people write in published documents, and what becomes of each: built without a word,
built with a warning, or refused. Each row is the base document with some of its slots filled
otherwise, with the codes of the findings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report, Severity

API = """
openapi: 3.1.0
info: {title: Things, version: '1'}
servers: [{url: https://things.test}]
paths:
  /things:
    post:
      operationId: makeThing
      parameters: [{name: dry, in: query, schema: {type: boolean}}]
      requestBody:
        content:
          application/json:
            schema: {type: object, required: [name], properties: {name: {type: string}}}
      responses: {'201': {description: '', content: &thing {application/json: {schema: {
        type: object, required: [id], properties: {
          id: {type: string}, state: {enum: [busy, done]},
          parts: {type: array, items: {type: object, properties: {id: {type: string}}}}}}}}}}
  /things/{thingId}:
    get:
      operationId: getThing
      parameters: [{name: thingId, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: '', content: *thing}}
  /twice/a: {get: {operationId: twice, responses: {'200': {description: ''}}}}
  /twice/b: {get: {operationId: twice, responses: {'200': {description: ''}}}}
  /pay: {get: {operationId: Get a payment, responses: {'200': {description: ''}}}}
"""
OTHER = """
openapi: 3.1.0
info: {title: Others, version: '1'}
servers: [{url: https://others.test}]
paths:
  /things/{thingId}:
    get: {operationId: OP, responses: {'200': {description: ''}}, parameters: [
      {name: thingId, in: path, required: true, schema: {type: string}}]}
"""
EVENTS = "asyncapi: 3.0.0\ninfo: {title: Events, version: '1'}\nchannels: {}\n"

FLOW = """@root@
arazzo: @version@
info: @info@
sourceDescriptions:
- {name: @source@, url: @url@@type@}
@sources@
workflows:
- workflowId: @workflow@
  inputs:
    type: object
    required: [token, id]
    properties: {token: {type: string}, id: {type: string}, 'a[b]': {type: string}, customer: {
      type: object, properties: {id: {type: string}}}}
  steps:
  - stepId: make
    operationId: makeThing
    parameters:
    - {name: Authorization, in: header, value: '@auth@'}
@parameters@
    requestBody:
      contentType: application/json
      payload: @payload@
@body@
    successCriteria: [{condition: $statusCode == 201}]
    outputs: {id: $response.body#/id, list: $response.body#/parts, given: $inputs.id,
      of: $inputs.customer, other: '$inputs.a[b]'}
  - stepId: look
    @target@
    parameters: [{name: @name@, in: path, value: @value@}]
    @tested@: @criteria@
    outputs: @outputs@
@actions@
@step@
  outputs: @results@
@more@
"""
SLOTS = {
    "root": "",
    "version": "1.0.1",
    "info": "{title: Things, version: '1'}",
    "source": "api",
    "url": "api.yaml",
    "type": ", type: openapi",
    "sources": "",
    "workflow": "main",
    "auth": "Bearer {$inputs.token}",
    "parameters": "",
    "payload": "{name: $inputs.id}",
    "body": "",
    "target": "operationId: getThing",
    "name": "thingId",
    "value": "$steps.make.outputs.id",
    "tested": "successCriteria",
    "criteria": "[{condition: $statusCode == 200}]",
    "outputs": "{state: $response.body#/state}",
    "actions": "",
    "step": "",
    "results": "{id: $steps.make.outputs.id, state: $steps.look.outputs.state}",
    "more": "",
}
SECOND = "- {name: second, url: second.yaml, type: openapi}"
REPEAT = "- stepId: make\n    operationId: makeThing\n    requestBody: {payload: {name: x}}"


def path(condition: str) -> str:
    """A success criterion that is a JSONPath."""
    return f"[{{context: $response.body, type: jsonpath, condition: {condition!r}}}]"


def simple(condition: str) -> str:
    """A simple success criterion."""
    return f"[{{condition: {condition!r}}}]"


def action(fields: str, on: str = "onSuccess") -> str:
    """One action of the step that looks."""
    return f"    {on}: [{fields}]"


AGAIN = "criteria: [{condition: $response.body#/state == 'busy'}]"
ACCEPT, WARN, ERROR = "accept", "warn", "error"

ROWS: list[tuple[str, str, str, dict[str, str]]] = [
    # Documents.
    ("D1 a date that is none", ACCEPT, "", {"info": "{title: Things, version: 2024-13-45}"}),
    ("D2 not YAML", ERROR, "AZ002", {"info": "{title: [}"}),
    ("D3 a key twice", ERROR, "AZ003", {"info": "{title: a, title: b, version: '1'}"}),
    ("D4 $schema", ACCEPT, "", {"root": "$schema: https://schema.test/1.0"}),
    ("D5 unknown field", WARN, "AZ104", {"type": ", type: openapi, description: All of it"}),
    ("D6 a field of 1.1", WARN, "AZ109", {"step": "    dependsOn: [make]"}),
    ("D7 forEach", ERROR, "AZ110", {"step": "    forEach: $inputs.list"}),
    ("D8 x-operation", ERROR, "AZ110", {
        "target": "x-operation: {url: 'https://a.test', method: get}"}),
    ("D9 no steps", ERROR, "AZ102", {"more": "- workflowId: empty"}),
    ("D10 no title", WARN, "AZ102", {"info": "{version: '1'}"}),
    ("D11 stepId twice", ERROR, "AZ105", {"step": f"  {REPEAT}"}),
    ("D12 blanks in an id", WARN, "AZ112", {"workflow": "make a thing"}),
    # Sources.
    ("S1 a source elsewhere", ERROR, "AZ201", {"url": "./apis/api.yaml"}),
    ("S2 a source on the network", ERROR, "AZ206", {"url": "https://things.test/openapi.yaml"}),
    ("S3 a placeholder", ERROR, "AZ206", {"url": "https://TBD.com"}),
    ("S4 a path of another machine", ERROR, "AZ004", {"url": "/nowhere/of/mine/api.yaml"}),
    ("S5 a source without a type", ACCEPT, "", {"type": ""}),
    ("S6 an unknown type", ERROR, "AZ106", {"type": ", type: soap"}),
    ("S7 a source with slashes", WARN, "AZ112", {"source": "/home/me/api.json"}),
    ("S8 asyncapi beside", WARN, "AZ208", {
        "version": "1.1.0", "sources": "- {name: events, url: events.yaml, type: asyncapi}"}),
    ("S9 asyncapi in 1.0", WARN, "AZ109 AZ208", {
        "sources": "- {name: events, url: events.yaml, type: asyncapi}"}),
    # Operations.
    ("O1 unqualified", WARN, "AZ208", {"sources": SECOND}),
    ("O2 in several sources", ERROR, "AZ207 AZ208", {
        "sources": SECOND.replace("second.", "same.")}),
    ("O3 source.operation", WARN, "AZ208", {"target": "operationId: api.getThing"}),
    ("O4 METHOD /path", ERROR, "AZ202", {"target": "operationId: GET /things/{thingId}"}),
    ("O5 another case", ERROR, "AZ202", {"target": "operationId: GetThing"}),
    ("O6 operationId twice", ERROR, "AZ209", {"target": "operationId: twice"}),
    ("O7 name#pointer", WARN, "AZ208", {
        "target": "operationPath: 'api#/paths/~1things~1{thingId}/get'"}),
    ("O8 no braces", WARN, "AZ208", {
        "target": "operationPath: '$sourceDescriptions.api#/paths/~1things~1{thingId}/get'"}),
    ("O9 a path alone", WARN, "AZ208", {"target": "operationPath: '/things/{thingId}'"}),
    ("O9 a path in two sources", ERROR, "AZ208 AZ210", {
        "sources": SECOND, "target": "operationPath: '/things/{thingId}'"}),
    ("O10 dangling", ERROR, "AZ202", {
        "target": "operationPath: '{$sourceDescriptions.api.url}#/paths/~1thing/get'"}),
    ("O11 no such target", ERROR, "AZ501", {
        "actions": action(f"{{name: a, type: goto, stepId: lok, {AGAIN}}}")}),
    ("O11 goto without target", ERROR, "AZ114", {
        "actions": action(f"{{name: a, type: goto, {AGAIN}}}")}),
    ("O11 end with target", ERROR, "AZ114", {
        "actions": action(f"{{name: a, type: end, stepId: look, {AGAIN}}}")}),
    # Expressions.
    ("X1 no braces in text", WARN, "AZ303", {"auth": "Bearer $inputs.token"}),
    ("X2 a declared name with brackets", ACCEPT, "", {"value": "'$inputs.a[b]'"}),
    ("X3 a path by dots", WARN, "AZ303", {"value": "$inputs.customer.id"}),
    ("X3 a path by an index", WARN, "AZ303", {"value": "'$steps.make.outputs.list[0].id'"}),
    ("X4 dots into a body", WARN, "AZ303", {"outputs": "{state: '$response.body.state'}"}),
    ("X5 no slash", WARN, "AZ303", {"outputs": "{state: '$response.body#state'}"}),
    ("X6 a wildcard", ERROR, "AZ301", {"outputs": "{state: '$response.body[*].id'}"}),
    ("X7 headers", WARN, "AZ303", {"outputs": "{state: $response.headers.X-State}"}),
    ("X8 no .outputs", WARN, "AZ303", {"value": "$steps.make.id"}),
    ("X8 no output", ERROR, "AZ301", {"value": "$steps.make.idd"}),
    ("X9 all inputs", ACCEPT, "", {
        "criteria": "[{context: $inputs, type: jsonpath, condition: '$.token'}]"}),
    ("X10 unknown root", ERROR, "AZ301", {"outputs": "{state: $body.state}"}),
    ("X11 $word", WARN, "AZ306", {"payload": "{name: $transaction}"}),
    ("X12 undeclared input", ERROR, "AZ302", {"value": "$inputs.idd"}),
    ("X12 undeclared output", ERROR, "AZ302", {"value": "$steps.make.outputs.idd"}),
    ("X15 a later step", ERROR, "AZ304", {"payload": "{name: $steps.look.outputs.state}"}),
    ("X16 a list of outputs", ERROR, "AZ103", {"outputs": "[$response.body]"}),
    ("X17 a constant", WARN, "AZ123", {"outputs": "{state: Done}"}),
    ("X18 braces", ACCEPT, "", {"outputs": "{state: '{$response.body#/state}'}"}),
    ("X19 milliseconds", WARN, "AZ118", {
        "actions": action("{name: a, type: retry, retryAfter: 5000}", "onFailure")}),
    ("X19 negative", ERROR, "AZ117", {
        "actions": action("{name: a, type: retry, retryAfter: -1}", "onFailure")}),
    # Conditions.
    ("C1 a bare filter", WARN, "AZ402", {"criteria": path("$.state == 'done'")}),
    ("C1 a length", WARN, "AZ402", {"criteria": path("$.parts.length > 0")}),
    ("C2 an expression in it", WARN, "AZ402", {
        "criteria": path("$.parts[?(@.id == '$inputs.id')]")}),
    ("C3 a query", ACCEPT, "", {"criteria": path("$.parts[?@.id]")}),
    ("C4 words", ERROR, "AZ403", {"criteria": path("#/state == done")}),
    ("C5 double quotes", ACCEPT, "", {"criteria": simple('$response.body#/state == "done"')}),
    ("C6 no quotes", WARN, "AZ402", {"criteria": simple("$response.body#/state == done")}),
    ("C7 a JSON document", ERROR, "AZ122 AZ401", {
        "criteria": "[{context: $response.body, condition: '{\"id\": 1}'}]"}),
    ("C8 contains", ERROR, "AZ401", {"criteria": simple("$response.body#/state contains 'x'")}),
    ("C10 a type object", ACCEPT, "", {
        "criteria": "[{context: $response.body, condition: '$.parts[?@.id]', "
        "type: {type: jsonpath, version: draft-goessner-dispatch-jsonpath-00}}]"}),
    ("C11 no context", ERROR, "AZ102", {"criteria": "[{type: regex, condition: ^2}]"}),
    ("C11 a bare string", ERROR, "AZ103", {"criteria": "[$statusCode == 200]"}),
    ("C12 a context without a type", WARN, "AZ122", {
        "criteria": "[{context: $response.body, condition: $statusCode == 200}]"}),
    ("C13 slashes", WARN, "AZ402", {
        "criteria": "[{context: $response.body#/state, type: regex, condition: /^done$/i}]"}),
    ("C14 no criteria", ACCEPT, "", {"tested": "x-tested"}),
    # Actions.
    ("A1 retry on success", WARN, "AZ115", {
        "actions": action(f"{{name: a, type: retry, retryAfter: 1, {AGAIN}}}")}),
    ("A2 condition for criteria", ERROR, "AZ110", {
        "actions": action("{name: a, type: end, condition: $statusCode == 200}")}),
    ("A2 another type", ERROR, "AZ106", {"actions": action("{name: a, type: stop}")}),
    # The contract has loops that wait: nothing is wrong with one.
    ("A3 a loop", ACCEPT, "", {
        "actions": action(f"{{name: a, type: goto, stepId: look, {AGAIN}}}")}),
    # It ends with PollTimeout, so that it is built.
    ("A4 a loop for ever", WARN, "AZ502", {
        "actions": action("{name: a, type: goto, stepId: look}")}),
    ("A5 retry of itself", ACCEPT, "", {
        "actions": action("{name: a, type: retry, stepId: look}", "onFailure")}),
    ("A6 no name", WARN, "AZ102", {"actions": action("{type: end}")}),
    ("A7 never run", WARN, "AZ503", {
        "actions": action("{name: a, type: end}"),
        "step": "  - {stepId: never, operationId: Get a payment}"}),
    ("A8 dangling component", ERROR, "AZ116", {
        "actions": action("{reference: $components.successActions.none}")}),
    # Requests.
    ("R1 Authorization", ACCEPT, "", {}),
    ("R2 undeclared", WARN, "AZ602", {"parameters": "    - {name: X-Own, in: header, value: a}"}),
    ("R3 not in the path", ERROR, "AZ603", {"name": "id"}),
    ("R4 no in", ERROR, "AZ102", {"parameters": "    - {name: dry, value: true}"}),
    ("R4 in body", ERROR, "AZ106", {"parameters": "    - {name: dry, in: body, value: true}"}),
    ("R5 lacks a property", WARN, "AZ611", {"payload": "{}"}),
    ("R5 an unknown property", WARN, "AZ606", {"payload": "{name: a, other: b}"}),
    ("R6 no body is taken", WARN, "AZ604", {"step": "    requestBody: {payload: {a: 1}}"}),
    ("R7 JSON as text", ACCEPT, "", {"payload": "'{\"name\": \"{$inputs.id}\"}'"}),
    ("R8 no slash", WARN, "AZ303", {"body": "      replacements: [{target: name, value: b}]"}),
    ("R9 an undeclared status", WARN, "AZ702", {"criteria": simple("$statusCode == 201")}),
    ("R10 not in the schema", WARN, "AZ701", {"outputs": "{state: $response.body#/status}"}),
]  # fmt: skip


def verdict_on(folder: Path, slots: dict[str, str]) -> tuple[str, list[str], int]:
    """The verdict on a document, the codes of its findings, and how many modules come out."""
    files = {
        "api.yaml": API,
        "second.yaml": OTHER.replace("OP", "getOther"),
        "same.yaml": OTHER.replace("OP", "getThing"),
        "events.yaml": EVENTS,
        "main.arazzo.yaml": re.sub("@([a-z]+)@", lambda m: {**SLOTS, **slots}[m[1]], FLOW),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    report = Report()
    options = Options(documents=(folder / "main.arazzo.yaml",), cwd=folder, output=folder / "out")
    modules = compile_documents(options, report)
    found = {one.severity for one in report.diagnostics}
    verdict = ERROR if Severity.ERROR in found else WARN if Severity.WARNING in found else ACCEPT
    return verdict, sorted({one.code for one in report.diagnostics}), len(modules)


@pytest.mark.parametrize(("row", "verdict", "code", "slots"), ROWS, ids=[row[0] for row in ROWS])
def test_a_published_shape(
    row: str, verdict: str, code: str, slots: dict[str, str], tmp_path: Path
) -> None:
    found, codes, modules = verdict_on(tmp_path, slots)
    assert (found, codes) == (verdict, code.split())
    assert modules == (0 if verdict == ERROR else 1)
