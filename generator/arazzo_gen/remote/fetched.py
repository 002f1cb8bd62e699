"""The record of a fetched document; apart from `fetch`, whose library is slow to import."""

from __future__ import annotations

from arazzo_gen.record import record


@record
class Fetched:
    """A document from the network.

    Attributes:
        url: The URL that it came from in the end, which what it refers to is resolved against.
        content: Its bytes.
    """

    url: str
    content: bytes
