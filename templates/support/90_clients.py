@contextlib.contextmanager
def _open_client(client: httpx.Client | None) -> Generator[httpx.Client]:
    if client is not None:
        yield client
    else:
        timeout = httpx.Timeout(30.0, pool=None)
        with httpx.Client(timeout=timeout, verify=_ssl_context()) as opened:
            yield opened


@contextlib.asynccontextmanager
async def _open_async_client(
    client: httpx.AsyncClient | None,
) -> AsyncGenerator[httpx.AsyncClient]:
    if client is not None:
        yield client
    else:
        timeout = httpx.Timeout(30.0, pool=None)
        async with httpx.AsyncClient(timeout=timeout, verify=_ssl_context()) as opened:
            yield opened


@functools.cache
def _ssl_context() -> ssl.SSLContext:
    """The certificates to trust, read once: it takes longer than a request."""
    return httpx.create_ssl_context()
