"""Reads the OpenAPI links of an operation: from its answer to another operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from arazzo_gen.init.endpoints import Endpoint
from arazzo_gen.record import record
from arazzo_gen.text import pointer

_RESPONSE = "$response."


@record(eq=False)
class Link:
    """A link of a response (OpenAPI 3.1, "Link Object").

    Attributes:
        name: As the response calls it.
        operation_id: The operation that it leads to; None where `place` says it.
        place: The pointer to that operation in the same document.
        parameters: What its parameters get: expressions without `$response.`, by name. A location
            before a name (`path.id`) is left out.
    """

    name: str
    operation_id: str | None
    place: tuple[str, ...]
    parameters: Mapping[str, str]
    origin: Endpoint

    def is_to(self, endpoint: Endpoint) -> bool:
        """Whether it leads to an operation."""
        if endpoint.api is not self.origin.api:
            return False
        if self.operation_id is not None:
            return endpoint.ref.operation_id == self.operation_id
        return self.place == ("paths", endpoint.ref.path, endpoint.ref.method.lower())


def links_of(endpoint: Endpoint) -> Iterator[Link]:
    """The links of the responses that say that a request succeeded."""
    refs = endpoint.api.document.refs
    responses = endpoint.ref.node.get("responses")
    for status, written in responses.entries.items() if responses is not None else ():
        response = refs.follow(written) if status.startswith("2") else None
        links = response.get("links") if response is not None else None
        for name, node in links.entries.items() if links is not None else ():
            target = refs.follow(node)
            operation_id = target.get("operationId") if target is not None else None
            reference = target.get("operationRef") if target is not None else None
            parameters = target.get("parameters") if target is not None else None
            known: dict[str, str] = {}
            for key, value in parameters.entries.items() if parameters is not None else ():
                text = value.text or ""
                if text.startswith(_RESPONSE):
                    short = key.partition(".")[2] if key.startswith(("path.", "query.")) else key
                    known[short] = text.removeprefix(_RESPONSE)
            yield Link(
                name,
                operation_id.text if operation_id is not None else None,
                _place(reference.text if reference is not None else None),
                known,
                endpoint,
            )


def _place(reference: str | None) -> tuple[str, ...]:
    if reference is None or not reference.startswith("#"):
        return ()
    try:
        return pointer.parse_fragment(reference)
    except pointer.PointerError:
        return ()
