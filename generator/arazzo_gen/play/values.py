"""Evaluates expressions of the IR, as generated modules do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from arazzo_gen import ir
from arazzo_gen.ir.walk import leaf_key
from arazzo_gen.play.answers import header_of, json_of, text_of, value_of
from arazzo_gen.play.context import UNSET, Context, MissingError, NotPlayed
from arazzo_gen.play.lacks import may_lack
from arazzo_gen.play.nodes import NOTHING, Nodes
from arazzo_gen.play.spelling import cdata, is_array, text, xml_escaped
from arazzo_gen.play.xpath import XPaths

ABSENT: Final = object()
"""The value is not there, which is not the same as null."""


def value(expr: ir.Expr, context: Context) -> Any:
    """The value of an expression; None where it is absent.

    Raises:
        MissingError: A value is absent that a request needs.
        NotPlayed: The expression cannot be evaluated here.
    """
    made = found(expr, context)
    return None if made is ABSENT else made


def found(expr: ir.Expr, context: Context) -> Any:
    """The value of an expression; `ABSENT` where it is absent, None where it is null."""
    return _EVALUATORS[type(expr)](expr, context)


def has(base: Any, path: Sequence[str | int]) -> bool:
    """Whether there is a value at a path, null included."""
    for key in path:
        try:
            base = base[key if is_array(base) else str(key)]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def get(base: Any, path: Sequence[str | int]) -> Any:
    """The value at a path, or None; in an object, an index is a key."""
    for key in path:
        try:
            base = base[key if isinstance(key, str) or is_array(base) else str(key)]
        except (KeyError, IndexError, TypeError):
            return None
    return base


def flattened(expr: ir.At) -> tuple[ir.Expr, tuple[str | int, ...]]:
    """What a path begins at, and the whole path, where paths stand inside others."""
    base: ir.Expr = expr.base
    path = expr.path
    while isinstance(base, ir.At):
        path = (*base.path, *path)
        base = base.base
    return base, path


def _or_absent(made: Any) -> Any:
    return ABSENT if made is None else made


# --- Leaves -----------------------------------------------------------------------------


def _const(expr: ir.Const, context: Context) -> Any:
    return expr.value


def _input(expr: ir.Input, context: Context) -> Any:
    given = context.inputs.get(expr.name, UNSET)
    if given is None:
        read = context.reads.get(leaf_key(expr))
        if read is not None and not (read.required or read.unset):
            return ABSENT  # None stands for "left out" there
    return ABSENT if given is UNSET else given


def _step_output(expr: ir.StepOutput, context: Context) -> Any:
    return _or_absent(context.steps.get(expr.step, {}).get(expr.name))


def _workflow_output(expr: ir.WorkflowOutput, context: Context) -> Any:
    return _or_absent(context.workflows.get(expr.workflow, {}).get(expr.name))


def _called_output(expr: ir.CalledOutput, context: Context) -> Any:
    return _or_absent((context.called or {}).get(expr.name))


def _supplied(expr: ir.Supplied, context: Context) -> Any:
    return _or_absent(context.keywords.get(expr.param))


# --- Messages ---------------------------------------------------------------------------


def _status(expr: ir.StatusCode, context: Context) -> Any:
    return ABSENT if context.answer is None else context.answer.status


def _response_header(expr: ir.ResponseHeader, context: Context) -> Any:
    answer = context.answer
    return ABSENT if answer is None else _or_absent(header_of(answer, expr.name))


def _response_body(expr: ir.ResponseBody, context: Context) -> Any:
    answer = context.answer
    if answer is None:
        return ABSENT
    if expr.media == "text":
        return text_of(answer)
    return _or_absent(json_of(answer) if expr.media == "json" else value_of(answer))


def _url(expr: ir.RequestUrl, context: Context) -> Any:
    if context.answer is None or context.written is None:
        return ABSENT
    return context.written.url


def _request_header(expr: ir.RequestHeader, context: Context) -> Any:
    if context.answer is None or context.written is None:
        return ABSENT
    sent, name = context.written.sent, expr.name.lower()
    if name == "content-type":
        return ABSENT if sent.body is None else sent.body.content_type
    if name == "cookie":
        pairs = "; ".join(f"{key}={item}" for key, item in sent.cookies)
        return pairs or ABSENT
    for key, item in reversed(sent.headers):
        if key == name:
            return item
    if name in _CLIENTS_OWN:
        raise NotPlayed(f"the header {expr.name} is the client's own")
    return ABSENT


_CLIENTS_OWN: Final = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "host", "user-agent"}
)


def _request_query(expr: ir.RequestQuery, context: Context) -> Any:
    if context.answer is None or context.written is None:
        return ABSENT
    pairs = context.written.sent.query
    return next((item for key, item in pairs if key == expr.name), ABSENT)


def _request_body(expr: ir.RequestBody, context: Context) -> Any:
    if context.answer is None or context.written is None:
        return ABSENT
    content = context.written.content
    if content is None:
        raise NotPlayed("the bytes of a request's body are not known")
    if expr.media == "text":
        return content.decode("utf-8", "replace")
    try:
        return _or_absent(json.loads(content))
    except (ValueError, RecursionError):
        return ABSENT


# --- What is built on others ------------------------------------------------------------


def _at(expr: ir.At, context: Context) -> Any:
    base, path = flattened(expr)
    if not path:
        return found(base, context)
    return _or_absent(get(value(base, context), path))


def _text(expr: ir.Text, context: Context) -> Any:
    values: list[Any] = []
    for part in expr.parts:
        made = part if isinstance(part, str) else found(part, context)
        if made is ABSENT or (made is None and not _spells_null(expr)):
            return ABSENT
        values.append(made)
    try:
        return "".join(map(text, values))
    except (RecursionError, ValueError):
        return ABSENT


def _spells_null(expr: ir.Text) -> bool:
    """Whether an input that is null is spelled in a text; else the text is absent."""
    parts = [part for part in expr.parts if not isinstance(part, str)]
    return all(isinstance(part, ir.Input | ir.Const | ir.StatusCode) for part in parts)


def _xml_escaped(expr: ir.XmlEscaped, context: Context) -> Any:
    made = value(expr.value, context)
    if made is None:
        return ABSENT
    return cdata(made) if expr.cdata else xml_escaped(made)


def _list_of(expr: ir.ListOf, context: Context) -> Any:
    made = (found(item, context) for item in expr.items)
    return [item for item in made if item is not ABSENT]


def _map_of(expr: ir.MapOf, context: Context) -> Any:
    """The entries that are surely there come first, as a module writes them."""
    sure = [(k, v) for k, v in expr.entries if not may_lack(v, context.reads)]
    maybe = [(k, v) for k, v in expr.entries if may_lack(v, context.reads)]
    made = ((key, found(item, context)) for key, item in (*sure, *maybe))
    return {key: item for key, item in made if item is not ABSENT}


def _required(expr: ir.Required, context: Context) -> Any:
    made = value(expr.value, context)
    if made is None and may_lack(expr.value, context.reads, null_lacks=True):
        raise MissingError(expr.step, expr.name)
    return made


def _or_null(expr: ir.OrNull, context: Context) -> Any:
    inner = expr.value
    if isinstance(inner, ir.StepOutput):
        ran = context.steps.get(inner.step)
        return ABSENT if ran is None else ran.get(inner.name)
    if isinstance(inner, ir.WorkflowOutput):
        outputs = context.workflows.get(inner.workflow)
        return ABSENT if outputs is None else outputs.get(inner.name)
    if isinstance(inner, ir.Input):
        return found(inner, context)
    if isinstance(inner, ir.At) and inner.path:
        base, path = flattened(inner)
        whole = value(base, context)
        return get(whole, path) if has(whole, path) else ABSENT
    return value(inner, context)


def _jsonpath(expr: ir.JsonPathValue, context: Context) -> Any:
    path = expr.query.path
    if path == ():
        return found(expr.base, context)
    base = value(expr.base, context)
    if path is not None:
        return _or_absent(get(base, path))
    nodes = Nodes(base, [value(each, context) for each in expr.bindings])
    if not expr.query.singular:
        return nodes.of(expr.query)
    first = nodes.first(expr.query)
    return ABSENT if first is NOTHING or first is None else first


def _xpath(expr: ir.XPathValue, context: Context) -> Any:
    path, bound = pieces(expr.path, context)
    return _or_absent(XPaths(path, expr.version, bound).value(value(expr.base, context)))


def pieces(path: str | ir.Text, context: Context) -> tuple[str | list[str | int], list[Any]]:
    """An XPath with the indexes of its embedded expressions, and their values."""
    if isinstance(path, str):
        return path, []
    parts: list[str | int] = []
    bound: list[Any] = []
    for part in path.parts:
        if isinstance(part, str):
            parts.append(part)
        else:
            parts.append(len(bound))
            bound.append(value(part, context))
    return parts, bound


_EVALUATORS: Final[Mapping[type[Any], Callable[[Any, Context], Any]]] = {
    ir.Const: _const,
    ir.Input: _input,
    ir.StepOutput: _step_output,
    ir.WorkflowOutput: _workflow_output,
    ir.CalledOutput: _called_output,
    ir.Supplied: _supplied,
    ir.StatusCode: _status,
    ir.RequestUrl: _url,
    ir.ResponseHeader: _response_header,
    ir.ResponseBody: _response_body,
    ir.RequestHeader: _request_header,
    ir.RequestQuery: _request_query,
    ir.RequestBody: _request_body,
    ir.At: _at,
    ir.Text: _text,
    ir.XmlEscaped: _xml_escaped,
    ir.ListOf: _list_of,
    ir.MapOf: _map_of,
    ir.Required: _required,
    ir.OrNull: _or_null,
    ir.JsonPathValue: _jsonpath,
    ir.XPathValue: _xpath,
}
