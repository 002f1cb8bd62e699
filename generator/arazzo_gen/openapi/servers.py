"""Works out the base URL of a document, path or operation (OpenAPI 3.1, "Server Object"; 2.0,
`host`)."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from arazzo_gen.diagnostics.model import Note, Report
from arazzo_gen.diagnostics.nearest import listed, nearest
from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.reading import text_of
from arazzo_gen.text.node import Node

_ABSOLUTE = pattern(r"https?://[^/\s?#]", re.IGNORECASE)
_VARIABLE = pattern(r"\{([^{}]*)\}")


def web_url(url: str) -> str | None:
    """A URL of the web; None for a file's."""
    return url if _ABSOLUTE.match(url) else None


def has_servers(owner: Node) -> bool:
    """Whether a path item or an operation has servers of its own, which replace the document's."""
    servers = owner.get("servers")
    return servers is not None and bool(servers.items)


def server_url(owner: Node, retrieved: str | None, report: Report) -> str | None:
    """The first of a node's `servers` that can be called.

    Variables are replaced by their defaults, and a slash at the end is taken off. A relative URL
    is relative to the document's URL (OpenAPI 3.2, "Relative References in API URLs").

    Args:
        owner: The document, path item or operation; a document without servers has "/".
        retrieved: The absolute URL of the document; None for a file.
        report: Gets a warning for variables without a default.

    Returns:
        None where no server of that node has an absolute URL.
    """
    servers = owner.get("servers")
    for server in servers.items if servers is not None else ():
        url = text_of(server, "url")
        filled = _fill(url.strip(), server, report) if url is not None else None
        found = _absolute(filled, retrieved) if filled is not None else None
        if found is not None and ("?" in found or "#" in found):
            message = "a server URL has no query and no fragment, so this one is not used"
            hint = "paths are put behind it: leave out what begins with `?` or `#`"
            report.add("AZ808", server.entries["url"].span, message, help=hint)
        elif found is not None:
            return found
    return None if has_servers(owner) else _absolute("/", retrieved)


def _absolute(url: str, retrieved: str | None) -> str | None:
    """A URL without a slash at its end; None where it is relative to a file."""
    if not _ABSOLUTE.match(url) and retrieved is not None:
        try:
            url = urljoin(retrieved, url)
        except ValueError:
            return None
    return url.rstrip("/") if _ABSOLUTE.match(url) else None


def swagger_url(root: Node, retrieved: str | None) -> str | None:
    """The base URL of a Swagger 2.0 document; https where its schemes allow it.

    Without a host, or without schemes, it is that of the document's own URL, if it has one.
    """
    own = urlsplit(retrieved) if retrieved is not None else None
    host = text_of(root, "host") or (own.netloc if own is not None else "")
    if not host.strip():
        return None
    schemes = root.get("schemes")
    offered = [item.text for item in schemes.items] if schemes is not None else []
    if not offered and own is not None:
        offered = [own.scheme]
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
        if variable is not None:
            _check_enum(name, variable, report)
    return _VARIABLE.sub(lambda match: values[match[1]], url)


def _check_enum(name: str, variable: Node, report: Report) -> None:
    """Report a default that is not in the enum (OpenAPI 3.1, "Server Variable Object")."""
    default, enum = variable.get("default"), variable.get("enum")
    choices = [str(item.value) for item in enum.items] if enum is not None else []
    if default is None or not choices or str(default.value) in choices:
        return
    near = nearest(str(default.value), choices)
    report.add(
        "AZ808",
        default.span,
        f"the default of the server variable {name!r} is not in its enum; it is used as it is",
        help=f"did you mean '{near}'?" if near else listed(choices, "write one of"),
        notes=[Note("the enum", enum.span)] if enum is not None else (),
    )


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
