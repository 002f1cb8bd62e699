"""What every root of a runtime expression stands for (Arazzo 1.1, "Runtime Expressions")."""

from __future__ import annotations

import pytest
from one_call import Made, call, openapi, workflow

from playback import on

SENDING = """
    parameters:
      - {name: X-Trace, in: header, value: $inputs.trace}
      - {name: page, in: query, value: 2}
      - {name: id, in: path, value: $inputs.id}
    requestBody:
      contentType: application/json
      payload: {order: {lines: [{sku: a}], "a/b": 1, "m~n": 2}}
"""
OPERATION = """
    parameters:
      - {name: X-Trace, in: header, schema: {type: string}}
      - {name: page, in: query, schema: {type: integer}}
      - {name: id, in: path, required: true, schema: {type: string}}
    requestBody: {content: {application/json: {}}}
"""
INPUTS = """
    trace!: {type: string}
    id!: {type: string}
"""


def sending(outputs: str) -> Made:
    """A step that sends something in every place, with some outputs."""
    return call(
        f"{SENDING}    outputs: {{{outputs}}}",
        inputs=INPUTS,
        operation=OPERATION,
        path="/call/{id}",
    )


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$url", "https://api.test/call/a%20b?page=2"),
        ("$method", "POST"),
        ("$statusCode", 201),
        ("$request.header.X-Trace", "t1"),
        ("$request.header.x-trace", "t1"),
        ("$request.query.page", "2"),
        ("$request.path.id", "a b"),
        ("$request.body", {"order": {"lines": [{"sku": "a"}], "a/b": 1, "m~n": 2}}),
        ("$request.body#/order/lines/0/sku", "a"),
        ("$response.header.X-Count", "3"),
        ("$response.header.x-count", "3"),
        ("$response.body", {"deep": [{"id": 7}], "0": {"1": "numeric"}, "a/b": 1, "m~n": 2}),
        ("$response.body#/", None),
        ("$response.body#/deep/0/id", 7),
        ("$response.body#/deep/0", {"id": 7}),
        ("$response.body#/0/1", "numeric"),
        ("$response.body#/a~1b", 1),
        ("$response.body#/m~0n", 2),
        ("$response.body#/deep/-", None),
        ("$response.body#/deep/00", None),
        ("$response.body#/deep/1/id", None),
        ("$response.body#/deep/id", None),
        ("$inputs.id", "a b"),
        ("$workflows.feature.inputs.id", "a b"),
        ("$sourceDescriptions.api.url", "api.openapi.yaml"),
    ],
)
def test_value_of_a_root(expression: str, value: object) -> None:
    made = sending(f"value: {expression!r}")
    answer = {"deep": [{"id": 7}], "0": {"1": "numeric"}, "a/b": 1, "m~n": 2}
    values = made.values(answer, status=201, headers={"X-Count": "3"}, trace="t1", id="a b")
    assert values == {"value": value}


def test_all_inputs_as_an_object() -> None:
    made = call("requestBody: {payload: $inputs}", inputs="a!: {type: string}\nb: {type: integer}")
    assert made.body(a="x") == '{"a":"x"}'
    assert made.body(a="x", b=0) == '{"a":"x","b":0}'


def test_a_pointer_into_an_input() -> None:
    made = call(
        "requestBody: {payload: {name: '$inputs.order#/lines/1/name', size: '$inputs.order#/0'}}",
        inputs="order!: {type: object}",
    )
    assert made.body(order={"lines": [{}, {"name": "n"}], "0": 5}) == '{"name":"n","size":5}'


def test_self_is_the_uri_of_the_document() -> None:
    head = "$self: https://docs.test/flows/feature.arazzo.yaml\n"
    steps = "steps: [{stepId: call, operationId: call, outputs: {me: $self}}]\n"
    steps += "outputs: {me: $steps.call.outputs.me}"
    made = workflow(steps, head=head)
    assert made.values({}) == {"me": "https://docs.test/flows/feature.arazzo.yaml"}


def test_self_without_one_is_an_error() -> None:
    assert call("outputs: {me: $self}").findings == [
        ("AZ302", "$self", "the document has no `$self`")
    ]


def test_a_component_is_no_value() -> None:
    made = call("outputs: {me: $components.parameters.page}")
    assert made.codes == ["AZ302"]


def test_a_step_reads_what_others_returned() -> None:
    made = workflow(
        """
        steps:
        - stepId: first
          operationId: call
          outputs: {whole: $response.body, code: $statusCode}
        - stepId: second
          operationId: call
          requestBody:
            payload:
              id: $steps.first.outputs.whole#/items/0/id
              code: $steps.first.outputs.code
        """,
        sources=openapi("requestBody: {content: {application/json: {}}}"),
    )
    made.run(
        [
            on("POST", "/call").reply({"items": [{"id": 5}]}, status=202),
            on("POST", "/call", json={"id": 5, "code": 202}).reply({}),
        ]
    )
