"""Checks a payload against the schema of the request body: unknown properties, missing ones, and
values of another kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.bound import constant
from arazzo_gen.check.constants import ConstantCheck
from arazzo_gen.check.kinds import KindCheck
from arazzo_gen.diagnostics.model import Note, Report
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.expressions.linear import matches_name
from arazzo_gen.record import record, replace
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.typing.schema import Types

_DEEPEST = 20
_FEW = 8


@record
class PayloadCheck:
    """Compares a payload that the document spells out with a schema.

    Attributes:
        types: Reads schemas.
        report: Takes the warnings.
        kinds: Compares the kinds of values.
        replaced: The top-level properties that replacements set.
        name: The name of the current value in messages.
        depth: The depth of the current value in the payload.
    """

    types: Types
    report: Report
    kinds: KindCheck
    replaced: frozenset[str]
    name: str = "the request body"
    depth: int = 0

    def check(self, expr: ir.Expr, written: Node, schema: Node, hint: str = "Value") -> None:
        """Warn about the mismatches (AZ606, AZ611, AZ703, AZ705).

        A value of another kind is one finding: what it is made of is not looked at.

        Args:
            expr: The bound payload, before replacements.
            written: The payload in the document: a map, or the text that spells it.
            schema: The schema of the body's media type.
            hint: The name of the type of the value, should it need one.
        """
        if self.depth > _DEEPEST or self._misfits(expr, written, schema, hint):
            return
        if isinstance(expr, ir.Const) and isinstance(expr.value, dict):
            entries = {key: constant(value).expr for key, value in expr.value.items()}
            self._map(entries, written, schema)
        elif isinstance(expr, ir.MapOf):
            self._map(dict(expr.entries), written, schema)
        elif isinstance(expr, ir.Const) and isinstance(expr.value, list):
            self._list([constant(value).expr for value in expr.value], written, schema)
        elif isinstance(expr, ir.ListOf):
            self._list(expr.items, written, schema)

    def _misfits(self, expr: ir.Expr, written: Node, schema: Node, hint: str) -> bool:
        notes = [Note("the schema", schema.span)]
        if not isinstance(expr, ir.Const):
            wanted = self.types.of(schema, hint, json=True, sent=True)
            return self.kinds.check(expr, wanted, self.name, written.span, notes)
        text = expr.value if self.depth == 0 and isinstance(expr.value, str) else ""
        if text.lstrip().startswith(("{", "[")):
            return True  # text that is meant as JSON, and is none (AZ607)
        value: JsonValue = [] if isinstance(expr.value, list) else expr.value
        constants = ConstantCheck(self.kinds.scope, self.kinds.url)
        return constants.check(value, schema, self.name, written.span, notes)

    def _list(self, items: Sequence[ir.Expr], written: Node, schema: Node) -> None:
        nodes = written.items
        for index, item in enumerate(items):
            walk = self.types.walk(schema, (index,), sent=True)
            if walk.failed_at is None and walk.schema is not None:
                place = nodes[index] if len(nodes) == len(items) else written
                self._inner(f"item {index} of {self.name}").check(item, place, walk.schema)

    def _map(self, entries: Mapping[str, ir.Expr], written: Node, schema: Node) -> None:
        unknown: list[tuple[str, tuple[str, ...]]] = []
        names = self.types.property_names(schema, sent=True)
        for name, item in entries.items():
            walk = self.types.walk(schema, (name,), sent=True)
            if walk.failed_at is not None:
                if not self._has(schema, name, walk.candidates):
                    unknown.append((name, walk.candidates))
            elif name not in names and differs_in_case(name, names):
                unknown.append((name, names))
            elif name not in names and self.types.members(schema).patterns:
                self._patterned(name, item, written.get(name) or written, schema)
            elif walk.schema is not None:
                if walk.hidden is not None:
                    self._read_only(name, written, schema)
                node = written.get(name) or written
                if name not in self.replaced:
                    self._inner(repr(name)).check(item, node, walk.schema, walk.hint)
        self._report(unknown, self._missing(entries, schema), written, schema)

    def _has(self, schema: Node, name: str, candidates: Sequence[str]) -> bool:
        """Whether a schema declares a property under a condition (`if`, `dependentSchemas`), or a
        form spells a place inside of a property with brackets: `items[0][price]`."""
        return name.partition("[")[0] in candidates or name in self.types.members(schema).declared

    def _patterned(self, name: str, item: ir.Expr, written: Node, schema: Node) -> None:
        """Check a property as `patternProperties` has it; what no pattern matches is not checked,
        since a pattern that may be slow matches nothing."""
        for each in self.types.members(schema).patterns:
            if matches_name(each.pattern, name):
                self._inner(repr(name)).check(item, written, each.schema)

    def _inner(self, name: str) -> PayloadCheck:
        return replace(self, name=name, depth=self.depth + 1, replaced=frozenset())

    def _missing(self, entries: Mapping[str, ir.Expr], schema: Node) -> list[str]:
        """The properties that the schema requires and the payload does not have."""
        given = {*entries, *(key.partition("[")[0] for key in entries)}
        return [
            name
            for name in self.types.property_names(schema, sent=True)
            if name not in given | self.replaced and self._requires(schema, name)
        ]

    def _requires(self, schema: Node, name: str) -> bool:
        """Whether a schema requires a property of a request without giving it a default."""
        shape = self.types.shape(schema)
        if name not in shape.required or shape.groups:
            return False
        walk = self.types.walk(schema, (name,), sent=True)
        if walk.schema is None:
            return True
        return self.types.shape(walk.schema).default is None

    def _read_only(self, name: str, written: Node, schema: Node) -> None:
        message = f"{name!r} is read-only in the schema of {self.name}; it is sent as given"
        notes = [Note("the schema", schema.span)]
        self.report.add("AZ606", written.key_span(name), message, notes=notes)

    def _report(
        self,
        unknown: list[tuple[str, tuple[str, ...]]],
        missing: list[str],
        written: Node,
        schema: Node,
    ) -> None:
        """Warn once for each wrong name, and say which missing one it may stand for."""
        notes = [Note("the schema", schema.span)]
        meant = _meant([name for name, _ in unknown], missing)
        for name, names in unknown:
            message = f"{self.name} has no property {name!r}; it is sent as given"
            lacks = meant.get(name)
            if lacks:
                message = f"{self.name} has no property {name!r}, and lacks {_listed(lacks)}"
            near = nearest(name, lacks or names)
            if near:
                hint: str | None = f"did you mean {near!r}?"
            else:
                hint = f"it has {_listed(names[:_FEW])}" if names else None
            span = written.key_span(name)
            edits = respelt(span, name, lacks or names)
            self.report.add("AZ606", span, message, help=hint, notes=notes, edits=edits)
        if missing and not unknown:
            message = f"{self.name} lacks {_listed(missing)}"
            hint = "add it to the payload" if len(missing) == 1 else "add them to the payload"
            self.report.add("AZ611", written.span, message, help=hint, notes=notes)


def differs_in_case(name: str, names: Iterable[str]) -> bool:
    """Whether a name is one of some others but for its case."""
    return any(each.casefold() == name.casefold() for each in names)


def _meant(unknown: Sequence[str], missing: Sequence[str]) -> dict[str, list[str]]:
    """The missing names by the wrong name that may stand for each: a similar one, or the
    first."""
    found: dict[str, list[str]] = {}
    for name in missing if unknown else ():
        free = [each for each in unknown if each not in found]
        found.setdefault(nearest(name, free) or unknown[0], []).append(name)
    return found


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names))
