"""Finds the lenient steps: something reads their outputs after they failed."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.graph import Edge, ToFailure, ToRetry, ToStep, ToWorkflow, Vertex
from arazzo_gen.analysis.step_draft import StepDraft
from arazzo_gen.ir.walk import steps_read


def mark_lenient(drafts: list[StepDraft], workflow_outputs: list[ir.Expr]) -> None:
    """Mark the steps whose outputs are read after they failed.

    The readers are their own failure actions, the steps to which those lead, and the outputs of
    the workflow where an `end` action returns them.
    """
    vertices = tuple(draft.vertex for draft in drafts)
    for draft in drafts:
        if not draft.failure.edges or not draft.outputs:
            continue
        readers: list[object] = [draft.failure.choices]
        for edge in draft.failure.edges:
            readers += _leaving(edge, workflow_outputs)
            if isinstance(edge.target, ToStep):
                after = _after(vertices, edge.target.index, draft.info.index)
                for index in after - {draft.info.index, len(drafts)}:
                    readers += [drafts[index].computed, drafts[index].choices]
                    for other in vertices[index].edges:
                        readers += _leaving(other, workflow_outputs)
                readers += workflow_outputs if len(drafts) in after else []
                readers += [draft.call] if draft.info.index in after else []
        draft.lenient = draft.info.id in steps_read(readers)


def _leaving(edge: Edge, workflow_outputs: list[ir.Expr]) -> list[ir.Expr]:
    """The expressions that an action reads where it ends the run, calls a workflow, or retries."""
    target = edge.target
    if isinstance(target, ToFailure):
        return workflow_outputs
    if isinstance(target, ToWorkflow):
        return [expr for _, expr in target.args]
    if isinstance(target, ToRetry) and isinstance(target.first, ir.WorkflowCall):
        return [expr for _, expr in target.first.args]
    return []


def _after(vertices: tuple[Vertex, ...], start: int, until: int) -> set[int]:
    """The indexes of the steps that can run from `start` on, before `until` runs again.

    `start`, `until` and the end (the number of steps) count where they are reached.
    """
    seen: set[int] = set()
    pending = [start]
    while pending:
        index = pending.pop()
        if index in seen:
            continue
        seen.add(index)
        if index != until and index < len(vertices):
            pending.extend(vertices[index].targets)
    return seen
