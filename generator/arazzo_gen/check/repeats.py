"""Requests that may take effect twice: those that are sent again after no response came (AZ507).

A request whose response is lost may have been carried out. GET, PUT and DELETE can be sent again
(RFC 9110, section 9.2.2); POST and PATCH need a key by which the server knows them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from arazzo_gen import ir
from arazzo_gen.analysis.draft import Draft
from arazzo_gen.analysis.graph import Again, Edge, ToStep
from arazzo_gen.analysis.scope import Scope
from arazzo_gen.ir.walk import walk

_UNSAFE: Final = ("POST", "PATCH")
_KEYS: Final = frozenset(
    {
        "idempotencykey",
        "idempotencytoken",
        "idempotentkey",
        "idempotencyid",
        "idempotencyuuid",
        "clienttoken",
        "clientrequesttoken",
        "clientrequestid",
        "paypalrequestid",
        "ifmatch",
        "ifnonematch",
        "ifunmodifiedsince",
    }
)
"""Names of parameters and of fields of a body, without case and punctuation, by which a server
knows a request again, or refuses to carry it out twice; `X-` may stand before them."""

_OF_RESPONSE: Final = (ir.StatusCode, ir.ResponseHeader, ir.ResponseBody)


def check_repeats(scope: Scope, drafts: Sequence[Draft]) -> None:
    """Warn about steps that may send a POST or PATCH again after no response came.

    Args:
        scope: The workflow.
        drafts: Its steps, in order.
    """
    for draft in drafts:
        call = draft.call
        if not isinstance(call, ir.Request) or call.method not in _UNSAFE or not draft.reachable:
            continue
        name = _repeating(draft, drafts)
        if name is None or any(_is_key(each) for each in _names(draft, call)):
            continue
        actions = (*draft.info.step.on_failure, *scope.workflow.failure_actions)
        span = next(each.span for each in actions if each.name.value == name)
        message = (
            f"the action {name!r} sends the {call.method} of step {draft.info.id!r} again when no "
            "response came, though the first may have been carried out"
        )
        hint = (
            "give it a criterion about the response, such as `$statusCode == 503`, or the step a "
            "parameter `Idempotency-Key`, if the API knows one"
        )
        scope.report.add("AZ507", span, message, help=hint)


def _repeating(draft: Draft, drafts: Sequence[Draft]) -> str | None:
    """The first failure action that leads back to the step and is taken without a response."""
    edges = {edge.key: edge for edge in draft.failure.edges}
    for choice in draft.failure.choices:
        if _needs_response(choice.cond, draft.info.id):
            continue
        edge = edges.get(choice.key)
        if edge is not None and _leads_back(edge, draft.info.index, drafts):
            return choice.name
        if choice.cond is None and choice.limit is None:
            return None  # it is always taken, and what follows never
    return None


def _needs_response(cond: ir.Cond | None, step: str) -> bool:
    return cond is not None and any(
        isinstance(inner, _OF_RESPONSE) or (isinstance(inner, ir.StepOutput) and inner.step == step)
        for inner in walk(cond)
    )


def _leads_back(edge: Edge, start: int, drafts: Sequence[Draft]) -> bool:
    """Whether a step is run again on some way that begins with a jump from it."""
    if isinstance(edge.target, Again):
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


def _names(draft: Draft, call: ir.Request) -> Iterator[str]:
    """The names of what a request sends."""
    yield from (param.name for param in (*call.query, *call.headers, *call.cookies))
    body = draft.info.step.request_body
    if body is not None and body.payload is not None and isinstance(body.payload.value, dict):
        yield from body.payload.value


def _is_key(name: str) -> bool:
    bare = "".join(char for char in name.lower() if char.isalnum())
    return bare in _KEYS or bare.removeprefix("x") in _KEYS
