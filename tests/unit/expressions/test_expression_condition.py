"""Simple conditions: literals, operators and precedence, dialects, errors."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.expressions.ast import (
    And,
    Comparison,
    Condition,
    Embedded,
    Inputs,
    LiteralValue,
    MessagePart,
    Not,
    Operand,
    Or,
    StatusCode,
    Template,
    TextOperand,
)
from arazzo_gen.expressions.condition import ConditionError, ParsedCondition, parse_condition


def _parse(text: str) -> Condition:
    parsed = parse_condition(text)
    assert isinstance(parsed, ParsedCondition), parsed
    assert parsed.dialects == ()
    return parsed.condition


def _value(text: str) -> object:
    condition = _parse(f"$statusCode == {text}")
    assert isinstance(condition, Comparison)
    assert isinstance(condition.right, LiteralValue)
    return condition.right.value


def test_a_comparison() -> None:
    assert _parse("$statusCode == 200") == Comparison(
        "==", Operand(StatusCode(), 0, 11), LiteralValue(200)
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("200", 200),
        ("-1.5e3", -1500),
        ("0.5", 0.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("'it''s'", "it's"),
        ('"double"', "double"),
        ("''", ""),
        ("'a && b == c'", "a && b == c"),
    ],
)
def test_literals(text: str, value: object) -> None:
    parsed = _value(text)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize("op", ["==", "!=", "<", "<=", ">", ">="])
def test_operators_need_no_blanks(op: str) -> None:
    condition = _parse(f"$statusCode{op}1")
    assert isinstance(condition, Comparison)
    assert condition.op == op


def test_precedence() -> None:
    one, two, three = LiteralValue(1), LiteralValue(2), LiteralValue(3)
    assert _parse("1 || 2 && 3") == Or((one, And((two, three))))
    assert _parse("(1 || 2) && 3") == And((Or((one, two)), three))
    assert _parse("!1 == 2") == Comparison("==", Not(one), two)
    assert _parse("!(1 == 2)") == Not(Comparison("==", one, two))
    assert _parse("1 && 2 && 3") == And((one, two, three))
    assert _parse("1 < 2 && 2 < 3") == And((Comparison("<", one, two), Comparison("<", two, three)))


@pytest.mark.parametrize(
    ("text", "pointer", "path"),
    [
        ("$response.body.a[0].b", (), ("a", 0, "b")),
        ("$response.body[0]['x y']", (), (0, "x y")),
        ("$response.body#/items[0].id", ("items",), (0, "id")),
        ("$response.body#/a.b/c", ("a.b", "c"), ()),
    ],
)
def test_indexes_and_dots_behind_a_body(
    text: str, pointer: tuple[str, ...], path: tuple[str | int, ...]
) -> None:
    part = MessagePart("response", "body", pointer=pointer)
    assert _parse(text) == Operand(part, 0, len(text), path)
    assert _parse(f"({text}!=null)") == Comparison(
        "!=", Operand(part, 1, 1 + len(text), path), LiteralValue(None)
    )


def test_names_keep_their_dots() -> None:
    assert _parse("$inputs.a.b[0]") == Operand(Inputs("a.b[0]"), 0, 14)


def test_a_header_ends_at_an_operator() -> None:
    condition = _parse("$response.header.X-Rate!=1&&true")
    assert isinstance(condition, And)
    assert condition.items[0] == Comparison(
        "!=", Operand(MessagePart("response", "header", "X-Rate"), 0, 23), LiteralValue(1)
    )


def test_expressions_in_braces() -> None:
    assert _parse("{$inputs.a}") == Operand(Inputs("a"), 0, 11)
    assert _parse("'{$inputs.a}'") == Operand(Inputs("a"), 0, 13)
    assert _parse("'x-{$inputs.a}'") == TextOperand(
        Template(("x-", Embedded(Inputs("a"), 2, 13))), 0, 15
    )
    assert _parse("'costs $inputs.a'") == LiteralValue("costs $inputs.a")


@pytest.mark.parametrize(
    ("text", "value", "stretch"),
    [
        ("$inputs.a == succeeded", "succeeded", "succeeded"),
        ("$inputs.a == in progress && true", "in progress", "in progress"),
        ("$inputs.a != application/json; charset=utf-8", "application/json; charset=utf-8", None),
        ("$inputs.a == 2024-01-01", "2024-01-01", "2024-01-01"),
        ("$inputs.a == True", True, "True"),
        ("$inputs.a == undefined", None, "undefined"),
    ],
)
def test_a_string_without_quotes_is_a_dialect(
    text: str, value: object, stretch: str | None
) -> None:
    parsed = parse_condition(text)
    assert isinstance(parsed, ParsedCondition)
    comparison = (
        parsed.condition.items[0] if isinstance(parsed.condition, And) else parsed.condition
    )
    assert isinstance(comparison, Comparison)
    assert comparison.right == LiteralValue(value)  # type: ignore[arg-type]
    (dialect,) = parsed.dialects
    assert text[dialect.start : dialect.end] == (stretch or value)


@pytest.mark.parametrize(
    ("text", "offset", "word"),
    [
        ("", 0, "missing"),
        ("$statusCode ==", 14, "missing"),
        ("$statusCode === 200", 12, "==="),
        ("$statusCode = 200", 12, "="),
        ("$statusCode =~ 2", 12, "=~"),
        ("$statusCode & 1", 12, "&"),
        ("$statusCode == 200 and $inputs.a", 19, "and"),
        ("$inputs.a == x or $inputs.b == y", 13, "or"),
        ("not $inputs.a", 0, "not"),
        ("$inputs.a contains 'x'", 10, "contains"),
        ("$inputs.a + 1 == 2", 10, "calculate"),
        ("length($response.body) > 2", 0, "length"),
        ("$response.body.length() > 2", 21, "function"),
        ("$statusCode == 2xx", 15, "2xx"),
        ("1 < 2 < 3", 6, "chained"),
        ("$inputs.a < b", 12, "b"),
        ("(1 == 1", 0, "parenthesis"),
        ("1 == 1)", 6, "parenthesis"),
        ("'abc", 0, "closed"),
        ("$body.x == 1", 0, "$body"),
        ("true && $steps.s", 16, "output"),
        ("$response.body.a[?(@.x)] == 1", 16, "index"),
        ('{"id": 1}', 0, "JSON"),
        ("#/name == Chocolate", 0, "#"),
        ("'{$respons.body}' == 1", 2, "$respons"),
        ("1e999 == 1", 0, "large"),
        ("(" * 500, 64, "nested"),
        ("!" * 500, 64, "nested"),
    ],
)
def test_errors_say_where_and_what(text: str, offset: int, word: str) -> None:
    parsed = parse_condition(text)
    assert isinstance(parsed, ConditionError)
    assert (parsed.offset, word in parsed.message) == (offset, True), parsed


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "$inputs.a",
                "$response.body",
                "#/a",
                "==",
                "!",
                "&&",
                "||",
                "(",
                ")",
                "'x'",
                "[0]",
                " ",
                "null",
                "word",
                "{$inputs.b}",
                "<",
                "1.5",
                "'",
                '"',
                ".",
                "=",
                "and",
            ]
        )
        | st.text(max_size=2),
        max_size=12,
    )
)
def test_any_text_gives_a_tree_or_an_error_inside_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    parsed = parse_condition(text)
    if isinstance(parsed, ConditionError):
        assert 0 <= parsed.offset <= len(text)
