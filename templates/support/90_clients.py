_open_client = sync(_open_async_client)


def _open_async_client(
    client: httpx.AsyncClient | None,
) -> contextlib.AbstractAsyncContextManager[httpx.AsyncClient]:
    """The client that is given, which stays open, or one that is closed afterwards."""
    if client is not None:
        return contextlib.nullcontext(client)
    timeout = httpx.Timeout(30.0, pool=None)
    return httpx.AsyncClient(timeout=timeout, verify=_ssl_context())


@functools.cache
def _ssl_context() -> ssl.SSLContext:
    """The certificates to trust, read once: it takes longer than a request."""
    return httpx.create_ssl_context()
