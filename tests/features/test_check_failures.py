"""What failure actions read of a response is held against the responses of a step that has failed:
pointers (AZ701), values (AZ703)."""

from __future__ import annotations

import pytest
from answers import of_types
from one_call import call

OPERATION = """
responses:
  200:
    description: ''
    content: {application/json: {schema: {
      type: object, properties: {id: {type: string}, state: {type: string, enum: [done, busy]}}}}}
"""
ERRORS = """
  409:
    description: ''
    content: {application/json: {schema: {
      type: object, properties: {error: {type: string, enum: [locked, gone]}}}}}
  422:
    description: ''
    content: {application/json: {schema: {type: object, properties: {field: {type: string}}}}}
"""
OTHER = "  default: {description: '', content: {application/json: {schema: {type: object}}}}"


def failing(condition: str, criteria: str = "", operation: str = OPERATION + ERRORS) -> object:
    """The findings of a step with a failure action of one criterion."""
    step = f'onFailure: [{{name: a, type: end, criteria: [{{condition: "{condition}"}}]}}]\n'
    if criteria:
        step += f'successCriteria: [{{condition: "{criteria}"}}]'
    return of_types(call(step, operation=operation))


@pytest.mark.parametrize(
    "condition",
    [
        "$response.body#/error == 'locked'",
        "$response.body#/field == 'name'",
        "$statusCode == 409 && $response.body#/error == 'gone'",
        "$statusCode == 503 && $response.body#/anything == 'x'",
        "$response.body#/error == 'locked' || $response.body#/field == 'name'",
    ],
)
def test_the_errors_that_are_declared_are_read(condition: str) -> None:
    assert failing(condition) == []


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("$response.body#/eror == 'locked'", ("AZ701", "$response.body#/eror")),
        ("$response.body#/id == 'x'", ("AZ701", "$response.body#/id")),
        (
            "$statusCode == 422 && $response.body#/error == 'gone'",
            ("AZ701", "$response.body#/error"),
        ),
        ("$statusCode == 409 && $response.body#/error == 'lost'", ("AZ703", "'lost'")),
        ("$response.body#/error == 'lost'", ("AZ703", "'lost'")),
    ],
)
def test_what_no_error_has_is_found(condition: str, found: tuple[str, str]) -> None:
    assert failing(condition) == [found]


@pytest.mark.parametrize("condition", ["$response.body#/x == 1", "$response.body#/state == 'no'"])
def test_errors_that_are_not_declared_are_unknown(condition: str) -> None:
    assert failing(condition, operation=OPERATION) == []
    assert failing(condition, operation=OPERATION + ERRORS + OTHER) == []


def test_a_success_of_the_api_may_be_a_failure_of_the_step() -> None:
    criteria = "$statusCode == 200 && $response.body#/state == 'done'"
    assert failing("$response.body#/state == 'busy'", criteria) == []
    assert failing("$statusCode == 200 && $response.body#/state == 'busy'", criteria) == []
    found = failing("$statusCode == 200 && $response.body#/stat == 'busy'", criteria)
    assert found == [("AZ701", "$response.body#/stat")]
    found = failing("$statusCode == 200 && $response.body#/state == 'bus'", criteria)
    assert found == [("AZ703", "'bus'")]


def test_the_type_of_an_error_s_value_is_its_own() -> None:
    operation = """
    responses:
      200: {description: '', content: {application/json: {schema: {
        type: object, properties: {code: {type: string}}}}}}
      400: {description: '', content: {application/json: {schema: {
        type: object, properties: {code: {type: integer}}}}}}
    """
    step = """
    onFailure:
    - {name: again, type: retry, retryLimit: 1, criteria: [{condition: $response.body#/code == 7}]}
    - {name: stop, type: end}
    """
    made = call(step, operation=operation)
    assert of_types(made) == []
    assert made.answered({"code": 8}, status=400).error.action == "stop"
    assert made.answered("text", status=400).error.action == "stop"
