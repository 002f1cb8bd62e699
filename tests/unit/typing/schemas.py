"""Reads schemas that tests write inline, and shows types as text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.text.node import Node
from arazzo_gen.types import (
    AliasDef,
    List,
    Literal,
    Map,
    Named,
    ObjectDef,
    Str,
    Tuple,
    Type,
    TypeTable,
    Union,
)
from arazzo_gen.typing.schema import Types
from unit.openapi.documents import Files


@dataclass
class Schemas:
    """A document that holds schemas under names."""

    root: Node
    types: Types
    report: Report

    def type(self, name: str, hint: str = "Hint") -> str:
        """The type of the schema under a name, as text."""
        return show(self.types.of(self.root.entries[name], hint))

    @property
    def defs(self) -> dict[str, str]:
        """The named types, as text, by their hints."""
        return {d.hint: show_def(d) for d in self.types.table.defs.values()}


def read_schemas(text: str) -> Schemas:
    """Read a document whose top-level keys are names of schemas."""
    files = Files({"schemas.yaml": text})
    root = files.load(Path("/schemas.yaml"), None)
    assert root is not None
    report = Report()
    refs = Refs(files, report)
    refs.know(root)
    return Schemas(root, Types(refs, TypeTable(), report), report)


def type_of(schema: str, hint: str = "Hint") -> str:
    """The type of one schema, as text."""
    return read_schemas(f"s: {schema}").type("s", hint)


def show(type_: Type) -> str:
    """A type as text: `int | [str] | {k: Json}`; names of the table are positions there."""
    if isinstance(type_, Named):
        return "Named"
    if isinstance(type_, List):
        return f"[{show(type_.item)}]"
    if isinstance(type_, Map):
        return f"{{{show(type_.value)}}}"
    if isinstance(type_, Tuple):
        items = [show(item) for item in type_.items]
        if type_.rest is not None:
            items.append(f"*{show(type_.rest)}")
        return f"({', '.join(items)})"
    if isinstance(type_, Union):
        return " | ".join(show(member) for member in type_.members)
    if isinstance(type_, Literal):
        return " ".join(repr(value) for value in type_.values)
    if isinstance(type_, Str):
        return f"Str({type_.format})" if type_.format else "Str"
    return type(type_).__name__


def show_def(definition: ObjectDef | AliasDef) -> str:
    """A definition as text; `?` marks a property that is not required."""
    if isinstance(definition, AliasDef):
        return f"= {show(definition.type)}"
    parts = (f"{p.name}{'' if p.required else '?'}: {show(p.type)}" for p in definition.properties)
    extra = [f"*: {show(definition.extra)}"] if definition.extra is not None else []
    return ", ".join([*parts, *extra])
