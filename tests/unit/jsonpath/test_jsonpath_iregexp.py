"""I-Regexp (RFC 9485) as patterns of `re`."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.expressions.jsonpath.iregexp import translate


@pytest.mark.parametrize(
    ("pattern", "matches", "not_"),
    [
        ("a.c", "abc", "a\nc"),
        ("a.c", "a\u2028c", "a\rc"),
        ("[^a]", "\n", "a"),
        ("(ab|c){2}", "abc", "ab"),
        ("x{1,}y?", "xx", "y"),
        (r"\.\*\(\)\-", ".*()-", "xx()-"),
        ("[a-c-]+", "a-c", "d"),
        ("[.&|^]+", ".&|^", "a"),
        (r"[\]\\]", "]", "a"),
        (r"\d\w", "1a", "aa"),
        ("^a$", "a", "a\n"),
        ("", "", "a"),
    ],
)
def test_patterns_that_match_from_end_to_end(pattern: str, matches: str, not_: str) -> None:
    translated = translate(pattern)
    assert translated is not None
    assert re.fullmatch(translated, matches)
    assert not re.fullmatch(translated, not_)


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "[",
        "[]",
        "a**",
        "*a",
        "(?:a)",
        "(?i)a",
        "a{2,1}",
        "a{",
        "}",
        "]",
        r"\q",
        "a" * 3000,
        "(" * 900 + ")" * 900,
    ],
)
def test_what_is_no_pattern(pattern: str) -> None:
    assert translate(pattern) is None or len(pattern) > 1000


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text("ab.[]()^$|*+?{}1,\\-&", max_size=10))
def test_what_is_translated_compiles(pattern: str) -> None:
    translated = translate(pattern)
    if translated is not None:
        re.compile(translated)
