"""What clients send comes back in answers, but for values on which a run depends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from arazzo_gen.python.target import PythonTarget
from playback import load_module
from unit.mock.documents import Serving, given_of, mock_of_document

API = """
openapi: 3.1.0
info: {title: Invoices, version: "1"}
servers: [{url: https://invoices.test}]
paths:
  /invoices:
    get:
      operationId: list
      parameters:
        - {name: state, in: query, schema: STATE}
        - {name: customer, in: query, schema: {type: string}}
      responses:
        "200":
          description: Invoices
          content:
            application/json:
              schema:
                type: object
                required: [state, customer]
                properties: {state: STATE, customer: {type: string}}
"""


def document(criterion: str) -> dict[str, Any]:
    step = {
        "stepId": "list",
        "operationId": "list",
        "parameters": [
            {"name": "state", "in": "query", "value": "$inputs.state"},
            {"name": "customer", "in": "query", "value": "$inputs.customer"},
        ],
        "successCriteria": [{"condition": criterion}],
        "outputs": {
            "state": "$response.body#/state",
            "customer": "$response.body#/customer",
        },
    }
    outputs = {name: f"$steps.list.outputs.{name}" for name in ("state", "customer")}
    inputs = {name: {"type": "string"} for name in outputs}
    return {
        "arazzo": "1.0.1",
        "info": {"title": "t", "version": "1"},
        "sourceDescriptions": [{"name": "s", "url": "s.openapi.yaml", "type": "openapi"}],
        "workflows": [
            {
                "workflowId": "read",
                "inputs": {"type": "object", "properties": inputs},
                "steps": [step],
                "outputs": outputs,
            }
        ],
    }


@pytest.mark.parametrize(
    ("schema", "criterion", "state"),
    [
        ("{type: string}", "$statusCode == 200", "closed"),
        ("{type: string}", "$response.body#/state == 'draft'", "draft"),
        ("{type: string, enum: [draft, closed]}", "$statusCode == 200", "draft"),
    ],
)
def test_a_value_comes_back_unless_the_run_depends_on_it(
    tmp_path: Path, schema: str, criterion: str, state: str
) -> None:
    mock = mock_of_document(tmp_path, document(criterion), s=API.replace("STATE", schema))
    module = mock.told[0].module
    path = tmp_path / module.file
    path.write_text(PythonTarget().files(module)[path.name])
    given = given_of(mock)
    serving = Serving(mock)
    with httpx.Client(transport=serving) as client:
        made = load_module(path)
        usual = made.run(client=client, **given)
        other = made.run(client=client, **given | {"state": "closed", "customer": "me"})
    assert usual.customer == given["customer"]
    assert (other.state, other.customer) == (state, "me")
