"""Conditions of other tools: words of Jayway's JSONPath, and a context without a type."""

from __future__ import annotations

import json

import pytest
from one_call import Made, call


def criterion(condition: str, more: str = "", *, inputs: str = "") -> Made:
    """A step that succeeds when a condition on the body holds."""
    fields = f"context: $response.body, condition: {json.dumps(condition)}{more}"
    return call(f"successCriteria: [{{{fields}}}]", inputs=inputs)


BODY = {
    "status": "a",
    "count": 2,
    "none": None,
    "list": [],
    "full": [1, 2],
    "object": {},
    "text": "",
    "pets": [{"kind": "cat", "tags": []}, {"kind": "dog", "tags": ["big"]}],
}

WORDS: list[tuple[str, bool]] = [
    ("$.status in ['a', 'b']", True),
    ('$.status in ["a", "b"]', True),
    ("$.status in ['b']", False),
    ("$.status in ['A']", False),
    ("$.count in [1,2]", True),
    ("$.count in ['2']", False),
    ("$.none in [null]", True),
    ("$.missing in [null]", True),
    ("'a' in ['a', 'b']", True),
    ("$.status nin ['a', 'b']", False),
    ("$.status nin ['b']", True),
    ("$.missing nin ['b']", True),
    ("!($.status in ['b'])", True),
    ("$.status in ['b'] || $.count in [2]", True),
    ("$.list empty true", True),
    ("$.list empty false", False),
    ("$.full empty true", False),
    ("$.full empty false", True),
    ("$.object empty true", True),
    ("$.text empty true", True),
    ("$.count empty true", False),
    ("$.count empty false", False),
    ("$.missing empty true", False),
    ("$.missing empty false", False),
    ("$.full size 2", True),
    ("$.full size 3", False),
    ("$.status in ['a'] && $.list empty true", True),
    ("$.pets[?(@.kind in ['dog'])]", True),
    ("$.pets[?(@.kind in ['cow', 'pig'])]", False),
    ("$.pets[?(@.tags empty false && @.kind == 'dog')]", True),
    ("$.pets[?@.kind in ['cat'] && @.tags empty false]", False),
]


@pytest.mark.parametrize(("condition", "holds"), WORDS)
@pytest.mark.parametrize("type_", [", type: jsonpath", ""])
def test_words_of_jayways_jsonpath(condition: str, holds: bool, type_: str) -> None:
    made = criterion(condition, type_)
    assert set(made.codes) == {"AZ402"}
    assert made.holds(BODY) is holds


@pytest.mark.parametrize("embedded", ["{$inputs.want}", "$inputs.want"])
def test_an_input_in_a_list_of_values(embedded: str) -> None:
    made = criterion(f"$.status in ['x', {embedded}]", ", type: jsonpath", inputs="want: {}")
    assert made.holds(BODY, want="a")
    assert not made.holds(BODY, want="'a'")
    assert not made.holds(BODY, want=["a"])


@pytest.mark.parametrize(
    ("condition", "message", "hint"),
    [
        (
            "$.pets[?@.kind in ['a', 'b']]",
            "`in` is an operator of another JSONPath",
            "`(@.kind == 'a' || @.kind == 'b')`",
        ),
        (
            "$.pets[?@.tags empty true]",
            "`empty` is an operator of another",
            "`length(@.tags) == 0`",
        ),
    ],
)
def test_what_to_write_in_place_of_a_word(condition: str, message: str, hint: str) -> None:
    report = criterion(condition, ", type: jsonpath").built.report
    assert message in report
    assert hint in report


@pytest.mark.parametrize(
    ("condition", "message", "hint"),
    [
        ("$.status in 'a'", "`in` takes a list of values", "in ['a', 'b']"),
        ("$.status in $.full", "`in` takes a list of values", "in ['a', 'b']"),
        ("$.status in [$.count]", "a list has literals", "join with `||`"),
        ("$.status in ['a'", "a list is not closed", "`]`"),
        ("$.status IN ['a']", "there is no operator `IN`", "@.name in ['a', 'b']"),
        ("$.status not in ['a']", "there is no operator `not in`", "!(@.name in ['a', 'b'])"),
        ("$.list empty", "there is no operator `empty`", "@.list empty true"),
        ("$.list is empty", "there is no operator `is empty`", "@.list empty true"),
        ("$.list empty 1", "`empty` takes `true` or `false`", ""),
        ("$.list size true", "`size` takes a whole number", ""),
        (
            "$.list contains 'a'",
            "there is no operator `contains`",
            "`@.list[?@ == 'a']` for a list",
        ),
        ("$.status matches 'a'", "there is no operator `matches`", "search(@.name, 'pattern')"),
        ("$.list anyof ['a']", "there is no operator `anyof`", "$.list[?@ == 'a' || @ == 'b']"),
        ("$.status is not null", "there is no operator `is not`", "write `!=`"),
        ("$.status AND $.list", "there is no operator `AND`", "write `&&`"),
        ("$.status exists", "there is no operator `exists`", "leave it out"),
        ("$.status = 'a'", "there is no operator `=`", "write `==`"),
    ],
)
@pytest.mark.parametrize("type_", [", type: jsonpath", ""])
def test_what_stays_refused_has_a_help_that_fits(
    condition: str, message: str, hint: str, type_: str
) -> None:
    made = criterion(condition, type_)
    assert made.codes == (["AZ403"] if type_ else ["AZ402", "AZ403"])
    assert message in made.built.report
    assert hint in made.built.report


# --- A context without a type ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("$.status == 'a'", True),
        ("$.status == 'b'", False),
        ("$.list", True),
        ("$.missing", False),
        ("$", True),
        ("$..kind", True),
        ("$.pets[?@.kind == 'dog']", True),
        ("$.full.length > 1", True),
        ("@.status == 'a'", True),
        ("length($.full) == 2", True),
        ("!($.status == 'b')", True),
        ("{$inputs.want} == $.status", True),
    ],
)
def test_a_context_and_a_jsonpath_without_a_type(condition: str, holds: bool) -> None:
    made = criterion(condition, inputs="want: {default: a}" * ("want" in condition))
    assert set(made.codes) == {"AZ402"}
    assert "add `type: jsonpath`" in made.built.report
    assert made.holds(BODY) is holds


def test_the_error_of_such_a_criterion_names_its_context() -> None:
    error = criterion("$.status == 'b'").answered(BODY).error
    assert "$response.body jsonpath $.status == 'b'" in str(error)


@pytest.mark.parametrize("condition", ["$statusCode == 200", "$response.body#/status == 'a'"])
def test_a_simple_condition_makes_no_use_of_a_context(condition: str) -> None:
    made = criterion(condition)
    assert made.codes == ["AZ122"]
    assert made.holds(BODY)


@pytest.mark.parametrize("more", [", type: simple", None])
def test_a_jsonpath_in_a_simple_condition_says_what_it_needs(more: str | None) -> None:
    text = json.dumps("$.status == 'a'")
    made = (
        criterion("$.status == 'a'", more)
        if more
        else call(f"successCriteria: [{{condition: {text}}}]")
    )
    assert made.codes == ["AZ401"]
    assert "`type: jsonpath`" in made.built.report
