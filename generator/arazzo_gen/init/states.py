"""Sorts the values of a status by their words: does the job go on, and how did it end?"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from arazzo_gen.init.names import vocabulary, words
from arazzo_gen.record import record


class Kind(Enum):
    """What a status says of a job."""

    PROGRESS = "in progress"
    SUCCESS = "success"
    FAILURE = "failure"
    ENDED = "final without an outcome"
    LIVING = "a state of a living thing"
    UNKNOWN = "unknown"


_SUCCESS = vocabulary(
    "success succeeded successful successfully succeed complete completed done finished finish"
    " ready ok okay passed processed available delivered sent generated exported imported approved"
    " paid settled fulfilled executed deployed provisioned resolved verified confirmed published"
    " indexed trained installed synced synchronized transcribed rendered applied restored signed"
)
_SURE = vocabulary(
    "success succeeded successful successfully succeed complete completed done finished finish"
)
_FAILURE = vocabulary(
    "fail failed fails failure error errored errors abort aborted cancel canceled cancelled"
    " rejected declined expired timeout invalid denied killed crashed dead lost unhealthy faulted"
    " timedout undelivered bounced refused interrupted revoked broken unsuccessful"
)
_ENDED = vocabulary("end ended terminated stopped closed exited final over deleted removed halted")
_LIVING = vocabulary(
    "active inactive enabled disabled online offline up down live healthy connected disconnected"
    " suspended archived draft locked unlocked on off idle maintenance hibernated deallocated"
)
_EARLY = vocabulary(
    "new created submitted received requested started start initiated initialized initialised init"
    " accepted open scheduled unstarted"
)
_PROGRESS = vocabulary(
    "pending queued queue inprogress progress ongoing running wait paused retry enqueued"
    " unprocessed"
)
_NOT_GOING = vocabulary(
    "missing existing nothing string outstanding warning warnings billing setting mapping thing"
    " working something listing"
)
_RUNNING = vocabulary("running started open created accepted paused")
_WAITING = vocabulary("queued pending submitted new waiting scheduled")
_BEGUN = (("started",), ("start",), ("initiated",))
_LEAVING = vocabulary(
    "deleting decommissioning deprovisioning terminating stopping cancelling canceling removing"
    " retiring closing"
)
_NOT_DOING = vocabulary("use stock place force effect error")
_PARTS = vocabulary(
    "upload download validation validating transfer queue prepare preparation init initialization"
    " import ingest fetch parse review"
)


@record
class Sorted:
    """The values of a status by what they say, in the order of the document."""

    kinds: tuple[tuple[str, Kind], ...]

    def of(self, *kinds: Kind) -> tuple[str, ...]:
        """The values of some kinds."""
        return tuple(value for value, kind in self.kinds if kind in kinds)

    @property
    def goes_on(self) -> tuple[str, ...]:
        """The values that say that the job goes on."""
        return self.of(Kind.PROGRESS)

    @property
    def is_final(self) -> bool:
        """Whether a value says that the job is over."""
        return bool(self.of(Kind.SUCCESS, Kind.FAILURE, Kind.ENDED))

    @property
    def is_job(self) -> bool:
        """Whether the values are those of a job, which goes on and then ends."""
        # What is deleted was there before: that goes on, but it is not what a creation starts.
        goes = [value for value in self.goes_on if not _LEAVING & set(words(value))]
        return bool(goes) and self.is_final


def sort(values: Sequence[str]) -> Sorted:
    """Sort the values of a status; what a value says may depend on the others."""
    known = [(value, kind_of(value)) for value in dict.fromkeys(values)]
    successes = [value for value, kind in known if kind is Kind.SUCCESS]
    is_sure = any(set(words(value)) & _SURE for value in successes)
    kinds = {kind for _, kind in known}
    is_queue = any(set(words(value)) & _WAITING for value, _ in known)
    is_job = Kind.SUCCESS in kinds or (
        Kind.LIVING not in kinds and (Kind.FAILURE in kinds or (Kind.ENDED in kinds and is_queue))
    )
    found: list[tuple[str, Kind]] = []
    for value, kind in known:
        parts = frozenset(words(value))
        if kind is Kind.SUCCESS and len(successes) > 1 and parts & _PARTS:
            kind = Kind.PROGRESS  # the upload is complete, and the job is not
        if kind is Kind.SUCCESS and is_sure and not parts & _SURE:
            kind = Kind.UNKNOWN  # sent or ready, where another value says that it is complete
        if kind is Kind.PROGRESS and not is_job and parts <= _RUNNING:
            kind = Kind.LIVING  # a cluster that is running stays so
        found.append((value, kind))
    return Sorted(tuple(_early(found)))


def kind_of(value: str) -> Kind:
    """What the words of a value say, on their own."""
    found = words(value)
    parts = frozenset(found)
    if found[:1] in (("not",), ("un",), ("yet",)):
        return (
            Kind.UNKNOWN
            if parts & {"found", "applicable", "available", "specified"}
            else Kind.PROGRESS
        )
    if parts & _FAILURE or found[-2:] == ("timed", "out"):
        return _failure(found, parts)
    if "ready" in parts and parts & {"for", "to"}:
        return Kind.PROGRESS
    if found[:1] == ("in",) and len(found) > 1 and not parts & _NOT_DOING:
        return Kind.PROGRESS
    if found[-2:] in (("in", "process"), ("in", "progress")):
        return Kind.PROGRESS
    if any(map(_is_going, found)) and "without" not in parts and not parts & (_SUCCESS | _ENDED):
        return Kind.PROGRESS
    if parts & {"partial", "partially"} and parts & _SUCCESS:
        return Kind.ENDED
    for kind, known in (
        (Kind.SUCCESS, _SUCCESS),
        (Kind.ENDED, _ENDED),
        (Kind.PROGRESS, _PROGRESS),
        (Kind.LIVING, _LIVING),
    ):
        if parts & known:
            return kind
    return Kind.UNKNOWN


def _failure(found: tuple[str, ...], parts: frozenset[str]) -> Kind:
    """A value with a word of failure: `completed with errors` is neither, `pending cancel` goes
    on."""
    if parts & {"with", "without", "no"} and parts & _SUCCESS:
        return Kind.SUCCESS if parts & {"without", "no"} else Kind.ENDED
    nouns = parts & {"cancel", "abort", "fail"}
    if "pending" in parts or (nouns and any(map(_is_going, found))):
        return Kind.PROGRESS
    return Kind.FAILURE


def _is_going(word: str) -> bool:
    if word in _NOT_GOING:
        return False
    return word.endswith("ing") and len(word) > 4


def _early(known: list[tuple[str, Kind]]) -> list[tuple[str, Kind]]:
    """A job that is created or accepted goes on, where others of its values say how it ends."""
    kinds = {kind for _, kind in known}
    is_job = bool(kinds & {Kind.SUCCESS, Kind.FAILURE, Kind.ENDED})
    # An application is accepted in the end; what others then work on is accepted at first.
    begun = [value for value, kind in known if kind is Kind.PROGRESS or words(value) in _BEGUN]
    is_worked_on = bool(kinds & {Kind.SUCCESS, Kind.ENDED}) or any(
        not set(words(value)) & _WAITING for value in begun
    )
    found: list[tuple[str, Kind]] = []
    for value, kind in known:
        parts = words(value)
        if parts == ("open",) and not kinds & {Kind.SUCCESS, Kind.PROGRESS}:
            found.append((value, kind))  # an issue is open until somebody closes it
            continue
        if kind is Kind.UNKNOWN and is_job and parts and parts[-1] in _EARLY:
            is_answer = parts[-1] == "accepted" and not is_worked_on
            kind = Kind.SUCCESS if is_answer else Kind.PROGRESS
        found.append((value, kind))
    return found
