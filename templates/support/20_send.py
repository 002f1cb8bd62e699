def _send(
    client: httpx.Client,
    request: httpx.Request,
    step_id: str,
    on_step: Callable[[StepEvent], None] | None,
) -> httpx.Response:
    try:
        response = client.send(request)
    except httpx.RequestError as error:
        raise StepFailed(step_id, None, None) from error
    if on_step is not None:
        on_step(StepEvent(step_id=step_id, attempt=1, response=response))
    return response


async def _send_async(
    client: httpx.AsyncClient,
    request: httpx.Request,
    step_id: str,
    on_step: Callable[[StepEvent], None] | None,
) -> httpx.Response:
    try:
        response = await client.send(request)
    except httpx.RequestError as error:
        raise StepFailed(step_id, None, None) from error
    if on_step is not None:
        on_step(StepEvent(step_id=step_id, attempt=1, response=response))
    return response


def _send_within(
    client: httpx.Client,
    request: httpx.Request,
    step_id: str,
    seconds: float,
    on_step: Callable[[StepEvent], None] | None,
) -> httpx.Response:
    """Send a request whose response must be complete within some seconds."""
    deadline = time.monotonic() + seconds
    phases: dict[str, float | None] = request.extensions.get("timeout", {})
    request.extensions["timeout"] = {
        phase: seconds if (limit := phases.get(phase)) is None else min(limit, seconds)
        for phase in ("connect", "read", "write", "pool")
    }
    try:
        response = _read_until(client.send(request, stream=True), request, deadline)
    except httpx.RequestError as error:
        raise StepFailed(step_id, None, None) from error
    if on_step is not None:
        on_step(StepEvent(step_id=step_id, attempt=1, response=response))
    return response


def _read_until(
    response: httpx.Response, request: httpx.Request, deadline: float
) -> httpx.Response:
    """The response with its whole body, which must be there by the deadline."""
    if response.is_stream_consumed:
        return response
    chunks: list[bytes] = []
    with contextlib.closing(response):
        for chunk in response.iter_raw():
            chunks.append(chunk)
            if time.monotonic() > deadline:
                raise httpx.ReadTimeout("the step's time is up", request=request)
    if time.monotonic() > deadline:
        raise httpx.ReadTimeout("the step's time is up", request=request)
    whole = httpx.Response(
        response.status_code,
        headers=response.headers,
        content=b"".join(chunks),
        request=response.request,
        extensions=response.extensions,
        history=response.history,
    )
    whole.elapsed = response.elapsed
    return whole


async def _send_within_async(
    client: httpx.AsyncClient,
    request: httpx.Request,
    step_id: str,
    seconds: float,
    on_step: Callable[[StepEvent], None] | None,
) -> httpx.Response:
    """Send a request whose response must be complete within some seconds."""
    import asyncio  # slower to import than all the rest, and only async callers need it

    try:
        async with asyncio.timeout(seconds):
            response = await client.send(request)
    except TimeoutError:
        error = httpx.ReadTimeout("the step's time is up", request=request)
        raise StepFailed(step_id, None, None) from error
    except httpx.RequestError as error:
        raise StepFailed(step_id, None, None) from error
    if on_step is not None:
        on_step(StepEvent(step_id=step_id, attempt=1, response=response))
    return response


def _counted(
    on_step: Callable[[StepEvent], None] | None,
) -> Callable[[StepEvent], None] | None:
    """The callback, given events whose `attempt` counts the requests of each step."""
    if on_step is None:
        return None
    attempts = Counter[str]()

    def notify(event: StepEvent) -> None:
        step_id = event.step_id
        attempts[step_id] += 1
        attempt = attempts[step_id]
        on_step(StepEvent(step_id=step_id, attempt=attempt, response=event.response))

    return notify
