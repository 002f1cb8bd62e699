"""Writes types as Python annotations."""

from __future__ import annotations

import keyword
from collections.abc import Mapping

from arazzo_gen import types
from arazzo_gen.python.text.literal import code, comment, docstring, literal, summary
from arazzo_gen.python.types.formats import noted

_SIMPLE: Mapping[type[object], str] = {
    types.Json: "JsonValue",
    types.Null: "None",
    types.Bool: "bool",
    types.Int: "int",
    types.Number: "float",
    types.Str: "str",
    types.Binary: "FileContent",
}


class Annotations:
    """Writes the types of one module, whose named types have names already.

    Args:
        table: The named types.
        names: The Python name of each that is written, by key; types that are alike share one.
    """

    def __init__(self, table: types.TypeTable, names: Mapping[str, str]) -> None:
        self.table = table
        self._names = names

    def of(self, type_: types.Type, *, inputs: bool = False) -> str:
        """The annotation of a type.

        Args:
            type_: The type.
            inputs: For a parameter: arrays and objects are any Sequence and Mapping.
        """
        simple = _SIMPLE.get(type(type_))
        if simple is not None:
            return simple
        if isinstance(type_, types.Literal):
            return f"Literal[{', '.join(literal(value) for value in type_.values)}]"
        if isinstance(type_, types.List):
            return f"{'Sequence' if inputs else 'list'}[{self.of(type_.item, inputs=inputs)}]"
        if isinstance(type_, types.Tuple):
            item = types.union(*types.children(type_))
            return f"{'Sequence' if inputs else 'list'}[{self.of(item, inputs=inputs)}]"
        if isinstance(type_, types.Map):
            value = self.of(type_.value, inputs=inputs)
            return f"{'Mapping' if inputs else 'dict'}[str, {value}]"
        if isinstance(type_, types.Union):
            members = [self.of(member, inputs=inputs) for member in type_.members]
            return " | ".join(dict.fromkeys(members))
        if isinstance(type_, types.Named):
            return self._names[type_.key]
        raise TypeError(f"no annotation for {type_!r}")

    def optional(self, type_: types.Type, *, inputs: bool = False) -> str:
        """The annotation of a type whose value may also be None."""
        text = self.of(type_, inputs=inputs)
        return text if types.nullable(type_) else f"{text} | None"

    def plain(self, type_: types.Type) -> types.Type:
        """The type, or what stands behind its name if that is no object."""
        found = self.table.resolve(type_)
        return type_ if isinstance(found, types.ObjectDef) else found

    def definitions(self) -> list[str]:
        """The definitions of the named types, in the order in which they are written."""
        keys: dict[str, str] = {}
        for key, name in self._names.items():
            keys.setdefault(name, key)
        ready: set[str] = set()
        return [self._definition(self.table.defs[key], name, ready) for name, key in keys.items()]

    def _definition(self, found: types.TypeDef, name: str, ready: set[str]) -> str:
        """A definition; `ready` are the names above it that Python can compute with."""
        if isinstance(found, types.AliasDef):
            text = self._evaluated(self.of(found.type), found.type, ready)
            if not text.startswith("'") and not isinstance(found.type, types.Json):
                ready.add(name)
            return f"{name}: TypeAlias = {text}"
        if all(_is_attribute(prop.name) for prop in found.properties):
            text = self._class(found, name)
        else:
            text = self._functional(found, name, ready)
        ready.add(name)
        return text

    def _functional(self, found: types.ObjectDef, name: str, ready: set[str]) -> str:
        """The functional syntax, for properties whose names are no identifiers."""
        doc = self._doc(found)
        lines = comment(doc).split("\n") if doc else []
        lines.append(f"{name} = TypedDict({literal(name)}, {{")
        for prop in found.properties:
            annotation = self._evaluated(self._property(prop), prop.type, ready)
            entry = f"{literal(prop.name)}: {annotation},"
            lines += [f"        {line}" for line in noted(entry, prop.type)]
        return "\n".join([*lines, "})"])

    def _evaluated(self, annotation: str, type_: types.Type, ready: set[str]) -> str:
        """An annotation where Python evaluates it: as text where a name in it is not ready."""
        return annotation if self._is_ready(type_, ready) else _quoted(annotation)

    def _is_ready(self, type_: types.Type, ready: set[str]) -> bool:
        if isinstance(type_, types.Named):
            return self._names[type_.key] in ready
        return all(self._is_ready(child, ready) for child in types.children(type_))

    def _doc(self, found: types.ObjectDef) -> str:
        """The description of an object, with what else it may hold."""
        doc = summary(found.doc, lines=6) if found.doc else ""
        if found.extra is None or isinstance(found.extra, types.Json) or _has_names(found.extra):
            return doc
        return f"{doc}\n\nOther keys hold {code(self.of(found.extra))}.".strip()

    def _class(self, found: types.ObjectDef, name: str) -> str:
        lines = [f"class {name}(TypedDict):"]
        doc = self._doc(found)
        if doc:
            lines += ["    " + docstring(doc, 4), ""]
        for prop in found.properties:
            entry = f"{prop.name}: {self._property(prop)}"
            lines += [f"    {line}" for line in noted(entry, prop.type)]
        if len(lines) == 1:
            lines.append("    pass")
        return "\n".join(lines)

    def _property(self, prop: types.Property) -> str:
        text = self.of(prop.type)
        return text if prop.required else f"NotRequired[{text}]"


def _quoted(annotation: str) -> str:
    return "'" + annotation.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _has_names(type_: types.Type) -> bool:
    if isinstance(type_, types.Named | types.Json):
        return True
    return any(_has_names(child) for child in types.children(type_))


def _is_attribute(name: str) -> bool:
    private = name.startswith("__")
    return name.isidentifier() and name.isascii() and not keyword.iskeyword(name) and not private
