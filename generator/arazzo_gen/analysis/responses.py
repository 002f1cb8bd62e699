"""Works out what a step's response can hold, given the statuses that its criteria allow."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import Literal

from arazzo_gen.analysis.statuses import STATUSES, named, says_status, verdict
from arazzo_gen.arazzo.model import Criterion
from arazzo_gen.openapi.media import is_json
from arazzo_gen.openapi.model import Header, Media, Operation, Response
from arazzo_gen.record import record, replace
from arazzo_gen.text.node import Node
from arazzo_gen.types import nullable
from arazzo_gen.typing.schema import Types

_BODILESS = frozenset({204, 205, 304})
"""The statuses whose responses have no body (RFC 9110)."""


@record
class Reply:
    """One of the responses that the criteria of a step allow.

    Attributes:
        codes: Its statuses.
        empty: Whether it has no JSON body.
        schemas: The schemas that its JSON body can have; () where they are unknown.
        headers: The names of the headers that it always has, in lower case.
    """

    codes: tuple[int, ...]
    empty: bool = True
    schemas: tuple[Node, ...] = ()
    headers: frozenset[str] = frozenset()


@record
class Answer:
    """The responses that a successful step can have.

    Attributes:
        media: How the body is read: as JSON, as text, or as its content type says where the
            operation leaves that open.
        schemas: The schemas that the body can have; () where they are unknown.
        headers: The declared headers, by lower-case name.
        undeclared: The statuses that the operation declares, where the criteria allow none of them.
        replies: The responses one by one, where some hold what others do not; else ().
        declared: The media types of the body; () where none are declared.
    """

    media: Literal["json", "text", "any"]
    schemas: tuple[Node, ...]
    headers: tuple[Header, ...]
    undeclared: tuple[Response, ...] = ()
    replies: tuple[Reply, ...] = ()
    declared: tuple[Media, ...] = ()


def read_answer(
    operation: Operation, criteria: Sequence[Criterion], actions: Sequence[Criterion] = ()
) -> Answer:
    """What the response of a step can hold when its success criteria hold.

    Args:
        operation: The operation.
        criteria: The success criteria of the step.
        actions: The criteria of its actions. A status that the operation does not declare counts
            where they or the success criteria name it.
    """
    allowed = [r for r in operation.responses if _may_succeed(r.status, criteria)]
    default = [r for r in operation.responses if r.status == "default"]
    if not allowed and not default:
        return Answer("any", (), (), operation.responses)
    wanted = named((*criteria, *actions))
    more = _undeclared(operation, wanted, criteria)
    defaults = bool(default) and (not allowed or any(code not in _BODILESS for code in more))
    allowed = [*allowed, *default] if defaults else allowed
    replies = _replies(operation, allowed, wanted, criteria)
    return _answer(allowed, replies, surely=defaults or not more)


def read_failure(
    operation: Operation, criteria: Sequence[Criterion], action: Sequence[Criterion]
) -> Answer:
    """What the response of a step that has failed can hold, in an action for that.

    What is unknown unless an error is declared, or the action names the status: most operations
    declare some errors, or none, of those that they have.

    Args:
        operation: The operation.
        criteria: The success criteria of the step.
        action: The criteria of the action.
    """
    declared = _by_code(operation)
    default = next((each for each in operation.responses if each.status == "default"), None)
    codes = [code for code in STATUSES if _may_fail(criteria, code)]
    codes = [code for code in codes if verdict(action, code) is not False]
    found = {code: declared.get(code, default) for code in codes}
    allowed = [each for each in operation.responses if any(each is one for one in found.values())]
    known = None not in found.values() or any(not each.status.startswith("2") for each in allowed)
    return _answer(allowed if known else [], surely=False)


def _answer(
    allowed: Sequence[Response], replies: tuple[Reply, ...] = (), *, surely: bool
) -> Answer:
    """What is the same in all of some responses; `surely`: the response is one of them."""
    headers = _headers(allowed, surely=surely)
    media = tuple(m for response in allowed for m in response.media)
    json = [m for m in media if is_json(m.content_type)]
    if media and not json:
        return Answer("text", (), headers, replies=replies, declared=media)
    schemas = tuple(m.schema for m in json if m.schema is not None)
    complete = len(schemas) == len(json) and bool(json)
    kind: Literal["json", "any"] = "any" if all(map(_is_open, media)) else "json"
    return Answer(kind, schemas if complete else (), headers, replies=replies, declared=media)


def _is_open(media: Media) -> bool:
    """Whether a media type may be JSON or text."""
    return media.content_type.partition(";")[0].strip() in ("*/*", "")


def _headers(responses: Sequence[Response], *, surely: bool) -> tuple[Header, ...]:
    """The headers of all responses; a header is required where all of them require it, and where
    the response is `surely` one of them."""
    found: dict[str, list[Header]] = {}
    for response in responses:
        for header in response.headers:
            found.setdefault(header.name.lower(), []).append(header)
    return tuple(
        Header(
            name,
            headers[0].schema,
            surely and len(headers) == len(responses) and all(each.required for each in headers),
        )
        for name, headers in found.items()
    )


# --- The responses one by one -----------------------------------------------------------


def _replies(
    operation: Operation,
    allowed: Sequence[Response],
    wanted: Set[int],
    criteria: Sequence[Criterion],
) -> tuple[Reply, ...]:
    """The responses that the criteria allow, one by one; () where there is only one.

    Args:
        operation: The operation.
        allowed: Those of its responses that may satisfy the criteria.
        wanted: The statuses that criteria name.
        criteria: The success criteria.
    """
    declared = _by_code(operation)
    others = list(_undeclared(operation, wanted, criteria))
    if all(each.status == "default" for each in allowed):
        others = [code for code in STATUSES if code not in declared]
    found: list[Reply] = []
    for response in allowed:
        codes = [code for code in _codes(response.status) if declared[code] is response]
        if response.status == "default":
            codes, others = others, []
        bare = [] if response.status.isdecimal() else [c for c in codes if c in wanted & _BODILESS]
        json = [m for m in response.media if is_json(m.content_type)]
        schemas = tuple(m.schema for m in json if m.schema is not None)
        headers = frozenset(each.name.lower() for each in response.headers if each.required)
        full = tuple(code for code in codes if code not in bare)
        known = len(schemas) == len(json)
        found.append(Reply(full, not json, schemas if known else (), headers))
        found.append(Reply(tuple(bare), headers=headers))
    found.append(Reply(tuple(others)))
    left = [replace(each, codes=_allowed(each, criteria)) for each in found]
    left = [each for each in left if each.codes]
    return tuple(left) if len(left) > 1 else ()


def _allowed(reply: Reply, criteria: Sequence[Criterion]) -> tuple[int, ...]:
    """The statuses with which a response can satisfy the criteria."""
    return tuple(code for code in reply.codes if _allows(criteria, code, empty=reply.empty))


def _undeclared(
    operation: Operation, wanted: Set[int], criteria: Sequence[Criterion]
) -> tuple[int, ...]:
    """The statuses that criteria name and allow, and for which no response is declared; the default
    response is for all statuses."""
    declared = {code for each in operation.responses for code in _codes(each.status)}
    return tuple(code for code in sorted(wanted - declared) if _allows(criteria, code))


def lacking_header(answer: Answer, name: str) -> frozenset[int]:
    """The replies that may come without a header, by index; () where all or none may."""
    return _some(answer, [name not in reply.headers for reply in answer.replies])


def lacking_body(answer: Answer, pointer: Sequence[str], types: Types, hint: str) -> frozenset[int]:
    """The replies that may come without a value in their body, by index; () where all or none may.

    Args:
        answer: The responses.
        pointer: The tokens that lead to the value.
        types: Reads schemas.
        hint: The name of the body's type, should it have none of its own.
    """
    if not answer.schemas:
        return frozenset()
    found = [not _gives(reply, pointer, types, hint) for reply in answer.replies]
    return _some(answer, found)


def _some(answer: Answer, lacks: Sequence[bool]) -> frozenset[int]:
    if all(lacks):
        return frozenset()
    return frozenset(index for index in range(len(answer.replies)) if lacks[index])


def _gives(reply: Reply, pointer: Sequence[str], types: Types, hint: str) -> bool:
    """Whether the body of a response surely holds a value that is not null."""
    for schema in reply.schemas:
        walk = types.walk(schema, pointer, hint)
        if walk.failed_at is not None or walk.optional or walk.schema is None:
            return False
        if nullable(types.of(walk.schema, walk.hint, json=True)):
            return False
    return bool(reply.schemas)


class Remaining:
    """The replies for which no action has been taken yet, while the actions are asked in order.

    Args:
        answer: The responses; None for a step that has none.
    """

    def __init__(self, answer: Answer | None) -> None:
        replies = answer.replies if answer is not None else ()
        self._left = {
            (index, code): reply.empty
            for index, reply in enumerate(replies)
            for code in reply.codes
        }

    def take(self, criteria: Sequence[Criterion], *, always: bool) -> frozenset[int]:
        """The replies for which an action may be taken, by index; it is `always` taken where its
        criteria hold, unless it has a limit."""
        held = {each: verdict(criteria, each[1], empty=self._left[each]) for each in self._left}
        if always:
            self._left = {each: self._left[each] for each in held if held[each] is not True}
        return frozenset(index for (index, _), holds in held.items() if holds is not False)


# --- Statuses ---------------------------------------------------------------------------


def _may_succeed(status: str, criteria: Sequence[Criterion]) -> bool:
    """Whether a response of a status can satisfy what the criteria say of the status."""
    about = [each for each in criteria if says_status(each)]
    return any(_allows(about, code) for code in _codes(status))


def _allows(criteria: Sequence[Criterion], code: int, *, empty: bool = False) -> bool:
    """Whether a response of a status can satisfy the criteria, as far as they say."""
    if not 200 <= code < 300 and not any(map(says_status, criteria)):
        return False
    return verdict(criteria, code, empty=empty) is not False


def _may_fail(criteria: Sequence[Criterion], code: int) -> bool:
    """Whether a response of a status can fail a step with these success criteria."""
    succeeds = 200 <= code < 300 or any(map(says_status, criteria))
    return not succeeds or verdict(criteria, code) is not True


def _by_code(operation: Operation) -> dict[int, Response]:
    """The declared responses by status: one of a range gives way to one of a single status."""
    found = {code: each for each in operation.responses for code in _codes(each.status)}
    single = [each for each in operation.responses if each.status.isdecimal()]
    return found | {int(each.status): each for each in single}


def _codes(status: str) -> Sequence[int]:
    if status.isdecimal() and len(status) == 3:
        return (int(status),)
    if re.fullmatch(r"[1-5][xX]{2}", status):
        return range(int(status[0]) * 100, int(status[0]) * 100 + 100)
    return ()
