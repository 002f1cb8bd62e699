class _DurableRun:
    """A durable run: its journal, and how often it has asked for each step."""

    def __init__(self, journal: Journal, account: str | None) -> None:
        self.journal = journal
        self.account = account
        self.choice: StoredChoice = {}
        """Where the last step that has succeeded leads."""
        self._asked = Counter[str]()
        self._lost: str | None = None
        """The step that was asked for last, where its request got no response."""
        self._repeated = set[str]()

    async def step(
        self,
        step_id: str,
        asked: str,
        args: Mapping[str, object],
        name: str | None = None,
    ) -> _Given:
        """The outputs of a step that has run, now or before.

        Raises:
            WorkflowError: It failed.
        """
        name = name or step_id
        return self._given(step_id, asked, name, await self.journal.step(name, args))

    async def poll(
        self,
        step_id: str,
        asked: str,
        args: Mapping[str, object],
        name: str | None = None,
    ) -> _Given:
        """The same for a step that is asked until it is done."""
        name = name or step_id
        return self._given(step_id, asked, name, await self.journal.poll(name, args))

    def _given(self, step_id: str, asked: str, name: str, stored: StoredStep) -> _Given:
        self._lost = None
        failed = stored.get("failed")
        if failed is not None:
            error = _stored_error(failed)
            if error is None and failed["status"] is None:
                self._lost = name
            raise error or DurableStepFailed(step_id, asked, stored)
        self.choice = stored
        return _Given(stored.get("outputs", {}))

    def key(self, name: str) -> str:
        """What tells a request of a step from all others.

        A retry of a request that has got no answer has the same.
        """
        if name in self._repeated:
            self._repeated.discard(name)
        else:
            self._asked[name] += 1
        number = self._asked[name]
        key = f"{self.journal.run_id}-{name}{f'-{number}' if number > 1 else ''}"
        return key if key.isascii() and key.isprintable() else quote(key)

    def repeat_lost(self) -> None:
        """Let a retry of a request that has just got no response have its key."""
        if self._lost is not None:
            self._repeated.add(self._lost)


class _Given(dict[str, Any]):
    """Outputs that are stored; None for those that nothing reads."""

    def __missing__(self, name: str) -> None:
        return None


def _choice(failure: StepFailed) -> StoredChoice:
    """Where a failure of a step leads."""
    stored = failure.stored if isinstance(failure, DurableStepFailed) else None
    return {} if stored is None else stored.get("failed", {})


def _kept(failure: StepFailed) -> _Given | None:
    """What is kept of the outputs of a failed response; None where there was none."""
    stored = failure.stored if isinstance(failure, DurableStepFailed) else None
    if stored is None or stored.get("failed", {}).get("status") is None:
        return None
    return _Given(stored.get("outputs", {}))


def _answer(failure: StepFailed) -> httpx.Response | None:
    """What a decision asks of a response: its status, and how long to wait."""
    if not isinstance(failure, DurableStepFailed) or failure.status is None:
        return None
    wait = _choice(failure).get("wait")
    headers = {} if wait is None else {"Retry-After": str(math.ceil(wait))}
    return httpx.Response(failure.status, headers=headers)


def _with_answer(failure: StepFailed) -> StepFailed:
    """A failure of a called workflow, with that response."""
    twin = StepFailed(failure.step_id, failure.criterion, _answer(failure))
    twin.outputs = failure.outputs
    return twin


def _stored_error(failed: StoredFailure) -> WorkflowError | None:
    """The error that ended a step; None for `StepFailed`."""
    for kind in WorkflowError.__subclasses__():
        if kind.__name__ == failed.get("error"):
            error = kind.__new__(kind)
            error.__setstate__({**failed.get("state", {}), "response": None})
            return error
    return None
