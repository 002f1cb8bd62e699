"""Finds a job in a list, where what starts it does not say its id and the user names the pair."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.init.endpoints import Endpoint
from arazzo_gen.init.names import noun, singular, vocabulary, words
from arazzo_gen.init.pairs import Pair
from arazzo_gen.init.schemas import Id
from arazzo_gen.init.segments import owner, shared
from arazzo_gen.record import record
from arazzo_gen.text.node import Node
from arazzo_gen.text.pointer import write

PAGES = vocabulary(
    "after before cursor page offset skip start next token limit size per_page page_size pagesize"
    " max_results sort order order_by direction since until fields expand include"
    " status state"
)
"""Query parameters that say which part of a list is given, and how; not which of its items."""


@record(eq=False)
class Middle:
    """A list in which the job is found.

    Attributes:
        endpoint: The operation that gives it.
        parameter: The parameter of the poll that an item of the list gives.
        pointer: Where the first item has it.
        filters: The parameters of the path of the start that are filters of the list, by the names
            of the filters.
    """

    endpoint: Endpoint
    parameter: str
    pointer: tuple[str, ...]
    filters: dict[str, str]


def middle_of(pair: Pair, everything: Sequence[Endpoint]) -> Middle | None:
    """The list that has the job between its start and its poll."""
    base = pair.poll.thing
    if pair.handle is not None or not base or not base[-1].is_parameter:
        return None
    if base[-1].text in pair.given:
        return None
    best: tuple[int, Middle] | None = None
    for endpoint in everything:
        shares = _shares(pair, endpoint)
        if shares is None or (best is not None and best[0] >= shares):
            continue
        found = _first_id(endpoint, base[-1].text, owner(base, len(base) - 1))
        if found is not None:
            best = shares, Middle(endpoint, base[-1].text, found, _filters(pair.start, endpoint))
    return best[1] if best is not None else None


def _shares(pair: Pair, endpoint: Endpoint) -> int | None:
    """How many parameters of a path are those of the start; None where it is no list of the thing
    that is polled, or has other parameters."""
    path, base = endpoint.segments, pair.poll.thing
    if endpoint.ref.method != "GET" or endpoint.api is not pair.poll.api or not path:
        return None
    if path[-1].is_parameter or len(base) < 2 or not path[-1].matches(base[-2]):
        return None
    found, left = shared(path, pair.start.segments)
    return None if left or endpoint.schema is None else len(found)


def _first_id(endpoint: Endpoint, parameter: str, thing: tuple[str, ...]) -> tuple[str, ...] | None:
    """Where the first item of a list has its id."""
    schemas = endpoint.api.schemas
    assert endpoint.schema is not None
    places: list[tuple[tuple[str, ...], Node]] = [((), endpoint.schema)]
    for view in endpoint.views[:1]:
        for name in view.names:
            below = schemas.property(view.schema, name)
            if below is not None:
                places.append(((name,), below))
    for pointer, schema in places:
        shape = schemas.nodes.shape(schema)
        if shape.kinds == {"array"} and len(shape.items) == 1:
            found: Id | None = schemas.id(schemas.views(shape.items[0]), parameter, thing)
            if found is not None:
                return (*pointer, "0", *found.pointer)
    return None


def _filters(start: Endpoint, endpoint: Endpoint) -> dict[str, str]:
    """`workflow` of a list is the `{key}` behind `/workflows` of what starts the job."""
    known: dict[tuple[str, ...], str] = {}
    for place, segment in enumerate(start.segments):
        if segment.is_parameter:
            known[owner(start.segments, place)] = segment.text
            known[noun(segment.text)] = segment.text
    found: dict[str, str] = {}
    for parameter in endpoint.operation.parameters:
        name = tuple(singular(word) for word in words(parameter.name))
        if parameter.location == "query" and name in known:
            found[parameter.name] = known[name]
    return found


def where(middle: Middle) -> str:
    """The expression for the id of the first item of the list."""
    return f"$response.body#{write(middle.pointer)}"
