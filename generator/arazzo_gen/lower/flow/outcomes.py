"""What is known behind a step, and the jumps that leave the workflow or stay in the step."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.graph import Again, Edge, ToFailure, ToWorkflow, Vertex
from arazzo_gen.lower.flow.state import State, join

_DEFERRED = (ir.Break, ir.Continue, ir.Goto)
"""Jumps to another place of the loops around a step."""


def retried_first(vertex: Vertex) -> frozenset[str]:
    """The steps that run before a step is tried again."""
    targets = (edge.target for edge in vertex.edges)
    found = (target.first for target in targets if isinstance(target, Again))
    return frozenset(first for first in found if isinstance(first, str))


def after_step(vertex: Vertex, state: State) -> tuple[State, State]:
    """What is known once a step has succeeded, and once it has failed for good."""
    won = state.with_ran(vertex.id)
    if not vertex.lenient:
        return won, state
    return won, won if vertex.calls else state.with_maybe(vertex.id)


def behind(run: ir.Run, won: State, lost: State) -> list[tuple[ir.Outcome, State]]:
    """What is known where the jumps of a step start.

    The jumps of a step that is tried again come behind the loop of its attempts, where the ways
    of success and of failure have met.
    """
    success = [(each, won) for each in run.success]
    failure = [(each, lost) for each in run.failure]
    retried = any(isinstance(each.jump, ir.Retry) for each in run.outcomes)
    if not retried or not any(isinstance(each.jump, _DEFERRED) for each in run.outcomes):
        return success + failure
    onward = (*_DEFERRED, ir.Proceed)
    met = join(*(state for each, state in success + failure if isinstance(each.jump, onward)))
    return [(each, met) for each in run.outcomes]


def leave(
    target: ToWorkflow | ToFailure | Again, edge: Edge, known: State, before: State
) -> ir.Jump:
    """A jump that leaves the workflow, or stays in the step."""
    if isinstance(target, ToWorkflow):
        return ir.Transfer(target.workflow, target.args, known.known())
    if isinstance(target, ToFailure):
        return ir.FailEnd(target.action, known.known())
    return ir.Retry(edge.key or "", target.after, target.first, before.known())
