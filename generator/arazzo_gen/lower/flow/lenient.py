"""Finds the lenient steps: something reads their outputs after they failed."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.graph import (
    Edge,
    ToFailure,
    ToRetry,
    ToStep,
    ToWorkflow,
    Vertex,
    reachable,
)
from arazzo_gen.analysis.step_draft import StepDraft
from arazzo_gen.ir.walk import steps_read
from arazzo_gen.lower.flow.outcomes import retried_first


def mark_lenient(drafts: list[StepDraft], workflow_outputs: list[ir.Expr]) -> None:
    """Mark the steps whose outputs are read after they failed.

    The readers are their own failure actions, the steps to which those lead, what a retry runs
    first, the next attempt itself, and the outputs of the workflow where an `end` action returns
    them. A step that a retry runs first fails for the step that is retried.
    """
    vertices = tuple(draft.vertex for draft in drafts)
    readers = _Readers(drafts, vertices, workflow_outputs)
    alive = reachable(vertices)
    failing: dict[str, set[str]] = {}
    for draft in drafts:
        if draft.info.index not in alive or not draft.failure.edges:
            continue
        read = steps_read(readers.after_failure(draft))
        failing.setdefault(draft.info.id, set()).update(read)
        for first in retried_first(draft.vertex):
            failing.setdefault(first, set()).update(read, readers.after_other_retry(draft, first))
    for draft in drafts:
        draft.lenient = bool(draft.outputs) and draft.info.id in failing.get(draft.info.id, set())


class _Readers:
    """Finds the trees that may be read once a step has failed."""

    def __init__(
        self, drafts: list[StepDraft], vertices: tuple[Vertex, ...], outputs: list[ir.Expr]
    ) -> None:
        self._drafts = drafts
        self._by_id = {draft.info.id: draft for draft in drafts}
        self._vertices = vertices
        self._outputs = outputs

    def after_failure(self, draft: StepDraft) -> list[object]:
        """What is read after a step failed, until it runs again."""
        return [draft.failure.choices, *self._onward(draft, draft.failure.edges)]

    def after_other_retry(self, draft: StepDraft, first: str) -> set[str]:
        """The steps that a step reads which is tried again without the one that ran first before,
        and those that are read behind it."""
        targets = (edge.target for edge in draft.vertex.edges)
        if all(t.first == first for t in targets if isinstance(t, ToRetry)):
            return set()
        behind = self._onward(draft, draft.vertex.success)
        return steps_read([draft.computed, draft.success.choices, *behind])

    def _onward(self, draft: StepDraft, edges: Sequence[Edge]) -> list[object]:
        """What is read behind some jumps of a step, until it runs again."""
        found: list[object] = []
        for edge in edges:
            found += self._leaving(edge)
            if isinstance(edge.target, ToStep):
                after = self._after(edge.target.index, draft.info.index)
                for index in after - {draft.info.index, len(self._drafts)}:
                    found += [self._drafts[index].computed, self._drafts[index].choices]
                    for other in self._vertices[index].edges:
                        found += self._leaving(other)
                found += self._outputs if len(self._drafts) in after else []
                found += [draft.call] if draft.info.index in after else []
            elif isinstance(edge.target, ToRetry):
                found.append(draft.call)
        return found

    def _leaving(self, edge: Edge) -> list[object]:
        """What an action reads where it ends the run, calls a workflow, or retries."""
        target = edge.target
        if isinstance(target, ToFailure):
            return [*self._outputs]
        if isinstance(target, ToWorkflow):
            return [expr for _, expr in target.args]
        if isinstance(target, ToRetry) and isinstance(target.first, ir.WorkflowCall):
            return [expr for _, expr in target.first.args]
        if isinstance(target, ToRetry) and isinstance(target.first, str):
            return [self._by_id[target.first].computed]
        return []

    def _after(self, start: int, until: int) -> set[int]:
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
            if index != until and index < len(self._vertices):
                pending.extend(self._vertices[index].targets)
        return seen
