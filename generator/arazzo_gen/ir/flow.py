"""The records of control flow: statements and jumps.

Each statement or jump that reads steps has a reaching state: the steps that have surely run when
control reaches it, and those that surely have not. The outputs of all others may be None there. A
type checker infers the same from the module, so a target needs no analysis of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from arazzo_gen.ir.requests import WorkflowCall
from arazzo_gen.ir.values import Expr
from arazzo_gen.record import record


@record
class Reaching:
    """A reaching state: the steps that have surely run with success, and those that surely never
    ran, on every path that leads here."""

    ran: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    def reached(self, *steps: str) -> Reaching:
        """The state after some steps may have run too."""
        return Reaching(self.ran, self.never.difference(steps))


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
    """End the workflow with its outputs.

    `sets` are the outputs that are there at this exit, though others leave them None:
    `MissingValue` where one is absent all the same.
    """

    reaching: Reaching
    sets: tuple[str, ...] = ()


@record
class Transfer:
    """`goto` a workflow: return what it returns."""

    workflow: str
    args: tuple[tuple[str, Expr], ...]
    reaching: Reaching


@record
class FailEnd:
    """An `end` action on failure: `StepFailed` with `action` and `outputs` set."""

    action: str
    reaching: Reaching


@record
class Retry:
    """Try the step again: wait, then run `first` (a step or a workflow call), then the step."""

    key: str
    after: float | None
    first: str | WorkflowCall | None
    reaching: Reaching


@record
class Goto:
    """Inside a `Machine`: the next state; `wait` when it closes a loop."""

    step: str
    wait: bool


Jump: TypeAlias = Proceed | Break | Continue | Return | Transfer | FailEnd | Retry | Goto


@record
class Outcome:
    """The jump that an action (`key`) leads to; `key` is None where no action is taken."""

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
    reaching: Reaching
    success: tuple[Outcome, ...]
    failure: tuple[Outcome, ...] = ()
    action: str | None = None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes on success, then those on failure."""
        return self.success + self.failure

    @property
    def after_success(self) -> Reaching:
        """The reaching state once the step has succeeded."""
        reaching = self.after_failure
        return Reaching(reaching.ran | {self.step}, reaching.never)

    @property
    def after_failure(self) -> Reaching:
        """The reaching state once the step has failed: it and what its retries run may have run."""
        retries = [each.jump for each in self.outcomes if isinstance(each.jump, Retry)]
        firsts = [retry.first for retry in retries if isinstance(retry.first, str)]
        return self.reaching.reached(self.step, *firsts)


@record
class Guard:
    """Run the body unless the action kept in `action` is one of `unless`, else `otherwise`."""

    action: str
    reaching: Reaching
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
    """Return the outputs; `sets` as for `Return`."""

    reaching: Reaching
    sets: tuple[str, ...] = ()


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
class DeferredJump:
    """A step's jump to an outer loop, which is taken behind the loop that the step is in.

    It is taken if the action that the variable `action` keeps is one of `keys`.
    """

    action: str
    keys: tuple[str, ...]
    step: str
    jump: Jump


Stmt: TypeAlias = Run | Guard | DeferredJump | Loop | Declare | Depend | Finish | Machine
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
