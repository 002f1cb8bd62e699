"""Numbers in text: which texts are numbers, and that none of their digits is lost."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arazzo_gen.text.numbers import exact_number, plain_number, same_number

_DIGITS = st.decimals(-(10**30), 10**30, allow_nan=False, places=12)


@given(_DIGITS.map("{:f}".format), st.integers(-40, 40))
def test_a_number_of_json_keeps_all_digits(digits: str, exponent: int) -> None:
    text = f"{digits}e{exponent}"
    number = exact_number(text)
    assert number is not None
    assert Fraction(number) == Fraction(text)
    plain = plain_number(text)
    assert plain is None or same_number(plain, text)


@given(st.text("0123456789.eE+-_ \n\u0661x", max_size=8))
def test_a_text_is_a_number_where_json_has_it(text: str) -> None:
    try:
        is_number = text.strip() == text and type(json.loads(text)) in (int, float)
    except ValueError:
        is_number = False
    assert (exact_number(text) is not None) is is_number


@given(
    st.one_of(st.integers(-(10**300), 10**300), st.floats(allow_nan=False, allow_infinity=False))
)
def test_a_number_is_the_one_that_it_is_written_as(number: float) -> None:
    assert same_number(number, json.dumps(number))
    plain = plain_number(number)
    assert plain is not None
    assert float(plain) == float(number)


@pytest.mark.parametrize("value", [True, None, "", "NaN", "infinity", float("inf"), [1], "1" * 400])
def test_what_is_no_plain_number(value: object) -> None:
    assert plain_number(value) is None


def test_an_exponent_without_bounds_is_no_number() -> None:
    assert exact_number("1e99999999999999999999") is None
    assert plain_number("0e999999999") is None
    assert not same_number("1e99999999999999999999", "1e99999999999999999999")


def test_beside_a_float_a_text_is_rounded() -> None:
    assert same_number(float("0.12345678901234567890"), "0.12345678901234567890")
    assert not same_number(9007199254740992, "9007199254740993")
    assert plain_number("9007199254740993.0") == 9007199254740993
