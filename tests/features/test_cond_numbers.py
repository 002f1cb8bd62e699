"""Numbers, and strings that spell numbers, in simple conditions."""

from __future__ import annotations

import json

import pytest

from features.test_cond_simple import V, W, criterion

NUMERIC: list[tuple[str, str, bool]] = [
    ("1e3", "1000", True),
    ("1E+3", "1000", True),
    ("10e-1", "1", True),
    ("-0", "0", True),
    ("1.50", "1.5", True),
    ("0.1", "0.1", True),
    ("1e22", "10000000000000000000000", True),
    ("9007199254740993", "9007199254740993", True),
    ("9007199254740993", "9007199254740992", False),
    ("9007199254740993.0", "9007199254740993", True),
    ("9007199254740992.5", "9007199254740992", False),
    ("1" + "0" * 300 + "1", "1" + "0" * 300 + "1", True),
    ("1" + "0" * 300 + "1", "1" + "0" * 301, False),
    ("1e99999999999999999999", "1", False),
    ("01", "1", False),
    ("-01", "-1", False),
    ("+1", "1", False),
    (" 1", "1", False),
    ("1 ", "1", False),
    ("1\n", "1", False),
    (".5", "0.5", False),
    ("5.", "5", False),
    ("1e", "1", False),
    ("1_000", "1000", False),
    ("1,000", "1000", False),
    ("0x1f", "31", False),
    ("\u0661", "1", False),
    ("\uff11", "1", False),
    ("infinity", "1e308", False),
]


@pytest.mark.parametrize(("text", "number", "equal"), NUMERIC)
def test_a_numeric_string_is_what_json_calls_a_number(text: str, number: str, equal: bool) -> None:
    answer = f'{{"v": {json.dumps(text)}, "w": {number}}}'
    assert criterion(f"{V} == {number}").holds(text=answer) is equal
    assert criterion(f"{W} != {V}").holds(text=answer) is not equal
    assert criterion(f"{V} <= {W} && {W} <= {V}").holds(text=answer) is equal


@pytest.mark.parametrize(
    ("literal", "text", "equal"),
    [
        ("9007199254740993.0", "9007199254740993", True),
        ("9007199254740993.0", "9007199254740992", False),
        ("1e22", "10000000000000000000001", False),
        ("1e22", "1e22", True),
        ("0e9999999999999", "0", True),
        ("1e-9999999999999999999999", "0", True),
        ("0.12345678901234567890", "0.12345678901234567890", True),
        ("0.12345678901234567890", "0.1234567890123", False),
    ],
)
def test_a_number_of_a_condition_keeps_its_digits(literal: str, text: str, equal: bool) -> None:
    made = criterion(f"{V} == {literal}")
    assert made.holds({"v": text}) is equal


@pytest.mark.parametrize(
    ("answer", "equal"),
    [
        ('{"v": "0.12345678901234567890", "w": 0.12345678901234567890}', True),
        ('{"v": "9007199254740993.5", "w": 9007199254740993.5}', True),
        ('{"v": "1e308", "w": 1e308}', True),
        ('{"v": "1e400", "w": 1e308}', False),
        ('{"v": "0.1", "w": 0.2}', False),
    ],
)
def test_a_numeric_string_is_rounded_beside_a_float(answer: str, equal: bool) -> None:
    assert criterion(f"{V} == {W}").holds(text=answer) is equal
    assert criterion(f"{W} >= {V} && {V} >= {W}").holds(text=answer) is equal


@pytest.mark.parametrize(
    ("left", "operator", "right", "expected"),
    [
        ("9", "<", "10", True),
        ("10", "<=", "9", False),
        ("10", ">=", "1e1", True),
        ("1.0", "<=", "1", True),
        ("-2", "<", "-1", True),
        ("9007199254740992", "<", "9007199254740993", True),
        ("9", "<", "10 items", False),
        ("09", "<", "10", True),
        ("010", "<", "9", True),
        ("1_0", "<", "9", True),
        ("1e99999999999999999999", "<", "2", True),
    ],
)
def test_two_numeric_strings_have_the_order_of_numbers(
    left: str, operator: str, right: str, expected: bool
) -> None:
    assert criterion(f"{V} {operator} {W}").holds({"v": left, "w": right}) is expected
    assert criterion(f"{V} {operator} '{right}'").holds({"v": left}) is expected


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("$statusCode == '200'", True),
        ("$statusCode == '200.0'", True),
        ("$statusCode == '2e2'", True),
        ("$statusCode == '0200'", False),
        ("$statusCode == ' 200'", False),
        ("$statusCode == '\u0662\u0660\u0660'", False),
        ("$statusCode != '2_00'", True),
        ("$statusCode < '200.00000000000000000001'", True),
        ("$statusCode >= '200.00000000000000000001'", False),
        ("$statusCode < '1e400'", True),
        ("$statusCode < '1e99999'", True),
        ("$statusCode < 'infinity'", False),
    ],
)
def test_the_status_against_numeric_strings(condition: str, holds: bool) -> None:
    made = criterion(condition)
    assert "AZ702" not in made.codes
    assert made.holds({}, status=200) is holds
