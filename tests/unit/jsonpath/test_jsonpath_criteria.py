"""Conditions of jsonpath criteria: embedded expressions, bare filters, the older draft."""

from __future__ import annotations

from typing import Any

import pytest

from arazzo_gen.expressions.ast import Embedded, Inputs, StatusCode, Template
from arazzo_gen.expressions.jsonpath.parser import (
    JsonPathError,
    ParsedQuery,
    ParsedTest,
    parse_criterion,
    parse_query,
)
from unit.jsonpath.compiled import function

_DRAFT = "draft-goessner-dispatch-jsonpath-00"


def _test(text: str, document: object, *bound: object) -> bool:
    parsed = parse_criterion(text)
    assert isinstance(parsed, ParsedTest), parsed
    holds: bool = function(parsed.test, [f"v{i}" for i in range(len(bound))])(document, *bound)
    return holds


@pytest.mark.parametrize(
    ("text", "document", "holds"),
    [
        ("$.status == 'done'", {"status": "done"}, True),
        ("$.status == 'done'", {"status": "Done"}, False),
        ("$.status == 'done'", {}, False),
        ("$.status != 'done'", {}, True),
        ("$.status != 'done'", None, False),
        ("$.status == 'a' || $.status == \"b\"", {"status": "b"}, True),
        ("!($.status == 'a') && $.n >= 2", {"n": 2}, True),
        ("$.items.length > 0", {"items": [1]}, True),
        ("$.items.length > 0", {"items": []}, False),
        ("$.items.length > 0", {"items": "text"}, True),
        ("$.items.length > 0", {}, False),
        ("$.box.length == 7", {"box": {"length": 7, "width": 1}}, True),
        ("$.items[?(@.ok)].length == 2", {"items": [{"ok": 1}, {}, {"ok": 0}]}, True),
        ("@.a[0].b == null && $.a", {"a": [{"b": None}]}, True),
        ("!$.error && $.a == true", {"a": True}, True),
        ("length($.a) == 2", {"a": "xy"}, True),
        (" $.a == 1\n", {"a": 1}, True),
    ],
)
def test_bare_filters_are_about_the_whole_value(text: str, document: Any, holds: bool) -> None:
    assert _test(text, document) is holds


def test_a_bare_filter_is_a_dialect_and_a_query_is_none() -> None:
    bare = parse_criterion(" $.a == 1\n")
    assert isinstance(bare, ParsedTest)
    assert [(d.start, d.end) for d in bare.dialects] == [(1, 9)]
    query = parse_criterion("$.a.b\n")
    assert isinstance(query, ParsedQuery)
    assert query.dialects == ()


@pytest.mark.parametrize(
    ("text", "offset", "word"),
    [
        ("#/name == Chocolate", 0, "$"),
        ("$.a == done", 7, "done"),
        ("$.a == 'x' and $.b == 1", 11, "and"),
        ("$.a =~ /x/", 4, "=~"),
        ("  $.a === 1", 6, "==="),
    ],
)
def test_what_is_neither_is_an_error_where_it_went_wrong(text: str, offset: int, word: str) -> None:
    parsed = parse_criterion(text)
    assert isinstance(parsed, JsonPathError)
    assert (parsed.offset, word in parsed.message) == (offset, True), parsed


def test_an_embedded_expression_is_an_operand_with_its_type() -> None:
    parsed = parse_criterion("$[?@.n == {$inputs.n} && @.s < {$statusCode}]")
    assert isinstance(parsed, ParsedQuery)
    assert parsed.bound == (Inputs("n"), StatusCode())
    found = function(parsed.query, ["n", "status"])
    document = [{"n": 1, "s": 100}, {"n": True, "s": 100}, {"n": "1", "s": 100}]
    assert list(found(document, 1, 200)) == document[:1]


def test_an_embedded_expression_in_quotes_is_text() -> None:
    parsed = parse_criterion("$[?@.id == 'x-{$inputs.m}' || @.id == \"{$inputs.m}\"]")
    assert isinstance(parsed, ParsedQuery)
    assert parsed.bound == (
        Template(("x-", Embedded(Inputs("m"), 14, 25))),
        Template((Embedded(Inputs("m"), 39, 50),)),
    )
    assert parsed.dialects == ()


def test_a_value_never_becomes_syntax() -> None:
    parsed = parse_criterion("$[?@.id == '{$inputs.m}']")
    assert isinstance(parsed, ParsedQuery)
    nasty = "x' || @.id != 'x"
    assert list(function(parsed.query, ["m"])([{"id": "a"}, {"id": nasty}], nasty)) == [
        {"id": nasty}
    ]


@pytest.mark.parametrize(
    ("text", "stretch"),
    [("$.v == $inputs.v", "$inputs.v"), ("$[?(@.id == '$inputs.v')]", "'$inputs.v'")],
)
def test_braces_left_out_are_a_dialect(text: str, stretch: str) -> None:
    parsed = parse_criterion(text)
    assert not isinstance(parsed, JsonPathError)
    assert len(parsed.bound) == 1
    assert stretch in [text[d.start : d.end] for d in parsed.dialects]


@pytest.mark.parametrize(
    ("selector", "nodes"),
    [
        ("$.a[(@.length-1)].n", [3]),
        ("$.a[?(@.t.length > 1)].n", [1]),
        ("$.a[?(@.n === 2)].n", [2]),
        ("$.a.0.n", [1]),
        ("$[b,c]", [5, 6]),
    ],
)
def test_the_older_draft(selector: str, nodes: list[Any]) -> None:
    document = {"a": [{"n": 1, "t": "xy"}, {"n": 2, "t": [1]}, {"n": 3}], "b": 5, "c": 6}
    parsed = parse_query(selector, _DRAFT)
    assert isinstance(parsed, ParsedQuery), parsed
    assert list(function(parsed.query)(document)) == nodes
    plain = parse_query(selector)
    assert not isinstance(plain, ParsedQuery) or list(function(plain.query)(document)) == []


def test_a_pattern_that_is_none_is_pointed_at() -> None:
    parsed = parse_criterion("$[?search(@.a, '(b')]")
    assert isinstance(parsed, ParsedQuery)
    assert [(d.start, d.end) for d in parsed.dialects] == [(15, 19)]
    right = parse_criterion(r"$[?search(@.a, '(b)\\d\\p{Lu}') && match(@.a, @.b)]")
    assert isinstance(right, ParsedQuery)
    assert [each.code for each in right.dialects] == ["AZ407"]  # of `@.b`, which is not known yet
