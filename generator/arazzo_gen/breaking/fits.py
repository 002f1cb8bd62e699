"""Tells whether each value of one annotation fits another, as type checkers see it.

The two may stand in two modules, each with its own names. Where neither is sure, the answer is no.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from arazzo_gen.record import record

_WIDER: Mapping[str, frozenset[str]] = {
    "bool": frozenset({"int", "float"}),
    "int": frozenset({"float"}),
}
_LISTS = frozenset({"list", "Sequence", "Iterable"})
_MAPPINGS = frozenset({"dict", "Mapping"})
_ANYTHING = frozenset({"Any", "object"})
_JSON = frozenset({"bool", "int", "float", "str", "list", "dict", "None", "Literal", "JsonValue"})


@record
class Typed:
    """An annotation, and the names of its module.

    Attributes:
        node: The annotation.
        names: What the module defines: aliases, and classes with the keys or fields of a
            `TypedDict`.
    """

    node: ast.expr
    names: Mapping[str, ast.expr | Keys]

    def at(self, node: ast.expr) -> Typed:
        """Another annotation of the same module."""
        return Typed(node, self.names)


@record
class Keys:
    """The keys of a `TypedDict`: their annotations, and whether each is required."""

    types: Mapping[str, tuple[ast.expr, bool]]


def fits(one: Typed, other: Typed, *, is_written: bool) -> bool:
    """Whether each value of one annotation is a value of the other.

    Args:
        one: The annotation of the values.
        other: The annotation that they are used for.
        is_written: Whether callers write the values, as dictionaries: then they may leave out keys
            that are not required, but write none that there is not. Else they read them.
    """
    return _Fit(is_written).fits(one, other)


class _Fit:
    def __init__(self, is_written: bool) -> None:
        self._is_written = is_written
        self._seen: set[tuple[str, str]] = set()

    def fits(self, one: Typed, other: Typed) -> bool:
        wanted = list(_members(other))
        return all(any(self._member_fits(each, want) for want in wanted) for each in _members(one))

    def _member_fits(self, one: Typed, other: Typed) -> bool:
        a, b = one.node, other.node
        name, wanted = _named(a), _named(b)
        if wanted in _ANYTHING or name == "Any":
            return True
        given, needed = one.names.get(name), other.names.get(wanted)
        if isinstance(given, Keys) and isinstance(needed, Keys):
            if (name, wanted) in self._seen:
                return True
            self._seen.add((name, wanted))
            return self._keys_fit(one, given, other, needed)
        if wanted == "JsonValue":
            return name in _JSON
        if name == "Literal" and wanted != "Literal":
            name = _of_literal(a)
            return name == wanted or wanted in _WIDER.get(name, ())
        if _is_plain(a) and _is_plain(b):
            return name == wanted or wanted in _WIDER.get(name, ())
        if _alike(name, wanted):
            pairs = zip(_arguments(a), _arguments(b), strict=False)
            return all(self.fits(one.at(x), other.at(y)) for x, y in pairs)
        return ast.dump(a) == ast.dump(b)

    def _keys_fit(self, one: Typed, given: Keys, other: Typed, needed: Keys) -> bool:
        if self._is_written and not given.types.keys() <= needed.types.keys():
            return False
        for key, (node, is_required) in needed.types.items():
            if key not in given.types:
                if is_required or not self._is_written:
                    return False
                continue
            found, is_given = given.types[key]
            if (is_required and not is_given) or not self.fits(one.at(found), other.at(node)):
                return False
        return True


def _members(typed: Typed, depth: int = 0) -> Iterator[Typed]:
    """The members of a union, with aliases and literals taken apart."""
    node = typed.node
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        node = _parsed(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _members(typed.at(node.left), depth)
        yield from _members(typed.at(node.right), depth)
        return
    if isinstance(node, ast.Name) and depth < 50 and node.id != "JsonValue":
        known = typed.names.get(node.id)
        if isinstance(known, ast.expr):
            yield from _members(typed.at(known), depth + 1)
            return
    if _generic(node) == "Literal":
        for value in _arguments(node):
            yield typed.at(ast.Subscript(ast.Name("Literal"), value))
        return
    yield typed.at(node)


def _parsed(text: str) -> ast.expr:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Name(text)


def _alike(name: str, wanted: str) -> bool:
    """Whether a list or mapping is one of the other kind, too."""
    if name == wanted:
        return name in _LISTS | _MAPPINGS
    return (name in _LISTS and wanted in _LISTS - {"list"}) or (
        name in _MAPPINGS and wanted == "Mapping"
    )


def _is_plain(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute | ast.Constant)


def _named(node: ast.expr) -> str:
    """The name of a type: of a generic one, that of the generic."""
    if isinstance(node, ast.Constant) and node.value is None:
        return "None"
    return _generic(node) or ast.unparse(node)


def _generic(node: ast.expr) -> str:
    return ast.unparse(node.value) if isinstance(node, ast.Subscript) else ""


def _arguments(node: ast.expr) -> list[ast.expr]:
    assert isinstance(node, ast.Subscript)
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _of_literal(node: ast.expr) -> str:
    """The type of the value of a literal."""
    (value,) = _arguments(node)
    return type(value.value).__name__ if isinstance(value, ast.Constant) else ""
