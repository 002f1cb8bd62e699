"""Finds operations, and reads one merged with its path item and its document."""

from __future__ import annotations

from collections.abc import Iterator

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.bodies import read_body, read_responses
from arazzo_gen.openapi.model import OpenApiDocument, Operation, OperationIndex, OperationRef
from arazzo_gen.openapi.parameters import lacks_parameters, read_parameters
from arazzo_gen.openapi.path_keys import report_key, split_key
from arazzo_gen.openapi.reading import Reading, flag, text_of
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.openapi.security import read_security
from arazzo_gen.openapi.servers import has_servers, read_server
from arazzo_gen.openapi.swagger import swagger_body, swagger_parameters, swagger_responses
from arazzo_gen.text.node import Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


def find_by_id(document: OpenApiDocument, operation_id: str) -> list[OperationRef]:
    """The operations that have an `operationId`: one, none, or several in a wrong document."""
    return list(_index(document).by_id.get(operation_id, ()))


def operation_ids(document: OpenApiDocument) -> list[str]:
    """Every `operationId`, in document order."""
    return list(_index(document).by_id)


def operations(document: OpenApiDocument) -> tuple[OperationRef, ...]:
    """Every operation of the document's paths, in document order."""
    return _index(document).all


def find_by_pointer(document: OpenApiDocument, tokens: tuple[str, ...]) -> OperationRef | None:
    """The operation under unescaped JSON Pointer tokens, such as ("paths", "/a", "get").

    A pointer to a shared path item gives the operation of the first path that refers to it.
    """
    index = _index(document)
    if len(tokens) == 3 and tokens[0] == "paths":
        return index.by_place.get((tokens[1], tokens[2]))
    if len(tokens) == 4 and tokens[0] == "paths" and tokens[2] == "additionalOperations":
        return index.by_place.get((tokens[1], f"additionalOperations/{tokens[3]}"))
    node = document.root.at(tokens)
    return next((ref for ref in index.all if ref.node is node), None)


def read_operation(
    document: OpenApiDocument, ref: OperationRef, refs: Refs, report: Report
) -> Operation:
    """Read an operation, merged with the parts of its path item and its document that apply to it.

    Args:
        document: The document.
        ref: The operation, as found.
        refs: Follows references.
        report: Gets a warning for a broken part, which is left out.
    """
    reading = Reading(document, refs, report)
    node = ref.node
    if document.version == "2.0":
        parameters, form = swagger_parameters(reading, ref)
        body = swagger_body(reading, ref, form)
        responses = swagger_responses(reading, ref)
        server = document.server
    else:
        parameters = read_parameters(reading, ref)
        body = read_body(reading, node.get("requestBody"))
        responses = read_responses(reading, node.get("responses"))
        owner = next((each for each in (node, ref.item) if has_servers(each)), None)
        server = document.server
        if owner is not None:
            server = read_server(owner, document.retrieved, report)
    report_key(document, ref.path, report)
    path, query = split_key(ref.path)
    return Operation(
        source=document.source,
        method=ref.method,
        path=path,
        query=query,
        operation_id=ref.operation_id,
        summary=text_of(node, "summary"),
        description=text_of(node, "description"),
        parameters=parameters,
        body=body,
        responses=responses,
        security=read_security(reading, node),
        server=server,
        deprecated=flag(node, "deprecated"),
        span=ref.span,
        document=document,
        is_partial=lacks_parameters(reading, ref),
    )


def _index(document: OpenApiDocument) -> OperationIndex:
    if document.index is None:
        found = tuple(_operations(document))
        by_id: dict[str, tuple[OperationRef, ...]] = {}
        by_place: dict[tuple[str, str], OperationRef] = {}
        for key, ref in found:
            by_place.setdefault((ref.path, key), ref)
            if ref.operation_id is not None:
                by_id[ref.operation_id] = (*by_id.get(ref.operation_id, ()), ref)
        document.index = OperationIndex(tuple(ref for _, ref in found), by_id, by_place)
    return document.index


def _operations(document: OpenApiDocument) -> Iterator[tuple[str, OperationRef]]:
    """Every operation with its key in the path item."""
    paths = document.root.get("paths")
    for path, written in paths.entries.items() if paths is not None else ():
        if path.startswith("x-"):
            continue
        item = document.refs.follow(written)
        seen: set[str] = set()
        for owner in (written, item):
            if owner is None:
                continue
            for key, method, node in _methods(owner):
                if key not in seen and isinstance(node.value, dict):
                    seen.add(key)
                    span = owner.key_span(key) if "/" not in key else node.span
                    operation_id = text_of(node, "operationId")
                    yield key, OperationRef(path, method, operation_id, owner, node, span)


def _methods(item: Node) -> Iterator[tuple[str, str, Node]]:
    for key, node in item.entries.items():
        if key in METHODS:
            yield key, key.upper(), node
        elif key == "additionalOperations":
            for method, other in node.entries.items():
                yield f"{key}/{method}", method, other
