"""Writes the statements of a durable run where they differ from those of a run that sends: what
decides and what waits has been stored."""

from __future__ import annotations

from collections.abc import Set

from arazzo_gen import ir
from arazzo_gen.ir.attempts import waits
from arazzo_gen.python.durable.plan import Planned
from arazzo_gen.python.durable.values import DurableValues
from arazzo_gen.python.runs.outcomes import Around, Jump
from arazzo_gen.python.runs.statements import Statements
from arazzo_gen.python.runs.waits import WaitStatements
from arazzo_gen.python.steps.decisions import reads_failure, retry_after, takes_retries
from arazzo_gen.python.text.literal import literal, string


class DurableStatements(Statements):
    """Writes the blocks of one durable run."""

    _values: DurableValues

    # --- Waits --------------------------------------------------------------------------

    def counting(self, poll: str, body: list[str]) -> list[str]:
        """The statement before a loop that begins to count its rounds, if something in it waits."""
        if f"{poll}.wait(" not in "\n".join(body):
            return []
        run = self._values.locals.http
        return [f"{poll} = _DurablePoll({run}, polling, await {run}.journal.now())"]

    def _pause(self, poll: str, step: ir.Step, response: str) -> str:
        return f"await {poll}.wait({string(step.id)}, {response})"

    def _sleep(self, seconds: str, step: ir.Step) -> str:
        del step
        return f"await {self._values.locals.http}.journal.sleep({seconds})"

    @property
    def _answer(self) -> str:
        return f'_choice({self._values.locals.failure}).get("wait")'

    def _counted_retries(self, step: ir.Step) -> str:
        del step
        return f"_DurableRetries({self._values.locals.http}, polling)"

    def _planned(self, step: ir.Step) -> Planned:
        return self._values.plan.of(self._values.workflow, step)

    # --- Decisions ----------------------------------------------------------------------

    def _failure_argument(self, decision: ir.Decision, around: Around) -> str:
        names = self._values.locals
        if isinstance(around.step.call, ir.Request):
            return names.failure if not around.again else around.again
        if not reads_failure(around.step, decision):
            answer = f"_answer({names.failure})"
            return f"None if {around.again} else {answer}" if around.again else answer
        lost = f"StepFailed({string(around.step.id)}, None, None)"
        answer = f"_with_answer({names.failure})"
        return f"{lost} if {around.again} else {answer}" if around.again else answer

    def _subject(
        self, decision: ir.Decision, args: list[str], step: ir.Step, reaching: ir.Reaching
    ) -> tuple[list[str], str]:
        names = self._values.locals
        if not isinstance(step.call, ir.Request):
            lines, subject = super()._subject(decision, args, step, reaching)
            if not takes_retries(decision):
                return lines, subject
            return [*lines, f"await {names.retries}.ready()"], subject
        counts = takes_retries(decision)
        if decision == step.success and args == [step.variable]:
            lines, choice = [], f"{names.http}.choice"
        else:
            lines, choice = self._failed_choice(decision, args[0], step, reaching)
        chosen = f'{choice}.get("action")'
        if counts:
            chosen = f"await {names.retries}.taken({choice}, {self._limits(decision, step)})"
        return lines, f"cast({_kind(decision)}, {chosen})"

    def _failed_choice(
        self, decision: ir.Decision, failed: str, step: ir.Step, reaching: ir.Reaching
    ) -> tuple[list[str], str]:
        """Where a failure leads; what failed may have run before the step, as `again` says."""
        names = self._values.locals
        found = f"_choice({names.failure})"
        if failed != names.again:
            return [], found
        scope = self._values.scope(reaching)
        reads = [self._values.read_argument(r, step.id, scope) for r in decision.reads]
        held = self._values.names.pick("held")
        args = ["None", *([held] if takes_retries(decision) else []), *reads]
        decided = f"{decision.function}({', '.join(args)})"
        lost = f"_unanswered(lambda {held}: {decided})"
        return scope.take(), f"({lost} if {names.again} else {found})"

    def _limits(self, decision: ir.Decision, step: ir.Step) -> str:
        """How often, and after how many seconds, each retry of a decision may be made."""
        found = {}
        for choice in decision.choices:
            if choice.limit is not None:
                context = self._values.context
                workflow = context.module.workflow(self._values.workflow.id)
                after = retry_after(context, workflow, workflow.step(step.id), choice.key)
                found[choice.key] = f"({choice.limit}, {float(after or 0)!r})"
        return "{" + ", ".join(f"{string(key)}: {value}" for key, value in found.items()) + "}"

    def _named(
        self,
        outcomes: list[tuple[str | None, Jump]],
        stmt: ir.Run,
        around: Around,
    ) -> tuple[list[str], bool]:
        step = around.step
        wait = step.wait
        if wait is None or step.failure is None or self._planned(step).kind == "step":
            return super()._named(outcomes, stmt, around)
        # The loop has run in `Steps`, which has stored the action by its key.
        choice = f'_choice({self._values.locals.failure}).get("action")'
        subject = f"cast({_kind(step.failure, wait.on_failure)}, {choice})"
        lines: list[str] = []
        if stmt.action is not None and stmt.action in self._usage.read:
            lines, subject = [f"{stmt.action} = {subject}"], stmt.action
        written, falls = self._dispatch(subject, outcomes, around, success=False)
        return lines + written, falls

    # --- Failed responses ---------------------------------------------------------------

    def _outputs_kept(self, step: ir.Step, reaching: ir.Reaching, given: str) -> list[str]:
        if not isinstance(step.call, ir.Request):
            return super()._outputs_kept(step, reaching, given)
        names = self._values.locals
        kept = f"_{step.function}_kept({names.failure})"
        if given == names.response:
            kept = f"None if {names.again} else {kept}"
        return [f"{step.variable} = {kept}", *self._known(step, failed=True)]

    def _lost_first(self, stmt: ir.Run, around: Around) -> list[str]:
        lines = super()._lost_first(stmt, around)
        # The last line keeps how long a wait is to be, and is for jumps back alone.
        return lines if any(waits(each.jump) for each in stmt.failure) else lines[:-1]


class DurableWaitStatements(DurableStatements, WaitStatements):
    """Writes the loop over a step whose attempts are kept one by one."""


def _kind(decision: ir.Decision, without: Set[str | None] = frozenset()) -> str:
    """The type of what a decision gives, without some actions."""
    keys = dict.fromkeys(each.key for each in decision.choices if each.key not in without)
    text = f"Literal[{', '.join(map(literal, keys))}]"
    return text if decision.exhaustive else f"{text} | None"
