_NO_ANSWER: Final = (httpx.RequestError, httpx.InvalidURL, OverflowError, ValueError)
"""What a client raises where no answer came, or where a redirect or cookie is wrong."""


_send = sync(_send_async)


async def _send_async(
    client: httpx.AsyncClient,
    request: httpx.Request,
    step_id: str,
    asked: str,
    on_step: Callable[[StepEvent], None] | None,
) -> httpx.Response:
    try:
        response = await client.send(request)
    except _NO_ANSWER as error:
        raise StepFailed(step_id, None, None, asked, _lost(error)) from error
    if on_step is not None:
        on_step(StepEvent(step_id=step_id, attempt=1, response=response))
    return response


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
    deadline = time.monotonic() + seconds
    try:
        response = _read_within(client.send(request, stream=True), deadline)
    except _NO_ANSWER as error:
        raise StepFailed(step_id, None, None, asked, _lost(error)) from error
    if on_step is not None:
        on_step(StepEvent(step_id=step_id, attempt=1, response=response))
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
    on_step: Callable[[StepEvent], None] | None,
    *,
    seconds: float,
) -> httpx.Response:
    """Send a request whose response must be complete within some seconds."""
    import asyncio  # slower to import than all the rest, and only async callers need it

    try:
        async with asyncio.timeout(seconds):
            response = await client.send(request)
    except TimeoutError:
        error = httpx.ReadTimeout("the time of the step is up", request=request)
        raise StepFailed(step_id, None, None, asked, _lost(error)) from error
    except _NO_ANSWER as error:
        raise StepFailed(step_id, None, None, asked, _lost(error)) from error
    if on_step is not None:
        on_step(StepEvent(step_id=step_id, attempt=1, response=response))
    return response


def _counted(
    on_step: Callable[[StepEvent], None] | None,
) -> Callable[[StepEvent], None] | None:
    """The callback, for events whose `attempt` counts the requests of each step."""
    if on_step is None:
        return None
    attempts = Counter[str]()

    def notify(event: StepEvent) -> None:
        step_id = event.step_id
        attempts[step_id] += 1
        attempt = attempts[step_id]
        on_step(StepEvent(step_id=step_id, attempt=attempt, response=event.response))

    return notify
