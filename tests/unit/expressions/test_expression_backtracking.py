"""Which patterns take more than linear time (AZ407), held against what `re` really takes."""

from __future__ import annotations

import re
import time

import pytest

from arazzo_gen.expressions.backtracking.cost import slow_part
from arazzo_gen.expressions.jsonpath import iregexp
from arazzo_gen.expressions.jsonpath.parser import ParsedQuery, parse_query
from arazzo_gen.expressions.regex import ParsedRegex, parse_regex

SLOW = r"""
(a+)+$
^(a+)+$
^(a*)*b
(x+x+)+y
^(a|a)*$
^(a|aa)+$
^(\w+\s?)*$
^(([a-z])+.)+[A-Z]([a-z])+$
^([a-zA-Z0-9]+)*@
\d+\d+x
^\d+-?\d+$
^.*foo.*bar$
(.*)(.*)=
^\s*(.*?)\s*=
^(ab|a|b)*c
^(a|ab|ba)*c
^[\w.]+@([\w]+\.?)+$
^(?:\w+,?)+;
^(a{1,30}){1,30}b
(?:[^"\\]|\\.|[^"])*"
^((a|b)+c?)+$
\w*\d*\w*z
^(.+?)+z
^(?:(?:a+)b?)*$
^(\d+|\w+)*-
^ +\s+x
([^,]*,?)+;
(\w+)*(?!x)y
(?:a+){10,}b
[a-z]+[0-9a-z]+_
^(#.*|\s*)*$
(?<name>a+)+!
^(\s|\s*,)+$
""".strip().split("\n")

HARMLESS = r"""
^(open|paid)$
^\d+$
^[a-z]+@[a-z]+\.[a-z]{2,}$
^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{12}$
^(a+)+
(a+)+
(a+)+a
^(ab)+c
^(?:[a-z]+,)+;
^\w+\s\w+$
^(\d{1,3}\.){3}\d{1,3}$
^2\d\d$
success
.*success.*
^.*success
^https?://[^/]+/.*$
^[^@]+@[^@]+$
^(a|b)*c
^(a|b|cd)*$
^(?:\d+\.)*\d+$
^[A-Z][a-z]*( [A-Z][a-z]*)*$
^\s*\w+\s*$
^.{0,20}x.{0,20}y$
\d{1,20}\d{1,20}x
^(?>a+)+$
^(a++)+$
^\S+ .*$
"(?:[^"\\]|\\.)*"
^v\d+(\.\d+)*(-\w+)?$
^(?=a+$)a*$
^#?([a-f0-9]{6}|[a-f0-9]{3})$
^[\w-]+(\.[\w-]+)*@[\w-]+(\.[\w-]+)+$
^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$
(?i)^(completed|done|ok)$
^$
^(|a)b
a?b?c?d?
^((25[0-5]|2[0-4]\d|1?\d?\d)(\.|$)){4}$
\bfoo\b
^(?:(?:[a-z]-?)+\.)+com$
(?i)^(A|a)+$
^(\d|[0-9])*x
""".strip().split("\n")


def compiled(text: str) -> re.Pattern[str]:
    """A pattern as a module has it."""
    parsed = parse_regex(text)
    assert isinstance(parsed, ParsedRegex)
    assert isinstance(parsed.pattern, str)
    return re.compile(parsed.pattern)


def underlined(text: str) -> list[str]:
    """What the warnings about a pattern underline."""
    parsed = parse_regex(text)
    assert isinstance(parsed, ParsedRegex)
    return [text[each.start : each.end] for each in parsed.dialects if each.code == "AZ407"]


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """How long one try from the start of a text takes."""
    start = time.process_time()
    pattern.match(text)
    return time.process_time() - start


@pytest.mark.parametrize("text", SLOW)
def test_a_slow_pattern_is_slow_on_the_string_that_is_named(text: str) -> None:
    slow = slow_part(text, "", lambda part: iregexp.translate(part) or part)
    assert slow is not None
    first, word, last = slow.example
    pattern = compiled(text)
    # A linear pattern takes under a millisecond for the longest of these.
    length = 8
    while seconds(pattern, first + word * (length // len(word)) + last) < 0.02:
        length += length // 6 + 1
        assert length < 40_000
    assert underlined(text) != []


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_pattern_has_no_warning(text: str) -> None:
    assert underlined(text) == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (r"^x(\w+)*$", r"(\w+)*"),
        (r"^(?:ab|a|b)*c", "(?:ab|a|b)*"),
        (r"^a+b (\d+)-?\d+$", r"\d+)-?\d+"),
        (r"/^\s+ +x/i", r"\s+ +"),
        ("^{$inputs.a}(b*)*c", "(b*)*"),
        ("(?<year>[0-9]+)*z", "(?<year>[0-9]+)*"),
    ],
)
def test_the_part_is_underlined(text: str, part: str) -> None:
    assert underlined(text) == [part]


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("$[?search(@.a, '(x+)+y')]", "(x+)+"),
        ("$[?match(@.a, '(x+)+')]", "(x+)+"),
        ("$[?search(@.a, '(x+)+')]", None),
        ("$[?match(@.a, '(x\\\\.?)+')]", None),
        ("$[?match(@.a, '(\\\\w+ ?)+')]", "'(\\\\w+ ?)+'"),
    ],
)
def test_patterns_of_jsonpath(query: str, part: str | None) -> None:
    parsed = parse_query(query)
    assert isinstance(parsed, ParsedQuery)
    found = [query[each.start : each.end] for each in parsed.dialects]
    assert found == ([part] if part else [])


def test_a_pattern_as_large_as_may_be_is_looked_at_in_no_time() -> None:
    for text in ("(a|b)*" * 800, "(" * 50 + "a+" + ")+" * 50, "[a-z]*x?" * 600, "(.*,){20}" * 490):
        start = time.process_time()
        parse_regex(text)
        assert time.process_time() - start < 3
