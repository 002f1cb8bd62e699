"""Small documents of one step, built and run on both clients.

    made = call("outputs: {code: $statusCode}")
    assert made.values({}, status=201) == {"code": 201}

The step calls `POST /call` of a document with that one operation, and its outputs are those of the
workflow. `workflow` takes the fields of a whole workflow instead.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import re
import tempfile
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import yaml

from building import ASKED_FOR, Built, build
from playback import Exchange, Mode, Outcome, execute

ANY: Any = object()
MODES: tuple[Mode, ...] = ("sync", "async")

_MADE: dict[str, tuple[Made, tempfile.TemporaryDirectory[str]]] = {}


@dataclass(frozen=True, eq=False)
class Made:
    """A document that was built.

    Attributes:
        built: How the build ended.
        document: The text of the Arazzo document.
    """

    built: Built
    document: str

    @functools.cached_property
    def module(self) -> ModuleType:
        """The module of the document's only workflow."""
        assert self.built.status == 0, self.built.report
        return self.built.module

    @property
    def code(self) -> str:
        """The text of that module."""
        assert self.built.status == 0, self.built.report
        return self.built.text

    @functools.cached_property
    def findings(self) -> list[tuple[str, str, str]]:
        """What the build had to say: the code, the text that is underlined, the message."""
        found = re.finditer(
            r"^[^\n:]*:\d+:\d+: (?:error|warning|note)\[(\w+)\]: ([^\n]*)\n"
            r" +\d+ \| ([^\n]*)\n +\| ( *)(\^+)",
            self.built.report,
            re.MULTILINE,
        )
        return [
            (each[1], each[3][len(each[4]) : len(each[4]) + len(each[5])], each[2])
            for each in found
        ]

    @property
    def codes(self) -> list[str]:
        """The codes of the findings."""
        return re.findall(r"(?:error|warning|note)\[(\w+)\]", self.built.report)

    def run(self, exchanges: Sequence[Exchange], /, **arguments: Any) -> Outcome:
        """Run it on both clients, which have to do the same; what the first did.

        The clients' waits and requests must be equal, and so must outputs and errors.
        """
        first, second = (
            execute(self.module, mode, exchanges, **_fresh(arguments)) for mode in MODES
        )
        assert _shown(first) == _shown(second)
        return first

    def values(self, json: Any = ANY, /, **given: Any) -> dict[str, Any]:
        """The outputs of a run whose one request is answered with a JSON value.

        Args:
            json: The body of the answer; none when left out.
            given: `status`, `headers` and `text` of the answer; all else are inputs.
        """
        outcome = self.answered(json, **given)
        if outcome.error is not None:
            raise outcome.error
        return {
            field.name: getattr(outcome.outputs, field.name)
            for field in dataclasses.fields(outcome.outputs)
        }

    def answered(self, json: Any = ANY, /, **given: Any) -> Outcome:
        """How a run ends whose one request is answered as for `values`."""
        answer = {name: given.pop(name) for name in ("status", "headers", "text") if name in given}
        body = {} if json is ANY else {"json": json}
        return self.run([Whatever().reply(**body, **answer)], **given)

    def holds(self, json: Any = ANY, /, **given: Any) -> bool:
        """Whether the step's success criteria hold of an answer."""
        error = self.answered(json, **given).error
        if error is not None and not isinstance(error, self.module.StepFailed):
            raise error
        return error is None

    def sent(self, **inputs: Any) -> httpx.Request:
        """The one request of a run that is answered with an empty object."""
        outcome = self.answered({}, **inputs)
        if outcome.error is not None:
            raise outcome.error
        return outcome.requests[0]

    def query(self, **inputs: Any) -> str:
        """The raw query of the one request of a run."""
        return self.sent(**inputs).url.query.decode()

    def body(self, **inputs: Any) -> str:
        """The body of the one request of a run, as text."""
        return self.sent(**inputs).content.decode()


class Whatever(Exchange):
    """Any request at all."""

    def __init__(self) -> None:
        super().__init__("ANY", "*")

    def check(self, request: httpx.Request) -> None:
        """Let every request pass."""

    def reply(self, *args: Any, **kwargs: Any) -> Exchange:
        """Answer it as `Exchange.reply` does."""
        answered = Exchange("ANY", "*").reply(*args, **kwargs)
        made = Whatever()
        object.__setattr__(made, "answer", answered.answer)
        return made


def _fresh(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of one run: what can be read only once is made anew for each."""
    return {name: each() if isinstance(each, Fresh) else each for name, each in arguments.items()}


@dataclass(frozen=True)
class Fresh:
    """An argument that each run needs a new one of, such as an open file."""

    make: Callable[[], Any]

    def __call__(self) -> Any:
        """A new one."""
        return self.make()


def _shown(outcome: Outcome) -> tuple[Any, ...]:
    """What two runs are compared by; parts of a body have random boundaries."""
    outputs = outcome.outputs and dataclasses.asdict(outcome.outputs)
    return (outputs, repr(outcome.error), outcome.waits, [plain(r) for r in outcome.requests])


def plain(request: httpx.Request) -> tuple[str, str, str, bytes]:
    """A request's method, URL, content type and body, the boundary of a multipart body left out."""
    kind = request.headers.get("content-type", "")
    match = re.search(r"boundary=(\w+)", kind)
    boundary = match[1] if match else "\0"
    content = request.content.replace(boundary.encode(), b"BOUNDARY")
    return request.method, str(request.url), kind.replace(boundary, "BOUNDARY"), content


def call(
    step: str = "",
    *,
    inputs: str = "",
    operation: str = "",
    method: str = "post",
    path: str = "/call",
    api: str = "",
    version: str = "1.1.0",
    flags: Sequence[str] = (),
) -> Made:
    """Build a workflow of one step, `call`.

    Args:
        step: Fields of the step besides `stepId` and `operationId`, as YAML.
        inputs: The properties of the workflow's inputs, as YAML; their names with a `!` behind
            them are required.
        operation: Fields of the OpenAPI operation besides `operationId`, as YAML.
        method: Its method.
        path: Its path.
        api: Fields of the OpenAPI document besides its paths and info, as YAML.
        version: The Arazzo version.
        flags: Further arguments of the build.
    """
    step = textwrap.dedent(step).strip("\n")
    fields = yaml.load(step, yaml.BaseLoader) or {}
    names = [name for name in fields.get("outputs") or {} if re.fullmatch(r"[\w-]+", name)]
    passed = "".join(f"  {name}: $steps.call.outputs.{name}\n" for name in names)
    text = f"steps:\n- stepId: call\n  operationId: call\n{textwrap.indent(step, '  ')}\n"
    text += f"outputs:\n{passed}" if passed else ""
    sources = openapi(operation, method=method, path=path, api=api)
    return workflow(text, inputs=inputs, sources=sources, version=version, flags=flags)


def workflow(
    text: str,
    *,
    inputs: str = "",
    sources: Mapping[str, Any] | None = None,
    version: str = "1.1.0",
    head: str = "",
    flags: Sequence[str] = (),
    more: Mapping[str, Any] | None = None,
) -> Made:
    """Build one workflow, `feature`. Documents that are the same are built once.

    Args:
        text: Its fields besides `workflowId` and `inputs`, as YAML.
        inputs: As for `call`.
        sources: The OpenAPI document, as a value.
        version: The Arazzo version.
        head: Further fields of the document's root, as YAML.
        flags: Further arguments of the build.
        more: Further files of the folder.
    """
    document = f"arazzo: {version}\ninfo: {{title: Feature, version: 1.0.0}}\n{head}"
    if "sourceDescriptions:" not in head:
        document += "sourceDescriptions: [{name: api, url: api.openapi.yaml, type: openapi}]\n"
    document += "workflows:\n- workflowId: feature\n"
    document += textwrap.indent(_inputs(inputs) + textwrap.dedent(text).strip("\n") + "\n", "  ")
    files = {"api.openapi.yaml": sources or openapi(), **(more or {})}
    asked_for = [os.environ.get(name) for name in ASKED_FOR]
    key = json.dumps([document, files, flags, asked_for])
    if key not in _MADE:
        kept = tempfile.TemporaryDirectory(prefix="arazzo-feature-")
        built = build(Path(kept.name), {**files, "feature.arazzo.yaml": document}, *flags)
        _MADE[key] = Made(built, document), kept
    return _MADE[key][0]


def _inputs(text: str) -> str:
    if not text:
        return ""
    text = textwrap.dedent(text).strip("\n")
    required = json.dumps(re.findall(r"^['\"]?([^'\"\s:]+)['\"]?!:", text, re.MULTILINE))
    schema = re.sub(r"^(['\"]?[^'\"\s:]+['\"]?)!:", r"\1:", text, flags=re.MULTILINE)
    properties = textwrap.indent(schema, "    ")
    return f"inputs:\n  type: object\n  required: {required}\n  properties:\n{properties}\n"


def openapi(
    operation: str = "", *, method: str = "post", path: str = "/call", api: str = ""
) -> dict[str, Any]:
    """An OpenAPI document with one operation, `call`, which answers 2XX with any JSON.

    Args:
        operation: Fields of the operation, as YAML.
        method: Its method.
        path: Its path.
        api: Fields of the document, as YAML.
    """
    responses = {"2XX": {"description": "", "content": {"application/json": {}}}}
    fields = yaml.safe_load(textwrap.dedent(operation)) or {}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Feature", "version": "1.0.0"},
        "servers": [{"url": "https://api.test"}],
        "paths": {path: {method: {"operationId": "call", "responses": responses, **fields}}},
        **(yaml.safe_load(textwrap.dedent(api)) or {}),
    }
