"""Numbers that a document leaves unquoted where the schema says string: their text is meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from one_call import call

from arazzo_gen.build import compile_documents
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report

API = """
openapi: 3.0.3
info: {title: Codes, version: '1'}
servers: [{url: https://codes.test}]
paths:
  /code:
    get:
      operationId: get
      responses: {'200': {description: '', content: {application/json: {schema: {
        type: object, required: [code], properties: {code: {type: string, enum: [01, 02, 10]}}}}}}}
"""
FLOW = """
arazzo: 1.0.1
info: {title: Codes, version: '1'}
sourceDescriptions: [{name: api, url: api.yaml, type: openapi}]
workflows:
- workflowId: read
  steps:
  - stepId: get
    operationId: get
    successCriteria: [{condition: $response.body#/code == '01'}]
    outputs: {code: $response.body#/code}
  outputs: {code: $steps.get.outputs.code}
"""


def body(schema: str) -> str:
    """An operation that takes a JSON body."""
    return f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}"


@pytest.mark.parametrize("text", ["01", "1.10", "1e3", "0x1F", "-007", "10"])
def test_a_number_keeps_its_text_where_the_schema_says_string(text: str) -> None:
    made = call(
        f"parameters: [{{name: v, in: query, value: {text}}},"
        f" {{name: X-V, in: header, value: {text}}}]",
        operation="parameters: [{name: v, in: query, schema: {type: string}},"
        " {name: X-V, in: header, schema: {type: string}}]",
    )
    sent = made.sent()
    assert sent.url.params["v"] == text
    assert sent.headers["X-V"] == text
    assert made.findings == []


@pytest.mark.parametrize(
    ("schema", "payload", "sent"),
    [
        ("{properties: {a: {type: string}}}", "{a: 1.10}", '{"a":"1.10"}'),
        ("{properties: {a: {type: array, items: {type: string}}}}", "{a: [01]}", '{"a":["01"]}'),
        ("{properties: {a: {type: [string, 'null']}}}", "{a: 01}", '{"a":"01"}'),
    ],
)
def test_in_a_body_that_is_a_warning_too(schema: str, payload: str, sent: str) -> None:
    made = call(f"requestBody: {{payload: {payload}}}", operation=body(schema))
    assert made.body() == sent
    assert made.codes == ["AZ705"]


@pytest.mark.parametrize("schema", ["{type: number}", "{type: [string, number]}", "{}"])
def test_a_number_stays_one_where_the_schema_takes_numbers(schema: str) -> None:
    made = call(
        "requestBody: {payload: {a: 1.10}}", operation=body(f"{{properties: {{a: {schema}}}}}")
    )
    assert made.body() == '{"a":1.1}'
    assert made.findings == []


def test_an_enum_of_numbers_is_one_of_texts(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(API)
    path = tmp_path / "flow.arazzo.yaml"
    path.write_text(FLOW)
    report = Report()
    options = Options(documents=(path,), cwd=tmp_path, output=tmp_path / "out")
    (module,) = compile_documents(options, report).values()
    assert report.diagnostics == []
    assert 'Literal["01", "02", "10"]' in str(module)
