"""The states behind a step, and the jumps that leave the workflow or retry the step."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.graph import Edge, ToFailure, ToRetry, ToWorkflow, Vertex
from arazzo_gen.lower.flow.state import State, join

_IN_LOOP = (ir.Break, ir.Continue, ir.Goto)
"""Jumps inside or out of the loop or machine around a step."""


def retried_first(vertex: Vertex) -> frozenset[str]:
    """The steps that run before a step is retried."""
    targets = (edge.target for edge in vertex.edges)
    found = (target.first for target in targets if isinstance(target, ToRetry))
    return frozenset(first for first in found if isinstance(first, str))


def after_step(vertex: Vertex, state: State) -> tuple[State, State]:
    """The state once a step has succeeded, and the state once it has failed for good."""
    succeeded = state.with_ran(vertex.id)
    if not vertex.lenient:
        return succeeded, state
    return succeeded, succeeded if vertex.calls else state.with_maybe(vertex.id)


def run_before(vertex: Vertex) -> frozenset[str]:
    """The step itself, where a retry of it may read the outputs of the attempt before."""
    edges = vertex.edges if vertex.lenient else vertex.success
    again = any(isinstance(edge.target, ToRetry) for edge in edges)
    return frozenset({vertex.id}) if again else frozenset()


def behind(run: ir.Run, succeeded: State, failed: State) -> list[tuple[ir.Outcome, State]]:
    """The state at each jump of a step.

    Where a step is retried, its jumps are taken behind the loop of its attempts. The paths of
    success and failure have joined there.
    """
    success = [(each, succeeded) for each in run.success]
    failure = [(each, failed) for each in run.failure]
    retried = any(isinstance(each.jump, ir.Retry) for each in run.outcomes)
    if not retried or not any(isinstance(each.jump, _IN_LOOP) for each in run.outcomes):
        return success + failure
    onward = (*_IN_LOOP, ir.Proceed)
    met = join(*(state for each, state in success + failure if isinstance(each.jump, onward)))
    return [(each, met) for each in run.outcomes]


def leave(target: ToWorkflow | ToFailure | ToRetry, edge: Edge, then: State, step: str) -> ir.Jump:
    """The jump of an edge that leaves the workflow or retries the step.

    Args:
        target: The edge's target.
        edge: The edge.
        then: The state at the jump.
        step: The step, which may have outputs of an attempt that failed.
    """
    if isinstance(target, ToWorkflow):
        return ir.Transfer(target.workflow, target.args, then.reaching())
    if isinstance(target, ToFailure):
        return ir.FailEnd(target.action, then.reaching())
    return ir.Retry(edge.key or "", target.after, target.first, then.with_maybe(step).reaching())
