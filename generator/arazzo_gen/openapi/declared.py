"""Looks up an operation's declared parameters: by name, the required ones, those of API keys."""

from __future__ import annotations

import re

from arazzo_gen.openapi.model import Operation, OperationParameter

IGNORED_HEADERS = ("accept", "content-type", "authorization")
"""Headers that an OpenAPI document cannot declare as parameters (OpenAPI 3.1, "Parameter
Object")."""


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
    """Whether an operation takes an API key as this header, query parameter or cookie."""
    return any(
        use.kind == location and use.parameter.lower() == name.lower()
        for alternative in operation.security
        for use in alternative
    )


def called(operation: Operation) -> str:
    """The name of an operation in messages."""
    return operation.operation_id or f"{operation.method} {operation.path}"


def path_names(operation: Operation) -> list[str]:
    """The names in the braces of an operation's path."""
    return re.findall(r"\{([^{}]+)\}", operation.path)


def is_needed(declared: OperationParameter, querystring: bool) -> bool:
    """Whether a request needs a parameter, or its default.

    Args:
        declared: The parameter.
        querystring: The step gives the whole query as one value.
    """
    if not declared.required or (declared.location == "query" and querystring):
        return False
    return declared.location != "header" or declared.name.lower() not in IGNORED_HEADERS
