"""Finds which inputs of a workflow its texts mention, before its expressions are bound."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from arazzo_gen.arazzo.model import Workflow
from arazzo_gen.record import fields
from arazzo_gen.text.node import Node
from arazzo_gen.typing.members import PatternMembers

_MOST_PATTERNS = 100
_MOST_NAMES = 1000
_MOST_PARTS = 20
_END = r"[^\s{}\"'<>=!&|,;()#]+"
_NOT_READ = frozenset({"inputs", "summary", "description", "span"})


def mentions_input(workflow: Workflow, name: str) -> bool:
    """Whether any text of a workflow may read an input: it says `$inputs.name`, or `$inputs`
    without a name."""
    wanted = re.compile(rf"\$inputs(?!\.)|\$inputs\.{re.escape(name)}(?![\w-])")
    return any(wanted.search(text) for text in texts_of(workflow))


def named_inputs(workflow: Workflow) -> list[str]:
    """The names of inputs in the expressions of a workflow, as they are written: `a.b` may be a
    name, or a path into `a`."""
    own = re.escape(workflow.id.value)
    pattern = re.compile(rf"\$(?:workflows\.{own}\.)?inputs\.({_END})")
    return list(
        dict.fromkeys(name for text in texts_of(workflow) for name in pattern.findall(text))
    )


def used_inputs(
    workflow: Workflow, patterns: Sequence[PatternMembers], mentioned: Collection[str]
) -> Mapping[str, Sequence[Node]]:
    """The inputs that expressions read and no `properties` declares: those that patterns match,
    with the schemas, and those that a schema mentions."""
    from arazzo_gen.expressions.linear import matches_name  # few schemas have patterns

    patterns = patterns[:_MOST_PATTERNS]
    found: dict[str, list[Node]] = {}
    for written in named_inputs(workflow)[:_MOST_NAMES]:
        for name in _prefixes(written):
            schemas = [each.schema for each in patterns if matches_name(each.pattern, name)]
            if schemas or name in mentioned:
                found[name] = schemas
                break
    return found


def _prefixes(written: str) -> Iterator[str]:
    """What may be the name: all that is written, then less of the path behind it."""
    yield written
    ends = [match.start() for match in re.finditer(r"[.\[]", written) if match.start()]
    for end in reversed(ends[:_MOST_PARTS]):
        yield written[:end]


def texts_of(tree: object) -> Iterator[str]:
    """The texts of a part of the model, but those of inputs and those for people."""
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
