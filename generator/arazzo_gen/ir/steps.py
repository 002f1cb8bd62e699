"""The records of steps: their functions, outputs and decisions."""

from __future__ import annotations

from arazzo_gen.ir.conditions import Cond
from arazzo_gen.ir.flow import Continue, Outcome, Retry, Run
from arazzo_gen.ir.requests import Request, WorkflowCall
from arazzo_gen.ir.values import Expr, Leaf
from arazzo_gen.record import record
from arazzo_gen.types import Type


@record
class Read:
    """A value that a function takes as a parameter.

    required: never None; the caller wraps what may be absent in `_require`.
    unset: the default is `UNSET` and None is a value of its own.
    `type` is the type without the None that stands for "absent", with null where that is a value.
    """

    leaf: Leaf
    param: str
    type: Type
    required: bool
    unset: bool = False


@record
class Criterion:
    """A success criterion: `text` is what the error shows."""

    text: str
    cond: Cond


@record
class OutputField:
    """A field of a step's or workflow's outputs.

    `required`: the types promise it; `MissingValue` where it is absent. Otherwise `| None`.
    `secret` keeps it out of the repr.
    """

    name: str
    field: str
    type: Type
    value: Expr
    required: bool
    secret: bool = False

    @property
    def declared(self) -> bool:
        """Whether the document declares it; else something needs it kept of a response."""
        return not self.name.startswith("$")


@record
class Choice:
    """An action that a decision may name: `key` is unique in the step, `limit` is a retry's."""

    key: str
    name: str
    cond: Cond | None
    limit: int | None = None


@record
class Decision:
    """A function that says which action is to be taken: the first that holds, or None.

    `function` is its name; `reads` are what its criteria need beyond the step's result (or, for
    a failure, beyond the response). `own` says that they read the step's own outputs.
    `exhaustive`: the last choice always holds, so that it never returns None.
    """

    function: str
    choices: tuple[Choice, ...]
    reads: tuple[Read, ...]
    own: bool
    exhaustive: bool = False


@record
class Wait:
    """The loop over one polled step, as a function: it runs the step until an action ends the loop.

    `function` is its name. `run` has the outcomes in the loop: Continue and Retry go on; Return
    gives the result of the step; FailEnd raises its failure, whose `action` says what the workflow
    does with it. A decision with which the loop never goes on is left to the workflow. `decided` is
    the name of the function that returns the action beside the result; None where the workflow does
    not ask for it. `tolerant`: a failure may be left that no action handles, and that the loop may
    ride out; `spent`: a retry whose attempts are used up may be why.
    """

    function: str
    reads: tuple[Read, ...]
    run: Run
    decided: str | None = None
    tolerant: bool = True
    spent: bool = False

    @property
    def jumps_back(self) -> bool:
        """Whether it waits as `Polling` says, and not only before retries."""
        return any(isinstance(each.jump, Continue) for each in self.run.outcomes)

    @property
    def goes_on(self) -> frozenset[str | None]:
        """The actions with which the loop goes on."""
        return self.on_success | self.on_failure

    @property
    def on_success(self) -> frozenset[str | None]:
        """The actions on success with which the loop goes on. Where there are any, it decides."""
        return _going_on(self.run.success)

    @property
    def on_failure(self) -> frozenset[str | None]:
        """The same on failure."""
        return _going_on(self.run.failure)


def _going_on(outcomes: tuple[Outcome, ...]) -> frozenset[str | None]:
    return frozenset(each.key for each in outcomes if isinstance(each.jump, Continue | Retry))


@record
class Step:
    """One step: its functions, its dataclass, its decisions.

    `variable` is its local name in the run function. `criteria` is empty for "any 2xx".
    `lenient`: a failure handler reads its outputs, so that they are also evaluated for a
    response that failed. `timeout` is in seconds. `wait` is the loop over the step, where it is
    polled: the workflow runs the step by it.
    """

    id: str
    function: str
    cls: str
    variable: str
    doc: str | None
    call: Request | WorkflowCall
    reads: tuple[Read, ...]
    criteria: tuple[Criterion, ...]
    outputs: tuple[OutputField, ...]
    success: Decision | None = None
    failure: Decision | None = None
    lenient: bool = False
    timeout: float | None = None
    wait: Wait | None = None
