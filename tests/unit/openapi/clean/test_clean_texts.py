"""Texts that pass as regexes and URIs pass everywhere."""

from __future__ import annotations

import re
import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.openapi.clean.texts import is_regex, is_uri, is_uri_reference

PIECES = (
    "a", "-", "z", "A", "0", "9", ".", "\\", "[", "]", "[^", "(", ")", "(?:", "(?=", "(?!", "(?<",
    "(?i)", "*", "+", "?", "{", "}", "{2}", "{1,3}", "{3,1}", "{,2}", "|", "^", "$", r"\d", r"\w",
    r"\b", r"\x41", r"\u0041", r"\p{L}", r"\1", "a-z", "z-a", ",", "é", "\n", "&&", "--", "[a-z]+",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=500)
def test_what_passes_as_a_regex_is_one_for_python(text: str) -> None:
    if is_regex(text):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "^[a-z0-9-]+$",
        r"^\d{4}-\d{2}(?:-\d{2})?$",
        r"^(?!.*--)[A-Za-z_][\w.-]{0,63}$",
        r"^https?://[^\s/$.?#].[^\s]*$",
        "^(foo|bar)*?$",
        r"^[0-9a-f]{8}\b-[0-9a-f]{4}$",
        r"^\+?[1-9]\d{1,14}$",
    ],
)
def test_common_regexes_pass(text: str) -> None:
    assert is_regex(text)


@pytest.mark.parametrize(
    "text",
    ["(", ")", "[", "*", "a**", "a{3,1}", "[z-a]", r"[\w-z]", r"\p{L}", "(?i)a", "(?P<a>b)", "^*",
     r"\1", "(?<=a)b", "(" * 60 + ")" * 60, "a" * 10 + "(" * 200_000, "[" * 200_000],
)  # fmt: skip
def test_all_else_is_left_to_the_library(text: str) -> None:
    start = time.monotonic()
    assert not is_regex(text)
    assert time.monotonic() - start < 5


def test_long_regexes_take_no_time() -> None:
    start = time.monotonic()
    assert is_regex("(?:[a-z]" * 40 + ")" * 40)
    assert is_regex("[a-zA-Z0-9]{1,3}" * 50_000)
    assert not is_regex("[a-zA-Z0-9" * 50_000)
    assert time.monotonic() - start < 5


def test_uris() -> None:
    assert is_uri("https://a.example/b/c#d")
    assert is_uri_reference("#/components/schemas/A")
    assert is_uri_reference("b/c.json#/d%20e")
    assert is_uri_reference("about:blank")
    for text in ("", "a b", "https://", "http://a b/", "//a", "mailto:a", "http://[::1]/"):
        assert not is_uri(text)
    for text in ("a b", "%zz", "a:b", "//a", "#a#b", "[", "ü"):
        assert not is_uri_reference(text)
