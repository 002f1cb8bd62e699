"""Criteria of type regex: a search in the text of the context."""

from __future__ import annotations

import json
from typing import Any

import pytest
from one_call import Made, call


def regex(pattern: str, context: str = "$response.body#/v", inputs: str = "") -> Made:
    """A step that succeeds when a pattern is found."""
    text = json.dumps(pattern)
    return call(
        f"successCriteria: [{{context: '{context}', condition: {text}, type: regex}}]",
        inputs=inputs,
    )


@pytest.mark.parametrize(
    ("pattern", "value", "found"),
    [
        ("on", "done", True),
        ("^done$", "done", True),
        ("^on", "done", False),
        ("DONE", "done", False),
        ("(?i)DONE", "done", True),
        (r"\d{3}", "a123", True),
        (r"^\d+$", 42, True),
        ("^true$", True, True),
        ("null", None, False),
        (r"^\[1,2\]$", [1, 2], True),
        ('"a":1', {"a": 1}, True),
        ("x{2,3}", "xxx", True),
        (r"\{\}", "{}", True),
        (r"^[äö]+$", "äö", True),
        (r"it's \"q\"", 'it\'s "q"', True),
    ],
)
def test_search(pattern: str, value: Any, found: bool) -> None:
    assert regex(pattern).holds({"v": value}) is found


def test_what_is_absent_matches_nothing() -> None:
    assert not regex(".*").holds({})


def test_status_as_context() -> None:
    made = regex("^20[01]$", "$statusCode")
    assert made.holds({}, status=201)
    assert not made.holds({}, status=204)


def test_header_as_context() -> None:
    made = regex("^application/(.+[+])?json", "$response.header.Content-Type")
    assert made.holds({})
    assert not made.holds(text="x")


def test_a_body_that_is_text() -> None:
    made = call(
        "successCriteria: [{context: $response.body, condition: '^ok', type: regex}]",
        operation="responses: {'200': {description: '', content: {text/plain: {}}}}",
    )
    assert made.holds(text="ok then")
    assert not made.holds(text="not ok")


def test_an_input_inside_a_pattern() -> None:
    made = regex("^run-{$inputs.id}$", inputs="id!: {type: string}")
    assert made.holds({"v": "run-7"}, id="7")
    assert made.holds({"v": "run-77"}, id=r"\d+")
    assert not made.holds({"v": "run-8"}, id="7")


def test_a_pattern_that_is_wrong_at_run_time_does_not_hold() -> None:
    made = regex("^run-{$inputs.id}$", inputs="id: {type: string}")
    assert not made.holds({"v": "run-("}, id="(")
    assert not made.holds({"v": "run-"})


def test_a_pattern_that_is_wrong_is_an_error() -> None:
    made = regex("(open")
    assert made.codes == ["AZ404"]
    assert not made.built.files


def test_delimiters_and_flags_are_a_dialect() -> None:
    made = regex("/^DONE$/i")
    assert made.codes == ["AZ402"]
    assert made.holds({"v": "done"})


def test_a_context_is_needed() -> None:
    assert call("successCriteria: [{condition: x, type: regex}]").built.status == 1


@pytest.mark.parametrize("pattern", [r"\p{L}", r"\A1", "(?P<a>1)", r"\u00e4", "[[:alpha:]]"])
def test_patterns_of_other_languages_do_not_crash(pattern: str) -> None:
    made = regex(pattern)
    if made.built.status == 0:
        made.holds({"v": "1"})
    else:
        assert made.codes[0] == "AZ404"


SLOW_STATUS = r"\d?" * 250 + "x"
"""A pattern which `re` needs minutes to look for in the statuses."""


def test_a_build_tries_no_slow_pattern_on_the_statuses() -> None:
    made = regex(SLOW_STATUS, "$statusCode")
    assert made.codes == ["AZ407"]
    decided = call(
        "onSuccess: [{name: a, type: end, criteria: "
        f"[{{context: $statusCode, type: regex, condition: '{SLOW_STATUS}'}}]}},"
        " {name: b, type: end, criteria: [{condition: $statusCode != 200}]}]"
    )
    assert decided.codes == ["AZ407"]


@pytest.mark.parametrize(("pattern", "codes"), [("/^20[02]$/", []), ("/^3/", ["AZ702"])])
def test_a_pattern_between_slashes_is_read_as_one_of_the_status(
    pattern: str, codes: list[str]
) -> None:
    assert regex(pattern, "$statusCode").codes == [*codes, "AZ402"]
