"""Runs one step in a simulated run: sends its request or calls its workflow, checks its criteria
and takes its outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from arazzo_gen import ir, types
from arazzo_gen.play.checks import Checks
from arazzo_gen.play.conditions import holds
from arazzo_gen.play.context import Context, MissingError, UnsendableError, Written
from arazzo_gen.play.failures import RunError, StepFailed, TimeUp
from arazzo_gen.play.frames import Frame, Result, missing, present, read_as
from arazzo_gen.play.lacks import may_lack
from arazzo_gen.play.model import Answer
from arazzo_gen.play.requests import written
from arazzo_gen.play.values import ABSENT, found, value
from arazzo_gen.play.world import Visit
from arazzo_gen.record import replace

RunWorkflow: TypeAlias = Callable[
    [ir.Workflow, Mapping[str, Any], Mapping[str, Result], tuple[str, ...]], Result
]
"""Runs a workflow: its inputs, the results of workflows that have run, the steps that call it."""


class Steps:
    """Runs the steps of one workflow.

    Args:
        frame: The state of the workflow.
        run: Runs another workflow.

    Attributes:
        written: The last request of each step.
    """

    def __init__(self, frame: Frame, run: RunWorkflow) -> None:
        self._frame = frame
        self._run = run
        self._checks = Checks(frame.world.module.types)
        self.written: dict[str, Written] = {}

    def attempt(self, step: ir.Step, visit: Visit) -> tuple[dict[str, Any], Answer | None]:
        """The outputs of a step that succeeds, and its answer.

        Raises:
            RunError: The step fails, or needs a value that is not there.
        """
        self.check_reads(step.reads, step.id)
        if isinstance(step.call, ir.Request):
            return self._send(step, step.call, visit)
        return self._call(step, step.call), None

    def check_reads(self, reads: Iterable[ir.Read], step_id: str) -> None:
        """Check that what a function surely needs is there, before it is called."""
        for read in reads:
            if not read.required:
                continue
            context = self._frame.run_context(read.leaf)
            absent = found(read.leaf, context) is ABSENT
            if absent and may_lack(read.leaf, context.reads):
                self._raise_missing(read.leaf, step_id)

    def _raise_missing(self, leaf: ir.Leaf, step_id: str) -> None:
        raise missing(self._frame, leaf, step_id, leaf.name)

    # --- Requests -----------------------------------------------------------------------

    def _send(
        self, step: ir.Step, call: ir.Request, visit: Visit
    ) -> tuple[dict[str, Any], Answer | None]:
        frame = self._frame
        context = frame.context(step.reads)
        if set("?#") & set(frame.world.urls[call.source]):
            module = frame.world.module
            keyword = next(each.param for each in module.sources if each.key == call.source)
            raise RunError("UnsendableValue", step.id, name=keyword)
        try:
            made = written(call, context)
        except MissingError as error:
            raise RunError("MissingValue", error.step, name=error.name) from error
        except UnsendableError as error:
            raise RunError("UnsendableValue", step.id, name=error.name) from error
        self.written[step.id] = made
        context = replace(context, written=made)
        answer = frame.world.send(context, frame.workflow.id, step.id, visit, frame.calls)
        if answer is None:
            raise StepFailed(step.id)
        context = replace(context, answer=answer)
        if not step.criteria and not 200 <= answer.status < 300:
            raise StepFailed(step.id, None, answer)
        for criterion in step.criteria:
            if not holds(criterion.cond, context):
                raise StepFailed(step.id, criterion.text, answer)
        return self._outputs(step, context), answer

    def _outputs(self, step: ir.Step, context: Context) -> dict[str, Any]:
        made: dict[str, Any] = {}
        checked = [each for each in step.outputs if self._is_checked(each.value, each.type)]
        # A module makes those outputs first that it checks, each by a statement of its own.
        for output in (*checked, *(each for each in step.outputs if each not in checked)):
            given = made[output.name] = value(output.value, context)
            if given is None and output.required and may_lack(output.value, context.reads):
                raise RunError("MissingValue", step.id, name=output.name)
            if given is not None and output in checked and not self._fits(output.type, given):
                raise RunError("InvalidValue", step.id, name=output.name)
        return {output.name: made[output.name] for output in step.outputs}

    def _is_checked(self, expr: ir.Expr, type_: types.Type) -> bool:
        return self._frame.world.module.validate and self._checks.applies(expr, type_)

    def _fits(self, type_: types.Type, given: Any) -> bool:
        return self._checks.fits(type_, given)

    # --- Calls of workflows -------------------------------------------------------------

    def _call(self, step: ir.Step, call: ir.WorkflowCall) -> dict[str, Any]:
        frame = self._frame
        inputs = self.arguments(call.workflow, call.args, frame.context(step.reads), step.id)
        result = self._within(step, lambda: self.run(call.workflow, inputs, step.id))
        called = read_as(frame.world.module, call.workflow, result)
        context = frame.context(step.reads, called=called)
        for criterion in step.criteria:
            if not holds(criterion.cond, context):
                failure = StepFailed(step.id, criterion.text)
                failure.outputs = present(called) if step.lenient else {}
                raise failure
        return self._outputs(step, context)

    def run(self, workflow: str, inputs: Mapping[str, Any], caller: str | None = None) -> Result:
        """Run another workflow, which is given the results that it shares with this one."""
        frame = self._frame
        called = frame.world.module.workflow(workflow)
        given = {
            item.workflow: frame.results[item.workflow]
            for item in called.given
            if item.workflow in frame.results
        }
        calls = frame.calls if caller is None else (*frame.calls, caller)
        return self._run(called, inputs, given, calls)

    def arguments(
        self,
        workflow: str,
        args: Sequence[tuple[str, ir.Expr]],
        context: Context,
        step_id: str,
        *,
        checked: bool = True,
    ) -> dict[str, Any]:
        """The inputs of another workflow; absent ones are left out.

        Args:
            workflow: The id of the workflow.
            args: The values of its inputs.
            context: Their context.
            step_id: What an error names.
            checked: Values of a response are checked, where the module checks any.

        Raises:
            RunError: An input is absent that the workflow needs, or not of its type.
        """
        inputs = {item.name: item for item in self._frame.world.module.workflow(workflow).inputs}
        made: dict[str, Any] = {}
        for name, expr in args:
            if name not in inputs:
                continue
            item = inputs[name]
            try:
                given = found(expr, context)
            except MissingError as error:
                raise RunError("MissingValue", error.step, name=error.name) from error
            there = given is not None and given is not ABSENT
            tested = checked and there and self._is_checked(expr, expr.type)
            if tested and not self._fits(expr.type, given):
                raise RunError("InvalidValue", step_id, name=name)
            if given is not ABSENT:
                made[name] = given
            elif item.required and not isinstance(expr, ir.OrNull):
                if may_lack(expr, context.reads):
                    raise RunError("MissingValue", step_id, name=name)
                made[name] = None
            elif item.required:
                made[name] = None
        return made

    def _within(self, step: ir.Step, call: Callable[[], Result]) -> Result:
        """The result of a call that may take no longer than the step's timeout."""
        world, seconds = self._frame.world, step.timeout
        if seconds is None:
            return call()
        outer, deadline = world.deadline, world.clock.now + seconds
        world.deadline = deadline if outer is None else min(outer, deadline)
        try:
            result = call()
            if world.clock.now > deadline:
                raise TimeUp(deadline)
            return result
        except TimeUp as error:
            if error.deadline < deadline:  # that of a call around this one
                raise
            raise StepFailed(step.id) from error
        finally:
            world.deadline = outer
