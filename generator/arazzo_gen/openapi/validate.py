"""Validation of what steps reach of an OpenAPI document, by openapi-spec-validator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.bundle import Bundle, bundle
from arazzo_gen.openapi.model import OpenApiDocument, OperationRef
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.text.node import Node, Span

_MOST = 5
_LONGEST = 140
_DEEPEST = 10
_CLASSES = {
    "2.0": "OpenAPIV2SpecValidator",
    "3.0": "OpenAPIV30SpecValidator",
    "3.1": "OpenAPIV31SpecValidator",
    "3.2": "OpenAPIV32SpecValidator",
}
_REPORTED_ALREADY = frozenset({"UnresolvableParameterError"})
_QUOTED_PATH = re.compile(r"'(/[^']*)'")


class _Finding(Protocol):
    """The part of jsonschema's ValidationError that is needed here."""

    message: str
    instance: Any
    schema: Any

    @property
    def absolute_path(self) -> Iterable[str | int]:
        """Where it is, from the root of what was validated."""

    @property
    def context(self) -> Sequence[_Finding]:
        """Why each of several alternatives did not hold."""


def validate(
    document: OpenApiDocument,
    report: Report,
    operations: Sequence[OperationRef] | None = None,
) -> None:
    """Warn of what is not valid in a document.

    Nothing outside the files that were read is looked at, and no document makes it fail: the
    library may raise anything on a stranger's input, which ends the findings with a warning.

    Args:
        document: The document.
        report: Gets a warning for each finding, a few at most.
        operations: Only these and what they refer to; None for the whole document.
    """
    # References that lead nowhere are reported where they are read.
    quiet = Refs(document.refs.loader, Report())
    quiet.know(document.root)
    part = Bundle({})
    found: list[_Finding] = []
    try:
        part = bundle(document, quiet, operations)
        found.extend(_errors(document, part))
    except Exception as error:
        message = f"openapi-spec-validator gave up on this document ({type(error).__name__})"
        report.add("AZ811", _head(document), message)
    _report(found, document, part, report)


def _errors(document: OpenApiDocument, part: Bundle) -> Iterator[_Finding]:
    """The library's findings, imported here alone because the import is slow."""
    from jsonschema_path import SchemaPath
    from openapi_spec_validator.validation import validators

    cls = getattr(validators, _CLASSES[document.version], None)
    if cls is None:
        return
    refuse = dict.fromkeys(("<all_urls>", "http", "https", "file", ""), _refuse)
    path = SchemaPath.from_dict(part.root, handlers=refuse)
    for error in cls(path).iter_errors():
        if type(error).__name__ not in _REPORTED_ALREADY:
            yield error


def _refuse(uri: str) -> object:
    raise ValueError(f"{uri} is not read")


def _report(
    found: Sequence[_Finding], document: OpenApiDocument, part: Bundle, report: Report
) -> None:
    shown: set[tuple[Span, str]] = set()
    for number, outer in enumerate(found):
        error = _innermost(outer)
        span = _span(error, document, part) or _span(outer, document, part) or _head(document)
        entry = (span, _message(error))
        if entry in shown:
            continue
        if len(shown) == _MOST:
            rest = len(found) - number
            message = f"this document has up to {rest} more findings of openapi-spec-validator"
            report.add("AZ801", _head(document), message)
            return
        shown.add(entry)
        report.add("AZ801", span, entry[1])


def _innermost(error: _Finding) -> _Finding:
    """The finding that explains another best: the deepest one in the alternatives."""
    for _ in range(_DEEPEST):
        reasons = [e for e in error.context or () if "'$ref' is a required" not in e.message]
        if not reasons:
            break
        error = max(reasons, key=lambda reason: len(list(reason.absolute_path)))
    return error


def _message(error: _Finding) -> str:
    """A finding in a line: a value that is long is not repeated."""
    message = " ".join(str(error.message).split())
    if not isinstance(error.instance, (bool, int, float)) and error.instance is not None:
        value = " ".join(repr(error.instance).split())
        if len(value) > 40 and message.startswith(value):
            names = [token for token in error.absolute_path if isinstance(token, str)]
            message = (f"`{names[-1]}`" if names else "this") + message[len(value) :]
    for python, json in (("None", "null"), ("True", "true"), ("False", "false")):
        if message.startswith(f"{python} "):
            message = json + message[len(python) :]
    if message[1:2].islower():
        message = message[:1].lower() + message[1:]
    return message if len(message) <= _LONGEST else message[: _LONGEST - 3] + "..."


def _span(error: _Finding, document: OpenApiDocument, part: Bundle) -> Span | None:
    """Where a finding is: the library gives a path from the root, from a schema, or none."""
    owner = part.places.get(id(error.schema))
    if owner is not None:
        default = owner.get("default")
        return (default if default is not None else owner).span
    known = part.places.get(id(error.instance))
    if known is not None:
        return known.span
    path = [str(token) for token in error.absolute_path]
    if path:
        for container in part.places.values():
            node = container.at(path)
            if node is not None and node.plain() == error.instance:
                return node.span
    named = _QUOTED_PATH.search(str(error.message))
    paths = document.root.get("paths")
    if named is not None and paths is not None and paths.get(named[1]) is not None:
        return paths.key_span(named[1])
    return None


def _head(document: OpenApiDocument) -> Span:
    root: Node = document.root
    return root.key_span("swagger" if document.version == "2.0" else "openapi")
