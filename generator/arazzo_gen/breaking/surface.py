"""Reads what a generated module offers its callers, from its text."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from arazzo_gen.breaking.fits import Keys, Typed
from arazzo_gen.record import record


@record
class Parameter:
    """A keyword of a function, or a field of a class.

    Attributes:
        type: Its annotation.
        is_required: Whether it has no default.
    """

    type: Typed
    is_required: bool


@record
class Surface:
    """What a module offers.

    Attributes:
        functions: The keywords of its public functions, by name.
        classes: The fields of its public dataclasses, by name.
    """

    functions: Mapping[str, Mapping[str, Parameter]]
    classes: Mapping[str, Mapping[str, Parameter]]


def surface(text: str) -> Surface:
    """What a module offers its callers.

    Args:
        text: The module, as a build has written it or a formatter laid it out.

    Raises:
        SyntaxError: It is no Python.
    """
    body = ast.parse(text).body
    names = dict(_definitions(body))
    functions = {
        node.name: dict(_keywords(node, names))
        for node in body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_public(node.name)
    }
    classes = {
        node.name: dict(_fields(node, names))
        for node in body
        if isinstance(node, ast.ClassDef) and _is_public(node.name) and not _is_typed_dict(node)
    }
    return Surface(functions, classes)


def _is_public(name: str) -> bool:
    return not name.startswith("_")


def _definitions(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr | Keys]]:
    """The aliases and the typed dictionaries of a module."""
    for node in body:
        if isinstance(node, ast.ClassDef) and _is_typed_dict(node):
            fields = {
                field.target.id: field.annotation
                for field in node.body
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
            }
            yield node.name, _keys(fields)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            if ast.unparse(node.annotation) == "TypeAlias" and node.value is not None:
                yield node.target.id, node.value
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            call = node.value
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "TypedDict":
                yield node.targets[0].id, _keys(dict(_items(call)))


def _is_typed_dict(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base) == "TypedDict" for base in node.bases)


def _items(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """The keys of a `TypedDict("Name", {"key": type})`."""
    if len(call.args) == 2 and isinstance(call.args[1], ast.Dict):
        for key, value in zip(call.args[1].keys, call.args[1].values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value


def _keys(annotations: Mapping[str, ast.expr]) -> Keys:
    found: dict[str, tuple[ast.expr, bool]] = {}
    for name, given in annotations.items():
        node = given
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = ast.parse(node.value, mode="eval").body
        is_optional = isinstance(node, ast.Subscript) and ast.unparse(node.value) == "NotRequired"
        inner = node.slice if is_optional and isinstance(node, ast.Subscript) else node
        found[name] = (inner, not is_optional)
    return Keys(found)


def _keywords(
    node: ast.FunctionDef | ast.AsyncFunctionDef, names: Mapping[str, ast.expr | Keys]
) -> Iterator[tuple[str, Parameter]]:
    for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        if argument.annotation is not None:
            yield argument.arg, Parameter(Typed(argument.annotation, names), default is None)


def _fields(
    node: ast.ClassDef, names: Mapping[str, ast.expr | Keys]
) -> Iterator[tuple[str, Parameter]]:
    for field in node.body:
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            name = field.target.id
            if _is_public(name):
                yield name, Parameter(Typed(field.annotation, names), field.value is None)
