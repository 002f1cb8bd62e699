"""Walking over the statements of a flow."""

from __future__ import annotations

from collections.abc import Iterator

from arazzo_gen import ir
from arazzo_gen.lower.bound import Bound
from arazzo_gen.lower.draft import Draft
from arazzo_gen.lower.required import walk
from arazzo_gen.lower.trees import expressions_in
from arazzo_gen.record import record


@record
class Place:
    """Where a flow reads step variables: to run some steps, for the workflow's outputs, or for
    something else."""

    known: ir.Known
    steps: tuple[str, ...] = ()
    outputs: bool = False
    exprs: tuple[ir.Expr, ...] = ()


def places(block: ir.Block) -> Iterator[Place]:
    """Every place of a flow that reads step variables."""
    for statement in ir.statements(block):
        if isinstance(statement, ir.Run):
            yield Place(statement.known, (statement.step,))
            for outcome in (*statement.success, *statement.failure):
                yield from _jump(outcome.jump)
        elif isinstance(statement, ir.Finish):
            yield Place(statement.known, outputs=True)


def _jump(jump: ir.Jump) -> Iterator[Place]:
    if isinstance(jump, ir.Return | ir.FailEnd):
        yield Place(jump.known, outputs=True)
    elif isinstance(jump, ir.Transfer):
        yield Place(jump.known, exprs=tuple(expr for _, expr in jump.args))
    elif isinstance(jump, ir.Retry):
        if isinstance(jump.first, str):
            yield Place(jump.known, (jump.first,))
        elif jump.first is not None:
            yield Place(jump.known, exprs=tuple(expr for _, expr in jump.first.args))


def runs(block: ir.Block) -> Iterator[ir.Run]:
    """The steps that a flow runs, in order."""
    return (stmt for stmt in ir.statements(block) if isinstance(stmt, ir.Run))


def transfers(block: ir.Block) -> Iterator[str]:
    """The workflows that a flow hands over to."""
    for run in runs(block):
        for outcome in (*run.success, *run.failure):
            if isinstance(outcome.jump, ir.Transfer):
                yield outcome.jump.workflow


def declare(block: ir.Block, drafts: list[Draft], outputs: dict[str, Bound]) -> ir.Block:
    """The flow with a declaration before each top-level statement whose steps may stay unset
    where their outputs are read."""
    unsure = _unsure(block, drafts, outputs)
    found: list[ir.Stmt] = []
    for statement in block:
        inside = [run.step for run in runs((statement,))]
        firsts = [
            outcome.jump.first
            for run in runs((statement,))
            for outcome in (*run.success, *run.failure)
            if isinstance(outcome.jump, ir.Retry) and isinstance(outcome.jump.first, str)
        ]
        for step in dict.fromkeys((*inside, *firsts)):
            if step in unsure:
                unsure.discard(step)
                found.append(ir.Declare(step))
        found.append(statement)
    return tuple(found)


def _unsure(block: ir.Block, drafts: list[Draft], outputs: dict[str, Bound]) -> set[str]:
    """The steps that are read at a place where they may or may not have run."""
    by_id = {draft.info.id: draft for draft in drafts}
    results = [bound.expr for bound in outputs.values()]
    found: set[str] = set()
    for place in places(block):
        exprs = list(place.exprs)
        for step in place.steps:
            exprs += by_id[step].expressions
            for choice in by_id[step].success.choices + by_id[step].failure.choices:
                exprs += expressions_in(choice.cond) if choice.cond is not None else []
        if place.outputs:
            exprs += results
        own = set(place.steps)
        for step in _read(exprs) - own:
            if step not in place.known.ran and step not in place.known.never:
                found.add(step)
    return found | _self_reads(block, by_id)


def _self_reads(block: ir.Block, by_id: dict[str, Draft]) -> set[str]:
    """Steps that read their own output of an earlier round in their request, and those that a
    failure handler reads."""
    found: set[str] = set()
    for run in runs(block):
        draft = by_id[run.step]
        if run.step in _read(draft.request_expressions):
            found.add(run.step)
        if draft.lenient:
            found.add(run.step)
    return found


def _read(exprs: list[ir.Expr]) -> set[str]:
    return {
        inner.step for expr in exprs for inner in walk(expr) if isinstance(inner, ir.StepOutput)
    }
