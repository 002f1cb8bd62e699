"""Decides the form in which a step is written: in a loop of its attempts, or joined with the guard
that tests its action, without a variable for that."""

from __future__ import annotations

from collections import Counter
from typing import Literal, TypeAlias

from arazzo_gen import ir
from arazzo_gen.ir.attempts import JUMPS
from arazzo_gen.ir.flow_walk import guards, runs

Joined: TypeAlias = Literal["if", "else"]
"""`if <decision> != ...:` behind the step, or the `else:` of its `try`."""


def before_retries(run: ir.Run) -> list[ir.Retry]:
    """The retries of a step that run something first, whose failure is one of the step."""
    jumps = (each.jump for each in run.outcomes)
    found = [jump for jump in jumps if isinstance(jump, ir.Retry) and jump.first is not None]
    return found if run.failure else []


def preceded(flow: ir.Block) -> list[ir.Run]:
    """The steps of a flow with retries that run something first."""
    return [run for run in runs(flow) if before_retries(run)]


def deferring(outcome: ir.Outcome) -> ir.Outcome:
    """An outcome inside the loop of the attempts: jumps to other loops are taken behind it."""
    if isinstance(outcome.jump, JUMPS):
        return ir.Outcome(outcome.key, ir.Break())
    return outcome


def guarded_once(flow: ir.Block) -> frozenset[str]:
    """The action variables that only one guard tests."""
    uses = Counter(guard.action for guard in guards(flow))
    return frozenset(action for action, times in uses.items() if times == 1)


def joined(run: ir.Run, guard: ir.Guard, step: ir.Step, once: frozenset[str]) -> Joined | None:
    """The form in which a step and the guard behind it are joined; None where they are not.

    `once` are the action variables that only one guard tests.
    """
    if run.action != guard.action or guard.action not in once:
        return None
    if step.wait is not None and step.wait.decided is not None:
        return None
    jumps = [outcome.jump for outcome in run.success]
    if not all(isinstance(jump, ir.Proceed) for jump in jumps):
        return None
    if not run.failure:
        return "if" if step.success is not None else None
    on = [outcome.key for outcome in run.failure if isinstance(outcome.jump, ir.Proceed)]
    retried = any(isinstance(outcome.jump, ir.Retry) for outcome in run.failure)
    fits = set(on) <= set(guard.unless) and not retried and not guard.otherwise
    return "else" if fits and step.success is None else None
