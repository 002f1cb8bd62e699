"""Builds types from the shapes of schemas; a queue of objects keeps recursion shallow."""

from __future__ import annotations

from collections import deque
from math import prod

from arazzo_gen.openapi.refs import Refs, is_reference
from arazzo_gen.record import record, replace
from arazzo_gen.text.node import Node
from arazzo_gen.types import (
    AliasDef,
    Binary,
    Bool,
    Int,
    Json,
    List,
    Literal,
    Map,
    Named,
    Null,
    Number,
    ObjectDef,
    Property,
    Str,
    Tuple,
    Type,
    TypeTable,
    Union,
    union,
    without_null,
)
from arazzo_gen.typing.choices import common_literal, distinguishing, is_choice, without_covered
from arazzo_gen.typing.constants import literal
from arazzo_gen.typing.names import joined, singular
from arazzo_gen.typing.nodes import Nodes
from arazzo_gen.typing.shape import Shape, component_name
from arazzo_gen.typing.tags import MAX_BRANCHES, Tagged

_MAX_DEPTH = 30
_MAX_COMBINATIONS = 32
_MAX_COMBINED = 2000
_BIG_UNION = 3
_ORDER = ("string", "integer", "number", "boolean", "array", "object")
_SHAPING = frozenset(
    {
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "enum",
        "items",
        "oneOf",
        "patternProperties",
        "prefixItems",
        "properties",
        "required",
        "type",
    }
)


@record
class _Site:
    """The site at which a type is built: its key in the table, its wanted name, its depth.

    `own` says that the name is the schema's own, not derived from its owner's.
    """

    key: str
    hint: str
    own: bool
    depth: int


class Builder:
    """Builds the type of each schema once, and puts named types into the table."""

    def __init__(self, refs: Refs, table: TypeTable, nodes: Nodes) -> None:
        self._refs = refs
        self._table = table
        self._nodes = nodes
        self._done: dict[tuple[str, bool], Type] = {}
        self._open: set[str] = set()
        self._recursive: set[str] = set()
        self._waiting: deque[tuple[str, Shape, str]] = deque()
        self._same: dict[tuple[str, tuple[str | int | bool, ...]], Named] = {}
        self._combined = 0
        self._in_object = False
        self._sent = False

    def type_of(self, schema: Node | None, hint: str, *, sent: bool) -> Type:
        """The type of a schema; puts every object type that it reaches into the table.

        `sent` says that a caller sends the value; else it comes from a response.
        """
        self._combined = 0
        self._sent = sent
        found = self._of(schema, hint, 0)
        self._in_object = True
        while self._waiting:
            key, shape, name = self._waiting.popleft()
            self._table.defs[key] = self._object_def(shape, name)
        self._in_object = False
        return found

    def _of(self, node: Node | None, hint: str, depth: int, own: bool = False) -> Type:
        if node is None or depth > _MAX_DEPTH or not isinstance(node.value, dict):
            return Json()
        if is_reference(node):
            if self._refs.target(node) is None:
                return Json()
            step = self._refs.step(node)
            if step is not None and not _SHAPING & node.value.keys():
                name = component_name(step)
                found = self._of(step.node, name or hint, depth + 1, bool(name))
                return union(found, Null()) if self._nodes.shape(node).null else found
        if isinstance(node, Tagged):
            name = self._nodes.component(node)
            hint, own = name or hint, bool(name)
        key = self._nodes.key(node) + (">" if self._sent else "")
        site = _Site(key, hint, own, depth)
        return self._build(self._nodes.shape(node), site)

    def _build(self, shape: Shape, site: _Site) -> Type:
        key = site.key
        memory = (key, self._in_object)
        if memory in self._done:
            return self._done[memory]
        if key in self._open:
            self._recursive.add(key)
            again = Named(_alias(key))
            return union(again, Null()) if shape.null else again
        self._open.add(key)
        found = self._named(shape, site, self._shape_type(shape, site))
        self._open.discard(key)
        self._done[memory] = found
        return found

    def _named(self, shape: Shape, site: _Site, type_: Type) -> Type:
        """Name a type where it is an enum, a big union of a component, or recursive."""
        plain = without_null(type_)
        alias = Named(_alias(site.key))
        if site.key in self._recursive:
            members = plain.members if isinstance(plain, Union) else (plain,)
            plain = union(*(member for member in members if member != alias))
            if self._reaches(plain, alias):
                plain = Json()
        elif not (
            (isinstance(plain, Literal) and len(plain.values) > 1)
            or (isinstance(plain, Union) and self._is_big(plain, shape, site.own))
        ):
            return type_
        if isinstance(plain, Literal):
            alias = self._same.setdefault((site.hint, plain.values), alias)
        self._table.defs.setdefault(alias.key, AliasDef(site.hint, plain, shape.doc, self._sent))
        return union(alias, Null()) if type_ != without_null(type_) else alias

    def _is_big(self, type_: Union, shape: Shape, own: bool) -> bool:
        """Whether a union is long enough to need a name."""
        if own:
            return len(type_.members) >= _BIG_UNION or shape.is_tagged
        return sum(isinstance(member, Named) for member in type_.members) >= _BIG_UNION

    def _reaches(self, type_: Type, alias: Named) -> bool:
        """Whether an alias refers to itself through nothing but unions."""
        pending, seen = [type_], set()
        while pending:
            here = pending.pop()
            if here == alias:
                return True
            if isinstance(here, Union):
                pending.extend(here.members)
            elif isinstance(here, Named) and here.key not in seen:
                seen.add(here.key)
                known = self._table.defs.get(here.key)
                if isinstance(known, AliasDef):
                    pending.append(known.type)
        return False

    def _shape_type(self, shape: Shape, site: _Site) -> Type:
        if not shape.whole:
            return Json()
        found: Type | None = None
        if shape.groups and shape.enum is None:
            found = self._choice(shape, site)
        if found is None:
            found = self._plain(shape, site)
        is_null = shape.null or (shape.enum is not None and None in shape.enum)
        return union(found, Null()) if is_null else found

    def _plain(self, shape: Shape, site: _Site) -> Type:
        """The type without `oneOf` and `anyOf`."""
        if shape.enum is not None:
            constants = literal(shape.enum, shape.types)
            if constants is not None:
                return constants
        kinds = shape.kinds
        if not kinds:
            is_null = shape.enum == [None] or (shape.null and shape.types is not None)
            return Null() if is_null else Json()
        return union(*(self._kind(kind, shape, site) for kind in _ORDER if kind in kinds))

    def _kind(self, kind: str, shape: Shape, site: _Site) -> Type:
        if kind == "string":
            # JSON has no bytes: only a body, or a part of a multipart body, can be binary.
            return Binary() if shape.binary and not self._in_object else Str(shape.format)
        if kind == "integer":
            return Int()
        if kind == "number":
            return Number()
        if kind == "boolean":
            return Bool()
        return self._array(shape, site) if kind == "array" else self._object(shape, site)

    def _array(self, shape: Shape, site: _Site) -> Type:
        hint = singular(site.hint)
        items = self._nodes.merged("allOf", shape.items)
        if shape.prefix is not None:
            first = tuple(self._of(item, hint, site.depth + 1) for item in shape.prefix)
            rest = None if items is None else self._of(items, hint, site.depth + 1)
            return Tuple(first, rest)
        return List(self._of(items, hint, site.depth + 1))

    def _object(self, shape: Shape, site: _Site) -> Type:
        if any(self._has(nodes) for nodes in shape.properties.values()):
            if site.key not in self._table.defs:
                self._table.defs[site.key] = ObjectDef(site.hint, (), shape.doc)
                self._waiting.append((site.key, shape, site.hint))
            return Named(site.key)
        values = list(shape.patterns)
        if isinstance(shape.additional, Node):
            values.append(shape.additional)
        if not values or shape.additional is True:
            return Map(Json())
        hint = joined(site.hint, "Value")
        return Map(union(*(self._of(value, hint, site.depth + 1) for value in values)))

    def _has(self, nodes: list[Node]) -> bool:
        """Whether an object has a property in this direction, of request or response."""
        return self._nodes.allowed(nodes) and not self._nodes.hidden(nodes, sent=self._sent)

    def _object_def(self, shape: Shape, hint: str) -> ObjectDef:
        properties: list[Property] = []
        for name, nodes in shape.properties.items():
            if not self._has(nodes):
                continue
            schema = self._nodes.merged("allOf", nodes)
            owner = shape.owners.get(id(nodes[0]), hint) if len(nodes) == 1 else hint
            own = joined(owner, name)
            type_ = self._of(schema, own if own != hint else f"{hint}Value", 0)
            docs = [self._nodes.shape(node).doc for node in reversed(nodes)]
            doc = next((each for each in docs if each), None)
            properties.append(Property(name, type_, name in shape.required, doc))
        extra = self._extra(shape, hint)
        return ObjectDef(hint, tuple(properties), shape.doc, extra, self._sent)

    def _extra(self, shape: Shape, hint: str) -> Type | None:
        """The type of an object's undeclared properties."""
        if shape.additional is True:
            return Json()
        values = list(shape.patterns)
        if isinstance(shape.additional, Node):
            values.append(shape.additional)
        if not values:
            return None
        return union(*(self._of(value, joined(hint, "Value"), 0) for value in values))

    def _choice(self, shape: Shape, site: _Site) -> Type | None:
        """The union of `oneOf` or `anyOf`; None where they add no type."""
        groups = [
            i
            for i, group in enumerate(shape.groups)
            if len(group) <= MAX_BRANCHES and is_choice(self._nodes, shape, group)
        ]
        if not groups:
            return None
        if prod(len(shape.groups[i]) for i in groups) > _MAX_COMBINATIONS:
            groups = groups[:1]
        shape = replace(shape, groups=[shape.groups[i] for i in groups])
        group = shape.groups[0]
        hints = self._branch_hints(group, site)
        mixed = (
            len(groups) > 1
            or shape.properties
            or shape.patterns
            or isinstance(shape.additional, Node)
            or shape.items
            or (shape.types is not None and not shape.types <= {"object", "array"})
        )
        found: list[Type] = []
        for branch, hint in zip(group, hints, strict=True):
            if mixed and not self._includes(branch, shape):
                found.append(self._combination(shape, branch, hint, site))
            else:
                found.append(self._of(branch, hint, site.depth + 1))
        return common_literal(without_covered(found, self._table))

    def _includes(self, branch: Node, shape: Shape) -> bool:
        """Whether an alternative contains all other keywords of a shape, as a subtype does."""
        own = _SHAPING - {"allOf"}
        said = [id(part) for part in shape.parts.values() if own & part.entries.keys()]
        inside = self._nodes.shape(branch).parts
        return bool(said) and all(part in inside for part in said)

    def _combination(self, shape: Shape, branch: Node, hint: str, site: _Site) -> Type:
        """The type of a schema together with one of its alternatives."""
        self._combined += 1
        combined = self._nodes.combined(shape, branch)
        if combined is None or self._combined > _MAX_COMBINED or site.depth > _MAX_DEPTH:
            return self._plain(shape, site)
        target = self._nodes.target(branch) or branch
        key = f"{site.key}|{self._nodes.key(target)}"
        return self._build(combined, _Site(key, hint, False, site.depth + 1))

    def _branch_hints(self, group: list[Node], site: _Site) -> list[str]:
        """A name for each alternative, in case it needs one and has none of its own."""
        shapes = [self._nodes.shape(branch) for branch in group]
        objects = [s for s in shapes if "object" in s.kinds or s.groups]
        hints: list[str] = []
        for number, (branch, shape) in enumerate(zip(group, shapes, strict=True), 1):
            name = (
                self._nodes.component(branch) or shape.title or distinguishing(self._nodes, shape)
            )
            if len(objects) < 2 or not (name or shape in objects):
                hints.append(site.hint)
            else:
                hints.append(joined(site.hint, name) if name else f"{site.hint}Option{number}")
        return hints


def _alias(key: str) -> str:
    """The key of the alias of a schema, whose own key may be an object's."""
    return f"{key}="
