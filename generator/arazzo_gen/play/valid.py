"""Says what is wrong with a JSON value, by a schema of OpenAPI 2.0, 3.0, 3.1 or JSON Schema.

A small validator instead of jsonschema: the schemas are nodes with references into other files,
`nullable` and `readOnly` count, the regular expressions are a stranger's and run only where they
take linear time, and nothing is fetched. Formats are not checked: they are notes to the reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from arazzo_gen.expressions.linear import linear_pattern
from arazzo_gen.expressions.regex import translated
from arazzo_gen.openapi.reading import flag
from arazzo_gen.openapi.refs import is_reference
from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.text.written import is_number, number_text
from arazzo_gen.typing.nodes import Nodes
from arazzo_gen.typing.refusals import is_same, kinds_of
from arazzo_gen.typing.shape import list_of, takes_null

_MOST: Final = 20_000
_DEEPEST: Final = 60


@record
class Problem:
    """What is wrong with a value: where, as a JSON Pointer, and why."""

    pointer: str
    message: str


def problems(
    nodes: Nodes, schema: Node | None, value: JsonValue, *, sent: bool = False
) -> Iterator[Problem]:
    """What a schema does not allow of a value, from the outside in.

    What is too large or too deep to look at counts as allowed.

    Args:
        nodes: Follows references, and knows the shapes of schemas.
        schema: The schema; None allows any value.
        value: The value.
        sent: A caller sends the value: properties that are `readOnly` are not required. Otherwise
            an API gives it: those that are `writeOnly` are not.
    """
    if schema is not None:
        yield from _Check(nodes, sent).value(schema, value, "", 0)


def is_valid(nodes: Nodes, schema: Node | None, value: JsonValue, *, sent: bool = False) -> bool:
    """Whether a schema allows a value."""
    return next(problems(nodes, schema, value, sent=sent), None) is None


class _Check:
    def __init__(self, nodes: Nodes, sent: bool) -> None:
        self._nodes = nodes
        self._sent = sent
        self._left = _MOST

    def value(self, schema: Node, value: JsonValue, at: str, depth: int) -> Iterator[Problem]:
        """What a schema does not allow of the value at a pointer."""
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            return
        if schema.value is False:
            yield Problem(at, "is not allowed")
        if not isinstance(schema.value, dict):
            return
        if value is None and takes_null(schema):
            return
        if is_reference(schema):
            step = self._nodes.refs.step(schema)
            if step is not None and step.node is not schema:
                yield from self.value(step.node, value, at, depth + 1)
        yield from _kind(schema, value, at)
        yield from _constants(schema, value, at)
        if isinstance(value, str):
            yield from _text(schema, value, at)
        elif is_number(value):
            yield from _number(schema, value, at)
        elif isinstance(value, list):
            yield from self._array(schema, value, at, depth)
        elif isinstance(value, dict):
            yield from self._object(schema, value, at, depth)
        yield from self._groups(schema, value, at, depth)

    def _holds(self, schema: Node, value: JsonValue, depth: int) -> bool:
        return next(self.value(schema, value, "", depth + 1), None) is None

    # --- Schemas in schemas -------------------------------------------------------------

    def _groups(self, schema: Node, value: JsonValue, at: str, depth: int) -> Iterator[Problem]:
        for part in list_of(schema, "allOf"):
            yield from self.value(part, value, at, depth + 1)
        several = list_of(schema, "anyOf")
        if several and not any(self._holds(each, value, depth) for each in several):
            yield Problem(at, "fits none of the schemas of anyOf")
        one = list_of(schema, "oneOf")
        if one:
            fitting = sum(self._holds(each, value, depth) for each in one)
            if fitting != 1:
                count = "none" if fitting == 0 else f"{fitting}"
                yield Problem(at, f"fits {count} of the schemas of oneOf")
        banned = schema.get("not")
        if banned is not None and self._holds(banned, value, depth):
            yield Problem(at, "fits the schema of not")
        test = schema.get("if")
        if test is not None:
            branch = schema.get("then" if self._holds(test, value, depth) else "else")
            if branch is not None:
                yield from self.value(branch, value, at, depth + 1)

    # --- Arrays and objects -------------------------------------------------------------

    def _array(
        self, schema: Node, value: list[JsonValue], at: str, depth: int
    ) -> Iterator[Problem]:
        yield from _size(schema, len(value), "Items", "items", at)
        if flag(schema, "uniqueItems") and _repeats(value):
            yield Problem(at, "has an item twice")
        first = list_of(schema, "prefixItems")
        rest = schema.get("items")
        if rest is not None and isinstance(rest.value, list):
            first, rest = rest.items, schema.get("additionalItems")
        for index, item in enumerate(value):
            inner = first[index] if index < len(first) else rest
            if inner is not None:
                yield from self.value(inner, item, f"{at}/{index}", depth + 1)
        wanted = schema.get("contains")
        least = _whole(schema, "minContains")
        if wanted is not None and least != 0:
            fitting = sum(self._holds(wanted, item, depth) for item in value)
            if fitting < (1 if least is None else least):
                yield Problem(at, "has too few items that fit the schema of contains")

    def _object(
        self, schema: Node, value: dict[str, JsonValue], at: str, depth: int
    ) -> Iterator[Problem]:
        yield from _size(schema, len(value), "Properties", "properties", at)
        declared = schema.get("properties")
        known = declared.entries if declared is not None else {}
        for item in list_of(schema, "required"):
            name = item.text
            if name is None or name in value:
                continue
            of_it = known.get(name)
            if of_it is None or not self._nodes.hidden([of_it], sent=self._sent):
                yield Problem(at, f"has no {name!r}")
        for name, part in value.items():
            pointer = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
            for inner in self._of_property(schema, known, name):
                yield from self.value(inner, part, pointer, depth + 1)
        names = schema.get("propertyNames")
        if names is not None:
            for name in value:
                yield from self.value(names, name, at, depth + 1)
        yield from self._depending(schema, value, at, depth)

    def _of_property(self, schema: Node, known: dict[str, Node], name: str) -> Iterator[Node]:
        """The schemas of a property."""
        fitting = [known[name]] if name in known else []
        patterns = schema.get("patternProperties")
        for pattern, inner in patterns.entries.items() if patterns is not None else ():
            compiled = linear_pattern(pattern, "a", translated)
            if compiled is not None and compiled.search(name) is not None:
                fitting.append(inner)
        other = schema.get("additionalProperties")
        if not fitting and other is not None:
            fitting.append(other)
        yield from fitting

    def _depending(
        self, schema: Node, value: dict[str, JsonValue], at: str, depth: int
    ) -> Iterator[Problem]:
        for keyword in ("dependentRequired", "dependentSchemas", "dependencies"):
            found = schema.get(keyword)
            for name, needs in found.entries.items() if found is not None else ():
                if name not in value:
                    continue
                if isinstance(needs.value, list):
                    lacking = [each.text for each in needs.items if each.text not in value]
                    if lacking:
                        yield Problem(at, f"has no {lacking[0]!r}, which {name!r} needs")
                else:
                    yield from self.value(needs, value, at, depth + 1)


# --- One keyword each -------------------------------------------------------------------


def _kind(schema: Node, value: JsonValue, at: str) -> Iterator[Problem]:
    written = schema.get("type")
    if written is None:
        return
    names = [item.text for item in (written.items or [written])]
    if "file" in names or not set(kinds_of(value)).isdisjoint(names):
        return
    wanted = " or ".join(str(name) for name in names)
    yield Problem(at, f"is no {wanted}")


def _constants(schema: Node, value: JsonValue, at: str) -> Iterator[Problem]:
    listed = schema.get("enum")
    if (
        listed is not None
        and isinstance(listed.value, list)
        and not any(_is_constant(each, value, schema) for each in listed.items)
    ):
        yield Problem(at, "is none of the values of enum")
    only = schema.get("const")
    if only is not None and not _is_constant(only, value, schema):
        yield Problem(at, "is not the value of const")


def _is_constant(node: Node, value: JsonValue, schema: Node) -> bool:
    if isinstance(value, str) and is_number(node.value):
        kind = schema.get("type")
        return kind is not None and kind.text == "string" and number_text(node) == value
    return is_same(node.plain(), value)


def _repeats(value: list[JsonValue]) -> bool:
    few = value[:200]
    return any(is_same(one, other) for index, one in enumerate(few) for other in few[:index])


def _text(schema: Node, value: str, at: str) -> Iterator[Problem]:
    yield from _size(schema, len(value), "Length", "characters", at)
    pattern = schema.get("pattern")
    if pattern is not None and pattern.text is not None:
        compiled = linear_pattern(pattern.text, "a", translated)
        if compiled is not None and compiled.search(value) is None:
            yield Problem(at, f"does not match {pattern.text!r}")


def _size(schema: Node, size: int, keyword: str, what: str, at: str) -> Iterator[Problem]:
    least, most = _whole(schema, f"min{keyword}"), _whole(schema, f"max{keyword}")
    if least is not None and size < least:
        yield Problem(at, f"has fewer than {least} {what}")
    if most is not None and size > most:
        yield Problem(at, f"has more than {most} {what}")


def _whole(schema: Node, keyword: str) -> int | None:
    value = _bound(schema, keyword)
    return int(value) if value is not None else None


def _number(schema: Node, value: int | float, at: str) -> Iterator[Problem]:
    least, most = _bound(schema, "minimum"), _bound(schema, "maximum")
    above, below = _bound(schema, "exclusiveMinimum"), _bound(schema, "exclusiveMaximum")
    # In OpenAPI 3.0 they are flags of the other two.
    if flag(schema, "exclusiveMinimum"):
        above, least = least, None
    if flag(schema, "exclusiveMaximum"):
        below, most = most, None
    if least is not None and value < least:
        yield Problem(at, f"is less than {least}")
    if most is not None and value > most:
        yield Problem(at, f"is more than {most}")
    if above is not None and value <= above:
        yield Problem(at, f"is not more than {above}")
    if below is not None and value >= below:
        yield Problem(at, f"is not less than {below}")
    step = _bound(schema, "multipleOf")
    if step is not None and step > 0 and not _is_multiple(value, step):
        yield Problem(at, f"is no multiple of {step}")


def _is_multiple(value: int | float, step: int | float) -> bool:
    if abs(value) > 1e300 or step < 1e-300:
        return True
    return Fraction(str(value)) % Fraction(str(step)) == 0


def _bound(schema: Node, keyword: str) -> int | float | None:
    found = schema.get(keyword)
    value = found.value if found is not None else None
    return value if is_number(value) else None
