"""Declarations of the step variables that may stay unset where they are read."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.analysis.draft import Draft
from arazzo_gen.ir.places import jumps, places, retried_first, runs
from arazzo_gen.ir.walk import steps_read


def declare(block: ir.Block, drafts: list[Draft], outputs: dict[str, Bound]) -> ir.Block:
    """The flow with a declaration before each top-level statement whose steps may stay unset
    where their outputs are read."""
    unsure = _unsure(block, drafts, outputs)
    found: list[ir.Stmt] = []
    for statement in block:
        for step in _steps_in(statement):
            if step in unsure:
                unsure.discard(step)
                found.append(ir.Declare(step))
        found.append(statement)
    return tuple(found)


def _steps_in(statement: ir.Stmt) -> dict[str, None]:
    """The steps that a statement runs, then those that its retries run first."""
    inside = list(runs((statement,)))
    firsts = [retried_first(jump) for run in inside for jump in jumps(run)]
    return dict.fromkeys(
        [*(run.step for run in inside), *(each for each in firsts if each is not None)]
    )


def _unsure(block: ir.Block, drafts: list[Draft], outputs: dict[str, Bound]) -> set[str]:
    """The steps that are read at a place where they may or may not have run."""
    by_id = {draft.info.id: draft for draft in drafts}
    results = [bound.expr for bound in outputs.values()]
    found: set[str] = set()
    for place in places(block):
        trees: list[object] = [place.args]
        for step in place.steps:
            trees += [by_id[step].computed, by_id[step].choices]
        if place.outputs:
            trees += results
        for step in steps_read(trees).difference(place.steps):
            if step not in place.known.ran and step not in place.known.never:
                found.add(step)
    return found | _self_reads(block, by_id)


def _self_reads(block: ir.Block, by_id: dict[str, Draft]) -> set[str]:
    """Steps that read their own output of an earlier round in their request, and those that a
    failure handler reads."""
    found: set[str] = set()
    for run in runs(block):
        draft = by_id[run.step]
        if run.step in steps_read(draft.call):
            found.add(run.step)
        if draft.lenient:
            found.add(run.step)
    return found
