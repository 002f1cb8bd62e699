"""Values given to parameters, properties and inputs of another kind (AZ705)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from answers import answer, of_types
from one_call import Made, workflow

from building import build

ITEM = """
    type: object
    properties:
      id: {type: integer}
      name: {type: string}
      tags: {type: array, items: {type: string}}
      owner: {type: object, properties: {id: {type: string}}}
      maybe: {type: [string, 'null']}
      either: {oneOf: [{type: integer}, {type: string}]}
      any: {}
"""


def passing(output: str, taken: str, place: str) -> Made:
    """An output of one step, given to the next in a place that takes a schema."""
    schema = yaml.safe_load(taken)
    fields: dict[str, Any] = {}
    if place == "body":
        whole = {"type": "object", "properties": {"x": schema}}
        fields["requestBody"] = {"content": {"application/json": {"schema": whole}}}
        use = "requestBody: {payload: {x: $steps.a.outputs.x}}"
    else:
        parameter: dict[str, Any] = {"name": "x", "in": place, "schema": schema}
        fields["parameters"] = [parameter]
        use = f"parameters: [{{name: x, in: {place}, value: $steps.a.outputs.x}}]"
    text = f"""
        steps:
        - {{stepId: a, operationId: call, outputs: {{x: {output}}}}}
        - stepId: b
          operationId: call
          {use}
    """
    return workflow(text, sources=answer(ITEM, **fields))


@pytest.mark.parametrize(
    ("output", "taken", "place", "message"),
    [
        ("$response.body#/tags", "{type: string}", "body", "'x' takes a string, and is given an a"),
        ("$response.body#/id", "{type: string}", "body", "takes a string, and is given a number"),
        ("$response.body#/name", "{type: integer}", "body", "takes a number, and is given a stri"),
        ("$response.body#/owner", "{type: string}", "query", "takes a string, and is given an obj"),
        ("$response.body#/name", "{type: integer}", "query", "takes a number, and is given a str"),
        ("$response.body#/name", "{type: object}", "body", "takes an object, and is given a str"),
        ("$response.header.X-N", "{type: integer}", "body", "takes a number, and is given a stri"),
        (
            "{context: $response.body, type: jsonpath, selector: '$.tags[?@ != \"\"]'}",
            "{type: string}",
            "body",
            "takes a string, and is given an array",
        ),
        ("'n-{$response.body#/id}'", "{type: integer}", "body", "takes a number, and is given"),
    ],
)
def test_an_output_of_another_kind(output: str, taken: str, place: str, message: str) -> None:
    made = passing(output, taken, place)
    assert of_types(made) == [("AZ705", "$steps.a.outputs.x")]
    assert message in made.built.report
    assert "note: the " in made.built.report


@pytest.mark.parametrize(
    ("output", "taken", "place"),
    [
        ("$response.body#/id", "{type: number}", "body"),
        ("$response.body#/id", "{type: string}", "query"),
        ("$response.body#/id", "{type: string}", "header"),
        ("$response.body#/name", "{type: array, items: {type: string}}", "query"),
        ("$response.body#/maybe", "{type: string}", "body"),
        ("$response.body#/either", "{type: integer}", "body"),
        ("$response.body#/id", "{anyOf: [{type: string}, {type: integer}]}", "body"),
        ("$response.body#/any", "{type: string}", "body"),
        ("$response.body#/tags", "{}", "body"),
        ("$response.header.X-N", "{type: integer}", "query"),
        ("$response.body#/name", "{type: string, enum: [a]}", "body"),
        ("$response.body#/name", "{type: string, nullable: true}", "body"),
        ("$statusCode", "{type: integer}", "body"),
    ],
)
def test_an_output_that_fits(output: str, taken: str, place: str) -> None:
    assert of_types(passing(output, taken, place)) == []


CALLING = """
- workflowId: feature
  inputs: {type: object, properties: {tags: {type: array, items: {type: string}}}}
  steps:
  - stepId: one
    workflowId: other
    parameters: [{name: size, value: $inputs.tags}]
    outputs: {n: $outputs.n}
  - stepId: two
    operationId: call
    requestBody: {payload: {x: $steps.one.outputs.n}}
- workflowId: other
  inputs: {type: object, properties: {size: {type: integer}}}
  steps: [{stepId: s, operationId: call, outputs: {n: $response.body#/tags}}]
  outputs: {n: $steps.s.outputs.n}
"""


def test_inputs_and_outputs_of_a_called_workflow(tmp_path: Path) -> None:
    whole = {"type": "object", "properties": {"x": {"type": "string"}}}
    body = {"content": {"application/json": {"schema": whole}}}
    head = "sourceDescriptions: [{name: api, url: api.openapi.yaml, type: openapi}]\n"
    document = f"arazzo: 1.0.1\ninfo: {{title: F, version: '1'}}\n{head}workflows:\n{CALLING}"
    files = {"api.openapi.yaml": answer(ITEM, requestBody=body), "calls.arazzo.yaml": document}
    made = Made(build(tmp_path, files), document)
    assert [text for code, text, _ in made.findings if code == "AZ705"] == [
        "$inputs.tags",
        "$steps.one.outputs.n",
    ]
    assert "the input 'size' takes a number, and is given an array" in made.built.report
