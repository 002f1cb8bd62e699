"""Checks the steps of the IR: functions have a parameter for each value they read, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from arazzo_gen import ir
from arazzo_gen.ir.check_expressions import ExpressionCheck
from arazzo_gen.ir.check_tree import Findings, doubles
from arazzo_gen.ir.walk import LeafKey, leaf_key, leaves


class StepCheck:
    """Checks one step.

    Args:
        module: The module.
        workflow: The workflow of the step.
        step: The step.
        expressions: Checks expressions of the workflow.
        findings: Takes what is wrong.
    """

    def __init__(
        self,
        module: ir.Module,
        workflow: ir.Workflow,
        step: ir.Step,
        expressions: ExpressionCheck,
        findings: Findings,
    ) -> None:
        self._module = module
        self._workflow = workflow
        self._step = step
        self._expressions = expressions
        self._findings = findings

    def run(self, place: str) -> None:
        """Check the step at a place."""
        step = self._step
        self._expressions.check(f"{place}.call", step.call)
        for name in ("criteria", "outputs", "success", "failure"):
            self._expressions.check(f"{place}.{name}", getattr(step, name), step.call)
        self._reads(f"{place}.reads", step.reads, _leaves((step.call, step.criteria, step.outputs)))
        if isinstance(step.call, ir.Request):
            self._request(f"{place}.call", step.call)
        else:
            self._expressions.arguments(f"{place}.call", step.call.workflow, step.call.args)
        self._decisions(place)

    def _reads(self, place: str, reads: Sequence[ir.Read], needed: set[LeafKey]) -> None:
        """Check that the parameters of a function are the values that it reads from outside."""
        taken = {leaf_key(read.leaf) for read in reads}
        for leaf in sorted(needed - taken):
            self._findings.add(place, f"no parameter gives {'.'.join(filter(None, leaf))}")
        for leaf in sorted(taken - needed):
            self._findings.add(place, f"nothing reads {'.'.join(filter(None, leaf))}")
        self._once(place, "the parameter", [read.param for read in reads])
        for index, read in enumerate(reads):
            self._expressions.check(f"{place}[{index}].leaf", read.leaf)
            if not read.param.isidentifier():
                self._findings.add(
                    f"{place}[{index}].param", f"{read.param!r} is no name of Python"
                )

    # --- Requests -----------------------------------------------------------------------

    def _request(self, place: str, request: ir.Request) -> None:
        keys = {source.key for source in self._module.sources}
        if request.source not in keys or request.source not in self._workflow.sources:
            self._findings.add(f"{place}.source", f"there is no source {request.source!r}")
        wanted = re.findall(r"\{([^{}]*)\}", request.template)
        given = [piece.name for piece in request.path if isinstance(piece, ir.Param)]
        if wanted != given:
            self._findings.add(f"{place}.path", f"it has {given}, and its template {wanted}")
        for name in ("query", "headers", "cookies"):
            names = [param.name for param in getattr(request, name)]
            self._once(f"{place}.{name}", "the parameter", names)
        known = {credential.param: credential for credential in self._workflow.credentials}
        for credential in request.credentials:
            if known.get(credential.param) != credential:
                text = f"the workflow has no credential {credential.param!r} like this"
                self._findings.add(f"{place}.credentials", text)
        for each in request.supplied:
            if each not in self._workflow.supplied:
                text = f"the workflow has no keyword {each.param!r} like this"
                self._findings.add(f"{place}.supplied", text)

    # --- Decisions ----------------------------------------------------------------------

    def _decisions(self, place: str) -> None:
        step = self._step
        keys: list[str] = []
        for name in ("success", "failure"):
            decision: ir.Decision | None = getattr(step, name)
            if decision is None:
                continue
            keys += [choice.key for choice in decision.choices]
            where = f"{place}.{name}"
            if not decision.function.isidentifier():
                text = f"{decision.function!r} is no name of Python"
                self._findings.add(f"{where}.function", text)
            read = _leaves(decision.choices)
            own = {leaf for leaf in read if leaf[:2] == ("step", step.id)}
            self._reads(f"{where}.reads", decision.reads, read - own)
            if bool(own) is not decision.own:
                self._findings.add(f"{where}.own", "it does not say whether own outputs are read")
        self._once(place, "the action", keys)

    def _once(self, place: str, what: str, names: Iterable[str]) -> None:
        for name in doubles(names):
            self._findings.add(place, f"{what} {name!r} is there twice")


def _leaves(tree: object) -> set[LeafKey]:
    """The leaves that a tree reads from outside a step."""
    return {leaf_key(leaf) for leaf in leaves(tree)}
