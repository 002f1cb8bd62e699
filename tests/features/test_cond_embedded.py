"""Runtime expressions inside criteria, and what criteria say of answers of other kinds."""

from __future__ import annotations

import json

import pytest
from one_call import Made, call

ITEMS = {"items": [{"name": "a", "price": 3}, {"name": "3", "price": 12.5}], "status": "done"}
XML = "<root><item><price>3</price></item><item><price>12.5</price></item></root>"
XML_ANSWER = "responses: {'200': {description: '', content: {application/xml: {}}}}"
TEXT_ANSWER = "responses: {'200': {description: '', content: {text/plain: {}}}}"


def criterion(
    condition: str, type_: str = "simple", *, inputs: str = "", operation: str = ""
) -> Made:
    """A step with one success criterion on the body."""
    context = "" if type_ == "simple" else f"context: $response.body, type: {type_}, "
    return call(
        f"successCriteria: [{{{context}condition: {json.dumps(condition)}}}]",
        inputs=inputs,
        operation=operation,
    )


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        ("$.items[?@.price > {$inputs.v}]", 10, True),
        ("$.items[?@.price > {$inputs.v}]", 13, False),
        ("$.items[?(@.price > {$inputs.v})]", 12.4, True),
        ("$.items[?@.name == '{$inputs.v}']", "a", True),
        ("$.items[?@.name == '{$inputs.v}']", "A", False),
        ('$.items[?@.name == "{$inputs.v}"]', "a", True),
        ("$.items[?@.name == '{$inputs.v}']", 3, True),
        ("$.items[?@.price == '{$inputs.v}']", 3, False),
        ("$.items[?@.price == {$inputs.v}]", 3, True),
        ("$.items[?match(@.name, '{$inputs.v}')]", "[a-c]", True),
        ("$.items[?search(@.name, {$inputs.v})]", "x", False),
        ("$.items[?length(@.name) == {$inputs.v}]", 1, True),
    ],
)
def test_a_value_in_a_jsonpath(condition: str, value: object, holds: bool) -> None:
    made = criterion(condition, "jsonpath", inputs="v!: {}")
    is_pattern = "match(" in condition or "search(" in condition
    assert made.codes == (["AZ407"] if is_pattern else [])
    assert made.holds(ITEMS, v=value) is holds


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        ("$.items[{$inputs.v}].price", 1, True),
        ("$.items[{$inputs.v}].price", "1", True),
        ("$.items[{$inputs.v}].price", -2, True),
        ("$.items[{$inputs.v}].price", 2, False),
        ("$.items[{$inputs.v}].price", "01", False),
        ("$.items[{$inputs.v}].price", 1.5, False),
        ("$.items[{$inputs.v}].price", True, False),
        ("$.items[{$inputs.v}].price", None, False),
        ("$.items[{$inputs.v}].price", "1'] | $[?true", False),
        ("$.items[{$inputs.v}].price", "*", False),
        ("$.items[{$inputs.v}].price", "9" * 400, False),
        ("$[{$inputs.v}]", "status", False),
        ("$.items[{$inputs.v}, 0].price", 7, True),
        ("$['{$inputs.v}']", "status", True),
        ("$['{$inputs.v}']", "Status", False),
        ("$['{$inputs.v}']", "*", False),
        ("$['{$inputs.v}']", "items'][0]['name", False),
        ("$['{$inputs.v}']", None, False),
        ("$['st{$inputs.v}s']", "atu", True),
        ("$.{$inputs.v}", "status", True),
        ("$..['{$inputs.v}']", "price", True),
        ("$.items[?@['{$inputs.v}'] == 3]", "price", True),
        ("$.items[?@['{$inputs.v}'] == 3]", "name", False),
    ],
)
def test_a_value_as_an_index_or_a_name(condition: str, value: object, holds: bool) -> None:
    made = criterion(condition, "jsonpath", inputs="v!: {type: [string, number, boolean, 'null']}")
    assert made.codes == []
    assert made.holds(ITEMS, v=value) is holds


def test_a_name_without_braces_is_taken_with_a_warning() -> None:
    made = criterion("$['$inputs.v']", "jsonpath", inputs="v!: {type: string}")
    assert made.codes == ["AZ402"]
    assert made.holds(ITEMS, v="status") is True


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        ("/root/item[price > {$inputs.v}]", 10, True),
        ("/root/item[price > {$inputs.v}]", 13, False),
        ("/root/item[price > {$inputs.v}]", "10", True),
        ("/root/item/price = '{$inputs.v}'", 3, True),
        ("/root/item/price = {$inputs.v}", 3.0, True),
        ("count(/root/item) = {$inputs.v}", 2, True),
        ("count(/root/item) = {$inputs.v}", 3, False),
    ],
)
def test_a_value_in_an_xpath(condition: str, value: object, holds: bool) -> None:
    made = criterion(condition, "xpath", inputs="v!: {}", operation=XML_ANSWER)
    assert made.holds(text=XML, v=value) is holds


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("count(/root/item)", True),
        ("count(/root/none)", False),
        ("string(/root/none)", False),
        ("string(/root/item/price)", True),
        ("'x'", True),
        ("''", False),
        ("0", False),
        ("true()", True),
        ("false()", False),
        ("/root/item", True),
        ("/root/none", False),
        ("number('x')", False),
    ],
)
def test_the_effective_boolean_value_of_an_xpath(condition: str, holds: bool) -> None:
    made = criterion(condition, "xpath", operation=XML_ANSWER)
    assert made.built.status == 0, made.built.report
    assert made.holds(text="<root><item><price>3</price></item></root>") is holds


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("$response.body == null", True),
        ("$response.body != null", False),
        ("$response.body#/a == null", True),
        ("$response.body#/a == 1", False),
        ("$response.body#/a != 1", True),
        ("$response.header.X-None == null", True),
        ("$statusCode == 204", True),
    ],
)
def test_an_answer_without_a_body(condition: str, holds: bool) -> None:
    assert criterion(condition).holds(status=204) is holds


def test_a_body_that_is_no_json() -> None:
    for condition in ("$response.body#/a == 1", "$response.body.a > 0", "$response.body#/a"):
        assert not criterion(condition).holds(text="<html>no</html>")
    assert criterion("$response.body#/a == null").holds(text="{broken")


def test_a_body_that_is_text() -> None:
    assert criterion("$response.body == 'ok'", operation=TEXT_ANSWER).holds(text="OK")
    assert not criterion("$response.body == 'ok'", operation=TEXT_ANSWER).holds(text="no")
    made = criterion("$response.body == '12'", operation=TEXT_ANSWER)
    assert made.holds(text="12")


def test_json_text_in_a_body_that_is_text() -> None:
    made = criterion("$response.body#/a == 1", operation=TEXT_ANSWER)
    assert made.holds(text='{"a": 1}')


@pytest.mark.parametrize("type_", ["regex", "jsonpath", "xpath"])
def test_a_context_that_is_not_there_fails(type_: str) -> None:
    condition = {"regex": ".*", "jsonpath": "$", "xpath": "not(/x)"}[type_]
    criterion = f"context: $response.body#/no, condition: '{condition}', type: {type_}"
    made = call(f"successCriteria: [{{{criterion}}}]")
    assert not made.holds({"a": 1})
    assert not made.holds({"no": None})


def test_a_pattern_from_a_caller() -> None:
    made = call(
        "successCriteria: [{context: $response.body.status, condition: '^({$inputs.p})$',"
        " type: regex}]",
        inputs="p!: {type: string}",
    )
    assert made.holds(ITEMS, p="done|open")
    assert not made.holds(ITEMS, p="don")
    assert not made.holds(ITEMS, p="(")
