"""Normalizes the URLs of documents, and refuses those that must not be fetched."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from arazzo_gen.lazy import pattern
from arazzo_gen.remote.errors import RemoteError

_PORTS: Final = {"https": 443, "http": 80}
_NAME = pattern(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")
_PATH: Final = "/%:@!$&'()*+,;=~"


def is_remote(url: str) -> bool:
    """Whether a URL has the scheme http or https; it need not be valid."""
    return url.lstrip().lower().startswith(("http:", "https:"))


def is_portable(uri: str) -> bool:
    """Whether a URI means the same on every machine. A document from the network may use no other,
    so that it cannot name a file of this machine."""
    scheme = uri.lstrip().partition(":")[0].lower()
    return scheme in ("http", "https", "urn", "tag")


def normalise(url: str) -> str:
    """An http or https URL in the one spelling that the lock file and the cache use.

    Scheme and host are in lower case; the scheme's own port and the fragment are left out (RFC
    3986, sections 6.2.2 and 6.2.3).

    Raises:
        RemoteError: AZ011, for a URL of another scheme, with user info, or that is no URL.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise RemoteError("AZ011", f"{shown(url)} is not a URL") from None
    if parts.scheme not in _PORTS:
        raise RemoteError("AZ011", f"{shown(url)} is not an http or https URL")
    if "@" in parts.netloc:
        # The message does not show the text, which is often a password.
        message = f"a URL of {parts.hostname or 'this kind'} with user info is not fetched"
        raise RemoteError("AZ011", message, "take the part before the `@` out of the URL")
    host = _host(parts.hostname or "", url)
    if port is not None and port != _PORTS[parts.scheme]:
        host = f"{host}:{port}"
    path = quote(parts.path, safe=_PATH) or "/"
    return urlunsplit((parts.scheme, host, path, quote(parts.query, safe=_PATH + "?"), ""))


def follow(base: str, location: str) -> str:
    """Where a redirect leads, in the one spelling.

    Raises:
        RemoteError: AZ011, as for `normalise`, and where it leads from https to http.
    """
    try:
        joined = urljoin(base, location)
    except ValueError:
        joined = location
    target = normalise(joined)
    if base.startswith("https:") and not target.startswith("https:"):
        message = f"{shown(base)} redirects to {shown(target)}, which is not encrypted"
        raise RemoteError("AZ011", message)
    return target


def without_query(url: str) -> str:
    """A URL without its query, which is often a signature that expires."""
    return url.partition("?")[0]


def shown(url: str) -> str:
    """A URL as messages show it."""
    return url if len(url) <= 120 else url[:117] + "..."


def _host(host: str, url: str) -> str:
    if ":" in host:
        try:
            if "%" in host:  # a zone, which has a meaning on one machine only
                raise ValueError
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        except ValueError:
            raise RemoteError("AZ011", f"{shown(url)} has no valid host") from None
    if not host.isascii():
        hint = "write the host as DNS has it, `xn--...`"
        raise RemoteError("AZ011", f"{shown(url)} has a host that is not ASCII", hint)
    if not _NAME.fullmatch(host) or len(host) > 253:
        raise RemoteError("AZ011", f"{shown(url)} has no valid host")
    return host
