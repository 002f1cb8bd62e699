class Journal(Protocol):
    """Keeps what a durable run has done: a small adapter to an engine."""

    @property
    def run_id(self) -> str:
        """The id of the run, the same after every restart."""
        ...

    async def step(self, step_id: str, args: Mapping[str, object]) -> StoredStep:
        """The stored answer of `Steps`, or a new one, stored before it is returned."""
        ...

    async def poll(self, step_id: str, args: Mapping[str, object]) -> StoredStep:
        """The same, asked again while it says `again`; only the last one is stored."""
        ...

    async def now(self) -> float:
        """The seconds since 1970, the same in every replay."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; what has passed of it before a restart is not waited again."""
        ...


class StoredChoice(TypedDict):
    """Where a step leads: decided from its response, which is not kept."""

    action: NotRequired[str | None]
    """The action whose criteria hold; it is taken where no retry is due."""
    retries: NotRequired[list[str]]
    """The retries before it whose criteria hold."""
    wait: NotRequired[float]
    """The seconds that a Retry-After header asks for."""


class StoredFailure(StoredChoice):
    """How a step failed: what its error says, without the response."""

    criterion: str | None
    status: int | None
    reason: NotRequired[str]
    """Why no response came."""
    error: NotRequired[str]
    """The class of the error, where it is not `StepFailed`."""
    state: NotRequired[dict[str, JsonValue]]
    """The attributes of such an error."""


class StoredStep(StoredChoice):
    """What is kept of a step: nothing of its request, and only what is read later."""

    outputs: NotRequired[dict[str, JsonValue]]
    failed: NotRequired[StoredFailure]
    again: NotRequired[float]
    """The seconds until a poll asks again; never stored."""


class DurableStepFailed(StepFailed):
    """A `StepFailed` out of a journal, which has no response.

    Attributes:
        status: The status code of the response, or None when none came.
    """

    def __init__(self, step_id: str, asked: str | None, stored: StoredStep) -> None:
        failed = stored.get("failed", StoredFailure(criterion=None, status=None))
        reason = failed.get("reason")
        got = reason if failed["status"] is None else f"HTTP {failed['status']}"
        super().__init__(step_id, failed["criterion"], None, asked, got)
        self.reason = reason
        self.status = failed["status"]
        self.stored: StoredStep | None = stored

    def __reduce__(self) -> tuple[Any, ...]:
        make, args, state = super().__reduce__()
        return make, args, {**state, "status": self.status, "stored": None}
