"""Finds what is not typed in the public signatures of a generated module."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def untyped(text: str) -> list[str]:
    """The places in a module's public signatures that are not typed.

    Public are functions and classes whose names begin without an underscore, and the fields and
    methods of those classes. `Any`, `cast` and `type: ignore` are not allowed there.
    """
    lines = text.split("\n")
    found: list[str] = []
    for name, node in _public(ast.parse(text).body, ""):
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        quoted = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
        found += [f"{name}: {word}" for word in sorted(names & {"Any", "cast"})]
        found += [f"{name}: Any" for part in quoted if isinstance(part, str) and "Any" in part]
        if "type: ignore" in lines[node.lineno - 1]:
            found.append(f"{name}: type: ignore")
    return found


def _public(body: list[ast.stmt], owner: str) -> Iterator[tuple[str, ast.AST]]:
    """The names and annotations of public definitions."""
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            if statement.name.startswith("_") and statement.name != "__init__":
                continue
            arguments = statement.args
            for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                if each.annotation is not None:
                    yield f"{owner}{statement.name}({each.arg})", each.annotation
                elif each.arg != "self":
                    yield f"{owner}{statement.name}({each.arg})", ast.Name("Any", lineno=1)
            if statement.returns is not None:
                yield f"{owner}{statement.name}", statement.returns
        elif isinstance(statement, ast.ClassDef) and not statement.name.startswith("_"):
            yield from _public(statement.body, f"{statement.name}.")
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            if statement.target.id.startswith("_"):
                continue
            yield f"{owner}{statement.target.id}", statement.annotation
            if ast.unparse(statement.annotation) == "TypeAlias" and statement.value is not None:
                yield f"{owner}{statement.target.id}", statement.value
        elif isinstance(statement, ast.Assign) and "TypedDict(" in ast.unparse(statement):
            yield ast.unparse(statement.targets[0]), statement.value
