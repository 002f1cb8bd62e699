@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """How a polling step repeats, in seconds; a Retry-After header goes before."""

    interval: float = 2.0
    backoff: float = 1.5
    max_interval: float = 30.0
    jitter: float = 0.1
    timeout: float | None = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEvent:
    """One answered request: what `on_step` is called with."""

    step_id: str
    attempt: int
    response: httpx.Response


class _Poll:
    """Counts the attempts of a loop and says how long to wait before the next."""

    def __init__(self, polling: Polling | None) -> None:
        self._polling = polling or Polling()
        self._interval = self._polling.interval
        self._attempts = 1
        self._started = time.monotonic()

    def delay(self, step_id: str, response: httpx.Response | None) -> float:
        p = self._polling
        wait = _retry_after(response)
        if wait is None:
            wait = self._interval * random.uniform(1 - p.jitter, 1 + p.jitter)
            self._interval = min(self._interval * p.backoff, p.max_interval)
        elapsed = time.monotonic() - self._started
        if p.timeout is not None and elapsed + wait > p.timeout:
            raise PollTimeout(step_id, self._attempts, elapsed, response)
        self._attempts += 1
        return wait


async def _sleep_async(seconds: float) -> None:
    import asyncio  # slower to import than all the rest, and only async callers need it

    await asyncio.sleep(seconds)


def _retry_delay(response: httpx.Response | None, after: float = 0.0) -> float:
    """The seconds before a retry: the response's, else the document's."""
    wait = _retry_after(response)
    return after if wait is None else wait


def _retry_after(response: httpx.Response | None) -> float | None:
    """The Retry-After header as seconds from now: a number or an HTTP date."""
    value = "" if response is None else response.headers.get("Retry-After", "").strip()
    if not value:
        return None
    if value.isascii() and value.isdecimal():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())
