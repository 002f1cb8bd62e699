"""Follows pointers into values, through the schemas of the values."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.check.media import check_parts
from arazzo_gen.diagnostics.model import Edit, Note
from arazzo_gen.diagnostics.nearest import alone, nearest
from arazzo_gen.expressions import ast
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.record import replace
from arazzo_gen.source.span import Span
from arazzo_gen.text import pointer
from arazzo_gen.text.node import Node
from arazzo_gen.types import Json, nullable, union
from arazzo_gen.typing.schema import Types, Walk


def tokens_of(path: Sequence[str | int]) -> tuple[str | int, ...]:
    """A path with numbers as ints: an array's index, or that key of an object."""
    return tuple(
        int(token)
        if isinstance(token, str) and token.isascii() and token.isdecimal() and _plain(token)
        else token
        for token in path
    )


def _plain(token: str) -> bool:
    return len(token) < 10 and (token == "0" or not token.startswith("0"))


def into(binder: Binder, value: Bound, path: Sequence[str | int], span: Span, where: str) -> Bound:
    """The value at a path inside another.

    A path that no schema of the value has gives a warning (AZ701), which names the properties
    that there are; the result is then of any type.

    Args:
        binder: Binds the expression.
        value: The value to look into.
        path: Pointer tokens, or names and indexes.
        span: The expression's place.
        where: The value's name in the message.
    """
    if not path:
        return value
    entry = _input_in(value.expr, path[0])
    if entry is not None:
        return into(binder, binder.expression(ast.Inputs(entry), span), path[1:], span, where)
    if not binder.shared:
        check_parts(value.content, path, span, binder.scope.types, binder.scope.report)
    if not value.schemas:
        expr = at(value.expr, tokens_of(path))
        return Bound(replace(expr, type=Json()), absent=True, secret=value.secret)
    types = binder.scope.types
    walks = [types.walk(schema, path, value.hint, sent=value.sent) for schema in value.schemas]
    good = [walk for walk in walks if walk.failed_at is None]
    if not good:
        if not binder.shared:
            _report(binder, walks[0], path, span, where)
        expr = at(value.expr, tokens_of(path))
        return Bound(replace(expr, type=Json()), absent=True, secret=value.secret)
    if not value.sent and all(walk.hidden is not None for walk in good):
        _report_write_only(binder, good[0], path, span, where)
    expr = at(value.expr, good[0].path)
    if any(walk.schema is None for walk in good):
        return Bound(replace(expr, type=Json()), absent=True, secret=value.secret)
    ends = tuple(walk.schema for walk in good if walk.schema is not None)
    type_ = union(*(types.of(walk.schema, walk.hint, json=True, sent=value.sent) for walk in good))
    missing = len(good) < len(walks) or any(walk.optional for walk in good)
    absent = missing or value.absent or nullable(type_)
    secret = value.secret or any(_is_secret(types, schema) for schema in ends)
    found = Bound(replace(expr, type=type_), absent, ends, secret, good[0].hint, value.sent)
    alone = not missing and not nullable(type_)  # nothing but what the value itself lacks
    return replace(found, lacking=value.lacking) if alone else found


def _is_secret(types: Types, schema: Node) -> bool:
    followed = types.refs.follow(schema)
    format_ = followed.get("format") if followed is not None else None
    return format_ is not None and format_.value == "password"


def _input_in(expr: ir.Expr, token: str | int) -> str | None:
    """The input that a token names in the object of all inputs (`$inputs` as a whole)."""
    for name, item in expr.entries if isinstance(expr, ir.MapOf) else ():
        if name == str(token) and isinstance(item, ir.Input):
            return item.name
    return None


def at(base: ir.Expr, path: tuple[str | int, ...]) -> ir.At:
    """The value at a path inside another; nested paths are merged into one."""
    if isinstance(base, ir.At):
        return ir.At(base.base, base.path + path, Json())
    return ir.At(base, path, Json())


def _report(binder: Binder, walk: Walk, path: Sequence[str | int], span: Span, where: str) -> None:
    at_token = walk.failed_at or 0
    name = str(path[at_token])
    notes = [Note("the schema", walk.owner.span)] if walk.owner is not None else []
    suggestion = _suggestion(binder.scope.types, walk, path, at_token)
    edits: list[Edit] = []
    if suggestion is not None:
        right = "#" + pointer.write(suggestion)
        hint: str | None = f"did you mean {suggestion[at_token]!r}, `{right}`?"
        if not nearest(name, walk.candidates) or alone(name, walk.candidates):
            written = "#" + pointer.write(str(token) for token in path)
            edits.append(Edit(span, written, right, is_safe=False))
    elif walk.candidates:
        hint = "it has " + ", ".join(repr(each) for each in walk.candidates[:8])
    else:
        hint = None
    kind = "item" if isinstance(path[at_token], int) else "property"
    message = f"{where} has no {kind} {name!r}"
    binder.scope.report.add("AZ701", span, message, help=hint, notes=notes, edits=edits)


def _report_write_only(
    binder: Binder, walk: Walk, path: Sequence[str | int], span: Span, where: str
) -> None:
    notes = [Note("the schema", walk.owner.span)] if walk.owner is not None else []
    name = str(path[walk.hidden or 0])
    message = f"{where} leaves {name!r} out: it is write-only"
    binder.scope.report.add("AZ701", span, message, notes=notes)


def _suggestion(
    types: Types, walk: Walk, path: Sequence[str | int], failed: int
) -> tuple[str, ...] | None:
    """The path with the nearest name; else with the only name under which the rest of it exists."""
    names = walk.candidates
    near = nearest(str(path[failed]), names)
    rest = path[failed + 1 :]
    if near is None and rest and walk.owner is not None:
        fitting = [each for each in names if _fits(types, walk.owner, (each, *rest))]
        near = fitting[0] if len(fitting) == 1 else None
    if near is None:
        return None
    return tuple(str(token) for token in (*path[:failed], near, *rest))


def _fits(types: Types, owner: Node, path: Sequence[str | int]) -> bool:
    walk = types.walk(owner, path)
    return walk.failed_at is None and walk.schema is not None
