"""Fuzz target of literals: each text becomes Python with the same value."""

from __future__ import annotations

import ast
import io
import json
import tokenize

from arazzo_gen.python.text.literal import (
    comment,
    docstring,
    fstring,
    literal,
    ruler,
    sentence,
    string,
    summary,
)

_INDENTS = (0, 4, 8)


def write_text(text: str) -> None:
    """Literals give their value back, f-strings their parts; docstrings are one token, comments
    are comments, and all of them are of characters that can be seen."""
    _check_value(string(text), text)
    _check_value(literal({text: [text, 1, None], "a": -0.5}), {text: [text, 1, None], "a": -0.5})
    _check_number(text)
    _check_fstring(text)
    for indent in _INDENTS:
        _check_docstring(text, indent)
        _check_docstring(summary(text), indent)
    for written in (comment(text), ruler(text)):
        _check_comment(written)
    assert "\n" not in ruler(text)
    assert "\n" not in sentence(text)


def _check_value(written: str, value: object) -> None:
    assert ast.literal_eval(written) == value, written
    _check_visible(written)
    assert "\n" not in written


def _check_number(text: str) -> None:
    """A text that is a number of JSON, as a number."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(value, int | float) and value == value and abs(value) != float("inf"):
        assert repr(ast.literal_eval(literal(value))) == repr(value)


def _check_fstring(text: str) -> None:
    written = fstring([(text, False), ("name", True), (text, False)])
    tree = ast.parse(written, mode="eval").body
    assert isinstance(tree, ast.JoinedStr)
    parts = [part.value if isinstance(part, ast.Constant) else None for part in tree.values]
    assert parts == ([text, None, text] if text else [None]), written
    _check_visible(written)


def _check_docstring(text: str, indent: int) -> None:
    written = docstring(text, indent)
    margin = " " * indent
    source = f"class A:\n{' ' * max(indent, 1)}{written}\n" if indent else f"{written}\n"
    kinds = [token.type for token in tokenize.generate_tokens(io.StringIO(source).readline)]
    assert kinds.count(tokenize.STRING) == 1, written
    assert tokenize.COMMENT not in kinds, written
    body = ast.parse(source).body
    if indent:
        (outer,) = body
        assert isinstance(outer, ast.ClassDef)
        body = outer.body
    (statement,) = body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    assert isinstance(statement.value.value, str)
    for line in written.split("\n")[1:]:
        assert not line or line.startswith(margin), written
        assert line == line.rstrip(), written
        _check_visible(line)


def _check_comment(written: str) -> None:
    for line in written.split("\n"):
        assert not line or line.startswith("# "), written
        _check_visible(line)
    if written:
        tokens = tokenize.generate_tokens(io.StringIO(written + "\n").readline)
        kinds = {token.type for token in tokens}
        assert kinds <= {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER}


def _check_visible(written: str) -> None:
    assert all(char.isprintable() for char in written), repr(written)
