"""Steps half-way: everything bound, the values they take from outside not settled yet.

Whether a function takes a value as surely there depends on where it is called from; that is known
once the control flow is laid out.
"""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.analysis.graph import Edge, History, ToStep, Vertex
from arazzo_gen.analysis.scope import StepInfo
from arazzo_gen.record import fresh, record


@record
class Branches:
    """The actions of a step on success, or on failure, in the order in which they are tried."""

    choices: tuple[ir.Choice, ...]
    edges: tuple[Edge, ...]
    exhaustive: bool

    @property
    def decided(self) -> bool:
        """Whether a function is needed that says which action is taken."""
        return bool(self.choices) and not (self.exhaustive and len(self.choices) == 1)


@record(frozen=False)
class Draft:
    """A step whose reads are not settled."""

    info: StepInfo
    call: ir.Request | ir.WorkflowCall
    criteria: tuple[ir.Criterion, ...]
    outputs: dict[str, Bound]
    success: Branches
    failure: Branches
    lenient: bool = False
    reachable: bool = True
    history: History | None = None
    reaching: list[ir.Reaching] = fresh(factory=list)

    @property
    def computed(self) -> tuple[object, ...]:
        """What the step function computes: its call, its criteria, its outputs."""
        return (self.call, self.criteria, *(each.expr for each in self.outputs.values()))

    @property
    def choices(self) -> tuple[ir.Choice, ...]:
        """What its decisions choose from."""
        return (*self.success.choices, *self.failure.choices)

    @property
    def vertex(self) -> Vertex:
        """The step in the graph of jumps."""
        success = self.success.edges
        if not self.success.exhaustive:
            success = (*success, Edge(None, ToStep(self.info.index + 1)))
        calls = self.info.called is not None
        return Vertex(self.info.id, success, self.failure.edges, self.lenient, calls)
