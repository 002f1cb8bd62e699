"""Where a guard is written together with the step that decides about it, without a variable."""

from __future__ import annotations

from collections import Counter
from typing import Literal, TypeAlias

from arazzo_gen import ir
from arazzo_gen.ir.places import guards

Joined: TypeAlias = Literal["if", "else"]
"""`if <decision> != ...:` behind the step, or the `else:` of its `try`."""


def guarded_once(flow: ir.Block) -> frozenset[str]:
    """The actions that one guard alone asks for."""
    uses = Counter(guard.action for guard in guards(flow))
    return frozenset(action for action, times in uses.items() if times == 1)


def joined(run: ir.Run, guard: ir.Guard, step: ir.Step) -> Joined | None:
    """How a step and the guard behind it are written together; None where they are not."""
    jumps = [outcome.jump for outcome in run.success]
    if not all(isinstance(jump, ir.Proceed) for jump in jumps):
        return None
    if not run.failure:
        return "if" if step.success is not None else None
    on = [outcome.key for outcome in run.failure if isinstance(outcome.jump, ir.Proceed)]
    retried = any(isinstance(outcome.jump, ir.Retry) for outcome in run.failure)
    fits = set(on) <= set(guard.unless) and not retried and not guard.otherwise
    return "else" if fits and step.success is None else None
