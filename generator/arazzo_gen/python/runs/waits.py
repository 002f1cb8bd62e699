"""Writes the functions of the loops over one polled step."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.ir.attempts import is_retried
from arazzo_gen.ir.walk import leaf_key
from arazzo_gen.python.context import Context
from arazzo_gen.python.expressions.helpers import StepFunctions
from arazzo_gen.python.expressions.values import indented
from arazzo_gen.python.modes import Mode
from arazzo_gen.python.runs.keyword_docs import ON_STEP, keyword_doc, polling_doc, read_doc
from arazzo_gen.python.runs.outcomes import Around
from arazzo_gen.python.runs.statements import Statements
from arazzo_gen.python.runs.usage import Usage, usage_of
from arazzo_gen.python.runs.values import Locals, Values
from arazzo_gen.python.runs.wait_docs import wait_doc
from arazzo_gen.python.servers import (
    base_url,
    source_docs,
    url_param,
    variable_names,
    variable_params,
)
from arazzo_gen.python.signatures import keyword_param, ordered, read_param
from arazzo_gen.python.text.code import Code, Scope, read_code
from arazzo_gen.python.text.literal import docstring, literal
from arazzo_gen.python.text.names import LocalNames
from arazzo_gen.record import record, replace

_POLLING = "Polling | None"


@record
class WaitText:
    """The functions of a loop: those for callers, and those that say by which action it ended."""

    public: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()


class WaitWriter:
    """Writes the functions of the loop over one step.

    Args:
        context: The module.
        workflow: The workflow of the step.
        step: The step.
        wait: The loop.
    """

    def __init__(
        self, context: Context, workflow: ir.Workflow, step: ir.Step, wait: ir.Wait
    ) -> None:
        assert isinstance(step.call, ir.Request)
        self._context = context
        self._workflow = workflow
        self._step = step
        self._wait = wait
        self._keywords = step.call.keywords
        self._source = context.sources[step.call.source]

    def write(self) -> WaitText:
        """The functions, one for each mode."""
        modes, decided = self._context.modes, self._wait.decided
        public = tuple(map(self._public, modes))
        if decided is None:
            return WaitText(public)
        return WaitText(public, tuple(self._deciding(mode, decided) for mode in modes))

    def _public(self, mode: Mode) -> str:
        wait, context = self._wait, self._context
        params = [f"client: {mode.client}", "*"]
        params += [read_param(context, read, default=True) for read in ordered(wait.reads)]
        params += [keyword_param(context, item) for item in self._keywords]
        params += [url_param(self._source, "base_url"), *variable_params([self._source])]
        params += [f"polling: {_POLLING} = None", f"{mode.on_step} = None"]
        args = self._args(mode)
        doc = wait_doc(self._step, wait, args)
        if mode is not context.modes[0]:
            doc = "\n".join([mode.same_as(wait.function), "", *args])
        body = [base_url(context, self._source, "base_url")] if self._source.variables else []
        if wait.decided is None:
            body += self._loop(mode)
        else:
            names = [name for name, _ in self._taken(mode)]
            variable = LocalNames(names).pick(self._step.variable)
            body.append(f"{variable}, _ = {mode.call(wait.decided, names)}")
            body.append(f"return {variable}")
        head = mode.head(wait.function, params, self._step.cls)
        return "\n".join([head, "    " + docstring(doc, 4), *indented(body)])

    def _args(self, mode: Mode) -> list[str]:
        """What the docstring says of the parameters."""
        lines = [f"client: The `{mode.client}` that sends the requests."]
        reads = ordered(self._wait.reads)
        lines += [f"{read.param}: {read_doc(self._workflow, read)}" for read in reads]
        lines += [f"{item.param}: {keyword_doc(item)}" for item in self._keywords]
        lines += source_docs(self._context, [self._source.key], "base_url")
        jumps = [each.jump for each in (*self._wait.run.success, *self._wait.run.failure)]
        retried = [self._step] if any(isinstance(each, ir.Retry) for each in jumps) else []
        loops = [self._step] if self._wait.jumps_back or not retried else []
        lines.append(f"polling: {polling_doc(loops, retried)}")
        return ["Args:", *(f"    {line}" for line in [*lines, ON_STEP])]

    def _deciding(self, mode: Mode, function: str) -> str:
        params = [f"client: {mode.client}", *(param for _, param in self._taken(mode)[1:])]
        head = mode.head(function, params, f"tuple[{self._step.cls}, {ending(self._wait)}]")
        doc = docstring(f"As `{mode.name(self._wait.function)}`, with the action that ends it.", 4)
        return "\n".join([head, f"    {doc}", *indented(self._loop(mode))])

    def _taken(self, mode: Mode) -> list[tuple[str, str]]:
        """What the function that decides takes: the names, and the parameters."""
        context, reads = self._context, ordered(self._wait.reads)
        found = [("client", "")]
        found += [(read.param, read_param(context, read, default=False)) for read in reads]
        found += [(i.param, keyword_param(context, i, default=False)) for i in self._keywords]
        found += [("base_url", "base_url: str"), ("polling", f"polling: {_POLLING}")]
        return [*found, ("on_step", mode.on_step)]

    # --- The loop -----------------------------------------------------------------------

    def _loop(self, mode: Mode) -> list[str]:
        """The statements of the loop, which the statements of a run function are written as too."""
        step, wait = self._step, self._wait
        taken = [*(name for name, _ in self._taken(mode)), *variable_names([self._source])]
        names = LocalNames([*taken, step.function])
        variable = names.pick(step.variable)
        action = names.pick("action") if wait.decided is not None else None
        notify, taken_action = names.pick("notify"), names.pick("taken")
        http = self._taken(mode)[0][0]
        locals_ = Locals.picked(names, http=http, notify=notify, action=taken_action, known="")
        run = replace(wait.run, action=action)
        poll = names.pick("poll")
        flow: ir.Block = (ir.Loop(poll, (run,)),) if wait.jumps_back else (run,)
        inner = replace(
            step,
            variable=variable,
            success=step.success if wait.on_success else None,
            failure=step.failure if wait.on_failure else None,
            wait=None,
        )
        steps = (inner if each is step else each for each in self._workflow.steps)
        workflow = replace(self._workflow, steps=tuple(steps), flow=flow, outputs=())
        usage = usage_of(self._context.module, workflow, locals_.outcome)
        usage.read.add(variable)
        usage.whole.add(variable)
        functions = StepFunctions(self._context, wait.function)
        values = self._values(workflow, mode, locals_, names, functions)
        values.give(wait.reads, variable, action)
        body = self._statements(values, usage)
        body.ride_out(step, wait, poll)
        written = body.block(flow)
        declared = [f"{locals_.notify} = _counted(on_step)"] if mode.sends else []
        declared += _declared(usage, [*filter(None, [action]), locals_.outcome])
        if wait.tolerant and not wait.jumps_back:
            declared += body.counting(poll, written)
        return [*declared, *written]

    def _values(
        self,
        workflow: ir.Workflow,
        mode: Mode,
        locals_: Locals,
        names: LocalNames,
        functions: StepFunctions,
    ) -> WaitValues:
        """The values of the loop's statements."""
        return WaitValues(self._context, workflow, mode, locals_, names, functions, {})

    def _statements(self, values: WaitValues, usage: Usage) -> WaitStatements:
        """The writer of the loop's statements."""
        return WaitStatements(values, usage, (f"return {values.result}",))


def ending(wait: ir.Wait) -> str:
    """The type of the action that ends a loop."""
    left = [outcome.key for outcome in wait.run.success if isinstance(outcome.jump, ir.Return)]
    keys = ", ".join(literal(key) for key in left if key is not None)
    return f"Literal[{keys}]{' | None' if None in left else ''}"


def _declared(usage: Usage, names: list[str]) -> list[str]:
    """The declarations of variables that two functions set."""
    return [f"{name}: str | None = None" for name in names if name in usage.unset]


class WaitStatements(Statements):
    """Writes the loop over a step, which rides out failures that no action handles."""

    _wait_of: ir.Wait
    _decision: ir.Decision | None
    _poll: str

    def ride_out(self, step: ir.Step, wait: ir.Wait, poll: str) -> None:
        """Say whose failures are ridden out, with the variable that counts them."""
        self._wait_of, self._poll = wait, poll
        # A decision that is left to the workflow is asked here whether it handles the failure.
        self._decision = step.failure if not wait.run.failure else None

    def _raise(self, around: Around) -> tuple[list[str], bool]:
        if not self._wait_of.tolerant:
            return super()._raise(around)
        lines = self._ridden_out(around.step)
        return (lines if around.tail else [*lines, "continue"]), False

    def _call(self, step: ir.Step, reaching: ir.Reaching) -> list[str]:
        call = super()._call(step, reaching)
        if not self._wait_of.tolerant or self._wait_of.run.failure:
            return call
        lines = [*self._ridden_out(step), "continue"]
        return ["try:", *indented(call), *self._except(lines)]

    def _ridden_out(self, step: ir.Step) -> list[str]:
        """The wait after a failure that is ridden out; any other is raised again."""
        names, decision = self._values.locals, self._decision
        made = f", {names.retries}.made" if is_retried(self._wait_of.run) else ""
        test = f"not {self._poll}.tolerates({names.failure}{made})"
        if self._wait_of.spent:
            test = f"{names.retries}.spent or {test}"
        lines: list[str] = []
        if decision is not None:
            lines, asked = self._subject(decision, [self._answer], step, ir.Reaching())
            test += f" or {asked}"
        pause = self._pause(self._poll, step, self._answer)
        return [*lines, f"if {test}:", "    raise", pause]


class WaitValues(Values):
    """The values that the loop over a step reads: all of them are parameters of its function."""

    result = ""

    def give(self, reads: tuple[ir.Read, ...], variable: str, action: str | None) -> None:
        """Say what the function takes, and what it returns: the step's result, and the action."""
        self._given_reads = {leaf_key(read.leaf): read for read in reads}
        self.result = variable if action is None else f"{variable}, {action}"

    def leaf(self, leaf: ir.Leaf) -> Code:
        """The code of a value that the function takes."""
        return read_code(self._given_reads[leaf_key(leaf)])

    def read_argument(self, read: ir.Read, step_id: str, scope: Scope) -> str:
        """The value of a parameter of the step's or a decision's function."""
        given = self._given_reads[leaf_key(read.leaf)]
        if given.unset is read.unset:
            return given.param
        return super().read_argument(read, step_id, scope)

    def step_call(self, step: ir.Step, reaching: ir.Reaching) -> tuple[list[str], str]:
        """The call of the step's function, which is given what this one takes."""
        assert isinstance(step.call, ir.Request)
        scope = self.scope(reaching)
        args = [f"{r.param}={self.read_argument(r, step.id, scope)}" for r in ordered(step.reads)]
        args += [f"{item.param}={item.param}" for item in step.call.keywords]
        args += ["base_url=base_url", f"on_step={self.locals.notify}"]
        return scope.take(), self.mode.call(step.function, [self.locals.http, *args])

    def outputs(self, leave: ir.Return | ir.Finish) -> list[str]:
        """The statement that returns what the loop gives."""
        return [f"return {self.result}"]

    def failed_outputs(self, reaching: ir.Reaching) -> list[str]:
        """No statement: the outputs of the workflow are nothing of the loop."""
        return []
