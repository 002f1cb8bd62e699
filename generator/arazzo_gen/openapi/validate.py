"""Validation of what steps reach of an OpenAPI document, by openapi-spec-validator."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.model import OpenApiDocument, OperationRef


def validate(
    document: OpenApiDocument,
    report: Report,
    operations: Sequence[OperationRef] | None = None,
) -> None:
    """Warn of what is not valid in a document.

    Args:
        document: The document.
        report: Gets a warning for each finding, a few at most.
        operations: Only these and what they refer to; None for the whole document.
    """
    raise NotImplementedError
