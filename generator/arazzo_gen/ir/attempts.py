"""Says of a step how its attempts repeat, and which jumps leave them or wait."""

from __future__ import annotations

from arazzo_gen.ir.flow import Break, Continue, Goto, Jump, Outcome, Proceed, Retry, Run

JUMPS = (Break, Continue, Goto)
"""Jumps out of the loop of a step's attempts, inside or out of the loops around it."""

ONWARD = (*JUMPS, Proceed)
"""All jumps out of the loop of a step's attempts."""


def is_retried(run: Run) -> bool:
    """Whether a step is run in a loop of its attempts."""
    return any(isinstance(each.jump, Retry) for each in run.outcomes)


def until_success(run: Run) -> bool:
    """Whether only a success or an error leaves the loop of a step's attempts."""
    goes_on = any(isinstance(each.jump, ONWARD) for each in run.failure)
    again = any(isinstance(each.jump, Retry) for each in run.success)
    return bool(run.failure) and not goes_on and not again


def deferred(run: Run) -> list[Outcome]:
    """The outcomes of a step whose jumps are taken behind the loop of its attempts."""
    if not is_retried(run) or until_success(run):
        return []
    return [each for each in run.outcomes if isinstance(each.jump, JUMPS)]


def waits(jump: Jump) -> bool:
    """Whether a jump starts the next round of a loop, after a wait."""
    return isinstance(jump, Continue) or (isinstance(jump, Goto) and jump.wait)
