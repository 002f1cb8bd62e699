"""Conditions in words: a sentence where there is one that says exactly that, else the source."""

from __future__ import annotations

import pytest

from arazzo_gen.text.listing import listed
from unit.draw.drawings import said

STATUS = "$response.body#/status"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (f"{STATUS} == 'done'", "status is done"),
        (f"'done' == {STATUS}", "status is done"),
        (f"{STATUS} != 'done'", "status is not done"),
        (f"!({STATUS} == 'done')", "status is not done"),
        (f"!({STATUS} != 'done')", "status is done"),
        (f"!(!({STATUS} == 'done'))", "status is done"),
        (f"{STATUS} == 'a' || {STATUS} == 'b'", "status is a or b"),
        (f"{STATUS} == 'a' || {STATUS} == 'b' || 'c' == {STATUS}", "status is a, b or c"),
        (f"({STATUS} == 'a' || ({STATUS} == 'b' || {STATUS} == 'a'))", "status is a or b"),
        (f"{STATUS} != 'a' && {STATUS} != 'b'", "status is neither a nor b"),
        (f"!({STATUS} == 'a' || {STATUS} == 'b')", "status is neither a nor b"),
        (f"{STATUS} != 'a' || {STATUS} != 'b'", "status is not a or status is not b"),
        (f"{STATUS} == 'a' && {STATUS} == 'b'", "status is a and status is b"),
        (f"{STATUS} == 'in progress'", 'status is "in progress"'),
        (f"{STATUS} == 'a, b'", 'status is "a, b"'),
        (f"{STATUS} == 'true'", 'status is "true"'),
        (f"{STATUS} == 'null'", 'status is "null"'),
        (f"{STATUS} == 'Or'", 'status is "Or"'),
        (f"{STATUS} == ''", 'status is ""'),
        (f"{STATUS} == '7'", 'status is "7"'),
        ("$response.body#/size == 7", "size is 7"),
        ("$response.body#/size == 7.5", "size is 7.5"),
        ("$response.body#/error == null", "error is null"),
        ("$response.body#/error != null", "error is not null"),
        ("$response.body#/done == true", "done is true"),
        ("$response.body#/done", "done is true"),
        (f"{STATUS}", "status is neither null nor false"),
        ("$response.body#/size > 3", "size is more than 3"),
        ("$response.body#/size >= 3", "size is at least 3"),
        ("$response.body#/size < 3", "size is less than 3"),
        ("3 > $response.body#/size", "3 is more than size"),
        ("!($response.body#/size > 3)", "not (size is more than 3)"),
        ("$response.body#/items/0/state == 'a'", "items[0].state is a"),
        ("$response.body#/odd~1name == 'a'", '["odd/name"] is a'),
        (f"{STATUS} == $inputs.a", "status is input a"),
        (f"{STATUS} == $steps.poll.outputs.state", "status is output state of poll"),
        ("$steps.read.outputs.own == 'a'", "status is a"),
        ("$response.header.X-State == 'a'", "header X-State is a"),
        ("$request.query.q == 'a'", "parameter q of the request is a"),
        ("$url == 'a'", "the URL is a"),
    ],
)
def test_a_simple_condition(condition: str, words: str) -> None:
    assert said(condition) == words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("$statusCode == 404", "HTTP 404"),
        ("404 == $statusCode", "HTTP 404"),
        ("$statusCode != 404", "not HTTP 404"),
        ("$statusCode == 404 || $statusCode == 410", "HTTP 404 or 410"),
        ("$statusCode != 404 && $statusCode != 410", "not HTTP 404 or 410"),
        ("$statusCode >= 200 && $statusCode < 300", "HTTP 2xx"),
        ("$statusCode < 300 && 200 <= $statusCode", "HTTP 2xx"),
        ("$statusCode > 199 && $statusCode <= 299", "HTTP 2xx"),
        ("$statusCode >= 400 && $statusCode < 600", "HTTP 4xx or 5xx"),
        ("$statusCode >= 200 && $statusCode < 205", "HTTP 200 to 204"),
        ("$statusCode >= 500", "HTTP status is at least 500"),
        ("$statusCode == '404'", 'HTTP status is "404"'),
        ("$statusCode != null", "HTTP status is not null"),
        ("$statusCode >= 300 && $statusCode < 200", None),
        ("$statusCode >= 200 && $statusCode < 300 && $statusCode < 250", None),
        ("$statusCode == 429 || ($statusCode >= 500 && $statusCode < 600)", "HTTP 429 or HTTP 5xx"),
    ],
)
def test_a_status(condition: str, words: str | None) -> None:
    found = said(condition)
    if words is not None:
        assert found == words
    else:  # no range: each comparison is said
        assert found.count("HTTP status is") == condition.count("$statusCode")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (
            f"$statusCode == 200 && ({STATUS} == 'a' || {STATUS} == 'b')",
            "HTTP 200 and (status is a or b)",
        ),
        (
            f"$statusCode == 200 || {STATUS} == 'a' && $response.body#/size == 1",
            "HTTP 200 or (status is a and size is 1)",
        ),
        (
            f"$statusCode >= 200 && $statusCode < 300 && {STATUS} == 'a'",
            "HTTP 2xx and status is a",
        ),
        (
            f"$statusCode >= 400 && $statusCode < 600 && {STATUS} == 'a'",
            "(HTTP 4xx or 5xx) and status is a",
        ),
        (
            f"!({STATUS} == 'a' && $response.body#/size == 1)",
            "status is not a or size is not 1",
        ),
        (
            f"!({STATUS} == 'a' && $response.body#/size > 1)",
            "not (status is a and size is more than 1)",
        ),
        (
            f"{STATUS} == 'a' || $response.body#/note == 'a' || {STATUS} == 'b'",
            "(status is a or b) or note is a",
        ),
    ],
)
def test_conditions_together(condition: str, words: str) -> None:
    assert said(condition) == words


def test_several_criteria_hold_together() -> None:
    assert said(f"{STATUS} == 'a'", "$response.body#/size == 1") == "status is a and size is 1"


def test_queries_and_patterns() -> None:
    body = "$response.body"
    regex = {"type": "regex", "context": STATUS, "condition": '^a "b"$'}
    assert said(regex) == r'status matches "^a \"b\"$"'
    path = {"type": "jsonpath", "context": body, "condition": "$.items[?(@.state == 'a')]"}
    assert said(path) == 'JSONPath $.items[?@.state == "a"] finds something'
    bound = {"type": "jsonpath", "context": body, "condition": "$.items[?@.state == {$inputs.a}]"}
    assert said(bound) == ("JSONPath $.items[?@.state == {0}] finds something with {0} = $inputs.a")
    deep = {"type": "jsonpath", "context": body, "condition": "$..items[0]['b']['c d']"}
    assert said(deep) == """JSONPath $..items[0].b["c d"] finds something"""
    of_input = {"type": "regex", "context": STATUS, "condition": "^{$inputs.a}$"}
    assert said(of_input) == "$response.body#/status matches ^{$inputs.a}$"


def test_a_list() -> None:
    assert [listed("abc"[:size], "or") for size in range(4)] == ["", "a", "a or b", "a, b or c"]
