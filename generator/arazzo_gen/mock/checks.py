"""Checks requests against the operation that they are for (OpenAPI 3.1, "Operation Object")."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl

from arazzo_gen.mock.routes import Match
from arazzo_gen.openapi.media import format_of, media_for
from arazzo_gen.openapi.model import Operation, OperationParameter, SchemeUse
from arazzo_gen.play.model import Sent
from arazzo_gen.play.valid import problems
from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.typing.nodes import Nodes


@record
class Received:
    """A request as it came.

    `headers` are by their names in lower case. `query` has its pairs decoded.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    content: bytes

    @property
    def content_type(self) -> str:
        """The media type of its body; "" where it says none."""
        return self.headers.get("content-type", "")

    @property
    def json(self) -> JsonValue:
        """Its body, where that is JSON; None otherwise."""
        try:
            parsed: JsonValue = json.loads(self.content) if self.content else None
        except (ValueError, RecursionError):
            return None
        return parsed


class Checker:
    """Says what is wrong with requests.

    Args:
        nodes: What is known of schemas.
    """

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._excused: set[tuple[str, str, str]] = set()

    def excuse(self, received: Received, match: Match) -> None:
        """Take what is wrong with a request that a workflow itself sends: its documents disagree,
        which is no mistake of a client."""
        self._excused.update(_place(match, each) for each in self._wrong(received, match))

    def wrong(self, received: Received, match: Match) -> list[str]:
        """What is wrong with a request, a line for each; [] where it is what the API wants."""
        found = self._wrong(received, match)
        return [each for each in found if _place(match, each) not in self._excused]

    def _wrong(self, received: Received, match: Match) -> list[str]:
        operation = match.route.operation
        found = list(_unsigned(received, operation))
        for parameter in operation.parameters:
            found += self._parameter(parameter, received, match)
        found += self._body(received, operation)
        return found

    def _parameter(
        self, parameter: OperationParameter, received: Received, match: Match
    ) -> Iterator[str]:
        what = f"the {parameter.location} parameter {parameter.name!r}"
        texts = _texts(parameter, received, match)
        if not texts:
            if parameter.required:
                yield f"{what} is missing"
            return
        schema = parameter.schema
        if schema is None or parameter.content is not None:
            return
        kinds = self._nodes.shape(schema).kinds
        if kinds & {"array", "object"}:
            return  # their parts are spread over the request in as many ways as there are styles
        yield from (f"{what}: {each}" for each in self._problems(_read(texts[0], kinds), schema))

    def _body(self, received: Received, operation: Operation) -> Iterator[str]:
        body = operation.body
        if not received.content:
            if body is not None and body.required:
                yield "the body is missing"
            return
        if body is None or not body.media:
            return
        media = media_for(body.media, received.content_type)
        if media is None:
            known = ", ".join(each.content_type for each in body.media)
            yield f"the body is {received.content_type or 'of no content type'}, not {known}"
            return
        if format_of(received.content_type) != "json":
            return
        try:
            value = json.loads(received.content)
        except (ValueError, RecursionError) as error:
            yield f"the body is no JSON: {error}"
            return
        if media.schema is not None:
            yield from (f"the body: {each}" for each in self._problems(value, media.schema))

    def _problems(self, value: JsonValue, schema: Node) -> Iterator[str]:
        """What is wrong with a value that a request sends, by its schema."""
        for each in problems(self._nodes, schema, value, sent=True):
            yield f"{each.pointer}: {each.message}" if each.pointer else each.message


def _place(match: Match, problem: str) -> tuple[str, str, str]:
    return match.route.operation.method, match.route.operation.path, problem


def _texts(parameter: OperationParameter, received: Received, match: Match) -> list[str]:
    """The values of a parameter as text; several where it is repeated."""
    name = parameter.name
    match parameter.location:
        case "path":
            return [match.values[name]] if name in match.values else []
        case "header":
            text = received.headers.get(name.lower())
            return [text] if text is not None else []
        case "cookie":
            return _cookie(received.headers.get("cookie", ""), name)
        case "query":
            found = [value for key, value in received.query if key == name]
            deep = [v for key, v in received.query if key.startswith(f"{name}[")]
            return found or deep
    return [value for _, value in received.query]


def _cookie(header: str, name: str) -> list[str]:
    try:
        cookies = SimpleCookie(header)
    except CookieError:
        return []
    return [cookies[name].value] if name in cookies else []


def _read(text: str, kinds: frozenset[str]) -> JsonValue:
    """A text as the value of a schema's type: a number, true, false, null, or itself."""
    if kinds & {"integer", "number", "boolean", "null"} and "string" not in kinds:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return text
        return value if not isinstance(value, dict | list | str) else text
    return text


def _unsigned(received: Received, operation: Operation) -> Iterator[str]:
    """What is missing of the credentials, where no alternative is there as a whole."""
    alternatives = operation.security
    if not alternatives or any(
        all(_is_given(each, received) for each in alternative) for alternative in alternatives
    ):
        return
    texts = (" and ".join(_credential(each) for each in one) for one in alternatives)
    yield f"there are no credentials: {' or '.join(texts)}"


def _is_given(scheme: SchemeUse, received: Received) -> bool:
    match scheme.kind:
        case "none":
            return True
        case "bearer":
            return received.headers.get("authorization", "").lower().startswith("bearer ")
        case "basic":
            return received.headers.get("authorization", "").lower().startswith("basic ")
        case "header":
            return scheme.parameter.lower() in received.headers
        case "query":
            return any(name == scheme.parameter for name, _ in received.query)
    return bool(_cookie(received.headers.get("cookie", ""), scheme.parameter))


def _credential(scheme: SchemeUse) -> str:
    if scheme.kind in ("bearer", "basic"):
        return f"Authorization: {scheme.kind.capitalize()} ..."
    return f"{scheme.parameter} ({scheme.kind})"


def as_received(sent: Sent) -> Received:
    """A request of a play as the server would get it."""
    headers = list(sent.headers)
    if sent.cookies:
        headers.append(("cookie", "; ".join(f"{name}={value}" for name, value in sent.cookies)))
    content = b""
    if sent.body is not None:
        headers.append(("content-type", sent.body.content_type))
        content = json.dumps(sent.body.value).encode()
    whole = {name.lower(): value for name, value in headers}
    return Received(sent.method, sent.path, sent.query, whole, content)


def received(
    method: str, target: str, headers: Sequence[tuple[str, str]], content: bytes
) -> Received:
    """A request, taken apart.

    Args:
        method: In upper case.
        target: The path with its query, as sent.
        headers: Names and values; those of one name are joined, as HTTP has it.
        content: The body.
    """
    path, _, query = target.partition("?")
    joined: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    pairs = tuple(parse_qsl(query, keep_blank_values=True))
    return Received(method, path, pairs, joined, content)
