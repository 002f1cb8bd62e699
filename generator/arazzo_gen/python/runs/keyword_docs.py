"""Describes keywords of run functions: credentials, and parameters that no step gives."""

from __future__ import annotations

from arazzo_gen import ir
from arazzo_gen.lazy import pattern
from arazzo_gen.python.text.literal import headline

_WHOLE_HEADER = pattern(
    r"""(?ix)
    \b authorization \s* :
    | \b (?: bearer | basic ) \b (?! [ -] (?: token | auth | scheme | credential | http ) )
    | ["'`<(*] \s* (?: bearer | basic ) \b
    | \b prefix
    | \b base64
    """
)
"""What a description says that wants the value of the whole header: `Bearer <token>`."""


def keyword_doc(item: ir.Keyword) -> str:
    """The docstring of a keyword: what it is, and where it is sent."""
    return _credential(item) if isinstance(item, ir.Credential) else _supplied(item)


def _credential(item: ir.Credential) -> str:
    place = {
        "bearer": "sent as a Bearer token",
        "basic": '"user:password", sent as HTTP Basic',
        "header": f"sent in the header `{item.name}`",
        "query": f"sent in the query parameter `{item.name}`",
        "cookie": f"sent in the cookie `{item.name}`",
    }[item.kind]
    described = headline(item.doc)
    if item.kind in ("bearer", "basic") and _WHOLE_HEADER.search(described):
        described = ""  # it says to pass what is put before the token here
    if described:
        return f"{described} {place[0].upper()}{place[1:]}; the client's own auth when None."
    return f"For the scheme `{item.scheme}`, {place}; the client's own auth when None."


def _supplied(item: ir.Supplied) -> str:
    place = {
        "header": f"in the header `{item.name}`",
        "query": f"in the query parameter `{item.name}`",
        "cookie": f"in the cookie `{item.name}`",
        "querystring": "as the whole query",
    }[item.location]
    described = headline(item.doc)
    own = "" if item.required else "; the client's own headers apply when None"
    return f"{described} Sent {place}{own}.".lstrip()
