@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """How a polling step repeats, in seconds; a Retry-After header takes precedence.

    A wait that a server asks for ends by `timeout`, also before a retry. A loop over
    one GET rides out `tolerate` answers in a row that say "not now": no response, 408,
    429, 500, 502, 503 or 504, where the document has no action for them.
    """

    interval: float = 2.0
    """The seconds before the second attempt."""
    backoff: float = 1.5
    """What the wait grows by each time."""
    max_interval: float = 30.0
    """What the wait grows to."""
    jitter: float = 0.1
    """By how much of itself a wait is longer or shorter, at random."""
    timeout: float | None = 600.0
    """The seconds after which `PollTimeout` is raised; None for never."""
    tolerate: int = 0
    """How many answers in a row that say "not now" are ridden out."""

    def __post_init__(self) -> None:
        for name in ("interval", "backoff", "max_interval", "jitter", "timeout"):
            value, least = getattr(self, name), int(name == "backoff")
            if value is not None and not value >= least:
                raise ValueError(f"Polling.{name} is {value!r}, not {least} or more")
        if not self.tolerate >= 0 or self.tolerate % 1:
            raise ValueError(f"Polling.tolerate is {self.tolerate!r}, no whole number")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEvent:
    """What `on_step` is called with, once for each request and before each wait."""

    kind: Literal["response", "error", "wait"]
    """What it tells of; "error" is a request that got no response."""
    step_id: str
    """The step."""
    attempt: int
    """Which of the step's requests it is, or which one the wait follows."""
    response: httpx.Response | None = None
    """The response, where there is one."""
    error: Exception | None = None
    """Why no response came, as httpx raises it."""
    elapsed: float = 0.0
    """How many seconds the request took; 0 for a wait."""
    delay: float = 0.0
    """How many seconds the wait takes; 0 for a request."""


class _Poll:
    """Counts the attempts of a loop and says how long to wait before the next."""

    def __init__(self, polling: Polling | None) -> None:
        self._polling = polling or Polling()
        self._interval = self._polling.interval
        self._attempts = 1
        self._refused = (0, 0)
        self._started = time.monotonic()

    def tolerates(self, failure: StepFailed, retried: int = 0) -> bool:
        """Whether to ride out a failure: it says "not now", and few in a row did."""
        response = failure.response
        if response is not None and response.status_code not in _NOT_NOW:
            return False
        before, in_a_row = self._refused
        now = self._attempts + retried
        self._refused = now, in_a_row + 1 if now == before + 1 else 1
        return self._refused[1] <= self._polling.tolerate

    def delay(self, step_id: str, response: httpx.Response | None) -> float:
        p = self._polling
        wait = _retry_after(response)
        if wait is None:
            wait = self._interval * random.uniform(1 - p.jitter, 1 + p.jitter)
            wait = max(0.0, min(p.max_interval, wait))
            self._interval = min(p.max_interval, self._interval * p.backoff)
        elapsed = time.monotonic() - self._started
        if p.timeout is not None and elapsed + wait > p.timeout:
            raise PollTimeout(step_id, self._attempts, elapsed, response)
        self._attempts += 1
        return min(wait, _LONGEST_WAIT)


_NOT_NOW = frozenset({408, 429, 500, 502, 503, 504})


class _Retries:
    """Counts the retries of one visit of a step, and says which are due, and when."""

    def __init__(self, polling: Polling | None) -> None:
        self._polling = polling
        self._made = Counter[str]()
        self._started = time.monotonic()
        self._wait = 0.0
        self.spent = False

    def due(
        self, action: str, limit: int, response: httpx.Response | None, after: float
    ) -> bool:
        """Whether an action may try again: a server's wait must end by the timeout."""
        if self._made[action] >= limit:
            self.spent = True
            return False
        asked = _retry_after(response)
        self._wait = min(after if asked is None else asked, _LONGEST_WAIT)
        if asked is None or asked <= after:  # the document allows that much
            return True
        timeout = (self._polling or Polling()).timeout
        elapsed = time.monotonic() - self._started
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


_LONGEST_WAIT = 1e9  # seconds, which every kind of sleep accepts


_wait = sync(_wait_async)


async def _wait_async(
    seconds: float,
    step_id: str,
    on_step: Callable[[StepEvent], Awaitable[object] | None] | None,
) -> None:
    await _tell_async(on_step, "wait", step_id, delay=seconds)
    await _sleep_async(seconds)


async def _sleep_async(seconds: float) -> None:
    import asyncio  # slower to import than all the rest, and only async callers need it

    await asyncio.sleep(seconds)


def _retry_after(response: httpx.Response | None) -> float | None:
    """The seconds that a Retry-After header asks for; None where it says nothing."""
    if response is None or "Retry-After" not in response.headers:
        return None
    value = response.headers["Retry-After"].strip()
    if value.isascii() and value.isdecimal():
        return float(value)
    moment = _http_date(value)
    now = _http_date(response.headers.get("Date", ""))
    if moment is None:
        return None
    return max(0.0, moment - (time.time() if now is None else now))


def _http_date(text: str) -> float | None:
    """The seconds from 1970 to an HTTP date, which is UTC in each of its forms."""
    try:
        moment = email.utils.parsedate_to_datetime(text if text.isascii() else "")
        return moment.replace(tzinfo=moment.tzinfo or datetime.UTC).timestamp()
    except (ValueError, OverflowError):
        return None
