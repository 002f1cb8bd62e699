"""Says which defaults and hosts of servers are plainly placeholders, to be replaced by the reader:
`YOUR_TENANT`, `<tenant>`, `your-domain.shop.test`."""

from __future__ import annotations

import re

from arazzo_gen.lazy import pattern

_YOURS = pattern(r"your[-_A-Z]|Your[-_]|YOUR")
_MARKED = pattern(r"<[^<>]*>|[{}]")
_PARTS = pattern(r"[./@:]+")
_HOST = pattern(r"[a-z][a-z0-9+.\-]*://(?:[^/?#]*@)?([^/?#]*)", re.IGNORECASE)


def is_placeholder(value: str) -> bool:
    """Whether a value stands for one that a reader has to put in."""
    return bool(_MARKED.search(value)) or any(map(_YOURS.match, _PARTS.split(value)))


def is_placeholder_url(url: str) -> bool:
    """Whether a URL, whose variables are filled in, has a part that a reader has to put in."""
    host = _HOST.match(url)
    labels = host[1].split(".") if host is not None else ()
    return bool(_MARKED.search(url)) or any(map(_YOURS.match, labels))


def has_gap(url: str) -> bool:
    """Whether something is missing in a URL: a label of its host, or a segment of its path."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = (rest if mark else scheme).partition("/")
    name = host.rpartition("@")[2].rpartition(":")[0] or host.rpartition("@")[2]
    missing = bool(mark) and (not name.strip(":") or "" in name.split("."))
    return missing or "//" in slash + path
