"""Simple conditions: literals, operators, precedence (Arazzo 1.1, "Criterion Object")."""

from __future__ import annotations

import json
from typing import Any

import pytest
from one_call import Made, call


def criterion(condition: str, inputs: str = "") -> Made:
    """A step that succeeds when a condition holds."""
    text = json.dumps(condition)
    return call(f"successCriteria: [{{condition: {text}}}]", inputs=inputs)


V = "$response.body#/v"
W = "$response.body#/w"


def holds(condition: str, value: Any) -> bool:
    """Whether a condition on `v` holds."""
    return criterion(condition.replace("V", V)).holds({"v": value})


EQUAL: list[tuple[Any, str, bool]] = [
    ("done", "'done'", True),
    ("DONE", "'done'", True),
    ("done", "'Done '", False),
    ("", "''", True),
    ("straße", "'STRASSE'", True),
    ("it's", "'it''s'", True),
    ("''", "''''''", True),
    ("a && b", "'a && b'", True),
    ('say "x"', "'say \"x\"'", True),
    (1, "1", True),
    (1, "1.0", True),
    (1.5, "1.5", True),
    (-1, "-1", True),
    (1000, "1e3", True),
    (1, "'1'", True),
    ("1", "1", True),
    ("1.0", "1", True),
    ("1", "'1.0'", False),
    ("abc", "1", False),
    ("", "0", False),
    ("1x", "1", False),
    (True, "true", True),
    (False, "false", True),
    (True, "false", False),
    (True, "1", False),
    (False, "0", False),
    (1, "true", False),
    ("true", "true", False),
    (True, "'true'", False),
    (None, "null", True),
    (None, "false", False),
    (None, "0", False),
    (None, "''", False),
    ("null", "null", False),
    (0, "null", False),
    (False, "null", False),
    ([], "null", False),
    ("nan", "'NaN'", True),
    (12345678901234567890, "12345678901234567890", True),
]


@pytest.mark.parametrize(("value", "literal", "equal"), EQUAL)
def test_equality(value: Any, literal: str, equal: bool) -> None:
    assert holds(f"V == {literal}", value) is equal
    assert holds(f"V != {literal}", value) is not equal
    assert holds(f"{literal} == V", value) is equal


@pytest.mark.parametrize(
    ("value", "condition", "expected"),
    [
        (2, "V > 1", True),
        (1, "V > 1", False),
        (1, "V >= 1", True),
        (1, "V <= 1", True),
        (0.5, "V < 1", True),
        (1, "0 < V", True),
        ("10", "V > 9", True),
        ("10", "V > '9'", True),
        ("b", "V > 'A'", True),
        ("B", "V > 'a'", True),
        ("B", "V <= 'b'", True),
        ("abc", "V > 1", False),
        ("abc", "V < 1", False),
        (True, "V > 0", False),
        (True, "V >= true", False),
        (None, "V < 1", False),
        (None, "V >= null", False),
        ([2], "V > 1", False),
        ({"a": 1}, "V > 0", False),
    ],
)
def test_order(value: Any, condition: str, expected: bool) -> None:
    assert holds(condition, value) is expected


@pytest.mark.parametrize("condition", ["V == 1", "V < 1", "V >= 1", "V == false", "V == ''", "V"])
def test_what_is_absent_equals_null_alone(condition: str) -> None:
    assert not criterion(condition.replace("V", V)).holds({})
    assert criterion(f"{V} == null").holds({})
    assert not criterion(f"{V} != null").holds({})


def test_what_is_absent_differs_from_every_value() -> None:
    assert criterion(f"{V} != 'done'").holds({})
    assert criterion(f"{V} != 0").holds({})


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ([1, "A"], [1, "A"], True),
        ([1], [2], False),
        ({"a": 1, "b": [2]}, {"b": [2], "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ([1], [True], False),
        ("x", ["x"], False),
        ("X", "x", True),
        ("2", 2, True),
        (True, True, True),
        (1, True, False),
        (None, None, True),
    ],
)
def test_two_values_of_a_response(left: Any, right: Any, equal: bool) -> None:
    assert criterion(f"{V} == {W}").holds({"v": left, "w": right}) is equal
    assert criterion(f"{V} != {W}").holds({"v": left, "w": right}) is not equal


@pytest.mark.parametrize(
    ("value", "truth"),
    [(True, True), (False, False), (None, False), (0, True), ("", True), ("x", True), ([], True)],
)
def test_a_value_that_stands_alone(value: Any, truth: bool) -> None:
    assert criterion(V).holds({"v": value}) is truth
    assert criterion(f"!{V}").holds({"v": value}) is not truth


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("true || true && false", True),
        ("(true || true) && false", False),
        ("false && false || true", True),
        ("false && (false || true)", False),
        ("!true || true", True),
        ("!(true || true)", False),
        ("!false && !false", True),
        ("!!true", True),
        ("1 < 2 == true", None),
        ("1 == 1 && 2 == 2 && 3 == 4", False),
        ("1 == 2 || 2 == 3 || 3 == 3", True),
        ("((1 == 1))", True),
        ("1==1&&2!=3", True),
        ("!(1 == 2) && (1 < 2 || 3 < 2)", True),
        ("  1   ==\t1 ", True),
    ],
)
def test_precedence(condition: str, expected: bool | None) -> None:
    made = criterion(condition)
    if expected is None:
        assert made.codes == ["AZ401"]
    else:
        assert made.holds({}) is expected


@pytest.mark.parametrize(
    "condition",
    [
        "$response.body#/items[1].id == 2",
        "$response.body.items[1].id == 2",
        "$response.body#/items/1/id == 2",
        "$response.body#/items[1]['id'] == 2",
        "$response.body[items][1].id == 2",
        "$response.body.items[9].id == null",
        "$response.body.items.id == null",
    ],
)
def test_indexes_and_dots(condition: str) -> None:
    made = criterion(condition)
    if made.built.status == 0:
        assert made.holds({"items": [{"id": 1}, {"id": 2}]})
    else:
        assert made.codes == ["AZ401"]


def test_a_key_that_is_a_number() -> None:
    made = criterion("$response.body#/v/0 == 'a' && $response.body#/v[1] == 'b'")
    assert made.holds({"v": {"0": "a", "1": "b"}})
    assert made.holds({"v": ["a", "b"]})


def test_status_header_and_input_in_one_condition() -> None:
    made = criterion(
        "$statusCode == 200 && $response.header.X-State == $inputs.state && $method == 'post'"
        " && $url != null",
        inputs="state: {type: string}",
    )
    assert made.holds({}, headers={"X-State": "Ready"}, state="ready")
    assert not made.holds({}, headers={"X-State": "Ready"}, state="other")
    assert not made.holds({}, headers={"X-State": "Ready"})
    assert not made.holds({}, state="ready")


def test_an_expression_inside_a_string() -> None:
    made = criterion(f"{V} == 'run-{{$inputs.id}}'", inputs="id!: {type: integer}")
    assert made.holds({"v": "RUN-7"}, id=7)
    assert not made.holds({"v": "run-8"}, id=7)


def test_an_expression_in_braces() -> None:
    made = criterion("{$response.body#/v} == 1")
    assert made.holds({"v": 1})
    assert not made.holds({"v": 2})


def test_double_quotes() -> None:
    made = criterion('$response.body#/v == "it\'s"')
    assert made.holds({"v": "it's"})


def test_a_string_without_quotes_is_a_dialect() -> None:
    made = criterion("$response.body#/v == done")
    assert made.codes == ["AZ402"]
    assert made.holds({"v": "done"})


def test_a_value_of_the_caller_cannot_change_a_condition() -> None:
    made = criterion(f"{V} == $inputs.want", inputs="want!: {type: string}")
    for hostile in ("' || true || '", "'", '"', "\\", "{$statusCode}", "x' == 'x"):
        assert not made.holds({"v": "x"}, want=hostile)
        assert made.holds({"v": hostile}, want=hostile)


@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ("$statusCode = 200", "write `==`"),
        ("$statusCode === 200", "write `==`"),
        ("$statusCode == 200 and true", "&&"),
        ("$statusCode", ""),
        ("$response.body#/a contains 'x'", ""),
        ("$response.body#/a + 1 == 2", ""),
        ("$statusCode == ", ""),
        ("($statusCode == 200", ""),
        ("$statusCode == 200)", ""),
        ("'open", ""),
        ("length($response.body) > 1", ""),
        ('{"a": 1}', ""),
    ],
)
def test_what_cannot_be_read_is_an_error(condition: str, hint: str) -> None:
    made = criterion(condition)
    if condition == "$statusCode":
        assert made.built.status == 0
        return
    assert made.built.status == 1
    assert "AZ401" in made.codes
    assert hint in made.built.report


def test_all_criteria_have_to_hold() -> None:
    made = call("""
        successCriteria:
        - condition: $statusCode < 300
        - condition: $response.body#/ok == true
    """)
    assert made.holds({"ok": True}, status=201)
    assert not made.holds({"ok": True}, status=300)
    assert not made.holds({"ok": False})


def test_without_criteria_a_2xx_status_is_success() -> None:
    made = call()
    assert made.holds({}, status=299)
    assert made.holds(status=204)
    assert not made.holds({}, status=302)
    assert not made.holds({}, status=404)


def test_criteria_alone_decide() -> None:
    made = call("successCriteria: [{condition: $statusCode == 404}]")
    assert made.holds({}, status=404)
    assert not made.holds({}, status=200)


def test_the_error_names_the_criterion_that_failed() -> None:
    made = call("""
        successCriteria:
        - condition: $statusCode == 200
        - condition: $response.body#/ok   ==   true
    """)
    error = made.answered({"ok": False}).error
    assert isinstance(error, made.module.StepFailed)
    assert error.criterion == "$response.body#/ok == true"
    assert made.answered({}, status=500).error.criterion == "$statusCode == 200"
