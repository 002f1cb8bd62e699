"""Works out from the IR, before a line is written, how a run function uses the variables of its
steps and actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from arazzo_gen import ir
from arazzo_gen.ir.attempts import deferred, is_retried, until_success, waits
from arazzo_gen.ir.walk import leaf_key, leaves, reads_message
from arazzo_gen.python.runs.guards import (
    Joined,
    guarded_once,
    joined,
)
from arazzo_gen.record import fresh, record


@record(frozen=False)
class Usage:
    """The uses of a body's variables.

    Attributes:
        read: The variables that are read.
        unset: Those that may be unset where they are read.
        whole: Those of steps of which the response or the whole result is read, not only outputs.
        fields: The outputs that are read of each step, by their fields.
        inputs: The inputs that are read, by the document's names.
    """

    read: set[str] = fresh(factory=set)
    unset: set[str] = fresh(factory=set)
    whole: set[str] = fresh(factory=set)
    fields: dict[str, set[str]] = fresh(factory=dict)
    inputs: set[str] = fresh(factory=set)


def usage_of(module: ir.Module, workflow: ir.Workflow, outcome: str) -> Usage:
    """The uses of variables in the run function of a workflow.

    Args:
        module: The module of the workflow.
        workflow: The workflow.
        outcome: The variable for the action of a retried step that has none of its own.
    """
    reader = _Reader(module, workflow, outcome)
    reader.block(workflow.flow)
    return reader.usage


class _Reader:
    def __init__(self, module: ir.Module, workflow: ir.Workflow, outcome: str) -> None:
        self.usage = Usage()
        self._module = module
        self._workflow = workflow
        self._outcome = outcome
        self._steps = {step.id: step for step in workflow.steps}
        self._depends = {each.workflow: each.variable for each in workflow.kept}
        self._once = guarded_once(workflow.flow)
        runs = (stmt for stmt in ir.statements(workflow.flow) if isinstance(stmt, ir.Run))
        self._deciding = {run.action: run.step for run in runs if run.action is not None}
        self._asked = {
            stmt.action
            for stmt in ir.statements(workflow.flow)
            if isinstance(stmt, ir.Guard | ir.DeferredJump)
        }

    # --- Statements ---------------------------------------------------------------------

    def block(self, block: ir.Block) -> None:
        """The statements of a block, with the blocks inside them."""
        written = [stmt for stmt in block if not isinstance(stmt, ir.Declare)]
        form: Joined | None = None
        for stmt, follow in zip_longest(written, written[1:]):
            before, form = form, None
            if isinstance(stmt, ir.Run):
                form = self._form(stmt, follow)
                self._run(stmt, form)
            elif isinstance(stmt, ir.Guard):
                if before is None:
                    self._ask(stmt)
                self.block(stmt.body)
                self.block(stmt.otherwise)
            else:
                self._statement(stmt)

    def _form(self, run: ir.Run, follow: ir.Stmt | None) -> Joined | None:
        """The form in which a step is joined with a guard behind it."""
        if not isinstance(follow, ir.Guard):
            return None
        return joined(run, follow, self._steps[run.step], self._once)

    def _ask(self, guard: ir.Guard) -> None:
        """A guard that reads its action from a variable."""
        self.usage.read.add(guard.action)
        if self._deciding[guard.action] not in guard.reaching.ran:
            self.usage.unset.add(guard.action)

    def _statement(self, stmt: ir.Stmt) -> None:
        if isinstance(stmt, ir.Loop):
            self.block(stmt.body)
        elif isinstance(stmt, ir.Machine):
            for _, state in stmt.states:
                self.block(state)
        elif isinstance(stmt, ir.DeferredJump):
            self.usage.read.add(stmt.action)
            self._jump(stmt.jump, self._steps[stmt.step], success=True)
        elif isinstance(stmt, ir.Depend):
            self._workflow_call(stmt.workflow, stmt.args, ir.Reaching())
            self._depends[stmt.workflow] = stmt.variable
        elif isinstance(stmt, ir.Finish):
            self._outputs(stmt.reaching)

    # --- One step -----------------------------------------------------------------------

    def _run(self, run: ir.Run, form: Joined | None) -> None:
        step = self._steps[run.step]
        if step.wait is None:
            self._step_call(step, run.reaching)
        else:
            self._leaves((read.leaf for read in step.wait.reads), run.reaching)
        onward = all(isinstance(each.jump, ir.Proceed) for each in run.success)
        if step.success is not None and (run.action is not None or not onward):
            self._success(run, step)
        if run.failure:
            self._failure(run, step)
        later = deferred(run)
        if any(waits(each.jump) for each in later):
            self._response(step)
        self._unsure_action(run, form, later)
        for each in run.success:
            self._jump(each.jump, step, success=True)
        for each in run.failure:
            self._jump(each.jump, step, success=False)

    def _success(self, run: ir.Run, step: ir.Step) -> None:
        """The decision behind a success, which is given the whole result."""
        if step.wait is not None and step.wait.on_success:
            if step.wait.decided is not None:
                self.usage.whole.add(step.variable)
        elif step.success is not None:
            self._whole(step)
            self._leaves((read.leaf for read in step.success.reads), run.after_success)

    def _failure(self, run: ir.Run, step: ir.Step) -> None:
        """The reads of an `except` block before it jumps."""
        if step.lenient:
            kept = {leaf_key(leaf) for leaf in leaves(step.outputs)}
            reads = (read.leaf for read in step.reads if leaf_key(read.leaf) in kept)
            self._leaves(reads, run.reaching)
        if step.failure is not None and not (step.wait is not None and step.wait.on_failure):
            self._leaves((read.leaf for read in step.failure.reads), run.after_failure)

    def _unsure_action(self, run: ir.Run, form: Joined | None, later: Sequence[ir.Outcome]) -> None:
        """An action variable that two functions set is declared, since type checkers do not join
        the two types."""
        if not is_retried(run):
            wait = self._steps[run.step].wait
            given = wait is not None and wait.decided is not None  # only a success gives it
            set_twice = run.failure and form is None and (run.action in self._asked or not given)
            if run.action is not None and set_twice:
                self.usage.unset.add(run.action)
        elif not until_success(run) and (run.action is not None or later):
            self.usage.unset.add(run.action or self._outcome)

    # --- What jumps and calls read ------------------------------------------------------

    def _jump(self, jump: ir.Jump, step: ir.Step, *, success: bool) -> None:
        if isinstance(jump, ir.Return | ir.FailEnd):
            self._outputs(jump.reaching)
        elif isinstance(jump, ir.Transfer):
            self._workflow_call(jump.workflow, jump.args, jump.reaching)
            if success and reads_message(jump.args):
                self._response(step)
        elif isinstance(jump, ir.Retry):
            if success:
                self._response(step)
            if isinstance(jump.first, str):
                self._step_call(self._steps[jump.first], jump.reaching)
            elif jump.first is not None:
                self._workflow_call(jump.first.workflow, jump.first.args, jump.reaching)
        elif success and waits(jump):
            self._response(step)

    def _step_call(self, step: ir.Step, reaching: ir.Reaching) -> None:
        self._leaves((read.leaf for read in step.reads), reaching)
        if isinstance(step.call, ir.WorkflowCall):
            self._given(step.call.workflow)

    def _workflow_call(
        self, workflow: str, args: Iterable[tuple[str, ir.Expr]], reaching: ir.Reaching
    ) -> None:
        called = {item.name for item in self._module.workflow(workflow).inputs}
        self._leaves(leaves(tuple(value for name, value in args if name in called)), reaching)
        self._given(workflow)

    def _given(self, workflow: str) -> None:
        """The outputs of workflows that ran first, handed to one that depends on them too."""
        for item in self._module.workflow(workflow).given:
            if item.workflow in self._depends:
                self.usage.read.add(self._depends[item.workflow])

    def _outputs(self, reaching: ir.Reaching) -> None:
        for output in self._workflow.outputs:
            self._leaves(leaves(output.value), reaching)

    def _response(self, step: ir.Step) -> None:
        if isinstance(step.call, ir.Request):
            self._whole(step)

    def _whole(self, step: ir.Step) -> None:
        self.usage.read.add(step.variable)
        self.usage.whole.add(step.variable)

    def _leaves(self, read: Iterable[ir.Leaf], reaching: ir.Reaching) -> None:
        usage = self.usage
        for leaf in read:
            if isinstance(leaf, ir.Input):
                usage.inputs.add(leaf.name)
            elif isinstance(leaf, ir.WorkflowOutput):
                usage.read.add(self._depends[leaf.workflow])
            elif isinstance(leaf, ir.StepOutput):
                step = self._steps[leaf.step]
                field = next(each.field for each in step.outputs if each.name == leaf.name)
                usage.fields.setdefault(step.variable, set()).add(field)
                if step.id in reaching.ran:
                    usage.read.add(step.variable)
                elif step.id not in reaching.never:
                    usage.read.add(step.variable)
                    usage.unset.add(step.variable)
