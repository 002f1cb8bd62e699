"""Works out the base URL of a document, path or operation (OpenAPI 3.1, "Server Object"; 2.0,
`host`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.model import Server
from arazzo_gen.openapi.placeholders import is_placeholder_url
from arazzo_gen.openapi.reading import text_of
from arazzo_gen.openapi.server_variables import ServerTemplate, read_template
from arazzo_gen.text.node import Node

_ABSOLUTE = pattern(r"https?://[^/\s?#]", re.IGNORECASE)


def web_url(url: str) -> str | None:
    """A URL of the web; None for a file's."""
    return url if _ABSOLUTE.match(url) else None


def has_servers(owner: Node) -> bool:
    """Whether a path item or an operation has servers of its own, which replace the document's."""
    servers = owner.get("servers")
    return servers is not None and bool(servers.items)


def read_server(owner: Node, retrieved: str | None, report: Report) -> Server:
    """The first of a node's `servers` that can be called.

    A relative URL is relative to the document's URL (OpenAPI 3.2, "Relative References in API
    URLs").

    Args:
        owner: The document, path item or operation; a document without servers has "/".
        retrieved: The absolute URL of the document; None for a file.
        report: Gets a warning for a URL that cannot be filled in.
    """
    found = list(_servers(owner, retrieved, report))
    for server in found:
        if server.url is not None:
            return server
    if found:
        return found[0]
    return Server(None if has_servers(owner) else _absolute("/", retrieved))


def _servers(owner: Node, retrieved: str | None, report: Report) -> Iterator[Server]:
    """The servers up to the first that can be called, and those that are placeholders."""
    servers = owner.get("servers")
    for node in servers.items if servers is not None else ():
        server = _server(node, retrieved, report)
        if server is not None:
            yield server
        if server is not None and server.url is not None:
            return


def _server(node: Node, retrieved: str | None, report: Report) -> Server | None:
    """A server; None where its URL is relative to a file, or cannot be filled in (reported)."""
    written = text_of(node, "url")
    if written is None:
        return None
    template = read_template(written.strip(), node, report)
    filled = _absolute(template.filled, retrieved) if template is not None else None
    if template is None or filled is None:
        return None
    span = node.entries["url"].span
    if "?" in filled or "#" in filled:
        message = "a server URL has no query and no fragment, so this one is not used"
        hint = "paths are put behind it: leave out what begins with `?` or `#`"
        report.add("AZ808", span, message, help=hint)
        return None
    if is_placeholder_url(filled):
        return Server(None, placeholder=span)
    if not template.variables:
        return Server(filled)
    return Server(_with_names(template, retrieved), template.variables)


def _absolute(url: str, retrieved: str | None) -> str | None:
    """A URL without a slash at its end; None where it is relative to a file."""
    if not _ABSOLUTE.match(url) and retrieved is not None:
        try:
            url = urljoin(retrieved, url)
        except ValueError:
            return None
    return url.rstrip("/") if _ABSOLUTE.match(url) else None


def _with_names(template: ServerTemplate, retrieved: str | None) -> str:
    """A URL with its variables between braces, made absolute as it is with their values."""
    url, filled = template.url, template.filled
    if not _ABSOLUTE.match(filled) and retrieved is not None:
        rooted = filled.startswith("/") and not url.startswith("/")
        url = urljoin(retrieved, "/").rstrip("/") + url if rooted else urljoin(retrieved, url)
    return url.rstrip("/")


def swagger_server(root: Node, retrieved: str | None) -> Server:
    """The server of a Swagger 2.0 document; https where its schemes allow it.

    Without a host, or without schemes, it is that of the document's own URL, if it has one.
    """
    own = urlsplit(retrieved) if retrieved is not None else None
    host = text_of(root, "host") or (own.netloc if own is not None else "")
    if not host.strip():
        return Server(None)
    schemes = root.get("schemes")
    offered = [item.text for item in schemes.items] if schemes is not None else []
    if not offered and own is not None:
        offered = [own.scheme]
    scheme = "http" if "http" in offered and "https" not in offered else "https"
    base = (text_of(root, "basePath") or "").strip("/")
    url = f"{scheme}://{host.strip().rstrip('/')}" + (f"/{base}" if base else "")
    if is_placeholder_url(url):
        return Server(None, placeholder=(root.get("host") or root).span)
    return Server(url if _ABSOLUTE.match(url) else None)
