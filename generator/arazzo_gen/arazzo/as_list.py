"""The lines to write where a map stands in the place of a list: `parameters: {id: 7}`."""

from __future__ import annotations

import json
from typing import TypeAlias

from arazzo_gen.arazzo import kinds
from arazzo_gen.arazzo.kinds import Kind
from arazzo_gen.arazzo.written import yaml_lines
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue, Node

_MOST = 24
"""How many lines are written at the most."""

_HEADER = pattern(r"(?i)x-.*|authorization|accept|accept-.*|content-.*|if-.*|idempotency-key")

_Item: TypeAlias = dict[str, JsonValue]


@record
class _Items:
    """What the items of a list are.

    Attributes:
        kind: Their kind.
        name: The field that a key of the map is.
        value: The field that a value of the map is which is no item itself; "" for none.
    """

    kind: Kind
    name: str
    value: str = ""


LISTS: dict[str, _Items] = {
    "sourceDescriptions": _Items(kinds.SOURCE, "name", "url"),
    "workflows": _Items(kinds.WORKFLOW, "workflowId"),
    "steps": _Items(kinds.STEP, "stepId"),
    "parameters": _Items(kinds.PARAMETER, "name", "value"),
    "successCriteria": _Items(kinds.CRITERION, ""),
    "criteria": _Items(kinds.CRITERION, ""),
    "onSuccess": _Items(kinds.SUCCESS_ACTION, "name"),
    "onFailure": _Items(kinds.FAILURE_ACTION, "name"),
    "successActions": _Items(kinds.SUCCESS_ACTION, "name"),
    "failureActions": _Items(kinds.FAILURE_ACTION, "name"),
    "replacements": _Items(kinds.REPLACEMENT, "target", "value"),
}
"""The fields that are lists."""


def list_lines(key: str, owner: Node) -> tuple[str, ...]:
    """A field that must be a list and is a map or a text, as it has to be written.

    Args:
        key: The field.
        owner: The object that has it.

    Returns:
        The lines; none where it is not clear what they are.
    """
    node, about = owner.get(key), LISTS.get(key)
    if node is None or about is None:
        return ()
    if node.text is not None and about.kind is kinds.CRITERION:
        return _lines(owner, {key: [{"condition": node.text}]})
    items = _items(node, about, owner)
    return _lines(owner, {key: [*items]}) if items else ()


def item_lines(key: str, item: Node, owner: Node) -> tuple[str, ...]:
    """An item of a list that is a map from its name to its value, such as `- id: 7` in a list of
    parameters, as it has to be written.

    Args:
        key: The field that has the list.
        item: The item.
        owner: The object that has the field.
    """
    about = LISTS.get(key)
    if about is None:
        return ()
    is_item = not item.entries or set(item.entries) & {*about.kind.fields, *about.kind.later}
    items = None if is_item else _items(item, about, owner)
    return _lines(owner, [*items]) if items else ()


def criterion_lines(node: Node) -> tuple[str, ...]:
    """A criterion that is a text, as it has to be written in its list."""
    return _lines(node, [{"condition": node.text}])


def _items(node: Node, about: _Items, owner: Node) -> list[_Item] | None:
    """The items that a map stands for; None where that is not clear."""
    known = {*about.kind.fields, *about.kind.later, "reference"}
    if not node.entries:
        return None
    if set(node.entries) & known:
        is_one = set(node.entries) <= known
        return [_plain(node)] if is_one else None
    if not about.name:
        return None
    items: list[_Item] = []
    for name, value in node.entries.items():
        if value.entries and set(value.entries) <= known:
            items.append({about.name: name, **_plain(value)})
        elif about.value:
            items.append({about.name: name, about.value: value.plain()})
        else:
            return None
    if about.kind is kinds.PARAMETER:
        items = [_with_place(item, owner) for item in items]
    return items


def _plain(node: Node) -> _Item:
    return {key: value.plain() for key, value in node.entries.items()}


def _with_place(item: _Item, owner: Node) -> _Item:
    """A parameter with its `in`, where that of an operation needs one."""
    if (
        "in" in item
        or "reference" in item
        or not {"operationId", "operationPath"} & set(owner.entries)
    ):
        return item
    name = str(item["name"])
    path = owner.get("operationPath")
    place = "header" if _HEADER.fullmatch(name) else "query"
    if path is not None and f"{{{name}}}" in (path.text or ""):
        place = "path"
    rest = {key: value for key, value in item.items() if key != "name"}
    return {"name": name, "in": place, **rest}


def _lines(owner: Node, value: JsonValue) -> tuple[str, ...]:
    """A value as it is written in the file of a node: as JSON or as YAML."""
    if owner.file.text.lstrip()[:1] == "{":
        text = json.dumps(value, indent=2, ensure_ascii=False).splitlines()
        lines = [line[2:] for line in text[1:-1]]  # the braces or brackets are there already
    else:
        lines = list(yaml_lines(value))
    return tuple(lines) if len(lines) <= _MOST else (*lines[:_MOST], "...")
