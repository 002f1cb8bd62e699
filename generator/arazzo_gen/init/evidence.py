"""What speaks for two operations belonging together: small functions, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from arazzo_gen.init.names import is_bare_id, singular, vocabulary, words
from arazzo_gen.init.pairs import Pair, Relation
from arazzo_gen.init.segments import same
from arazzo_gen.init.states import Kind
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.text.pointer import write

BAR = 10
"""The points from which a pair is taken for a job."""

_ASYNC = pattern(
    r"(?i)\basync|\bpoll(?:s|ed|ing)?\b|\bbackground\b|\blong[- ]running\b|\bqueued?\b"
    r"|\bin progress\b|\bcheck (?:the|its|on the) status\b"
)
_TELLS = pattern(r"(?i)\bpoll(?:s|ed|ing)?\b|\bprogress\b|\bstatus of\b|\basync")
_JOBS = vocabulary(
    "job task run export import batch operation build deployment execution report scan crawl"
    " transcription prediction conversion render backup restore migration ingest generation"
    " transcript analysis query upload bulk process"
)
_STARTS = vocabulary(
    "start run execute trigger launch submit export import generate process build deploy scan"
    " retry rerun restart dispatch invoke analyze analyse sync convert crawl render publish"
    " refresh backup restore clone copy migrate upgrade install train"
)
_STOPS = vocabulary(
    "cancel stop abort delete terminate archive remove close kill pause reject decline unpublish"
    " unsubscribe disable revoke void lock unlock comment comments tag tags label labels search"
    " status statuses"
)
_CHANGES = vocabulary("update modify edit patch change set")
_HUMAN = vocabulary(
    "draft published open closed approved rejected declined denied reviewed review won archived"
    " trial trialing invited accepted paid unpaid shipped refunded partially void voided signed"
    " viewed overdue placed sold fulfilled approval"
)
_PEOPLE = vocabulary(
    "invite invitation user member membership quote subscription invoice ticket issue"
    " comment application contract customer account card pet purchase registrant contact rack"
    " lead project sprint story course enrollment employee"
)


@record
class Evidence:
    """Something that speaks for a pair (or against it), how much, and why in words."""

    points: int
    reason: str


_Judge = Callable[[Pair], Evidence | None]


def evidence_for(pair: Pair) -> list[Evidence]:
    """All that speaks for a pair or against it."""
    return [found for each in _JUDGES if (found := each(pair)) is not None]


def points(found: Sequence[Evidence]) -> int:
    """How much evidence there is."""
    return sum(one.points for one in found)


# --- The two operations ---------------------------------------------------------------


def _link(pair: Pair) -> Evidence | None:
    if pair.link is None:
        return None
    return Evidence(6, f"the OpenAPI link {pair.link.name} leads from one to the other")


def _path(pair: Pair) -> Evidence | None:
    poll = f"{pair.poll.ref.method} {pair.poll.ref.path}"
    if pair.relation is Relation.CHILD:
        return Evidence(5, f"{poll} is the path of the creation and its id")
    if pair.relation is Relation.COUSIN:
        return Evidence(4, f"{poll} lies beside the path of what starts it")
    if pair.relation is Relation.STATUS:
        is_start = same(pair.start.segments, pair.poll.thing) or bool(_verbs(pair) & _STARTS)
        return Evidence(6 if is_start else 2, f"{poll} tells the status of what is started")
    if pair.relation is Relation.ACTION:
        return Evidence(1, f"{poll} reads the thing that the action is on")
    if pair.relation is Relation.SAME:
        return Evidence(4 if _is_new(pair) else 1, "both have the same path")
    return None


def _is_new(pair: Pair) -> bool:
    """Whether a request to the path of the poll itself starts something, and changes nothing."""
    if pair.start.segments[-1].is_parameter:
        return False
    said = set(words(pair.start.operation.summary or "")[:1])
    return pair.start.ref.method == "POST" or bool((said | _verbs(pair)) & _STARTS)


def _schema(pair: Pair) -> Evidence | None:
    if not pair.shares:
        return None
    sign = pair.poll.status or pair.poll.done
    name = pair.poll.api.schemas.nodes.component(sign.view.schema) if sign is not None else ""
    return Evidence(3, f"both answer with {name}" if name else "both answer with the same schema")


def _named_id(pair: Pair) -> Evidence | None:
    handle = pair.handle
    if handle is None or handle.id is None or not handle.id.is_named:
        return None
    return Evidence(3, f"the answer has the id by name: {write(handle.id.pointer)}")


def _foreign_key(pair: Pair) -> Evidence | None:
    handle = pair.handle
    if pair.relation is not Relation.ELSEWHERE or handle is None or handle.id is None:
        return None
    has_own = handle.id.is_named and any(map(is_bare_id, handle.id.view.names))
    if not has_own or pair.shares:
        return None
    is_job = bool(set(handle.owner) & _JOBS)
    return Evidence(-2 if is_job else -4, "the answer has an id of its own besides")


def _verbs(pair: Pair) -> set[str]:
    """The words that may say what the first operation does."""
    last = pair.start.segments[-1]
    known = set(words(pair.start.ref.operation_id or "")[:1])
    return known if last.is_parameter else known | set(words(last.text))


def _changes(pair: Pair) -> bool:
    """Whether the first operation says that it changes something: `modifyRun`, `/setNote`."""
    last = pair.start.segments[-1]
    names = [words(pair.start.ref.operation_id or "")]
    names += [] if last.is_parameter else [words(last.text)]
    return any(len(name) > 1 and name[0] in _CHANGES for name in names)


def _verb(pair: Pair) -> Evidence | None:
    last, known = pair.start.segments[-1], _verbs(pair)
    found = () if last.is_parameter else words(last.text)
    is_collection = bool(found) and singular(found[-1]) != found[-1]
    if known & _STOPS:
        return Evidence(-6, "it stops or marks something, more than it starts")
    if pair.relation is not Relation.ACTION:
        is_changed = _changes(pair) and pair.relation is not Relation.SAME
        return Evidence(-4, "it changes something, more than it starts") if is_changed else None
    if known & _STARTS:
        return Evidence(3, f"it is an action: {' '.join(sorted(known & _STARTS))}")
    if pair.start.ref.method == "PUT":
        return Evidence(-6, "it may set a part of a thing, more than it starts one")
    return Evidence(-3, "it may add to a thing, more than it starts one") if is_collection else None


def _update(pair: Pair) -> Evidence | None:
    is_new = _is_new(pair) or pair.start.ref.method == "POST"
    is_changed = _changes(pair)
    if pair.relation is Relation.SAME or (is_changed and pair.start.segments[-1].is_parameter):
        is_new = _is_new(pair)
    is_verb = not pair.start.segments[-1].is_parameter and bool(_verbs(pair) & _STARTS)
    if is_new or (is_verb and pair.relation in (Relation.ACTION, Relation.STATUS)):
        return None
    is_sure = "202" in pair.start.statuses or _long_running(pair) is not None
    is_elsewhere = pair.relation in (Relation.COUSIN, Relation.ELSEWHERE)
    return Evidence(-3 if is_sure or is_elsewhere else -7, "it may only change what is there")


# --- What starts it -------------------------------------------------------------------


def _accepted(pair: Pair) -> Evidence | None:
    if "202" not in pair.start.statuses:
        return None
    return Evidence(3, "the request is accepted with 202, to be worked on later")


def _words(pair: Pair) -> Evidence | None:
    found = _ASYNC.search(pair.start.text)
    if found is None:
        return None
    return Evidence(3, f'the text of {pair.start.label} says "{_word(found)}"')


def _long_running(pair: Pair) -> Evidence | None:
    node = pair.start.ref.node.get("x-ms-long-running-operation")
    if node is None or node.value is not True:
        return None
    return Evidence(6, "x-ms-long-running-operation is set")


# --- What tells how it goes -----------------------------------------------------------


def _poll_words(pair: Pair) -> Evidence | None:
    found = _TELLS.search(pair.poll.text)
    if found is None:
        return None
    return Evidence(2, f'the text of {pair.poll.label} says "{_word(found)}"')


def _thing(pair: Pair) -> Evidence | None:
    known = set(pair.poll.nouns)
    if known & _JOBS:
        return Evidence(2, f"the thing that is read is called {' '.join(pair.poll.nouns)}")
    if known & _PEOPLE and not _is_plain_job(pair):
        return Evidence(-4, f"it is called {' '.join(pair.poll.nouns)}, which waits for people")
    return None


def _status(pair: Pair) -> Evidence | None:
    status = pair.poll.status
    if status is None:
        return None
    where, values = write(status.pointer), status.values
    if not values.kinds:
        return Evidence(1, f"its answer has {where}, whose values the document does not list")
    goes = values.goes_on
    if not goes:
        return Evidence(0, f"none of the values of {where} says that it goes on")
    said = f"{where} says how it goes: {', '.join(goes[:3])}"
    if not values.is_final:
        return Evidence(1, said)
    listed = 5 if status.is_listed else 3
    if _is_human(values.of(*Kind)):
        return Evidence(listed - 3, f"{said}; but some of its values wait for people")
    others = values.of(Kind.LIVING, Kind.UNKNOWN)
    if len(others) * 2 > len(values.kinds) or not values.is_job:
        return Evidence(listed - 4, f"{said}; but most of its values are not those of a job")
    return Evidence(listed, said)


def _is_plain_job(pair: Pair) -> bool:
    """Whether each value of the status is one that the status of a job would have."""
    status = pair.poll.status
    if status is None or not status.is_listed or not status.values.is_job:
        return False
    every = status.values.of(*Kind)
    is_known = not status.values.of(Kind.LIVING, Kind.UNKNOWN)
    return is_known and not any(set(words(value)) & _HUMAN for value in every)


def _is_human(values: Sequence[str]) -> bool:
    return sum(1 for value in values if set(words(value)) & _HUMAN) >= 2


def _done(pair: Pair) -> Evidence | None:
    done = pair.poll.done
    if done is None:
        return None
    said = f"{write(done.pointer)} says when it is over"
    if done.pointer == ("done",) and "error" in done.view.names and pair.shares:
        return Evidence(6, said)
    is_job = bool(set(pair.poll.nouns) & (_JOBS - {"task"})) or _accepted(pair) or _words(pair)
    return Evidence(2, said) if is_job else Evidence(-3, f"{said}, perhaps by people")


def _two_answers(pair: Pair) -> Evidence | None:
    if not pair.poll.waits:
        return None
    # A list and its creation have one path, too.
    weight = 2 if pair.relation is Relation.SAME else 5
    return Evidence(weight, "the poll answers 202 while it goes on, and 200 at the end")


def _word(found: re.Match[str]) -> str:
    return found[0].lower().replace("async", "asynchronous")


_JUDGES: Sequence[_Judge] = (
    _link,
    _path,
    _schema,
    _named_id,
    _foreign_key,
    _verb,
    _update,
    _accepted,
    _words,
    _long_running,
    _poll_words,
    _thing,
    _status,
    _done,
    _two_answers,
)
