_Stored = TypeVar("_Stored", StoredStep, StoredFailure, StoredChoice)


def _chosen(
    stored: _Stored,
    action: str | None,
    retries: list[str] | None = None,
    response: httpx.Response | None = None,
) -> _Stored:
    """The same, with where the step leads."""
    if action is not None:
        stored["action"] = action
    if retries:
        stored["retries"] = retries
    wait = _retry_after(response)
    if wait is not None:
        stored["wait"] = wait
    return stored


def _outputs(result: object, *names: str) -> dict[str, JsonValue]:
    """Some outputs of a step, as they are stored."""
    return {name: getattr(result, name) for name in names}


def _stored_failure(
    error: WorkflowError, action: str | None = None, retries: list[str] | None = None
) -> StoredStep:
    """What is stored of a step that has failed."""
    response: httpx.Response | None = getattr(error, "response", None)
    failed = StoredFailure(
        criterion=getattr(error, "criterion", None),
        status=None if response is None else response.status_code,
    )
    if not isinstance(error, StepFailed):
        state = {name: value for name, value in vars(error).items() if name in _TRAVELS}
        failed["error"] = type(error).__name__
        failed["state"] = {**state, "response": None, "args": [str(error)]}
    elif error.reason is not None:
        failed["reason"] = error.reason
    return StoredStep(failed=_chosen(failed, action, retries, response))


_Value = TypeVar("_Value")


def _of(
    lookup: Callable[[str | None], _Value] | None, account: str | None
) -> _Value | None:
    """What a lookup gives for an account; None where there is no lookup."""
    return None if lookup is None else lookup(account)


class _Asked(_Poll):
    """One attempt of a poll, whose time counts from a stored start."""

    def __init__(
        self,
        polling: Mapping[str, Any],
        since: float,
        attempt: int,
        memory: dict[str, Any],
        key: str,
    ) -> None:
        super().__init__(Polling(**polling))
        p = self._polling
        self._refused, self._bidden = memory.get(key, ((0, 0), 0))
        for _ in range(min(attempt - 1 - self._bidden, 64)):
            self._interval = min(p.max_interval, self._interval * p.backoff)
        self._attempts = attempt
        self._started -= time.time() - since
        self._memory = memory
        self._key = key

    def again(self, step_id: str, response: httpx.Response | None) -> StoredStep:
        """When to ask again.

        How many failures in a row were ridden out is kept in memory, and how many waits
        a server asked for: the others grow.
        """
        self._bidden += _retry_after(response) is not None
        if self._bidden or any(self._refused):
            _keep(self._memory, self._key, (self._refused, self._bidden))
        return StoredStep(again=self.delay(step_id, response))


_MOST = 10_000
"""How many runs `Steps` keeps something of in memory."""


def _keep(memory: dict[str, Any], key: str, value: object) -> None:
    """Keep a value in memory, and forget the oldest where there are too many."""
    memory.pop(key, None)
    memory[key] = value
    if len(memory) > _MOST:
        del memory[next(iter(memory))]
