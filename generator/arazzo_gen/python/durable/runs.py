"""Writes the durable form of a run function."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from arazzo_gen import ir
from arazzo_gen.python.durable.plan import Plan
from arazzo_gen.python.durable.statements import DurableStatements
from arazzo_gen.python.durable.values import DurableValues
from arazzo_gen.python.expressions.values import indented
from arazzo_gen.python.modes import DURABLE, Mode
from arazzo_gen.python.runs.known import KnownFunction
from arazzo_gen.python.runs.run import RunWriter
from arazzo_gen.python.runs.statements import Statements
from arazzo_gen.python.runs.usage import Usage
from arazzo_gen.python.runs.values import Locals
from arazzo_gen.python.signatures import by_need, input_param, keyword_param
from arazzo_gen.python.steps.calls import given_params, outputs_annotation
from arazzo_gen.python.text.literal import docstring
from arazzo_gen.python.text.names import LocalNames
from arazzo_gen.record import replace

_ABOUT = """\
The same as `run`, each step kept in a journal: it goes on where it stopped.

Nothing is stored but what is passed here and what the steps give that is read later.
Keys and clients belong to `Steps`. A `StepFailed` of it is a `DurableStepFailed`.
"""


class DurableRunWriter(RunWriter):
    """Writes the durable function of one workflow.

    Args:
        plan: The plan of the module.
        plain: The writer of the functions that send, whose private functions are used here too.
    """

    def __init__(self, plan: Plan, plain: RunWriter) -> None:
        whole = plain.workflow
        super().__init__(plan.context, replace(whole, inputs=tuple(plan.passed(whole))))
        self._plan = plan
        self._whole = whole
        self._plain = plain
        self.functions = plain.functions
        self._is_main = whole.function == "run"

    def write_durable(self) -> str:
        """The function."""
        returns = outputs_annotation(self._context, self._whole)
        lines = [DURABLE.head(self._whole.function, self.params(DURABLE), returns)]
        if self._is_main:
            lines.append("    " + docstring(self._doc(DURABLE), 4))
        return "\n".join([*lines, *indented(self._body(DURABLE))])

    # --- Parameters ---------------------------------------------------------------------

    def params(self, mode: Mode) -> list[str]:
        """The parameters of the function, the first of which is the journal or the run."""
        workflow, context = self._workflow, self._context
        needed, others = by_need(context.handed(workflow.keywords, mode))
        params = [self._input(item) for item in workflow.inputs if item.required]
        params += [keyword_param(context, item) for item in needed]
        params += [self._input(item) for item in workflow.inputs if not item.required]
        params += given_params(context, workflow) if not self._is_main else []
        params += [keyword_param(context, item) for item in others]
        if self._is_main:
            params.append(f"{self._plan.account}: str | None = None")
        if workflow.id in context.waiting:
            params.append("polling: Polling | None = None")
        first = f"{self._plan.journal}: Journal" if self._is_main else f"{self._run}: _DurableRun"
        return [first, *(["*", *params] if params else [])]

    def _input(self, item: ir.InputParam) -> str:
        param = input_param(self._context, item)
        if not item.secret:
            return param
        name, _, rest = param.partition(": ")
        _, equals, default = rest.partition(" = ")
        return f"{name}: Any{equals}{default}"

    def args(self, mode: Mode) -> list[str]:
        """What is said of each parameter."""
        taken = {each.partition(":")[0] for each in self.params(mode)}
        about = [line for line in super().args(mode) if line.partition(":")[0] in taken]
        account = f"{self._plan.account}: Whose keys `Steps` looks up."
        polling = [line for line in about if line.startswith("polling:")]
        others = [line for line in about if line not in polling]
        return [f"{self._plan.journal}: The engine that keeps the run.", *others, account, *polling]

    def _doc(self, mode: Mode) -> str:
        return "\n".join([_ABOUT, "Args:", *(f"    {line}" for line in self.args(mode))])

    # --- Body ---------------------------------------------------------------------------

    @functools.cached_property
    def known(self) -> KnownFunction:
        """The function that gives the outputs to an error, which the plain form has too."""
        return self._plain.known

    @functools.cached_property
    def _usage(self) -> Usage:
        """What the function does with its variables: no response is read."""
        usage = super()._usage
        usage.whole.clear()
        for step in self._workflow.steps:
            if isinstance(step.call, ir.Request) and step.variable not in usage.fields:
                usage.read.discard(step.variable)
                usage.unset.discard(step.variable)
        return usage

    @functools.cached_property
    def _run(self) -> str:
        return self._local_names().pick("durable")

    def _local_names(self) -> LocalNames:
        names = super()._local_names()
        if self._is_main:
            names.pick(self._plan.account)
            names.pick(self._plan.journal)
        return names

    def _locals(self, names: LocalNames) -> Locals:
        run, action, known = names.pick("durable"), names.pick("action"), names.pick("known")
        return Locals.picked(names, http=run, notify="", action=action, known=known)

    def _opening(self, locals_: Locals) -> list[str]:
        if not self._is_main:
            return []
        return [f"{locals_.http} = _DurableRun({self._plan.journal}, {self._plan.account})"]

    def _statements(
        self, mode: Mode, locals_: Locals, names: LocalNames, singles: Mapping[str, str]
    ) -> Statements:
        workflow = self._whole
        values = DurableValues(
            self._context, workflow, mode, locals_, names, self.functions, singles
        )
        values.plan = self._plan
        return DurableStatements(values, self._usage)
