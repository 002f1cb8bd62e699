"""Writes the values that the statements of a run function read: inputs, and outputs of steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arazzo_gen import ir
from arazzo_gen.ir.flow_walk import jumps
from arazzo_gen.python.context import Context, keeps_failed
from arazzo_gen.python.expressions.helpers import StepFunctions
from arazzo_gen.python.expressions.values import compile_expr
from arazzo_gen.python.modes import Mode
from arazzo_gen.python.signatures import ordered
from arazzo_gen.python.steps.calls import (
    call_arguments,
    given_arguments,
    handed_on,
)
from arazzo_gen.python.text.code import Code, Scope, required
from arazzo_gen.python.text.literal import literal, string
from arazzo_gen.python.text.names import LocalNames
from arazzo_gen.record import record


@record(frozen=False)
class Locals:
    """The names of a run function's own variables."""

    http: str
    notify: str
    failure: str
    action: str
    retries: str
    again: str
    delay: str
    outcome: str
    response: str
    known: str

    @classmethod
    def picked(
        cls, names: LocalNames, *, http: str, notify: str, action: str, known: str
    ) -> Locals:
        """Some names that are given, and the rest of those that are free."""
        return cls(
            http=http,
            notify=notify,
            failure=names.pick("failure"),
            action=action,
            retries=names.pick("retries"),
            again=names.pick("again"),
            delay=names.pick("delay"),
            outcome=names.pick("outcome"),
            response=names.pick("response"),
            known=known,
        )


def repeats(block: ir.Block) -> bool:
    """Whether a step of the block may run more than once."""
    for stmt in ir.statements(block):
        if isinstance(stmt, ir.Loop | ir.Machine):
            return True
        if any(isinstance(jump, ir.Retry) for jump in jumps(stmt)):
            return True
    return False


class Values:
    """The values that a run function's statements read: inputs, outputs of steps that ran.

    Args:
        context: The module.
        workflow: The workflow.
        mode: Whether the function is sync or async.
        locals_: The names of the body's own variables.
        names: The local names of the function.
        functions: Collects the functions and constants that expressions refer to.
        singles: By the variables of steps of which one output alone is kept, its field, which is
            the name of the variable then.
    """

    def __init__(
        self,
        context: Context,
        workflow: ir.Workflow,
        mode: Mode,
        locals_: Locals,
        names: LocalNames,
        functions: StepFunctions,
        singles: Mapping[str, str],
    ) -> None:
        self.context = context
        self.workflow = workflow
        self.mode = mode
        self.locals = locals_
        self.names = names
        self.functions = functions
        self.singles = singles
        self.reaching = ir.Reaching()
        self._inputs = {item.name: item for item in workflow.inputs}
        self._steps = {step.id: step for step in workflow.steps}
        self._kept = {each.workflow: each.variable for each in workflow.kept}
        self._depends = dict(self._kept)

    def step(self, step_id: str) -> ir.Step:
        """The step of an id."""
        return self._steps[step_id]

    def scope(self, reaching: ir.Reaching) -> Scope:
        """A scope for one statement with a reaching state."""
        self.reaching = reaching
        return Scope(self.leaf, self.names, self.functions)

    def depend(self, workflow: str, variable: str) -> None:
        """Note the variable that holds the outputs of a workflow that ran first."""
        self._depends[workflow] = variable

    def leaf(self, leaf: ir.Leaf) -> Code:
        """The code of an input or output in the body."""
        if isinstance(leaf, ir.Input):
            return self._input(self._inputs[leaf.name])
        if isinstance(leaf, ir.WorkflowOutput):
            return self._workflow_output(leaf)
        step = self._steps[leaf.step]
        output = next(item for item in step.outputs if item.name == leaf.name)
        text = self.singles.get(step.variable) or f"{step.variable}.{output.field}"
        promised = output.required and not keeps_failed(self.context, self.workflow, step)
        if step.id in self.reaching.ran:
            guards = () if promised else (f"{text} is not None",)
            return Code(text, guards, type=output.type, bare=True)
        if step.id in self.reaching.never:
            return Code("None", optional=True)
        guard = (f"{step.variable} is not None",)
        return Code(text, guard, optional=not promised, type=output.type)

    def response(self, step: ir.Step) -> str:
        """The response of a step that has just succeeded."""
        if isinstance(step.call, ir.WorkflowCall):
            return "None"
        return f"{step.variable}.response"

    def _input(self, item: ir.InputParam) -> Code:
        lacking = not item.required and item.default is None
        guards: tuple[str, ...] = ()
        if lacking:
            guards = (f"{item.param} is not {'UNSET' if item.unset else 'None'}",)
        return Code(item.param, guards, type=item.type, bare=True, parameter=True)

    def _workflow_output(self, leaf: ir.WorkflowOutput) -> Code:
        workflow = self.context.module.workflow(leaf.workflow)
        variable = self._depends[leaf.workflow]
        output = next(item for item in workflow.outputs if item.name == leaf.name)
        if workflow.transfers:
            return Code(f"getattr({variable}, {string(output.field)}, None)", optional=True)
        text = f"{variable}.{output.field}"
        if leaf.workflow in self._kept:
            guard = (f"{variable} is not None",)
            return Code(text, guard, optional=not output.required, type=output.type)
        guards = () if output.required else (f"{text} is not None",)
        return Code(text, guards, type=output.type, bare=True)

    def kept(self, workflow: str) -> str | None:
        """The variable that keeps the outputs of a workflow which a retry runs first."""
        return self._kept.get(workflow)

    # --- Arguments ----------------------------------------------------------------------

    def read_argument(self, read: ir.Read, step_id: str, scope: Scope) -> str:
        """The value of a parameter of a step's or decision's function."""
        if read.unset and not isinstance(read.leaf, ir.Input):
            code = compile_expr(ir.OrNull(read.leaf, read.type), scope)
            if code.text == "None":
                return "UNSET"
            text = self.context.fitting.fit(code, read.type, code.text, parameter=True)
            return f"{text} if {code.guard} else UNSET" if code.guards else text
        code = compile_expr(read.leaf, scope)
        if isinstance(read.leaf, ir.Input) and read.unset and not read.required:
            return code.text
        if read.required and code.may_lack:
            return required(code, *_origin(self._steps, read.leaf, step_id, read.leaf.name))
        return self.context.fitting.fit(code, read.type, code.nullable(), parameter=True)

    def step_call(self, step: ir.Step, reaching: ir.Reaching) -> tuple[list[str], str]:
        """The statements that a call of a step's function needs first, and the call."""
        scope = self.scope(reaching)
        args = [self.locals.http]
        args += [f"{r.param}={self.read_argument(r, step.id, scope)}" for r in ordered(step.reads)]
        if isinstance(step.call, ir.Request):
            args += [f"{item.param}={item.param}" for item in step.call.keywords]
            args.append(f"base_url={self.context.sources[step.call.source].param}")
            args.append(f"on_step={self.locals.notify}")
        else:
            args += self._handed(self._called(step.call.workflow))
        return scope.take(), self.mode.call(step.function, args)

    def wait_call(
        self, wait: ir.Wait, step: ir.Step, reaching: ir.Reaching
    ) -> tuple[list[str], str]:
        """The same for the function of the loop over a step."""
        assert isinstance(step.call, ir.Request)
        scope = self.scope(reaching)
        keywords = [(item.param, item.param) for item in step.call.keywords]
        given = [(r.param, self.read_argument(r, step.id, scope)) for r in ordered(wait.reads)]
        given += [*keywords, ("base_url", self.context.sources[step.call.source].param)]
        given += [("polling", "polling"), ("on_step", self.locals.notify)]
        if wait.decided is None:
            args = [f"{name}={value}" for name, value in given]
            return scope.take(), self.mode.call(wait.function, [self.locals.http, *args])
        args = [value for _, value in given]
        return scope.take(), self.mode.call(wait.decided, [self.locals.http, *args])

    def workflow_call(
        self,
        workflow_id: str,
        args: Sequence[tuple[str, ir.Expr]],
        reaching: ir.Reaching,
        response: str | None = None,
    ) -> tuple[list[str], str]:
        """The statements that a call of a run function needs first, and the call.

        `response` is the expression of the response that the arguments may read.
        """
        called = self._called(workflow_id)
        scope = self.scope(reaching)
        scope.response, scope.kept = response, True
        scope.unsure = response in (f"{self.locals.failure}.response", self.locals.response)
        written = call_arguments(
            self.context,
            called,
            args,
            scope,
            workflow_id,
            mode=self.mode,
            client=self.locals.http,
            given=self._given(called),
        )
        return scope.take(), self.mode.call(called.function, written)

    def _called(self, workflow_id: str) -> ir.Workflow:
        """A workflow that is called."""
        return self.context.module.workflow(workflow_id)

    def _handed(self, called: ir.Workflow) -> list[str]:
        """What a step that calls a workflow hands on to it, besides what the step reads."""
        given = given_arguments(called, self._given(called))
        return [*given, *handed_on(self.context, called, self.mode)]

    def _given(self, called: ir.Workflow) -> dict[str, str]:
        """The variables of workflows that have run already, and that another depends on too."""
        return {
            item.workflow: self._depends[item.workflow]
            for item in called.given
            if item.workflow in self._depends
        }

    def outputs(self, leave: ir.Return | ir.Finish) -> list[str]:
        """The statements that return the outputs at the end of a run."""
        scope = self.scope(leave.reaching)
        args = []
        for output in self.workflow.outputs:
            code = compile_expr(output.value, scope)
            if (output.required or output.name in leave.sets) and code.may_lack:
                origin = _origin(self._steps, output.value, self.workflow.id, output.name)
                text = required(code, *origin)
            else:
                text = self.context.fitting.fit(code, output.type, code.nullable(), parameter=False)
            args.append(f"{output.field}={text}")
        return [*scope.take(), f"return {self.workflow.outputs_cls}({', '.join(args)})"]

    def failed_outputs(self, reaching: ir.Reaching) -> list[str]:
        """The statements that give a failure the outputs that there are, for a step that calls this
        workflow and reads them."""
        if self.workflow.id not in self.context.handled:
            return []
        scope = self.scope(reaching)
        entries = []
        for output in self.workflow.outputs:
            code = compile_expr(output.value, scope)
            if code.text != "None":
                entries.append(f"{literal(output.name)}: {code.nullable()}")
        if not entries:
            return []
        text = f"_present({{{', '.join(entries)}}})"
        own = f"{self.locals.known}.outputs = None  # the step that called reads these"
        return [*scope.take(), f"{self.locals.failure}.outputs = {text}", own]


def _origin(
    steps: Mapping[str, ir.Step], expr: ir.Expr, owner: str, name: str
) -> tuple[str, str, str | None]:
    """The step and output from which a missing value should have come, and the path in the output.

    `owner` and `name` say what needs the value, for one that comes from no step.
    """
    leaf = expr.base if isinstance(expr, ir.At) else expr
    if not isinstance(leaf, ir.StepOutput):
        return owner, name, ir.spelled(expr)
    outputs = steps[leaf.step].outputs
    definition = next(output.value for output in outputs if output.name == leaf.name)
    return leaf.step, leaf.name, ir.spelled_inside(definition, expr)
