"""Unquoted numbers where the document says string keep their text, in places that no step writes:
server variables, defaults of parameters, replacements, defaults of inputs."""

from __future__ import annotations

import textwrap

from one_call import Made, workflow

API = """
openapi: 3.1.0
info: {title: T, version: "1"}
servers:
- url: https://api.test/v{version}/{area}
  variables: {version: {default: 1.10, enum: [1.10, 2.0]}, area: {default: 007}}
paths:
  /call:
    post:
      operationId: call
      parameters: [{name: d, in: query, required: true, schema: {type: string, default: 010}}]
      requestBody:
        content:
          KIND:
            schema: {type: object, properties: {zip: {type: string}, n: {type: integer}}}
      responses: {200: {description: ok}}
"""


def made(step: str, inputs: str = "", kind: str = "application/json") -> Made:
    """A step of an API that is written as text, so that numbers keep theirs."""
    text = f"steps:\n- stepId: call\n  operationId: call\n{textwrap.indent(step, '  ')}"
    head = "sourceDescriptions: [{name: api, url: own.yaml, type: openapi}]\n"
    more = {"own.yaml": API.replace("KIND", kind)}
    return workflow(text, inputs=inputs, head=head, more=more, flags=["--validate=off"])


def test_a_server_variable_is_its_text() -> None:
    built = made("requestBody: {payload: {n: 1}}")
    assert 'api_version: Literal["1.10", "2.0"] = "1.10"' in built.code
    assert 'api_area: str = "007"' in built.code
    assert str(built.sent().url).startswith("https://api.test/v1.10/007/")


def test_the_default_of_a_parameter_is_its_text() -> None:
    assert made("requestBody: {payload: {n: 1}}").query() == "d=010"


def test_the_value_of_a_replacement_is_its_text() -> None:
    step = "requestBody: {payload: {zip: a}, replacements: [{target: /zip, value: 00501}]}"
    assert made(step).body() == '{"zip":"00501"}'
    assert made(step, kind="application/x-www-form-urlencoded").body() == "zip=00501"
    step = "requestBody: {payload: {n: 1}, replacements: [{target: /n, value: 2}]}"
    assert made(step).body() == '{"n":2}'


def test_the_default_of_an_input_is_told_to_stand_in_quotes() -> None:
    built = made("requestBody: {payload: {zip: $inputs.zip}}", "zip: {type: string, default: 01}")
    assert built.codes == ["AZ715"]
    assert "help: put it in quotes: `'01'`" in built.built.report
