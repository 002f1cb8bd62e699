"""Checks JSONPath queries against the schema of their context (RFC 9535): unknown names (AZ701) and
values that are not in an enum (AZ703).

The check follows a query as far as the schemas go. It stops at `..`, and where a schema says
nothing.
"""

from __future__ import annotations

from typing import TypeAlias

from arazzo_gen.check.enums import check_literal
from arazzo_gen.diagnostics.model import Edit, Note, Report
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.expressions.jsonpath import ast
from arazzo_gen.record import record, replace
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node
from arazzo_gen.typing.schema import Types

Schemas: TypeAlias = tuple[Node, ...]
"""The schemas that a node can have; () where nothing is known."""

_COMPARED = ("==", "!=")


@record
class QueryCheck:
    """Checks the queries of one criterion or selector.

    Attributes:
        root: The schemas of the context.
        span: The criterion's condition, or the selector.
        types: Reads schemas.
        report: Takes the warnings.
        outside: In a filter, the schemas of the parent of the nodes that it tests.
    """

    root: Schemas
    span: Span
    types: Types
    report: Report
    outside: Schemas = ()

    def query(self, query: ast.Query, current: Schemas) -> Schemas:
        """Follow a query; the schemas of the nodes that it can give.

        Args:
            query: The query.
            current: The schemas of the current node (`@`).
        """
        here = current if query.relative else self.root
        for segment in query.segments:
            if not here or segment.descendant:
                return ()
            found = [self._select(selector, here) for selector in segment.selectors]
            here = () if not all(found) else tuple(node for part in found for node in part)
        return here

    def test(self, test: ast.Test, current: Schemas) -> None:
        """Check the comparisons of a filter, or of a bare filter."""
        match test:
            case ast.And() | ast.Or():
                for item in test.items:
                    self.test(item, current)
            case ast.Not():
                self.test(test.item, current)
            case ast.Exists():
                self.query(test.query, current)
            case ast.Holds():
                self._arguments(test.call, current)
            case ast.Compare():
                self._compare(test, current)

    def _compare(self, test: ast.Compare, current: Schemas) -> None:
        sides = (test.left, test.right)
        for side, other in (sides, sides[::-1]):
            if isinstance(side, ast.Call):
                self._arguments(side, current)
            if not isinstance(side, ast.Query):
                continue
            schemas = self.query(side, current)
            if isinstance(other, ast.LiteralValue) and test.op in _COMPARED and schemas:
                schema = self.types.one_of(schemas)
                name = _last_name(side)
                if schema is not None and name is not None and other.value is not None:
                    check_literal(other.value, schema, name, self.span, self.types, self.report)

    def _arguments(self, call: ast.Call, current: Schemas) -> None:
        for arg in call.args:
            if isinstance(arg, ast.Query):
                self.query(arg, current)

    def _select(self, selector: ast.Selector, here: Schemas) -> Schemas:
        """The schemas that a selector leads to: an embedded name may lead to any child."""
        if isinstance(selector, ast.Name):
            return self._child(selector.name, here)
        children = self._children(here)
        if isinstance(selector, ast.Filter):
            replace(self, outside=here).test(selector.test, children)
        return children

    def _child(self, name: str, here: Schemas) -> Schemas:
        walks = [self.types.walk(schema, (name,)) for schema in here]
        good = [walk for walk in walks if walk.failed_at is None]
        if not good:
            names = tuple(dict.fromkeys(each for walk in walks for each in walk.candidates))
            self._unknown(name, names, here)
        known = tuple(walk.schema for walk in good if walk.schema is not None)
        return known if len(known) == len(good) else ()

    def _children(self, here: Schemas) -> Schemas:
        """The schemas of all items and values; () where one of them is unknown."""
        found: list[Node] = []
        for schema in here:
            shape = self.types.shape(schema)
            if shape.is_silent or shape.groups or shape.patterns or shape.additional is True:
                return ()
            names: list[str | int] = list(self.types.property_names(schema))
            if "array" in shape.kinds:
                names.append(0)
            elif isinstance(shape.additional, Node):
                names.append("\0")
            walks = [self.types.walk(schema, (name,)) for name in names]
            known = [walk.schema for walk in walks if walk.schema is not None]
            if len(known) < len(names):
                return ()
            found += known
        return tuple(found)

    def _unknown(self, name: str, names: tuple[str, ...], here: Schemas) -> None:
        near = nearest(name, names)
        edits: tuple[Edit, ...] = ()
        if any(name in self.types.property_names(schema) for schema in self.outside):
            hint: str | None = f"a filter tests what is inside the value that has {name!r}"
        elif near:
            hint = f"did you mean {near!r}?"
            edits = respelt(self.span, name, names)
        else:
            hint = "there is " + ", ".join(repr(each) for each in names[:8]) if names else None
        message = f"the query looks for {name!r}, which its schema does not have"
        notes = [Note("the schema", here[0].span)]
        self.report.add("AZ701", self.span, message, help=hint, notes=notes, edits=edits)


def _last_name(query: ast.Query) -> str | None:
    """The name of the property that a query ends with."""
    last = query.segments[-1].selectors[-1] if query.segments else None
    return last.name if isinstance(last, ast.Name) else None
