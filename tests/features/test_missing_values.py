"""A value that is not there: the error says the step, the output and where it should have been."""

from __future__ import annotations

import json
import textwrap

import pytest
from one_call import Made, openapi, workflow

from features.flow_documents import Feature, get
from playback import Mode, Outcome, both_modes, on

ANSWER = {"200": {"description": "", "content": {"application/json": {"schema": {}}}}}


def apis() -> dict[str, object]:
    """An API with `call`, which promises its `id`, and `use`, which needs values everywhere."""
    document = openapi()
    answer = {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "string"},
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/item"}},
        },
    }
    item = {"type": "object", "properties": {"id": {"type": "string"}, "a~b/c": {}}}
    media = {"application/json": {"schema": answer}}
    document["components"] = {"schemas": {"item": item}}
    document["paths"]["/call"]["post"]["responses"]["2XX"]["content"] = media
    needs = [
        {"name": name, "in": place, "required": True, "schema": {"type": "string"}}
        for name, place in (("q", "query"), ("X-H", "header"), ("c", "cookie"))
    ]
    document["paths"]["/use/{p}"] = {
        "post": {
            "operationId": "use",
            "parameters": [
                {"name": "p", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "requestBody": {
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "required": ["v"],
                            "properties": {"v": {"type": "string"}},
                        }
                    }
                }
            },
            "responses": ANSWER,
        }
    }
    document["paths"]["/need"] = {
        "get": {"operationId": "need", "parameters": needs, "responses": ANSWER}
    }
    return document


def two_steps(output: str, use: str) -> Made:
    """A step with the output `v`, and one that uses it."""
    return workflow(
        f"""
        steps:
        - {{stepId: first, operationId: call, outputs: {{v: {output}}}}}
        - {{stepId: second, {use}}}
        """,
        sources=apis(),
    )


def lacking(made: Made, answer: object = None, headers: dict[str, str] | None = None) -> Outcome:
    """A run whose first response has an id and nothing else: the second request is never sent."""
    body = {"id": "1"} if answer is None else answer
    return made.run([on("POST", "/call").reply(body, headers=headers)])


def said(made: Made, outcome: Outcome) -> tuple[str, str, str | None]:
    """What the error names, all of which its text says."""
    error = outcome.error
    assert isinstance(error, made.module.MissingValue)
    for each in (error.step_id, error.name, error.pointer):
        assert each is None or each in str(error)
    return error.step_id, error.name, error.pointer


NEEDS = {
    "path": "operationId: use, parameters: [{name: p, in: path, value: VALUE}],"
    " requestBody: {payload: {v: x}}",
    "text in a path": "operationId: use, parameters: [{name: p, in: path, value: 'n-{VALUE}'}],"
    " requestBody: {payload: {v: x}}",
    "body": "operationId: use, parameters: [{name: p, in: path, value: x}],"
    " requestBody: {payload: {v: VALUE}}",
    **{
        place: "operationId: need, parameters: ["
        + ", ".join(
            f"{{name: {name}, in: {where}, value: {'VALUE' if where == place else 'x'}}}"
            for name, where in (("q", "query"), ("X-H", "header"), ("c", "cookie"))
        )
        + "]"
        for place in ("query", "header", "cookie")
    },
}


@pytest.mark.parametrize("place", list(NEEDS))
def test_an_output_that_a_request_needs(place: str) -> None:
    use = NEEDS[place].replace("VALUE", "$steps.first.outputs.v")
    made = two_steps("$response.body#/items/0/id", use)
    assert said(made, lacking(made)) == ("first", "v", "$response.body#/items/0/id")


@pytest.mark.parametrize("place", ["path", "body", "header"])
def test_a_value_inside_an_output(place: str) -> None:
    use = NEEDS[place].replace("VALUE", "'$steps.first.outputs.v#/0/id'")
    made = two_steps("$response.body#/items", use)
    assert said(made, lacking(made)) == ("first", "v", "$response.body#/items")
    empty = lacking(made, {"id": "1", "items": []})
    assert said(made, empty) == ("first", "v", "$response.body#/items/0/id")


def test_an_output_that_the_types_promise() -> None:
    made = two_steps("$response.body#/id", "operationId: call")
    assert said(made, lacking(made, {})) == ("first", "v", "$response.body#/id")
    assert said(made, lacking(made, [])) == ("first", "v", "$response.body#/id")


def test_the_pointer_is_spelled_as_the_document_spells_it() -> None:
    use = NEEDS["path"].replace("VALUE", "$steps.first.outputs.v")
    made = two_steps("'$response.body#/items/0/a~0b~1c'", use)
    assert said(made, lacking(made))[2] == "$response.body#/items/0/a~0b~1c"


def test_a_header_of_the_response() -> None:
    use = NEEDS["path"].replace("VALUE", "$steps.first.outputs.v")
    made = two_steps("$response.header.X-Next", use)
    assert said(made, lacking(made)) == ("first", "v", "$response.header.X-Next")


@pytest.mark.parametrize(
    ("selector", "pointer"),
    [
        ("{context: $response.body, selector: /items/0/id, type: jsonpointer}", "#/items/0/id"),
        ("{context: $response.body, selector: '$.items[0].id', type: jsonpath}", "#/items/0/id"),
        ("{context: '$response.body#/items', selector: '$[-1]', type: jsonpath}", "#/items"),
        ("{context: $response.body, selector: /a/b, type: xpath}", ""),
    ],
)
def test_a_selector(selector: str, pointer: str) -> None:
    use = NEEDS["path"].replace("VALUE", "$steps.first.outputs.v")
    made = two_steps(selector, use)
    assert said(made, lacking(made)) == ("first", "v", f"$response.body{pointer}")


def test_an_input_that_a_request_needs() -> None:
    made = workflow(
        f"steps: [{{stepId: only, {NEEDS['path'].replace('VALUE', '$inputs.a')}}}]",
        sources=apis(),
        inputs="a: {type: string}",
    )
    assert said(made, made.run([])) == ("only", "a", "$inputs.a")


CALLED = Feature("""
    workflows:
      - workflowId: other
        inputs: {type: object, required: [why], properties: {why: {type: string}}}
        steps: [{stepId: only, operationId: a}]
      - workflowId: feature
        steps:
          - {stepId: first, operationId: b, outputs: {v: $response.body#/reason}}
          - stepId: second
            workflowId: other
            parameters: [{name: why, value: $steps.first.outputs.v}]
""")


@both_modes
def test_the_input_of_a_called_workflow(mode: Mode) -> None:
    error = CALLED.run(mode, [get("b")]).error
    assert isinstance(error, CALLED.module.MissingValue)
    named = (error.step_id, error.name, error.pointer)
    assert named == ("first", "v", "$response.body#/reason")


def test_an_output_of_the_workflow() -> None:
    made = workflow(
        """
        steps: [{stepId: first, operationId: call, outputs: {v: $response.body#/id}}]
        outputs: {w: $steps.first.outputs.v}
        """,
        sources=apis(),
    )
    assert said(made, lacking(made, {})) == ("first", "v", "$response.body#/id")


def test_it_can_be_raised_without_a_pointer() -> None:
    made = two_steps("$response.body#/id", "operationId: call")
    error = made.module.MissingValue("first", "v")
    assert (error.step_id, error.name, error.pointer) == ("first", "v", None)
    assert str(error) == "step 'first' has no value for 'v', which the workflow needs"


PROVEN = """
    successCriteria:
    - {context: $response.body, type: jsonpath, condition: %s}
    outputs: {id: $response.body#/id, all: $response.body}
"""


@pytest.mark.parametrize(
    "condition", ["$.id == 'a'", "$.id == 'a' || $.id == 'b'", "$.id != null", "$.id.length == 1"]
)
def test_what_a_criterion_has_found_is_not_required_again(condition: str) -> None:
    made = call_promised(PROVEN % json.dumps(condition))
    assert "_require(" not in made.code
    assert made.values({"id": "a"}) == {"id": "a", "all": {"id": "a"}}
    for body in ({}, {"id": None}, None):
        assert type(made.answered(body).error).__name__ == "StepFailed"


@pytest.mark.parametrize(
    "condition", ["$.id != 'b'", "$.id != null || $.all == 'a'", "$.all == 'a'"]
)
def test_what_no_criterion_has_found_is_required(condition: str) -> None:
    made = call_promised(PROVEN % json.dumps(condition))
    assert type(made.answered({"all": "a"}).error).__name__ == "MissingValue"


def test_the_docstring_of_run_names_the_error_where_something_is_required() -> None:
    line = "MissingValue: A response lacked a value that a later step needs."
    assert line in (call_promised("outputs: {id: $response.body#/id}").module.run.__doc__ or "")
    made = call_promised(PROVEN % "$.id == 'a'")
    assert line not in (made.module.run.__doc__ or "")
    assert "MissingValue" in made.module.__all__


def call_promised(step: str) -> Made:
    """A step that calls an operation which promises its `id`."""
    step = textwrap.indent(textwrap.dedent(step).strip("\n"), "  ")
    text = f"steps:\n- stepId: call\n  operationId: call\n{step}\n"
    outputs = "id: $steps.call.outputs.id"
    if "all:" in step:
        outputs += "\n  all: $steps.call.outputs.all"
    return workflow(f"{text}outputs:\n  {outputs}\n", sources=apis())
