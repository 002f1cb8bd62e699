"""Decides which outputs of a workflow are present at its ends, where some replies lack them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.bound import ELSEWHERE, Bound
from arazzo_gen.analysis.exits import Exit
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.analysis.step_draft import StepDraft
from arazzo_gen.ir.walk import steps_read, walk
from arazzo_gen.record import fresh, record, replace


@record(frozen=False)
class Presence:
    """Decides which outputs are present, workflow by workflow; called workflows come first.

    `lost` are outputs of workflows, by workflow and name, and of steps, by workflow, step and name,
    that may be absent because of what a reply lacks.
    """

    lost: set[tuple[str, ...]] = fresh(factory=set)

    def steps(self, scope: Scope, drafts: Sequence[StepDraft]) -> None:
        """Decide it for the outputs of steps that are made of other workflows' outputs."""
        for draft in drafts:
            for name, bound in draft.outputs.items():
                resolved = self._resolved(bound, scope, draft.call)
                if resolved is not bound:
                    draft.outputs[name] = draft.info.outputs[name] = resolved
                    if resolved.absent:
                        self.lost.add((scope.key, draft.info.id, name))

    def outputs(self, scope: Scope, outputs: dict[str, Bound], exits: Sequence[Exit]) -> None:
        """Decide it for a workflow: an output that is set at each exit is never absent."""
        partial = any(each.lacking for info in scope.order for each in info.outputs.values())
        for name, bound in outputs.items():
            bound = self._resolved(bound, scope, None)
            everywhere = all(is_set(scope, bound, each) for each in exits)
            if bound.lacking and everywhere:
                bound = replace(bound, absent=False, lacking=frozenset())
            elif partial and not bound.absent and not everywhere:
                bound = replace(bound, absent=True)
            outputs[name] = scope.outputs[name] = bound
            if bound.absent and partial:
                self.lost.add((scope.key, name))

    def _resolved(self, bound: Bound, scope: Scope, call: object) -> Bound:
        """A value, once it is known of which outputs the other workflows may end without."""
        left = bound.lacking - ELSEWHERE
        for expr in walk(bound.expr):
            key: tuple[str, ...] = ()
            if isinstance(expr, ir.CalledOutput) and isinstance(call, ir.WorkflowCall):
                key = (call.workflow, expr.name)
            elif isinstance(expr, ir.WorkflowOutput):
                key = (expr.workflow, expr.name)
            elif isinstance(expr, ir.StepOutput) and call is None:
                key = (scope.key, expr.step, expr.name)
            if key in self.lost:
                lost = bound.absent or isinstance(bound.expr, _ABSENT_TOO)
                return replace(bound, absent=lost, lacking=frozenset())
        if not bound.lacking >= ELSEWHERE:
            return bound
        return replace(bound, absent=bool(left), lacking=left)


_ABSENT_TOO = (ir.CalledOutput, ir.WorkflowOutput, ir.StepOutput, ir.At, ir.Text)
"""What is absent where what it reads is."""


def is_set(scope: Scope, bound: Bound, each: Exit) -> bool:
    """Whether an output of a workflow is surely there at an exit, whatever replies lack."""
    for expr in walk(bound.expr):
        if isinstance(expr, ir.StepOutput):
            read = scope.steps[expr.step].outputs[expr.name]
            if read.lacking and (expr.step, expr.name) not in each.given:
                return False
    return steps_read(bound.expr) <= each.ran


# --- The exits of the flow --------------------------------------------------------------

Sets = Callable[[Exit], frozenset[str]]


def mark_exits(block: ir.Block, exits: Sequence[Exit], sets: Sets) -> ir.Block:
    """The flow, in which each exit names the outputs that it sets, of those that others do not.

    Args:
        block: The flow.
        exits: Its exits.
        sets: The names of the outputs that one sets.
    """
    return _Marker(exits, sets).block(block)


class _Marker:
    """Marks exits: those of jumps are found by their step and action; the others are at the end."""

    def __init__(self, exits: Sequence[Exit], sets: Sets) -> None:
        self._sets = {(each.step, each.key): sets(each) for each in exits}
        self._left = dict(self._sets)

    def block(self, block: ir.Block) -> ir.Block:
        return tuple(map(self._statement, block))

    def _statement(self, stmt: ir.Stmt) -> ir.Stmt:
        match stmt:
            case ir.Run():
                outcomes = (self._outcome(stmt.step, each) for each in stmt.success)
                return replace(stmt, success=tuple(outcomes))
            case ir.Guard():
                body, otherwise = self.block(stmt.body), self.block(stmt.otherwise)
                return replace(stmt, body=body, otherwise=otherwise)
            case ir.Loop():
                return replace(stmt, body=self.block(stmt.body))
            case ir.Machine():
                states = ((name, self.block(body)) for name, body in stmt.states)
                return replace(stmt, states=tuple(states))
            case ir.DeferredJump():
                return replace(stmt, jump=self._jump(stmt.jump, stmt.step, stmt.keys))
            case ir.Finish():
                return replace(stmt, sets=_common(self._left.values()))
        return stmt

    def _outcome(self, step: str, outcome: ir.Outcome) -> ir.Outcome:
        return replace(outcome, jump=self._jump(outcome.jump, step, (outcome.key,)))

    def _jump(self, jump: ir.Jump, step: str, keys: Sequence[str | None]) -> ir.Jump:
        if not isinstance(jump, ir.Return):
            return jump
        places = [(step, key) for key in keys]
        for place in places:
            self._left.pop(place, None)
        found = [self._sets[place] for place in places if place in self._sets]
        return replace(jump, sets=_common(found))


def _common(found: Collection[frozenset[str]]) -> tuple[str, ...]:
    return tuple(sorted(frozenset.intersection(*found))) if found else ()
