"""Regexes that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from arazzo_gen.lazy import pattern

WRONG = pattern(r"(")


def test_it_does_what_a_pattern_does() -> None:
    late, known = pattern(r"(?P<a>x+)|b", re.IGNORECASE), re.compile(r"(?P<a>x+)|b", re.IGNORECASE)
    for text in ("XX b", "none", ""):
        assert [one.span() for one in late.finditer(text)] == [
            one.span() for one in known.finditer(text)
        ]
        assert late.sub(r"<\g<0>>", text) == known.sub(r"<\g<0>>", text)
    assert late.fullmatch("Xx")
    assert not late.fullmatch("Xxb")
    assert (late.pattern, late.flags, late.groups) == (known.pattern, known.flags, known.groups)


def test_it_is_compiled_when_it_is_used() -> None:
    with pytest.raises(re.error):
        WRONG.match("")
    with pytest.raises(AttributeError):
        pattern("a").nothing  # type: ignore[attr-defined]  # noqa: B018


def test_what_was_found_is_kept() -> None:
    late = pattern("a")
    assert late.match is late.match
