class _TimeUp(TimeoutError):
    """The time of a step that calls a workflow is up."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        super().__init__("the time of the step is up")


_DEADLINE: Final = contextvars.ContextVar[float | None]("deadline", default=None)
"""When the time of the step is up that calls a workflow, as `time.monotonic` has it."""


@contextlib.contextmanager
def _within(step_id: str, asked: str, seconds: float) -> Generator[float, None, None]:
    """Bound what a step calls: no request or wait of it begins after some seconds."""
    outer, deadline = _DEADLINE.get(), time.monotonic() + seconds
    token = _DEADLINE.set(deadline if outer is None else min(outer, deadline))
    try:
        yield deadline
        if time.monotonic() > deadline:
            raise _TimeUp(deadline)
    except _TimeUp as error:
        if error.deadline < deadline:  # that of a call around this one
            raise
        raise StepFailed(step_id, None, None, asked, str(error)) from error
    finally:
        _DEADLINE.reset(token)


@contextlib.asynccontextmanager
async def _within_async(
    step_id: str, asked: str, seconds: float
) -> AsyncGenerator[None, None]:
    """Bound what a step calls, all of which is cancelled after some seconds."""
    import asyncio  # slower to import than all the rest, and only async callers need it

    with _within(step_id, asked, seconds) as deadline:
        limit = asyncio.timeout(seconds)
        try:
            async with limit:
                yield
        except TimeoutError as error:
            if limit.expired():
                raise _TimeUp(deadline) from error
            raise


def _due(seconds: float) -> float:
    """A wait that ends before the time of the calls around it is up."""
    deadline = _DEADLINE.get()
    if deadline is not None and time.monotonic() + seconds > deadline:
        raise _TimeUp(deadline)
    return seconds


def _in_time(request: httpx.Request) -> httpx.Request:
    """A request that takes no longer than the calls around it may."""
    deadline = _DEADLINE.get()
    if deadline is None:
        return request
    left = deadline - time.monotonic()
    if left <= 0:
        raise _TimeUp(deadline)
    timeout = httpx.Timeout(**request.extensions["timeout"])
    request.extensions["timeout"] = _phases_within(timeout, left).as_dict()
    return request
