from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.text import pointer


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", ()),
        ("/", ("",)),
        ("/a/0/b", ("a", "0", "b")),
        ("/a~1b/m~0n", ("a/b", "m~n")),
        ("/~01", ("~1",)),
        ("/ /é", (" ", "é")),
        ("/a//b/", ("a", "", "b", "")),
    ],
)
def test_parse_and_write(text: str, tokens: tuple[str, ...]) -> None:
    assert pointer.parse(text) == tokens
    assert pointer.write(tokens) == text


@pytest.mark.parametrize(("text", "offset"), [("a/b", 0), ("/a~b", 2), ("/a/~", 3), ("/~2", 1)])
def test_what_is_not_a_pointer(text: str, offset: int) -> None:
    with pytest.raises(pointer.PointerError) as caught:
        pointer.parse(text)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("#", ()),
        ("#/paths/~1users~1%7Bid%7D/get", ("paths", "/users/{id}", "get")),
        ("/c%25d", ("c%d",)),
        ("#/%C3%A9", ("é",)),
        ("#/a+b", ("a+b",)),
        ("#/~1a%7E1b", ("/a/b",)),
    ],
)
def test_fragments_are_percent_decoded(text: str, tokens: tuple[str, ...]) -> None:
    assert pointer.parse_fragment(text) == tokens


@pytest.mark.parametrize(
    ("text", "offset"), [("#/a%", 3), ("#/a%zz", 3), ("#/%ff", 1), ("#a", 1), ("#/a~", 3)]
)
def test_what_is_not_a_pointer_in_a_fragment(text: str, offset: int) -> None:
    with pytest.raises(pointer.PointerError) as caught:
        pointer.parse_fragment(text)
    assert caught.value.offset == offset


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=6), max_size=5).map(tuple))
def test_any_tokens_come_back(tokens: tuple[str, ...]) -> None:
    assert pointer.parse(pointer.write(tokens)) == tokens
    fragment = pointer.write_fragment(tokens)
    assert pointer.parse_fragment(fragment) == tokens
    assert fragment.isascii()
    assert fragment.isprintable()
