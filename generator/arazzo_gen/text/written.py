"""The text of a number as its author wrote it."""

from __future__ import annotations

import json
from typing import TypeGuard

from arazzo_gen.text.node import Node
from arazzo_gen.text.scalars import UnrepresentableError, resolve


def number_text(node: Node) -> str:
    """How a number is written: `01` and `1.10` are other texts than `1` and `1.1`.

    Args:
        node: A number. Where its place does not show it, as behind an alias, JSON's spelling of
            its value is taken.
    """
    if node.line == node.end_line:
        text = node.file.line(node.line)[node.column - 1 : node.end_column - 1]
        try:
            same = bool(text) and resolve(text) == node.value
        except UnrepresentableError:
            same = False
        if same:
            return text
    return json.dumps(node.value)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number of JSON."""
    return isinstance(value, int | float) and not isinstance(value, bool)
