@contextlib.contextmanager
def _open_client(client: httpx.Client | None) -> Generator[httpx.Client]:
    if client is not None:
        yield client
    else:
        with httpx.Client(timeout=httpx.Timeout(30.0, pool=None)) as opened:
            yield opened


@contextlib.asynccontextmanager
async def _open_async_client(
    client: httpx.AsyncClient | None,
) -> AsyncGenerator[httpx.AsyncClient]:
    if client is not None:
        yield client
    else:
        async with httpx.AsyncClient(timeout=httpx.Timeout(30.0, pool=None)) as opened:
            yield opened
