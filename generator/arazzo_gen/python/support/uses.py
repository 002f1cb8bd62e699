"""The names that a text of Python refers to, and those that it binds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from arazzo_gen.lazy import pattern

_TOKEN = pattern(
    r"""\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | \#[^\n]*
    | [rRbBfFuU]{1,2}(?:"(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
    | \d[\w.]* | \.\s*\w+ | for\s.*?\sin\b | (?:as|def|class)\s+\w+
    | [A-Za-z_]\w*(?:(?:,\s\w+)+,?\s=(?!=) | \s*=(?!=) | \s*:)?""",
    re.VERBOSE | re.DOTALL,
)
_FIELD = pattern(r"\{([^{}]*)\}")
_WORD = pattern(r"\w+")
# What has scopes of its own or binds in other ways, and types that are written as text.
_UNUSUAL = frozenset(
    ("lambda", "import", "global", "nonlocal", "del", "match", "TypeAlias", "TypedDict", "cast")
)
# A function inside another. What a method takes besides `self` is annotated, and so is found.
_INNER = pattern(r"\n +(?:async )?def (?!\w+\(\s*self\b)")


def words_of(text: str) -> tuple[set[str], set[str]] | None:
    """The names in a text, from its words: parsing takes several times as long.

    Args:
        text: Statements, as the writers of this package write them.

    Returns:
        The names that it refers to or binds anywhere, and those that it may bind; None where
        words do not say it.
    """
    used: set[str] = set()
    bound: set[str] = set()
    if _INNER.search(text) or not _note_words(text, used, bound):
        return None
    return None if used & _UNUSUAL else (used, bound)


def _note_words(text: str, used: set[str], bound: set[str]) -> bool:
    """Note the names in a text; whether that is all there is to note."""
    for token in set(_TOKEN.findall(text)):
        if token.isidentifier():
            used.add(token)
        elif token[-1] in "\"'":
            if token[0] not in "\"'" and not _note_fields(token, used, bound):
                return False
        elif token[-1] in ":=":
            if token[-1] == ":" or token[-2].isspace():
                used.update(_WORD.findall(token))
                bound.update(_WORD.findall(token))
        elif token.startswith(("for", "as")):
            bound.update(_WORD.findall(token))
    return True


def _note_fields(string: str, used: set[str], bound: set[str]) -> bool:
    """Note the names in the fields of an f-string; whether that is all there is to note."""
    if "f" not in string[:2].lower():
        return True
    body = string[2:-1].replace("{{", "").replace("}}", "")
    fields: list[str] = _FIELD.findall(body)
    if string[1] not in "\"'" or body.count("{") != len(fields):
        return False
    return all(_note_words(field, used, bound) for field in fields)


def parsed_names(text: str) -> frozenset[str]:
    """The names that a text refers to and does not bind in the function that does so."""
    used: set[str] = set()
    _note_names(ast.parse(text), used, set())
    return frozenset(used)


def _note_names(node: ast.AST, used: set[str], bound: set[str]) -> None:
    """Note the names that a node refers to, but for its own functions' variables, and binds."""
    if isinstance(node, ast.Name):
        (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        return
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        _note_function(node, used, bound)
        return
    if isinstance(node, ast.Import | ast.ImportFrom):
        bound.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.AnnAssign | ast.Call) and _is_quoted_type(node):
        for quoted in _quoted_types(node):
            used.update(_quoted_names(quoted))
    for child in ast.iter_child_nodes(node):
        _note_names(child, used, bound)


def _note_function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, used: set[str], bound: set[str]
) -> None:
    arguments = node.args
    outside: list[ast.expr] = [*node.decorator_list, *arguments.defaults]
    outside += [default for default in arguments.kw_defaults if default is not None]
    if node.returns is not None:
        outside.append(node.returns)
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    outside += [one.annotation for one in every if one.annotation is not None]
    for expression in outside:
        _note_names(expression, used, bound)
    inner_used: set[str] = set()
    inner_bound: set[str] = set()
    for statement in node.body:
        _note_names(statement, inner_used, inner_bound)
    used |= inner_used - inner_bound - {one.arg for one in every}
    bound |= {node.name, *inner_bound}


def _is_quoted_type(node: ast.AST) -> bool:
    """Whether strings in a node are types: those of an alias or of a functional TypedDict."""
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.annotation, ast.Name) and node.annotation.id == "TypeAlias"
    return isinstance(node, ast.Call) and any(
        _is_name(node.func, name) for name in ("TypedDict", "cast")
    )


def _quoted_types(node: ast.AST) -> Iterator[str]:
    """The strings in a node that are types: neither the values of an enum nor keys."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _quoted_types(value)
    elif not (isinstance(node, ast.Subscript) and _is_name(node.value, "Literal")):
        for child in ast.iter_child_nodes(node):
            yield from _quoted_types(child)


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _quoted_names(text: str) -> Iterator[str]:
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
