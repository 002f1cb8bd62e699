"""Lowers Payload Replacement Objects (Arazzo 1.1, "Payload Replacement Object").

A JSON Pointer into a payload that the document spells out is applied at build time, so that the
generated code shows the payload as it is sent; the others are applied at run time.
"""

from __future__ import annotations

import copy

from arazzo_gen import ir
from arazzo_gen.analysis.bound import constant
from arazzo_gen.arazzo.model import Replacement, RequestBody
from arazzo_gen.diagnostics.model import Edit
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.expressions.jsonpath.parser import ParsedQuery, parse_query
from arazzo_gen.lower.bind.nulls import Place, settle
from arazzo_gen.lower.bind.numbers import keep_text
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.bind.selectors import bind_embedded, note_slow, pointer_path, wrong
from arazzo_gen.lower.bind.values import bind_value
from arazzo_gen.record import replace
from arazzo_gen.text.node import Node
from arazzo_gen.text.pointer import PointerError, parse, write
from arazzo_gen.types import Json


def lower_replacements(
    binder: Binder, body: RequestBody, kind: str, payload: ir.Expr, schema: Node | None
) -> tuple[ir.Expr, tuple[ir.Replacement, ...]]:
    """The payload after the replacements of build time, and those that are left for run time.

    `schema` is that of the body.
    """
    left: list[ir.Replacement] = []
    for each in body.replacements:
        value = bind_value(binder, each.value).expr
        lowered = _replacement(binder, each, kind, value)
        if lowered is None:
            continue
        place = _place(binder, lowered.target, schema)
        if place.schema is not None:
            value = keep_text(value, each.value, place.schema, binder.scope.types)
            lowered = replace(lowered, value=value)
        done = None if left else _carry_out(binder, each, payload, lowered)
        if done is None:
            if kind == "json":
                lowered = replace(lowered, value=settle(binder, value, place))
            left.append(lowered)
        else:
            payload = done
    return payload, tuple(left)


def _place(
    binder: Binder, target: tuple[str, ...] | jsonpath.Query | str, schema: Node | None
) -> Place:
    """The place that a replacement sets."""
    path = target.path if isinstance(target, jsonpath.Query) else target
    if schema is None or not isinstance(path, tuple) or not path:
        return Place("requestBody", schema if path == () else None)
    name = str(path[-1])
    tokens = [0 if token == "-" else token for token in path]
    walk = binder.scope.types.walk(schema, tokens, sent=True)
    if walk.failed_at is not None or walk.schema is None:
        return Place(name, None)
    return Place(name, walk.schema, required=not walk.optional)


def _carry_out(
    binder: Binder, each: Replacement, payload: ir.Expr, lowered: ir.Replacement
) -> ir.Expr | None:
    """The payload after a replacement; None where that must be left for run time."""
    if isinstance(lowered.target, tuple):
        outside = _outside(payload, lowered.target)
        if outside is None:
            return _set(payload, lowered.target, lowered.value)
        size, token = outside
        items = "1 item" if size == 1 else f"{size} items"
        message = f"the array has {items}, and none at {token!r}: nothing is replaced"
        hint = "to add an item at its end, write `-` in place of the index"
        binder.scope.report.add("AZ612", each.target.span, message, help=hint)
        return payload
    path = pointer_path(lowered.target) if isinstance(lowered.target, jsonpath.Query) else None
    if path is None or not isinstance(payload, ir.MapOf | ir.ListOf | ir.Const):
        return None
    found = _find(payload, path)
    if found is None:
        return None
    if not found:
        message = "the payload has nothing at this target: nothing is replaced"
        pointer = write(str(token) for token in path)
        hint = f"to add it, write the JSON Pointer `{pointer}`"
        binder.scope.report.add("AZ612", each.target.span, message, help=hint)
        return payload
    return _set(payload, tuple(str(token) for token in path), lowered.value)


def _outside(expr: ir.Expr, target: tuple[str, ...]) -> tuple[int, str] | None:
    """The size of an array that a JSON Pointer leads out of, and the token; None for no such."""
    for token in target:
        if isinstance(expr, ir.Const):
            expr = _opened(expr)
        if isinstance(expr, ir.MapOf):
            expr = dict(expr.entries).get(token, ir.MapOf((), Json()))
        elif isinstance(expr, ir.ListOf):
            size = len(expr.items)
            index = size if token == "-" else _index(token)
            if index is None or index > size:
                return size, token
            expr = expr.items[index] if index < size else ir.MapOf((), Json())
        else:
            return None
    return None


def _index(token: str) -> int | None:
    """A token of a JSON Pointer as the index of an item; None where it is none (RFC 6901)."""
    plain = token.isascii() and token.isdecimal() and (token == "0" or token[0] != "0")
    return int(token) if plain and len(token) < 10 else None


def _find(expr: ir.Expr, path: tuple[str | int, ...]) -> bool | None:
    """Whether the payload has a value at a path; None where it does not spell that out."""
    for token in path:
        if isinstance(expr, ir.Const):
            expr = _opened(expr)
        if isinstance(expr, ir.MapOf):
            entries = dict(expr.entries)
            if token not in entries:
                return False
            expr = entries[str(token)]
        elif isinstance(expr, ir.ListOf):
            if not isinstance(token, int) or token >= len(expr.items):
                return False
            expr = expr.items[token]
        else:
            return False if isinstance(expr, ir.Const) else None
    return True


def _fits(binder: Binder, each: Replacement, kind: str) -> bool:
    """Whether a target can lead into a payload of a kind."""
    if kind in ("text", "binary"):
        message = f"nothing can be replaced in a payload that is {kind}"
        hint = "give it as JSON, a form or XML"
    elif (each.type == "xpath") is not (kind == "xml") and each.type is not None:
        message = f"a target of type {each.type} does not lead into a payload that is {kind}"
        hint = "an XPath leads into XML, a JSON Pointer or JSONPath into anything else"
    else:
        return True
    binder.scope.report.add("AZ605", each.target.span, message, help=hint)
    return False


def _replacement(
    binder: Binder, each: Replacement, kind: str, value: ir.Expr
) -> ir.Replacement | None:
    text, span = each.target.value, each.target.span
    if not _fits(binder, each, kind):
        return None
    if each.type == "jsonpath" or (each.type is None and kind != "xml" and text.startswith("$")):
        parsed = parse_query(text.strip(), each.version or "rfc9535")
        if not isinstance(parsed, ParsedQuery):
            wrong(binder, "AZ605", parsed, span)
            return None
        note_slow(binder, parsed, span)
        bindings = bind_embedded(binder, parsed.bound, span)
        return ir.Replacement(parsed.query, value, bindings=bindings)
    if each.type == "xpath" or (each.type is None and kind == "xml"):
        from arazzo_gen.expressions.xpath import ParsedXPath, parse_xpath  # few have XPath

        version = each.version or "xpath-31"
        xpath = parse_xpath(text, version)
        if not isinstance(xpath, ParsedXPath) or not isinstance(xpath.path, str):
            if not isinstance(xpath, ParsedXPath):
                wrong(binder, "AZ605", xpath, span)
            else:
                message = "an expression in the target of a replacement is not supported yet"
                binder.scope.report.add("AZ605", span, message)
            return None
        if not xpath.settable:
            message = "nothing can be set there: a target leads to an element or an attribute"
            binder.scope.report.add("AZ605", span, message)
            return None
        return ir.Replacement(xpath.path, value, version)
    try:
        if "{$" in text:
            message = "a JSON Pointer takes no expressions"
            binder.scope.report.add("AZ605", span, message, help="a JSONPath takes them: `$[…]`")
            return None
        pointer = text.removeprefix("#")
        if pointer and not pointer.startswith("/"):
            message = "a JSON Pointer begins with `/`"
            edits = [Edit(span, text, "/" + pointer)]
            hint = f"write `/{pointer}`"
            binder.scope.report.add("AZ303", span, message, help=hint, edits=edits)
            pointer = "/" + pointer
        return ir.Replacement(parse(pointer), value)
    except PointerError as error:
        binder.scope.report.add("AZ605", span, str(error))
        return None


def _set(expr: ir.Expr, target: tuple[str, ...], value: ir.Expr) -> ir.Expr | None:
    """The payload with a value set at a path; None where it does not spell that out."""
    if not target:
        return value
    if isinstance(expr, ir.Const):
        expr = _opened(expr)
    name, rest = target[0], target[1:]
    if isinstance(expr, ir.MapOf):
        for index, (key, item) in enumerate(expr.entries):
            if key == name:
                inner = _set(item, rest, value)
                if inner is None:
                    return None
                entries = (*expr.entries[:index], (key, inner), *expr.entries[index + 1 :])
                return ir.MapOf(entries, expr.type)
        inner = _set(ir.MapOf((), Json()), rest, value)
        return None if inner is None else ir.MapOf((*expr.entries, (name, inner)), expr.type)
    if isinstance(expr, ir.ListOf):
        return _set_item(expr, name, rest, value)
    return None


def _set_item(expr: ir.ListOf, name: str, rest: tuple[str, ...], value: ir.Expr) -> ir.Expr | None:
    size = len(expr.items)
    index = size if name == "-" else _index(name)
    if index is None or index > size:
        return None
    old = expr.items[index] if index < size else ir.MapOf((), Json())
    inner = _set(old, rest, value)
    if inner is None:
        return None
    return ir.ListOf((*expr.items[:index], inner, *expr.items[index + 1 :]), expr.type)


def _opened(expr: ir.Const) -> ir.Expr:
    """A constant object or array as a `MapOf` or `ListOf` of its parts."""
    value = copy.deepcopy(expr.value)
    if isinstance(value, dict):
        return ir.MapOf(tuple((key, constant(item).expr) for key, item in value.items()), Json())
    if isinstance(value, list):
        return ir.ListOf(tuple(constant(item).expr for item in value), Json())
    return expr
