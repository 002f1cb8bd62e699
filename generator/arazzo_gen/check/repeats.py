"""Checks for requests that may take effect twice, since they are sent again after a lost response
(AZ507).

A request whose response is lost may have been carried out. GET, PUT and DELETE can be sent again
(RFC 9110, section 9.2.2); POST and PATCH need a key by which the server recognizes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final, TypeAlias

from arazzo_gen import ir
from arazzo_gen.analysis.graph import Edge, ToRetry, ToStep, ToWorkflow
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.analysis.step_draft import StepDraft
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.ir.walk import walk
from arazzo_gen.record import record

_UNSAFE: Final = ("POST", "PATCH")
KEYS: Final = frozenset(
    {
        "idempotencykey",
        "idempotencekey",
        "idempotencytoken",
        "idempotentkey",
        "idempotencyid",
        "idempotencyuuid",
        "clienttoken",
        "clientrequesttoken",
        "clientrequestid",
        "paypalrequestid",
    }
)
"""Names of parameters and body fields by which a server recognizes a repeated request; compared
without case, punctuation and a leading `X-`."""

_CONDITIONS: Final = frozenset({"ifmatch", "ifnonematch", "ifunmodifiedsince"})
"""Names of those by which it refuses one; compared in the same way."""

_Workflows: TypeAlias = Mapping[str, tuple[Scope, Sequence[StepDraft]]]

_OF_RESPONSE: Final = (ir.StatusCode, ir.ResponseHeader, ir.ResponseBody)


def check_repeats(workflows: Sequence[tuple[Scope, Sequence[StepDraft]]]) -> None:
    """Warn about actions that may send a POST or PATCH again after no response came.

    Args:
        workflows: The workflows of a module, with their steps in order.
    """
    module = {scope.key: (scope, drafts) for scope, drafts in workflows}
    for scope, drafts in workflows:
        for draft in drafts:
            if draft.reachable:
                _check(_Sends(module, scope), draft, drafts)


def _check(sends: _Sends, draft: StepDraft, drafts: Sequence[StepDraft]) -> None:
    for choice, edge in _without_response(draft):
        first = edge.target.first if isinstance(edge.target, ToRetry) else None
        sent: _Sent | None = None
        if first is not None and ((choice.limit or 0) > 1 or _has_run(first, drafts)):
            sent = next(sends.of_first(first), None)
        if sent is None and _leads_back(edge, draft.info.index, drafts):
            sent = next(sends.of_step(sends.scope, draft), None)
        if sent is not None:
            _report(sends.scope, choice.name, draft, sent)
            return


def _without_response(draft: StepDraft) -> Iterator[tuple[ir.Choice, Edge]]:
    """The failure actions of a step that are taken when no response came."""
    edges = {edge.key: edge for edge in draft.failure.edges}
    for choice in draft.failure.choices:
        if _needs_response(choice.cond, draft.info.id):
            continue
        if choice.key in edges:
            yield choice, edges[choice.key]
        if choice.cond is None and choice.limit is None:
            return  # it is always taken, and what follows never


def _has_run(first: str | ir.WorkflowCall, drafts: Sequence[StepDraft]) -> bool:
    """Whether the step or workflow that a retry runs first may have run before."""
    for each in drafts:
        if each.reachable and isinstance(first, str) and each.info.id == first:
            return True
        called = each.call.workflow if isinstance(each.call, ir.WorkflowCall) else None
        if each.reachable and isinstance(first, ir.WorkflowCall) and called == first.workflow:
            return True
    return False


def _report(scope: Scope, name: str, draft: StepDraft, sent: _Sent) -> None:
    actions = (*draft.info.step.on_failure, *scope.workflow.failure_actions)
    span = next(each.span for each in actions if each.name.value == name)
    step = sent.draft.info.id
    own = sent.draft is draft
    where = "" if sent.scope is scope else f" of workflow {sent.scope.workflow.id.value!r}"
    message = (
        f"the action {name!r} sends the {sent.method} of step {step!r}{where} again when no "
        f"response came{'' if own else f' in step {draft.info.id!r}'}, though the first may have "
        "been carried out"
    )
    key = "a parameter `Idempotency-Key`, if the API knows one"
    if isinstance(draft.call, ir.WorkflowCall):
        hint = f"give the step {step!r}{where} {key}, or let that workflow try again what it may"
    elif own:
        criterion = "give it a criterion about the response, such as `$statusCode == 503`"
        hint = f"{criterion}, or the step {key}"
    else:
        criterion = "give it a criterion about the response, such as `$statusCode == 401`"
        hint = f"{criterion}, or the step {step!r}{where} {key}"
    notes = [] if own else [Note("it is sent here", sent.draft.info.step.id.span)]
    scope.report.add("AZ507", span, message, help=hint, notes=notes)


@record
class _Sent:
    """A POST or PATCH without a key, with its workflow and step."""

    scope: Scope
    draft: StepDraft
    method: str


class _Sends:
    """Finds the requests that must not be sent twice, in steps and in the workflows that they call.

    Args:
        module: The workflows, by their keys.
        scope: The workflow. Those that it depends on run once, before it.
    """

    def __init__(self, module: _Workflows, scope: Scope) -> None:
        self._module = module
        self.scope = scope

    def of_first(self, first: str | ir.WorkflowCall) -> Iterator[_Sent]:
        """The requests of the step or workflow that a retry runs first."""
        if isinstance(first, ir.WorkflowCall):
            yield from self._of_workflow(first.workflow, self._ran())
            return
        for draft in self._module[self.scope.key][1]:
            if draft.info.id == first:
                yield from self.of_step(self.scope, draft)

    def of_step(
        self, scope: Scope, draft: StepDraft, seen: set[str] | None = None
    ) -> Iterator[_Sent]:
        """The requests of a step, or of the workflow that it calls."""
        call = draft.call
        if isinstance(call, ir.WorkflowCall):
            yield from self._of_workflow(call.workflow, self._ran() if seen is None else seen)
        elif call.method in _UNSAFE and not any(map(_is_known, _names(draft, call))):
            yield _Sent(scope, draft, call.method)

    def _of_workflow(self, key: str, seen: set[str]) -> Iterator[_Sent]:
        """The requests of a workflow and of all that it calls, except the workflows in `seen`."""
        if key in seen or key not in self._module:
            return
        seen.add(key)
        scope, drafts = self._module[key]
        for _, before in scope.before:
            yield from self._of_workflow(before.key, seen)
        for draft in drafts:
            edges = draft.vertex.edges if draft.reachable else ()
            if draft.reachable or any(_runs_first(each, draft.info.id) for each in drafts):
                yield from self.of_step(scope, draft, seen)
            for edge in edges:
                target = edge.target
                if isinstance(target, ToWorkflow):
                    yield from self._of_workflow(target.workflow, seen)
                elif isinstance(target, ToRetry) and isinstance(target.first, ir.WorkflowCall):
                    yield from self._of_workflow(target.first.workflow, seen)

    def _ran(self) -> set[str]:
        """The workflows that this one depends on, and those that these depend on."""
        found: set[str] = set()
        pending = [self.scope]
        for scope in pending:
            new = [before for _, before in scope.before if before.key not in found]
            found.update(before.key for before in new)
            pending += new
        return found


def _runs_first(draft: StepDraft, step: str) -> bool:
    """Whether another step's retry runs a step first."""
    targets = (edge.target for edge in draft.vertex.edges if draft.reachable)
    return any(isinstance(target, ToRetry) and target.first == step for target in targets)


def _needs_response(cond: ir.Cond | None, step: str) -> bool:
    return cond is not None and any(
        isinstance(inner, _OF_RESPONSE) or (isinstance(inner, ir.StepOutput) and inner.step == step)
        for inner in walk(cond)
    )


def _leads_back(edge: Edge, start: int, drafts: Sequence[StepDraft]) -> bool:
    """Whether some path that begins with a step's jump leads back to the step."""
    if isinstance(edge.target, ToRetry):
        return True
    by_index = {draft.info.index: draft for draft in drafts}
    seen: set[int] = set()
    pending = [edge.target.index] if isinstance(edge.target, ToStep) else []
    while pending:
        at = pending.pop()
        if at == start:
            return True
        if at not in seen and at in by_index:
            seen.add(at)
            targets = [each.target for each in by_index[at].vertex.edges]
            pending += [target.index for target in targets if isinstance(target, ToStep)]
    return False


def _names(draft: StepDraft, call: ir.Request) -> Iterator[str]:
    """The names of a request's parameters and body fields."""
    yield from (param.name for param in (*call.query, *call.headers, *call.cookies))
    body = draft.info.step.request_body
    if body is not None and body.payload is not None and isinstance(body.payload.value, dict):
        yield from body.payload.value


def is_key(name: str, known: Set[str] = KEYS) -> bool:
    """Whether a name is one of those by which a server recognizes a repeated request."""
    bare = "".join(char for char in name.lower() if char.isalnum())
    return bare in known or bare.removeprefix("x") in known


def _is_known(name: str) -> bool:
    return is_key(name, KEYS | _CONDITIONS)
