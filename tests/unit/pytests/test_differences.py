"""What differs between two JSON values, as Python code that is shorter than the value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arazzo_gen.pytests.difference import difference
from arazzo_gen.text.keys import key_of
from arazzo_gen.text.node import JsonValue

JOB: JsonValue = {
    "id": "job-1",
    "state": {"name": "queued", "since": "2026-05-01T00:00:00Z", "by": "nobody"},
    "parts": [{"number": 1, "text": "the first part of the job"}],
}

VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=8,
)


def without(value: dict[str, JsonValue], *names: str) -> dict[str, JsonValue]:
    """As in `playback.py`."""
    return {name: each for name, each in value.items() if name not in names}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, "JOB"),
        ({"id": "job-2"}, '{**JOB, "id": "job-2"}'),
        (
            {"state": {"name": "done", "since": "2026-05-01T00:00:00Z", "by": "nobody"}},
            '{**JOB, "state": {**JOB["state"], "name": "done"}}',
        ),
        (
            {"parts": [{"number": 2, "text": "the first part of the job"}]},
            '{**JOB, "parts": [{**JOB["parts"][0], "number": 2}]}',
        ),
        ({"parts": []}, '{**JOB, "parts": []}'),
        ({"new": None}, '{**JOB, "new": None}'),
    ],
)
def test_only_what_differs_is_written(changed: dict[str, JsonValue], code: str) -> None:
    assert isinstance(JOB, dict)
    assert difference("JOB", JOB, {**JOB, **changed}) == code


def test_properties_are_taken_away() -> None:
    assert isinstance(JOB, dict)
    assert difference("JOB", JOB, without(JOB, "parts")) == 'without(JOB, "parts")'
    found = difference("JOB", JOB, {**without(JOB, "parts"), "id": "x"})
    assert found == '{**without(JOB, "parts"), "id": "x"}'


def test_what_has_little_in_common_is_written_out() -> None:
    assert difference("JOB", JOB, {"error": "no"}) == '{"error": "no"}'
    assert difference("JOB", JOB, [1]) == "[1]"
    assert difference("ONE", 1, True) == "True"


@given(VALUES, VALUES)
def test_the_code_gives_the_value(usual: JsonValue, value: JsonValue) -> None:
    code = difference("USUAL", usual, value)
    made = eval(code, {"USUAL": usual, "without": without})  # noqa: S307 - what is tested
    assert made == value
    assert isinstance(value, dict) or key_of(made) == key_of(value)
