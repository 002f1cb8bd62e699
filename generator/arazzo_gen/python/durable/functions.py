"""Writes the durable functions of steps: each asks the journal for what its step has done."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.python.context import Context
from arazzo_gen.python.durable.plan import Plan, Planned
from arazzo_gen.python.durable.statements import DurableWaitStatements
from arazzo_gen.python.durable.values import (
    DurableWaitValues,
    scope_leaf,
    taken_reads,
)
from arazzo_gen.python.expressions.helpers import StepFunctions
from arazzo_gen.python.expressions.values import indented
from arazzo_gen.python.modes import DURABLE, Mode
from arazzo_gen.python.runs.usage import Usage
from arazzo_gen.python.runs.values import Locals
from arazzo_gen.python.runs.waits import WaitValues, WaitWriter, ending
from arazzo_gen.python.signatures import (
    keyword_param,
    read_param,
)
from arazzo_gen.python.steps.step import StepWriter
from arazzo_gen.python.text.code import Scope
from arazzo_gen.python.text.literal import string
from arazzo_gen.python.text.names import LocalNames
from arazzo_gen.record import replace


def args_class(context: Context, planned: Planned) -> str:
    """The class of what a step is given, all of which an engine may store."""
    lines = [f"{planned.account}: str | None"]
    if planned.keyed:
        lines.append(f"{planned.key}: str")
    for arg in planned.given:
        annotation = read_param(context, arg.read, default=False).partition(": ")[2]
        if arg.secret:
            annotation = "Any"
        elif arg.read.unset:
            annotation = annotation.removesuffix(" | Unset")
        lines.append(
            f"{arg.name}: {f'NotRequired[{annotation}]' if arg.read.unset else annotation}"
        )
    items = context.handed(planned.call.keywords, DURABLE)
    lines += [keyword_param(context, item, default=False) for item in items]
    if planned.kind == "poll":
        lines += [f"{planned.polling}: dict[str, Any]", f"{planned.since}: float"]
    head = [f"class {planned.args}(TypedDict):"]
    return "\n".join([*head, *indented(lines)])


class StepFunction:
    """Writes the durable function of a step that sends a request.

    Args:
        plan: The plan of the module.
        planned: The plan of the step.
    """

    def __init__(self, plan: Plan, planned: Planned) -> None:
        self._plan = plan
        self._context = plan.context
        self._planned = planned
        self._step = planned.step
        taken = [*(arg.read.param for arg in planned.given), "polling"]
        taken += [item.param for item in self._items]
        names = LocalNames(taken)
        self._run = names.pick("durable")
        self._args = names.pick("args")
        self._outputs = names.pick("outputs")

    @property
    def _items(self) -> list[ir.Keyword]:
        return self._context.handed(self._planned.call.keywords, DURABLE)

    def write(self) -> list[str]:
        """The function, and the one for the outputs of a failed response."""
        step, wait = self._step, self._step.wait
        parts = []
        if self._planned.kind == "poll" and wait is not None:
            parts.append(self._poll(wait))
        else:
            result = step.cls if self._returned else "None"
            head = DURABLE.head(step.function, self.params(), result)
            parts.append("\n".join([head, *indented(self._body("step", self._returned))]))
        if step.lenient:
            parts.append(self._lenient())
        return parts

    @property
    def _returned(self) -> str:
        looped = self._step.wait is not None and self._planned.kind == "step"
        return self._made() if self._planned.stored or looped else ""

    def params(self) -> list[str]:
        """The parameters of the function."""
        context = self._context
        params = []
        for arg in self._planned.given:
            param = read_param(context, arg.read, default=True)
            params.append(_as_any(param) if arg.secret else param)
        params += [keyword_param(context, item) for item in self._items]
        return [f"{self._run}: _DurableRun", *(["*", *params] if params else [])]

    def _poll(self, wait: ir.Wait) -> str:
        step = self._step
        params = self.params()
        polling = "polling: Polling | None"
        params += [polling] if len(params) > 1 else ["*", polling]
        if wait.decided is None:
            head = DURABLE.head(wait.function, params, step.cls if self._returned else "None")
            return "\n".join([head, *indented(self._body("poll", self._returned))])
        action = ending(wait)
        head = DURABLE.head(wait.decided, params, f"tuple[{step.cls}, {action}]")
        made = f'{self._made()}, cast({action}, {self._run}.choice.get("action"))'
        return "\n".join([head, *indented(self._body("poll", made))])

    def _body(self, asked: str, returned: str) -> list[str]:
        planned, run = self._planned, self._run
        given = [f"{planned.account}={run}.account"]
        if planned.keyed:
            given.append(f"{planned.key}={self._key()}")
        given += [f"{a.name}={a.read.param}" for a in planned.given if not a.read.unset]
        given += [f"{item.param}={item.param}" for item in self._items]
        if asked == "poll":
            given.append(f"{planned.polling}=asdict(polling or Polling())")
            given.append(f"{planned.since}=await {run}.journal.now()")
        lines = [f"{self._args} = {planned.args}({', '.join(given)})"]
        for arg in planned.given:
            if arg.read.unset:
                lines.append(f"if {arg.read.param} is not UNSET:")
                lines.append(f"    {self._args}[{string(arg.name)}] = {arg.read.param}")
        const = self._context.asked[self._step.function]
        args = [string(self._step.id), const, self._args]
        if planned.name != self._step.id:
            args.append(string(planned.name))
        call = f"await {run}.{asked}({', '.join(args)})"
        if not returned:
            return [*lines, call]
        used = self._outputs in returned
        return [*lines, f"{self._outputs} = {call}" if used else call, f"return {returned}"]

    def _key(self) -> str:
        return f"{self._run}.key({string(self._planned.name)})"

    def _made(self) -> str:
        """The result of the step, of what is stored; nothing reads the other outputs."""
        args = []
        for field in self._step.outputs:
            value = f"{self._outputs}[{string(field.field)}]"
            if field.secret and field in self._planned.stored:
                name, output = string(self._planned.name), string(field.field)
                key = f"{self._args}[{string(self._planned.key)}]"
                value = f"_reference({name}, {output}, {self._outputs}, {self._args}, {key})"
            args.append(f"{field.field}={value}")
        return f"{self._step.cls}({', '.join(args)})"

    def _lenient(self) -> str:
        step = self._step
        args = [
            f"{each.field}=outputs[{string(each.field)}]"
            if not each.secret
            else f"{each.field}=cast(Any, None)"
            for each in step.outputs
        ]
        return "\n".join(
            [
                f"def _{step.function}_kept(failure: StepFailed) -> {step.cls} | None:",
                '    """What is kept of the outputs of a response that has failed."""',
                "    outputs = _kept(failure)",
                f"    return None if outputs is None else {step.cls}({', '.join(args)})",
            ]
        )


class DurableWait(WaitWriter):
    """Writes the durable form of a loop whose attempts are kept one by one."""

    def __init__(self, plan: Plan, planned: Planned, wait: ir.Wait) -> None:
        self._plan = plan
        wait = replace(wait, reads=tuple(arg.read for arg in planned.given))
        super().__init__(plan.context, planned.workflow, planned.step, wait)
        self._function = StepFunction(plan, planned)

    def write_durable(self) -> str:
        """The function, which says the action that ended the loop where somebody asks for it."""
        wait, step = self._wait, self._step
        params = self._function.params()
        polling = "polling: Polling | None"
        params += [polling] if len(params) > 1 else ["*", polling]
        returns = step.cls
        if wait.decided is not None:
            returns = f"tuple[{step.cls}, {ending(wait)}]"
        head = DURABLE.head(wait.decided or wait.function, params, returns)
        return "\n".join([head, *indented(self._loop(DURABLE))])

    def _taken(self, mode: Mode) -> list[tuple[str, str]]:
        del mode
        params = [each for each in self._function.params() if each != "*"]
        return [*((each.partition(":")[0], each) for each in params), ("polling", "")]

    def _values(
        self,
        workflow: ir.Workflow,
        mode: Mode,
        locals_: Locals,
        names: LocalNames,
        functions: StepFunctions,
    ) -> WaitValues:
        values = DurableWaitValues(self._context, workflow, mode, locals_, names, functions, {})
        values.plan = self._plan
        return values

    def _statements(self, values: WaitValues, usage: Usage) -> DurableWaitStatements:
        return DurableWaitStatements(values, usage, (f"return {values.result}",))


class DurableCall(StepWriter):
    """Writes the durable function of a step that calls a workflow."""

    def __init__(self, plan: Plan, workflow: ir.Workflow, step: ir.Step, plain: StepWriter) -> None:
        super().__init__(plan.context, workflow, step)
        self._plan = plan
        self.functions = plain.functions

    def write_durable(self, call: ir.WorkflowCall) -> str:
        """The function."""
        step = self._step
        reads = taken_reads(self._plan, self._workflow, step)
        run = LocalNames(read.param for read in reads).pick("durable")
        params = [f"{run}: _DurableRun", "*", *(self._param(read) for read in reads)]
        body = self._workflow_call(call, params, DURABLE)
        params = params[:-1] if params[-1] == "*" else params
        return "\n".join([DURABLE.head(step.function, params, step.cls), *indented(body)])

    def _param(self, read: ir.Read, *, default: bool = True) -> str:
        param = super()._param(read, default=default)
        return _as_any(param) if self._plan.is_reference(self._workflow, read.leaf) else param

    def _called(self, workflow_id: str) -> ir.Workflow:
        called = super()._called(workflow_id)
        return replace(called, inputs=tuple(self._plan.passed(called)))

    def _scope(self, names: LocalNames) -> Scope:
        return scope_leaf(self._plan, self._workflow, super()._scope(names))


def _as_any(param: str) -> str:
    """A parameter that takes a reference."""
    name, _, rest = param.partition(": ")
    _, equals, default = rest.partition(" = ")
    return f"{name}: Any{equals}{default}"
