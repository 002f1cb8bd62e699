"""Writes the run functions of a workflow, and the dataclass of its outputs."""

from __future__ import annotations

import builtins
import functools
from collections.abc import Mapping

from arazzo_gen import ir
from arazzo_gen.ir.attempts import waits
from arazzo_gen.ir.flow_walk import called_workflows, flow_names, jumps, runs
from arazzo_gen.python.context import Context
from arazzo_gen.python.expressions.helpers import StepFunctions
from arazzo_gen.python.expressions.values import indented
from arazzo_gen.python.modes import Mode
from arazzo_gen.python.runs.guards import before_retries, preceded
from arazzo_gen.python.runs.keyword_docs import ON_STEP, input_doc, keyword_doc, polling_doc
from arazzo_gen.python.runs.known import KnownFunction, known_function
from arazzo_gen.python.runs.outcomes import reads_response
from arazzo_gen.python.runs.statements import Statements
from arazzo_gen.python.runs.usage import Usage, usage_of
from arazzo_gen.python.runs.values import Locals, Values, repeats
from arazzo_gen.python.servers import base_urls, source_docs, source_params, variable_names
from arazzo_gen.python.signatures import (
    absent_input,
    by_need,
    field_declaration,
    filled_in,
    input_param,
    is_filled_in,
    keyword_param,
)
from arazzo_gen.python.steps.calls import given_params, outputs_annotation
from arazzo_gen.python.support.pieces import IMPORTED
from arazzo_gen.python.text.literal import code, docstring, headline, sentence, summary
from arazzo_gen.python.text.names import LocalNames

_MISSING = "MissingValue: A response lacked a value that a later step needs."


def without_missing(text: str) -> str:
    """A part of a run without what it says of `MissingValue`, for modules in which none is
    raised."""
    return text.replace(f"        {_MISSING}\n", "")


class RunWriter:
    """Writes the functions of one workflow."""

    def __init__(self, context: Context, workflow: ir.Workflow) -> None:
        self._context = context
        self._workflow = workflow
        self.functions = StepFunctions(context, workflow.function)

    @property
    def workflow(self) -> ir.Workflow:
        """The workflow."""
        return self._workflow

    def write(self) -> list[str]:
        """The dataclass, the functions, and the private functions that these use."""
        parts = [self._dataclass(), *(self._function(mode) for mode in self._context.modes)]
        parts += [self.known.text] if self.known.text else []
        return [*self.functions.constants, *parts, *self.functions.functions]

    def _dataclass(self) -> str:
        workflow = self._workflow
        main = workflow.function == "run"
        what = "the workflow" if main else f"the workflow {code(workflow.id)}"
        text = f"What {what} returns."
        if any(not output.required for output in workflow.outputs):
            text += " A field whose value may be absent can be None."
        if not workflow.outputs:
            text = f"What {what} returns: it has no outputs."
        lines = [
            "@dataclass(frozen=True, slots=True, kw_only=True)",
            f"class {workflow.outputs_cls}:",
            "    " + docstring(text, 4),
            "",
            *(
                "    " + line
                for output in workflow.outputs
                for line in field_declaration(self._context, output, lenient=False)
            ),
        ]
        return "\n".join(lines).rstrip()

    def _function(self, mode: Mode) -> str:
        workflow = self._workflow
        returns = outputs_annotation(self._context, workflow)
        lines = [
            mode.head(workflow.function, ["*", *self.params(mode)], returns),
            "    " + docstring(self._doc(mode), 4),
            *indented(self._body(mode)),
        ]
        return "\n".join(lines)

    # --- Parameters ---------------------------------------------------------------------

    def params(self, mode: Mode) -> list[str]:
        """The parameters of the function in a mode, each with its annotation and default."""
        workflow, context = self._workflow, self._context
        needed, others = self._keywords
        params = [input_param(context, item) for item in workflow.inputs if item.required]
        params += [keyword_param(context, item) for item in needed]
        params += [input_param(context, item) for item in workflow.inputs if not item.required]
        params += given_params(context, workflow)
        params += [keyword_param(context, item) for item in others]
        params.append(f"client: {mode.client} | None = None")
        params += source_params(context, workflow.sources)
        if workflow.id in context.waiting:
            params.append("polling: Polling | None = None")
        return [*params, f"{mode.on_step} = None"]

    @property
    def _keywords(self) -> tuple[list[ir.Keyword], list[ir.Keyword]]:
        """The keywords for parts of requests: those that callers must give, and the others."""
        return by_need(self._workflow.keywords)

    # --- Docstring ----------------------------------------------------------------------

    def _doc(self, mode: Mode) -> str:
        workflow = self._workflow
        args = ["", "Args:", *(f"    {line}" for line in self.args(mode))]
        if mode is not self._context.modes[0]:
            return "\n".join([mode.same_as(workflow.function), *args])
        lines = [*workflow_text(workflow).split("\n"), *args]
        lines += [
            "",
            "Raises:",
            "    StepFailed: A step's success criteria did not hold, or no response came.",
            f"    {_MISSING}",
        ]
        if self._context.module.validate:
            lines.append("    InvalidValue: A response held a value of another type than promised.")
        calls = [step.call for step in workflow.steps]
        if any(isinstance(call, ir.Request) for call in calls):
            lines.append("    UnsendableValue: A request would hold a value that cannot be sent.")
        if late := _late_steps(workflow):
            what = "A loop" if len(late) > 1 else f"`{late[0].function}`"
            lines.append(f"    PollTimeout: {what} was not done when `polling.timeout` ran out.")
        return "\n".join(lines)

    def args(self, mode: Mode) -> list[str]:
        """What is said of each parameter, in the order of `params`: `name: text`."""
        workflow = self._workflow
        needed, others = self._keywords
        lines = [self._input_doc(item) for item in workflow.inputs if item.required]
        lines += [f"{item.param}: {keyword_doc(item)}" for item in needed]
        lines += [self._input_doc(item) for item in workflow.inputs if not item.required]
        lines += [
            f"{item.param}: What {code(item.workflow)} returned; it runs first when None."
            for item in workflow.given
        ]
        lines += [f"{item.param}: {keyword_doc(item)}" for item in others]
        client = f"An `{mode.client}` to reuse; one is opened and closed here when None."
        lines.append(f"client: {client}")
        lines += source_docs(self._context, workflow.sources)
        if workflow.id in self._context.waiting:
            lines.append(f"polling: {self._polling_doc()}")
        return [*lines, ON_STEP]

    def _input_doc(self, item: ir.InputParam) -> str:
        text = input_doc(item, item.param)
        if item.name not in self._usage.inputs:
            text = f"{sentence(text)} Nothing in this workflow reads it."
        return f"{item.param}: {text}"

    def _polling_doc(self) -> str:
        loops, retried = looped_steps(self._workflow), retried_steps(self._workflow)
        if not loops and not retried:
            if self._context.waiting.isdisjoint(called_workflows(self._workflow)):
                return "Nothing in this workflow waits, so that it has no effect."
            return "How loops wait; this workflow has none of its own."
        return polling_doc(loops, retried)

    # --- Body ---------------------------------------------------------------------------

    def _body(self, mode: Mode) -> list[str]:
        workflow, usage = self._workflow, self._usage
        names = self._local_names()
        locals_ = self._locals(names)
        singles = self._singles(usage, names)
        body = self._statements(mode, locals_, names, singles).block(workflow.flow)
        head = []
        if locals_.notify != "on_step" and mode.sends:
            head.append(f"{locals_.notify} = _counted(on_step)")
        declarations = self._declarations(usage, locals_, mode)
        head += [*declarations, ""] if declarations else []
        return [
            *self._defaults(),
            *self._opening(locals_),
            *self._told_early(),
            f"{locals_.known} = {mode.known}({self.known.argument})",
            mode.opened("client", locals_.http, locals_.known),
            *indented([*head, *body]),
        ]

    def _opening(self, locals_: Locals) -> list[str]:
        """The statements that make what the requests are sent to."""
        del locals_
        return base_urls(self._context, self._workflow.sources)

    def _statements(
        self, mode: Mode, locals_: Locals, names: LocalNames, singles: Mapping[str, str]
    ) -> Statements:
        """The writer of the body's statements."""
        context, functions = self._context, self.functions
        values = Values(context, self._workflow, mode, locals_, names, functions, singles)
        return Statements(values, self._usage)

    def _told_early(self) -> list[str]:
        """The declarations of the outputs of other workflows that an error tells."""
        depends = [each for each in self._workflow.flow if isinstance(each, ir.Depend)]
        own = [(each.variable, each.workflow) for each in depends if not each.given]
        own += [(each.variable, each.workflow) for each in self._workflow.kept]
        return [self._unset_yet(*each) for each in own if each[0] in self.known.reads]

    @functools.cached_property
    def known(self) -> KnownFunction:
        """The function that gives the outputs to an error."""
        return known_function(self._context, self._workflow, self.functions)

    @functools.cached_property
    def _usage(self) -> Usage:
        """What both functions do with their variables, which have the same names in both."""
        outcome = self._locals(self._local_names()).outcome
        return usage_of(self._context.module, self._workflow, outcome)

    def _locals(self, names: LocalNames) -> Locals:
        """The names of a body's own variables."""
        return Locals.picked(
            names,
            http=names.pick("http"),
            notify=names.pick("notify") if repeats(self._workflow.flow) else "on_step",
            action=names.pick("action"),
            known=names.pick("known"),
        )

    def _singles(self, usage: Usage, names: LocalNames) -> dict[str, str]:
        """The steps of which only one output is kept, by their variables.

        While a run polls, the responses of earlier steps would take most of its memory. A step with
        an output of one word is kept: `status` alone does not say of what.
        """
        found: dict[str, str] = {}
        waits = any(step.wait is not None for step in self._workflow.steps)
        if not (waits or repeats(self._workflow.flow)):
            return found
        hidden = self._context.private | set(IMPORTED) | set(dir(builtins))
        for step in self._workflow.steps:
            fields = usage.fields.get(step.variable, set())
            if (
                len(fields) == 1
                and isinstance(step.call, ir.Request)
                and not step.lenient
                and step.variable not in usage.whole | usage.unset
                and all("_" in field and field not in hidden for field in fields)
                and all(map(names.claim, fields))
            ):
                found[step.variable] = next(iter(fields))
        return found

    def _local_names(self) -> LocalNames:
        workflow = self._workflow
        taken = {"client", "polling", "on_step"}
        taken |= {item.param for item in workflow.inputs}
        taken |= {item.param for item in workflow.given}
        taken |= {item.param for item in workflow.keywords}
        sources = [self._context.sources[key] for key in workflow.sources]
        taken |= {*variable_names(sources), *(source.param for source in sources)}
        taken |= {step.variable for step in workflow.steps}
        taken |= {step.function for step in workflow.steps}
        taken |= {step.wait.function for step in workflow.steps if step.wait is not None}
        taken |= {each.variable for each in workflow.kept}
        taken |= set(flow_names(workflow.flow))
        return LocalNames(taken)

    def _defaults(self) -> list[str]:
        """Mutable defaults, which cannot stand in a signature."""
        lines = []
        for item in self._workflow.inputs:
            if item.name in self._usage.inputs and is_filled_in(self._context, item):
                absent, default = absent_input(self._context, item), filled_in(self._context, item)
                lines += [f"if {item.param} is {absent}:", f"    {item.param} = {default}"]
        return lines

    def _unset_yet(self, variable: str, workflow: str) -> str:
        """The declaration of a variable that will hold the outputs of another workflow."""
        called = self._context.module.workflow(workflow)
        return f"{variable}: {outputs_annotation(self._context, called)} | None = None"

    def _declarations(self, usage: Usage, locals_: Locals, mode: Mode) -> list[str]:
        """The declarations of variables that may stay unset."""
        steps = [step for step in self._workflow.steps if step.variable in usage.unset]
        names = [*_actions(self._workflow.flow), locals_.outcome]
        actions = [name for name in names if name in usage.unset]
        retried = preceded(self._workflow.flow)
        actions += [locals_.again] if len(retried) > 1 else []
        kept = [each for each in self._workflow.kept if each.variable not in self.known.reads]
        lines = [
            *(f"{step.variable}: {step.cls} | None = None" for step in steps),
            *(self._unset_yet(each.variable, each.workflow) for each in kept),
            *(f"{name}: str | None = None" for name in actions),
        ]
        if any(reads_response(jump) for run in retried for jump in before_retries(run)):
            lines.append(f"{locals_.response}: {mode.answer} | None = None")
        return lines


def workflow_text(workflow: ir.Workflow) -> str:
    """The first lines of a workflow's docstring."""
    text = headline(workflow.summary)
    more = summary(workflow.description or "")
    if text and more and more != text:
        return f"{text}\n\n{more}"
    return text or more or f"Run the workflow {code(workflow.id)}."


def looped_steps(workflow: ir.Workflow) -> list[ir.Step]:
    """The steps behind which a loop waits and starts its next round."""
    steps = {step.id: step for step in workflow.steps}
    found: dict[str, ir.Step] = {}
    for stmt in ir.statements(workflow.flow):
        if isinstance(stmt, ir.Run | ir.DeferredJump):
            step = steps[stmt.step]
            polled = isinstance(stmt, ir.Run) and step.wait is not None and step.wait.jumps_back
            if polled or any(map(waits, jumps(stmt))):
                found[step.id] = step
    return list(found.values())


def _late_steps(workflow: ir.Workflow) -> list[ir.Step]:
    """The steps that `Polling.timeout` may end: also those whose loops ride out failures."""
    looped = {step.id for step in looped_steps(workflow)}
    tolerant = {each.id for each in workflow.steps if each.wait is not None and each.wait.tolerant}
    return [step for step in workflow.steps if step.id in looped | tolerant]


def retried_steps(workflow: ir.Workflow) -> list[ir.Step]:
    """The steps whose responses may say how long to wait before a retry."""
    found: dict[str, ir.Step] = {}
    steps = {step.id: step for step in workflow.steps}
    for stmt in ir.statements(workflow.flow):
        if isinstance(stmt, ir.Run):
            step = steps[stmt.step]
            run = step.wait.run if step.wait is not None else stmt
            answered = run.success if isinstance(step.call, ir.Request) else ()
            if any(isinstance(each.jump, ir.Retry) for each in (*answered, *run.failure)):
                found[step.id] = step
    return list(found.values())


def _actions(block: ir.Block) -> list[str]:
    return list(dict.fromkeys(run.action for run in runs(block) if run.action is not None))
