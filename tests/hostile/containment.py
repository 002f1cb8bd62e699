"""Whether a module holds the text of its document as data alone.

A hostile text tries to leave the place that it is in and to become code, which would have to name
something: `MARK`. It begins and ends with underscores, which names made from a document's never do.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from functools import lru_cache

MARK = "__PWNED__"
"""What hostile texts call: it may stand in strings and comments, never as a name."""

_IMPORTS = {
    *["__future__", "asyncio", "base64", "codecs", "collections", "collections.abc", "contextlib"],
    *["copy", "dataclasses", "datetime", "elementpath", "email.utils", "enum", "functools"],
    *["httpx", "httpx2", "io", "itertools", "json", "math", "random", "re", "ssl", "sys", "time"],
    *["typing", "unicodedata", "urllib.parse", "xml.etree", "xml.parsers", "zlib"],
}
"""What modules import today."""

_NOT_CALLED = {"eval", "exec", "compile", "__import__", "globals", "vars", "open"}


@lru_cache(maxsize=1)
def tokens(text: str) -> list[tokenize.TokenInfo]:
    """The tokens of a module."""
    return list(tokenize.generate_tokens(io.StringIO(text).readline))


def check_contained(text: str, name: str = "module.py") -> ast.Module:
    """Check a generated module for what of its document has become code.

    Args:
        text: The module.
        name: Its file name, for what is said.

    Returns:
        Its syntax tree.
    """
    for number, line in enumerate(text.split("\n"), 1):
        assert line.isprintable(), f"{name}:{number}: {line!r}"
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # "\d" in a string that should have been escaped
        tree = ast.parse(text, name)
        compile(tree, name, "exec")
    for used in set(_identifiers(tree)):
        assert MARK not in used, f"{name}: {used} is a name"
        assert re.fullmatch(r"[A-Za-z0-9_.]+", used), f"{name}: {used!r} is a name"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in _NOT_CALLED, f"{name}:{node.lineno}: {node.func.id}"
    _check_statements(tree, name)
    _check_comments(text, name)
    return tree


def _identifiers(tree: ast.AST) -> Iterator[str]:
    """Every name that code uses or makes, those in annotations that are strings with them."""
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            if isinstance(node, ast.Constant):
                continue
            if isinstance(value, str) and field != "type_comment":
                yield value
            elif isinstance(value, list):
                yield from (each for each in value if isinstance(each, str))
        for quoted in _quoted(node):
            yield from _identifiers(ast.parse(quoted, mode="eval"))


def _quoted(node: ast.AST) -> Iterator[str]:
    """The strings of a node that type checkers, and `get_type_hints`, read as code."""
    roots: list[ast.expr | None] = []
    if isinstance(node, ast.AnnAssign):
        roots.append(node.annotation)
        if isinstance(node.annotation, ast.Name) and node.annotation.id == "TypeAlias":
            roots.append(node.value)
    elif isinstance(node, ast.arg):
        roots.append(node.annotation)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        roots.append(node.returns)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "cast":
            roots.append(node.args[0])
        if node.func.id == "TypedDict" and isinstance(node.args[1], ast.Dict):
            roots += node.args[1].values
    for root in roots:
        yield from _strings_in_types(root)


def _strings_in_types(root: ast.AST | None) -> Iterator[str]:
    if isinstance(root, ast.Constant) and isinstance(root.value, str):
        yield root.value
    elif isinstance(root, ast.Subscript):
        named = root.value.id if isinstance(root.value, ast.Name) else ""
        if named not in ("Literal", "Annotated"):
            yield from _strings_in_types(root.slice)
    elif root is not None:
        for child in ast.iter_child_nodes(root):
            yield from _strings_in_types(child)


def _check_statements(tree: ast.Module, name: str) -> None:
    """The top of a module does nothing but define and import what modules need."""
    allowed = (ast.AnnAssign, ast.Assign, ast.AsyncFunctionDef, ast.ClassDef, ast.FunctionDef)
    assert isinstance(tree.body[0], ast.Expr)
    for node in tree.body[1:]:
        if isinstance(node, ast.Import):
            assert {each.name for each in node.names} <= _IMPORTS, f"{name}:{node.lineno}"
        elif isinstance(node, ast.ImportFrom):
            assert node.module in _IMPORTS, f"{name}:{node.lineno}"
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            assert MARK not in str(node.value.value), f"{name}:{node.lineno}"
        else:
            assert isinstance(node, allowed), f"{name}:{node.lineno}: {ast.unparse(node)[:80]}"


def _check_comments(text: str, name: str) -> None:
    """No comment tells a tool what to do."""
    for token in tokens(text):
        if token.type == tokenize.COMMENT and token.start[0] > 2:
            directive = re.match(r"#\s*(type:|pyright|mypy|noqa|fmt:|isort|-\*-)", token.string)
            where = f"{name}:{token.start[0]}"
            assert directive is None or MARK not in text, f"{where}: {token.string}"
