"""Binds runtime expressions: looks each name up, and follows each pointer through its schema
(Arazzo 1.1, "Runtime Expressions")."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.bound import Bound, nothing
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.arazzo.model import Criterion
from arazzo_gen.diagnostics.model import Edit
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.expressions import ast
from arazzo_gen.expressions.errors import ExpressionError
from arazzo_gen.expressions.navigation import split_name
from arazzo_gen.expressions.runtime import parse_expression
from arazzo_gen.lower.bind.messages import MessageBinder
from arazzo_gen.lower.bind.outputs import output_of
from arazzo_gen.lower.bind.pointers import into
from arazzo_gen.lower.bind.protocol import Phase
from arazzo_gen.lower.bind.text import misread
from arazzo_gen.lower.bind.workflows import WorkflowBinder
from arazzo_gen.lower.names.identifiers import pascal
from arazzo_gen.record import record, replace
from arazzo_gen.source.span import Span
from arazzo_gen.text import pointer
from arazzo_gen.types import Json, Null, Str, union
from arazzo_gen.typing.inputs import MISSING


@record
class ExpressionBinder:
    """Binds the expressions of one step and phase, or those of the workflow's outputs.

    `step` is None in the outputs of the workflow. With `mutes_dialects` there are no warnings about
    dialects. An action of the workflow applies to all of its steps: there `inapplicable` collects
    the expressions that steps of this kind lack, which is no mistake. Elsewhere it is None. With
    `refuses_text` a text that looks like an expression is an error. In an action that is taken when
    the step has failed, `failed` has the criteria of that action.
    """

    scope: Scope
    step: StepInfo | None
    phase: Phase
    mutes_dialects: bool = False
    inapplicable: list[Span] | None = None
    refuses_text: bool = False
    failed: Sequence[Criterion] | None = None

    @property
    def shared(self) -> bool:
        """Whether the expressions are in an action of the workflow, which all its steps share."""
        return self.inapplicable is not None

    def at_request(self) -> ExpressionBinder:
        """A binder for the same step before its request, where dialects were reported already."""
        return replace(self, phase="request", mutes_dialects=True)

    def at_condition(self) -> ExpressionBinder:
        """A binder for simple conditions, in which the specification lets dots lead into a value
        ("Operators")."""
        return replace(self, mutes_dialects=True)

    def refusing_text(self) -> ExpressionBinder:
        """A binder for a place in which a text that looks like an expression is an error."""
        return replace(self, refuses_text=True)

    def elsewhere(self, scope: Scope, step: StepInfo | None, phase: Phase) -> ExpressionBinder:
        """A binder for another step and phase."""
        return ExpressionBinder(scope, step, phase)

    def text(self, text: str, span: Span) -> Bound:
        """Bind a text that is one expression as a whole (braces around it are accepted)."""
        inner = text.strip()
        if inner.startswith("{$") and inner.endswith("}"):
            inner = inner[1:-1]
        parsed = parse_expression(inner)
        if isinstance(parsed, ExpressionError):
            end = parsed.end if parsed.end is not None else parsed.offset + 1
            place = span.inside(parsed.offset, end)
            edits = misread(parsed, inner, place)
            self.scope.report.add("AZ301", place, parsed.message, help=parsed.help, edits=edits)
            return nothing()
        return self.expression(parsed, span)

    def declared(self, expression: ast.Expression) -> bool:
        """Whether an expression's name is declared: else a dialect takes the text literally."""
        match expression:
            case ast.Inputs():
                return split_name(expression.name, self.scope.inputs) is not None
            case ast.StepOutput():
                info = self.scope.steps.get(expression.step)
                names = [o.name.value for o in info.step.outputs] if info is not None else []
                return split_name(expression.name, names) is not None
            case ast.WorkflowValue():
                if expression.source is not None:
                    return True
                known = expression.workflow in self.scope.depends
                return known or self.scope.retried(expression.workflow) is not None
            case ast.MessagePart():
                return self.phase != "request" or expression.message == "request"
            case ast.Outputs():
                return self.step is not None and self.step.called is not None
            case _:
                return True

    def expression(self, expression: ast.Expression, span: Span) -> Bound:
        """Bind an expression; a constant null where it is wrong (reported)."""
        match expression:
            case ast.Inputs():
                return self._input(expression, span)
            case ast.StepOutput():
                return self._step_output(expression, span)
            case ast.Outputs():
                return self._called_output(expression, span)
            case ast.WorkflowValue():
                return WorkflowBinder(self).value(expression, span)
            case ast.SourceReference():
                return self._source_field(expression, span)
            case ast.SelfUri():
                return self._self(span)
            case ast.ComponentReference():
                message = "a component is no value: it is used with a Reusable Object"
                self.scope.report.add("AZ302", span, message)
                return nothing()
            case _:
                return MessageBinder(self).bind(expression, span)

    # --- Inputs -------------------------------------------------------------------------

    def _input(self, expression: ast.Inputs, span: Span) -> Bound:
        declared = self.scope.inputs
        if not expression.name:
            return self._all_inputs(expression, span)
        found = self.find("input", expression.name, declared, span)
        if found is None:
            return nothing()
        name, path = found
        self.warn_navigation("$inputs.", found, expression, span)
        decl = declared[name]
        type_ = union(decl.type, Null()) if decl.nullable else decl.type
        left_out = not decl.required and decl.default is MISSING
        leaf = Bound(
            ir.Input(name, type_),
            absent=left_out or decl.nullable,
            schemas=(decl.schema,) if decl.schema is not None else None,
            secret=decl.secret,
            hint=pascal(name) or "Value",
            sent=True,
        )
        where = f"the schema of input {name!r}"
        return into(self, leaf, (*path, *expression.pointer), span, where)

    def _all_inputs(self, expression: ast.Inputs, span: Span) -> Bound:
        """`$inputs` as a whole: an object of all inputs."""
        entries = tuple(
            (name, self._input(ast.Inputs(name), span).expr) for name in self.scope.inputs
        )
        whole = Bound(ir.MapOf(entries, Json()), absent=False)
        return into(self, whole, expression.pointer, span, "the inputs")

    # --- Outputs ------------------------------------------------------------------------

    def _step_output(self, expression: ast.StepOutput, span: Span) -> Bound:
        steps = self.scope.steps
        info = steps.get(expression.step)
        if expression.short and not self._means_output(expression, span):
            return nothing()
        if info is None:
            self.unknown("step", expression.step, list(steps), span)
            return nothing()
        names = [output.name.value for output in info.step.outputs]
        if not expression.name:
            entries = tuple((name, self.output_leaf(info, name).expr) for name in names)
            self._dialect(span, "all outputs of a step are no value", "name the output")
            return Bound(ir.MapOf(entries, Json()), absent=False)
        owner = f"step {expression.step!r}"
        found = self.find("output", expression.name, names, span, owner)
        if found is None:
            return nothing()
        name, path = found
        if self.step is not None:
            self.step.read_sites.setdefault((info.id, name), span)
        self.warn_navigation(f"$steps.{expression.step}.outputs.", found, expression, span)
        leaf = self._own(info, name, span) if self._is_own(info) else self.output_leaf(info, name)
        where = f"the schema of output {name!r} of step {expression.step!r}"
        return into(self, leaf, (*path, *expression.pointer), span, where)

    def _means_output(self, expression: ast.StepOutput, span: Span) -> bool:
        """Whether `$steps.<step>.<name>` can mean an output of the step; reported either way."""
        step, report = expression.step, self.scope.report
        rest = expression.name
        if expression.pointer:
            rest += "#" + pointer.write(expression.pointer)
        hint = f"write `$steps.{step}.outputs.{rest}`"
        if self.declared(expression):
            edits = [Edit(span, f"$steps.{step}.", f"$steps.{step}.outputs.")]
            message = "an output of a step stands behind `.outputs`"
            report.add("AZ303", span, message, help=hint, edits=edits)
            return True
        message = f"`$steps.{step}.{rest}` does not say that it means an output"
        if step not in self.scope.steps:
            near = nearest(step, list(self.scope.steps))
            hint = f"write `$steps.{near or '<stepId>'}.outputs.<name>`"
        report.add("AZ301", span, message, help=hint)
        return False

    def output_leaf(self, info: StepInfo, name: str) -> Bound:
        """An output of a step as others read it."""
        output = output_of(self, info, name)
        # Elsewhere than in the workflow's outputs, the replies are those of another step.
        lacking = output.lacking if self.phase == "outputs" else frozenset()
        expr = ir.StepOutput(info.id, name, output.expr.type)
        return replace(output, expr=expr, lacking=lacking)

    def _is_own(self, info: StepInfo) -> bool:
        """Whether a step is the one whose response these expressions read."""
        return self.step is info and self.phase == "response"

    def _own(self, info: StepInfo, name: str, span: Span) -> Bound:
        """An output of the step itself, in its criteria or other outputs: its own expression."""
        if name in info.pending and name not in info.outputs:
            message = f"output {name!r} of step {info.id!r} is made of itself"
            self.scope.report.add("AZ304", span, message)
        return output_of(self, info, name)

    def _called_output(self, expression: ast.Outputs, span: Span) -> Bound:
        called = self.step.called if self.step is not None else None
        if called is None and self.inapplicable is not None:
            self.inapplicable.append(span)
            return nothing()
        if self.step is None or called is None or self.phase == "request":
            message = "`$outputs` is what a called workflow returned: there is none here"
            hint = "read a step's output: `$steps.<stepId>.outputs.<name>`"
            self.scope.report.add("AZ302", span, message, help=hint)
            return nothing()
        return WorkflowBinder(self).called_output(expression, self.step, span)

    # --- Constants ----------------------------------------------------------------------

    def _source_field(self, expression: ast.SourceReference, span: Span) -> Bound:
        source = self.scope.resolver.sources.get(expression.source)
        if source is None:
            self.unknown(
                "source description", expression.source, list(self.scope.resolver.sources), span
            )
            return nothing()
        fields = {
            "url": source.description.url.value,
            "name": source.description.name.value,
            "type": source.description.type,
        }
        value = fields.get(expression.reference)
        if value is None:
            message = f"`{expression.reference}` of a source description is no value"
            self.scope.report.add("AZ302", span, message, help="its fields are name, url, type")
            return nothing()
        return Bound(ir.Const(value, Str()), absent=False)

    def _self(self, span: Span) -> Bound:
        if self.scope.document.self_uri is None:
            message = "the document has no `$self`"
            self.scope.report.add("AZ302", span, message, help="add `$self` at its root")
            return nothing()
        return Bound(ir.Const(self.scope.document.base_uri, Str()), absent=False)

    # --- Reports ------------------------------------------------------------------------

    def find(
        self, what: str, written: str, declared: Collection[str], span: Span, owner: str = ""
    ) -> tuple[str, tuple[str | int, ...]] | None:
        """The declared name that a text begins with, and the path behind it; None, reported,
        where no such name is declared."""
        found = split_name(written, declared)
        if found is None:
            self.unknown(what, written, list(declared), span, owner)
        return found

    def unknown(
        self, what: str, name: str, known: Sequence[str], span: Span, owner: str = ""
    ) -> None:
        """Report a name that does not exist."""
        near = nearest(name, known)
        if near:
            hint: str | None = f"did you mean {near!r}?"
        elif known:
            verb = "it has" if owner else "there are" if len(known) > 1 else "there is"
            hint = f"{verb} " + ", ".join(repr(each) for each in known[:8])
        else:
            hint = "it has none" if owner else "none are declared"
        message = f"{owner} has no {what} {name!r}" if owner else f"there is no {what} {name!r}"
        subject = self.scope.subject(what, owner, name if known else "")
        edits = respelt(span, name, known)
        self.scope.report.add_once(subject, "AZ302", span, message, help=hint, edits=edits)

    def warn_navigation(
        self,
        root: str,
        found: tuple[str, tuple[str | int, ...]],
        expression: ast.Inputs | ast.StepOutput | ast.Outputs,
        span: Span,
    ) -> None:
        """Warn of an expression that begins with `root`, and goes on with what `find` has found:
        a name with a path behind it."""
        name, path = found
        if not path:
            return
        written = root + expression.name + _fragment(expression.pointer)
        right = root + name + _fragment((*path, *expression.pointer))
        message = "a path into a value is a JSON Pointer behind `#`"
        self._dialect(span, message, f"write `{right}`", [Edit(span, written, right)])

    def _dialect(self, span: Span, message: str, hint: str, edits: Sequence[Edit] = ()) -> None:
        if not self.mutes_dialects:
            self.scope.report.add("AZ303", span, message, help=hint, edits=edits)


def _fragment(tokens: Sequence[str | int]) -> str:
    return "#" + pointer.write(str(token) for token in tokens) if tokens else ""
