"""Requests as the server gets them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, quote, unquote, urlencode

from arazzo_gen.play.model import Sent, SentBody
from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue


@record
class Received:
    """A request as it came.

    `path` and `search`, the query, are percent-encoded. `headers` are by their names in lower case.
    """

    method: str
    path: str
    search: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The pairs of the query, decoded."""
        return tuple(parse_qsl(self.search, keep_blank_values=True))

    @property
    def cookies(self) -> list[tuple[str, str]]:
        """The names of the cookies, decoded, and their values."""
        crumbs = self.headers.get("cookie", "").split(";")
        pairs = (each.strip().partition("=") for each in crumbs if each.strip())
        return [(unquote(name), value.strip('"')) for name, _, value in pairs]

    @property
    def content_type(self) -> str:
        """The media type of its body; "" where it says none."""
        return self.headers.get("content-type", "")

    @property
    def json(self) -> JsonValue:
        """Its body, where that is JSON; None otherwise."""
        try:
            parsed: JsonValue = json.loads(self.content) if self.content else None
        except (ValueError, RecursionError):
            return None
        return parsed


def as_received(sent: Sent) -> Received:
    """A request of a play as the server would get it."""
    headers = list(sent.headers)
    if sent.cookies:
        headers.append(("cookie", "; ".join(f"{name}={value}" for name, value in sent.cookies)))
    content = b""
    if sent.body is not None:
        headers.append(("content-type", sent.body.content_type))
        content = _content(sent.body)
    whole = {name.lower(): value for name, value in headers}
    # The delimiters of lists stay as they are; which of them were encoded is not known any more.
    pairs = (f"{quote(name, safe='[]')}={quote(value, safe=',|')}" for name, value in sent.query)
    return Received(sent.method, sent.path, "&".join(pairs), whole, content)


def received(
    method: str, target: str, headers: Sequence[tuple[str, str]], content: bytes
) -> Received:
    """A request, taken apart.

    Args:
        method: In upper case.
        target: The path with its query, as sent.
        headers: Names and values; those of one name are joined, as HTTP has it.
        content: The body.
    """
    path, _, query = target.partition("?")
    joined: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    return Received(method, path, query, joined, content)


def _content(body: SentBody) -> bytes:
    """A body as bytes: a form as one, anything else as JSON."""
    if body.kind == "form" and isinstance(body.value, list):
        pairs = [each for each in body.value if isinstance(each, list)]
        return urlencode([(str(name), str(value)) for name, value in pairs]).encode()
    return json.dumps(body.value).encode()
