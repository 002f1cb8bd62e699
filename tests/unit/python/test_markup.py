"""Text of documents in docstrings: what reStructuredText would take for markup stands in
backticks, and what it and Markdown read alike stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.python.text.literal import summary
from arazzo_gen.python.text.markup import inert

CASES = {
    "Secret key (sk_...), sent": "Secret key (`sk_`...), sent",
    "price_ and foo__": "`price_` and `foo__`",
    "all *.json files": "all `*.json` files",
    "|foo| or a|b": "`|foo|` or `a|b`",
    "an unended `code": "an unended 'code",
    "see :func:`x` here": "see :func:'x' here",
    ".. include:: secret": "`..` include: secret",
    "of it::": "of it:",
}
SAME = (
    "snake_case",
    "**bold words**, *one*",
    "`*.json` and ``a|b_``",
    "a | b",
    "2 * 3",
    "it's",
    "",
)


@pytest.mark.parametrize("text", CASES)
def test_markup_of_restructuredtext_alone_is_inert(text: str) -> None:
    assert inert(text) == CASES[text]


@pytest.mark.parametrize("text", SAME)
def test_what_both_read_alike_stays(text: str) -> None:
    assert inert(text) == text


def test_summaries_are_inert() -> None:
    assert summary("Keys begin with sk_.") == "Keys begin with `sk_`."


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.text(alphabet="ab_*|`:. -\\([\n", max_size=30))
def test_every_word_is_still_there(text: str) -> None:
    def letters(of: str) -> str:
        return "".join(char for char in of if char in "ab")

    assert letters(inert(text)) == letters(text)
