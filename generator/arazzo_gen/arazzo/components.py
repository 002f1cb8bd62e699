"""The Components Object: each component is read once, used or not (section of this name)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from arazzo_gen.arazzo import kinds
from arazzo_gen.arazzo.actions import On, read_action
from arazzo_gen.arazzo.fields import Fields, Reader, fields_of
from arazzo_gen.arazzo.model import Action
from arazzo_gen.arazzo.names import check_key
from arazzo_gen.arazzo.parameters import read_parameter
from arazzo_gen.text.node import Node

T = TypeVar("T")


def read_components(node: Node, reader: Reader) -> None:
    """Read a Components Object into the reader's library.

    Parameters go first, as the parameters of actions may refer to them.
    """
    fields = fields_of(node, kinds.COMPONENTS, reader)
    library = reader.library
    if fields is None:
        library.unreadable.update(("parameters", "successActions", "failureActions"))
        return
    fields.check_names()
    _check_inputs(fields)
    library.parameters.update(
        _read_map(fields, "parameters", lambda _, item, own: read_parameter(item, "either", own))
    )
    library.success_actions.update(_read_actions(fields, "successActions", "success"))
    library.failure_actions.update(_read_actions(fields, "failureActions", "failure"))


def _check_inputs(fields: Fields) -> None:
    """The schemas themselves are read where a workflow's inputs refer to them."""
    schemas = fields.entries("inputs")
    for key, schema in (schemas.entries if schemas else {}).items():
        check_key(schemas or schema, key, "the component", fields.reader)
        if schema.kind not in ("object", "boolean"):
            fields.reader.wrong_type(schema, "a JSON Schema", f"`{key}`")


def _read_actions(fields: Fields, key: str, on: On) -> dict[str, Action | None]:
    def read(name: str, node: Node, reader: Reader) -> Action | None:
        return read_action(node, on, f"components.{key}.{name}", reader)

    return _read_map(fields, key, read)


def _read_map(
    fields: Fields, key: str, read: Callable[[str, Node, Reader], T | None]
) -> dict[str, T | None]:
    """Read the components of one kind; a component with an error becomes None."""
    node = fields.entries(key)
    if node is None:
        if fields.has(key):
            fields.reader.library.unreadable.add(key)
        return {}
    found: dict[str, T | None] = {}
    for name, item in node.entries.items():
        check_key(node, name, "the component", fields.reader)
        own = fields.reader.fresh()
        component = read(name, item, own)
        found[name] = None if own.failed or own.lost else component
    return found
