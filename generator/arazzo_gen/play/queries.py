"""Takes JSONPath conditions apart into conditions about single places of a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from arazzo_gen import ir
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.play.places import path_of
from arazzo_gen.play.values import get
from arazzo_gen.record import record
from arazzo_gen.types import Json

_MOST_ITEMS: Final = 8
_MOST_WAYS: Final = 40


@record
class _Way:
    """A path that a query may take, and what must hold for it to find something there."""

    path: tuple[str | int, ...]
    conds: tuple[ir.Cond, ...] = ()


def taken_apart(cond: ir.JsonPathFinds, base: Any, bindings: Sequence[Any]) -> ir.Cond | None:
    """A condition about single places that holds where a query finds something in a value.

    It speaks of the items that are there, and of the first of a list that is empty. None where the
    query has parts for which that cannot be said.

    Args:
        cond: The condition.
        base: The value that it is asked of.
        bindings: The values of the expressions that are embedded in its query.
    """
    reader = _Reader(cond.base, cond.bindings, bindings)
    if not isinstance(cond.query, jsonpath.Query):
        return reader.test(cond.query, (), base)
    ways = reader.ways(cond.query, (), base)
    return ir.Any(tuple(ir.All(way.conds) for way in ways)) if ways else None


class _Reader:
    def __init__(self, root: ir.Expr, exprs: Sequence[ir.Expr], bindings: Sequence[Any]) -> None:
        self._root = root
        self._exprs = exprs
        self._bindings = bindings

    def at(self, path: tuple[str | int, ...]) -> ir.Expr:
        """The value at a path."""
        return ir.At(self._root, path, Json()) if path else self._root

    def ways(self, query: jsonpath.Query, start: tuple[str | int, ...], base: Any) -> list[_Way]:
        """The paths that a query may take in a value; `base` is what the query begins from."""
        found = [(_Way(start), base)]
        for segment in query.segments:
            further: list[tuple[_Way, Any]] = []
            for way, here in found:
                places = self._descendants(way, here) if segment.descendant else [(way, here)]
                for place, there in places:
                    for selector in segment.selectors:
                        further += self._selected(selector, place, there)
            found = further[:_MOST_WAYS]
        return [_Way(way.path, (*way.conds, ir.Exists(self.at(way.path)))) for way, _ in found]

    def _selected(
        self, selector: jsonpath.Selector, way: _Way, here: Any
    ) -> Iterator[tuple[_Way, Any]]:
        match selector:
            case jsonpath.Name(name):
                yield self._child(way, here, name)
            case jsonpath.Index(index):
                known = len(here) if isinstance(here, list) else 0
                yield self._child(way, here, index if index >= 0 else max(0, known + index))
            case jsonpath.EmbeddedName(bound):
                yield self._child(way, here, str(self._bindings[bound]))
            case jsonpath.EmbeddedIndex(bound) if str(self._bindings[bound]).isdecimal():
                yield self._child(way, here, int(self._bindings[bound]))
            case jsonpath.Wildcard():
                for key in _keys(here):
                    yield self._child(way, here, key)
            case jsonpath.Slice(start):
                for key in _keys(here):
                    if isinstance(key, int) and key >= (start or 0):
                        yield self._child(way, here, key)
            case jsonpath.Filter(test):
                for key in _keys(here):
                    inner, there = self._child(way, here, key)
                    cond = self.test(test, inner.path, there)
                    if cond is not None:
                        yield _Way(inner.path, (*inner.conds, cond)), there

    def _child(self, way: _Way, here: Any, key: str | int) -> tuple[_Way, Any]:
        return _Way((*way.path, key), way.conds), get(here, (key,))

    def _descendants(self, way: _Way, here: Any, depth: int = 0) -> Iterator[tuple[_Way, Any]]:
        yield way, here
        if depth < 6 and isinstance(here, dict | list):
            for key in _keys(here):
                inner, there = self._child(way, here, key)
                yield from self._descendants(inner, there, depth + 1)

    # --- Filters ------------------------------------------------------------------------

    def test(self, test: jsonpath.Test, path: tuple[str | int, ...], here: Any) -> ir.Cond | None:
        """A test of a filter as a condition; `path` leads to the node that it tests, `here`."""
        match test:
            case jsonpath.And(items) | jsonpath.Or(items):
                inner = [self.test(item, path, here) for item in items]
                known = tuple(each for each in inner if each is not None)
                if len(known) < len(inner):
                    return None
                return ir.All(known) if isinstance(test, jsonpath.And) else ir.Any(known)
            case jsonpath.Not(item):
                made = self.test(item, path, here)
                return ir.Not(made) if made is not None else None
            case jsonpath.Exists(query):
                ways = self.ways(query, path if query.relative else (), here)
                return ir.Any(tuple(ir.All(way.conds) for way in ways)) if ways else None
            case jsonpath.Compare():
                return self._compare(test, path)
            case jsonpath.Holds(call):
                return self._matches(call, path)
        return None

    def _compare(self, test: jsonpath.Compare, path: tuple[str | int, ...]) -> ir.Cond | None:
        left, right = test.left, test.right
        op: ir.conditions.Operator = test.op
        if isinstance(right, jsonpath.Call) and not isinstance(left, jsonpath.Call):
            left, right, op = right, left, ir.FLIPPED[op]
        if isinstance(left, jsonpath.Call):
            return self._size(left, op, right, path)
        one, other = self._operand(left, path), self._operand(right, path)
        if one is None or other is None:
            return None
        return ir.Compare(op, one, other, loose=False)

    def _size(
        self,
        call: jsonpath.Call,
        op: ir.conditions.Operator,
        right: jsonpath.Comparable,
        path: tuple[str | int, ...],
    ) -> ir.Cond | None:
        """`length(...)`, `count(...)` or `value(...)` beside a number."""
        whole = call.args[0]
        if call.name == "value":
            value, other = self._operand(whole, path), self._operand(right, path)
            return ir.Compare(op, value, other, False) if value and other else None
        if not isinstance(right, jsonpath.LiteralValue):
            return None
        if call.name == "count" and isinstance(whole, jsonpath.Query) and whole.segments:
            *before, last = whole.segments
            if last.selectors != (jsonpath.Wildcard(),) or last.descendant:
                return None
            whole = jsonpath.Query(tuple(before), whole.relative)
        size, value = right.value, self._operand(whole, path)
        if value is None or isinstance(size, bool) or not isinstance(size, int | float):
            return None
        return ir.Length(op, value, size)

    def _matches(self, call: jsonpath.Call, path: tuple[str | int, ...]) -> ir.Cond | None:
        value = self._operand(call.args[0], path)
        pattern = call.args[1] if len(call.args) > 1 else None
        if value is None or not isinstance(pattern, jsonpath.LiteralValue):
            return None
        text = str(pattern.value)
        return ir.Matches(value, f"^(?:{text})$" if call.name == "match" else text)

    def _operand(self, operand: jsonpath.Comparable, path: tuple[str | int, ...]) -> ir.Expr | None:
        if isinstance(operand, jsonpath.LiteralValue):
            return ir.Const(operand.value, Json())
        if isinstance(operand, jsonpath.Bound):
            return self._exprs[operand.index]
        if isinstance(operand, jsonpath.Query):
            inner = path_of(operand, self._bindings)
            if inner is not None:
                return self.at((*(path if operand.relative else ()), *inner))
        return None


def _keys(value: Any) -> list[str | int]:
    """The keys of a value; the first index of a list that has no items, or is not there."""
    if isinstance(value, dict):
        return list(value)[:_MOST_ITEMS]
    if isinstance(value, list) and value:
        return list(range(min(len(value), _MOST_ITEMS)))
    return [0]
