"""Reads the value of a parameter back out of the texts that a request has for it, in each style
(OpenAPI 3.1, "Style Values"), and the fields of forms."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Final
from urllib.parse import parse_qsl, unquote, unquote_plus

from arazzo_gen.mock.received import Received
from arazzo_gen.mock.routes import Match
from arazzo_gen.openapi.media import is_json
from arazzo_gen.openapi.model import Operation, OperationParameter
from arazzo_gen.play.spelling import DELIMITERS
from arazzo_gen.play.valid import is_valid
from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.typing.nodes import Nodes
from arazzo_gen.typing.walk import walk

Pairs = Sequence[tuple[str, str]]

_DEEPEST: Final = 6


@record
class _Written:
    """What a request has where a parameter may be.

    Attributes:
        text: The segment of a path, or the value of a header; None where there is none.
        pairs: The names and values of a query, or of cookies. Names are decoded.
        decode: Takes the percent-encoding off a value.
    """

    text: str | None
    pairs: Pairs
    decode: Callable[[str], str]


class StyleError(Exception):
    """A text does not begin as its style has it."""


def value_of(
    nodes: Nodes, parameter: OperationParameter, received: Received, match: Match
) -> tuple[JsonValue] | None:
    """The value of a parameter; None where the request has none.

    A text may be read in several ways: as a list, as an object, with its delimiters encoded or not.
    The first that the schema allows is taken, else the first.

    Args:
        nodes: What is known of schemas.
        parameter: The parameter.
        received: The request.
        match: The route that it takes.

    Raises:
        StyleError: It is not written in the style of the parameter.
    """
    return _Reader(nodes, parameter, _written(parameter, received, match)).value()


def _written(parameter: OperationParameter, received: Received, match: Match) -> _Written:
    """What a request has where a parameter is."""
    match parameter.location:
        case "path":
            return _Written(match.spelled.get(parameter.name), (), unquote)
        case "header":
            return _Written(received.headers.get(parameter.name.lower()), (), str)
        case "cookie":
            decode = str if parameter.style == "cookie" else unquote
            return _Written(None, _pairs(received, match.route.operation, parameter), decode)
        case "query":
            return _Written(None, _pairs(received, match.route.operation, parameter), unquote_plus)
    return _Written(received.search or None, (), unquote_plus)


def _pairs(
    received: Received, operation: Operation, parameter: OperationParameter
) -> list[tuple[str, str]]:
    """The pairs of a query, or the cookies, that may be of a parameter: none that are of others."""
    place = parameter.location
    others = {each.name for each in operation.parameters if each.location == place}
    others |= {each.parameter for one in operation.security for each in one if each.kind == place}
    pairs = received.cookies
    if place == "query":
        halves = (each.partition("=") for each in received.search.split("&") if each)
        pairs = [(unquote_plus(name), value) for name, _, value in halves]
    return [(name, value) for name, value in pairs if name not in others - {parameter.name}]


def form_of(nodes: Nodes, schema: Node, content: str) -> JsonValue:
    """The object that a form is: a field that comes again, or that is a list, has a list."""
    reader = _Texts(nodes)
    found: dict[str, JsonValue] = {}
    for name, value in parse_qsl(content, keep_blank_values=True):
        _put(found, [name], value)
    return {name: reader.typed(each, reader.part(schema, name)) for name, each in found.items()}


class _Texts:
    """Reads texts as the values that they spell."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes

    def typed(self, value: JsonValue, schema: Node | None) -> JsonValue:
        """Objects and lists of texts as a schema has them."""
        if isinstance(value, dict):
            return {key: self.typed(each, self.part(schema, key)) for key, each in value.items()}
        texts = [str(each) for each in value] if isinstance(value, list) else [str(value)]
        if "array" in _kinds_of(self._nodes, schema):
            whole = _parsed(texts[0])
            if isinstance(whole, list) and len(texts) == 1:
                return whole
            return [self.scalar(each, self.part(schema, at)) for at, each in enumerate(texts)]
        return self.scalar(texts[0], schema)

    def scalar(self, text: str, schema: Node | None) -> JsonValue:
        """A text as the value that it spells: itself, or what it is as JSON."""
        kinds = _kinds_of(self._nodes, schema)
        parsed = _parsed(text)
        readings = [text, parsed] if "string" in kinds or not kinds else [parsed, text]
        fitting = (each for each in readings if is_valid(self._nodes, schema, each, sent=True))
        return next(fitting, readings[0])

    def part(self, schema: Node | None, key: str | int) -> Node | None:
        """The schema of a part of a value; None for any value."""
        return walk(self._nodes, schema, (key,), "Value", sent=True).schema


class _Reader:
    def __init__(self, nodes: Nodes, parameter: OperationParameter, written: _Written) -> None:
        self._nodes = nodes
        self._texts = _Texts(nodes)
        self._parameter = parameter
        self._written = written
        self._kinds = _kinds_of(nodes, parameter.schema)

    def value(self) -> tuple[JsonValue] | None:
        """The value; None where there is none."""
        first: tuple[JsonValue] | None = None
        for reading in self._readings():
            if is_valid(self._nodes, self._parameter.schema, reading, sent=True):
                return (reading,)
            first = first or (reading,)
        return first

    def _readings(self) -> Iterator[JsonValue]:
        parameter, written = self._parameter, self._written
        if written.text is not None:
            yield from self._of_text(written.text, parameter.explode)
            return
        texts = [value for name, value in written.pairs if name == parameter.name]
        if parameter.content is not None:
            yield from (self._content(each) for each in texts[:1])
        elif parameter.style == "deepObject":
            yield from self._deep(texts)
        elif not parameter.explode:
            yield from self._of_text(texts[0], False) if texts else ()
        else:
            yield from self._exploded(texts)

    def _content(self, text: str) -> JsonValue:
        """The value of a parameter that has a media type."""
        decoded = self._written.decode(text)
        return _parsed(decoded) if is_json(self._parameter.content or "") else decoded

    # --- One text -----------------------------------------------------------------------

    def _of_text(self, text: str, explode: bool) -> Iterator[JsonValue]:
        """The ways to read one text."""
        if self._parameter.content is not None:
            yield self._content(text)
            return
        style, schema = self._parameter.style, self._parameter.schema
        plain, divider = text, DELIMITERS.get(style, ",")
        if style == "label":
            plain, divider = _label(text), "." if explode else ","
        elif style == "matrix":
            plain, divider = _matrix(text, self._parameter.name, explode), ";" if explode else ","
        for pieces in self._divided(plain, divider):
            if "array" in self._kinds:
                yield self._list(pieces)
            if "object" in self._kinds:
                yield from self._object_of(pieces, explode, divider)
        if self._kinds <= {"array", "object"} and self._kinds:
            return
        yield self._texts.scalar(self._written.decode(plain), schema)

    def _divided(self, text: str, divider: str) -> Iterator[list[str]]:
        """The parts of a text at its delimiter, which may be encoded itself; decoded."""
        decode = self._written.decode
        if not text:
            yield []
        if divider in text:
            yield [decode(each) for each in text.split(divider)]
        yield decode(text).split(unquote(divider))
        yield [decode(text)]

    def _object_of(self, pieces: list[str], explode: bool, divider: str) -> Iterator[JsonValue]:
        """An object of `k,v` or, exploded, of `k=v`, each of which has been divided."""
        if not explode:
            if len(pieces) % 2 == 0:
                yield self._object(list(zip(pieces[::2], pieces[1::2], strict=True)))
            return
        pairs: list[tuple[str, str]] = []
        for piece in pieces:
            name, equals, value = piece.partition("=")
            if equals or not pairs:
                pairs.append((name, value))
            else:  # the delimiter stood in the value before
                before, known = pairs[-1]
                pairs[-1] = (before, f"{known}{unquote(divider)}{piece}")
        yield self._object(pairs)

    # --- Several pairs ------------------------------------------------------------------

    def _exploded(self, texts: list[str]) -> Iterator[JsonValue]:
        """A query or cookies in the style `form`: an array repeats its name, the parts of an
        object have theirs."""
        decoded = [self._written.decode(each) for each in texts]
        if "array" in self._kinds and texts:
            yield self._list(decoded)
            if len(texts) == 1:  # as many clients write it
                yield from (self._list(each) for each in self._divided(texts[0], ","))
        if "object" in self._kinds:
            pairs = [(name, self._written.decode(text)) for name, text in self._written.pairs]
            own = [(name, text) for name, text in pairs if self._may_have(name)]
            if own:
                yield self._object(own)
        if texts and not (self._kinds and self._kinds <= {"array", "object"}):
            yield self._texts.scalar(decoded[0], self._parameter.schema)

    def _deep(self, texts: list[str]) -> Iterator[JsonValue]:
        """A query in the style `deepObject`: `name[key]=value`, and so on inside."""
        found: dict[str, JsonValue] = {}
        for name, value in self._written.pairs:
            if name.startswith(f"{self._parameter.name}[") and name.endswith("]"):
                keys = name[len(self._parameter.name) + 1 : -1].removesuffix("][").split("][")
                _put(found, keys[:_DEEPEST], self._written.decode(value))
        if found:
            yield self._texts.typed(found, self._parameter.schema)
        elif texts:  # what is no object is written as in `form`
            yield from self._exploded(texts)

    # --- Values of a schema -------------------------------------------------------------

    def _list(self, texts: Sequence[str]) -> JsonValue:
        schema = self._parameter.schema
        return [
            self._texts.scalar(text, self._texts.part(schema, at)) for at, text in enumerate(texts)
        ]

    def _object(self, pairs: Pairs) -> JsonValue:
        """An object. One that must have a property which may be null has it: clients leave null
        out."""
        schema = self._parameter.schema
        found = {
            name: self._texts.scalar(text, self._texts.part(schema, name)) for name, text in pairs
        }
        shape = self._nodes.shape(schema) if schema is not None else None
        for name in sorted(shape.required) if shape is not None else ():
            part = self._texts.part(schema, name)
            if name not in found and part is not None and is_valid(self._nodes, part, None):
                found[name] = None
        return found

    def _may_have(self, name: str) -> bool:
        """Whether the object that is the value may have a property."""
        return walk(self._nodes, self._parameter.schema, (name,), "", sent=True).failed_at is None


def _kinds_of(nodes: Nodes, schema: Node | None) -> frozenset[str]:
    """The JSON types that a schema names, its alternatives included."""
    if schema is None:
        return frozenset()
    shape = nodes.shape(schema)
    found = set(shape.kinds)
    for group in shape.groups:
        for branch in group:
            whole = nodes.combined(shape, branch)
            found |= whole.kinds if whole is not None else set()
    return frozenset(found)


def _label(text: str) -> str:
    if text.upper() == "%2E":  # what is empty, so that no path loses the segment
        return ""
    if not text.startswith("."):
        raise StyleError
    return text[1:]


def _matrix(text: str, name: str, explode: bool) -> str:
    """The values of a segment in the style `matrix`, without the name before each."""
    if not text.startswith(";"):
        raise StyleError
    pieces = []
    for piece in text[1:].split(";"):
        key, _, value = piece.partition("=")
        if unquote(key) == name:
            pieces.append(value)
        elif explode:  # a part of an object
            pieces.append(piece)
        else:
            raise StyleError
    return ";".join(pieces)


def _put(into: dict[str, JsonValue], keys: Sequence[str], value: str) -> None:
    """Put a text at a path of keys; one that comes again makes a list."""
    for key in keys[:-1]:
        inner = into.get(key)
        if not isinstance(inner, dict):
            inner = into[key] = {}
        into = inner
    known = into.get(keys[-1])
    if known is None:
        into[keys[-1]] = value
    else:
        into[keys[-1]] = [*known, value] if isinstance(known, list) else [known, value]


def _parsed(text: str) -> JsonValue:
    """What a text is as JSON; the text itself where it is none."""
    try:
        value: JsonValue = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return text if isinstance(value, str) else value
