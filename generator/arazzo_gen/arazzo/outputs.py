"""The outputs of steps and workflows (sections "Step Object" and "Workflow Object")."""

from __future__ import annotations

from arazzo_gen.arazzo import kinds
from arazzo_gen.arazzo.fields import Fields, Reader
from arazzo_gen.arazzo.model import Output, Selector, Text
from arazzo_gen.arazzo.names import check_key
from arazzo_gen.arazzo.selectors import read_selector
from arazzo_gen.text.node import Node

_SELECTOR_WORDS = {*kinds.SELECTOR.fields, "expression"}


def read_outputs(fields: Fields) -> tuple[Output, ...]:
    """Read the `outputs` of a step or workflow."""
    reader = fields.reader
    node = fields.get("outputs")
    if node is None:
        return ()
    if node.kind != "object":
        reader.wrong_type(node, "a map from name to expression", "`outputs`")
        reader.lost = True
        return ()
    found = []
    for name, value_node in node.entries.items():
        check_key(node, name, "the output", reader)
        value = _read_value(value_node, reader)
        if value is None:
            reader.lost = True
        else:
            found.append(Output(Text(name, node.key_span(name)), value))
    return tuple(found)


def _read_value(node: Node, reader: Reader) -> Text | Selector | Node | None:
    """An expression, a selector or (a dialect) a constant; None, reported, for anything else."""
    if node.text is not None:
        return Text(node.text, node.span)
    if _SELECTOR_WORDS & node.entries.keys():
        return read_selector(node, reader)
    if node.kind in ("object", "array"):
        reader.wrong_type(node, "an expression or a Selector Object", "an output")
        return None
    reader.warn(
        "AZ123",
        node.span,
        "this output is a constant",
        help="an output is meant to be an expression such as `$response.body#/id`",
    )
    return node
