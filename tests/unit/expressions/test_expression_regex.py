"""Patterns of regex criteria."""

from __future__ import annotations

import re

import pytest

from arazzo_gen.expressions.ast import Embedded, Inputs, Template
from arazzo_gen.expressions.regex import ConditionError, ParsedRegex, parse_regex


def _pattern(text: str) -> str:
    parsed = parse_regex(text)
    assert isinstance(parsed, ParsedRegex), parsed
    assert isinstance(parsed.pattern, str)
    return parsed.pattern


@pytest.mark.parametrize(
    ("text", "found", "missed"),
    [
        (r"^2\d{2}$", "204", "404"),
        ("{2,3}".join(["a", "b"]), "aab", "ab"),
        (r"(?<word>a+)\k<word>", "aa", "a"),
        (r"(?<=x)y", "xy", "zy"),
        (r"a\/b", "a/b", "ab"),
        (r"\u{1F600}", "\U0001f600", "u"),
        (r"\cJ", "\n", "J"),
        ("[^]x", "\nx", "x"),
        (r"\\/", "\\/", "/"),
        ("/api", "x/api", "api"),
        ("/Done/i", "DONE", "gone"),
        ("/^b/gm", "a\nb", "ab"),
        ("/a.b/s", "a\nb", "ab"),
    ],
)
def test_ecmascript_spellings_are_translated(text: str, found: str, missed: str) -> None:
    pattern = _pattern(text)
    assert re.search(pattern, found)
    assert not re.search(pattern, missed)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (r"(?<year>\d+)-(?<month>\d+)-(", "("),
        ("/^(?<a>x)[z-a]$/i", "z-a]$/i"),
        (r"(?<a>x)\u{41}\p{L}", r"\p{L}"),
        ("(?<a>x){$inputs.a}*{2}", "{2}"),
        ("(?<a>b)(?<a>c)", "(?<a>c)"),
        ("abc)", ")"),
    ],
)
def test_a_mistake_is_shown_where_the_document_has_it(text: str, place: str) -> None:
    wrong = parse_regex(text)
    assert isinstance(wrong, ConditionError)
    assert text[wrong.offset :] == place


def test_delimiters_are_a_dialect() -> None:
    parsed = parse_regex("/done/i")
    assert isinstance(parsed, ParsedRegex)
    assert [d.help for d in parsed.dialects] == ["write `(?i)done`"]
    plain = parse_regex("/api/v1")
    assert isinstance(plain, ParsedRegex)
    assert plain.dialects == ()


def test_embedded_expressions() -> None:
    assert parse_regex(r"^{$inputs.a}-\d{2}$").pattern == Template(  # type: ignore[union-attr]
        ("^", Embedded(Inputs("a"), 1, 12), r"-\d{2}$")
    )
    assert parse_regex("/{$inputs.a}/i").pattern == Template(  # type: ignore[union-attr]
        ("(?i)", Embedded(Inputs("a"), 1, 12))
    )


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("a(b", 1),
        ("[a", 0),
        ("*a", 0),
        (r"\p{L}", 0),
        ("/a(/", 2),
        ("/a/q", 3),
        ("{$body}", 1),
        ("a" * 6000, 0),
        ("(" * 4000, 0),
    ],
)
def test_errors_point_into_the_text(text: str, offset: int) -> None:
    parsed = parse_regex(text)
    assert isinstance(parsed, ConditionError)
    assert parsed.offset == offset or len(text) > 100


@pytest.mark.parametrize(("pattern", "found"), [(r"^\p{L}+$", r"\p{L}"), (r"a|\P{Lu}", r"\P{Lu}")])
def test_unicode_properties_are_refused_by_name(pattern: str, found: str) -> None:
    wrong = parse_regex(pattern)
    assert isinstance(wrong, ConditionError)
    assert pattern[wrong.offset : wrong.end] == found
    assert wrong.message.startswith(f"`{found}` is not supported")
