"""Compares what generated modules do with what the compiler says without running them.

    with watching() as watched:
        outcome = execute(module, "sync", exchanges, sku="a")
    assert watched.compared == 1

While this watches, each run of `playback.execute` on a module that was built meanwhile is done once
more by `arazzo_gen.play.simulate`, with the same answers: the two have to send the same requests,
wait as long, and end alike.
"""

from __future__ import annotations

import codecs
import contextlib
import dataclasses
import json
import math
import tempfile
import urllib.parse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import httpx

import playback
from arazzo_gen import ir
from arazzo_gen.ir.walk import nodes
from arazzo_gen.play.answers import content_of
from arazzo_gen.play.context import NotPlayed
from arazzo_gen.play.model import Answer, Raised, Returned, Sent
from arazzo_gen.play.simulate import Asked, Polling, Run, base_urls, simulate
from arazzo_gen.python import target
from building import build_paths
from playback import Exchange, Outcome
from refresh import GENERATED, SYSTEMS, document

CLIENTS_OWN = {
    "accept", "accept-encoding", "connection", "content-length", "content-type", "cookie", "host",
    "user-agent", "transfer-encoding",
}  # fmt: skip
"""The headers that a client sends by itself, or that are compared on their own."""

ERRORS = ("StepFailed", "MissingValue", "PollTimeout", "UnsendableValue", "InvalidValue")


class Incomparable(Exception):
    """A run cannot be simulated: it is given what is no JSON, or answered with it."""


@dataclasses.dataclass
class Watched:
    """The runs that were watched.

    Attributes:
        modules: The IR of the modules that were built, by their text.
        compared: How many runs were compared.
        left: Why others were not, and how often.
        knows_systems: The modules that are checked in have been built once more, for their IR.
    """

    modules: dict[str, ir.Module] = dataclasses.field(default_factory=dict)
    compared: int = 0
    left: Counter[str] = dataclasses.field(default_factory=Counter)
    knows_systems: bool = False

    def run(
        self,
        module: ModuleType,
        exchanges: Sequence[Exchange],
        arguments: Mapping[str, Any],
        outcome: Outcome,
    ) -> None:
        """Simulate a run and compare it with what the module did."""
        path = Path(str(module.__file__))
        if path.is_relative_to(GENERATED) and not self.knows_systems:
            self.knows_systems = True
            with tempfile.TemporaryDirectory() as folder:
                build_paths([document(one) for one in SYSTEMS], Path(folder))
        program = self.modules.get(path.read_text()) if path.is_file() else None
        if program is None:
            self.left["the module was not built here"] += 1
            return
        try:
            compare(program, exchanges, arguments, outcome)
        except (Incomparable, NotPlayed) as error:
            self.left[str(error)] += 1
        else:
            self.compared += 1


@contextlib.contextmanager
def watching() -> Iterator[Watched]:
    """Compare all runs of generated modules with what is simulated."""
    watched = Watched()
    files = target._files

    def kept(module: ir.Module, *shared: Any) -> Mapping[str, str]:
        made = files(module, *shared)
        watched.modules.update(dict.fromkeys(made.values(), module))
        return made

    playback.WATCHERS.append(watched.run)
    with mock.patch.object(target, "_files", kept):
        try:
            yield watched
        finally:
            playback.WATCHERS.remove(watched.run)


def compare(
    program: ir.Module,
    exchanges: Sequence[Exchange],
    arguments: Mapping[str, Any],
    outcome: Outcome,
) -> None:
    """Check that a simulated run does what a module did.

    Args:
        program: The IR of the module.
        exchanges: The answers.
        arguments: What `run` was called with.
        outcome: What it did.
    """
    if outcome.error is not None and type(outcome.error).__name__ not in ERRORS:
        raise Incomparable(f"the module raises {type(outcome.error).__name__}")
    inputs, keywords, urls, polling = given(program, arguments)
    answers = [answer_of(each) for each in exchanges]
    if reads_text(program) and not all(map(is_compact, exchanges, answers)):
        raise Incomparable("an answer is JSON that is not spelled as a play spells it")
    names = {name.lower() for each in answers if each is not None for name, _ in each.headers}
    if "set-cookie" in names and type(outcome.error).__name__ == "UnsendableValue":
        raise Incomparable("a cookie of the server may be one that cannot be sent")

    def answer(asked: Asked) -> Answer | None:
        assert asked.number <= len(answers), f"a further request: {asked}"
        return answers[asked.number - 1]

    run = simulate(
        program, inputs, keywords, answer, polling=polling, urls=urls, most=len(answers) + 1,
        time=playback.WALL_CLOCK,
    )  # fmt: skip
    assert len(run.exchanges) == len(outcome.requests), (run.ending, outcome.error)
    for exchange, request in zip(run.exchanges, outcome.requests, strict=True):
        compare_request(exchange.sent, request, urls[exchange.sent.source])
    compare_waits(run, outcome, jitter=getattr(arguments.get("polling"), "jitter", 0.1))
    compare_ending(program, run, outcome)


def given(
    program: ir.Module, arguments: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, str], Polling]:
    """The inputs, keywords, base URLs and polling of a call of `run`."""
    workflow = program.workflows[0]
    names = {item.param: item.name for item in workflow.inputs}
    inputs: dict[str, Any] = {}
    keywords: dict[str, Any] = {}
    for param, item in arguments.items():
        if param in names:
            inputs[names[param]] = plain(item)
        elif param in {each.param for each in workflow.keywords}:
            keywords[param] = plain(item)
        elif param in {each.param for each in workflow.given}:
            raise Incomparable("it is given the outputs of a workflow")
    used = arguments.get("polling")
    polling = Polling()
    if used is not None:
        fields = ("interval", "backoff", "max_interval", "timeout", "tolerate")
        polling = Polling(**{name: getattr(used, name) for name in fields})
    return inputs, keywords, urls_of(program, arguments), polling


def urls_of(program: ir.Module, arguments: Mapping[str, Any]) -> dict[str, str]:
    """The base URLs that a call of `run` gives, or the documents'."""
    found = base_urls(program)
    for source in program.sources:
        if arguments.get(source.param) is not None:
            found[source.key] = arguments[source.param]
            continue
        parts = list(source.url_parts)
        values = {each.name: arguments.get(each.param, each.default) for each in source.variables}
        parts[1::2] = [str(values[name]) for name in parts[1::2]]
        found[source.key] = "".join(parts)
    return found


def plain(value: Any) -> Any:
    """A value as JSON; `UNSET` stays out of it."""
    if getattr(value, "value", None) == "UNSET":
        raise Incomparable("it is given UNSET")
    try:
        return json.loads(json.dumps(value, default=_listed))
    except (TypeError, ValueError, RecursionError):
        raise Incomparable("it is given what is no JSON") from None


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return list(value)
    raise TypeError


def reads_text(program: ir.Module) -> bool:
    """Whether a module reads a body as text."""
    found = (each for each in nodes(program.workflows) if isinstance(each, ir.ResponseBody))
    return any(each.media != "json" for each in found)


def is_compact(exchange: Exchange, answer: Answer | None) -> bool:
    """Whether an answer is spelled as a play's is."""
    if answer is None or exchange.answer is None:
        return True
    return exchange.answer().content == content_of(answer)


def response_of(answer: Answer) -> httpx.Response:
    """The response that an answer of a play is."""
    headers = [*answer.headers]
    if answer.content_type is not None:
        headers.append(("Content-Type", answer.content_type))
    return httpx.Response(answer.status, headers=headers, content=content_of(answer))


def answer_of(exchange: Exchange) -> Answer | None:
    """The answer of an exchange; None where the connection breaks."""
    if exchange.error is not None:
        return None
    if exchange.answer is None:
        raise Incomparable("an answer is not written down")
    response = exchange.answer()
    skipped = ("content-type", "content-length")
    headers = [pair for pair in response.headers.multi_items() if pair[0].lower() not in skipped]
    kind = response.headers.get("Content-Type")
    if not response.content:
        return Answer(response.status_code, tuple(headers), None, None)
    try:
        charset = codecs.lookup(response.encoding or "utf-8").name
        if charset in ("undefined", "idna", "punycode") or charset.endswith("escape"):
            raise Incomparable("an answer is in what is no charset")
        body = response.content.decode(charset)
    except (LookupError, UnicodeError):
        raise Incomparable("an answer is no text") from None
    essence = (kind or "").partition(";")[0].strip().lower()
    if essence.endswith(("/json", "+json")):
        try:
            body = json.loads(response.content)
        except (ValueError, RecursionError):
            raise Incomparable("an answer is no JSON, against its type") from None
    elif body.encode() != response.content or body.startswith("\ufeff"):
        raise Incomparable("an answer is in another charset than UTF-8")
    return Answer(response.status_code, tuple(headers), kind, body)


# --- Comparing --------------------------------------------------------------------------


def compare_request(sent: Sent, request: httpx.Request, base: str) -> None:
    """Check that a request is the one that is said."""
    assert request.method == sent.method
    begin = httpx.URL(base).raw_path.decode().rstrip("/")
    path, _, query = request.url.raw_path.decode().partition("?")
    assert path == begin + sent.path
    assert urllib.parse.parse_qsl(query, keep_blank_values=True) == list(sent.query)
    got = {key: item for key, item in request.headers.items() if key not in CLIENTS_OWN}
    said = {key: item for key, item in sent.headers if key not in CLIENTS_OWN}
    assert got == said
    for key, item in sent.headers:
        assert request.headers[key] == item
    cookies = request.headers.get("Cookie", "").split("; ")
    assert [f"{name}={item}" for name, item in sent.cookies] == cookies[-len(sent.cookies) :] or (
        not sent.cookies
    )
    compare_body(sent, request)


def compare_body(sent: Sent, request: httpx.Request) -> None:
    """Check that the body of a request is the one that is said."""
    body, content = sent.body, request.read()
    if body is None:
        assert content == b""
        return
    kind = request.headers.get("Content-Type", "")
    if body.kind == "multipart":
        assert kind.partition(";")[0] == body.content_type.partition(";")[0]
        assert isinstance(body.value, list)
        for name, text in body.value:  # type: ignore[misc]
            assert f'name="{_quoted(name)}"'.encode() in content
            assert str(text).encode() in content
        return
    assert kind == body.content_type
    charset = charset_of(kind)
    if body.kind == "json":
        assert json.loads(content.decode(charset)) == body.value
    elif body.kind == "form":
        pairs = urllib.parse.parse_qsl(content.decode(), keep_blank_values=True)
        assert [list(pair) for pair in pairs] == body.value
    elif body.kind == "lines" and isinstance(body.value, list):
        lines = [json.loads(line) for line in content.decode(charset).splitlines()]
        assert lines == body.value
    else:
        assert content.decode(charset) == body.value


def charset_of(kind: str) -> str:
    """The charset that a media type names; UTF-8 where it names none that there is."""
    try:
        named = kind.lower().partition("charset=")[2].partition(";")[0].strip('" ')
        return codecs.lookup(named).name
    except LookupError:
        return "utf-8"


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', "%22").replace("\n", "%0A").replace("\r", "%0D")


def compare_waits(run: Run, outcome: Outcome, *, jitter: float) -> None:
    """Check that a run has waited as long as is said; by chance a little more or less."""
    said = [each.seconds for each in run.waits]
    if jitter and "PollTimeout" in (type(outcome.error).__name__, getattr(run.ending, "kind", "")):
        raise Incomparable("the time is up, and waits have a jitter")
    assert len(said) == len(outcome.waits), (said, outcome.waits)
    for wait, wanted in zip(outcome.waits, said, strict=True):
        assert math.isclose(wait, wanted, rel_tol=jitter + 1e-9, abs_tol=1e-6)


def compare_ending(program: ir.Module, run: Run, outcome: Outcome) -> None:
    """Check that a run ended as is said."""
    ending, error = run.ending, outcome.error
    assert ending is not None
    if isinstance(ending, Returned):
        assert error is None, f"{error!r}, where it should return {ending.outputs}"
        name = type(outcome.outputs).__name__
        workflow = next(each for each in program.workflows if each.outputs_cls == name)
        got = {each.name: getattr(outcome.outputs, each.field) for each in workflow.outputs}
        assert alike({key: item for key, item in got.items() if item is not None}, ending.outputs)
        return
    assert error is not None, f"it returned, where it should raise {ending}"
    assert shown(error) == dataclass_of(ending)
    assert alike(dict(error.outputs), ending.outputs)  # type: ignore[attr-defined]


def alike(got: Mapping[str, Any], said: Sequence[tuple[str, Any]]) -> bool:
    """Whether outputs are equal, true not being 1."""
    spelled = [json.dumps(dict(each), sort_keys=True, default=list) for each in (got, said)]
    assert spelled[0] == spelled[1]
    return True


def shown(error: Exception) -> dict[str, Any]:
    """What is compared of an error of a module."""
    response = getattr(error, "response", None)
    return {
        "kind": type(error).__name__,
        "step": getattr(error, "step_id", None),
        "criterion": getattr(error, "criterion", None),
        "action": getattr(error, "action", None),
        "status": None if response is None else response.status_code,
        "name": getattr(error, "name", None),
    }


def dataclass_of(ending: Raised) -> dict[str, Any]:
    """The same of the error that is said."""
    return {
        "kind": ending.kind,
        "step": ending.step,
        "criterion": ending.criterion,
        "action": ending.action,
        "status": ending.status,
        "name": ending.name,
    }
