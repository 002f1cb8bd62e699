"""Binds what expressions read of other workflows: `$workflows.<id>.outputs.<name>`, and the dialect
`$sourceDescriptions.<source>.<id>.outputs.<name>` for one of another document."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.analysis.bound import ELSEWHERE, Bound, constant, nothing
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.arazzo.model import Document
from arazzo_gen.expressions import ast
from arazzo_gen.lower.bind.called import input_of_called, input_of_retried
from arazzo_gen.lower.bind.outputs import kept_output, passed_on, workflow_output
from arazzo_gen.lower.bind.pointers import into
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.record import record, replace
from arazzo_gen.source.span import Span
from arazzo_gen.text.pointer import write
from arazzo_gen.typing.inputs import MISSING


@record
class WorkflowBinder:
    """Binds the inputs and outputs of workflows that ran before."""

    binder: Binder

    def value(self, expression: ast.WorkflowValue, span: Span) -> Bound:
        """The value of an expression; a constant null where it is wrong (reported)."""
        if expression.source is not None:
            return self._of_source(expression, expression.source, span)
        scope = self.binder.scope
        own = expression.workflow == scope.workflow.id.value
        other = scope.depends.get(expression.workflow)
        if expression.field == "inputs" and own:
            return self._own_input(expression, span)
        if other is not None:
            return self._of_run(expression, other, span)
        if expression.field == "inputs":
            value = input_of_called(self.binder, expression, span)
            value = value or input_of_retried(self.binder, expression, span)
            if value is not None:
                return value
        retried = scope.retried(expression.workflow)
        if expression.field == "inputs" or retried is None:
            message = f"workflow {expression.workflow!r} has not run before this one"
            hint: str | None = f"add it: `dependsOn: [{expression.workflow}]`"
            if own:
                message, hint = "a workflow's own outputs are not known while it runs", None
            scope.report.add("AZ302", span, message, help=hint)
            return nothing()
        return self._output(expression, retried, span, sure=False)

    def called_output(self, expression: ast.Outputs, info: StepInfo, span: Span) -> Bound:
        """An output of the workflow that a step calls, as the step reads it, or others do."""
        binder = self.binder
        assert info.called is not None
        other = binder.scope.program.open(info.called)
        found = self._find_output(other, expression.name, span)
        if found is None:
            return nothing()
        name, path = found
        own = info is binder.step
        if own:
            binder.warn_navigation("$outputs.", found, expression, span)
        output = workflow_output(binder, other, name)
        leaf = elsewhere(output, ir.CalledOutput(name, output.expr.type))
        if not own or binder.phase == "actions":
            kept = kept_output(info, name, leaf)
            if not own and binder.step is not None:
                binder.step.read_sites.setdefault((info.id, kept), span)
            leaf = binder.output_leaf(info, kept)
        where = f"the schema of output {name!r}"
        return into(binder, leaf, (*path, *expression.pointer), span, where)

    # --- Workflows of this document, and of others ------------------------------------------

    def _of_run(self, expression: ast.WorkflowValue, other: Scope, span: Span) -> Bound:
        """A value of a workflow that surely ran before."""
        if expression.field == "inputs":
            return self._input(expression, other, span)
        return self._output(expression, other, span, sure=True)

    def _find_output(
        self, other: Scope, written: str, span: Span
    ) -> tuple[str, tuple[str | int, ...]] | None:
        names = [output.name.value for output in other.workflow.outputs]
        owner = f"workflow {other.workflow.id.value!r}"
        return self.binder.find("output", written, names, span, owner)

    def _output(
        self, expression: ast.WorkflowValue, other: Scope, span: Span, *, sure: bool
    ) -> Bound:
        """An output of a workflow that surely ran before, or that a retry may have run."""
        found = self._find_output(other, expression.name, span)
        if found is None:
            return nothing()
        name, path = found
        output = workflow_output(self.binder, other, name)
        leaf = elsewhere(output, ir.WorkflowOutput(other.key, name, output.expr.type))
        if not sure:
            leaf = replace(leaf, absent=True, lacking=frozenset())
        where = f"the schema of output {name!r}"
        return into(self.binder, leaf, (*path, *expression.pointer), span, where)

    def _input(self, expression: ast.WorkflowValue, other: Scope, span: Span) -> Bound:
        """An input of a workflow that ran before: this workflow's input of the same name, else
        the default of its schema."""
        owner = f"workflow {expression.workflow!r}"
        found = self.binder.find("input", expression.name, other.inputs, span, owner)
        if found is None:
            return nothing()
        name, path = found
        if name in self.binder.scope.inputs:
            return self._own_input(expression, span)
        default = other.inputs[name].default
        value = nothing() if default is MISSING else constant(default)
        where = f"the schema of input {name!r}"
        return into(self.binder, value, (*path, *expression.pointer), span, where)

    def _own_input(self, expression: ast.WorkflowValue, span: Span) -> Bound:
        return self.binder.expression(ast.Inputs(expression.name, expression.pointer), span)

    # --- The dialect --------------------------------------------------------------------

    def _of_source(self, expression: ast.WorkflowValue, name: str, span: Span) -> Bound:
        """A value of a workflow of a source, which ran before: for this workflow, before a retry,
        or as a step of this workflow."""
        scope = self.binder.scope
        source = scope.resolver.sources.get(name)
        if source is None:
            self.binder.unknown("source description", name, list(scope.resolver.sources), span)
            return nothing()
        document = source.arazzo
        if document is None:
            message = f"source {name!r} is not an Arazzo document: it has no workflows"
            scope.report.add("AZ302", span, message, help="its fields are name, url, type")
            return nothing()
        ids = [each.id.value for each in document.workflows]
        if expression.workflow not in ids:
            self.binder.unknown("workflow", expression.workflow, ids, span, f"source {name!r}")
            return nothing()
        right = f"$workflows.{expression.workflow}.{expression.field}.{_named(expression)}"
        before = next((each for _, each in scope.before if _is(expression, document, each)), None)
        if before is not None:
            self._warn(span, f"write `{right}`")
            return self._of_run(expression, before, span)
        outputs = expression.field == "outputs"
        retried = scope.retried(expression.workflow, document) if outputs else None
        if retried is not None:
            self._warn(span, f"write `{right}`")
            return self._output(expression, retried, span, sure=False)
        callers = [
            info
            for info in scope.order
            if info.called is not None
            and _is(expression, document, scope.program.open(info.called))
        ]
        if outputs and len(callers) == 1:
            return self._of_caller(expression, callers[0], span)
        message = f"workflow {expression.workflow!r} of {name!r} has not run before this one"
        hint = f"add it: `dependsOn: [$sourceDescriptions.{name}.{expression.workflow}]`"
        if len(callers) > 1:
            message = f"{len(callers)} steps call workflow {expression.workflow!r} of {name!r}"
            hint = "say which: `$steps.<stepId>.outputs.<name>`"
        scope.report.add("AZ302", span, message, help=hint)
        return nothing()

    def _of_caller(self, expression: ast.WorkflowValue, info: StepInfo, span: Span) -> Bound:
        """An output of the workflow that a step of this workflow calls."""
        output = ast.Outputs(expression.name, expression.pointer)
        if info is self.binder.step and self.binder.phase != "request":
            self._warn(span, f"write `$outputs.{_named(expression)}`")
            return self.binder.expression(output, span)
        passed = passed_on(info, expression.name)
        hint = f"write `$steps.{info.id}.outputs.{passed}{_fragment(expression)}`"
        if passed is None:
            given = f"`{expression.name}: $outputs.{expression.name}`"
            hint = f"give step {info.id!r} an output {given}, and read that"
        self._warn(span, hint)
        return self.called_output(output, info, span)

    def _warn(self, span: Span, hint: str) -> None:
        message = "this is not how the specification names a value of a workflow"
        self.binder.scope.report.add("AZ303", span, message, help=hint)


def _named(expression: ast.WorkflowValue) -> str:
    """The name of what an expression reads, and the pointer into it."""
    return expression.name + _fragment(expression)


def _fragment(expression: ast.WorkflowValue) -> str:
    return "#" + write(expression.pointer) if expression.pointer else ""


def _is(expression: ast.WorkflowValue, document: Document, other: Scope) -> bool:
    """Whether an expression that names a workflow of a document means this one."""
    return other.document is document and other.workflow.id.value == expression.workflow


def elsewhere(output: Bound, expr: ir.Expr) -> Bound:
    """An output of another workflow: which of its runs end without it is not known yet."""
    return replace(output, expr=expr, lacking=ELSEWHERE if output.lacking else frozenset())
