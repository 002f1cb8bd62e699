"""The page at `/_mock`: the workflows, how to call them, and the requests so far."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from functools import partial
from typing import TypeGuard
from urllib.parse import quote

from arazzo_gen import ir
from arazzo_gen.html_pages import html_environment, page_style
from arazzo_gen.mock.api import MockApi, Served
from arazzo_gen.mock.scripts import Line, Script
from arazzo_gen.play.model import Answer, Sent, SentBody
from arazzo_gen.python.text.literal import literal
from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue

_SHOWN = 4000
"""How many characters of a body are shown, at most."""


@record
class Told:
    """What the page says of a workflow besides its script.

    Attributes:
        module: The module of the workflow.
        lead: The `--take` that the mock was started with; "" for none.
        ways: What `--take` may be given.
    """

    module: ir.Module
    lead: str = ""
    ways: tuple[str, ...] = ()


@record
class _LineView:
    step: str
    method: str
    path: str
    answer: str
    remarks: tuple[str, ...]


@record
class _WorkflowView:
    name: str
    summary: str
    lead: str
    call: str
    lines: tuple[_LineView, ...]
    curls: tuple[str, ...]
    ways: tuple[str, ...]


@record
class _ServedView:
    method: str
    path: str
    status: str
    step: str
    run: int
    wrong: tuple[str, ...]
    sent: str
    got: str


def page(api: MockApi, told: Sequence[Told], url: str) -> str:
    """The page, as HTML.

    Args:
        api: What is played, and what it has answered.
        told: What there is to say of each of its scripts, in order.
        url: Where the server listens.
    """
    views = [_workflow(script, each, url) for script, each in zip(api.scripts, told, strict=True)]
    text: str = (
        html_environment()
        .get_template("mock/page.html.jinja")
        .render(
            style=page_style(),
            titles=", ".join(each.name for each in views),
            url=url,
            workflows=views,
            served=[_served(each) for each in reversed(list(api.served))],
        )
    )
    return text


def python_call(script: Script, module: ir.Module, url: str) -> str:
    """A call of the client of a workflow against the mock, as lines of Python."""
    workflow = module.workflows[0]
    values = dict(script.play.inputs)
    given = [
        f"{each.param}={literal(values[each.name])}"
        for each in workflow.inputs
        if each.name in values
    ]
    given += [f"{param}={literal(value)}" for param, value in script.play.keywords]
    sources = {each.key: each for each in module.sources}
    given += [f'{sources[key].param}="{base_url(url, sources[key])}"' for key in workflow.sources]
    name = "run_async" if module.client == "async" else workflow.function
    call = f"{'await ' if module.client == 'async' else ''}{name}"
    lines = [f"from {module.file.removesuffix('.py')} import {name}", ""]
    return "\n".join([*lines, f"outputs = {call}(", *(f"    {each}," for each in given), ")"])


def base_url(url: str, source: ir.Source) -> str:
    """The base URL of a source at the mock."""
    return f"{url}/{source.name}"


def _workflow(script: Script, told: Told, url: str) -> _WorkflowView:
    workflow = told.module.workflows[0]
    sources = {each.key: each for each in told.module.sources}
    curls: dict[str, None] = {}
    for line in script.lines:
        sent = line.exchange.sent
        curls.setdefault(_curl(sent, base_url(url, sources[sent.source])))
    return _WorkflowView(
        name=workflow.id,
        summary=workflow.summary or "",
        lead=told.lead,
        call=python_call(script, told.module, url),
        lines=tuple(map(_line, script.lines)),
        curls=tuple(curls),
        ways=told.ways,
    )


def _line(line: Line) -> _LineView:
    exchange = line.exchange
    answer = exchange.answer
    return _LineView(
        step=exchange.step,
        method=exchange.sent.method,
        path=exchange.sent.path,
        answer=_answer(answer),
        remarks=answer.remarks if answer is not None else (),
    )


def _answer(answer: Answer | None) -> str:
    if answer is None:
        return "no response"
    return f"{answer.status} {_shown(answer.body)}" if answer.content_type else str(answer.status)


def _curl(sent: Sent, base: str) -> str:
    """A command that sends a request to the mock."""
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in sent.query)
    words = ["curl", "-X", sent.method, f"{base}{sent.path}{'?' if query else ''}{query}"]
    for name, value in sent.headers:
        words += ["-H", f"{name}: {value}"]
    for name, value in sent.cookies:
        words += ["-b", f"{name}={value}"]
    if sent.body is not None:
        words += _body_words(sent.body)
    return shlex.join(words)


def _body_words(body: SentBody) -> list[str]:
    """The words of a command that send a body."""
    data = body.value
    listed = data if isinstance(data, list) else []
    pairs = [(str(each[0]), str(each[1])) for each in listed if _is_pair(each)]
    if body.kind == "multipart":  # curl writes the content type, with its boundary
        return [word for name, value in pairs for word in ("--form-string", f"{name}={value}")]
    if body.kind == "form":
        text = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)
    elif body.kind == "lines":
        text = "".join(f"{json.dumps(each)}\n" for each in listed)
    else:
        text = data if isinstance(data, str) and body.kind != "json" else json.dumps(data)
    return ["-H", f"content-type: {body.content_type}", "--data-raw", text]


def _is_pair(value: JsonValue) -> TypeGuard[list[JsonValue]]:
    return isinstance(value, list) and len(value) == 2


_quoted = partial(quote, safe="")


def _shown(value: JsonValue) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]}…"


def _served(served: Served) -> _ServedView:
    wire = served.wire
    return _ServedView(
        method=served.received.method,
        path=served.received.path,
        status=str(wire.status) if wire is not None else "no response",
        step=served.step,
        run=served.run,
        wrong=served.wrong,
        sent=_body(served.received.content),
        got=_body(wire.content) if wire is not None else "",
    )


def _body(content: bytes) -> str:
    """The start of a body as text."""
    text = content[: 4 * _SHOWN].decode("utf-8", "replace")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
