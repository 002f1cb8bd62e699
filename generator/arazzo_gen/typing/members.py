"""Collects the properties that the schema of an object declares, in whichever keyword: properties,
alternatives, conditions and dependencies (JSON Schema 2020-12, "Applying Subschemas")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from arazzo_gen.diagnostics.model import Severity
from arazzo_gen.record import fresh, record, replace
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node
from arazzo_gen.typing.nodes import Nodes
from arazzo_gen.typing.shape import Shape
from arazzo_gen.typing.tags import Tagged

_MAX_DEPTH = 12
_MOST = 2000
"""How many schemas are looked at: those that refer to each other can be put together in more ways
than anyone wrote."""


@record
class Member:
    """A property: its schema, where it is named, and its default if each branch has the same."""

    schema: Node
    span: Span
    default: Node | None


@record
class PatternMembers:
    """The properties whose names a regular expression matches (`patternProperties`)."""

    pattern: str
    schema: Node
    span: Span


@record(frozen=False)
class Members:
    """The properties of an object.

    Attributes:
        declared: Those with a schema, in document order.
        required: The names that are required whichever branch holds, with their places.
        mentioned: The names that some branch requires or tests, with their places.
        patterns: What `patternProperties` says.
    """

    declared: dict[str, Member] = fresh(factory=dict)
    required: dict[str, Span] = fresh(factory=dict)
    mentioned: dict[str, Span] = fresh(factory=dict)
    patterns: list[PatternMembers] = fresh(factory=list)


def members_of(nodes: Nodes, schema: Node) -> Members:
    """The properties of an object, from all keywords of its schema.

    What not every branch of a `oneOf`, an `anyOf` or an `if` declares is optional, and so is what a
    dependency declares, where the property that it depends on is optional.
    """
    return _Collector(nodes).collect(schema, frozenset(), 0)


@record
class _Dependency:
    """What holds where an object has a property, the trigger."""

    trigger: str
    members: Members


class _Collector:
    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._left = _MOST

    def collect(self, schema: Node, seen: frozenset[int], depth: int) -> Members:
        """The members of a schema; none for one that is inside of itself."""
        written = schema.branch if isinstance(schema, Tagged) else schema
        target = self._nodes.refs.follow(written, Severity.ERROR)
        self._left -= 1
        if target is None or id(target) in seen or depth > _MAX_DEPTH or self._left < 0:
            return Members()
        shape = self._nodes.shape(schema)
        seen = seen | shape.parts.keys()
        found = self._own(shape)
        for group in shape.groups:
            self._choose(found, [self.collect(branch, seen, depth + 1) for branch in group])
        dependencies: list[_Dependency] = []
        for part in list(shape.parts.values()):
            if part.get("if") is not None:
                self._condition(found, part, seen, depth)
            dependencies += self._dependencies(part, seen, depth)
        self._depend(found, dependencies)
        return found

    def _own(self, shape: Shape) -> Members:
        found = Members()
        for name, schemas in shape.properties.items():
            for each in schemas:
                self._nodes.refs.follow(each, Severity.ERROR)
            schema = self._nodes.merged("allOf", schemas)
            if name and schema is not None:
                default = self._nodes.shape(schema).default
                found.declared[name] = Member(schema, name_span(name, shape, schema), default)
        found.required = required_names(shape)
        for part in shape.parts.values():
            patterns = part.get("patternProperties")
            for text, schema in patterns.entries.items() if patterns is not None else ():
                span = patterns.key_span(text) if patterns is not None else schema.span
                found.patterns.append(PatternMembers(text, schema, span))
        return found

    # --- Branches -----------------------------------------------------------------------

    def _choose(self, found: Members, branches: Sequence[Members]) -> None:
        """Add branches, of which one holds."""
        for name in dict.fromkeys(name for each in branches for name in each.declared):
            given = [each.declared[name] for each in branches if name in each.declared]
            self._add(found, name, given, every=len(given) == len(branches))
        required = _common([each.required for each in branches])
        for each in branches:
            found.patterns += each.patterns
            for name, span in (*each.required.items(), *each.mentioned.items()):
                found.mentioned.setdefault(name, span)
        for name, span in required.items():
            found.required.setdefault(name, span)

    def _add(self, found: Members, name: str, given: Sequence[Member], *, every: bool) -> None:
        """Add a property that branches declare, all of them or some."""
        allowed = [each for each in given if each.schema.value is not False] or given[:1]
        schema = self._nodes.merged("anyOf", _distinct(each.schema for each in allowed))
        assert schema is not None
        known = found.declared.get(name)
        if known is None:
            default = _same_default(given) if every else None
            found.declared[name] = Member(schema, allowed[0].span, default)
        elif every:
            both = self._nodes.merged("allOf", _distinct((known.schema, schema)))
            found.declared[name] = replace(known, schema=both or schema)

    def _condition(self, found: Members, part: Node, seen: frozenset[int], depth: int) -> None:
        """Add `then` and `else`; what `if` alone names is mentioned."""
        test = part.get("if")
        if test is not None:
            tested = self.collect(test, seen, depth + 1)
            for name, member in tested.declared.items():
                found.mentioned.setdefault(name, member.span)
        branches = (part.get("then"), part.get("else"))
        collected = [
            self.collect(branch, seen, depth + 1) if branch is not None else Members()
            for branch in branches
        ]
        self._choose(found, collected)

    def _dependencies(self, part: Node, seen: frozenset[int], depth: int) -> Iterator[_Dependency]:
        """The dependencies of a schema, also as older drafts write them (`dependencies`)."""
        for keyword in ("dependentSchemas", "dependentRequired", "dependencies"):
            written = part.get(keyword)
            for trigger, value in written.entries.items() if written is not None else ():
                if isinstance(value.value, list):
                    names = {item.text: item.span for item in value.items if item.text}
                    yield _Dependency(trigger, Members(required=names))
                else:
                    yield _Dependency(trigger, self.collect(value, seen, depth + 1))

    def _depend(self, found: Members, dependencies: Sequence[_Dependency]) -> None:
        """Add dependencies: for good where their trigger is required, else as one of two ways."""
        waiting = list(dependencies)
        while ready := [each for each in waiting if each.trigger in found.required]:
            waiting = [each for each in waiting if each.trigger not in found.required]
            for each in ready:
                self._choose(found, [each.members])
        for each in waiting:
            self._choose(found, [each.members, Members()])


def name_span(name: str, owner: Shape, schema: Node) -> Span:
    """Where an object schema names a property; the property's schema where it does not."""
    for part in owner.parts.values():
        properties = part.get("properties")
        if properties is not None and properties.get(name) is not None:
            return properties.key_span(name)
    return schema.span


def required_names(shape: Shape) -> dict[str, Span]:
    """The names in `required`, in document order, with their places."""
    found: dict[str, Span] = {}
    for part in shape.parts.values():
        names = part.get("required")
        for item in names.items if names is not None else ():
            if item.text is not None:
                found.setdefault(item.text, item.span)
    return found


def _common(branches: Sequence[dict[str, Span]]) -> dict[str, Span]:
    """The names that all branches require."""
    if not branches:
        return {}
    first, *others = branches
    return {name: span for name, span in first.items() if all(name in each for each in others)}


def _same_default(given: Sequence[Member]) -> Node | None:
    """The default that all branches give a property."""
    first = given[0].default
    if first is None:
        return None
    same = all(each.default is not None and each.default.plain() == first.plain() for each in given)
    return first if same else None


def _distinct(schemas: Iterable[Node]) -> list[Node]:
    return list({id(schema): schema for schema in schemas}.values())


def branches(schema: Node) -> Iterator[Node]:
    """The schemas inside of one that are about the same object, as they are written."""
    for keyword in ("allOf", "anyOf", "oneOf"):
        written = schema.get(keyword)
        yield from written.items if written is not None else ()
    for keyword in ("if", "then", "else"):
        written = schema.get(keyword)
        yield from (written,) if written is not None else ()
    for keyword in ("dependentSchemas", "dependencies"):
        written = schema.get(keyword)
        yield from written.entries.values() if written is not None else ()
