"""Writes the outcomes of a step: the jumps of the IR as Python statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from arazzo_gen import ir
from arazzo_gen.ir.walk import reads_message
from arazzo_gen.python.expressions.values import indented
from arazzo_gen.python.runs.guards import guarded_once
from arazzo_gen.python.runs.usage import Usage
from arazzo_gen.python.runs.values import Values
from arazzo_gen.python.steps.decisions import reads_failure, takes_retries
from arazzo_gen.python.steps.known import known_outputs
from arazzo_gen.python.text.literal import literal, string
from arazzo_gen.record import record


@record
class Raise:
    """Raise the failure again."""


Jump: TypeAlias = ir.Jump | Raise


@record(frozen=False)
class Around:
    """The context in which a step's outcomes are written.

    Attributes:
        step: The step.
        response: The expression of the response whose headers a wait reads.
        tail: Whether the end of the statements starts the next round of the innermost loop.
        machine: The innermost machine.
        poll: The variable of the innermost loop's `_Poll`.
        again: The variable for the retry that runs something before the next attempt; "" where
            there is none, or where its failure is none of the step.
        named: Whether a failure names the action that follows: the loop over the step has decided.
    """

    step: ir.Step
    response: str
    tail: bool
    machine: ir.Machine | None
    poll: str
    again: str = ""
    named: bool = False


class Outcomes:
    """Writes jumps, in the loops around them.

    Args:
        values: Writes the values that the statements read.
        usage: The uses of the variables.
        short: Further lines that leave a loop, and read best behind an `if` of their own.
    """

    def __init__(self, values: Values, usage: Usage, short: Sequence[str] = ()) -> None:
        self._values = values
        self._usage = usage
        self._mode = values.mode
        self._polls: list[str] = []
        self._machine: ir.Machine | None = None
        self._guarded_once = guarded_once(values.workflow.flow)
        self._short = tuple([line] for line in ("break", "raise", *short))

    # --- Outcomes -----------------------------------------------------------------------

    def _dispatch(
        self,
        subject: str,
        outcomes: list[tuple[str | None, Jump]],
        around: Around,
        *,
        success: bool,
    ) -> tuple[list[str], bool]:
        """The statements that follow the outcomes of one decision."""
        groups: list[tuple[Jump, list[str | None]]] = []
        for key, jump in outcomes:
            if around.tail and isinstance(jump, ir.Proceed):
                jump = ir.Break()
            for other, keys in groups:
                if other == jump or _alike(other, keys[0], jump, key):
                    keys.append(key)
                    break
            else:
                groups.append((jump, [key]))
        written: list[tuple[Jump, list[str | None], list[str], bool]] = []
        for jump, keys in groups:
            if isinstance(jump, ir.FailEnd) and len(keys) > 1:
                taken = self._taken(subject, len(groups))
                lines, falls = self._fail_end(jump, taken, around), False
            else:
                lines, falls = self._jump(jump, around, success=success)
            same = [each for each in written if around.named and each[2:] == (lines, falls)]
            if same:
                same[0][1].extend(keys)
            else:
                written.append((jump, keys, lines, falls))
        any_falls = any(falls for _, _, _, falls in written)
        if len(written) == 1:
            return written[0][2], any_falls
        several = any(isinstance(jump, ir.FailEnd) and len(keys) > 1 for jump, keys in groups)
        if len(written) == 2 and (around.named or not several):
            return _either(subject, written[0], written[1], self._short), any_falls
        if around.named:  # a `str | None`, of which checkers want all values handled
            written.sort(key=lambda each: None in each[1])
        cases: list[str] = []
        for number, (jump, keys, lines, _) in enumerate(written, start=1):
            rest = around.named and number == len(written)
            pattern = "_" if rest else " | ".join(map(literal, keys))
            unnamed = isinstance(jump, ir.FailEnd) and len(keys) > 1 and not around.named
            if unnamed and not subject.isidentifier():
                pattern += f" as {self._values.locals.action}"
            cases += [f"case {pattern}:", *indented(lines or ["pass"])]
        return [f"match {subject}:", *indented(cases)], any_falls

    def _named(
        self, outcomes: list[tuple[str | None, Jump]], stmt: ir.Run, around: Around
    ) -> tuple[list[str], bool]:
        """The outcomes of the actions on failure of which the loop over a step has taken one."""
        subject = f"{self._values.locals.failure}.action"
        around.named = True
        named = [(j.action if isinstance(j, ir.FailEnd) else key, j) for key, j in outcomes]
        written, falls = self._dispatch(subject, named, around, success=False)
        around.named = False
        kept = [f"{stmt.action} = {subject}"] if stmt.action in self._usage.read else []
        return kept + written, falls

    def _taken(self, subject: str, groups: int) -> str:
        """The expression of the taken action's name, where several actions end the run alike."""
        return subject if groups == 1 or subject.isidentifier() else self._values.locals.action

    def _fail_end(self, jump: ir.FailEnd, action: str, around: Around) -> list[str]:
        """The end of a run by an action on failure, given the expression of the action's name."""
        lines = [] if around.named else [f"{self._values.locals.failure}.action = {action}"]
        return [*lines, *self._values.failed_outputs(jump.reaching), "raise"]

    def _jump(self, jump: Jump, around: Around, *, success: bool) -> tuple[list[str], bool]:
        """The statements of a jump, and whether control reaches the statement behind them."""
        values = self._values
        if isinstance(jump, ir.Proceed) and not around.tail:
            return [], True
        if isinstance(jump, ir.Proceed | ir.Break):
            return ["break"], False
        if isinstance(jump, ir.Continue):
            lines = [self._wait(around, success=success)]
            return (lines if around.tail else [*lines, "continue"]), False
        if isinstance(jump, ir.Goto):
            variable = around.machine.variable if around.machine else "next_step"
            lines = [self._wait(around, success=success)] if jump.wait else []
            lines.append(f"{variable} = {string(jump.step)}")
            return (lines if around.tail else [*lines, "continue"]), False
        if isinstance(jump, ir.Return):
            return values.outputs(jump), False
        if isinstance(jump, ir.Transfer):
            lines, call = values.workflow_call(
                jump.workflow,
                jump.args,
                jump.reaching,
                response=self._message(jump.args, around, success=success),
            )
            over = f"{values.locals.known}.outputs = None  # those of the workflow that takes over"
            return [*lines, over, f"return {call}"], False
        if isinstance(jump, ir.FailEnd):
            return self._fail_end(jump, string(jump.action), around), False
        if isinstance(jump, ir.Retry):
            return self._retry(jump, around, success=success), False
        return self._raise(around) if isinstance(jump, Raise) else (["break"], False)

    def _raise(self, around: Around) -> tuple[list[str], bool]:
        """The failure of a step that no action handles, and whether control goes on behind it."""
        del around  # the function of a loop asks for it
        return ["raise"], False

    def _wait(self, around: Around, *, success: bool) -> str:
        return self._pause(around.poll, around.step, self._response(around, success=success))

    def _pause(self, poll: str, step: ir.Step, response: str) -> str:
        """The statement that waits before the next round of a loop."""
        return self._sleep(f"{poll}.delay({string(step.id)}, {response})", step)

    def _sleep(self, seconds: str, step: ir.Step) -> str:
        """The statement that waits, unless the time of the calls around is up before its end."""
        values = self._values
        waited = f"_due({seconds})" if values.workflow.id in values.context.bounded else seconds
        return self._mode.sleep(waited, string(step.id), values.locals.notify)

    def _response(self, around: Around, *, success: bool) -> str:
        if around.response:
            return around.response
        if success:
            return self._values.response(around.step)
        return self._failed_response(around)

    def _failed_response(self, around: Around) -> str:
        """The expression of the response of a failure."""
        return self._values.locals.response if around.again else self._answer

    @property
    def _answer(self) -> str:
        """The expression of the response that a failure has."""
        return f"{self._values.locals.failure}.response"

    def _message(
        self, args: Sequence[tuple[str, ir.Expr]], around: Around, *, success: bool
    ) -> str | None:
        """The expression of the response in a workflow's arguments; None if they do not read it."""
        if not isinstance(around.step.call, ir.Request) or not reads_message(args):
            return None
        return self._response(around, success=success)

    def _retry(self, jump: ir.Retry, around: Around, *, success: bool) -> list[str]:
        """A retry: count it, wait, and run the step or workflow that comes first; where its failure
        is one of the step, the next attempt begins with it."""
        values = self._values
        delay = values.locals.delay
        lines = [
            f"if {delay} := {values.locals.retries}.delay({string(jump.key)}):",
            f"    {self._sleep(delay, around.step)}",
        ]
        if not around.again:
            args = jump.first.args if isinstance(jump.first, ir.WorkflowCall) else ()
            response = self._message(args, around, success=success)
            return lines + self._first(jump, response)
        if success and reads_response(jump):
            lines.insert(0, f"{values.locals.response} = {values.response(around.step)}")
        return [f"{around.again} = {literal(jump.key if jump.first else None)}", *lines]

    def _first(self, jump: ir.Retry, response: str | None) -> list[str]:
        """The statements that run what comes before a retry."""
        if jump.first is None:
            return []
        if isinstance(jump.first, str):
            return self._call(self._values.step(jump.first), jump.reaching)
        first = jump.first
        before, call = self._values.workflow_call(
            first.workflow, first.args, jump.reaching, response=response
        )
        variable = self._values.kept(first.workflow)
        kept = [] if variable is None else [f"{variable} = None"]
        return [*before, *kept, call if variable is None else f"{variable} = {call}"]

    def _deferred_jump(self, stmt: ir.DeferredJump, *, tail: bool) -> tuple[list[str], bool]:
        """A deferred jump, and whether control reaches the statement behind it."""
        values = self._values
        around = Around(
            values.step(stmt.step),
            "",
            tail=False,
            machine=self._machine,
            poll=self._polls[-1] if self._polls else "",
        )
        if tail and isinstance(stmt.jump, ir.Continue):
            wait = self._wait(around, success=True)
            return [f"if {unequal(stmt.action, stmt.keys)}:", "    break", wait], False
        lines, _ = self._jump(stmt.jump, around, success=True)
        return [f"if {equal(stmt.action, stmt.keys)}:", *indented(lines)], True

    # --- Decisions and counts -----------------------------------------------------------

    def _failure_argument(self, decision: ir.Decision, around: Around) -> str:
        """What a decision on a failure is given of it."""
        step, failure = around.step, self._values.locals.failure
        if not reads_failure(step, decision):
            return self._failed_response(around)
        lost = f"StepFailed({string(step.id)}, None, None)"
        return f"{lost} if {around.again} else {failure}" if around.again else failure

    def _subject(
        self, decision: ir.Decision, args: list[str], step: ir.Step, reaching: ir.Reaching
    ) -> tuple[list[str], str]:
        """The call of a decision function, behind the statements that it needs first."""
        values = self._values
        scope = values.scope(reaching)
        if takes_retries(decision):
            args = [*args, values.locals.retries]
        args = [*args, *(values.read_argument(r, step.id, scope) for r in decision.reads)]
        return scope.take(), f"{decision.function}({', '.join(args)})"

    def _counted_retries(self, step: ir.Step) -> str:
        """What counts the retries of one visit of a step."""
        del step
        return "_Retries(polling)"

    def counting(self, poll: str, body: list[str]) -> list[str]:
        """The statement before a loop that begins to count its rounds, if something in it waits."""
        return [f"{poll} = _Poll(polling)"] if f"{poll}.delay(" in "\n".join(body) else []

    # --- Variables --------------------------------------------------------------------

    def _call(self, step: ir.Step, reaching: ir.Reaching) -> list[str]:
        lines, call = self._values.step_call(step, reaching)
        return [*lines, self._assigned(step, call), *self._known(step)]

    def _attempt(self, run: ir.Run) -> list[str]:
        """The statements that run a step: they call its function, or the loop over it."""
        step = self._values.step(run.step)
        if step.wait is None:
            return self._call(step, run.reaching)
        lines, call = self._values.wait_call(step.wait, step, run.reaching)
        assigned = self._assigned(step, call)
        if step.wait.decided is not None:
            kept = step.variable if step.variable in self._usage.read else "_"
            assigned = f"{kept}, {run.action} = {call}"
        return [*lines, assigned, *self._known(step)]

    def _assigned(self, step: ir.Step, call: str) -> str:
        """A call that gives the result of a step, of which that is kept which something reads."""
        field = self._values.singles.get(step.variable)
        if field is not None:
            return f"{field} = {self._mode.field(call, field)}"
        return f"{step.variable} = {call}" if step.variable in self._usage.read else call

    def _known(self, step: ir.Step, *, failed: bool = False) -> list[str]:
        """The statement that notes what the run keeps of a step, for an error that leaves it; none
        in the function of a loop.

        The variable of a step that has `failed` may be None.
        """
        values = self._values
        if not values.locals.known:
            return []
        kept = step.variable in self._usage.read
        noted = known_outputs(step, values.singles, kept=kept)
        if failed and noted != "{}":
            noted = f"{{}} if {step.variable} is None else {noted}"
        return [f"{values.locals.known}[{string(step.id)}] = {noted}"]


def reads_response(jump: ir.Retry) -> bool:
    """Whether what a retry runs first is given something of the response."""
    return isinstance(jump.first, ir.WorkflowCall) and reads_message(jump.first.args)


def _alike(first: Jump, first_key: str | None, second: Jump, second_key: str | None) -> bool:
    """Whether two jumps differ only in the name of the `end` action, which is its key too."""
    if not isinstance(first, ir.FailEnd) or not isinstance(second, ir.FailEnd):
        return False
    named = first.action == first_key and second.action == second_key
    return named and first.reaching == second.reaching


def equal(subject: str, keys: tuple[str, ...]) -> str:
    """The test that an action is one of some."""
    if len(keys) == 1:
        return f"{subject} == {string(keys[0])}"
    return f"{subject} in ({', '.join(map(string, keys))})"


def unequal(subject: str, keys: tuple[str, ...]) -> str:
    """The test that an action is none of some."""
    if len(keys) == 1:
        return f"{subject} != {string(keys[0])}"
    return f"{subject} not in ({', '.join(map(string, keys))})"


def _either(
    subject: str,
    first: tuple[Jump, list[str | None], list[str], bool],
    second: tuple[Jump, list[str | None], list[str], bool],
    short: Sequence[list[str]],
) -> list[str]:
    """Two outcomes: an `if`, without an `else` where one side needs none."""
    _, first_keys, first_lines, first_falls = first
    _, second_keys, second_lines, second_falls = second
    if first_lines in short and second_lines not in short:
        first, second = second, first
        return _either(subject, first, second, short)
    if second_lines in short and None not in first_keys:
        keys = tuple(key for key in first_keys if key is not None)
        return [f"if {unequal(subject, keys)}:", f"    {second_lines[0]}", *first_lines]
    if None in first_keys:
        first_keys, first_lines, first_falls, second_lines, second_falls = (
            second_keys, second_lines, second_falls, first_lines, first_falls,
        )  # fmt: skip
    keys = tuple(key for key in first_keys if key is not None)
    lines = [f"if {equal(subject, keys)}:", *indented(first_lines or ["pass"])]
    if not second_lines:
        return lines
    if not first_lines:
        return [f"if {unequal(subject, keys)}:", *indented(second_lines)]
    return [*lines, "else:", *indented(second_lines)]
