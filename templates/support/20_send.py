_NO_ANSWER: Final = (httpx.RequestError, httpx.InvalidURL, OverflowError, ValueError)
"""What a client raises where no answer came, or where a redirect or cookie is wrong."""


_send = sync(_send_async)


async def _send_async(
    client: httpx.AsyncClient,
    request: httpx.Request,
    step_id: str,
    asked: str,
    on_step: Callable[[StepEvent], Awaitable[object] | None] | None,
) -> httpx.Response:
    started = time.monotonic()
    try:
        response = await client.send(request)
    except _NO_ANSWER as error:
        took = time.monotonic() - started
        await _tell_async(on_step, "error", step_id, error=error, elapsed=took)
        raise StepFailed(step_id, None, None, asked, _lost(error)) from error
    if on_step is not None:
        took = time.monotonic() - started
        await _tell_async(on_step, "response", step_id, response=response, elapsed=took)
    return response


def _tell(
    on_step: Callable[[StepEvent], None] | None,
    kind: Literal["response", "error", "wait"],
    step_id: str,
    **about: Any,
) -> None:
    if on_step is not None:
        on_step(StepEvent(kind=kind, step_id=step_id, attempt=1, **about))


async def _tell_async(
    on_step: Callable[[StepEvent], Awaitable[object] | None] | None,
    kind: Literal["response", "error", "wait"],
    step_id: str,
    **about: Any,
) -> None:
    """Call the callback, and await what it returns, if that can be awaited."""
    if on_step is not None:
        told = on_step(StepEvent(kind=kind, step_id=step_id, attempt=1, **about))
        if isinstance(told, Awaitable):
            await told


def _send_within(
    client: httpx.Client,
    request: httpx.Request,
    step_id: str,
    asked: str,
    on_step: Callable[[StepEvent], None] | None,
    *,
    seconds: float,
) -> httpx.Response:
    """Send a request whose response must be complete within some seconds."""
    started = time.monotonic()
    try:
        response = _read_within(client.send(request, stream=True), started + seconds)
    except _NO_ANSWER as error:
        took = time.monotonic() - started
        _tell(on_step, "error", step_id, error=error, elapsed=took)
        raise StepFailed(step_id, None, None, asked, _lost(error)) from error
    if on_step is not None:
        took = time.monotonic() - started
        _tell(on_step, "response", step_id, response=response, elapsed=took)
    return response


def _phases_within(timeout: httpx.Timeout, seconds: float) -> httpx.Timeout:
    """A client's timeout, with no phase longer than the whole request may take."""
    phases = timeout.as_dict()
    return httpx.Timeout(
        **{
            phase: seconds if limit is None else min(limit, seconds)
            for phase, limit in phases.items()
        }
    )


def _read_within(response: httpx.Response, deadline: float) -> httpx.Response:
    """The response with its whole body, read until a deadline."""
    if response.is_closed:  # a hook of the client has read it
        _check_deadline(response, deadline)
        return response
    chunks: list[bytes] = []
    with contextlib.closing(response):
        for chunk in response.iter_bytes():
            chunks.append(chunk)
            _check_deadline(response, deadline)
    _check_deadline(response, deadline)
    return _with_body(response, b"".join(chunks))


def _check_deadline(response: httpx.Response, deadline: float | None) -> None:
    if deadline is not None and time.monotonic() > deadline:
        message = "the time of the step is up"
        raise httpx.ReadTimeout(message, request=response.request)


def _with_body(response: httpx.Response, body: bytes) -> httpx.Response:
    """A streamed response with its body, which has been decoded."""
    headers = response.headers.copy()
    headers.pop("Content-Encoding", None)
    whole = httpx.Response(
        response.status_code,
        headers=headers,
        content=body,
        request=response.request,
        extensions=response.extensions,
        history=response.history,
        default_encoding=response.default_encoding,
    )
    whole.elapsed = response.elapsed
    return whole


async def _send_within_async(
    client: httpx.AsyncClient,
    request: httpx.Request,
    step_id: str,
    asked: str,
    on_step: Callable[[StepEvent], Awaitable[object] | None] | None,
    *,
    seconds: float,
) -> httpx.Response:
    """Send a request whose response must be complete within some seconds."""
    import asyncio  # slower to import than all the rest, and only async callers need it

    started = time.monotonic()
    try:
        async with asyncio.timeout(seconds):
            response = await client.send(request)
    except TimeoutError:
        error = httpx.ReadTimeout("the time of the step is up", request=request)
        took = time.monotonic() - started
        await _tell_async(on_step, "error", step_id, error=error, elapsed=took)
        raise StepFailed(step_id, None, None, asked, _lost(error)) from error
    except _NO_ANSWER as error:
        took = time.monotonic() - started
        await _tell_async(on_step, "error", step_id, error=error, elapsed=took)
        raise StepFailed(step_id, None, None, asked, _lost(error)) from error
    if on_step is not None:
        took = time.monotonic() - started
        await _tell_async(on_step, "response", step_id, response=response, elapsed=took)
    return response


_Told = TypeVar("_Told")


def _counted(
    on_step: Callable[[StepEvent], _Told] | None,
) -> Callable[[StepEvent], _Told] | None:
    """The callback, for events whose `attempt` counts the requests of each step."""
    if on_step is None:
        return None
    attempts = Counter[str]()

    def notify(event: StepEvent) -> _Told:
        attempts[event.step_id] += event.kind != "wait"
        return on_step(
            StepEvent(
                kind=event.kind,
                step_id=event.step_id,
                attempt=attempts[event.step_id],
                response=event.response,
                error=event.error,
                elapsed=event.elapsed,
                delay=event.delay,
            )
        )

    return notify
