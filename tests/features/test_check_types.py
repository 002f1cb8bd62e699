"""Types that are checked across a workflow, and the shapes in which each rule stays silent."""

from __future__ import annotations

import json
import textwrap
from typing import Any

import pytest
import yaml
from answers import answer, of_types
from one_call import Made, call, workflow


def answering(schema: str, step: str, **more: Any) -> Made:
    """A step whose operation answers with a schema, given as YAML."""
    value = yaml.safe_load(textwrap.dedent(schema))
    content = {"application/json": {"schema": value}}
    responses = {"200": {"description": "", "content": content}}
    return call(step, operation=json.dumps({"responses": responses}), **more)


# --- Pointers (AZ701) -------------------------------------------------------------------

ORDER = """
    type: object
    properties:
      id: {type: integer}
      items: {type: array, items: {type: object, properties: {sku: {type: string}}}}
"""


@pytest.mark.parametrize(
    ("schema", "pointer", "hint"),
    [
        (ORDER, "#/itms/0/sku", "did you mean 'items', `#/items/0/sku`?"),
        (ORDER, "#/entries/0/sku", "did you mean 'items', `#/items/0/sku`?"),
        (ORDER, "#/items/0/skus", "did you mean 'sku', `#/items/0/sku`?"),
        (ORDER, "#/id/value", None),
        (ORDER, "#/other", "it has 'id', 'items'"),
        ("{anyOf: [{type: object, properties: {aa: {}}}]}", "#/ab", "did you mean 'aa', `#/aa`?"),
        ("{type: object, properties: {a: {}}, additionalProperties: false}", "#/b", "it has 'a'"),
    ],
)
def test_a_pointer_that_the_schema_does_not_have(
    schema: str, pointer: str, hint: str | None
) -> None:
    made = answering(schema, f"outputs: {{x: $response.body{pointer}}}")
    assert of_types(made) == [("AZ701", f"$response.body{pointer}")]
    assert made.built.status == 0
    if hint is not None:
        assert f"help: {hint}\n" in made.built.report


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ("{}", "#/a/0/b"),
        ("{type: object}", "#/a"),
        ("{type: object, additionalProperties: true, properties: {a: {}}}", "#/b"),
        ("{type: object, additionalProperties: {type: string}}", "#/b"),
        ("{type: object, patternProperties: {^x: {}}, properties: {a: {}}}", "#/xa"),
        ("{type: [object, 'null'], properties: {a: {}}}", "#/a"),
        ("{oneOf: [{type: object, properties: {a: {}}}, {type: string}]}", "#/a"),
        ("{allOf: [{properties: {a: {}}}, {properties: {b: {}}}]}", "#/b"),
        ("{type: object, properties: {a: {type: array, items: {}}}}", "#/a/3/b"),
        ("{type: object, required: [b], properties: {a: {}}}", "#/b"),
        ("{type: array, prefixItems: [{type: object, properties: {a: {}}}]}", "#/0/a"),
        ("{type: object, properties: {'0': {type: string}}}", "#/0"),
        ("{type: object, properties: {a: {readOnly: true, type: string}}}", "#/a"),
    ],
)
def test_a_pointer_that_may_be_right(schema: str, pointer: str) -> None:
    assert of_types(answering(schema, f"outputs: {{x: $response.body{pointer}}}")) == []


def test_a_pointer_into_an_output_is_followed_through_the_step() -> None:
    made = workflow(
        """
        steps:
        - {stepId: a, operationId: call, outputs: {order: $response.body}}
        - stepId: b
          operationId: call
          parameters: [{name: X-Sku, in: header, value: $steps.a.outputs.order#/itms/0/sku}]
        """,
        sources=answer(ORDER),
    )
    assert of_types(made) == [("AZ701", "$steps.a.outputs.order#/itms/0/sku")]


def test_a_name_in_a_jsonpath_filter_is_followed_too() -> None:
    step = """
        successCriteria:
        - {context: $response.body, type: jsonpath, condition: '$.itms[?@.sku == "a"]'}
        - {context: $response.body, type: jsonpath, condition: '$.items[?@.sk == "a"]'}
        - {context: $response.body, type: jsonpath, condition: '$.items[?@.sku == "a"]'}
        - {context: $response.body, type: jsonpath, condition: '$..skus'}
    """
    made = answering(ORDER, step)
    assert of_types(made) == [
        ("AZ701", """'$.itms[?@.sku == "a"]'"""),
        ("AZ701", """'$.items[?@.sk == "a"]'"""),
    ]
    assert "did you mean 'items'?" in made.built.report
    assert "did you mean 'sku'?" in made.built.report


def test_a_filter_over_an_object_looks_at_its_values() -> None:
    schema = "{type: object, properties: {status: {type: string}}}"
    step = """
        successCriteria:
        - {context: $response.body, type: jsonpath, condition: "$[?@.status == 'done']"}
    """
    assert of_types(answering(schema, step)) == [("AZ701", "\"$[?@.status == 'done']\"")]


# --- Enums (AZ703) ----------------------------------------------------------------------

STATUS = "{type: object, properties: {status: {type: string, enum: [queued, completed, failed]}}}"
SIMPLE = "successCriteria: [{condition: CONDITION}]"
PATH = "successCriteria: [{context: $response.body, type: jsonpath, condition: CONDITION}]"
REGEX = "successCriteria: [{context: $response.body#/status, type: regex, condition: CONDITION}]"


@pytest.mark.parametrize(
    ("form", "condition", "underlined", "hint"),
    [
        (SIMPLE, "$response.body#/status == 'complete'", "'complete'", "mean 'completed'"),
        (SIMPLE, "'complete' == $response.body#/status", "'complete'", "mean 'completed'"),
        (SIMPLE, "$response.body#/status != 'done'", "'done'", "it is 'queued', 'completed', 'f"),
        (SIMPLE, "$response.body#/status == true", None, "it is 'queued'"),
        (SIMPLE, "$response.body#/status == 3", None, "it is 'queued'"),
        (SIMPLE, "$statusCode == 200 && !($response.body#/status == 'x')", "'x'", "it is"),
        (SIMPLE, "$steps.call.outputs.s == 'complete'", "'complete'", "mean 'completed'"),
        (PATH, "$.status == 'complete'", "'complete'", "mean 'completed'"),
        (PATH, "$.status == 'Completed'", "'Completed'", "mean 'completed'"),
        (PATH, "$.status == 'queued' || $.status == 'complete'", "'complete'", "'completed'"),
        (REGEX, "^complete$", "^complete$", "it is 'queued'"),
        (REGEX, "^(done|ok)$", "^(done|ok)$", "it is 'queued'"),
    ],
)
def test_a_value_that_the_enum_does_not_have(
    form: str, condition: str, underlined: str | None, hint: str
) -> None:
    step = form.replace("CONDITION", json.dumps(condition).replace("\\", ""))
    made = answering(STATUS, f"{step}\noutputs: {{s: $response.body#/status}}")
    ((code, text),) = of_types(made)
    assert code == "AZ703"
    assert underlined is None or text.strip('"') == underlined
    assert hint in made.built.report
    assert "api.openapi.yaml:" in made.built.report
    assert "note: its values" in made.built.report


NUMBERED = "{type: object, properties: {status: {enum: ['007', '9007199254740993', '1.5']}}}"


@pytest.mark.parametrize(
    ("condition", "known"),
    [
        ("$response.body#/status == 9007199254740993", True),
        ("$response.body#/status == 9007199254740992", False),
        ("$response.body#/status == 1.50", True),
        ("$response.body#/status == 7", False),
    ],
)
def test_numbers_of_an_enum_are_compared_as_the_client_does(condition: str, known: bool) -> None:
    step = SIMPLE.replace("CONDITION", json.dumps(condition))
    made = answering(NUMBERED, step)
    assert ("AZ703" in [code for code, _ in of_types(made)]) is not known


@pytest.mark.parametrize(
    ("schema", "form", "condition"),
    [
        ("{type: string, enum: [queued, completed]}", SIMPLE, "X == 'completed'"),
        ("{type: string, enum: [queued, completed]}", SIMPLE, "X == 'COMPLETED'"),
        ("{type: string, enum: [queued, completed]}", SIMPLE, "X == null"),
        ("{type: string, enum: [queued, completed]}", SIMPLE, "X == $inputs.wanted"),
        ("{type: string, enum: [queued, completed]}", SIMPLE, "X > 'b'"),
        ("{type: string}", SIMPLE, "X == 'complete'"),
        ("{}", SIMPLE, "X == 'complete'"),
        ("{type: [string, 'null'], enum: [queued, null]}", SIMPLE, "X == 'queued'"),
        ("{anyOf: [{type: string}, {enum: [queued]}]}", SIMPLE, "X == 'done'"),
        ("{oneOf: [{enum: [queued]}, {enum: [done]}]}", SIMPLE, "X == 'done'"),
        ("{allOf: [{type: string, enum: [queued, done]}]}", SIMPLE, "X == 'done'"),
        ("{type: integer, enum: [1, 2]}", SIMPLE, "X == 2"),
        ("{type: integer, enum: [1, 2]}", SIMPLE, "X == '2'"),
        ("{type: string, enum: ['1', '2']}", SIMPLE, "X == 2"),
        ("{type: boolean, enum: [true]}", SIMPLE, "X == true"),
        ("{type: string, enum: [queued, completed]}", REGEX, "^complete"),
        ("{type: string, enum: [queued, completed]}", REGEX, "(?i)^COMPLETED$"),
        ("{type: string, enum: [queued, completed]}", REGEX, "^((a+)+)+$"),
        ("{type: string, enum: [queued, completed]}", PATH, "$.status == 'completed'"),
        ("{type: string, enum: [queued, completed]}", PATH, "$[?@ == 'completed']"),
    ],
)
def test_a_comparison_that_may_hold(schema: str, form: str, condition: str) -> None:
    text = condition.replace("X", "$response.body#/status")
    step = form.replace("CONDITION", json.dumps(text).replace("\\", ""))
    body = f"{{type: object, properties: {{status: {schema}}}}}"
    inputs = "wanted: {type: string}" if "wanted" in condition else ""
    assert of_types(answering(body, step, inputs=inputs)) == []


def test_an_enum_inside_a_filter() -> None:
    schema = f"{{type: array, items: {STATUS}}}"
    step = """
        successCriteria:
        - {context: $response.body, type: jsonpath, condition: "$[?@.status == 'complete']"}
        - {context: $response.body, type: jsonpath, condition: "$[?@.status == 'completed']"}
    """
    assert of_types(answering(schema, step)) == [("AZ703", "'complete'")]


def test_an_enum_of_an_input() -> None:
    made = call(
        "successCriteria: [{condition: $inputs.mode == 'fest'}]",
        inputs="mode: {type: string, enum: [fast, slow]}",
    )
    assert of_types(made) == [("AZ703", "'fest'")]


# --- Statuses (AZ702) -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "criteria", "underlined"),
    [
        ("['201', '400']", "[{condition: $statusCode == 200}]", "$statusCode == 200"),
        ("['201']", "[{condition: \"$statusCode == '200'\"}]", "\"$statusCode == '200'\""),
        ("['201']", "[{context: $statusCode, type: regex, condition: '^200$'}]", "'^200$'"),
        ("['302', '404']", "[]", "call"),
        ("['201']", "[{condition: $response.body#/a == 1}]", "call"),
    ],
)
def test_no_declared_response_can_be_a_success(
    declared: str, criteria: str, underlined: str
) -> None:
    made = call(f"successCriteria: {criteria}", operation=_responses(declared))
    expected = [("AZ702", underlined)] if "body" not in criteria else []
    assert of_types(made) == expected


@pytest.mark.parametrize(
    ("declared", "criteria"),
    [
        ("['200']", "[{condition: $statusCode == 200}]"),
        ("[2XX]", "[{condition: $statusCode == 204}]"),
        ("[default]", "[{condition: $statusCode == 200}]"),
        ("['201']", "[{condition: $statusCode == 200 || $statusCode == 201}]"),
        ("['201']", "[{condition: $statusCode >= 200 && $statusCode < 300}]"),
        ("['404']", "[{condition: $statusCode == 404}]"),
        ("['200']", "[{condition: $statusCode == $inputs.wanted}]"),
        ("[]", "[{condition: $statusCode == 200}]"),
    ],
)
def test_a_declared_response_can_be_a_success(declared: str, criteria: str) -> None:
    operation = _responses(declared)
    inputs = "wanted: {type: integer}" if "wanted" in criteria else ""
    made = call(f"successCriteria: {criteria}", operation=operation, inputs=inputs)
    assert of_types(made) == []


def _responses(declared: str) -> str:
    statuses = yaml.safe_load(declared)
    return json.dumps({"responses": {str(status): {"description": ""} for status in statuses}})


# --- Polling loops (AZ704) --------------------------------------------------------------

POLL = """
    successCriteria: [{condition: $statusCode == 200}CRITERIA]
    onSuccess:
    - {name: done, type: end, criteria: [{condition: DONE}]}
    - {name: wait, type: goto, stepId: call, criteria: [{condition: WAIT}]}
"""
IS = "$response.body#/status == "


def polling(done: str, wait: str, criteria: str = "", schema: str = STATUS) -> Made:
    """A loop with two actions."""
    text = POLL.replace("DONE", json.dumps(done)).replace("WAIT", json.dumps(wait))
    extra = f", {{condition: {json.dumps(criteria)}}}" if criteria else ""
    return answering(schema, text.replace("CRITERIA", extra))


def test_a_loop_that_forgets_a_value_says_which() -> None:
    made = polling(IS + "'completed'", IS + "'queued'")
    assert [code for code, _ in of_types(made)] == ["AZ704"]
    # The step is the last: nothing follows.
    message = (
        "no action is taken when 'status' is 'failed': the workflow ends as if it had succeeded"
    )
    assert message in made.built.report


@pytest.mark.parametrize("schema", ["{type: object}", "{}", "{properties: {status: {}}}"])
def test_a_loop_over_a_value_that_nothing_lists_forgets_the_rest(schema: str) -> None:
    made = polling(IS + "'completed'", IS + "'queued'", schema=schema)
    assert [code for code, _ in of_types(made)] == ["AZ704"]
    assert "when 'status' is anything but 'completed' or 'queued'" in made.built.report
    rest = polling("$response.body#/status != 'queued'", IS + "'queued'", schema=schema)
    assert "AZ704" not in rest.codes


@pytest.mark.parametrize(
    ("done", "wait", "criteria", "schema"),
    [
        (IS + "'completed' || " + IS + "'failed'", IS + "'queued'", "", STATUS),
        ("$response.body#/status != 'queued'", IS + "'queued'", "", STATUS),
        (IS + "'COMPLETED' || " + IS + "'FAILED'", IS + "'queued'", "", STATUS),
        # With `failed`, the step has failed: nothing is left to the next one.
        (IS + "'completed'", IS + "'queued'", "$response.body#/status != 'failed'", STATUS),
        (IS + "'completed'", IS + "'queued' || $statusCode == 202", "", STATUS),
    ],
)
def test_a_loop_that_forgets_nothing(done: str, wait: str, criteria: str, schema: str) -> None:
    assert "AZ704" not in polling(done, wait, criteria, schema).codes
