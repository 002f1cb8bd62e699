"""The graph of a workflow's jumps: its vertices are steps, its edges say what may come next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import accumulate
from typing import TypeAlias

from arazzo_gen import ir
from arazzo_gen.record import record, replace


@record
class ToStep:
    """Go on with the step of an index; the number of steps stands for the end."""

    index: int


@record
class ToWorkflow:
    """Hand over to another workflow."""

    workflow: str
    args: tuple[tuple[str, ir.Expr], ...]


@record
class ToFailure:
    """End the run with the step's error."""

    action: str


@record
class ToRetry:
    """Run the step again, with `first` (a step or a workflow) before it.

    `not_now`: it may follow on an answer that says "not now".
    """

    after: float | None
    first: str | ir.WorkflowCall | None
    not_now: bool = False


Target: TypeAlias = ToStep | ToWorkflow | ToFailure | ToRetry


@record
class Edge:
    """One way to go on: `key` is the action's key, None where no action is taken."""

    key: str | None
    target: Target


@record
class Vertex:
    """A step of the graph.

    `failure` has no edge without an action: the error is raised then. A step is `lenient` where
    something reads its outputs after it failed. If it `calls` a workflow, they are set then; those
    of a request are set only if a response came. `gives` are the outputs that are surely there
    after each edge of `success`, of those that some of the replies lack; () where none do.
    """

    id: str
    success: tuple[Edge, ...]
    failure: tuple[Edge, ...]
    lenient: bool = False
    calls: bool = False
    gives: tuple[frozenset[str], ...] = ()

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every way to go on."""
        return self.success + self.failure

    @property
    def targets(self) -> frozenset[int]:
        """The indexes of the steps that may come next."""
        return frozenset(e.target.index for e in self.edges if isinstance(e.target, ToStep))


def reachable(vertices: tuple[Vertex, ...]) -> frozenset[int]:
    """The indexes of the steps that can run at all."""
    seen: set[int] = set()
    pending = [0]
    while pending:
        index = pending.pop()
        if index in seen or index >= len(vertices):
            continue
        seen.add(index)
        pending.extend(vertices[index].targets)
    return frozenset(seen)


def without(vertices: tuple[Vertex, ...], dropped: frozenset[int]) -> tuple[Vertex, ...]:
    """The graph without some steps to which nothing jumps."""
    if not dropped:
        return vertices
    kept = (index not in dropped for index in range(len(vertices)))
    position = list(accumulate(kept, initial=0))

    def moved(edge: Edge) -> Edge:
        if isinstance(edge.target, ToStep):
            return replace(edge, target=ToStep(position[edge.target.index]))
        return edge

    return tuple(
        replace(v, success=tuple(map(moved, v.success)), failure=tuple(map(moved, v.failure)))
        for index, v in enumerate(vertices)
        if index not in dropped
    )


def endless(vertices: tuple[Vertex, ...]) -> list[frozenset[int]]:
    """The endless loops: steps that lead to each other, and nowhere else.

    An error that no action handles leaves any loop; that does not count.
    """
    targets = [vertex.targets for vertex in vertices]
    origins: list[set[int]] = [set() for _ in range(len(vertices) + 1)]
    for index, found_targets in enumerate(targets):
        for target in found_targets:
            origins[target].add(index)
    headers = {
        t for index, found_targets in enumerate(targets) for t in found_targets if t <= index
    }
    seen: set[int] = set()
    found: list[frozenset[int]] = []
    for header in sorted(headers):
        if header in seen:
            continue  # its loop is that of an earlier header
        loop = _after(targets, header) & _after(origins, header)
        seen |= loop
        if loop and not any(_leaves(vertices[i], loop) for i in loop):
            found.append(loop)
    return found


def _leaves(vertex: Vertex, loop: frozenset[int]) -> bool:
    return bool(vertex.targets - loop) or any(
        not isinstance(edge.target, (ToStep, ToRetry)) for edge in vertex.edges
    )


def _after(nexts: Sequence[Set[int]], start: int) -> frozenset[int]:
    """The indexes that can be reached from a step by at least one jump, the end included."""
    seen: set[int] = set()
    pending = [start]
    while pending:
        for target in nexts[pending.pop()] - seen:
            seen.add(target)
            if target < len(nexts):
                pending.append(target)
    return frozenset(seen)


@record
class History:
    """The steps that have run when a step begins.

    Those of `ran` have succeeded on every path. Those of `tried` have run on every path, but may
    have failed. Those of `may` have run on some path.
    """

    ran: Set[str]
    may: Set[str]
    tried: Set[str]


class _Steps(Set[str]):
    """A set of steps as the bits of an integer: real sets would take memory in the square of their
    number."""

    __slots__ = ("_bits", "_bits_of")

    def __init__(self, bits: int, bits_of: dict[str, int]) -> None:
        self._bits = bits
        self._bits_of = bits_of

    def __contains__(self, step: object) -> bool:
        return isinstance(step, str) and bool(self._bits & self._bits_of.get(step, 0))

    def __iter__(self) -> Iterator[str]:
        return (step for step, bit in self._bits_of.items() if self._bits & bit)

    def __len__(self) -> int:
        return self._bits.bit_count()


def histories(vertices: tuple[Vertex, ...]) -> dict[str, History]:
    """The history before each step by its id, and before the end under "".

    A data-flow analysis over the graph; its sets are bits of integers.
    """
    count = len(vertices)
    everything = (1 << count) - 1
    bits_of: dict[str, int] = {}
    for index, vertex in enumerate(vertices):
        bits_of[vertex.id] = bits_of.get(vertex.id, 0) | 1 << index
    lenient = sum(1 << index for index, vertex in enumerate(vertices) if vertex.lenient)
    ran, tried = [everything] * (count + 1), [everything] * (count + 1)
    # The next attempt of a retry begins behind the one before.
    may = [*(_is_retried(vertex) << index for index, vertex in enumerate(vertices)), 0]
    ran[0] = tried[0] = 0
    pending = [0] if vertices else []
    seen: set[int] = set()
    while pending:
        index = pending.pop()
        seen.add(index)
        vertex = vertices[index]
        first = _first_steps(vertex, bits_of)
        sure = ran[index] & ~(first & lenient)
        for edge in vertex.edges:
            if not isinstance(edge.target, ToStep):
                continue
            # The outputs of a lenient step that failed stand in for those it had before.
            failed = sure & ~(1 << index) if vertex.lenient else sure
            to = edge.target.index
            before = (ran[to], may[to], tried[to])
            tried[to] &= tried[index] | 1 << index
            ran[to] &= failed if edge in vertex.failure else sure | 1 << index
            may[to] |= may[index] | first | (1 << index)
            if to < count and (before != (ran[to], may[to], tried[to]) or to not in seen):
                pending.append(to)
    for index, vertex in enumerate(vertices):
        first = _first_steps(vertex, bits_of)
        for other in range(count) if first else ():
            # What a retry runs first begins behind the step that is tried again.
            if first & 1 << other:
                ran[other] &= ran[index]
                may[other] |= may[index] | 1 << index
                tried[other] &= tried[index] | 1 << index
    ids = [*(vertex.id for vertex in vertices), ""]
    return {
        name: History(*(_Steps(bits[index], bits_of) for bits in (ran, may, tried)))
        for index, name in enumerate(ids)
    }


def _is_retried(vertex: Vertex) -> bool:
    return any(isinstance(edge.target, ToRetry) for edge in vertex.edges)


def _first_steps(vertex: Vertex, bits_of: dict[str, int]) -> int:
    """The steps that a retry of this one runs before it."""
    found = 0
    for edge in vertex.edges:
        if isinstance(edge.target, ToRetry) and isinstance(edge.target.first, str):
            found |= bits_of.get(edge.target.first, 0)
    return found
