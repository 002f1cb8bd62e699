"""Checks expressions of the IR: the values that they read exist, and can be read at that point."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.ir.check_tree import Findings, doubles, parts
from arazzo_gen.ir.flow_walk import dependencies

MESSAGE = (
    ir.StatusCode, ir.RequestUrl, ir.ResponseHeader, ir.ResponseBody,
    ir.RequestHeader, ir.RequestQuery, ir.RequestBody,
)  # fmt: skip
"""Expressions that read a request that was sent, or its response."""


class ExpressionCheck:
    """Checks the expressions of one workflow.

    Args:
        module: The module.
        workflow: The workflow.
        findings: Takes what is wrong.
    """

    def __init__(self, module: ir.Module, workflow: ir.Workflow, findings: Findings) -> None:
        self._findings = findings
        self._workflows = {each.id: each for each in module.workflows}
        self._inputs = {item.name for item in workflow.inputs}
        self._steps = {step.id: {each.name for each in step.outputs} for step in workflow.steps}
        self._depends = {each.workflow for each in dependencies(workflow.flow)}
        self._depends |= {kept.workflow for kept in workflow.kept}

    def check(
        self, place: str, tree: object, after: ir.Request | ir.WorkflowCall | None = None
    ) -> None:
        """Check the expressions in a tree.

        Args:
            place: The path of the tree in the IR.
            tree: An expression, or anything with expressions inside.
            after: The call whose response may be read; None where there is none.
        """
        for where, part in parts(tree, place):
            if isinstance(part, ir.Input):
                self._is_there(where, "input", part.name, part.name in self._inputs)
            elif isinstance(part, ir.StepOutput):
                self._output(where, f"step {part.step!r}", part.name, self._steps.get(part.step))
            elif isinstance(part, ir.WorkflowOutput):
                known = part.workflow in self._depends
                outputs = self._outputs(part.workflow) if known else None
                self._output(where, f"dependency {part.workflow!r}", part.name, outputs)
            elif isinstance(part, ir.CalledOutput):
                called = after.workflow if isinstance(after, ir.WorkflowCall) else ""
                self._output(where, f"called {called!r}", part.name, self._outputs(called))
            elif isinstance(part, MESSAGE) and not isinstance(after, ir.Request):
                self._findings.add(where, "there is no response to read here")
            elif isinstance(part, ir.Required):
                self._required(where, part)
            elif isinstance(part, ir.JsonPathValue | ir.JsonPathFinds):
                self._bindings(where, part.query, len(part.bindings))
            elif isinstance(part, ir.Replacement):
                self._bindings(where, part.target, len(part.bindings))

    def arguments(self, place: str, workflow: str, args: tuple[tuple[str, ir.Expr], ...]) -> None:
        """Check that arguments are those of a workflow that exists."""
        called = self._workflows.get(workflow)
        if called is None:
            self._findings.add(place, f"there is no workflow {workflow!r}")
            return
        given = [name for name, _ in args]
        inputs = {item.name for item in called.inputs}
        for name in doubles(given):
            self._findings.add(place, f"the argument {name!r} is there twice")
        for name in given:
            self._is_there(place, "input", name, name in inputs)
        for item in called.inputs:
            if item.required and item.name not in given:
                self._findings.add(place, f"the input {item.name!r} is not given")

    def _outputs(self, workflow: str) -> set[str] | None:
        found = self._workflows.get(workflow)
        return {output.name for output in found.outputs} if found is not None else None

    def _output(self, place: str, owner: str, name: str, outputs: set[str] | None) -> None:
        if outputs is None:
            self._findings.add(place, f"there is no {owner}")
        elif name not in outputs:
            self._findings.add(place, f"the {owner} has no output {name!r}")

    def _is_there(self, place: str, what: str, name: str, known: bool) -> None:
        if not known:
            self._findings.add(place, f"there is no {what} {name!r}")

    def _required(self, place: str, expr: ir.Required) -> None:
        """Check that the error of a missing value names an existing step and output."""
        if expr.step and expr.step not in self._steps:
            self._findings.add(place, f"there is no step {expr.step!r}")
        leaf = expr.value.base if isinstance(expr.value, ir.At) else expr.value
        if isinstance(leaf, ir.StepOutput) and (leaf.step, leaf.name) != (expr.step, expr.name):
            self._findings.add(place, f"it names {expr.step}.{expr.name} for another output")

    def _bindings(self, place: str, query: object, count: int) -> None:
        """Check that the embedded values of a query and its bindings match."""
        used: set[int] = set()
        for _, part in parts(query, ""):
            if isinstance(part, jsonpath.Bound):
                used.add(part.index)
            elif isinstance(part, jsonpath.EmbeddedName | jsonpath.EmbeddedIndex):
                used.add(part.bound)
        if used != set(range(count)):
            self._findings.add(place, f"the query has the values {sorted(used)} of {count}")
