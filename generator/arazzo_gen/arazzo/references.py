"""Reusable Objects: references to components (section "Reusable Object")."""

from __future__ import annotations

import re

from arazzo_gen.arazzo.fields import Reader
from arazzo_gen.arazzo.kinds import Kind
from arazzo_gen.arazzo.model import Text
from arazzo_gen.diagnostics.model import Edit
from arazzo_gen.diagnostics.nearest import listed, nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.lazy import pattern
from arazzo_gen.text.node import Node

_REFERENCE = pattern(r"\$components\.([^.]+)\.(.+)\Z", re.DOTALL)


def is_reference(node: Node) -> bool:
    """Whether an item of a list is a Reusable Object, or an attempt at one."""
    return "reference" in node.entries or "$ref" in node.entries


def is_misspelt(node: Node, kind: Kind, reader: Reader) -> bool:
    """Whether an object has a misspelt `reference`, which is reported.

    Args:
        node: An item of a list that has no `reference`.
        kind: What it is if it is no Reusable Object.
        reader: Gets the finding.
    """
    if node.entries.keys() & {*kind.fields, *kind.later} - {"value"}:
        return False
    for key, value in node.entries.items():
        refers = value.text is not None and value.text.startswith("$components.")
        if key != "value" and (refers or nearest(key, ["reference"])):
            message = f"`{key}` is not a field of a Reusable Object, which needs `reference`"
            hint = "did you mean `reference`?"
            span = node.key_span(key)
            edits = [Edit(span, key, "reference", is_safe=False)]
            reader.error("AZ102", span, message, help=hint, edits=edits)
            return True
    return False


def component_name(node: Node, kind: str, reader: Reader) -> Text | None:
    """The name of the component that a Reusable Object refers to.

    Args:
        node: The Reusable Object. Fields that it does not have are ignored, as the
            specification wants it.
        kind: What may stand there: parameters, successActions or failureActions.
        reader: Gets what is wrong with the reference.

    Returns:
        A name that the reader's library has; None, reported, where there is no such component.
    """
    reference = node.get("reference")
    shape = f"$components.{kind}.<name>"
    if reference is None:
        reader.error(
            "AZ116",
            node.key_span("$ref"),
            "`$ref` is not possible here; it is for JSON Schemas",
            help=f"write `reference: {shape}`",
        )
        return None
    if reference.text is None:
        reader.wrong_type(reference, "a string", "`reference`")
        return None
    match = _REFERENCE.match(reference.text)
    if match is None:
        message = "this is not a reference to a component"
        reader.error("AZ116", reference.span, message, help=f"write `{shape}`")
        return None
    found, name = match.groups()
    if found != kind:
        message = f"a component of {kind} must stand here, not one of `{found}`"
        reader.error("AZ116", reference.span, message, help=f"write `{shape}`")
        return None
    if kind in reader.library.unreadable:
        reader.failed = True
        return None
    known = reader.library.of_kind(kind)
    if name not in known:
        near = nearest(name, known)
        reader.error(
            "AZ116",
            reference.span.inside(match.start(2), match.end(2)),
            f"there is no component `{name}` in `components.{kind}`",
            help=f"did you mean `{near}`?" if near else listed(known, "it has"),
            edits=respelt(reference.span.inside(match.start(2), match.end(2)), name, known),
        )
        return None
    return Text(name, reference.span)
