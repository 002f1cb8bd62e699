"""Reading the outside of an OpenAPI document: its version, title, servers and paths."""

from __future__ import annotations

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.model import OpenApiDocument
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.text.node import Node


def load_openapi(root: Node, source: str, refs: Refs, report: Report) -> OpenApiDocument | None:
    """Read an OpenAPI document (2.0, 3.0, 3.1, 3.2) as far as every step needs it.

    Args:
        root: The document's tree.
        source: The name of its source description.
        refs: Follows references of path items.
        report: Gets an error where it is no OpenAPI document.

    Returns:
        None where it is no OpenAPI document.
    """
    raise NotImplementedError
