"""Looks up an operation's declared parameters: by name, the required ones, those of API keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from arazzo_gen.openapi.model import Operation, OperationParameter, SchemeUse
from arazzo_gen.openapi.security import api_keys

IGNORED_HEADERS = ("accept", "content-type", "authorization")
"""Headers that an OpenAPI document cannot declare as parameters (OpenAPI 3.1, "Parameter
Object")."""

_CLIENT_HEADERS = ("user-agent", "accept-encoding", "host", "connection", "content-length")
"""Further headers that every HTTP client sends by itself."""

ANY_HEADERS = frozenset(
    (
        *IGNORED_HEADERS,
        *_CLIENT_HEADERS,
        *("accept-charset", "accept-language", "cache-control", "cookie", "date", "expect"),
        *("forwarded", "from", "if-match", "if-modified-since", "if-none-match", "if-range"),
        *("if-unmodified-since", "max-forwards", "origin", "pragma", "prefer", "priority", "range"),
        *("referer", "te", "traceparent", "tracestate", "via"),
    )
)
"""Headers that HTTP and W3C Trace Context define for requests of every API."""

_NOT_NEEDED = (*IGNORED_HEADERS, "host", "connection", "content-length")
"""Headers that are left to the client, even where the document has a value for them."""


def find_declared(operation: Operation, location: str, name: str) -> OperationParameter | None:
    """The parameter of an operation with a name (headers by any case); None where it has none."""
    for each in operation.parameters:
        if location == each.location == "querystring":
            return each
        same = each.name.lower() == name.lower() if location == "header" else each.name == name
        if each.location == location and same:
            return each
    return None


def is_credential(operation: Operation, location: str, name: str) -> bool:
    """Whether this header, query parameter or cookie is an API key of the operation's document."""
    return key_of(operation, location, name) is not None


def key_of(operation: Operation, location: str, name: str) -> SchemeUse | None:
    """The security scheme that names a header, query parameter or cookie: one of those that the
    operation requires, else any of its document."""
    required = [use for alternative in operation.security for use in alternative]
    for use in (*required, *api_keys(operation.document)):
        if use.kind == location and use.parameter.lower() == name.lower():
            return use
    return None


def called(operation: Operation) -> str:
    """The name of an operation in messages."""
    return operation.operation_id or f"{operation.method} {operation.path}"


def path_names(operation: Operation) -> list[str]:
    """The names in the braces of an operation's path, and of a query in its key."""
    return re.findall(r"\{([^{}]+)\}", "&".join((operation.path, *operation.query)))


def key_names(operation: Operation) -> frozenset[str]:
    """The query parameters that the key of an operation's path gives a value."""
    pairs = (part.partition("=") for part in operation.query)
    return frozenset(unquote_plus(name) for name, _, value in pairs if "{" not in value)


def needed(operation: Operation, querystring: bool) -> Iterator[OperationParameter]:
    """The parameters that a request needs, or their defaults.

    Args:
        operation: The operation.
        querystring: The step gives the whole query as one value.
    """
    keyed = key_names(operation)
    for each in operation.parameters:
        in_query = each.location == "query" and (querystring or each.name in keyed)
        ignored = each.location == "header" and each.name.lower() in _NOT_NEEDED
        if each.required and not in_query and not ignored:
            yield each


def is_sent_by_client(declared: OperationParameter) -> bool:
    """Whether every HTTP client sends a parameter by itself, if nobody says what."""
    return declared.location == "header" and declared.name.lower() in _CLIENT_HEADERS
