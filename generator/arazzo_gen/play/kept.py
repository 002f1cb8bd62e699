"""Says which outputs of steps and workflows a run keeps: those that something reads. An error tells
no others."""

from __future__ import annotations

from collections.abc import Iterable

from arazzo_gen import ir
from arazzo_gen.ir.attempts import deferred, waits
from arazzo_gen.ir.flow_walk import called_by, retried_first
from arazzo_gen.ir.walk import leaf_key, leaves, reads_message
from arazzo_gen.record import fresh, record


@record(frozen=False)
class Kept:
    """What a run keeps.

    Attributes:
        steps: The steps of which something is read.
        unset: Those that may not have run where they are read.
        results: The workflows of whose outputs something is read.
    """

    steps: set[str] = fresh(factory=set)
    unset: set[str] = fresh(factory=set)
    results: set[str] = fresh(factory=set)


def kept_of(module: ir.Module, workflow: ir.Workflow) -> Kept:
    """What a run of a workflow keeps."""
    reader = _Reader(module, workflow)
    for stmt in ir.statements(workflow.flow):
        reader.statement(stmt)
    return reader.kept


class _Reader:
    def __init__(self, module: ir.Module, workflow: ir.Workflow) -> None:
        self.kept = Kept(results={each.workflow for each in workflow.kept})
        self._module = module
        self._workflow = workflow
        self._outputs = leaves(tuple(each.value for each in workflow.outputs))

    def statement(self, stmt: ir.Stmt) -> None:
        """What a statement reads, without those inside it."""
        if isinstance(stmt, ir.Run):
            self._run(stmt)
        elif isinstance(stmt, ir.Depend):
            if stmt.given:
                self.kept.results.add(stmt.workflow)
            self._call(stmt.workflow, stmt.args, ir.Reaching())
        elif isinstance(stmt, ir.Finish):
            self._read(self._outputs, stmt.reaching)
        elif isinstance(stmt, ir.DeferredJump):
            self._jump(stmt.jump, self._workflow.step(stmt.step), success=True)

    def _run(self, run: ir.Run) -> None:
        step = self._workflow.step(run.step)
        reads = step.reads if step.wait is None else step.wait.reads
        self._read((read.leaf for read in reads), run.reaching)
        if isinstance(step.call, ir.WorkflowCall):
            self._give(step.call.workflow)
        onward = all(isinstance(each.jump, ir.Proceed) for each in run.success)
        polled = step.wait is not None and step.wait.on_success
        if step.success is not None and not polled and (run.action is not None or not onward):
            self.kept.steps.add(step.id)
            self._read((read.leaf for read in step.success.reads), run.after_success)
        if run.failure:
            self._failure(run, step)
        if any(waits(each.jump) for each in deferred(run)):
            self._answer(step)
        for outcome in run.success:
            self._jump(outcome.jump, step, success=True)
        for outcome in run.failure:
            self._jump(outcome.jump, step, success=False)

    def _failure(self, run: ir.Run, step: ir.Step) -> None:
        if step.lenient:
            inside = {leaf_key(leaf) for leaf in leaves(step.outputs)}
            found = (read.leaf for read in step.reads if leaf_key(read.leaf) in inside)
            self._read(found, run.reaching)
        if step.failure is not None and not (step.wait is not None and step.wait.on_failure):
            self._read((read.leaf for read in step.failure.reads), run.after_failure)

    def _jump(self, jump: ir.Jump, step: ir.Step, *, success: bool) -> None:
        if isinstance(jump, ir.Return | ir.FailEnd):
            self._read(self._outputs, jump.reaching)
        called = called_by(jump)
        if called is not None and isinstance(jump, ir.Transfer | ir.Retry):
            self._call(*called, jump.reaching)
        first = retried_first(jump)
        if first is not None and isinstance(jump, ir.Retry):
            other = self._workflow.step(first)
            self._read((read.leaf for read in other.reads), jump.reaching)
            if isinstance(other.call, ir.WorkflowCall):
                self._give(other.call.workflow)
        reads = isinstance(jump, ir.Transfer) and reads_message(jump.args)
        if success and (reads or isinstance(jump, ir.Retry) or waits(jump)):
            self._answer(step)

    def _answer(self, step: ir.Step) -> None:
        """A wait or an argument that looks at the answer of a step."""
        if isinstance(step.call, ir.Request):
            self.kept.steps.add(step.id)

    def _call(
        self, workflow: str, args: Iterable[tuple[str, ir.Expr]], reaching: ir.Reaching
    ) -> None:
        names = {item.name for item in self._module.workflow(workflow).inputs}
        self._read(leaves(tuple(value for name, value in args if name in names)), reaching)
        self._give(workflow)

    def _give(self, workflow: str) -> None:
        """The results that a workflow is given which depends on the same workflows."""
        given = self._module.workflow(workflow).given
        self.kept.results.update(item.workflow for item in given)

    def _read(self, found: Iterable[ir.Leaf], reaching: ir.Reaching) -> None:
        for leaf in found:
            if isinstance(leaf, ir.WorkflowOutput):
                self.kept.results.add(leaf.workflow)
            elif isinstance(leaf, ir.StepOutput) and leaf.step not in reaching.never:
                self.kept.steps.add(leaf.step)
                if leaf.step not in reaching.ran:
                    self.kept.unset.add(leaf.step)
