"""Says how a step's request gets the idempotency key of a durable run."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.ir.walk import leaf_key
from arazzo_gen.python.context import takes_key
from arazzo_gen.record import record, replace
from arazzo_gen.types import Json, Str

_KEY = ir.Input("$key", Str())
"""The key, as a value that a request reads; no input of a document is called so."""


@record
class KeyUse:
    """How a request gets the key.

    Attributes:
        keyword: The keyword of the step's function that takes it, for a parameter that no step
            gives.
        read: What the step's function reads in its place: the key is sent where a run leaves that
            out.
        step: The step with a request that takes it besides; None where its own does.
    """

    keyword: ir.Supplied | None = None
    read: ir.Read | None = None
    step: ir.Step | None = None


def key_use(step: ir.Step) -> KeyUse | None:
    """How the request of a step gets the key; None where the operation has no place for one, or the
    workflow gives one itself."""
    call = step.call
    if not isinstance(call, ir.Request) or call.key is None:
        return None
    for each in call.supplied:
        if takes_key(call, each):
            return KeyUse(keyword=each)
    value = _value(call, call.key)
    if value is not None:
        read = _optional(step, value)
        return KeyUse(read=read) if read is not None else None
    keyed = _with_key(call, call.key)
    if keyed is None:
        return None
    taken = {*(read.param for read in step.reads), *(item.param for item in call.keywords)}
    param = "idempotency_key"
    while param in taken:
        param += "_"
    reads = (*step.reads, ir.Read(_KEY, param, Str(), required=True))
    return KeyUse(read=reads[-1], step=replace(step, reads=reads, call=keyed))


def _value(call: ir.Request, key: ir.KeyPlace) -> ir.Expr | None:
    """The value that the workflow gives in the place of the key."""
    if key.location == "body":
        members = _members(call)
        if members is not None:
            return dict(members).get(key.name)
        return call.body.value if call.body is not None else None
    if key.location == "query" and call.querystring is not None:
        return call.querystring.value
    params = call.headers if key.location == "header" else call.query
    return next((p.value for p in params if p.name.lower() == key.name.lower()), None)


def _optional(step: ir.Step, value: ir.Expr) -> ir.Read | None:
    """What gives a value that a run may leave out; None for any other."""
    leaf = value.value if isinstance(value, ir.OrNull) else value
    if not isinstance(leaf, ir.Input):
        return None
    reads = (read for read in step.reads if leaf_key(read.leaf) == leaf_key(leaf))
    return next((read for read in reads if not read.required), None)


def _with_key(call: ir.Request, key: ir.KeyPlace) -> ir.Request | None:
    """The request with the key; None where it has no JSON object to put it into."""
    param = ir.Param(key.name, _KEY, "simple", explode=False, shape="primitive")
    if key.location == "header":
        return replace(call, headers=(*call.headers, param))
    if key.location == "query":
        query = replace(param, style="form", explode=True)
        return replace(call, query=(*call.query, query))
    members = _members(call)
    if call.body is None or members is None:
        return None
    value = ir.MapOf((*members, (key.name, _KEY)), Json())
    return replace(call, body=replace(call.body, value=value))


def _members(call: ir.Request) -> tuple[tuple[str, ir.Expr], ...] | None:
    """The members of the JSON object that a request sends; None where it sends none, or where the
    document does not write it as an object."""
    body = call.body
    if body is None or body.kind != "json":
        return None
    if isinstance(body.value, ir.MapOf):
        return body.value.entries
    if isinstance(body.value, ir.Const) and isinstance(body.value.value, dict):
        return tuple((name, ir.Const(value, Json())) for name, value in body.value.value.items())
    return None
