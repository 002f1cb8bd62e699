"""JSON Schema (of OpenAPI 2.0 to 3.2, and of workflow inputs) to Type nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.text.node import Node
from arazzo_gen.types import Type, TypeTable


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a path into a value of a schema leads.

    Attributes:
        schema: The schema there; None where nothing is known of it (any value).
        optional: Something on the way may be absent: a property that is not required, an array
            element, a parent that may be null.
        failed_at: The index of the token that the schema does not have; None when it has all.
        candidates: The names that it has at that place.
        owner: The schema at the place of the failed token, or of the last one.
        path: The tokens, those that index an array as ints.
    """

    schema: Node | None
    optional: bool
    failed_at: int | None
    candidates: tuple[str, ...]
    owner: Node | None
    path: tuple[str | int, ...]


class Types:
    """Turns schemas into types; named ones go into the table, once each."""

    def __init__(self, refs: Refs, table: TypeTable, report: Report) -> None:
        self.refs = refs
        self.table = table
        self.report = report

    def of(self, schema: Node | None, hint: str) -> Type:
        """The type of a schema, null included where it allows null.

        Args:
            schema: The schema; None gives Json.
            hint: The PascalCase name to take if the schema has none of its own.
        """
        raise NotImplementedError

    def walk(self, schema: Node | None, path: Sequence[str | int]) -> Walk:
        """Follow a path (JSON Pointer tokens, or keys and indexes) into a schema's values."""
        raise NotImplementedError

    def property_names(self, schema: Node | None) -> tuple[str, ...]:
        """The names of the properties that a schema gives, through `$ref` and `allOf`."""
        raise NotImplementedError
