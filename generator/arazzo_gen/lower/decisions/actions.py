"""Lowers success and failure actions to choices and jumps (Arazzo 1.1, "Success Action Object",
"Failure Action Object")."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen import ir
from arazzo_gen.analysis.graph import Edge, Target, ToFailure, ToRetry, ToStep, ToWorkflow
from arazzo_gen.analysis.not_now import says_not_now
from arazzo_gen.analysis.responses import Remaining
from arazzo_gen.analysis.scope import Scope, StepInfo
from arazzo_gen.analysis.step_draft import Branches
from arazzo_gen.arazzo.model import Action
from arazzo_gen.check.contradicted import check_possible
from arazzo_gen.check.handled import check_handled, check_taken
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.ir.walk import reads_message, steps_read
from arazzo_gen.lower.bind.binder import ExpressionBinder
from arazzo_gen.lower.bind.protocol import Binder
from arazzo_gen.lower.calls import action_arguments
from arazzo_gen.lower.decisions.called_status import NEVER
from arazzo_gen.lower.decisions.coverage import SUCCESS, cover, left_to_test
from arazzo_gen.lower.decisions.criteria import lower_criteria
from arazzo_gen.lower.names.identifiers import Names

DEFAULT_RETRIES = 1
"""The number of retries of an action without `retryLimit`."""


def lower_actions(
    scope: Scope,
    info: StepInfo,
    actions: Sequence[Action],
    keys: Names,
    criteria: Sequence[ir.Criterion] = (),
    *,
    well: bool | None = True,
) -> Branches:
    """The choices of some actions and their edges.

    Args:
        scope: The workflow.
        info: The step.
        actions: Its actions, those of the workflow included.
        keys: The names that are taken.
        criteria: The success criteria of the step: they hold at each action on success.
        well: Of a step that calls a workflow: whether that has ended well, where it is known.
    """
    known = [each.cond for each in criteria] or [SUCCESS]
    found = _branches(scope, info, actions, keys, known, well)
    if actions and actions[0].on == "success":
        held = [each.cond for each in criteria]
        check_handled(scope, info, found, held, actions[0].span)
    return found


def _branches(
    scope: Scope,
    info: StepInfo,
    actions: Sequence[Action],
    keys: Names,
    known: Sequence[ir.Cond],
    well: bool | None,
) -> Branches:
    """The choices and edges. The last of some that leave nothing over is taken without a test after
    a success; after a failure, of whose response no test holds where none came, wherever one came.
    """
    own = {id(action) for action in (*info.step.on_success, *info.step.on_failure)}
    choices: list[ir.Choice] = []
    edges: list[Edge] = []
    remaining = Remaining(info.answer)
    replies: list[frozenset[int]] = []
    tested: dict[bool, list[tuple[Action, ir.Cond | None]]] = {True: [], False: []}
    exhaustive = False
    asked: list[ir.Cond] = []
    for action in actions:
        binder = _binder(scope, info, action, is_own=id(action) in own)
        target = _target(scope, binder, action, info)
        condition = lower_criteria(binder, action.criteria, well=well)
        limit = action.retry_limit if action.retry_limit is not None else DEFAULT_RETRIES
        again = isinstance(target, ToRetry)
        if target is not None and condition is not NEVER and not binder.inapplicable:
            check_possible(scope, info, action, condition, known)
            tested[id(action) in own].append((action, condition))
        idle = exhaustive or condition is NEVER or (again and limit == 0)
        if target is None or idle or binder.inapplicable:
            # The action is wrong or never taken; its parts are checked all the same.
            continue
        if condition is not None and not again:
            asked.append(condition)
            if action.on == "success":
                condition = None if cover(asked, known) else left_to_test(condition, known)
            elif _reads_response(condition, info) and cover(asked, []):
                condition = ir.ANSWERED
        key = keys.take(action.name.value)
        if isinstance(target, ToFailure):
            target = ToFailure(action.name.value)
        choices.append(ir.Choice(key, action.name.value, condition, limit if again else None))
        edges.append(Edge(key, target))
        replies.append(remaining.take(action.criteria, always=not again))
        exhaustive = condition is None and not again
    replies.append(remaining.take((), always=True))
    untaken = [each for group in tested.values() for each in check_taken(scope, info, group)]
    return Branches(tuple(choices), tuple(edges), exhaustive, tuple(replies), tuple(untaken))


def _reads_response(condition: ir.Cond, info: StepInfo) -> bool:
    """Whether a condition of a step that calls an operation needs a response."""
    return info.operation is not None and (
        reads_message(condition) or info.id in steps_read(condition)
    )


def _binder(scope: Scope, info: StepInfo, action: Action, *, is_own: bool) -> ExpressionBinder:
    """A binder for an action of the step itself, or of the workflow."""
    failed = action.criteria if action.on == "failure" else None
    return ExpressionBinder(
        scope, info, "actions", inapplicable=None if is_own else [], failed=failed
    )


def _target(scope: Scope, binder: Binder, action: Action, info: StepInfo) -> Target | None:
    """The target of an action; None where it does not exist (reported)."""
    if action.type == "end":
        if action.on == "failure":
            return ToFailure(action.name.value)
        return ToStep(len(scope.steps))
    if action.type == "retry":
        return _again(scope, binder, action, info)
    if action.step_id is not None:
        index = _step_index(scope, action.step_id.value)
        if index is None:
            _unknown_step(scope, action)
            return None
        return ToStep(index)
    return _workflow(scope, binder, action)


def _workflow(scope: Scope, binder: Binder, action: Action) -> ToWorkflow | None:
    if action.workflow_id is None:
        return None
    found = scope.resolver.workflow(action.workflow_id)
    if found is None:
        return None
    called = scope.program.open(found)
    span = action.workflow_id.span
    return ToWorkflow(called.key, action_arguments(binder, action.parameters, called, span))


def _again(scope: Scope, binder: Binder, action: Action, info: StepInfo) -> ToRetry | None:
    if action.step_id is not None:
        step = action.step_id.value
        if step == info.id:
            return _itself(action)
        if _step_index(scope, step) is None:
            _unknown_step(scope, action)
            return None
        return ToRetry(action.retry_after, step)
    if action.workflow_id is not None:
        target = _workflow(scope, binder, action)
        if target is None:
            return None
        return ToRetry(action.retry_after, ir.WorkflowCall(target.workflow, target.args))
    return _itself(action)


def _itself(action: Action) -> ToRetry:
    """A retry that runs nothing before the step."""
    return ToRetry(action.retry_after, None, says_not_now(action))


def _step_index(scope: Scope, step: str) -> int | None:
    info = scope.steps.get(step)
    return info.index if info is not None else None


def _unknown_step(scope: Scope, action: Action) -> None:
    if action.step_id is None:
        return
    name = action.step_id.value
    near = nearest(name, list(scope.steps))
    hint = f"did you mean {near!r}?" if near else None
    message = f"this workflow has no step {name!r}"
    subject = scope.subject("step", "", name)
    span = action.step_id.span
    edits = respelt(span, name, list(scope.steps))
    scope.report.add_once(subject, "AZ501", span, message, help=hint, edits=edits)
