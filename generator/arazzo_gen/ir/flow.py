"""Control flow: statements and jumps.

`ran` and `never` are the steps whose variables are surely set, or surely not, at a place: the
values of all others may be None there. A type checker comes to the same of the module: a target
needs no analysis of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from arazzo_gen.ir.requests import WorkflowCall
from arazzo_gen.ir.values import Expr
from arazzo_gen.record import record


@record
class Known:
    """What is known of the step variables at a place."""

    ran: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    def reached(self, *steps: str) -> Known:
        """The same where some steps may have run since."""
        return Known(self.ran, self.never.difference(steps))


@record
class Proceed:
    """Go on with what follows."""


@record
class Break:
    """Leave the innermost loop."""


@record
class Continue:
    """Run the innermost loop again, after the wait of its `_Poll`."""


@record
class Return:
    """End the workflow with its outputs."""

    known: Known


@record
class Transfer:
    """`goto` a workflow: return what it returns."""

    workflow: str
    args: tuple[tuple[str, Expr], ...]
    known: Known


@record
class FailEnd:
    """An `end` action on failure: `StepFailed` with `action` and `outputs` set."""

    action: str
    known: Known


@record
class Retry:
    """Try the step again: wait, then run `first` (a step or a workflow call), then the step."""

    key: str
    after: float | None
    first: str | WorkflowCall | None
    known: Known


@record
class Goto:
    """Inside a `Machine`: the next state; `wait` when it closes a loop."""

    step: str
    wait: bool


Jump: TypeAlias = Proceed | Break | Continue | Return | Transfer | FailEnd | Retry | Goto


@record
class Outcome:
    """What follows on one action (`key`), or on none (None)."""

    key: str | None
    jump: Jump


@record
class Run:
    """Run a step, then follow its outcomes.

    `success` has an outcome for None and for every choice of `step.success`; with no decision
    there is one outcome, whose key is the action's or None. `failure` likewise; no outcome for
    None there: no action means that the error goes on.
    `action` is the variable that keeps the action for the guards that follow, or None.
    """

    step: str
    known: Known
    success: tuple[Outcome, ...]
    failure: tuple[Outcome, ...] = ()
    action: str | None = None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Those of a success and those of a failure."""
        return self.success + self.failure

    @property
    def won(self) -> Known:
        """What is known once the step has succeeded."""
        known = self.lost
        return Known(known.ran | {self.step}, known.never)

    @property
    def lost(self) -> Known:
        """What is known once the step has failed: it, and what its retries run, may have run."""
        retries = [each.jump for each in self.outcomes if isinstance(each.jump, Retry)]
        firsts = [retry.first for retry in retries if isinstance(retry.first, str)]
        return self.known.reached(self.step, *firsts)


@record
class Guard:
    """Run the body unless the action kept in `action` is one of `unless`; `otherwise` if it is."""

    action: str
    known: Known
    unless: tuple[str, ...]
    body: Block
    otherwise: Block = ()


@record
class Loop:
    """Repeat the body until a Break or Return; `poll` is the variable of its `_Poll`.

    Falling off the end of the body leaves the loop, as a Break would.
    """

    poll: str
    body: Block


@record
class Declare:
    """A step variable that may stay unset: None until its step has run."""

    step: str


@record
class Depend:
    """Run a workflow that this one depends on; `variable` keeps its outputs.

    given: the variable is one of `Workflow.given`; the workflow runs only where it is None.
    """

    workflow: str
    variable: str
    args: tuple[tuple[str, Expr], ...]
    given: bool = False


@record
class Finish:
    """Return the outputs."""

    known: Known


@record
class Machine:
    """Steps whose jumps fit no structure: a `match` on the next step.

    Each state is a step's block, in which the jumps between states are `Goto`; a state that
    falls off its end leaves the machine.
    """

    variable: str
    poll: str
    first: str
    states: tuple[tuple[str, Block], ...]


@record
class Leap:
    """Behind a loop: a jump of a step in it that leads to the loop around, if the action that is
    kept in `action` is one of `keys`."""

    action: str
    keys: tuple[str, ...]
    step: str
    jump: Jump


Stmt: TypeAlias = Run | Guard | Leap | Loop | Declare | Depend | Finish | Machine
Block: TypeAlias = tuple[Stmt, ...]


def statements(block: Block) -> Iterator[Stmt]:
    """Every statement of a block, each before those inside it, in order."""
    for statement in block:
        yield statement
        if isinstance(statement, Guard):
            yield from statements(statement.body)
            yield from statements(statement.otherwise)
        elif isinstance(statement, Loop):
            yield from statements(statement.body)
        elif isinstance(statement, Machine):
            for _, body in statement.states:
                yield from statements(body)
