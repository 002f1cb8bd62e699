"""Queries that are parsed, emitted and run: every selector, comparison and function once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.expressions.jsonpath.parser import JsonPathError, ParsedQuery, parse_query
from unit.jsonpath.compiled import function

_SHOP: dict[str, Any] = {
    "items": [
        {"id": "a", "price": 5, "tags": ["red", "small"], "stock": None},
        {"id": "b", "price": 12.5, "tags": [], "sold": True},
        {"id": "c", "price": "12", "tags": ["red"], "parts": [{"id": "c1"}, {"id": "c2"}]},
    ],
    "total": 3,
    "limit": 3.0,
    "it's": {"x.y": 1, "": 2},
    "note": "line\nbreak",
}


def _run(selector: str, document: object = _SHOP) -> list[Any]:
    parsed = parse_query(selector)
    assert isinstance(parsed, ParsedQuery), parsed
    return list(function(parsed.query)(document))


@pytest.mark.parametrize(
    ("selector", "nodes"),
    [
        ("$.total", [3]),
        ("$['total']", [3]),
        ("$ ['it\\'s'] [\"x.y\"]", [1]),
        ("$['it\\u0027s']['']", [2]),
        ("$.missing", []),
        ("$.total.x", []),
        ("$.items[0].id", ["a"]),
        ("$.items[-1].id", ["c"]),
        ("$.items[3]", []),
        ("$.items[-4]", []),
        ("$.total[0]", []),
        ("$.items[0, 2].id", ["a", "c"]),
        ("$.items[0]['price', 'id']", [5, "a"]),
        ("$.items[*].id", ["a", "b", "c"]),
        ("$.items.*.id", ["a", "b", "c"]),
        ("$.items[0].tags[*]", ["red", "small"]),
        ("$.items[:2].id", ["a", "b"]),
        ("$.items[1:].id", ["b", "c"]),
        ("$.items[::-1].id", ["c", "b", "a"]),
        ("$.items[-1:0:-2].id", ["c"]),
        ("$.items[::0]", []),
        ("$.total[:]", []),
        ("$..id", ["a", "b", "c", "c1", "c2"]),
        ("$..parts[0].id", ["c1"]),
        ("$.items[1, 1:].id", ["b", "b", "c"]),
        ("$.items[?@.sold].id", ["b"]),
        ("$.items[?@.stock].id", ["a"]),
        ("$.items[?!@.stock].id", ["b", "c"]),
        ("$.items[?@.stock == null].id", ["a"]),
        ("$.items[?@.sold == true].id", ["b"]),
        ("$.items[?@.sold != true].id", ["a", "c"]),
        ("$.items[?@.id == 'b'].price", [12.5]),
        ("$.items[?'b' == @.id].price", [12.5]),
        ("$.items[?@.price > 5].id", ["b"]),
        ("$.items[?@.price >= 5].id", ["a", "b"]),
        ("$.items[?@.price < 1e2].id", ["a", "b"]),
        ("$.items[?@.price <= '12'].id", ["c"]),
        ("$.items[?@.missing == @.gone].id", ["a", "b", "c"]),
        ("$.items[?@.missing <= @.gone].id", ["a", "b", "c"]),
        ("$.items[?@.missing < 1].id", []),
        ("$.items[?@.missing == null].id", []),
        ("$.items[?@.tags == $.items[2].tags].id", ["c"]),
        ("$[?@ == $.limit]", [3, 3.0]),
        ("$[?@ == 1]", []),
        ("$.items[?@.id == 'a' || @.id == 'b' && @.sold].id", ["a", "b"]),
        ("$.items[?(@.id == 'a' || @.id == 'b') && @.sold].id", ["b"]),
        ("$.items[?!(@.id == 'a')].id", ["b", "c"]),
        ("$.items[?@.tags[?@ == 'small']].id", ["a"]),
        ("$.items[?@.parts[*].id].id", ["c"]),
        ("$.items[?length(@.tags) == 2].id", ["a"]),
        ("$.items[?length(@.tags) < 2].id", ["b", "c"]),
        ("$.items[?length(@.missing) == 0].id", []),
        ("$.items[?length(@.id) == 1].id", ["a", "b", "c"]),
        ("$.items[?count(@.tags[*]) > 1].id", ["a"]),
        ("$.items[?count(@..id) == 3].id", ["c"]),
        ("$.items[?count(@) == 1].id", ["a", "b", "c"]),
        ("$.items[?value(@..small) == 1]", []),
        ("$.items[?value(@.tags[*]) == 'red'].id", ["c"]),
        ("$.items[?match(@.id, '[ab]')].id", ["a", "b"]),
        ("$.items[?match(@.price, '.*')].id", ["c"]),
        ("$.items[?match(@.id, '\\\\p{Ll}')].id", ["a", "b", "c"]),
        ("$.items[?search(@.id, '[')].id", []),
        ("$.items[?search('xbx', @.id)].id", ["b"]),
        ("$[?match(@, 'line.break')]", []),
        ("$[?search(@, 'e.?b')]", []),
        ("$[?search(@, 'e\\nb')]", ["line\nbreak"]),
        ("$.items[?@.id == 'c', 0].id", ["c", "a"]),
        ("$.items[?@.price == 5, ?@.sold, *].id", ["a", "b", "a", "b", "c"]),
    ],
)
def test_the_nodes_in_order(selector: str, nodes: list[Any]) -> None:
    assert json.dumps(_run(selector)) == json.dumps(nodes)


def test_equality_is_that_of_json() -> None:
    values: list[Any] = [
        0,
        False,
        1,
        True,
        1.0,
        "1",
        None,
        [],
        {},
        [1, {"a": True}],
        [1.0, {"a": True}],
    ]
    document = [{"l": left, "r": right} for left in values for right in values]
    equal = [(node["l"], node["r"]) for node in _run("$[?@.l == @.r]", document)]
    groups: list[list[Any]] = [
        [0],
        [False],
        [1, 1.0],
        [True],
        ["1"],
        [None],
        [[]],
        [{}],
        values[-2:],
    ]
    assert len(equal) == sum(len(group) ** 2 for group in groups)
    unequal = _run("$[?@.l != @.r]", document)
    assert len(equal) + len(unequal) == len(document)


def test_deep_documents_are_compared_and_searched() -> None:
    deep: Any = "x"
    other: Any = "x"
    for _ in range(5000):
        deep, other = [deep], [other]
    assert len(_run("$[?@.a == @.b]", [{"a": deep, "b": other}])) == 1
    assert _run("$..missing", deep) == []


@pytest.mark.parametrize(
    ("selector", "offset", "word"),
    [
        ("", 0, "start"),
        ("items", 0, "start"),
        ("$.", 2, "name"),
        ("$. a", 2, "name"),
        ("$.1", 2, "name"),
        ("$ ", 1, "blanks"),
        ("$.items[", 8, "selector"),
        ("$.items[0", 7, "closed"),
        ("$.items[01]", 8, "index"),
        ("$.items[-0]", 8, "index"),
        ("$.items[9007199254740992]", 8, "range"),
        ("$['a", 2, "closed"),
        ("$['a\\", 2, "closed"),
        ("$['\\x']", 3, "escape"),
        ("$['\\ud800']", 3, "surrogate"),
        ("$[?@.a == 1 == 2]", 12, "chained"),
        ("$[?@.a = 1]", 7, "="),
        ("$[?@.* == 1]", 3, "several"),
        ("$[?length(@.a)]", 3, "length"),
        ("$[?length(@.*) > 1]", 10, "one value"),
        ("$[?count(1) > 1]", 9, "query"),
        ("$[?count(@.a, 1) > 1]", 3, "one argument"),
        ("$[?match(@.a) == 1]", 3, "two arguments"),
        ("$[?match(@.a, 'x') == true]", 3, "compared"),
        ("$[?lenght(@.a) > 1]", 3, "lenght"),
        ("$[?'x']", 3, "compared"),
        ("$[?(@.a]", 7, "']'"),
        ("$[?@.a == done]", 10, "done"),
        ("$[?" + "(" * 300, 50, "nested"),
        ("$" + "[*]" * 100, 0, "segments"),
        ("$" + "[?@" * 30, 0, "segments"),
        ("$[?count(@[*]" + "[?count(@[*]" * 9, 0, "segments"),
        ("$[(@.length-1)]", 2, "script"),
        ("$[{$inputs.i}:2]", 2, "slice"),
        ("$[{$inputs.i}", 1, "bracket"),
        ("$[?@.a == {$body}]", 11, "$body"),
        ("$[?@.a == {$inputs.a]", 10, "closed"),
    ],
)
def test_errors_say_where_and_what(selector: str, offset: int, word: str) -> None:
    parsed = parse_query(selector)
    assert isinstance(parsed, JsonPathError)
    assert word in parsed.message, parsed
    if offset:
        assert parsed.offset == offset, parsed


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "$",
                "@",
                ".a",
                "..",
                "[",
                "]",
                "*",
                "?",
                "(",
                ")",
                "'x'",
                "0",
                "-1",
                ":",
                ",",
                " ",
                "==",
                "<",
                "&&",
                "||",
                "!",
                "length(",
                "match(",
                "{$inputs.a}",
                "true",
                "\\u00",
            ]
        )
        | st.text(max_size=2),
        max_size=14,
    )
)
def test_any_text_gives_a_query_that_runs_or_an_error(pieces: list[str]) -> None:
    selector = "$" + "".join(pieces)
    parsed = parse_query(selector)
    if isinstance(parsed, JsonPathError):
        assert 0 <= parsed.offset <= len(selector)
    else:
        bound = [f"value_{number}" for number in range(len(parsed.bound))]
        list(function(parsed.query, bound)(_SHOP, *bound))
