"""The record of a fetched document. It is not in `fetch`, which imports a slow library."""

from __future__ import annotations

from arazzo_gen.record import record


@record
class Fetched:
    """A document from the network.

    Attributes:
        url: The URL behind the redirects, against which its references are resolved.
        content: Its bytes.
    """

    url: str
    content: bytes
