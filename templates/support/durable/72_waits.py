class _DurablePoll:
    """Waits before the next round of a loop, whose time counts from a stored start."""

    def __init__(self, run: _DurableRun, polling: Polling | None, since: float) -> None:
        self._run = run
        self._polling = polling or Polling()
        self._interval = self._polling.interval
        self._attempts = 1
        self._refused = (0, 0)
        self._since = since

    def tolerates(self, failure: StepFailed, retried: int = 0) -> bool:
        """Whether to ride out a failure: it says "not now", and few in a row did."""
        status = failure.status if isinstance(failure, DurableStepFailed) else None
        if status is not None and status not in _NOT_NOW:
            return False
        before, in_a_row = self._refused
        now = self._attempts + retried
        self._refused = now, in_a_row + 1 if now == before + 1 else 1
        return self._refused[1] <= self._polling.tolerate

    async def wait(self, step_id: str, asked: float | None) -> None:
        """Wait as long as the server asks, or else as `Polling` says."""
        p, wait = self._polling, asked
        if wait is None:
            # The same in every replay, and not the same for two runs.
            seed = f"{self._run.journal.run_id} {step_id} {self._attempts}"
            spread = random.Random(seed).uniform(1 - p.jitter, 1 + p.jitter)
            wait = max(0.0, min(p.max_interval, self._interval * spread))
            self._interval = min(p.max_interval, self._interval * p.backoff)
        if p.timeout is not None:
            elapsed = await self._run.journal.now() - self._since
            if elapsed + wait > p.timeout:
                raise PollTimeout(step_id, self._attempts, elapsed, None)
        self._attempts += 1
        await self._run.journal.sleep(min(wait, _LONGEST_WAIT))


class _DurableRetries(_Retries):
    """Counts the retries of one visit of a step; their time is the journal's."""

    def __init__(self, run: _DurableRun, polling: Polling | None) -> None:
        self._run = run
        self._polling = polling
        self._made = Counter[str]()
        self._wait = 0.0
        self._since: float | None = None
        self._now = 0.0
        self.spent = False

    async def ready(self) -> _DurableRetries:
        """The same, which knows the time."""
        self._now = await self._run.journal.now()
        self._since = self._now if self._since is None else self._since
        return self

    async def taken(
        self, choice: StoredChoice, limits: Mapping[str, tuple[int, float]]
    ) -> str | None:
        """The first retry that is due, else the action behind them."""
        held = choice.get("retries", [])
        if held:
            await self.ready()
        for action in held:
            limit, after = limits[action]
            if self._is_due(action, limit, choice.get("wait"), after):
                return action
        return choice.get("action")

    def due(
        self, action: str, limit: int, response: httpx.Response | None, after: float
    ) -> bool:
        """Whether an action may try again, as `_Retries` has it."""
        return self._is_due(action, limit, _retry_after(response), after)

    def _is_due(
        self, action: str, limit: int, asked: float | None, after: float
    ) -> bool:
        if self._made[action] >= limit:
            self.spent = True
            return False
        self._wait = min(after if asked is None else asked, _LONGEST_WAIT)
        if asked is None or asked <= after:  # the document allows that much
            return True
        timeout = (self._polling or Polling()).timeout
        elapsed = self._now - (self._since or 0.0)
        self.spent = timeout is not None and elapsed + asked > timeout
        return not self.spent

    def delay(self, action: str) -> float:
        """Count the retry that is due, and say how many seconds to wait for it."""
        self._run.repeat_lost()
        return super().delay(action)


class _Held(_Retries):
    """Notes which retries hold; whether one is due, their counts decide."""

    def __init__(self) -> None:
        self.actions: list[str] = []

    def due(
        self, action: str, limit: int, response: httpx.Response | None, after: float
    ) -> bool:
        """No, but it holds."""
        self.actions.append(action)
        return False


def _unanswered(decide: Callable[[_Held], str | None]) -> StoredChoice:
    """Where a step leads that got no response."""
    held = _Held()
    action = decide(held)
    return _chosen(StoredChoice(), action, held.actions)
