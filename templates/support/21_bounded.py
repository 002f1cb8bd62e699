def _send_bounded(
    client: httpx.Client,
    request: httpx.Request,
    step_id: str,
    asked: str,
    on_step: Callable[[StepEvent], None] | None,
    *,
    size: int,
    seconds: float | None = None,
) -> httpx.Response:
    """Send a request whose response is read, and unpacked, up to some bytes."""
    started = time.monotonic()
    deadline = None if seconds is None else started + seconds
    _ask_for_codings(request)
    try:
        response = _read_bounded(_followed(client, request), size, deadline)
    except _NO_ANSWER as error:
        took = time.monotonic() - started
        _tell(on_step, "error", step_id, error=error, elapsed=took)
        raise StepFailed(step_id, None, None, asked, _lost(error)) from error
    if on_step is not None:
        took = time.monotonic() - started
        _tell(on_step, "response", step_id, response=response, elapsed=took)
    return response


def _ask_for_codings(request: httpx.Request) -> None:
    """Ask for gzip and deflate only: other codings cannot be unpacked in pieces."""
    if request.headers.get("Accept-Encoding", "").startswith("gzip, deflate, "):
        request.headers["Accept-Encoding"] = "gzip, deflate"


_followed = sync(_followed_async)


def _check_redirects(
    client: httpx.Client | httpx.AsyncClient, history: list[httpx.Response]
) -> None:
    if len(history) > client.max_redirects:
        message = f"more than {client.max_redirects} redirects"
        raise httpx.TooManyRedirects(message, request=history[-1].request)


def _read_bounded(
    response: httpx.Response, size: int, deadline: float | None
) -> httpx.Response:
    """The response with its whole body, read up to a size and until a deadline."""
    with contextlib.closing(response):
        body = _Body(response, size)
        if response.is_closed:  # a hook of the client has read it
            body.check(len(response.content))
            _check_deadline(response, deadline)
            return response
        for chunk in response.iter_raw():
            body.add(chunk)
            _check_deadline(response, deadline)
    _check_deadline(response, deadline)
    return body.whole()


class _Body:
    """The body of a response, which is unpacked while it comes, up to a size."""

    def __init__(self, response: httpx.Response, size: int) -> None:
        self._response = response
        self._size = size
        self._content = io.BytesIO()
        self._read = 0
        length = response.headers.get("Content-Length", "")
        self._promised = int(length[:18]) if length.isdecimal() else 0
        self._coding = response.headers.get("Content-Encoding", "").strip().lower()
        self._unpack: Callable[[bytes, int], bytes] | None = None

    def add(self, chunk: bytes) -> None:
        """Take the next piece."""
        self._read += len(chunk)
        self.check(max(self._read, self._promised))
        if self._coding not in ("", "identity"):
            chunk = self._unpacked(chunk)
        self.check(self._content.tell() + len(chunk))
        self._content.write(chunk)

    def check(self, length: int) -> None:
        """Refuse a body that is longer than the size."""
        if length > self._size:
            message = f"the response has more than {self._size} bytes"
            raise httpx.ReadError(message, request=self._response.request)

    def whole(self) -> httpx.Response:
        """The response with its whole body."""
        return _with_body(self._response, self._content.getvalue())

    def _unpacked(self, chunk: bytes) -> bytes:
        if self._unpack is None:
            self._unpack = zlib.decompressobj(self._window(chunk)).decompress
        room = self._size - self._content.tell() + 1  # a byte more is too much
        try:
            return self._unpack(chunk, room)
        except zlib.error as error:
            request = self._response.request
            raise httpx.DecodingError(str(error), request=request) from error

    def _window(self, chunk: bytes) -> int:
        """The window that zlib needs for the coding of the response."""
        if self._coding == "gzip":
            return zlib.MAX_WBITS | 16
        if self._coding == "deflate":
            # Some servers leave out the header of zlib, which begins like this.
            return zlib.MAX_WBITS if chunk[0] & 15 == 8 else -zlib.MAX_WBITS
        message = f"the size of a body in the coding {self._coding!r} cannot be bounded"
        raise httpx.DecodingError(message, request=self._response.request)


async def _send_bounded_async(
    client: httpx.AsyncClient,
    request: httpx.Request,
    step_id: str,
    asked: str,
    on_step: Callable[[StepEvent], Awaitable[object] | None] | None,
    *,
    size: int,
    seconds: float | None = None,
) -> httpx.Response:
    """Send a request whose response is read, and unpacked, up to some bytes."""
    import asyncio  # slower to import than all the rest, and only async callers need it

    started = time.monotonic()
    _ask_for_codings(request)
    try:
        async with asyncio.timeout(seconds):
            response = await _followed_async(client, request)
            response = await _read_bounded_async(response, size)
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


async def _followed_async(
    client: httpx.AsyncClient, request: httpx.Request
) -> httpx.Response:
    """The response as a stream; redirects are followed as httpx does, and not read."""
    response = await client.send(request, stream=True, follow_redirects=False)
    history: list[httpx.Response] = []
    while client.follow_redirects and response.next_request is not None:
        await response.aclose()
        history.append(response)
        _check_redirects(client, history)
        response = await client.send(
            response.next_request,
            stream=True,
            auth=httpx.Auth(),  # the client's own is for the first host
            follow_redirects=False,
        )
    response.history = history
    return response


async def _read_bounded_async(response: httpx.Response, size: int) -> httpx.Response:
    """The response with its whole body, read up to a size."""
    async with contextlib.aclosing(response):
        body = _Body(response, size)
        if response.is_closed:  # a hook of the client has read it
            body.check(len(response.content))
            return response
        async for chunk in response.aiter_raw():
            body.add(chunk)
    return body.whole()
