"""A query that is written as text and read again is the same query."""

from __future__ import annotations

import pytest

from arazzo_gen.expressions.jsonpath.parser import (
    ParsedQuery,
    ParsedTest,
    parse_query,
    parse_test,
)
from arazzo_gen.expressions.jsonpath.write import write_query, write_test


@pytest.mark.parametrize(
    ("selector", "text"),
    [
        ("$", "$"),
        ("$.a['b c'][0][-1]", '$["a"]["b c"][0][-1]'),
        ("$['\"\\u000a']", '$["\\"\\n"]'),
        ("$..a.*", '$..["a"][*]'),
        ("$[1:5:2, 7:, :, ::-1]", "$[1:5:2, 7::, ::, ::-1]"),
        ("$[?@.a || @.b && !(@.c == 1)]", '$[?@["a"] || @["b"] && !(@["c"] == 1)]'),
        ("$[?(@.a || @.b) && @.c]", '$[?(@["a"] || @["b"]) && @["c"]]'),
        ("$[?length(@.a) > count(@..*)]", '$[?length(@["a"]) > count(@..[*])]'),
        ("$[?match(@.a, 'x.*') && $.b == null]", '$[?match(@["a"], "x.*") && $["b"] == null]'),
        ("$[?!search(@.a, 'x')]", '$[?!(search(@["a"], "x"))]'),
    ],
)
def test_a_query_in_its_one_spelling(selector: str, text: str) -> None:
    parsed = parse_query(selector)
    assert isinstance(parsed, ParsedQuery), parsed
    assert write_query(parsed.query) == text
    again = parse_query(text)
    assert isinstance(again, ParsedQuery), again
    assert again.query == parsed.query


def test_embedded_expressions_go_by_their_number() -> None:
    parsed = parse_query("$[{$inputs.i}]['{$inputs.key}'][?@ == {$inputs.value}]")
    assert isinstance(parsed, ParsedQuery), parsed
    assert write_query(parsed.query) == "$[{0}]['{1}'][?@ == {2}]"


def test_a_length_as_a_property_is_told_from_the_function() -> None:
    parsed = parse_test("$.a.length > 1")
    assert isinstance(parsed, ParsedTest), parsed
    assert write_test(parsed.test) == '$["a"].length > 1'
