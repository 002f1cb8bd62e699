"""Which operations may belong together: one that starts a job, and a GET that tells how it goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

from arazzo_gen.init.endpoints import Endpoint
from arazzo_gen.init.links import Link, links_of
from arazzo_gen.init.names import is_bare_id, noun, thing_of_id, vocabulary, words
from arazzo_gen.init.schemas import Id
from arazzo_gen.init.segments import Segment, owner, same, shared, starts_with
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.text.node import Node
from arazzo_gen.text.pointer import write

_GENERAL = pattern(r"(?i)api|rest|public|v?\d+(\.\d+)*\w{0,6}")
_ROOMS = frozenset(
    (word,)
    for word in vocabulary(
        "status state progress task job result solution callback operation run execution request"
        " async process response output"
    )
)
"""What stands between the path of a start and the id of what it has started."""


class Relation(Enum):
    """How the path of a poll lies to the path of what starts the job."""

    CHILD = "child"
    COUSIN = "cousin"
    SAME = "same"
    ACTION = "action"
    STATUS = "status"
    ELSEWHERE = "elsewhere"


@record(eq=False)
class Handle:
    """The parameter of a poll that says which job, and what of the answer it gets.

    Attributes:
        parameter: Its name.
        location: "path" or "query".
        source: The rest of the expression `$response.`: "body#/id", "header.X-Job".
        id: The property of the answer; None where an OpenAPI link says where it stands.
        owner: What stands before the parameter in its path: job for `/jobs/{id}`.
    """

    parameter: str
    location: str
    source: str
    id: Id | None
    owner: tuple[str, ...]


@record(eq=False)
class Pair:
    """Two operations that may belong together.

    Attributes:
        start: What starts the job.
        poll: What tells how it goes.
        given: The parameters of the start that parameters of the poll are, by their names.
        handle: The parameter that the answer gives; None where the poll needs none.
        is_like: Whether the answer of the start is not described, and taken to be the poll's.
        link: The OpenAPI link from one to the other, if there is one.
        shares: Whether both answers hold the same schema, which has the id or the sign of the end.
    """

    start: Endpoint
    poll: Endpoint
    relation: Relation
    given: Mapping[str, str]
    handle: Handle | None
    link: Link | None
    shares: bool
    is_like: bool = False


def can_start(endpoint: Endpoint) -> bool:
    """Whether an operation may start a job."""
    return endpoint.ref.method in ("POST", "PUT", "PATCH") and bool(endpoint.segments)


def can_tell(endpoint: Endpoint) -> bool:
    """Whether an operation may tell how a job goes, with a sign of its end."""
    if endpoint.ref.method != "GET" or not endpoint.segments:
        return False
    if endpoint.waits:
        return True
    if endpoint.schema is None:
        return False
    status = endpoint.status
    return status is not None or endpoint.done is not None


def pair(start: Endpoint, poll: Endpoint, *, by_hand: bool = False) -> Pair | None:
    """How two operations belong together; None where the poll wants what nobody has.

    Args:
        start: What starts the job.
        poll: What tells how it goes.
        by_hand: Whether the user named them: then a parameter that is not found is an input.
    """
    link = next((one for one in links_of(start) if one.is_to(poll)), None)
    given, left = shared(poll.segments, start.segments)
    is_operation = _is_operation(start) and _is_operation(poll)
    if is_operation and not left and poll.segments[-1].is_parameter:
        left = [poll.segments[-1].text]
        given.pop(left[0])
    queries = _queries(poll, start, given)
    if link is not None:
        return _linked(start, poll, link, given, left)
    if len(left) > 1 and not by_hand:
        return None
    handle = _handle(start, poll, left, queries)
    relation = _relation(start, poll, bool(left))
    shares = _shares(start, poll, handle)
    if relation is Relation.ACTION and shares:
        # The answer's id is right for an action on the thing, and for one that makes another thing.
        last = [part.text for part in poll.segments if part.is_parameter][-1:]
        handle = _handle(start, poll, last, []) or handle
        if handle is not None:
            given.pop(handle.parameter, None)
    if left and handle is None and not by_hand:
        return None
    is_like = by_hand and handle is None and start.schema is None and relation is Relation.CHILD
    if is_like:
        handle = _handle_in(poll, poll, left[-1])
    if relation is Relation.ELSEWHERE and not by_hand:
        is_named = handle is not None and handle.id is not None and handle.id.is_named
        if handle is None or not (is_named or shares):
            return None
    return Pair(start, poll, relation, given, handle, None, shares, is_like)


def _linked(
    start: Endpoint, poll: Endpoint, link: Link, given: dict[str, str], left: list[str]
) -> Pair:
    handle = None
    for name, source in link.parameters.items():
        if source.startswith(("body", "header.")) and handle is None:
            given.pop(name, None)
            handle = Handle(name, "path", source, None, ())
            left = [other for other in left if other != name]
    known = {parameter.name for parameter in poll.operation.parameters}
    if handle is not None and handle.parameter not in known:
        handle = None
    relation = _relation(start, poll, handle is not None)
    return Pair(start, poll, relation, given, handle, link, _shares(start, poll, handle))


def _queries(poll: Endpoint, start: Endpoint, given: dict[str, str]) -> list[str]:
    """The required query parameters of a poll that the start does not have, and name an id."""
    known = {one.name for one in start.operation.parameters if one.location in ("path", "query")}
    found = [
        one.name
        for one in poll.operation.parameters
        if one.location == "query" and one.required and one.name not in known
    ]
    return [name for name in found if thing_of_id(name) or is_bare_id(name)]


def _handle(start: Endpoint, poll: Endpoint, left: list[str], queries: list[str]) -> Handle | None:
    """The parameter of the poll that says which job."""
    if start.schema is None:
        return None
    schemas = start.api.schemas
    if left:
        return _handle_in(start, poll, left[-1])
    for name in queries:
        found = schemas.id(start.views, name, poll.nouns)
        if found is not None and (found.is_named or is_bare_id(name)):
            return Handle(name, "query", _body(found), found, poll.nouns)
    return None


def _handle_in(answer: Endpoint, poll: Endpoint, name: str) -> Handle | None:
    """What an answer has for a parameter of the path of a poll."""
    place = max(i for i, one in enumerate(poll.segments) if one.is_parameter and one.text == name)
    thing = owner(poll.segments, place)
    found = answer.api.schemas.id(answer.views, name, thing)
    return None if found is None else Handle(name, "path", _body(found), found, thing)


def _body(found: Id) -> str:
    return f"body#{write(found.pointer)}"


def _relation(start: Endpoint, poll: Endpoint, has_free: bool) -> Relation:
    one, other = start.segments, poll.thing
    is_status = len(other) < len(poll.segments)
    if not has_free:
        if same(one, poll.segments):
            return Relation.SAME
        if is_status and (same(one, other) or _is_action(one, other)):
            return Relation.STATUS
        if _is_action(one, poll.segments):
            return Relation.ACTION
        return Relation.ELSEWHERE
    if other and other[-1].is_parameter:
        if same(one, other[:-1]):
            return Relation.CHILD
        if starts_with(one, other[:-1]) and not any(
            part.is_parameter for part in one[len(other) - 1 :]
        ):
            return Relation.COUSIN
        if _is_beside(one, other):
            return Relation.COUSIN
    return Relation.ELSEWHERE


def _is_beside(one: tuple[Segment, ...], other: tuple[Segment, ...]) -> bool:
    """Whether a poll has a room of its own beside its start: `POST /routes/calculate` and
    `GET /routes/solution/{id}`."""
    common = 0
    for mine, theirs in zip(one, other, strict=False):
        if not mine.matches(theirs):
            break
        common += 1
    literals = [part for part in one[:common] if not part.is_parameter]
    is_shared = bool(literals) and not _GENERAL.fullmatch(literals[-1].text)
    verbs, room = one[common:], other[common:-1]
    # What adds to a collection starts nothing in the room beside it.
    if verbs and noun(verbs[-1].text)[-1:] != words(verbs[-1].text)[-1:]:
        return False
    is_room = 0 < len(room) < 3 and all(noun(part.text) in _ROOMS for part in room)
    return is_shared and is_room and len(verbs) < 3 and not any(p.is_parameter for p in verbs)


def _is_action(one: tuple[Segment, ...], other: tuple[Segment, ...]) -> bool:
    rest = one[len(other) :]
    return starts_with(one, other) and 0 < len(rest) < 3 and not any(p.is_parameter for p in rest)


def _is_operation(endpoint: Endpoint) -> bool:
    """Whether an answer is a long-running operation as Google's APIs have it."""
    done = endpoint.done
    if done is None or done.pointer != ("done",):
        return False
    return {"name", "done", "error"} <= set(done.view.names)


def _shares(start: Endpoint, poll: Endpoint, handle: Handle | None) -> bool:
    """Whether both answers hold the same schema where the id or the sign of the end is."""
    signs = [sign.view.schema for sign in (poll.status, poll.done) if sign is not None]
    theirs = {_identity(poll, schema) for schema in signs}
    mine = [view.schema for view in start.views]
    if handle is not None and handle.id is not None:
        mine = [handle.id.view.schema]
    return bool(theirs & {_identity(start, schema) for schema in mine})


def _identity(endpoint: Endpoint, schema: Node) -> tuple[object, ...]:
    """What tells a schema from others: its component's name, across documents, or its place."""
    nodes = endpoint.api.schemas.nodes
    name = nodes.component(schema)
    if name:
        return (name, frozenset(nodes.shape(schema).properties))
    target = nodes.target(schema)
    return (id(target if target is not None else schema),)


def pairs(endpoints: list[Endpoint]) -> Iterator[Pair]:
    """All operations that may belong together."""
    polls = [one for one in endpoints if can_tell(one)]
    if not polls:
        return
    for start in endpoints:
        if can_start(start):
            for poll in polls:
                found = pair(start, poll)
                if found is not None:
                    yield found
