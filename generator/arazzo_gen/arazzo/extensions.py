"""Values of unknown fields and extensions that other tools evaluate."""

from __future__ import annotations

from typing import Final

from arazzo_gen.lazy import pattern
from arazzo_gen.text.node import Node

_EXPRESSION = pattern(r"\$(?:inputs|steps|workflows|outputs)\.")
_MOST: Final = 200
"""How many values of an extension are looked at."""


def holds_expressions(value: Node) -> bool:
    """Whether a text in a value holds a runtime expression that names something of the workflow."""
    for number, node in enumerate(value.walk()):
        if number == _MOST:
            return False
        if node.text is not None and _EXPRESSION.search(node.text):
            return True
    return False
