"""Merges a schema with its references and its `allOf` to the shape of a value.

A shape is the same for all dialects: OpenAPI 2.0, 3.0, 3.1 and JSON Schema 2020-12.
"""

from __future__ import annotations

from arazzo_gen.openapi.reading import flag
from arazzo_gen.openapi.refs import Target, is_reference
from arazzo_gen.record import fresh, record
from arazzo_gen.text.node import Node, Scalar
from arazzo_gen.text.written import is_number, number_text
from arazzo_gen.typing.names import pascal
from arazzo_gen.typing.tags import Tag, Tagged, Tags

_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_COMPONENTS = frozenset({"$defs", "definitions", "inputs", "schemas"})
_MAX_PARTS = 200


@record(frozen=False)
class Shape:
    """The constraints of a schema on a value, from all its merged parts.

    Attributes:
        parts: The merged schemas, by `id`.
        types: The JSON types in `type`, without null; None where it names none.
        null: Whether null is allowed; None where the schema does not say.
        enum: The constants (`enum`, `const`), null included; None where there are no such keywords.
        properties: The schemas of each property.
        owners: The name of the component that declares a property's schema, by the schema's `id`.
        additional: `additionalProperties`; None where it is left out.
        groups: The alternatives of each `oneOf` or `anyOf`, and of a base with subtypes.
        discriminator: As written; None where the schema is one of its alternatives.
        whole: False for the schema `false` and for a reference that leads nowhere.
    """

    node: Node
    parts: dict[int, Node] = fresh(factory=dict)
    types: frozenset[str] | None = None
    null: bool | None = None
    format: str | None = None
    enum: list[Scalar] | None = None
    properties: dict[str, list[Node]] = fresh(factory=dict)
    owners: dict[int, str] = fresh(factory=dict)
    required: set[str] = fresh(factory=set)
    additional: Node | bool | None = None
    patterns: list[Node] = fresh(factory=list)
    items: list[Node] = fresh(factory=list)
    prefix: list[Node] | None = None
    groups: list[list[Node]] = fresh(factory=list)
    title: str | None = None
    doc: str | None = None
    default: Node | None = None
    discriminator: Node | None = None
    binary: bool = False
    read_only: bool = False
    write_only: bool = False
    whole: bool = True

    @property
    def kinds(self) -> frozenset[str]:
        """The JSON types that a value may have, as far as the keywords say it."""
        if self.types is not None:
            return self.types
        found = set()
        if self.properties or self.additional is not None or self.patterns:
            found.add("object")
        if self.items or self.prefix is not None:
            found.add("array")
        return frozenset(found)

    @property
    def is_tagged(self) -> bool:
        """Whether a discriminator tells its alternatives apart."""
        return any(isinstance(branch, Tagged) for group in self.groups for branch in group)

    @property
    def is_silent(self) -> bool:
        """Whether the schema says nothing of the value's type."""
        return not (self.kinds or self.groups or self.enum is not None or self.null)


def shape_of(node: Node, tags: Tags) -> Shape:
    """Merge a schema with the schemas of its `$ref` and `allOf`."""
    shape = Shape(node)
    shape.null = _merge(node, shape, tags)
    _drop_own_groups(shape)
    return shape


def combine(base: Shape, branch: Node, tags: Tags, without: int) -> Shape | None:
    """Merge a shape with one alternative of a group, which replaces the group.

    Args:
        base: The shape.
        branch: The alternative.
        tags: Finds alternatives.
        without: The number of the group that the alternative is of; the others stay.

    Returns:
        None where the alternative is one of the shape's own parts already.
    """
    target = branch.target if isinstance(branch, Tagged) else tags.refs.follow(branch)
    if target is not None and id(target) in base.parts:
        return None
    shape = Shape(base.node)
    for part in base.parts.values():
        _keywords(part, shape)
    shape.title, shape.doc = base.title, base.doc
    shape.groups = [group for i, group in enumerate(base.groups) if i != without]
    shape.parts = dict(base.parts)
    shape.owners = dict(base.owners)
    null = _merge(branch, shape, tags)
    _drop_own_groups(shape)
    shape.null = base.null if null is None else null and base.null is not False
    return shape


def _drop_own_groups(shape: Shape) -> None:
    """Remove the groups in which a shape itself is an alternative, and merge its tag.

    A subtype includes its base, and so also the base's alternatives, one of which is the subtype.
    """
    kept: list[list[Node]] = []
    for group in shape.groups:
        own = _own_alternative(shape, group)
        if own is None:
            kept.append(group)
        else:
            _keywords(own, shape)
            shape.discriminator = None
    shape.groups = kept


def _own_alternative(shape: Shape, group: list[Node]) -> Tagged | None:
    """The alternative of a group that the shape includes; of several, the most derived one."""
    tagged = [branch for branch in group if isinstance(branch, Tagged)]
    by_target = {id(each.target): each for each in tagged if each.target is not each.owner}
    for part in shape.parts:
        found = by_target.get(part) or next((each for each in tagged if id(each) == part), None)
        if found is not None:
            return found
    return None


def _merge(node: Node, shape: Shape, tags: Tags) -> bool | None:
    """Merge a schema into a shape. Returns whether it allows null; None where it does not say."""
    if id(node) in shape.parts or len(shape.parts) > _MAX_PARTS:
        return None
    shape.parts[id(node)] = node
    below: list[bool | None] = []
    if is_reference(node):
        step = tags.refs.step(node)
        if step is not None and step.node is not node:
            below.append(_merge(step.node, shape, tags))
            _own(step, shape)
    below.extend(_merge_all(list_of(node, "allOf"), shape, tags))
    for branches in (tags.branches(node, "oneOf"), tags.branches(node, "anyOf")):
        if len(branches) == 1:
            below.append(_merge(branches[0], shape, tags))
        elif branches:
            shape.groups.append(branches)
    subtypes = tags.subtypes(node)
    if subtypes:
        shape.groups.append(subtypes)
    own = _keywords(node, shape)
    if own or not below:
        return own
    said = [null for null in below if null is not None]
    if own is False or not said:
        return own
    return all(said)


def _own(target: Target, shape: Shape) -> None:
    """Note the component that declares each property, after which the property's type is named."""
    name = component_name(target)
    properties = target.node.get("properties")
    if name and properties is not None:
        for schema in properties.entries.values():
            shape.owners.setdefault(id(schema), name)


def component_name(target: Target) -> str:
    """The component's name in a reference, in PascalCase; "" where there is none."""
    tokens = target.tokens
    if target.name and (not tokens or (len(tokens) >= 2 and tokens[-2] in _COMPONENTS)):
        return pascal(target.name)
    return ""


def _merge_all(nodes: list[Node], shape: Shape, tags: Tags) -> list[bool | None]:
    """Merge the parts of an `allOf`; of several parts no description is kept."""
    title, doc = shape.title, shape.doc
    found = [_merge(part, shape, tags) for part in nodes]
    if len(nodes) > 1:
        shape.title, shape.doc = title, doc
    return found


def _keywords(node: Node, shape: Shape) -> bool | None:
    """Merge a schema's own keywords. Returns whether they allow null; None if they do not say."""
    if node.value is False:
        shape.whole = False
    if not isinstance(node.value, dict):
        return None
    null = _types(node, shape)
    _constants(node, shape)
    _object(node, shape)
    _array(node, shape)
    _annotations(node, shape)
    return null


def _types(node: Node, shape: Shape) -> bool | None:
    written = node.get("type")
    names: list[str] = []
    if written is not None:
        listed = written.items if isinstance(written.value, list) else [written]
        names = [item.text for item in listed if item.text is not None]
    if "file" in names:
        shape.binary = True
        names = ["string" if name == "file" else name for name in names]
    known = frozenset(names) & _TYPES
    null: bool | None = None
    if known:
        null = "null" in known
        plain = known - {"null"}
        if plain or shape.types is None:
            shape.types = _intersect(shape.types, plain)
    return True if takes_null(node) else null


def takes_null(node: Node) -> bool:
    """Whether a schema allows null besides its type, as OpenAPI 3.0 and Swagger 2.0 say it."""
    return flag(node, "nullable") or flag(node, "x-nullable")


def _intersect(one: frozenset[str] | None, other: frozenset[str]) -> frozenset[str]:
    """The types that two schemas have in common; a contradiction keeps the second."""
    if one is None:
        return other
    both = _spread(one) & _spread(other)
    if "number" in both:
        both -= {"integer"}
    return both or other


def _spread(types: frozenset[str]) -> frozenset[str]:
    return types | {"integer"} if "number" in types else types


def _constants(node: Node, shape: Shape) -> None:
    found: list[Scalar] | None = None
    listed = node.get("enum")
    if listed is not None and listed.items:
        texts = _says_string(node)
        found = [_constant(i, texts) for i in listed.items if not isinstance(i.value, (list, dict))]
        if len(found) != len(listed.items):
            found = None
    const = node.get("const")
    if const is not None and not isinstance(const.value, (list, dict)):
        found = [_constant(const, _says_string(node))]
    if found is None:
        return
    if shape.enum is not None:
        known = {(type(value), value) for value in shape.enum}
        found = [value for value in found if (type(value), value) in known] or found
    shape.enum = found


def _says_string(node: Node) -> bool:
    """Whether a schema's own `type` is string, null aside."""
    written = node.get("type")
    names = [item.text for item in (written.items or [written])] if written is not None else []
    return bool(names) and set(names) <= {"string", "null"} and "string" in names


def _constant(node: Node, texts: bool) -> Scalar:
    """A constant; with `texts`, a number is the text that its author wrote: `01` and `1.10` are no
    numbers where the schema says string."""
    value = node.value
    assert not isinstance(value, (list, dict))
    return number_text(node) if texts and is_number(value) else value


def _object(node: Node, shape: Shape) -> None:
    properties = node.get("properties")
    for name, schema in properties.entries.items() if properties is not None else ():
        known = shape.properties.setdefault(name, [])
        if any(schema is other for other in known):
            continue
        known.insert(0 if isinstance(schema, Tag) else len(known), schema)
    for item in list_of(node, "required"):
        if item.text is not None:
            shape.required.add(item.text)
    patterns = node.get("patternProperties")
    if patterns is not None:
        shape.patterns.extend(patterns.entries.values())
    additional = node.get("additionalProperties")
    if additional is not None:
        if isinstance(additional.value, bool):
            # A property that one part of an allOf forbids may be declared in another part.
            shape.additional = shape.additional or additional.value
        elif isinstance(additional.value, dict):
            shape.additional = additional


def _array(node: Node, shape: Shape) -> None:
    items = node.get("items")
    if items is not None and isinstance(items.value, dict):
        shape.items.append(items)
    prefix = node.get("prefixItems")
    if items is not None and items.items:
        # The tuple form before 2020-12: further items are under `additionalItems`.
        prefix, items = items, node.get("additionalItems")
        if items is not None and isinstance(items.value, dict):
            shape.items.append(items)
    if prefix is not None and prefix.items:
        shape.prefix = prefix.items


def _annotations(node: Node, shape: Shape) -> None:
    """Merge annotations: an outer schema's replace those of the schemas that it refers to."""
    shape.format = _text(node, "format") or shape.format
    shape.title = _text(node, "title") or shape.title
    shape.doc = _text(node, "description") or shape.doc
    shape.default = node.get("default") or shape.default
    shape.discriminator = node.get("discriminator") or shape.discriminator
    media = node.get("contentMediaType")
    coded = node.get("contentEncoding")
    octets = media is not None and media.text == "application/octet-stream" and coded is None
    shape.binary = shape.binary or octets or shape.format == "binary"
    shape.read_only = shape.read_only or flag(node, "readOnly")
    shape.write_only = shape.write_only or flag(node, "writeOnly")


def list_of(node: Node, keyword: str) -> list[Node]:
    """The items under a keyword; none where it is no list."""
    found = node.get(keyword)
    return found.items if found is not None else []


def _text(node: Node, keyword: str) -> str | None:
    found = node.get(keyword)
    return found.text if found is not None and found.text and found.text.strip() else None
