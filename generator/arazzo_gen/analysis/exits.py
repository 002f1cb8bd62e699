"""Finds the ways in which a workflow ends well, and which outputs of its steps are there then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import TypeAlias

from arazzo_gen.analysis.graph import Edge, History, ToRetry, ToStep, Vertex
from arazzo_gen.record import record

Given: TypeAlias = frozenset[tuple[str, str]]
"""Outputs, by step and name, that are surely there, of those that some of the replies lack."""


@record
class Exit:
    """A jump to the end: the step, the key of its action, the steps that have surely succeeded,
    and the outputs that are surely there."""

    step: str
    key: str | None
    ran: Set[str]
    given: Given


def exits(vertices: Sequence[Vertex], before: Mapping[str, History]) -> list[Exit]:
    """Every jump to the end of a graph, all of whose steps are reachable.

    Args:
        vertices: The steps.
        before: What has run before each of them, by its id.
    """
    found: list[Exit] = []
    reaching = _reaching(vertices)
    for vertex, given in zip(vertices, reaching, strict=True):
        ran = frozenset(before[vertex.id].ran)
        for edge, after in _steps(vertex, given):
            if edge.target == ToStep(len(vertices)):
                own = {vertex.id} if edge in vertex.success else set()
                found.append(Exit(vertex.id, edge.key, ran | own, after))
    return found


def _reaching(vertices: Sequence[Vertex]) -> list[Given]:
    """What is given before each step: a data-flow analysis over the graph."""
    reaching: list[Given | None] = [None] * (len(vertices) + 1)
    reaching[0] = frozenset()
    pending = [0] if vertices else []
    while pending:
        index = pending.pop()
        given = reaching[index]
        if given is None or index == len(vertices):
            continue
        for edge, after in _steps(vertices[index], given):
            assert isinstance(edge.target, ToStep)
            old = reaching[edge.target.index]
            new = after if old is None else old & after
            if new != old:
                reaching[edge.target.index] = new
                pending.append(edge.target.index)
    return [given or frozenset() for given in reaching[: len(vertices)]]


def _steps(vertex: Vertex, given: Given) -> list[tuple[Edge, Given]]:
    """The edges of a step to other steps, and what is given behind each."""
    firsts = {e.target.first for e in vertex.edges if isinstance(e.target, ToRetry)}
    left = frozenset(each for each in given if each[0] != vertex.id and each[0] not in firsts)
    gives = vertex.gives or (frozenset[str](),) * len(vertex.success)
    found = [
        (edge, left | {(vertex.id, name) for name in names})
        for edge, names in zip(vertex.success, gives, strict=False)
    ]
    found += [(edge, left) for edge in vertex.failure]
    return [(edge, after) for edge, after in found if isinstance(edge.target, ToStep)]
