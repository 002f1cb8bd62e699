"""Checks the constants of a document against schemas: their kinds (AZ705), and the values that an
enum lists (AZ703)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from arazzo_gen.analysis.scope import Scope
from arazzo_gen.analysis.spellings import is_text
from arazzo_gen.check.enums import Value, enum_values, hint_for, same, spelled, spelt_as
from arazzo_gen.check.kinds import kinds, spoken
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.text.numbers import spells_number
from arazzo_gen.types import Int, Null, Type, Union
from arazzo_gen.typing.refusals import kinds_of

_INTEGER: Final = pattern(r"-?[0-9]+")
_BOOLEANS: Final = ("true", "false", "0", "1")
_LISTED: Final = pattern(r"[,|\s]|%20|%7[cC]|%2[cC]")
"""What may divide the items of a list that is written as one text."""

_DEEPEST: Final = 20
_MOST: Final = 100
"""How many items of a list are compared."""


@record
class ConstantCheck:
    """Compares constants with schemas.

    Attributes:
        scope: The workflow.
        url: Whether the values go into a URL or a header, where all are text.
    """

    scope: Scope
    url: bool = False

    def check(
        self,
        value: JsonValue,
        schema: Node,
        name: str,
        span: Span,
        notes: Sequence[Note] = (),
        depth: int = 0,
    ) -> bool:
        """Warn where a constant does not fit its schema, and say whether it does not.

        Nothing is said of null, which stands for "nothing" in many documents, nor of text that may
        be meant as an expression, of which another rule speaks.

        Args:
            value: The constant. The values of an object are for the caller.
            schema: The schema of its place.
            name: The parameter, property or input, as the message calls it.
            span: The constant's place.
            notes: Where the schema stands.
            depth: The depth of the value in lists.
        """
        if value is None or depth > _DEEPEST:
            return False
        if isinstance(value, str) and not is_text(self.scope, value):
            return False
        wanted = self.scope.types.of(schema, "Value", json=True, sent=True)
        taken = kinds(wanted, self.scope.types.table)
        given = kinds_of(value)[-1]
        if self.url and taken == {"array"} and given not in ("array", "object"):
            return self._single(value, schema, name, span, notes, depth)
        if taken and not self._fits(value, given, taken, wanted):
            self._report_kind(value, given, taken, wanted, name, span, notes)
            return True
        if isinstance(value, list):
            return self._items(value, schema, name, span, notes, depth)
        values = enum_values(wanted, self.scope.types) or ()
        if not values or isinstance(value, dict) or any(self._same(each, value) for each in values):
            return False
        message = f"{name} is never {spelled(value)} by its schema"
        hint, edits = hint_for(value, values), spelt_as(span, value, values)
        self.scope.report.add("AZ703", span, message, help=hint, notes=notes, edits=edits)
        return True

    def _single(
        self,
        value: JsonValue,
        schema: Node,
        name: str,
        span: Span,
        notes: Sequence[Note],
        depth: int,
    ) -> bool:
        """A list in a URL may be written as one text; without a mark in it, that is one item."""
        if isinstance(value, str) and _LISTED.search(value):
            return False
        return self._items([value], schema, name, span, notes, depth)

    def _items(
        self,
        values: Sequence[JsonValue],
        schema: Node,
        name: str,
        span: Span,
        notes: Sequence[Note],
        depth: int,
    ) -> bool:
        for index, value in enumerate(values[:_MOST]):
            walk = self.scope.types.walk(schema, (index,), sent=True)
            if walk.failed_at is None and walk.schema is not None:
                called = f"an item of {name}"
                if self.check(value, walk.schema, called, span, notes, depth + 1):
                    return True
        return False

    def _fits(self, value: JsonValue, given: str, taken: frozenset[str], wanted: Type) -> bool:
        if self.url and isinstance(value, str) and "string" not in taken:
            number = "number" in taken and spells_number(value)
            whole = not self._is_integer(wanted) or _INTEGER.fullmatch(value) is not None
            boolean = "boolean" in taken and value.casefold() in _BOOLEANS
            return (number and whole) or boolean
        if given == "number" and "number" in taken:
            is_fraction = isinstance(value, float) and not value.is_integer()
            return not (is_fraction and self._is_integer(wanted))
        return given in taken or (self.url and given in ("number", "boolean") and "string" in taken)

    def _is_integer(self, wanted: Type) -> bool:
        """Whether a number must be an integer."""
        found = self.scope.types.table.resolve(wanted)
        if isinstance(found, Union):
            members = [each for each in found.members if not isinstance(each, Null)]
            return len(members) == 1 and self._is_integer(members[0])
        return isinstance(found, Int)

    def _same(self, known: Value, value: str | float | bool) -> bool:
        if not self.url:
            return same(known, value, loose=False)
        texts = [each if isinstance(each, str) else json.dumps(each) for each in (known, value)]
        return texts[0] == texts[1]

    def _report_kind(
        self,
        value: JsonValue,
        given: str,
        taken: frozenset[str],
        wanted: Type,
        name: str,
        span: Span,
        notes: Sequence[Note],
    ) -> None:
        takes, gets = spoken(taken), spoken(frozenset({given}))
        if given == "number" and self._is_integer(wanted):
            takes, gets = "an integer", "a fraction"
        hint = None
        if given in ("number", "boolean") and "string" in taken:
            hint = "put it in quotes"
        elif given == "string" and not self.url and taken & {"number", "boolean"}:
            hint = "leave the quotes out" if _is_literal(value) else None
        message = f"{name} takes {takes}, and is given {gets}"
        self.scope.report.add("AZ705", span, message, help=hint, notes=notes)


def _is_literal(value: JsonValue) -> bool:
    return isinstance(value, str) and (value in ("true", "false") or spells_number(value))
