"""Says what a step sends, and where each value of it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from arazzo_gen import ir
from arazzo_gen.draw.html.values import Pieces, code, structure, value, words
from arazzo_gen.draw.html.views import BodyView, Sent
from arazzo_gen.draw.spelling import query_text
from arazzo_gen.text import pointer

_AUTHORIZATION = {
    "bearer": ", sent as a Bearer token",
    "basic": ', which is "user:password", sent as HTTP Basic',
}
"""How a credential is sent that goes into the header Authorization."""


def parameters(call: ir.Request | ir.WorkflowCall) -> Iterator[Sent]:
    """What a request sends besides its body, or what a called workflow is given."""
    if isinstance(call, ir.WorkflowCall):
        for name, given in call.args:
            yield Sent(name, "input", _needed(given))
        return
    in_path = [part for part in call.path if isinstance(part, ir.Param)]
    whole = [call.querystring] if call.querystring is not None else []
    places: Iterable[tuple[str, Iterable[ir.Param]]] = (
        ("path", in_path),
        ("query", call.query),
        ("whole query", whole),
        ("header", call.headers),
        ("cookie", call.cookies),
    )
    for place, params in places:
        for param in params:
            yield Sent(param.name, place, _needed(param.value))
    yield from map(_credential, call.credentials)


def _needed(expr: ir.Expr) -> Pieces:
    """Where a value comes from, and what happens without it, where that may be."""
    if isinstance(expr, ir.Required):
        return (*value(expr), *words("; MissingValue where it is absent"))
    return value(expr)


def _credential(item: ir.Credential) -> Sent:
    how = _AUTHORIZATION.get(item.kind, "")
    name, place = ("Authorization", "header") if how else (item.name, item.kind)
    said = words(f"{how}; without it the client's own auth applies")
    return Sent(name, place, (*words("keyword "), *code(item.param), *said))


def body_view(body: ir.Body) -> BodyView:
    """What a body holds, and what is set in it before it is sent."""
    changes = [(_replaced(each), value(each.value)) for each in body.replacements]
    written = value if body.kind in ("text", "xml", "binary") else structure
    return BodyView(body.content_type, written(body.value), tuple(changes))


def _replaced(change: ir.Replacement) -> str:
    """The place in a body that a replacement sets."""
    if isinstance(change.target, str):
        return change.target
    if isinstance(change.target, tuple):
        return pointer.write(change.target) or "the whole body"
    return query_text(change.target, change.bindings)
