"""A payload against the schema of the operation's request body: names that it does not have, names
that it requires, values of another kind."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.arazzo.selectors import as_selector
from arazzo_gen.check.kinds import check_kind
from arazzo_gen.diagnostics.model import Note, Report
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.text.node import Node
from arazzo_gen.typing.schema import Types

_DEEPEST = 20


def check_payload(
    payload: Node, expr: ir.Expr, schema: Node, types: Types, report: Report, depth: int = 0
) -> None:
    """Warn about what does not fit in a payload that the document spells out.

    Args:
        payload: The payload as written.
        expr: What it was bound to, before replacements.
        schema: The schema of the body's media type.
        types: Reads schemas.
        report: Takes the warnings.
        depth: How deep in the payload this is.
    """
    if not isinstance(payload.value, dict) or as_selector(payload) or depth > _DEEPEST:
        return
    entries = _entries(expr)
    for name, node in payload.entries.items():
        walk = types.walk(schema, (name,))
        if walk.failed_at is not None:
            # Forms spell a place inside a property with brackets: `items[0][price]`.
            if name.partition("[")[0] not in walk.candidates:
                _unknown(payload, name, walk.candidates, schema, report)
        elif walk.schema is not None and name in entries:
            item = entries[name]
            wanted = types.of(walk.schema, walk.hint, json=True)
            check_kind(item, wanted, name, node.span, types.table, report, url=False)
            check_payload(node, item, walk.schema, types, report, depth + 1)


def check_complete(
    payload: Node, replaced: frozenset[str], schema: Node, types: Types, report: Report
) -> None:
    """Warn about properties that the schema requires and the payload does not have (AZ611).

    `replaced` are the names at the top that replacements set.
    """
    if not isinstance(payload.value, dict) or as_selector(payload):
        return
    missing = [
        name
        for name in types.property_names(schema)
        if name not in {key.partition("[")[0] for key in payload.entries}
        and name not in replaced
        and _required(types, schema, name)
    ]
    if missing:
        listed = ", ".join(repr(name) for name in missing)
        message = f"the request body requires {listed}"
        report.add("AZ611", payload.span, message, notes=[Note("the schema", schema.span)])


def _required(types: Types, schema: Node, name: str) -> bool:
    """Whether the schema requires a property without giving it a default."""
    shape = types.shape(schema)
    if name not in shape.required or shape.groups:
        return False
    walk = types.walk(schema, (name,))
    if walk.schema is None:
        return True
    inner = types.shape(walk.schema)
    return inner.default is None and not _read_only(walk.schema)


def _read_only(schema: Node) -> bool:
    node = schema.get("readOnly")
    return node is not None and node.value is True


def _entries(expr: ir.Expr) -> dict[str, ir.Expr]:
    return dict(expr.entries) if isinstance(expr, ir.MapOf) else {}


def _unknown(
    payload: Node, name: str, names: tuple[str, ...], schema: Node, report: Report
) -> None:
    near = nearest(name, names)
    if near:
        hint: str | None = f"did you mean {near!r}?"
    else:
        hint = "it has " + ", ".join(repr(each) for each in names[:8]) if names else None
    message = f"the request body has no property {name!r}; it is sent as given"
    notes = [Note("the schema", schema.span)]
    report.add("AZ606", payload.key_span(name), message, help=hint, notes=notes)
