"""The base URL of a document, path or operation (OpenAPI 3.1, "Server Object"; 2.0, `host`)."""

from __future__ import annotations

import re

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.reading import text_of
from arazzo_gen.text.node import Node

_ABSOLUTE = re.compile(r"https?://[^/\s?#]", re.IGNORECASE)
_VARIABLE = re.compile(r"\{([^{}]*)\}")


def server_url(owner: Node, report: Report) -> str | None:
    """The first absolute URL of a node's `servers`.

    Variables are replaced by their defaults, and a slash at the end is taken off. None where
    no server of that node has an absolute URL.
    """
    servers = owner.get("servers")
    for server in servers.items if servers is not None else ():
        url = text_of(server, "url")
        if url is None:
            continue
        filled = _fill(url.strip(), server, report)
        if filled is not None and _ABSOLUTE.match(filled):
            return filled.rstrip("/")
    return None


def swagger_url(root: Node) -> str | None:
    """The base URL of a Swagger 2.0 document; https where its schemes allow it."""
    host = text_of(root, "host")
    if not host or not host.strip():
        return None
    schemes = root.get("schemes")
    offered = [item.text for item in schemes.items] if schemes is not None else []
    scheme = "http" if "http" in offered and "https" not in offered else "https"
    base = (text_of(root, "basePath") or "").strip("/")
    url = f"{scheme}://{host.strip().rstrip('/')}" + (f"/{base}" if base else "")
    return url if _ABSOLUTE.match(url) else None


def _fill(url: str, server: Node, report: Report) -> str | None:
    """A URL with its variables' defaults; None where one of them has none."""
    variables = server.get("variables")
    values: dict[str, str] = {}
    for name in _VARIABLE.findall(url):
        variable = variables.get(name) if variables is not None else None
        value = _default(variable)
        if value is None:
            span = server.entries["url"].span
            message = f"the server variable {name!r} has no default, so this URL is not used"
            report.add("AZ808", span, message, help="give it a default under `variables`")
            return None
        values[name] = value
    return _VARIABLE.sub(lambda match: values[match[1]], url)


def _default(variable: Node | None) -> str | None:
    if variable is None:
        return None
    found = variable.get("default")
    if found is None:
        choices = variable.get("enum")
        found = choices.items[0] if choices is not None and choices.items else None
    if found is None or found.kind not in ("string", "integer", "number"):
        return None
    return str(found.value)
