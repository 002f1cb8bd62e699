"""Checks that a workflow can be run on a journal (AZ906), and that nothing is done twice where a
secret is needed after a restart (AZ907)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from arazzo_gen import ir
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.ir.flow_walk import Args, called_by, jumps
from arazzo_gen.ir.requests import SAFE
from arazzo_gen.ir.walk import leaves, nodes, reads_message, walk
from arazzo_gen.record import record
from arazzo_gen.source.span import Span
from arazzo_gen.types import Binary, TypeTable, held

REFUSED: Final[Mapping[str, tuple[str, str]]] = {
    "bytes": (
        "the input {!r} holds bytes or a file",
        "upload it in a workflow that is built without --durable, and give this one its id; "
        "where it is no file, give it a `type`",
    ),
    "returned": (
        "the output {!r} is a secret, and what a run returns is stored",
        "leave it out of the outputs",
    ),
    "made": (
        "{!r} hands on a value that is made of a secret, which is not stored",
        "hand on the secret alone, and make the value in the request that sends it",
    ),
    "tested": (
        "step {!r} tests a secret that a workflow has given, and that is not stored",
        "test it in that workflow",
    ),
    "response": (
        "{!r} gives a workflow what it reads of the response, which is not stored",
        "make it an output of the step, and read that",
    ),
    "timeout": (
        "step {!r} bounds the time of a workflow, whose steps are kept one by one",
        "bound the time of the workflow's own steps",
    ),
    "failed": (
        "step {!r} gives a secret, and is read after it has failed",
        "let no action go on behind its failure",
    ),
}
"""What has no durable form, by kind: what is said, with a name, and the way out.

docs/durable-meaning.md lists the kinds.
"""


def check_durable(
    scopes: Sequence[Scope], workflows: Sequence[ir.Workflow], table: TypeTable
) -> None:
    """Report what has no durable form, and logins that are sent again after a restart.

    Args:
        scopes: The workflows of a module, its own first.
        workflows: The same, lowered, with their secrets marked.
        table: The named types.
    """
    by_id = {each.id: each for each in workflows}
    for scope, workflow in zip(scopes, workflows, strict=True):
        _Check(scope, workflow, by_id, table).run(is_main=workflow is workflows[0])


@record
class _Check:
    """Checks one workflow."""

    scope: Scope
    workflow: ir.Workflow
    by_id: Mapping[str, ir.Workflow]
    table: TypeTable

    def run(self, *, is_main: bool) -> None:
        """Report all that there is."""
        for item in self.workflow.inputs:
            if any(isinstance(part, Binary) for part in held(item.type, self.table)):
                self._refuse("bytes", item.name, self.scope.inputs[item.name].span)
        for output in self.workflow.outputs if is_main else ():
            if output.secret:
                self._refuse("returned", output.name, self._output_span(output.name))
        if not is_main:
            handed = tuple(output.value for output in self.workflow.outputs)
            self._secrets(handed, self.workflow.id, self.scope.workflow.id.span)
        for step in self.workflow.steps:
            self._step(step)
        for name, span, args in self._args():
            if reads_message(args):
                self._refuse("response", name, span)
            self._secrets(tuple(value for _, value in args), name, span)

    def _step(self, step: ir.Step) -> None:
        span = self.scope.steps[step.id].step.id.span
        if isinstance(step.call, ir.WorkflowCall):
            if step.timeout is not None:
                self._refuse("timeout", step.id, span)
            values = [value for _, value in step.call.args]
            values += [output.value for output in step.outputs]
            self._secrets(values, step.id, span)
            for decision in (step.success, step.failure):
                conds = tuple(each.cond for each in decision.choices) if decision else ()
                if self._reads_secret((conds, tuple(each.cond for each in step.criteria))):
                    self._refuse("tested", step.id, span)
            return
        secret = [each for each in step.outputs if each.secret and self._is_read(step, each)]
        if secret and step.lenient:
            self._refuse("failed", step.id, span)
        if secret and step.call.method not in SAFE:
            self._warn(span, step, secret[0])

    def _warn(self, span: Span, step: ir.Step, output: ir.OutputField) -> None:
        message = (
            f"a durable run sends {step.id!r} again where it goes on after a restart: "
            f"its output {output.name!r} is a secret, and so it is not stored"
        )
        hint = "take the secret as an input, which the run looks up"
        self.scope.report.add("AZ907", span, message, help=hint)

    # --- Secrets that are computed ------------------------------------------------------

    def _secrets(self, values: Iterable[ir.Expr], name: str, span: Span) -> None:
        """Values that a run makes itself: it has only references to secrets."""
        for value in values:
            inner = value.value if isinstance(value, ir.OrNull | ir.Required) else value
            plain = isinstance(inner, ir.Leaf | ir.CalledOutput)
            if not plain and self._reads_secret(inner):
                self._refuse("made", name, span)

    def _reads_secret(self, tree: object) -> bool:
        called = [each for each in walk(tree) if isinstance(each, ir.CalledOutput)]
        return (
            bool(called)
            and any(
                field.secret
                for workflow in self.by_id.values()
                for field in workflow.outputs
                if field.name in {each.name for each in called}
            )
        ) or any(map(self._is_secret, leaves(tree)))

    def _is_secret(self, leaf: ir.Leaf) -> bool:
        if isinstance(leaf, ir.Input):
            return any(each.secret for each in self.workflow.inputs if each.name == leaf.name)
        if isinstance(leaf, ir.StepOutput):
            outputs = self.workflow.step(leaf.step).outputs
        else:
            outputs = self.by_id[leaf.workflow].outputs
        return any(each.secret for each in outputs if each.name == leaf.name)

    def _is_read(self, step: ir.Step, output: ir.OutputField) -> bool:
        """Whether a step or a caller reads an output of a step."""
        returned = self.workflow.outputs if self.workflow.function != "run" else ()
        trees = (self.workflow.steps, self.workflow.flow, returned)
        return any(
            isinstance(each, ir.StepOutput) and (each.step, each.name) == (step.id, output.name)
            for each in nodes(trees)
        )

    # --- Places -------------------------------------------------------------------------

    def _args(self) -> Iterator[tuple[str, Span, Args]]:
        """What the workflows are given that a flow runs, with who gives it and where."""
        workflow = self.scope.workflow.id
        for stmt in ir.statements(self.workflow.flow):
            if isinstance(stmt, ir.Depend):
                yield workflow.value, workflow.span, stmt.args
            for called in filter(None, map(called_by, jumps(stmt))):
                step = stmt.step if isinstance(stmt, ir.Run | ir.DeferredJump) else ""
                yield step, self.scope.steps[step].step.id.span, called[1]

    def _output_span(self, name: str) -> Span:
        found = (each for each in self.scope.workflow.outputs if each.name.value == name)
        return next(found).name.span

    def _refuse(self, kind: str, name: str, span: Span) -> None:
        what, hint = REFUSED[kind]
        message = f"{what.format(name)}: there is no durable form"
        self.scope.report.add("AZ906", span, message, help=hint)
