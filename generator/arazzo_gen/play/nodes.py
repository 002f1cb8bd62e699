"""Evaluates JSONPath queries and tests on JSON values (RFC 9535), as generated modules do."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from arazzo_gen.expressions.jsonpath.ast import (
    And,
    Bound,
    Call,
    ChildSelector,
    Comparable,
    Compare,
    EmbeddedIndex,
    EmbeddedName,
    Exists,
    Filter,
    Holds,
    Index,
    LiteralValue,
    Name,
    Not,
    Or,
    Query,
    Selector,
    Slice,
    Test,
)
from arazzo_gen.play.compare import json_equal, json_less
from arazzo_gen.play.patterns import i_regexp
from arazzo_gen.play.spelling import json_text, text

NOTHING: Final = object()
"""No node, which is not the same as null."""

Place: TypeAlias = "tuple[Any, str | int]"
"""A node as its parent and its name or index there."""


class Nodes:
    """Evaluates queries on one value.

    Args:
        root: The value.
        bindings: The values of the embedded expressions, by index.
    """

    def __init__(self, root: Any, bindings: Sequence[Any] = ()) -> None:
        self._root = root
        self._bindings = bindings

    def of(self, query: Query, current: Any = NOTHING) -> list[Any]:
        """The nodes of a query, in order; `current` is the node for "@"."""
        found = [current if query.relative and current is not NOTHING else self._root]
        for segment in query.segments:
            parents = descendants(found) if segment.descendant else found
            found = [
                node
                for parent in parents
                for selector in segment.selectors
                for node in self._selected(selector, parent)
            ]
        return found

    def first(self, query: Query) -> Any:
        """The first node of a query, `NOTHING` where there is none."""
        return next(iter(self.of(query)), NOTHING)

    def holds(self, test: Test, current: Any = NOTHING) -> bool:
        """Whether a test holds of the current node, or of the root."""
        if isinstance(test, And):
            return all(self.holds(item, current) for item in test.items)
        if isinstance(test, Or):
            return any(self.holds(item, current) for item in test.items)
        if isinstance(test, Not):
            return not self.holds(test.item, current)
        if isinstance(test, Exists):
            return bool(self.of(test.query, current))
        if isinstance(test, Holds):
            return self._matches(test.call, current)
        return self._compares(test, current)

    def put(self, query: Query, value: Any) -> Any:
        """A copy of the root with a value at the nodes of a query."""
        import json

        if not query.segments:
            return value
        copy = Nodes(json.loads(json_text(self._root)), self._bindings)
        last = query.segments[-1]
        parents: Iterable[Any] = copy.of(Query(query.segments[:-1], query.relative))
        if last.descendant:
            parents = descendants(parents)
        places = [
            (parent, key)
            for parent in parents
            for selector in last.selectors
            for key in copy._keys(selector, parent)
        ]
        for parent, key in places:
            parent[key] = value
        return copy._root

    # --- Selectors ----------------------------------------------------------------------

    def _selected(self, selector: Selector, parent: Any) -> Iterator[Any]:
        for key in self._keys(selector, parent):
            yield parent[key]

    def _keys(self, selector: Selector, parent: Any) -> Sequence[str | int]:
        """The names or indexes of the nodes that a selector has in a value."""
        if isinstance(selector, Name | Index | EmbeddedName | EmbeddedIndex):
            key = self._key(selector)
            return (key,) if at(parent, key) is not NOTHING else ()
        if isinstance(selector, Slice):
            size = len(parent) if isinstance(parent, list | tuple) else 0
            if selector.step == 0:
                return ()
            return range(size)[slice(selector.start, selector.end, selector.step)]
        if isinstance(selector, Filter):
            return [key for key in _all(parent) if self.holds(selector.test, parent[key])]
        return _all(parent)

    def _key(self, selector: ChildSelector) -> str | int:
        if isinstance(selector, Name):
            return selector.name
        if isinstance(selector, Index):
            return selector.index
        value = self._bindings[selector.bound]
        if isinstance(selector, EmbeddedName):
            return sys.maxsize if value is None else text(value)
        spelled = text(value)
        return int(spelled) if re.fullmatch("0|-?[1-9][0-9]{0,15}", spelled) else sys.maxsize

    # --- Tests --------------------------------------------------------------------------

    def _matches(self, call: Call, current: Any) -> bool:
        value, pattern = call.args
        return i_regexp(
            self._value(pattern, current),
            self._value(value, current),
            whole=call.name == "match",
            known=isinstance(pattern, LiteralValue),
        )

    def _compares(self, test: Compare, current: Any) -> bool:
        left, right = self._value(test.left, current), self._value(test.right, current)
        if test.op in ("==", "!="):
            return json_equal(left, right) is (test.op == "==")
        if test.op in (">", ">="):
            left, right = right, left
        if json_less(left, right):
            return True
        return test.op in ("<=", ">=") and json_equal(left, right)

    def _value(self, item: Comparable, current: Any) -> Any:
        if isinstance(item, LiteralValue):
            return item.value
        if isinstance(item, Bound):
            return self._bindings[item.index]
        if isinstance(item, Query):
            return next(iter(self.of(item, current)), NOTHING)
        return self._call(item, current)

    def _call(self, call: Call, current: Any) -> Any:
        arg = call.args[0]
        if call.name == "length":
            value = self._value(arg, current)
            named = at(value, "length") if call.dialect else NOTHING
            return length(value) if named is NOTHING else named
        assert isinstance(arg, Query)
        found = self.of(arg, current)
        if call.name == "count":
            return len(found)
        return found[0] if len(found) == 1 else NOTHING


def at(value: Any, *path: str | int) -> Any:
    """The node at names and indexes, or `NOTHING`."""
    for key in path:
        if isinstance(key, str) and isinstance(value, Mapping):
            value = value.get(key, NOTHING)
        elif isinstance(key, int) and isinstance(value, list | tuple):
            value = value[key] if -len(value) <= key < len(value) else NOTHING
        else:
            return NOTHING
    return value


def descendants(values: Iterable[Any]) -> Iterator[Any]:
    """Each node and everything below it, parents first."""
    for value in values:
        pending = [value]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(node[key] for key in reversed(_all(node)))


def length(value: Any) -> Any:
    """The number of characters, elements or members; of anything else `NOTHING`."""
    return len(value) if isinstance(value, str | list | tuple | Mapping) else NOTHING


def _all(value: Any) -> Sequence[str | int]:
    """The names of an object, the indexes of an array; none of anything else."""
    if isinstance(value, Mapping):
        return list(value)
    return range(len(value)) if isinstance(value, list | tuple) else ()
