"""Literals of document text: harmless Python with the same value, whatever the text says."""

from __future__ import annotations

import ast
import math
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arazzo_gen.python.text.literal import (
    WIDTH,
    comment,
    docstring,
    fstring,
    literal,
    module_docstring,
    remark,
    ruler,
    sentence,
    string,
    summary,
)
from arazzo_gen.python.types import formats

NASTY = (
    '"""', "\\", 'a"', "a\\", '\\"""', "\r", "\r\n", "\u2028", "{{x}}", "{x}", "\x00", "\u202e",
    "\ud800", "'''", "# x", "\f", "\x1b[0m", "#" * 200, "x" * 200, 'x"' * 100, "    code\n\t\ttab",
    "- item\n- " + "word " * 60, "https://example.com/" + "a" * 100, '"', "``", "%s", "\N{DELETE}",
    "\ufeff", "\xad", "\xa0", "a\n\n\n\nb", "    ", "\n", "", "é", "日本語",
)  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=200), st.lists(st.sampled_from(NASTY)).map("".join)
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)
QUICK = settings(max_examples=150, derandomize=True, deadline=None)


@QUICK
@given(JSON)
@example(10**5000)
@example(-(10**5000))
@example(math.inf)
@example(-0.0)
def test_a_literal_gives_the_value(value: Any) -> None:
    text = literal(value)
    assert (
        repr(ast.literal_eval(text)) == repr(value)
        if not isinstance(value, int)
        else (ast.literal_eval(text) == value)
    )
    assert all(char.isprintable() or char == " " for char in text)


def test_nan_is_nan() -> None:
    assert literal(math.nan) == 'float("nan")'


@QUICK
@given(st.lists(TEXT, max_size=4))
def test_an_f_string_gives_its_parts(parts: list[str]) -> None:
    written = fstring([piece for part in parts for piece in ((part, False), ("x", True))])
    tree = ast.parse(written, mode="eval").body
    pieces = tree.values if isinstance(tree, ast.JoinedStr) else [tree]
    texts = [piece.value if isinstance(piece, ast.Constant) else "-" for piece in pieces]
    assert "".join(map(str, texts)) == "".join(part + "-" for part in parts)


@QUICK
@given(TEXT, st.integers(1, 8))
def test_a_docstring_is_one_harmless_statement(text: str, indent: int) -> None:
    written = docstring(text, indent)
    tree = ast.parse(f"def f():\n{' ' * indent}{written}")
    (function,) = tree.body
    assert isinstance(function, ast.FunctionDef)
    assert len(function.body) == 1
    assert isinstance(ast.get_docstring(function), str)
    for line in written.split("\n"):
        assert all(char.isprintable() for char in line), line
        assert line == line.rstrip()
        assert len(line) <= WIDTH or "://" in line
    first, *others = written.split("\n")
    assert len(first) + indent <= WIDTH or "://" in first
    assert all(line[0] == " " for line in others if line)


@QUICK
@given(TEXT, st.lists(TEXT, max_size=3))
@example("", ["a\nb", "c\rd", "e\r\nf"])
def test_only_our_own_words_stand_at_the_margin_of_a_module(text: str, rows: list[str]) -> None:
    written = module_docstring(text, "Its steps", rows, "Call it.")
    (statement,) = ast.parse(written).body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    _, *others = written.split("\n")
    ours = [line for line in others if line and line[0] != " "]
    assert ours == ["Its steps:", "Call it.", '"""']
    assert all(len(line) <= WIDTH or "://" in line for line in written.split("\n"))


@QUICK
@given(TEXT)
def test_a_comment_stays_a_comment(text: str) -> None:
    for line in comment(text).split("\n"):
        assert line == "" or line.startswith("# doc: ")
    assert ruler(text).startswith("# --- ")
    assert remark(text).startswith(("# doc: ", "# a ", "# an ", "# base64", "# each ", "# in the "))
    for line in [*comment(text).split("\n"), ruler(text), remark(text)]:
        assert line.isprintable()
        assert "#" not in line[1:]
    assert len(ruler(text)) <= WIDTH


def test_a_remark_begins_with_words_of_ours() -> None:
    assert remark("a UUID") == "# a UUID"
    assert remark("in the format `; fmt: skip`") == "# in the format `\uff1b fmt\uff1a skip`"
    for words in (*formats._WORDS.values(), "in the format `x`", "each a UUID"):
        assert remark(words) == f"# {words}"


@QUICK
@given(TEXT)
def test_a_summary_is_text_still(text: str) -> None:
    ast.parse(docstring(summary(text)))
    assert "\n" not in sentence(text)


def test_readable_text_stays_readable() -> None:
    assert string("Grüße, 日本") == '"Grüße, 日本"'
    assert string("\u202eabc\u200b") == '"\\u202eabc\\u200b"'
    assert docstring("Says hello.") == '"""Says hello."""'
    assert docstring('Says "hello"') == '"""Says "hello\\""""'


def test_markdown_is_filled_and_lists_hang() -> None:
    text = "One\ntwo.\n\n- first " + "word " * 20 + "\n- second\n"
    assert docstring(text).split("\n") == [
        '"""One two.',
        "",
        "    - first" + " word" * 15,
        "      word word word word word",
        "    - second",
        '    """',
    ]


@pytest.mark.parametrize("last", ["`a:: b`", "`a:: b:: c`"])
def test_no_line_but_the_last_ends_like_the_head_of_code(last: str) -> None:
    """For napoleon, a parameter whose first line ends so is code from the second one on."""
    text = "word " * 14 + "words"
    for width in range(4):
        lines = docstring(f"{text}{'s' * width} {last}.").split("\n")
        assert lines[1].strip() == f"{last}."


def test_the_first_paragraph_of_a_long_text_is_its_summary() -> None:
    assert summary("# Title\n\nMore.") == "Title.\n\nMore."
    assert summary("First line\nof two\n\n" + "much more text\n\n" * 40) == "First line of two."


@pytest.mark.parametrize("indent", [4, 8])
def test_lines_that_are_set_in_keep_their_spaces(indent: int) -> None:
    assert "\n    a   b\n" in docstring("Table:\n\n    a   b\n", indent).replace(
        "\n" + " " * indent, "\n"
    )
