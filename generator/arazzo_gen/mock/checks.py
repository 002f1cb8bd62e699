"""Checks requests against the operation that they are for (OpenAPI 3.1, "Operation Object")."""

from __future__ import annotations

import json
from collections.abc import Iterator

from arazzo_gen.mock.received import Received
from arazzo_gen.mock.routes import Match
from arazzo_gen.mock.spellings import StyleError, form_of, value_of
from arazzo_gen.openapi.media import format_of, media_for
from arazzo_gen.openapi.model import Operation, OperationParameter, SchemeUse
from arazzo_gen.play.valid import problems
from arazzo_gen.text.node import JsonValue, Node
from arazzo_gen.typing.nodes import Nodes


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
        schema = parameter.schema if parameter.location != "querystring" else None
        try:
            value = value_of(self._nodes, parameter, received, match)
        except StyleError:
            yield f"{what} is not in the style {parameter.style!r}"
            return
        if value is None:
            if parameter.required:
                yield f"{what} is missing"
        elif schema is not None:
            yield from (f"{what}: {each}" for each in self._problems(value[0], schema))

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
        is_form = received.content_type.lower().startswith("application/x-www-form-urlencoded")
        if is_form and media.schema is not None and media.encoding is None:
            value = form_of(self._nodes, media.schema, received.content.decode(errors="replace"))
            yield from (f"the body: {each}" for each in self._problems(value, media.schema))
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
    return any(name == scheme.parameter for name, _ in received.cookies)


def _credential(scheme: SchemeUse) -> str:
    if scheme.kind in ("bearer", "basic"):
        return f"Authorization: {scheme.kind.capitalize()} ..."
    return f"{scheme.parameter} ({scheme.kind})"
