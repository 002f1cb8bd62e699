"""Finding operations, and reading one with all that its surroundings add to it."""

from __future__ import annotations

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.model import OpenApiDocument, Operation, OperationRef
from arazzo_gen.openapi.refs import Refs


def find_by_id(document: OpenApiDocument, operation_id: str) -> list[OperationRef]:
    """The operations that have an `operationId`: one, none, or several in a wrong document."""
    raise NotImplementedError


def operation_ids(document: OpenApiDocument) -> list[str]:
    """Every `operationId`, in document order."""
    raise NotImplementedError


def find_by_pointer(document: OpenApiDocument, tokens: tuple[str, ...]) -> OperationRef | None:
    """The operation under unescaped JSON Pointer tokens, such as ("paths", "/a", "get")."""
    raise NotImplementedError


def read_operation(
    document: OpenApiDocument, ref: OperationRef, refs: Refs, report: Report
) -> Operation:
    """Read an operation; a broken part is reported as a warning and left out."""
    raise NotImplementedError
