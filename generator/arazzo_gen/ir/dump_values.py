"""Types, expressions and conditions of the IR as text, for `dump`.

An expression's type follows it after `::`, unless its context or its kind suggests that type. Text
of a document is quoted as JSON, in ASCII, or is a plain word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from arazzo_gen import ir, types
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.expressions.jsonpath.write import write_query, write_test
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record

_WORD = pattern(r"[A-Za-z_][A-Za-z0-9_-]*")
_WIDTH = 100

_NATURAL: dict[type[ir.Expr], types.Type] = {
    ir.StatusCode: types.Int(),
    ir.RequestUrl: types.Str(),
    ir.ResponseHeader: types.Str(),
    ir.RequestHeader: types.Str(),
    ir.RequestQuery: types.Str(),
    ir.Text: types.Str(),
    ir.XmlEscaped: types.Str(),
    ir.XPathValue: types.Str(),
}
"""The type that a kind of expression suggests, which is not written; `Json` for all others."""


@record
class Group:
    """Text with items inside, which get lines of their own where they do not fit on one."""

    head: str
    items: tuple[Tree, ...]
    tail: str


Tree: TypeAlias = str | Group


def word(text: str) -> str:
    """A name of the document: as it is where it is a plain word, else quoted."""
    return text if _WORD.fullmatch(text) else quoted(text)


def quoted(text: str) -> str:
    """Text of the document, which can contain anything, in quotes."""
    return json.dumps(text)


def flat(tree: Tree) -> str:
    """A tree on one line."""
    if isinstance(tree, str):
        return tree
    return f"{tree.head}{', '.join(map(flat, tree.items))}{tree.tail}"


def laid_out(before: str, tree: Tree) -> list[str]:
    """The lines of a tree behind some text."""
    line = before + flat(tree)
    if isinstance(tree, str) or not tree.items or len(line) <= _WIDTH:
        return [line]
    margin = " " * (len(before) - len(before.lstrip(" ")))
    items = [line for item in tree.items for line in laid_out(f"{margin}    ", item)]
    return [before + tree.head, *items, margin + tree.tail]


class Names:
    """The names of types in the text: those of the module, and made-up ones (`~Page`) for types
    that the module does not name.

    Args:
        module: The module.
    """

    def __init__(self, module: ir.Module) -> None:
        self.written: Mapping[str, str] = dict(module.type_names)
        self._defs = module.types.defs
        self._labels: dict[str, str] = {}
        self._used: set[str] = set()
        for key, _ in module.type_names:
            self.label(key)

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Key and label of every type that has been asked for, in order."""
        return list(self._labels.items())

    def label(self, key: str) -> str:
        """What a type is called in the text."""
        if key not in self._labels:
            found = self._defs.get(key)
            hint = word(found.hint) if found is not None else "?"
            wanted = self.written.get(key, f"~{hint}")
            label, number = wanted, 1
            while label in self._used:
                number += 1
                label = f"{wanted}~{number}"
            self._used.add(label)
            self._labels[key] = label
        return self._labels[key]

    # --- Types --------------------------------------------------------------------------

    def type(self, type_: types.Type) -> str:
        """A type."""
        match type_:
            case types.Str():
                return f"str({word(type_.format)})" if type_.format is not None else "str"
            case types.Literal():
                return f"enum({', '.join(map(json.dumps, type_.values))})"
            case types.List():
                return f"list[{self.type(type_.item)}]"
            case types.Map():
                return f"map[{self.type(type_.value)}]"
            case types.Tuple():
                rest = [f"*{self.type(type_.rest)}"] if type_.rest is not None else []
                return f"tuple[{', '.join([*map(self.type, type_.items), *rest])}]"
            case types.Union():
                return " | ".join(map(self._member, type_.members))
            case types.Named():
                return self.label(type_.key)
            case types.Binary():
                return "bytes"
        return type(type_).__name__.lower()

    def _member(self, type_: types.Type) -> str:
        text = self.type(type_)
        return f"({text})" if isinstance(type_, types.Union) else text

    # --- Expressions --------------------------------------------------------------------

    def expr(self, expr: ir.Expr, suggested: types.Type | None = None) -> Tree:
        """An expression.

        Args:
            expr: The expression.
            suggested: The type that its place suggests; else its kind does.
        """
        tree = self._bare(expr)
        if expr.type == (_natural(expr) if suggested is None else suggested):
            return tree
        mark = f" :: {self.type(expr.type)}"
        if isinstance(tree, str):
            return tree + mark
        return Group(tree.head, tree.items, tree.tail + mark)

    def text(self, text: str | ir.Text) -> Tree:
        """A pattern or path: a constant, or text with values in it."""
        return quoted(text) if isinstance(text, str) else self.expr(text)

    def _bare(self, expr: ir.Expr) -> Tree:
        match expr:
            case ir.Const():
                shown = json.dumps(expr.value)
                return f"const({shown})" if isinstance(expr.value, (list, dict)) else shown
            case ir.At():
                return self._base(expr.base) + "".join(map(_token, expr.path))
            case ir.Text():
                parts = (quoted(p) if isinstance(p, str) else self._part(p) for p in expr.parts)
                return Group("text(", tuple(parts), ")")
            case ir.XmlEscaped():
                kind = "cdata" if expr.cdata else "xml"
                return Group(f"{kind}(", (self.expr(expr.value),), ")")
            case ir.ListOf():
                return Group("[", tuple(map(self.expr, expr.items)), "]")
            case ir.MapOf():
                entries = (self._entry(name, value) for name, value in expr.entries)
                return Group("{", tuple(entries), "}")
            case ir.Required():
                pointer = quoted(expr.pointer) if expr.pointer is not None else "none"
                named = f"{quoted(expr.step)}, {quoted(expr.name)}, {pointer}"
                return Group("required(", (self.expr(expr.value), named), ")")
            case ir.OrNull():
                return Group("or-null(", (self.expr(expr.value),), ")")
            case ir.JsonPathValue():
                bound = map(self.expr, expr.bindings)
                items = (self.expr(expr.base), write_query(expr.query), *bound)
                return Group("jsonpath(", items, ")")
            case ir.XPathValue():
                version = quoted(expr.version)
                return Group("xpath(", (self.expr(expr.base), self.text(expr.path), version), ")")
        return _leaf(expr)

    def _part(self, expr: ir.Expr) -> Tree:
        """A value inside text; a constant is marked, for it would look like the text around it."""
        tree = self.expr(expr)
        return Group("value(", (tree,), ")") if isinstance(expr, ir.Const) else tree

    def _entry(self, name: str, value: ir.Expr) -> Tree:
        tree = self.expr(value)
        if isinstance(tree, str):
            return f"{quoted(name)}: {tree}"
        return Group(f"{quoted(name)}: {tree.head}", tree.items, tree.tail)

    def _base(self, base: ir.Expr) -> str:
        text = flat(self.expr(base))
        simple = not isinstance(base, ir.At | ir.Const) and base.type == _natural(base)
        return text if simple else f"({text})"

    # --- Conditions ---------------------------------------------------------------------

    def _side(self, expr: ir.Expr) -> str:
        text = flat(self.expr(expr))
        return text if text == flat(self._bare(expr)) else f"({text})"

    def cond(self, cond: ir.Cond) -> Tree:
        """A condition."""
        match cond:
            case ir.Compare():
                sides = f"{self._side(cond.left)} {cond.op} {self._side(cond.right)}"
                return sides if cond.loose else f"strictly({sides})"
            case ir.All():
                return Group("all(", tuple(map(self.cond, cond.items)), ")")
            case ir.Any():
                return Group("any(", tuple(map(self.cond, cond.items)), ")")
            case ir.Not():
                return Group("not(", (self.cond(cond.item),), ")")
            case ir.Truthy():
                return Group("truthy(", (self.expr(cond.value),), ")")
            case ir.Exists():
                return Group("exists(", (self.expr(cond.value),), ")")
            case ir.Length():
                return f"length({flat(self.expr(cond.value))}) {cond.op} {cond.size!r}"
            case ir.Matches():
                return Group("matches(", (self.expr(cond.value), self.text(cond.pattern)), ")")
            case ir.JsonPathFinds():
                bound = map(self.expr, cond.bindings)
                return Group("finds(", (self.expr(cond.base), _found(cond.query), *bound), ")")
        named = (self.expr(cond.base), self.text(cond.path), quoted(cond.version))
        return Group("xpath-holds(", named, ")")


def _found(query: jsonpath.Query | jsonpath.Test) -> str:
    """A query, or a test as a filter has it."""
    return write_query(query) if isinstance(query, jsonpath.Query) else f"?{write_test(query)}"


def _token(token: str | int) -> str:
    if isinstance(token, str) and _WORD.fullmatch(token):
        return f".{token}"
    return f"[{json.dumps(token)}]"


def _leaf(expr: ir.Expr) -> str:
    match expr:
        case ir.Input():
            return path("inputs", expr.name)
        case ir.StepOutput():
            return path("steps", expr.step, expr.name)
        case ir.WorkflowOutput():
            return path("workflows", expr.workflow, expr.name)
        case ir.CalledOutput():
            return path("called", expr.name)
        case ir.Supplied():
            return path("supplied", expr.param)
        case ir.ResponseHeader():
            return path("response.header", expr.name)
        case ir.RequestHeader():
            return path("request.header", expr.name)
        case ir.RequestQuery():
            return path("request.query", expr.name)
        case ir.ResponseBody():
            return f"response.{expr.media}"
        case ir.RequestBody():
            return f"request.{expr.media}"
        case ir.RequestUrl():
            return "request.url"
    return "status"


def path(head: str, *names: str) -> str:
    """Names behind a word: `steps.login.token`."""
    return head + "".join(map(_token, names))


def _natural(expr: ir.Expr) -> types.Type:
    """The type that the kind of an expression suggests."""
    if isinstance(expr, ir.Required | ir.OrNull):
        return expr.value.type
    if isinstance(expr, ir.Const):
        return _of_constant(expr.value)
    return _NATURAL.get(type(expr), types.Json())


def _of_constant(value: object) -> types.Type:
    kinds: Iterable[tuple[type, types.Type]] = (
        (bool, types.Bool()),
        (int, types.Int()),
        (float, types.Number()),
        (str, types.Str()),
        (type(None), types.Null()),
    )
    return next((type_ for kind, type_ in kinds if isinstance(value, kind)), types.Json())
