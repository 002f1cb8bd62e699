"""Reads discriminators: the alternatives of a schema, each with the values of the property that
tells them apart (OpenAPI 3.2, "Discriminator Object"; 2.0, "Schema Object").

An alternative becomes a synthetic schema: the alternative and, beside it, the property as a
required enum. So no other reader of schemas needs to know of discriminators.
"""

from __future__ import annotations

from collections import deque
from urllib.parse import unquote

from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.openapi.refs import Refs, is_reference
from arazzo_gen.record import fresh, record
from arazzo_gen.text import pointer
from arazzo_gen.text.node import Node, Scalar

MAX_BRANCHES = 200
"""The most alternatives of a union; longer ones are of no use to a reader."""

_COMPONENTS = (("components", "schemas"), ("definitions",))


class Tag(Node):
    """The synthetic schema of a tag property in one alternative: an enum of its values, if known.

    The alternative's own schema of the property wins: names of schemas spelled `Dog` where the
    values are `dog` are a common mistake.
    """

    __slots__ = ()


class Tagged(Node):
    """The synthetic schema of an alternative with its tag.

    Attributes:
        branch: The alternative as the document has it.
        target: The schema to which it leads.
        owner: The schema that has the discriminator.
        values: The values of the property in this alternative; none where only the alternative's
            own schema says them.
    """

    __slots__ = ("branch", "owner", "target", "values")

    def __init__(
        self, branch: Node, target: Node, owner: Node, name: str, values: tuple[str, ...]
    ) -> None:
        place = (branch.file, branch.line, branch.column, branch.end_line, branch.end_column)
        constants = _made([_made(value, branch) for value in values], branch)
        tag = Tag({"enum": constants} if values else {}, *place)
        entries = {
            "allOf": _made([branch], branch),
            "properties": _made({name: tag}, branch),
            "required": _made([_made(name, branch)], branch),
        }
        super().__init__(entries, *place)
        self.branch = branch
        self.target = target
        self.owner = owner
        self.values = values


@record
class _Mapping:
    """A discriminator: its property, and the property's values by the `id` of the schema."""

    name: str
    values: dict[int, list[str]] = fresh(factory=dict)
    schemas: dict[int, Node] = fresh(factory=dict)


@record
class _Components:
    """The component schemas of a document.

    Attributes:
        tokens: The tokens of the pointer to them.
        schemas: The schemas, by name.
        names: Their names, by `id`.
        extended: For each, the names of the schemas that refer to it in an `allOf`.
    """

    tokens: tuple[str, ...]
    schemas: dict[str, Node]
    names: dict[int, str]
    extended: dict[str, list[str]]


class Tags:
    """Finds the alternatives of schemas, with their tags; each is made once.

    Args:
        refs: Follows references; a mapping that leads nowhere is a warning.
    """

    def __init__(self, refs: Refs) -> None:
        self.refs = refs
        self._mappings: dict[int, tuple[Node, _Mapping | None]] = {}
        self._branches: dict[tuple[int, str], tuple[Node, list[Node]]] = {}
        self._subtypes: dict[int, tuple[Node, list[Node]]] = {}
        self._documents: dict[int, _Components | None] = {}

    def branches(self, node: Node, keyword: str) -> list[Node]:
        """The alternatives under `oneOf` or `anyOf`, with tags where there is a discriminator."""
        found = node.get(keyword)
        if found is None or not found.items:
            return []
        key = (id(found), keyword)
        if key not in self._branches:
            mapping = self._mapping(node)
            items = found.items
            if mapping is not None and len(items) <= MAX_BRANCHES:
                items = [self._tagged(item, node, mapping) for item in items]
            self._branches[key] = (found, items)
        return self._branches[key][1]

    def subtypes(self, node: Node) -> list[Node]:
        """The alternatives of a base schema: the schemas of its mapping, and the components of its
        document that extend it with `allOf`.

        Empty where it lists alternatives itself, or has no discriminator.
        """
        if id(node) not in self._subtypes:
            mapping = self._mapping(node)
            listed = mapping is None or any(node.get(key) for key in ("oneOf", "anyOf"))
            subtypes = [] if listed or mapping is None else self._all(node, mapping)
            self._subtypes[id(node)] = (node, subtypes)
        return self._subtypes[id(node)][1]

    def _all(self, base: Node, mapping: _Mapping) -> list[Node]:
        found = dict(mapping.schemas)
        for reference in self._extending(base):
            target = self.refs.follow(reference)
            if target is not None:
                found.setdefault(id(target), reference)
        if len(found) > MAX_BRANCHES:
            return []
        return [self._tagged(reference, base, mapping) for reference in found.values()]

    def _tagged(self, branch: Node, owner: Node, mapping: _Mapping) -> Node:
        target = self.refs.target(branch)
        if target is None or not isinstance(target.node.value, dict):
            return branch
        values = mapping.values.get(id(target.node))
        step = self.refs.step(branch) if is_reference(branch) else None
        if values is None and step is not None and step.name and _is_component(step.tokens):
            values = [step.name]
        properties = target.node.get("properties")
        if not values and (properties is None or properties.get(mapping.name) is None):
            return branch
        return Tagged(branch, target.node, owner, mapping.name, tuple(values or ()))

    # --- What a discriminator says ------------------------------------------------------

    def _mapping(self, node: Node) -> _Mapping | None:
        known = self._mappings.get(id(node))
        if known is None:
            known = self._mappings[id(node)] = (node, self._read(node))
        return known[1]

    def _read(self, node: Node) -> _Mapping | None:
        written = node.get("discriminator")
        if written is None:
            return None
        name = written.text  # Swagger 2.0
        if name is None:
            property_name = written.get("propertyName")
            name = property_name.text if property_name is not None else None
        if not name:
            return None
        found = _Mapping(name)
        mapping = written.get("mapping")
        for value, place in mapping.entries.items() if mapping is not None else ():
            reference = self._reference(place)
            target = self.refs.follow(reference) if reference is not None else None
            if reference is not None and target is not None:
                found.values.setdefault(id(target), []).append(value)
                found.schemas.setdefault(id(target), reference)
        return found

    def _reference(self, place: Node) -> Node | None:
        """A mapping's value as a reference; it may be the name of a component."""
        text = place.text
        if not text:
            return None
        components = self._components(place)
        if components is not None and text in components.schemas:
            return _refer(pointer.write_fragment((*components.tokens, text)), place)
        if not any(sign in text for sign in "#/."):
            near = nearest(text, list(components.schemas) if components is not None else [])
            hint = f"did you mean {near!r}?" if near else None
            message = f"this discriminator leads nowhere: there is no schema {text[:60]!r}"
            self.refs.report.add("AZ802", place.span, message, help=hint)
            return None
        return _refer(text, place)

    # --- What extends a schema ----------------------------------------------------------

    def _extending(self, base: Node) -> list[Node]:
        """References to all components that extend one, directly or indirectly."""
        components = self._components(base)
        own = components.names.get(id(base)) if components is not None else None
        if components is None or own is None:
            return []
        found: dict[str, None] = {}
        pending = deque(components.extended.get(own, ()))
        while pending:
            name = pending.popleft()
            if name not in found and name != own:
                found[name] = None
                pending.extend(components.extended.get(name, ()))
        return [
            _refer(pointer.write_fragment((*components.tokens, name)), components.schemas[name])
            for name in found
        ]

    def _components(self, node: Node) -> _Components | None:
        """The components of a node's document."""
        root = self.refs.root(node.file)
        if root is None:
            return None
        if id(root) not in self._documents:
            self._documents[id(root)] = _read_components(root)
        return self._documents[id(root)]


def _read_components(root: Node) -> _Components | None:
    """The components of a document.

    Only references within the document count as extending: following all of them would read files
    that nothing else needs.
    """
    for tokens in _COMPONENTS:
        found = root.at(tokens)
        if found is None or not found.entries:
            continue
        prefix = "#" + pointer.write(tokens) + "/"
        extended: dict[str, list[str]] = {}
        for name, schema in found.entries.items():
            parts = schema.get("allOf")
            for part in parts.items if parts is not None else ():
                reference = part.get("$ref")
                text = reference.text if reference is not None else None
                if text is not None and text.startswith(prefix):
                    base = unquote(text.removeprefix(prefix))
                    base = base.replace("~1", "/").replace("~0", "~")
                    extended.setdefault(base, []).append(name)
        names = {id(schema): name for name, schema in found.entries.items()}
        return _Components(tokens, found.entries, names, extended)
    return None


def _is_component(tokens: tuple[str, ...]) -> bool:
    return not tokens or tokens[:-1] in _COMPONENTS


def _refer(text: str, at: Node) -> Node:
    return _made({"$ref": _made(text, at)}, at)


def _made(value: Scalar | list[Node] | dict[str, Node], at: Node) -> Node:
    return Node(value, at.file, at.line, at.column, at.end_line, at.end_column)
