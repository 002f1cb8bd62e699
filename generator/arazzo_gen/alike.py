"""Tells whether two texts of Python differ in their layout alone, as formatters change it."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings

_REFUSALS = (
    SyntaxError,
    ValueError,
    RecursionError,
    MemoryError,
    OverflowError,
    tokenize.TokenError,
)

_WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def are_alike(one: str, other: str) -> bool:
    """Whether two modules are the same code with the same comments.

    Line breaks and indentation (of docstrings too), the kind of quotes, adjacent string literals
    that are joined, trailing commas, and brackets that change nothing make no difference. The
    characters that end lines do. A text that is no Python is like no other.
    """
    if ("\r" in one) != ("\r" in other):
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _tree(one) == _tree(other) and _comments(one) == _comments(other)
        except _REFUSALS:
            return False


def _tree(text: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, _WITH_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
            node.body[0] = ast.Expr(ast.Constant(ast.get_docstring(node)))
    return ast.dump(tree)


def _comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]
