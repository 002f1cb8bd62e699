"""Writes the values that the statements of a durable run read: secrets are references there."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.python.durable.plan import Plan
from arazzo_gen.python.modes import DURABLE
from arazzo_gen.python.runs.values import Values
from arazzo_gen.python.runs.waits import WaitValues
from arazzo_gen.python.signatures import ordered
from arazzo_gen.python.text.code import Code, Scope
from arazzo_gen.python.text.literal import string
from arazzo_gen.record import replace


class DurableValues(Values):
    """The values of a durable run."""

    plan: Plan

    def leaf(self, leaf: ir.Leaf) -> Code:
        """The code of an input or output: of a secret one, the reference to it."""
        if not self.plan.is_reference(self.workflow, leaf):
            return super().leaf(leaf)
        if isinstance(leaf, ir.Input):
            lookup = self.plan.lookup(self.workflow, leaf.name)
            if lookup is not None:
                return looked_up(lookup)
            # The parameter of a workflow that is called takes it as Any already.
            return replace(super().leaf(leaf), type=None, bare=False)
        return untyped(super().leaf(leaf))

    def response(self, step: ir.Step) -> str:
        """How long the response of a step that has just succeeded asks to wait."""
        if isinstance(step.call, ir.WorkflowCall):
            return "None"
        return f'{self.locals.http}.choice.get("wait")'

    def step_call(self, step: ir.Step, reaching: ir.Reaching) -> tuple[list[str], str]:
        """The call of a step's durable function, which is given all that `Steps` needs."""
        scope = self.scope(reaching)
        args = [self.locals.http]
        args += [
            f"{read.param}={self.read_argument(read, step.id, scope)}"
            for read in taken_reads(self.plan, self.workflow, step)
        ]
        if isinstance(step.call, ir.Request):
            items = self.context.handed(step.call.keywords, DURABLE)
            args += [f"{item.param}={item.param}" for item in items]
            return scope.take(), self.mode.call(step.function, args)
        called = self._called(step.call.workflow)
        return scope.take(), self.mode.call(step.function, [*args, *self._handed(called)])

    def wait_call(
        self, wait: ir.Wait, step: ir.Step, reaching: ir.Reaching
    ) -> tuple[list[str], str]:
        """The same for the durable function of the loop over a step."""
        assert isinstance(step.call, ir.Request)
        scope = self.scope(reaching)
        args = [self.locals.http]
        args += [
            f"{read.param}={self.read_argument(read, step.id, scope)}"
            for read in taken_reads(self.plan, self.workflow, step)
        ]
        items = self.context.handed(step.call.keywords, DURABLE)
        args += [f"{item.param}={item.param}" for item in items]
        function = wait.function if wait.decided is None else wait.decided
        return scope.take(), self.mode.call(function, [*args, "polling=polling"])

    def _called(self, workflow_id: str) -> ir.Workflow:
        """A workflow that is called, with the inputs that its durable function takes."""
        called = super()._called(workflow_id)
        return replace(called, inputs=tuple(self.plan.passed(called)))


class DurableWaitValues(WaitValues, DurableValues):
    """The values of a loop over a step, whose attempts are kept one by one."""

    def leaf(self, leaf: ir.Leaf) -> Code:
        """The code of a value that the function takes."""
        return WaitValues.leaf(self, leaf)

    def step_call(self, step: ir.Step, reaching: ir.Reaching) -> tuple[list[str], str]:
        """The call of the step's durable function, which takes what this one takes."""
        assert isinstance(step.call, ir.Request)
        del reaching
        args = [f"{r.param}={r.param}" for r in taken_reads(self.plan, self.workflow, step)]
        items = self.context.handed(step.call.keywords, DURABLE)
        args += [f"{item.param}={item.param}" for item in items]
        return [], self.mode.call(step.function, [self.locals.http, *args])

    def response(self, step: ir.Step) -> str:
        """How long the response of a step that has just succeeded asks to wait."""
        return DurableValues.response(self, step)


def taken_reads(plan: Plan, workflow: ir.Workflow, step: ir.Step) -> list[ir.Read]:
    """What the durable functions of a step take."""
    if isinstance(step.call, ir.Request):
        return [arg.read for arg in plan.of(workflow, step).given]
    return [
        read
        for read in ordered(step.reads)
        if not (isinstance(read.leaf, ir.Input) and plan.lookup(workflow, read.leaf.name))
    ]


def looked_up(lookup: str) -> Code:
    """The reference to an input that `Steps` looks up."""
    return Code(f"_looked_up({string(lookup)})")


def untyped(code: Code) -> Code:
    """The code of a value in whose place a run has a reference."""
    return replace(code, text=f"cast(Any, {code.text})", type=None, bare=False)


def scope_leaf(plan: Plan, workflow: ir.Workflow, scope: Scope) -> Scope:
    """A scope of a step's function, with references in the place of inputs that are looked up."""
    inner = scope.leaf

    def leaf(each: ir.Leaf) -> Code:
        lookup = plan.lookup(workflow, each.name) if isinstance(each, ir.Input) else None
        return looked_up(lookup) if lookup is not None else inner(each)

    scope.leaf = leaf
    return scope
