"""Draft steps: their expressions are bound, but the reads of their functions are not known yet.

Whether a function may require a value depends on the reaching states of the sites that call it.
Those are known once the control flow is structured.
"""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.analysis.graph import Edge, History, ToStep, Vertex
from arazzo_gen.analysis.scope import StepInfo
from arazzo_gen.arazzo.model import Action
from arazzo_gen.record import fresh, record


@record
class Branches:
    """The actions of a step on success, or on failure, in the order in which they are tested.

    `replies` are those after which each may be taken, by index, and at last those after which
    none may be: the next step follows. `untaken` are the actions that are never taken (reported).
    """

    choices: tuple[ir.Choice, ...]
    edges: tuple[Edge, ...]
    exhaustive: bool
    replies: tuple[frozenset[int], ...] = ()
    untaken: tuple[Action, ...] = ()

    @property
    def steps_untaken(self) -> set[str]:
        """The steps to which actions lead that are never taken."""
        return {each.step_id.value for each in self.untaken if each.step_id is not None}

    @property
    def decided(self) -> bool:
        """Whether a decision function is needed, which says which action is taken."""
        return bool(self.choices) and not (self.exhaustive and len(self.choices) == 1)


@record(frozen=False)
class StepDraft:
    """A bound step without its reads.

    `reaching` collects the reaching states of the sites that run the step.
    """

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
        """The trees of the step function: its call, its criteria, its outputs."""
        return (self.call, self.criteria, *(each.expr for each in self.outputs.values()))

    @property
    def choices(self) -> tuple[ir.Choice, ...]:
        """The choices of its decisions."""
        return (*self.success.choices, *self.failure.choices)

    @property
    def vertex(self) -> Vertex:
        """The step as a vertex of the graph of jumps."""
        success = self.success.edges
        if not self.success.exhaustive:
            success = (*success, Edge(None, ToStep(self.info.index + 1)))
        calls = self.info.called is not None
        return Vertex(self.info.id, success, self.failure.edges, self.lenient, calls, self._gives)

    @property
    def _gives(self) -> tuple[frozenset[str], ...]:
        """The outputs that are surely there after each edge, of those that some replies lack."""
        partial = {name: each.lacking for name, each in self.outputs.items() if each.lacking}
        if not partial:
            return ()
        return tuple(
            frozenset(name for name, lacking in partial.items() if not lacking & replies)
            for replies in self.success.replies
        )
