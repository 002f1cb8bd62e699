"""String values: text, an expression as a whole, text with expressions in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.expressions.ast import Embedded, Inputs, StepOutput, Template
from arazzo_gen.expressions.errors import ExpressionError
from arazzo_gen.expressions.template import parse_unbraced, parse_value


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "",
        "costs $5 { not an expression }",
        "$transaction",
        "$forEach.item",
        "$",
        "$5",
        "see $steps for more",
        "{$.a}",
        "{ }",
    ],
)
def test_text_without_expressions_stays_text(text: str) -> None:
    assert parse_value(text) == text


def test_a_whole_expression_is_bare() -> None:
    assert parse_value("$inputs.a") == Inputs("a")
    assert parse_value("$inputs.a\n") == Inputs("a")
    assert parse_value("$inputs.a b") == Inputs("a b")


def test_braces_alone_are_a_template_of_one_part() -> None:
    assert parse_value("{$inputs.a}") == Template((Embedded(Inputs("a"), 0, 11),))


def test_offsets_are_those_of_the_whole_text() -> None:
    text = "run-{$inputs.a}-$inputs.b/{$steps.s.outputs.c}"
    template = parse_value(text)
    assert template == Template(
        (
            "run-",
            Embedded(Inputs("a"), 4, 15),
            "-",
            Embedded(Inputs("b"), 16, 25, braced=False),
            "/",
            Embedded(StepOutput("s", "c"), 26, 46),
        )
    )


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("Bearer $inputs.token", ["$inputs.token"]),
        ("heads/$inputs.base.", ["$inputs.base"]),
        ("$inputs.first $inputs.last", ["$inputs.first", "$inputs.last"]),
        ("$inputs.a/$inputs.b", ["$inputs.a", "$inputs.b"]),
        ("a=$inputs.a&b=$inputs.b", ["$inputs.a", "$inputs.b"]),
        ('{"a": "$inputs.a"}', ["$inputs.a"]),
        ("(by $steps.s.outputs.list[0].id)", ["$steps.s.outputs.list[0].id"]),
        ("at $response.body#/a/b, then", ["$response.body#/a/b"]),
    ],
)
def test_braces_left_out_are_marked(text: str, stretches: list[str]) -> None:
    template = parse_value(text)
    assert isinstance(template, Template)
    found = [part for part in template.parts if isinstance(part, Embedded)]
    assert [text[part.start : part.end] for part in found] == stretches
    assert not any(part.braced for part in found)


def test_a_name_with_blanks_can_be_read_again_as_text() -> None:
    assert parse_unbraced("$inputs.first and more") == Template(
        (Embedded(Inputs("first"), 0, 13, braced=False), " and more")
    )
    assert parse_unbraced("nothing") == "nothing"


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("a {$inputs.x", 2),
        ("a {$statusCode.x}", 14),
        ("a {$inputs.x} {$steps.s}", 23),
        ("$input.token", 0),
        ("$url/path", 4),
    ],
)
def test_a_broken_expression_is_an_error_at_its_place(text: str, offset: int) -> None:
    parsed = parse_value(text)
    assert isinstance(parsed, ExpressionError)
    assert parsed.offset == offset


@pytest.mark.parametrize("text", ["a {$body.x}", "$body.x", "Hello {$name}", "{$n}"])
def test_a_word_that_no_expression_begins_with_is_text(text: str) -> None:
    assert parse_value(text) == text


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["{", "}", "$inputs.a", "{$inputs.b}", "$", "{$", ".", " ", "'", "#/x"])
        | st.text(max_size=3),
        max_size=10,
    )
)
def test_the_parts_of_a_template_are_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    parsed = parse_value(text)
    if isinstance(parsed, Template):
        joined = [p if isinstance(p, str) else text[p.start : p.end] for p in parsed.parts]
        assert "".join(joined) == text
