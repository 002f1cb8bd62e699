"""Finds which inputs of a workflow its texts mention."""

from __future__ import annotations

import re
from collections.abc import Iterator

from arazzo_gen.arazzo.model import Workflow
from arazzo_gen.record import fields
from arazzo_gen.text.node import Node

_NOT_READ = frozenset({"inputs", "summary", "description", "span"})


def mentions_input(workflow: Workflow, name: str) -> bool:
    """Whether any text of a workflow may read an input: it says `$inputs.name`, or `$inputs`
    without a name."""
    wanted = re.compile(rf"\$inputs(?!\.)|\$inputs\.{re.escape(name)}(?![\w-])")
    return any(wanted.search(text) for text in _texts(workflow))


def _texts(tree: object) -> Iterator[str]:
    pending = [tree]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, Node):
            pending.append(item.value)
        elif isinstance(item, (tuple, list)):
            pending += item
        elif isinstance(item, dict):
            pending += item.values()
        else:
            pending += [getattr(item, each) for each in fields(item) if each not in _NOT_READ]
