"""The function that builds a step's request."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

from arazzo_gen import ir
from arazzo_gen.python.expressions.values import indented, item_setter, when_present
from arazzo_gen.python.steps.bodies import BodyWriter
from arazzo_gen.python.steps.params import (
    cookie_part,
    cookie_text,
    header_text,
    is_one_cookie,
    is_plain_query,
    param_value,
    path_piece,
    query_part,
    whole_query,
)
from arazzo_gen.python.text.code import Code, Scope
from arazzo_gen.python.text.literal import WIDTH, fstring, string
from arazzo_gen.python.text.names import local_word
from arazzo_gen.python.text.urls import url_lines
from arazzo_gen.record import fresh, record

_WIDEST = WIDTH - len("            ,")
"""What a line has room for, as an argument of `build_request` in a `try`."""

COOKIE_NAME = "!#$&'*+-.^_`|~"
"""What may stand in the name of a cookie besides letters and digits (RFC 6265, section 4.1.1)."""


@record(frozen=False)
class Table:
    """A dict of a request's headers, query or cookies: entries that are sure, and those that may
    lack."""

    name: str
    type: str
    entries: list[tuple[str, Code]] = fresh(factory=list)

    def write(self, scope: Scope) -> str | None:
        """The argument's expression, after the statements that it needs; None for no entry."""
        if not self.entries:
            return None
        sure = [f"{string(key)}: {code.text}" for key, code in self.entries if not code.may_lack]
        display = "{" + ", ".join(sure) + "}"
        maybe = [(key, code) for key, code in self.entries if code.may_lack]
        if not maybe:
            return display
        local = scope.names.pick(self.name)
        scope.lines.append(f"{local}: {self.type} = {display}")
        for key, code in maybe:
            scope.lines += when_present(code, scope, item_setter(local, key), key)
        return local


def request_lines(request: ir.Request, scope: Scope, keyword: str, step: ir.Step) -> list[str]:
    """The body of a `_request` function, which has the source's URL in `base_url`.

    Args:
        request: The request.
        scope: The function's scope; its parameters are taken names already.
        keyword: What `run` calls the source's URL, for errors.
        step: The step that sends it.
    """
    step_id = step.id
    scope.guarded = True
    url = _url(request, scope, keyword)
    params = Table("params", "dict[str, Any]")
    headers = Table("headers", "dict[str, str]")
    cookies = Table("cookies", "dict[str, str]")
    _credentials(request, params, headers, cookies)
    raw = _query(request, params, scope)
    headers.entries += [(param.name, header_text(param, scope)) for param in request.headers]
    single = [param for param in request.cookies if is_one_cookie(param, scope)]
    cookies.entries += [(quote(p.name, safe=COOKIE_NAME), cookie_text(p, scope)) for p in single]
    several = [cookie_part(p, scope) for p in request.cookies if p not in single]
    body = BodyWriter(request, scope, step_id).write()
    if body.content_type and not any(p.name.lower() == "content-type" for p in request.headers):
        headers.entries.append(("Content-Type", Code(body.content_type)))
    arguments = [string(request.method.upper()), url]
    checked = _needing_checks(request)
    for table in (headers, params):
        written = _written(table, checked, scope, step_id)
        if written is not None:
            arguments.append(f"{table.name}={written}")
    jar = _written(cookies, checked, scope, step_id)
    arguments += body.arguments
    if step.timeout is not None:
        arguments.append(f"timeout=_phases_within(client.timeout, {step.timeout!r})")
    call = f"client.build_request({', '.join(arguments)})"
    if body.multipart is not None:
        call = _around(call, "_as_multipart", [body.multipart], scope)
    if raw:
        call = _around(call, "_with_query", raw, scope)
    if several or jar is not None:
        call = _around(call, "_with_cookies", [jar or "{}", *several], scope)
    lines = [*scope.take(), f"return {call}"]
    # Any request may fail to be built: for its base URL, or for a cookie that a server has set.
    error = scope.names.pick("error")
    return [
        "try:",
        *indented(lines),
        f"except (TypeError, ValueError, RecursionError, httpx.InvalidURL) as {error}:",
        f"    raise _unsendable({string(step_id)}, {error}) from None",
    ]


def _written(table: Table, checked: Collection[str], scope: Scope, step_id: str) -> str | None:
    """The expression of a table, whose values are checked where the document does not fix them."""
    written = table.write(scope)
    if written is None or table.name not in checked:
        return written
    function = "_sendable_cookies" if table.name == "cookies" else "_sendable"
    return f"{function}({written}, {string(step_id)})"


def _needing_checks(request: ir.Request) -> set[str]:
    """Those of `headers` and `cookies` that hold what the document does not fix."""
    kinds = {item.kind for item in request.credentials}
    found = set()
    typed = request.body is not None and request.body.open_type
    if typed or kinds & {"bearer", "header"} or not all(map(_is_fixed, request.headers)):
        found.add("headers")
    if "cookie" in kinds or not all(map(_is_fixed, request.cookies)):
        found.add("cookies")
    return found


def _is_fixed(param: ir.Param) -> bool:
    return isinstance(param.value, ir.Const)


def _around(call: str, function: str, parts: list[str], scope: Scope) -> str:
    """A call that adds spelled parts to the request which another call gives."""
    name = scope.names.pick("request")
    scope.lines.append(f"{name} = {call}")
    return f"{function}({name}, {', '.join(parts)})"


def _url(request: ir.Request, scope: Scope, keyword: str) -> str:
    parts: list[tuple[str, bool]] = [(f"_base_url(base_url, '{keyword}')", True)]
    for piece in request.path:
        if isinstance(piece, str):
            parts.append((piece, False))
            continue
        text, _ = path_piece(piece, scope)
        if any(mark in text for mark in "\"'\\{}#\n"):
            # Python 3.11 takes no quotes inside an f-string's braces.
            local = scope.names.pick(f"{local_word(piece.name) or 'path'}_segment")
            scope.lines.append(f"{local} = {text}")
            text = local
        parts.append((text, True))
    return url_lines(parts, _WIDEST)


def _query(request: ir.Request, params: Table, scope: Scope) -> list[str]:
    """Fill `params`, or give the parts of a query that httpx would spell another way."""
    raw = [f"[{', '.join(map(string, request.fixed_query))}]"] if request.fixed_query else []
    if request.querystring is not None:
        raw.append(whole_query(request.querystring, scope))
    elif all(is_plain_query(param, scope) for param in request.query):
        for param in request.query:
            params.entries.append((param.name, param_value(param, scope)))
        return raw
    return raw + [query_part(param, scope) for param in request.query]


def _credentials(request: ir.Request, params: Table, headers: Table, cookies: Table) -> None:
    for item in request.credentials:
        guard = (f"{item.param} is not None",)
        if item.kind == "bearer":
            headers.entries.append(
                ("Authorization", Code(fstring([("Bearer ", False), (item.param, True)]), guard))
            )
        elif item.kind == "basic":
            headers.entries.append(("Authorization", Code(f"_basic({item.param})", guard)))
        else:
            table = {"header": headers, "query": params, "cookie": cookies}[item.kind]
            table.entries.append((item.name, Code(item.param, guard, bare=True)))
