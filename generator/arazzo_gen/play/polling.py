"""How long simulated runs wait: loops as `Polling` says, retries as the document or a server does
(`templates/support/12_polling.py`)."""

from __future__ import annotations

import datetime
import email.utils
from collections import Counter
from typing import Final

from arazzo_gen.play.answers import header_of
from arazzo_gen.play.failures import RunError, StepFailed
from arazzo_gen.play.model import Answer
from arazzo_gen.record import record

_NOT_NOW: Final = frozenset({408, 429, 500, 502, 503, 504})
_LONGEST: Final = 1e9


@record
class Polling:
    """How loops wait: as `Polling` of a module with these values, and without jitter."""

    interval: float = 2.0
    backoff: float = 1.5
    max_interval: float = 30.0
    timeout: float | None = 600.0
    tolerate: int = 0


@record(frozen=False)
class Clock:
    """The simulated time in seconds: requests take none. `wall` is the time from 1970 at 0."""

    wall: float
    now: float = 0.0


class Poll:
    """Counts the attempts of a loop and says how long to wait before the next."""

    def __init__(self, polling: Polling, clock: Clock) -> None:
        self._polling = polling
        self._clock = clock
        self._interval = polling.interval
        self._attempts = 1
        self._refused = (0, 0)
        self._started = clock.now

    def tolerates(self, failure: StepFailed, retried: int = 0) -> bool:
        """Whether to ride out a failure: it says "not now", and few in a row did."""
        if failure.answer is not None and failure.answer.status not in _NOT_NOW:
            return False
        before, in_a_row = self._refused
        now = self._attempts + retried
        self._refused = now, in_a_row + 1 if now == before + 1 else 1
        return self._refused[1] <= self._polling.tolerate

    def delay(self, step: str, answer: Answer | None) -> float:
        """The seconds to wait, or the error that the time is up."""
        polling = self._polling
        wait = retry_after(answer, self._clock)
        if wait is None:
            wait = max(0.0, min(polling.max_interval, self._interval))
            self._interval = min(polling.max_interval, self._interval * polling.backoff)
        elapsed = self._clock.now - self._started
        if polling.timeout is not None and elapsed + wait > polling.timeout:
            raise RunError("PollTimeout", step, answer=answer)
        self._attempts += 1
        return min(wait, _LONGEST)


class Retries:
    """Counts the retries of one visit of a step, and says which are due, and when."""

    def __init__(self, polling: Polling, clock: Clock) -> None:
        self._polling = polling
        self._clock = clock
        self._made = Counter[str]()
        self._started = clock.now
        self._wait = 0.0
        self.spent = False

    def due(self, action: str, limit: int, answer: Answer | None, after: float) -> bool:
        """Whether an action may try again: a server's wait must end by the timeout."""
        if self._made[action] >= limit:
            self.spent = True
            return False
        asked = retry_after(answer, self._clock)
        self._wait = min(after if asked is None else asked, _LONGEST)
        if asked is None or asked <= after:
            return True
        timeout, elapsed = self._polling.timeout, self._clock.now - self._started
        self.spent = timeout is not None and elapsed + asked > timeout
        return not self.spent

    @property
    def made(self) -> int:
        """How many retries there were."""
        return self._made.total()

    def delay(self, action: str) -> float:
        """Count the retry that is due, and say how many seconds to wait for it."""
        self._made[action] += 1
        self.spent = False
        return self._wait


def retry_after(answer: Answer | None, clock: Clock) -> float | None:
    """The seconds that a Retry-After header asks for; None where it says nothing."""
    given = None if answer is None else header_of(answer, "Retry-After")
    if answer is None or given is None:
        return None
    value = given.strip()
    if value.isascii() and value.isdecimal():
        return float(value)
    moment, now = _http_date(value), _http_date(header_of(answer, "Date") or "")
    if moment is None:
        return None
    return max(0.0, moment - (clock.wall + clock.now if now is None else now))


def _http_date(text: str) -> float | None:
    """The seconds from 1970 to an HTTP date, which is UTC in each of its forms."""
    try:
        moment = email.utils.parsedate_to_datetime(text if text.isascii() else "")
        return moment.replace(tzinfo=moment.tzinfo or datetime.UTC).timestamp()
    except (ValueError, OverflowError):
        return None
