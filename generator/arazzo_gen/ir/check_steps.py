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
        if step.wait is not None:
            self._wait(f"{place}.wait", step.wait)

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

    # --- The loop over the step ---------------------------------------------------------

    def _wait(self, place: str, wait: ir.Wait) -> None:
        """Check that a loop over a step asks for it, decides as the step says, and can end."""
        step, run = self._step, wait.run
        if not isinstance(step.call, ir.Request) or step.call.method != "GET":
            self._findings.add(place, "it is no loop over a GET")
        if run.step != step.id:
            self._findings.add(f"{place}.run.step", f"{run.step!r} is another step")
        if run.reaching != ir.Reaching() or run.action is not None:
            self._findings.add(
                f"{place}.run", "other steps and the action are none of its business"
            )
        if not wait.goes_on:
            self._findings.add(f"{place}.run", "no action goes on")
        for name, outcomes, goes_on, leave in (
            ("success", run.success, wait.on_success, ir.Return),
            ("failure", run.failure, wait.on_failure, ir.FailEnd),
        ):
            where = f"{place}.run.{name}"
            for index, outcome in enumerate(outcomes):
                jump = outcome.jump
                if getattr(jump, "reaching", ir.Reaching()) != ir.Reaching():
                    self._findings.add(f"{where}[{index}].jump", "steps are none of its business")
                if not isinstance(jump, ir.Continue | ir.Retry | leave):
                    self._findings.add(f"{where}[{index}].jump", "it is no jump of such a loop")
                if isinstance(jump, ir.Retry) and (jump.first, jump.key) != (None, outcome.key):
                    self._findings.add(f"{where}[{index}].jump", "it is no retry of the step alone")
            decision = step.success if name == "success" else step.failure
            self._outcomes(where, outcomes, decision if goes_on else None)
        if not any(isinstance(each.jump, ir.Return) for each in run.success):
            self._findings.add(f"{place}.run.success", "it never returns")
        decisions = [step.success] if wait.on_success else []
        decisions += [step.failure] if wait.on_failure else []
        asked = [each.choices for each in decisions if each is not None]
        needed = _leaves((step.call, step.criteria, step.outputs, tuple(asked)))
        self._reads(f"{place}.reads", wait.reads, {e for e in needed if e[:2] != ("step", step.id)})

    def _outcomes(
        self, place: str, outcomes: Sequence[ir.Outcome], decision: ir.Decision | None
    ) -> None:
        """Check that a loop has an outcome for each action, where it decides on them."""
        keys = [each.key for each in outcomes]
        if decision is None:
            if len(keys) > 1:
                self._findings.add(place, f"no decision, and outcomes on {keys}")
            return
        wanted: list[str | None] = [choice.key for choice in decision.choices]
        if place.endswith("success") and not decision.exhaustive:
            wanted.append(None)
        if keys != wanted:
            self._findings.add(place, f"outcomes on {keys}, and actions {wanted}")
        limits = {choice.key: choice.limit for choice in decision.choices}
        for each in outcomes:
            if isinstance(each.jump, ir.Retry) is not (limits.get(each.key or "") is not None):
                self._findings.add(place, "retries have a limit, and nothing else")

    def _once(self, place: str, what: str, names: Iterable[str]) -> None:
        for name in doubles(names):
            self._findings.add(place, f"{what} {name!r} is there twice")


def _leaves(tree: object) -> set[LeafKey]:
    """The leaves that a tree reads from outside a step."""
    return {leaf_key(leaf) for leaf in leaves(tree)}
