"""What AZ407 says of a pattern: that it is slow, or that it cannot be analysed. Where it says
nothing, the pattern was analysed and takes linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stepping import StopError, matched, steps

from arazzo_gen.expressions.backtracking.cost import Unanalysable, slow_part
from arazzo_gen.expressions.backtracking.search import Slow
from arazzo_gen.expressions.jsonpath.parser import ParsedQuery, parse_query
from arazzo_gen.expressions.linear import linear_pattern, matches_name
from arazzo_gen.expressions.regex import ParsedRegex, parse_regex
from arazzo_gen.expressions.xpath import ParsedXPath, parse_xpath

WORDS = [f"code{at}" for at in range(300)]

SLOW = {
    "many optional groups": "".join(f"(x{at})?" for at in range(70)) + "(a+)+$",
    "the same group many times": "(x)?" * 300 + "(a+)+$",
    "more loops than are looked at": "(?:[a-y]{2}z)*" * 70 + "(a+)+$",
    "a conditional group": "(b)?(?(1)c|d)(a+)+$",
    "spread out": "(?x) ^ ( a+ )+ $ # letters",
    "spread out inside": "^(?x:( a+ )+ )$",
    "a comment": "^(?#letters)(a+)+$",
    "a long prefix": "^" + "abcdefghij" * 25 + "(a+)+$",
    "counted groups in each other": "^(((((a{0,7}){0,7}){0,7}){0,7}){0,7})$",
    "long alternatives": "^(" + "a" * 210 + "|" + "b" * 210 + "|" + "a" * 210 + ")*$",
    "many alternatives": "^(" + "|".join([*WORDS[:60], "co", "de1"]) + ")*$",
    "large counts": r"^\d{1,200}\d{1,200}x",
    "choices one after the other": "^" + "(a|a)" * 30 + "b",
    "optional letters": "^" + "a?" * 30 + "a" * 30,
    "a round of nothing": "^((a*)*b)*c",
    "a backreference to a loop": r"^(a+)\1+b",
    "a loop and its backreference": r"^(a*)\1c",
    "behind": "(?<=(?:a|a){40}b)c",
    "a lookahead": "^(?!(a|a)*b)c",
    "a lookahead in a loop": r"^(?:(?!.*foo)\w)*x",
    "an atomic group that fails": "^(?:(?>a*b)|a)*c",
    "flags of a group": "^(?i:A+)(?-i:a+)c",
    "an octal escape": r"^(\101+)+$",
}

LINEAR = [
    *("^(" + "|".join(WORDS) + ")$", "^(?:(?:" + "|".join(WORDS[:40]) + "),)*$"),
    *(r"(['\"]).*?\1", r"^(\w+) \1$", r"^(a)\1\1b", r"^(?P<q>x|y)z(?P=q)$", r"^(a|b)(?:\1)*c"),
    *(r"(?<=foo)bar+", r"(?<!\d)\d{3}(?!\d)"),
    *("^(?>a+b?)+$", "^(?:a*+b)*+$", r"^(?>\w+\s?)*$", "(?i:A|a)+$", "(?#x)a+(?#y)b"),
    *(r"(?a)\w+(?:\s\w+)*$", r"(?x) ^ \w+ (?: \. \w+ )* $", r"^(x)?(?(1)y|z)\w*$"),
    *(r"^(?:(?!foo).)*foo$", r"^(?=.*\d)(?=.*[a-z])\w+$", r"^[\w .-]{1,1024}$"),
    r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$",
    r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$",
    r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    "(x)?" * 8 + "y",
    "^" + "abcdefghij" * 25 + "a+$",
]

UNANALYSABLE = {
    "too many parts in too many orders": "(a|b)*" * 800,
    "groups too deep": "(" * 110 + "a" + ")" * 110,
    "many alternatives in a loop": "^(?:" + "|".join(WORDS) + ")*$",
    "in a conditional group": "^(?P<x>b)?(?(x)(a+)+|c)$",
    "an expression's text": "^{$response.body#/a}$",
}


def warnings(parsed: object) -> list[str]:
    """The messages of AZ407."""
    assert isinstance(parsed, ParsedRegex | ParsedQuery | ParsedXPath), parsed
    return [each.message for each in parsed.dialects if each.code == "AZ407"]


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_what_is_slow_is_said_to_be(text: str) -> None:
    (message,) = warnings(parse_regex(text))
    assert "very long" in message
    assert "cannot be analysed" not in message


@pytest.mark.parametrize("text", LINEAR)
def test_of_what_is_linear_nothing_is_said(text: str) -> None:
    assert warnings(parse_regex(text)) == []


@pytest.mark.parametrize("text", UNANALYSABLE.values(), ids=UNANALYSABLE)
def test_what_was_not_looked_at_is_said_with_the_reason(text: str) -> None:
    (message,) = warnings(parse_regex(text))
    assert "it cannot be analysed, because " in message


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("$[?match(@.a, @.b)]", "cannot be analysed"),
        ("$[?search(@.a, $.b.c)]", "cannot be analysed"),
        ("$[?match(@.a, {$inputs.b})]", "cannot be analysed"),
        (r"$[?match(@.a, '(\\p{L}+ ?)+')]", "share out"),
        (r"$[?match(@.a, '\\p{Lu}\\p{Ll}*( \\p{Lu}\\p{Ll}*)*')]", None),
        (r"$[?match(@.a, '[\\p{L}\\d]+-\\P{L}*')]", None),
    ],
)
def test_patterns_of_jsonpath(query: str, said: str | None) -> None:
    found = warnings(parse_query(query))
    assert len(found) == (said is not None)
    assert said is None or said in found[0]


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("//a[matches(., '^(a+)+$')]", "(a+)+"),
        ("replace(/a, '(x+x+)+y', 'z', 'i')", "x+x+"),
        ("//a[fn:matches(., @pattern)]", "@pattern"),
        ("tokenize(/a, concat(/b, ','))", "concat(/b, ',')"),
        (r"replace(/a, '\p{L}', 'z')", r"'\p{L}'"),
        ("matches(/a, 'x', 'q')", "'x'"),
        ("tokenize(/a, ',')", None),
        ("tokenize(/a)", None),
        ("matches(/a/b, '^a+$')", None),
        ("string-join(//a, 'matches(x, y)')", None),
    ],
)
def test_patterns_of_xpath(path: str, part: str | None) -> None:
    parsed = parse_xpath(path)
    assert isinstance(parsed, ParsedXPath)
    found = [path[each.start : each.end] for each in parsed.dialects if each.code == "AZ407"]
    assert found == ([] if part is None else [part])


# --- Random patterns --------------------------------------------------------------------

ATOMS = st.sampled_from(["a", "b", "c", "[ab]", "[^a]", "."])
SIGNS = st.sampled_from(["*", "+", "?", "*?", "+?", "??", "{0,3}", "{2}", "{2,}"])


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Patterns made of others."""
    return st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda both: f"(?:{both[0]}|{both[1]})"),
        st.tuples(inner, SIGNS).map(lambda both: f"(?:{both[0]}){both[1]}"),
        inner.map(lambda each: f"(?={each})"),
        inner.map(lambda each: f"(?>{each})"),
    )


PATTERNS = st.tuples(
    st.recursive(ATOMS, larger, max_leaves=7), st.sampled_from(["", "$", "c"])
).map(lambda both: "^" + "".join(both))
PUMPS = ["a", "b", "c", "ab", "ba", "ac", "bb", "aab", "abb", "bac"]


def texts(rounds: int) -> Iterator[str]:
    """Strings that a pattern may take long on, all of them longer with more rounds."""
    for word in PUMPS:
        for start in ("", "ab"):
            for end in ("", "d"):
                yield start + word * (rounds // len(word)) + end


@settings(derandomize=True, deadline=None, max_examples=120)
@given(PATTERNS)
def test_a_pattern_of_which_nothing_is_said_is_linear(pattern: str) -> None:
    verdict = slow_part(pattern, "", str)
    assert not isinstance(verdict, Unanalysable)
    if verdict is not None:
        return
    for short, middle, long in zip(texts(12), texts(24), texts(48), strict=True):
        counted = [steps(pattern, text, 20_000) for text in (short, middle, long)]
        first, second = counted[1] - counted[0], counted[2] - counted[1]
        assert second <= 3 * max(first, 12) + 40, (pattern, long, counted)


@settings(derandomize=True, deadline=None, max_examples=120)
@given(PATTERNS, st.text("abcd", max_size=8))
def test_the_matcher_that_counts_finds_what_re_finds(pattern: str, text: str) -> None:
    real = re.match(pattern, text)
    try:
        assert matched(pattern, text, 20_000)[1] == (real.end() if real else None)
    except StopError:
        assert isinstance(slow_part(pattern, "", str), Slow)


@pytest.mark.parametrize("pattern", [*SLOW.values(), r"\d?" * 100 + "x"])
def test_a_build_runs_no_pattern_that_may_be_slow(pattern: str) -> None:
    assert linear_pattern(pattern) is None
    assert not matches_name(pattern, "a")


def test_a_build_runs_the_others() -> None:
    pattern = linear_pattern("^20[02]$")
    assert pattern is not None
    assert [code for code in range(100, 600) if pattern.search(str(code))] == [200, 202]
    assert linear_pattern("(") is None
    assert linear_pattern("a" * 501) is None
    assert matches_name("^x-", "x-y")
