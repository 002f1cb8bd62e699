"""Sample values of a schema: examples first, then enum values, formats, patterns and bounds.

The same schema gives the same value in every run. What a schema asks for is bounded: a list of a
million items gets a few, and the value is then not valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from arazzo_gen.play.bounds import Bounds, bounds_of
from arazzo_gen.play.strings import matching, number_of, of_format, sample_text
from arazzo_gen.play.valid import is_valid
from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.text.written import is_number
from arazzo_gen.typing.nodes import Nodes
from arazzo_gen.typing.shape import Shape
from arazzo_gen.typing.walk import walk

_MOST: Final = 400
_DEEPEST: Final = 12
_MOST_ITEMS: Final = 20
_LONGEST: Final = 500
_LARGEST_EXAMPLE: Final = 4_000
_MOST_BRANCHES: Final = 12
_ORDER: Final = ("object", "array", "string", "integer", "number", "boolean", "null")


Reads: TypeAlias = Mapping["str | int", "Reads"]
"""The parts of a value that somebody reads: names and indexes, each with what is read inside."""


@record
class _Asked:
    """What is asked of one value: its words say what it is, its depth how far inside it is."""

    reads: Reads
    words: tuple[str, ...]
    depth: int = 0

    def inside(self, key: str | int, words: tuple[str, ...]) -> _Asked:
        return _Asked(self.reads.get(key, {}), words, self.depth + 1)


class Samples:
    """Makes sample values.

    Args:
        nodes: The shapes of schemas.
        seed: Another seed gives other values where the schema leaves a choice.
    """

    def __init__(self, nodes: Nodes, seed: int = 0) -> None:
        self.nodes = nodes
        self.seed = seed
        self._left = _MOST
        self._sent = False

    def of(
        self,
        schema: Node | None,
        reads: Reads | None = None,
        *,
        sent: bool = False,
        words: Sequence[str] = (),
        examples: Sequence[JsonValue] = (),
    ) -> JsonValue:
        """A value of a schema.

        Args:
            schema: The schema; None for any value.
            reads: The parts that somebody reads: they are there although they are optional.
            sent: Whether a caller sends the value, or an API gives it.
            words: What the value is, for the text of strings: `("createOrder", "id")`.
            examples: Examples of the value, which are taken first.
        """
        self._left, self._sent = _MOST, sent
        asked = _Asked(reads or {}, tuple(words))
        for example in examples:
            if is_valid(self.nodes, schema, example, sent=sent) and _is_short(example):
                return self.completed(example, schema, asked)
        return self._value(schema, asked)

    def alternatives(self, schema: Node | None) -> list[JsonValue]:
        """A value of each alternative of a schema; [] where it has none."""
        shape = self.nodes.shape(schema) if schema is not None else None
        if shape is None or not shape.groups:
            return []
        found: list[JsonValue] = []
        for branch in shape.groups[0][:_MOST_BRANCHES]:
            self._left = _MOST
            whole = self.nodes.combined(shape, branch)
            if whole is not None and whole.whole:
                found.append(self._of_shape(whole, _Asked({}, ())))
        return found

    def with_part(
        self, value: JsonValue, schema: Node | None, path: Sequence[str | int]
    ) -> JsonValue:
        """A value with a sample of what a path leads to, where it has nothing there."""
        reads: dict[str | int, Reads] = {}
        for key in reversed(path):
            reads = {key: reads}
        self._left = _MOST
        return self.completed(value, schema, _Asked(reads, tuple(map(str, path[:1]))))

    def completed(self, value: JsonValue, schema: Node | None, asked: _Asked) -> JsonValue:
        """A value with the parts that are read and that it lacks."""
        if asked.depth > _DEEPEST:
            return value
        for key, inner in asked.reads.items():
            below = self._part(schema, key)
            part = asked.inside(key, _named(asked.words, key))
            if isinstance(value, list) and (isinstance(key, int) or key.isdecimal()):
                index = min(int(key), _MOST_ITEMS)
                more = range(len(value), index + 1)
                value = [*value, *(self._value(below, part) for _ in more)]
                value[index] = self.completed(value[index], below, part)
            elif isinstance(value, dict):
                name = str(key)
                found = value.get(name)
                if name not in value or (found is None and inner):
                    value = {**value, name: self._value(below, part)}
                else:
                    value = {**value, name: self.completed(found, below, part)}
        return value

    def part(self, schema: Node | None, path: Sequence[str | int]) -> Node | None:
        """The schema of the value at a path; None for any value."""
        return walk(self.nodes, schema, path, "Value", sent=self._sent).schema

    def _part(self, schema: Node | None, key: str | int) -> Node | None:
        return self.part(schema, (key,))

    # --- Values -------------------------------------------------------------------------

    def _value(self, schema: Node | None, asked: _Asked) -> JsonValue:
        self._left -= 1
        if schema is None or schema.value is True:
            return self._unknown(asked)
        shape = self.nodes.shape(schema)
        for written in _written(shape):
            if is_valid(self.nodes, schema, written, sent=self._sent) and _is_short(written):
                return self.completed(written, schema, asked)
        return self._of_shape(shape, asked, schema)

    def _of_shape(self, shape: Shape, asked: _Asked, schema: Node | None = None) -> JsonValue:
        if shape.enum:
            return self._constant(shape.enum, asked)
        if shape.groups and asked.depth <= _DEEPEST and self._left > 0:
            found = self._of_groups(shape, asked, schema)
            if found is not None:
                return found[0]
        match self._kind(shape, asked):
            case "object":
                return self._object(shape, asked)
            case "array":
                return self._array(shape, asked)
            case "string":
                return self._string(shape, asked)
            case "integer":
                return self._number(bounds_of(shape), asked, whole=True)
            case "number":
                return self._number(bounds_of(shape), asked, whole=False)
            case "boolean":
                return number_of(asked.words, self.seed, 2) == 0 if self.seed else True
            case "null":
                return None
        return self._unknown(asked)

    def _unknown(self, asked: _Asked) -> JsonValue:
        """A value of which nothing is known but what is read of it."""
        if not asked.reads or asked.depth > _DEEPEST or self._left < 0:
            return sample_text(asked.words[-2:])
        if all(isinstance(key, int) for key in asked.reads):
            return self.completed([], None, asked)
        return self.completed({}, None, asked)

    def _constant(self, values: Sequence[JsonValue], asked: _Asked) -> JsonValue:
        known = [value for value in values if value is not None]
        if not known:
            return None
        return known[number_of(asked.words, self.seed, len(known)) if self.seed else 0]

    def _kind(self, shape: Shape, asked: _Asked) -> str | None:
        kinds = shape.kinds
        if not kinds:
            return "null" if _is_null(shape) else self._implied(shape)
        if any(isinstance(key, str) for key in asked.reads) and "object" in kinds:
            return "object"
        if asked.reads and "array" in kinds:
            return "array"
        return next(name for name in _ORDER if name in kinds)

    def _implied(self, shape: Shape) -> str | None:
        """The type that keywords imply where none is named."""
        limits = bounds_of(shape)
        if shape.required:
            return "object"
        if shape.format or limits.pattern or limits.shortest or limits.longest is not None:
            return "string"
        if limits.is_numeric:
            return "number"
        return None

    def _of_groups(
        self, shape: Shape, asked: _Asked, schema: Node | None
    ) -> tuple[JsonValue] | None:
        """The value of the first alternative that gives a valid one; else that of the first. Null
        comes last, since it says the least."""
        first: tuple[JsonValue] | None = None
        branches = (self.nodes.combined(shape, one) for one in shape.groups[0][:_MOST_BRANCHES])
        known = [whole for whole in branches if whole is not None and whole.whole]
        for whole in sorted(known, key=_is_null):
            inner = _Asked(asked.reads, asked.words, asked.depth + 1)
            found = (self._of_shape(whole, inner),)
            if is_valid(self.nodes, schema, found[0], sent=self._sent):
                return found
            first = first or found
        return first

    # --- Kinds --------------------------------------------------------------------------

    def _object(self, shape: Shape, asked: _Asked) -> JsonValue:
        read = [str(key) for key in asked.reads]
        declared = [name for name in shape.properties if name in shape.required or name in read]
        others = [name for name in (*sorted(shape.required), *read) if name not in declared]
        found: dict[str, JsonValue] = {}
        for name in dict.fromkeys((*declared, *others)):
            schemas = shape.properties.get(name, [])
            if not self.nodes.allowed(schemas) or self.nodes.hidden(schemas, sent=self._sent):
                continue
            if self._left < 0:
                break
            schema = self.nodes.merged("allOf", schemas)
            if not schemas and isinstance(shape.additional, Node):
                schema = shape.additional
            if asked.depth > _DEEPEST:
                found[name] = self._flat(schema)
                continue
            words = _named(asked.words, name)
            found[name] = self._value(schema, asked.inside(name, words))
        self._fill(shape, found, asked)
        return found

    def _fill(self, shape: Shape, found: dict[str, JsonValue], asked: _Asked) -> None:
        """Add properties until there are as many as the schema wants."""
        least = min(bounds_of(shape).fewest_properties, _MOST_ITEMS)
        optional = [name for name in shape.properties if name not in found]
        number = 0
        while len(found) < least and self._left > 0 and asked.depth <= _DEEPEST:
            number += 1
            if optional:
                name = optional.pop(0)
                schema = self.nodes.merged("allOf", shape.properties[name])
            else:
                name = f"key{number}"
                schema = shape.additional if isinstance(shape.additional, Node) else None
            found[name] = self._value(schema, asked.inside(name, _named(asked.words, name)))

    def _flat(self, schema: Node | None) -> JsonValue:
        """A value of a schema that is so deep that nothing goes into it."""
        if schema is None:
            return None
        shape = self.nodes.shape(schema)
        if shape.null:
            return None
        empty: dict[str, JsonValue] = {"object": {}, "array": [], "string": "text", "boolean": True}
        kind = next((name for name in _ORDER if name in shape.kinds), "null")
        return shape.enum[0] if shape.enum else empty.get(kind, 1 if kind != "null" else None)

    def _array(self, shape: Shape, asked: _Asked) -> JsonValue:
        limits = bounds_of(shape)
        wanted = 1 + max((int(key) for key in asked.reads if _is_index(key)), default=-1)
        prefix = shape.prefix or []
        least = max(limits.fewest_items, wanted, 0 if asked.depth else 1)
        if limits.most_items is not None:
            least = min(least, limits.most_items)
        if asked.depth > _DEEPEST or self._left < 0:
            least = 0
        item = self.nodes.merged("allOf", shape.items)
        found: list[JsonValue] = []
        for index in range(min(least, _MOST_ITEMS)):
            schema = prefix[index] if index < len(prefix) else item
            words = asked.words if index == 0 else (*asked.words, str(index + 1))
            found.append(self._value(schema, asked.inside(index, words)))
        return _distinct(found) if limits.is_unique else found

    def _string(self, shape: Shape, asked: _Asked) -> JsonValue:
        limits = bounds_of(shape)
        for pattern in limits.patterns:
            fitting = matching(pattern)
            if fitting:
                sized = [each for each in fitting if limits.has_length(each)] or fitting
                return sized[number_of(asked.words, self.seed, len(sized)) if self.seed else 0]
        text = of_format(shape.format, asked.words[-4:], self.seed)
        if text is None:
            text = sample_text(asked.words[-4:], "text")
            if self.seed:
                text += f"-{number_of(asked.words, self.seed, 1000)}"
        least = min(limits.shortest, _LONGEST)
        if len(text) < least:
            text = (text * (least // len(text) + 1))[:least]
        return text if limits.longest is None else text[: limits.longest]

    def _number(self, limits: Bounds, asked: _Asked, *, whole: bool) -> JsonValue:
        preferred = 1 + number_of(asked.words, self.seed, 90)
        return limits.number(preferred, whole=whole)


def _written(shape: Shape) -> Iterator[JsonValue]:
    """The examples and the default that a schema has, its own before those of what it includes."""
    for part in shape.parts.values():
        example = part.get("example")
        if example is not None:
            yield example.plain()
        examples = part.get("examples")
        for each in examples.items if examples is not None else ():
            yield each.plain()
        only = part.get("const")
        if only is not None:
            yield only.plain()
    if shape.default is not None and shape.default.value is not None:
        yield shape.default.plain()
    for part in shape.parts.values():
        listed = part.get("enum")
        structured = listed.items if listed is not None else []
        for each in structured:
            if isinstance(each.value, dict | list):
                yield each.plain()


def _is_null(shape: Shape) -> bool:
    """Whether null is the only value."""
    return bool(shape.null) and shape.types is not None and not shape.kinds


def _named(words: tuple[str, ...], key: str | int) -> tuple[str, ...]:
    """The words of a part: an item of a list is called as the list is."""
    return words if isinstance(key, int) else (*words, key)


def _is_index(key: str | int) -> bool:
    return isinstance(key, int) or (key.isascii() and key.isdecimal() and len(key) < 6)


def _is_short(value: JsonValue) -> bool:
    """Whether a value is short enough to be read in a test."""
    return len(repr(value)) <= _LARGEST_EXAMPLE


def _distinct(items: list[JsonValue]) -> list[JsonValue]:
    """Items of a list that may have each once; a number or text that comes again is changed."""
    found: list[JsonValue] = []
    for item in items:
        changed, number = item, 1
        while any(changed == each for each in found) and number <= _MOST_ITEMS:
            number += 1
            if isinstance(item, str):
                changed = f"{item}-{number}"
            elif is_number(item):
                changed = item + number - 1
            else:
                break
        found.append(changed)
    return found
