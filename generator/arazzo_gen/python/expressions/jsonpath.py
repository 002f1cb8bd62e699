"""Writes JSONPath queries as plain Python: nested loops over a few small helpers (RFC 9535).

A query becomes a list of clauses (`for ... in ...`, `if ...`) and the node that they end at. At
the top of a function the clauses are statements; inside a filter they are a comprehension.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from arazzo_gen.expressions.jsonpath.ast import (
    ChildSelector,
    EmbeddedIndex,
    EmbeddedName,
    Filter,
    Index,
    Name,
    Query,
    Segment,
    Selector,
    Slice,
    Test,
)
from arazzo_gen.python.expressions.jsonpath_tests import TestWriter
from arazzo_gen.python.expressions.loops import comprehension, loop_name
from arazzo_gen.python.text.literal import docstring, literal
from arazzo_gen.record import record


@record
class Key:
    """Code that gives a name or an index at run time."""

    text: str


Keys: TypeAlias = tuple[str | int | Key, ...]


@record
class _NodePath:
    """The code for a node of a query: the local `base`, and the `path` from it to the node."""

    base: str
    path: Keys = ()

    def text(self, stop: int | None = None) -> str:
        """The expression for the node; for one further up with a negative `stop`."""
        path = self.path[:stop]
        return f"_at({self.base}, {keys_text(path)})" if path else self.base


@record
class _Loop:
    """A query as loops: its clauses, and the node in the innermost of them (`at`)."""

    clauses: tuple[str, ...]
    at: _NodePath


class Writer(TestWriter):
    """Writes one function.

    Args:
        bound: The parameters that hold the embedded expressions' values, by index.
    """

    def __init__(self, bound: Sequence[str]) -> None:
        super().__init__(bound)
        self._taken = {"root", "nodes", "value", "key", *bound}

    def loop(self, query: Query, current: str) -> _Loop:
        """A query as loops; `current` is the local for "@"."""
        at = _NodePath(current if query.relative else "root")
        clauses: list[str] = []
        for segment in query.segments:
            at = self.segment(segment, at, clauses)
        return _Loop(tuple(clauses), at)

    def segment(self, segment: Segment, at: _NodePath, clauses: list[str]) -> _NodePath:
        """Add the clauses of a segment."""
        if segment.descendant:
            node = self.local(None)
            clauses.append(f"for {node} in _descendants({at.text()})")
            at = _NodePath(node)
        selector = segment.selectors[0]
        if len(segment.selectors) > 1:
            node = self.local(at)
            clauses.append(f"for {node} in {self.union(segment.selectors, at)}")
            return _NodePath(node)
        if isinstance(selector, ChildSelector):
            return _NodePath(at.base, (*at.path, self.key(selector)))
        node = self.local(at)
        clauses.append(f"for {node} in {self.nodes_of(selector, at)}")
        if isinstance(selector, Filter):
            test = self.test(selector.test, node)
            if test != "True":
                clauses.append(f"if {test}")
        return _NodePath(node)

    def nodes_of(self, selector: Selector, at: _NodePath) -> str:
        """An iterable of the nodes of a selector; those of a filter are not tested yet."""
        if isinstance(selector, Slice):
            return f"_elements({at.text()})[{slice_text(selector)}]"
        if isinstance(selector, ChildSelector):
            return f"_select({at.text()}, {keys_text((self.key(selector),))})"
        return f"_children({at.text()})"

    def union(self, selectors: tuple[Selector, ...], at: _NodePath) -> str:
        """An iterable of the nodes of several selectors."""
        keys = tuple(self.key(each) for each in selectors if isinstance(each, ChildSelector))
        if len(keys) == len(selectors):
            return f"_select({at.text()}, {keys_text(keys)})"
        parts: list[str] = []
        for selector in selectors:
            nodes = self.nodes_of(selector, at)
            if isinstance(selector, Filter):
                node = self.local(at)
                test = self.test(selector.test, node)
                parts.append(f"*({node} for {node} in {nodes} if {test})")
            else:
                parts.append(f"*{nodes}")
        return f"({', '.join(parts)})"

    def key(self, selector: ChildSelector) -> str | int | Key:
        """The name or index of a selector, or the code that gives it."""
        match selector:
            case Name(name):
                return name
            case Index(index):
                return index
            case EmbeddedName(bound):
                return Key(f"_embedded_name({self.bound[bound]})")
            case EmbeddedIndex(bound):
                return Key(f"_embedded_index({self.bound[bound]})")

    def local(self, at: _NodePath | None) -> str:
        """A name for a loop's variable: "item" in "items", else "node"."""
        word = "node"
        if at is not None:
            word = next((_singular(k) for k in reversed(at.path) if isinstance(k, str)), "node")
        return loop_name(word, "node", self._taken)

    def node(self, query: Query, current: str) -> str:
        return self.loop(query, current).at.text()

    def count(self, query: Query, current: str) -> str:
        loop = self.loop(query, current)
        clauses, at = loop.clauses, loop.at
        only = clauses[0].partition(" in ")[2] if len(clauses) == 1 and not at.path else ""
        if only.startswith(("_children(", "_elements(")):
            return f"len({only})"
        nodes = self._inside_of(loop)
        return f"len(({nodes}))" if nodes.endswith(",") else f"len([{nodes}])"

    def nodes(self, query: Query, current: str) -> str:
        return self._inside_of(self.loop(query, current))

    def exists(self, query: Query, current: str) -> str:
        loop = self.loop(query, current)
        if loop.clauses and loop.clauses[-1].startswith("if ") and not loop.at.path:
            test = loop.clauses[-1].removeprefix("if ")
            return f"any({comprehension(test, loop.clauses[:-1])})"
        return f"any({self._inside_of(loop, 'True')})"

    def _inside_of(self, loop: _Loop, item: str | None = None) -> str:
        """The inside of a comprehension that gives the nodes, or `item` for each of them."""
        clauses, at = loop.clauses, loop.at
        if at.path:
            node = self.local(None)
            clauses = (*clauses, f"for {node} in {_last(at)}")
            at = _NodePath(node)
        elif not clauses:
            return f"{at.base},"
        return comprehension(item or at.base, clauses)


def query_function(query: Query | Test, name: str, bound: Sequence[str], doc: str) -> str:
    """Write a private function that evaluates a query, or the bare filter of a criterion.

    Args:
        query: The query, which gives its nodes' values in order, or the test, which is true or
            false.
        name: The function's name.
        bound: The names of the parameters for the embedded expressions' values, in the order
            of the query's `Bound`.
        doc: Its docstring, as plain text.

    Returns:
        The source text, not yet formatted. It uses pieces of `templates/support/5*`.
    """
    writer = Writer(bound)
    parameters = "".join(f", {parameter}: object" for parameter in bound)
    if not isinstance(query, Query):
        head = f"def {name}(root: object{parameters}) -> bool:"
        # A criterion whose context is null or not there does not hold (Arazzo, "JSONPath
        # Conditions"), whatever its test says of null.
        test = writer.operand(query, "root")
        return function_text(head, doc, [f"return root is not None and {test}"])
    body = _statements(writer.loop(query, "root"))
    return function_text(f"def {name}(root: object{parameters}) -> Iterator[Any]:", doc, body)


def _statements(loop: _Loop) -> list[str]:
    """A query as nested loops that yield its nodes."""
    clauses, at = loop.clauses, loop.at
    last = f"yield {at.base}"
    if at.path:
        last = f"yield from {_last(at)}"
    elif clauses and clauses[-1].startswith(f"for {at.base} in "):
        last = "yield from " + clauses[-1].removeprefix(f"for {at.base} in ")
        clauses = clauses[:-1]
    lines = [f"{'    ' * depth}{clause}:" for depth, clause in enumerate(clauses)]
    return [*lines, "    " * len(lines) + last]


def function_text(head: str, doc: str, body: list[str]) -> str:
    """A function's source text: its head, its docstring, its statements."""
    lines = [head, "    " + docstring(doc, 4), *("    " + line for line in body)]
    return "\n".join(lines) + "\n"


def _last(at: _NodePath) -> str:
    """The node that a path leads to, as an iterable of one or none."""
    return f"_select({at.text(-1)}, {keys_text(at.path[-1:])})"


def keys_text(path: Keys) -> str:
    """Names and indexes as arguments."""
    return ", ".join(key.text if isinstance(key, Key) else literal(key) for key in path)


def slice_text(selector: Slice) -> str:
    """A slice as Python has it, which means the same."""
    if selector.step == 0:
        return ":0"
    bounds = [selector.start, selector.end]
    if selector.step is not None:
        bounds.append(selector.step)
    return ":".join("" if bound is None else str(bound) for bound in bounds)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss") and len(word) > 2:
        return word[:-1]
    return "node"
