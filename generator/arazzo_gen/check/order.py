"""Checks the reads of, and dependencies on, steps that have not run
(Arazzo 1.1, "Validation Recommendations")."""

from __future__ import annotations

from collections.abc import Set
from typing import TypeAlias

from arazzo_gen import ir
from arazzo_gen.analysis.graph import History
from arazzo_gen.analysis.order import comes_after, needs
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.analysis.step_draft import StepDraft
from arazzo_gen.arazzo.model import Text
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.ir.walk import walk
from arazzo_gen.lazy import pattern

Needs: TypeAlias = dict[str, list[str]]

_ELSEWHERE = pattern(r"\$(?:workflows|sourceDescriptions\.[A-Za-z0-9_\-]+)\.([^.]+)\.steps\.(.+)")


def check_order(scope: Scope, drafts: list[StepDraft]) -> None:
    """Report reads of, and dependencies on, steps that never or not always run before."""
    order = needs(scope.workflow)
    reached = {draft.info.id for draft in drafts if draft.reachable}
    for draft in drafts:
        if draft.history is not None:
            _reads(scope, draft, draft.history, order, reached)
            _depends_on(scope, draft, draft.history, order)


def _reads(
    scope: Scope, draft: StepDraft, history: History, order: Needs, reached: Set[str]
) -> None:
    wanted: dict[str, str] = {}
    for expr in walk(draft.computed):
        if isinstance(expr, ir.StepOutput):
            wanted.setdefault(expr.step, expr.name)
    for step, name in wanted.items():
        span = draft.info.read_sites.get((step, name), draft.info.step.id.span)
        notes = [Note(f"step {step!r}", scope.steps[step].step.id.span)]
        if step not in history.may:
            if step != draft.info.id and comes_after(order, step, draft.info.id):
                continue  # a cycle, which has been reported
            where, hint = _elsewhere_run(scope, draft, step, reached)
            message = f"step {draft.info.id!r} reads output {name!r} of {step!r}, which {where}"
            if step == draft.info.id:
                message = f"step {draft.info.id!r} reads its own output {name!r} before it runs"
                hint = None
            scope.report.add("AZ304", span, message, help=hint, notes=notes)
        elif step not in history.ran:
            why = "has not run" if step not in history.tried else "has not succeeded"
            message = (
                f"step {draft.info.id!r} reads output {name!r} of {step!r}, "
                f"which {why} on every way here"
            )
            hint = "where it has not, the value is left out, or MissingValue is raised"
            scope.report.add("AZ305", span, message, help=hint, notes=notes)


def _elsewhere_run(
    scope: Scope, draft: StepDraft, step: str, reached: Set[str]
) -> tuple[str, str | None]:
    """When a step runs that never runs before another, and what to do about it."""
    if step not in reached:
        return "never runs", f"let an action lead to step {step!r}"
    if scope.steps[step].index < draft.info.index:
        return "runs on no way here", f"let step {step!r} lead here"
    return "runs later", f"put step {step!r} before it"


def _depends_on(scope: Scope, draft: StepDraft, history: History, order: Needs) -> None:
    for text in draft.info.step.depends_on:
        match = _ELSEWHERE.fullmatch(text.value)
        if match is not None:
            _elsewhere(scope, text, match[1], match[2])
            continue
        if text.value not in scope.steps:
            continue
        notes = [Note(f"step {text.value!r}", scope.steps[text.value].step.id.span)]
        if text.value not in history.may:
            if comes_after(order, text.value, draft.info.id):
                continue  # a cycle, which has been reported
            message = f"step {text.value!r} never runs before {draft.info.id!r}"
            scope.report.add("AZ505", text.span, message, notes=notes)
        elif text.value not in history.ran:
            why = "has not run" if text.value not in history.tried else "has not succeeded"
            message = f"step {text.value!r} {why} on every way to {draft.info.id!r}"
            scope.report.add("AZ506", text.span, message, notes=notes)


def _elsewhere(scope: Scope, text: Text, workflow: str, step: str) -> None:
    """Check a dependency on a step of another workflow: that workflow must run before this one."""
    other = scope.depends.get(workflow)
    if other is None:
        message = f"workflow {workflow!r} has not run before this one"
        hint: str | None = "name it in the workflow's `dependsOn`"
        scope.report.add("AZ505", text.span, message, help=hint)
    elif step not in other.steps:
        near = nearest(step, list(other.steps))
        hint = f"did you mean {near!r}?" if near else None
        message = f"workflow {workflow!r} has no step {step!r}"
        edits = respelt(text.span, step, list(other.steps))
        scope.report.add("AZ203", text.span, message, help=hint, edits=edits)
