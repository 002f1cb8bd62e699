"""Counts the values that calls of workflows pass on, before any is lowered: inputs of the same
name, parameters of the workflow, and the outputs of shared dependencies.

A call has a line for each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from arazzo_gen.analysis.mentions import named_inputs
from arazzo_gen.arazzo.model import Workflow
from arazzo_gen.diagnostics.model import Severity
from arazzo_gen.documents.resolve import ResolvedWorkflow
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.text.node import Node
from arazzo_gen.typing.members import branches

_DEEPEST = 8
"""The greatest depth to which branches inside of branches are searched."""

_Called = Callable[[ResolvedWorkflow], Sequence[ResolvedWorkflow]]


class Handed:
    """Counts the values that a workflow passes to those that it calls or depends on.

    Args:
        refs: Follows the `$ref`s of inputs.
        workflows: All workflows of the build: those to build, and all that they reach.
        needs: The workflows that one names in its `dependsOn`.
        calls: The workflows that one names elsewhere.
    """

    def __init__(
        self, refs: Refs, workflows: Sequence[ResolvedWorkflow], needs: _Called, calls: _Called
    ) -> None:
        self._refs = refs
        self._workflows = workflows
        self._calls = calls
        self._numbers = {id(each.workflow): number for number, each in enumerate(workflows)}
        self._needs = [
            list(dict.fromkeys(self._numbers[id(need.workflow)] for need in needs(each)))
            for each in workflows
        ]
        users = Counter(need for needs in self._needs for need in needs)
        # A set of workflows is an integer with a bit for each.
        self._shared = sum(1 << need for need, count in users.items() if count > 1)
        self._before = _closures(self._needs)
        self._names: dict[int, frozenset[str]] = {}

    def of(self, each: ResolvedWorkflow) -> int:
        """The greatest number of values that the calls of a workflow pass on."""
        number = self._numbers[id(each.workflow)]
        own = self._inputs(each)
        given = own | {parameter.name.value for parameter in each.workflow.parameters}
        direct = sum(1 << need for need in self._needs[number])
        handed = sum(len(given & self._inputs(called)) for called in self._calls(each))
        for before in _bits(self._before[number] & (self._shared | direct)):
            handed += (self._before[before] & self._shared).bit_count()
            handed += len(own & self._inputs(self._workflows[before]))
        return handed

    def _inputs(self, each: ResolvedWorkflow) -> frozenset[str]:
        key = id(each.workflow)
        if key not in self._names:
            schema = each.workflow.inputs
            found = self._refs.follow(schema, Severity.ERROR) if schema is not None else None
            self._names[key] = frozenset(self._properties(found, each.workflow))
        return self._names[key]

    def _properties(self, schema: Node | None, workflow: Workflow) -> Iterator[str]:
        """The names in a schema of inputs, wherever in it they are declared, and those that its
        patterns may match."""
        pending = [(schema, 0)] if schema is not None else []
        seen = {id(schema)}
        for part, depth in pending:
            properties = part.get("properties")
            yield from properties.entries if properties is not None else ()
            if part.get("patternProperties") is not None:
                yield from named_inputs(workflow)
            for branch in branches(part) if depth < _DEEPEST else ():
                inner = self._refs.follow(branch)
                if inner is not None and id(inner) not in seen:
                    seen.add(id(inner))
                    pending.append((inner, depth + 1))


def _closures(needs: Sequence[Sequence[int]]) -> list[int]:
    """The transitive closure of the needs of each workflow. A cycle, which lowering reports, is cut
    at some point."""
    closures = [0] * len(needs)
    entered: set[int] = set()
    for start in range(len(needs)):
        if start in entered:
            continue
        entered.add(start)
        path = [(start, iter(needs[start]))]
        while path:
            number, rest = path[-1]
            need = next(rest, None)
            if need is None:
                path.pop()
                for each in needs[number]:
                    closures[number] |= closures[each] | 1 << each
            elif need not in entered:
                entered.add(need)
                path.append((need, iter(needs[need])))
    return closures


def _bits(members: int) -> Iterator[int]:
    while members:
        lowest = members & -members
        yield lowest.bit_length() - 1
        members ^= lowest
