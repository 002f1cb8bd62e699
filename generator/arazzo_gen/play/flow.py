"""Interprets the flow of a workflow in a simulated run: statements, jumps, loops and retries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from arazzo_gen import ir
from arazzo_gen.ir.flow_walk import handled
from arazzo_gen.play.context import Written
from arazzo_gen.play.decisions import Subject, decide, lenient_outputs, note, note_failed, pause
from arazzo_gen.play.failures import RunError, StepFailed
from arazzo_gen.play.frames import Frame, Result, bound_inputs, missing, present
from arazzo_gen.play.kept import kept_of
from arazzo_gen.play.lacks import may_lack
from arazzo_gen.play.loops import polled
from arazzo_gen.play.model import Answer
from arazzo_gen.play.polling import Poll, Retries
from arazzo_gen.play.steps import Steps
from arazzo_gen.play.values import value
from arazzo_gen.play.world import Visit, World
from arazzo_gen.record import record


@record
class Left:
    """A jump that leaves the statements around it: out of the innermost loop (`again`: to its
    top), or to another state of the innermost machine."""

    again: bool = False
    state: str | None = None


Signal: TypeAlias = Left | Result | None
"""What a statement ends with; None where control goes on behind it."""

_BREAK: Final = Left()
_AGAIN: Final = Left(again=True)


def run_workflow(
    world: World,
    workflow: ir.Workflow,
    inputs: Mapping[str, Any],
    given: Mapping[str, Result],
    calls: tuple[str, ...],
) -> Result:
    """The result of a workflow.

    Raises:
        RunError: What ends the run, with the outputs of the workflow that are known.
    """
    if workflow.id not in world.kept:
        world.kept[workflow.id] = kept_of(world.module, workflow)
    given_inputs = bound_inputs(workflow, inputs, world.module.types)
    frame = Frame(world, workflow, given_inputs, calls, world.kept[workflow.id])
    frame.results.update(
        {each.workflow: given[each.workflow] for each in workflow.given if each.workflow in given}
    )
    flow = _Flow(frame)
    try:
        ended = flow.block(workflow.flow, None)
    except RunError as error:
        if frame.tells:
            error.outputs = {} if flow.is_handled else frame.known_outputs()
        raise
    assert isinstance(ended, Result)
    return ended


class _Flow:
    """Runs the statements of one workflow."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._world = frame.world
        self._workflow = frame.workflow
        self._steps = Steps(
            frame,
            lambda called, inputs, given, calls: run_workflow(
                frame.world, called, inputs, given, calls
            ),
        )
        self._kept = frame.kept

    @property
    def is_handled(self) -> bool:
        """Whether a step that calls the workflow reads what its failure leaves."""
        return self._workflow.id in handled(self._world.module)

    # --- Statements ---------------------------------------------------------------------

    def block(self, block: ir.Block, poll: Poll | None) -> Signal:
        """The signal that a block ends with."""
        for stmt in block:
            signal = self._statement(stmt, poll)
            if signal is not None:
                return signal
        return None

    def _statement(self, stmt: ir.Stmt, poll: Poll | None) -> Signal:
        if isinstance(stmt, ir.Run):
            return self._run(stmt, poll)
        if isinstance(stmt, ir.Guard):
            taken = self._frame.actions.get(stmt.action)
            return self.block(stmt.otherwise if taken in stmt.unless else stmt.body, poll)
        if isinstance(stmt, ir.Loop):
            return self._loop(stmt)
        if isinstance(stmt, ir.Machine):
            return self._machine(stmt)
        if isinstance(stmt, ir.DeferredJump):
            if self._frame.actions.get(stmt.action) not in stmt.keys:
                return None
            step = self._workflow.step(stmt.step)
            return self._jump(stmt.jump, step, poll, self._frame.answers.get(stmt.step), None)
        if isinstance(stmt, ir.Depend):
            self._depend(stmt)
            return None
        if isinstance(stmt, ir.Finish):
            return self._outputs(stmt)
        return None

    def _loop(self, stmt: ir.Loop) -> Signal:
        poll = Poll(self._world.polling, self._world.clock)
        while True:
            signal = self.block(stmt.body, poll)
            if signal is None or signal == _BREAK:
                return None
            if signal != _AGAIN:
                return signal

    def _machine(self, stmt: ir.Machine) -> Signal:
        poll = Poll(self._world.polling, self._world.clock)
        states, state = dict(stmt.states), stmt.first
        while True:
            signal = self.block(states[state], poll)
            if not isinstance(signal, Left):
                return signal
            if signal.state is None:
                return None
            state = signal.state

    def _depend(self, stmt: ir.Depend) -> None:
        results = self._frame.results
        if stmt.given and stmt.workflow in results:
            return
        context = self._frame.run_context(stmt.args)
        inputs = self._steps.arguments(stmt.workflow, stmt.args, context, stmt.workflow)
        results[stmt.workflow] = self._steps.run(stmt.workflow, inputs)

    def _outputs(self, leave: ir.Return | ir.Finish) -> Result:
        """The outputs of the workflow at an exit."""
        workflow, made = self._workflow, {}
        context = self._frame.run_context(tuple(each.value for each in workflow.outputs))
        for output in workflow.outputs:
            made[output.name] = value(output.value, context)
            needed = output.required or output.name in leave.sets
            if made[output.name] is None and needed and may_lack(output.value, context.reads):
                raise missing(self._frame, output.value, workflow.id, output.name)
        return Result(workflow, made)

    # --- Steps --------------------------------------------------------------------------

    def _run(self, stmt: ir.Run, poll: Poll | None) -> Signal:
        """A step with its retries, and the jump that follows."""
        step = self._workflow.step(stmt.step)
        visit = self._world.visit(self._workflow.id, step.id)
        retries = Retries(self._world.polling, self._world.clock)
        before: ir.Retry | None = None  # the retry whose `first` begins the next attempt
        answer: Answer | None = None
        while True:
            failure: StepFailed | None = None
            try:
                if before is not None:
                    self._first(before, step, answer, checked=False)
                    before = None
                outcome = self._attempt(stmt, step, visit, retries)
                answer = self._frame.answers.get(step.id)
            except StepFailed as error:
                if not stmt.failure:
                    if step.wait is None or not step.wait.run.failure:
                        note_failed(self._frame, step, error.answer)
                    raise
                failure, answer = error, error.answer if before is None else None
                outcome = self._failed(stmt, step, error, before, retries)
                before = None
            if not isinstance(outcome.jump, ir.Retry):
                return self._jump(outcome.jump, step, poll, answer, failure)
            delay = retries.delay(outcome.jump.key)
            if delay:
                self._world.wait(step.id, delay)
            if outcome.jump.first is not None:
                if stmt.failure:
                    before = outcome.jump
                else:
                    self._first(outcome.jump, step, answer, checked=True)

    def _attempt(self, stmt: ir.Run, step: ir.Step, visit: Visit, retries: Retries) -> ir.Outcome:
        """The outcome of a step that succeeds."""
        frame, key = self._frame, None
        if step.wait is None:
            outputs, answer = self._steps.attempt(step, visit)
        else:
            key, outputs, answer = polled(frame, self._steps, step, step.wait, visit)
        frame.store(step, outputs, answer)
        if step.wait is not None and step.wait.on_success:
            outcome = next((each for each in stmt.success if each.key == key), stmt.success[0])
        elif step.success is None:
            outcome = stmt.success[0]
            note(frame, step, None, "success", outcome)
        else:
            written = self._steps.written.get(step.id)
            subject = Subject(step, "success", answer, written, dict(outputs), _all(stmt, step))
            key = decide(frame, step.success, subject, retries)
            outcome = _outcome(stmt.success, key)
            note(frame, step, step.success, "success", outcome)
        self._keep(stmt, outcome.key if step.wait is None or not step.wait.on_success else key)
        return outcome

    def _keep(self, stmt: ir.Run, key: str | None) -> None:
        if stmt.action is not None:
            self._frame.actions[stmt.action] = key

    def _failed(
        self,
        stmt: ir.Run,
        step: ir.Step,
        failure: StepFailed,
        before: ir.Retry | None,
        retries: Retries,
    ) -> ir.Outcome:
        """The outcome of a step that fails; `before` is the retry whose first step or workflow has
        failed in its place."""
        frame, written = self._frame, self._steps.written.get(step.id)
        if before is not None:
            self._keep_first(before, failure)
            lost = StepFailed(step.id)
        else:
            lost = failure
        http = isinstance(step.call, ir.Request)
        kept = step.lenient and step.id in (self._kept.unset if http else self._kept.steps)
        if kept:
            self._keep_failed(step, lost, written)
        wait = step.wait
        if wait is not None and wait.on_failure:
            return self._named(stmt, failure)
        if step.failure is None:
            outcome = stmt.failure[0]
            note(frame, step, None, "failure", outcome)
            self._keep(stmt, outcome.key)
            return outcome
        own = lenient_outputs(frame, step, lost, written) if step.failure.own else {}
        subject = Subject(step, "failure", lost.answer, written, own, _all(stmt, step))
        key = decide(frame, step.failure, subject, retries)
        if key is None:
            note_failed(frame, step, lost.answer)
            raise failure
        outcome = _outcome(stmt.failure, key)
        note(frame, step, step.failure, "failure", outcome)
        self._keep(stmt, key)
        return outcome

    def _named(self, stmt: ir.Run, failure: StepFailed) -> ir.Outcome:
        """The outcome of the action on failure that the loop over a step has taken."""
        for outcome in stmt.failure:
            jump = outcome.jump
            name = jump.action if isinstance(jump, ir.FailEnd) else outcome.key
            if name == failure.action:
                self._keep(stmt, failure.action)
                return outcome
        raise failure

    def _keep_failed(self, step: ir.Step, failure: StepFailed, written: Written | None) -> None:
        """Keep the outputs of a failed step as far as they go."""
        if isinstance(step.call, ir.Request) and failure.answer is None:
            self._frame.drop(step)
        else:
            outputs = lenient_outputs(self._frame, step, failure, written)
            self._frame.store(step, outputs, failure.answer)

    def _keep_first(self, before: ir.Retry, failure: StepFailed) -> None:
        """Keep the outputs of the step that a retry runs first, which has failed."""
        if isinstance(before.first, str) and before.first in self._kept.unset:
            step = self._workflow.step(before.first)
            if step.lenient:
                self._keep_failed(step, failure, self._steps.written.get(step.id))

    def _first(
        self, retry: ir.Retry, step: ir.Step, answer: Answer | None, *, checked: bool
    ) -> None:
        """What a retry runs before the next attempt; values of the answer may be checked."""
        first, frame = retry.first, self._frame
        if isinstance(first, str):
            other = self._workflow.step(first)
            visit = self._world.visit(self._workflow.id, first)
            try:
                outputs, given = self._steps.attempt(other, visit)
            except StepFailed as failure:
                note_failed(frame, other, failure.answer)
                raise
            frame.store(other, outputs, given)
        elif first is not None:
            inputs = self._arguments(first.workflow, first.args, step, answer, checked=checked)
            kept = any(each.workflow == first.workflow for each in self._workflow.kept)
            if kept:
                frame.results.pop(first.workflow, None)
            result = self._steps.run(first.workflow, inputs)
            if kept:
                frame.results[first.workflow] = result

    # --- Jumps --------------------------------------------------------------------------

    def _jump(
        self,
        jump: ir.Jump,
        step: ir.Step,
        poll: Poll | None,
        answer: Answer | None,
        failure: StepFailed | None,
    ) -> Signal:
        if isinstance(jump, ir.Break):
            return _BREAK
        if isinstance(jump, ir.Continue):
            self._wait(step, poll, answer, failure)
            return _AGAIN
        if isinstance(jump, ir.Goto):
            if jump.wait:
                self._wait(step, poll, answer, failure)
            return Left(state=jump.step)
        if isinstance(jump, ir.Return):
            return self._outputs(jump)
        if isinstance(jump, ir.Transfer):
            checked = failure is None
            inputs = self._arguments(jump.workflow, jump.args, step, answer, checked=checked)
            self._frame.tells = False
            return self._steps.run(jump.workflow, inputs)
        if isinstance(jump, ir.FailEnd):
            assert failure is not None
            self._fail_end(jump, failure)
            raise failure
        return None

    def _fail_end(self, jump: ir.FailEnd, failure: StepFailed) -> None:
        failure.action = jump.action
        outputs = self._workflow.outputs
        if self.is_handled and outputs:
            context = self._frame.run_context(tuple(each.value for each in outputs))
            made = {each.name: value(each.value, context) for each in outputs}
            failure.outputs = present(made)
            self._frame.tells = False

    def _arguments(
        self,
        workflow: str,
        args: tuple[tuple[str, ir.Expr], ...],
        step: ir.Step,
        answer: Answer | None,
        *,
        checked: bool,
    ) -> dict[str, Any]:
        """The inputs of a workflow that follows on a step, whose response they may read."""
        http = isinstance(step.call, ir.Request)
        context = self._frame.run_context(
            args,
            answer=answer if http else None,
            written=self._steps.written.get(step.id) if http else None,
        )
        return self._steps.arguments(workflow, args, context, workflow, checked=checked)

    def _wait(
        self, step: ir.Step, poll: Poll | None, answer: Answer | None, failure: StepFailed | None
    ) -> None:
        assert poll is not None
        pause(self._frame, step, poll, answer, "success" if failure is None else "failure")


def _outcome(outcomes: tuple[ir.Outcome, ...], key: str | None) -> ir.Outcome:
    return next(each for each in outcomes if each.key == key)


def _all(stmt: ir.Run, step: ir.Step) -> tuple[ir.Outcome, ...]:
    """The outcomes of a step, with those of the loop over it."""
    return (*(step.wait.run.outcomes if step.wait is not None else ()), *stmt.outcomes)
