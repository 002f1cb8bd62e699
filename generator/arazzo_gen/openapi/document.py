"""Reads the top level of an OpenAPI document: its version, title, servers and paths."""

from __future__ import annotations

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.model import OpenApiDocument, Version
from arazzo_gen.openapi.reading import article, text_of
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.openapi.servers import read_server, swagger_server, web_url
from arazzo_gen.text.node import Node

_VERSION = pattern(r"(\d+)\.(\d+)(\.|-|$)")
_VERSIONS: dict[tuple[str, str], Version] = {
    ("2", "0"): "2.0",
    ("3", "0"): "3.0",
    ("3", "1"): "3.1",
    ("3", "2"): "3.2",
}
_OTHERS = {
    "arazzo": ("an Arazzo document", "give the source description `type: arazzo`"),
    "asyncapi": ("an AsyncAPI document", "give the source description `type: asyncapi`"),
    "overlay": ("an Overlay document", "apply it first and name the OpenAPI document it gives"),
    "swaggerVersion": ("a Swagger 1.x document", "convert it to OpenAPI 3 first"),
    "$schema": ("a JSON Schema", "name the OpenAPI document that uses it"),
}


def load_openapi(
    root: Node, source: str, refs: Refs, report: Report, *, url: str = ""
) -> OpenApiDocument | None:
    """Read an OpenAPI document (2.0, 3.0, 3.1, 3.2) without its operations, which are read later.

    Args:
        root: The document's tree.
        source: The name of its source description.
        refs: Follows references; the document is added to it.
        report: Gets an error where it is no OpenAPI document.
        url: The URL of its source description, to which relative servers are relative.

    Returns:
        None where it is no OpenAPI document.
    """
    refs.know(root)
    version = _version(root, report)
    if version is None:
        return None
    info = root.get("info")
    retrieved = web_url(url)
    return OpenApiDocument(
        source=source,
        root=root,
        version=version,
        title=text_of(info, "title") if info is not None else None,
        server=swagger_server(root, retrieved)
        if version == "2.0"
        else read_server(root, retrieved, report),
        refs=refs,
        retrieved=retrieved,
    )


def _version(root: Node, report: Report) -> Version | None:
    if not isinstance(root.value, dict):
        kind = article(root.kind)
        message = f"this is not an OpenAPI document: it is {kind}, not an object"
        start = root.text.lstrip()[:15].lower() if root.text else ""
        hint = "it looks like a web page: save the document itself" if start[:1] == "<" else None
        report.add("AZ805", root.span, message, help=hint)
        return None
    field = "openapi" if root.get("openapi") is not None else "swagger"
    declared = root.get(field)
    if declared is None:
        _report_other(root, report)
        return None
    written = str(declared.value) if declared.kind in ("string", "number") else ""
    match = _VERSION.match(written.strip())
    version = _VERSIONS.get((match[1], match[2])) if match else None
    if version is None or (version == "2.0") != (field == "swagger"):
        shown = written[:40] or article(declared.kind)
        message = f"{field} version {shown} is not supported"
        known = "OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 are"
        report.add("AZ809", declared.span, message, help=known)
        return None
    return version


def _report_other(root: Node, report: Report) -> None:
    for key, (name, hint) in _OTHERS.items():
        if root.get(key) is not None:
            message = f"this is not an OpenAPI document but {name}"
            report.add("AZ805", root.key_span(key), message, help=hint)
            return
    message = "this is not an OpenAPI document: it has no `openapi` field"
    hint = "an OpenAPI document begins with `openapi: 3.1.0`, say, or `swagger: '2.0'`"
    report.add("AZ805", root.span, message, help=hint)
