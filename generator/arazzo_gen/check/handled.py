"""Checks that a polling loop handles every value that it can meet (AZ704), and that each action can
be taken (AZ508)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from arazzo_gen import ir
from arazzo_gen.analysis.graph import Edge, ToRetry, ToStep
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.analysis.step_draft import Branches
from arazzo_gen.arazzo.model import Action
from arazzo_gen.check.enums import listed, named, same
from arazzo_gen.check.tested import (
    OTHER,
    Candidate,
    Other,
    Outputs,
    Tested,
    excluded,
    holds,
    implies,
    is_wrong,
    tested,
)
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.lazy import pattern
from arazzo_gen.source.span import Span

_FAILURE: Final = pattern(
    r"(?i)fail|err|cancel|abort|expir|reject|denied|declin|time[d_-]?out|invalid"
)
"""Values with which no run is meant to end as a success."""

_UNFINISHED: Final = pattern(
    r"(?i)(?:re)?(start|initiali[sz]|creat|provision|queu|wait|pend|process|schedul)ing"
    r"|queued|submitted|scheduled|waiting|in[-_ ]?(progress|queue)"
)
"""Values with which nothing is meant to go on: the job has not begun, or is at work."""


def check_handled(
    scope: Scope, info: StepInfo, found: Branches, criteria: Sequence[ir.Cond], span: Span
) -> None:
    """Warn about the values that no success action of a polling step handles (AZ704).

    The actions must decide by one value alone. Where an enum lists its values, there must be two
    actions: a single one leaves the other values to the next step on purpose. Where nothing lists
    them, one must `goto` back and another lead away; after a retry that was taken often enough, the
    step goes on with what is left. No value counts that the success criteria exclude, since the
    step fails with it, nor one that an action excludes by its name, nor a single one that is left
    to go on with.

    Args:
        scope: The workflow.
        info: The step.
        found: Its success actions.
        criteria: Its success criteria.
        span: The first action.
    """
    back = {edge.key for edge in found.edges if _leads_back(edge, info)}
    conditions = [choice.cond for choice in found.choices if choice.cond is not None]
    if not back or found.exhaustive or found.untaken:
        return
    if len(conditions) < max(2, len(found.choices)):
        return
    outputs = own_outputs(info)
    about = tested(conditions, outputs, scope.types)
    if about is None or any(map(is_wrong, conditions)):
        return
    left = _left(about, conditions, criteria, outputs)
    if not left or (about.values is None and not _parts_ways(found, info)):
        return
    if about.values is None and _has_no_answer(info):
        return  # the criteria allow no declared response (AZ702), so that nothing has a schema
    if len(left) == 1 and _is_the_way_on(left[0], found, info, scope):
        return
    follows = "the next step follows"
    if info.index == len(scope.steps) - 1:
        follows = "the workflow ends as if it had succeeded"
    message = f"no action is taken when {named(about.expr)} is {_spoken(left, about)}: {follows}"
    hint = "name what is left in an action, to go on, to end or to wait"
    scope.report.add("AZ704", span, message, help=hint)


def check_taken(
    scope: Scope, info: StepInfo, actions: Sequence[tuple[Action, ir.Cond | None]]
) -> list[Action]:
    """Warn about actions that an earlier one covers (AZ508), and return them.

    Args:
        scope: The workflow.
        info: The step.
        actions: Actions of one list, each with its condition.
    """
    outputs = own_outputs(info)
    untaken: list[Action] = []
    for number, (action, cond) in enumerate(actions):
        if cond is not None and is_wrong(cond):
            continue
        for before, first in actions[:number]:
            if before.type == "retry" or (first is not None and is_wrong(first)):
                continue  # a retry is taken so often, and then the next action
            if first is not None and (
                cond is None or not implies(cond, first, outputs, scope.types)
            ):
                continue
            name = before.name.value
            why = "has no criteria" if first is None else "takes all of its cases"
            message = f"the action {action.name.value!r} is never taken: {name!r} before it {why}"
            hint = f"put it before {name!r}, or narrow the criteria of {name!r}"
            notes = [Note("the action before it", before.span)]
            scope.report.add("AZ508", action.span, message, help=hint, notes=notes)
            untaken.append(action)
            break
    return untaken


def own_outputs(info: StepInfo) -> Outputs:
    """The expressions of the outputs of a step, by name."""
    return {name: bound.expr for name, bound in info.outputs.items()}


def _leads_back(edge: Edge, info: StepInfo) -> bool:
    """Whether an action runs its step again, at once or by an earlier step."""
    target = edge.target
    return isinstance(target, ToRetry) or (
        isinstance(target, ToStep) and target.index <= info.index
    )


def _has_no_answer(info: StepInfo) -> bool:
    """Whether the criteria of a step allow no response that its operation declares."""
    return info.answer is not None and bool(info.answer.undeclared)


def _parts_ways(found: Branches, info: StepInfo) -> bool:
    """Whether one action goes back to the step, none retries it, and another leads away."""
    back = [_leads_back(edge, info) for edge in found.edges]
    retries = any(isinstance(edge.target, ToRetry) for edge in found.edges)
    return any(back) and not all(back) and not retries


def _left(
    about: Tested, conditions: Sequence[ir.Cond], criteria: Sequence[ir.Cond], outputs: Outputs
) -> list[Candidate]:
    """The values with which no action is taken."""
    values: Sequence[Candidate] = (OTHER,)
    if about.values is not None:
        values = about.values
        if not all(any(same(v, name, loose=True) for v in about.values) for name in about.named):
            return []  # a comparison with a value that the enum does not have has been reported
    gone = [value for cond in conditions for value in excluded(cond)]
    return [
        value
        for value in values
        if all(holds(cond, about.expr, value, outputs) is False for cond in conditions)
        and not any(holds(cond, about.expr, value, outputs) is False for cond in criteria)
        and not any(isinstance(value, str | int) and same(value, each, loose=True) for each in gone)
    ]


def _is_the_way_on(value: Candidate, found: Branches, info: StepInfo, scope: Scope) -> bool:
    """Whether the only value left is meant to go on with: no action leads to the next step."""
    if isinstance(value, Other) or _UNFINISHED.fullmatch(str(value)):
        return False
    if any(edge.target == ToStep(info.index + 1) for edge in found.edges):
        # The end of the last step is the end of the workflow, to which `end` leads as well.
        return info.index == len(scope.steps) - 1 and not _FAILURE.search(str(value))
    return True


def _spoken(left: Sequence[Candidate], about: Tested) -> str:
    values = [value for value in left if isinstance(value, str | int)]
    if not values:
        known = listed(about.named).removeprefix("it is ")
        return "anything but " + " or ".join(known.rsplit(", ", 1))
    return " or ".join(listed(values).removeprefix("it is ").rsplit(", ", 1))
