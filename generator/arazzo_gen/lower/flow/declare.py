"""Declares the step variables that may be unset where they are read."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound
from arazzo_gen.analysis.step_draft import StepDraft
from arazzo_gen.ir.flow_walk import jumps, read_sites, retried_first, runs
from arazzo_gen.ir.walk import steps_read


def declare(block: ir.Block, drafts: list[StepDraft], outputs: dict[str, Bound]) -> ir.Block:
    """The flow with its declarations: each stands before the top-level statement that runs a step
    whose variable may be unset where it is read."""
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


def _unsure(block: ir.Block, drafts: list[StepDraft], outputs: dict[str, Bound]) -> set[str]:
    """The steps that are read at a site where they may or may not have run."""
    by_id = {draft.info.id: draft for draft in drafts}
    results = [bound.expr for bound in outputs.values()]
    found: set[str] = set()
    for site in read_sites(block):
        trees: list[object] = [site.args]
        for step in site.steps:
            trees += [by_id[step].computed, by_id[step].choices]
        if site.outputs:
            trees += results
        for step in steps_read(trees).difference(site.steps):
            if step not in site.reaching.ran and step not in site.reaching.never:
                found.add(step)
    return found | _self_reads(block, by_id)


def _self_reads(block: ir.Block, by_id: dict[str, StepDraft]) -> set[str]:
    """The steps whose request reads their own output of an earlier round, and the lenient ones."""
    found: set[str] = set()
    for run in runs(block):
        draft = by_id[run.step]
        if run.step in steps_read(draft.call):
            found.add(run.step)
        if draft.lenient:
            found.add(run.step)
    return found
