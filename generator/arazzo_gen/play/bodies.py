"""Works out the bodies of requests from the IR, as generated modules send them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

from arazzo_gen import ir, types
from arazzo_gen.expressions.jsonpath.ast import Query
from arazzo_gen.play.context import Context, UnsendableError
from arazzo_gen.play.lacks import may_lack, seen_type
from arazzo_gen.play.model import SentBody
from arazzo_gen.play.nodes import Nodes
from arazzo_gen.play.spelling import (
    DELIMITERS,
    deep,
    delimited,
    encoded,
    entries,
    form,
    is_array,
    is_object,
    items,
    json_ascii,
    json_text,
    reserved,
    text,
)
from arazzo_gen.play.values import ABSENT, found, value
from arazzo_gen.play.xml_bodies import xml_content, xml_replaced
from arazzo_gen.record import record, replace
from arazzo_gen.text.node import JsonValue


@record
class WrittenBody:
    """A body as it is sent: as a record, and its bytes (None: not known)."""

    body: SentBody | None
    content: bytes | None = b""

    def typed(self, content_type: str) -> SentBody | None:
        """The record with another content type."""
        return None if self.body is None else replace(self.body, content_type=content_type)


def body_of(body: ir.Body | None, context: Context) -> WrittenBody:
    """The body of a request."""
    if body is None:
        return WrittenBody(None)
    given = _value(body, context)
    if body.kind == "json":
        return _json(body, given, context)
    if body.kind == "form":
        return _form(body, given)
    if body.kind == "multipart":
        return _multipart(body, given)
    return _text(body, given, context)


def replaced(body: Any, pointer: tuple[str, ...], item: Any) -> Any:
    """A body with a value set at a JSON Pointer; objects on the way are made."""
    if not pointer:
        return item
    token, rest = pointer[0], pointer[1:]
    if is_array(body):
        made: list[Any] = list(body)
        if token in ("-", str(len(made))):
            return [*made, replaced(None, rest, item)]
        if not re.fullmatch("0|[1-9][0-9]{0,8}", token) or int(token) >= len(made):
            reason = f"a replacement is at {token!r} of an array of {len(made)}"
            raise UnsendableError(None, reason)
        made[int(token)] = replaced(made[int(token)], rest, item)
        return made
    pairs: dict[str, Any] = dict(body) if is_object(body) else {}
    pairs[token] = replaced(pairs.get(token), rest, item)
    return pairs


def _value(body: ir.Body, context: Context) -> Any:
    """The value of a body with its replacements; `ABSENT` where it is absent."""
    made = found(body.value, context)
    if not body.replacements:
        return made
    made = None if made is ABSENT else made
    for each in body.replacements:
        item = found(each.value, context)
        if item is ABSENT:
            continue
        if isinstance(each.target, tuple):
            made = replaced(made, each.target, item)
        elif isinstance(each.target, Query):
            bound = [value(one, context) for one in each.bindings]
            made = Nodes(made, bound).put(each.target, item)
        else:
            made = xml_replaced(made, each.target, each.version or "xpath-31", item)
    return made


def _json(body: ir.Body, given: Any, context: Context) -> WrittenBody:
    """A JSON body; null is one only where the value may be null instead of absent."""
    null = isinstance(body.value, ir.OrNull) and not body.replacements
    if body.charset is not None and may_lack(body.value, context.reads):
        null = False
    if given is ABSENT or (given is None and not null):
        return WrittenBody(None)
    if body.charset is not None:
        content = json_ascii(given).encode(body.charset)
    else:
        content = json_text(given).encode()
    return WrittenBody(SentBody("json", body.content_type, given), content)


def _form(body: ir.Body, given: Any) -> WrittenBody:
    if not body.fields:
        named = {name: [text(part) for part in items(item)] for name, item in _pairs(given)}
        pairs = [(name, part) for name, parts in named.items() for part in parts]
        if not named:
            return WrittenBody(None)
        content = urlencode(pairs)
    else:
        content = "&".join(part for field in _pairs(given) for part in _field(body, *field))
        pairs = parse_qsl(content, keep_blank_values=True)
    shown: list[JsonValue] = [[name, part] for name, part in pairs]
    return WrittenBody(SentBody("form", body.content_type, shown), content.encode())


def _field(body: ir.Body, name: str, item: Any) -> list[str]:
    """The parts of one field of a form in which some have styles of their own."""
    field = next((each for each in body.fields if each.name == name), None)
    style = field.style if field else "json" if is_object(item) else "form"
    encode = reserved if field and field.allow_reserved else encoded
    if style == "json":
        return form(name, json_text(item))
    if style == "deepObject":
        return deep(name, item, encode)
    if field is None or field.explode:
        return form(name, item, encode)
    return delimited(name, item, DELIMITERS.get(style, ","), encode)


def _multipart(body: ir.Body, given: Any) -> WrittenBody:
    """The parts; their bytes have a boundary that is drawn by lot."""
    parts = [(name, text(one)) for name, item in _pairs(given) for one in items(item)]
    for name, part in parts:
        (name + part).encode()
    if not parts:
        return WrittenBody(None)
    shown: list[JsonValue] = [[name, part] for name, part in parts]
    return WrittenBody(SentBody("multipart", body.content_type, shown), None)


def _text(body: ir.Body, given: Any, context: Context) -> WrittenBody:
    """A body of text, XML, bytes or lines."""
    if given is ABSENT or given is None:
        return WrittenBody(None)
    charset = body.charset or "utf-8"
    if body.kind == "lines" and is_array(given):
        spell = json_text if body.charset is None else json_ascii
        content = "".join(f"{spell(item)}\n" for item in given).encode(charset)
        return WrittenBody(SentBody("lines", body.content_type, list(given)), content)
    plain = isinstance(seen_type(body.value, context.reads), types.Str)
    if body.xml is not None and not plain and body.kind != "binary":
        made = xml_content(given, body.xml)
    else:
        made = text(given)
    content = made.encode(charset)
    return WrittenBody(SentBody(body.kind, body.content_type, made), content)


def _pairs(given: Any) -> list[tuple[Any, Any]]:
    return [] if given is ABSENT else entries(given)
