"""The network as the explanations have it: https://example.com has the files that they show."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

from arazzo_gen.remote.fetch import Fetcher
from arazzo_gen.remote.fetched import Fetched

_really = Fetcher.__call__


@contextmanager
def played(files: Path, cache: Path) -> Iterator[None]:
    """Answer for https://example.com, and let no name server be asked for another host.

    Args:
        files: The folder of its files.
        cache: The folder that stands for the user's caches.
    """

    def fetch(self: Fetcher, url: str) -> Fetched:
        parts = urlsplit(url)
        if (parts.scheme, parts.netloc) == ("https", "example.com"):
            return Fetched(url, (files / parts.path.lstrip("/")).read_bytes())
        return _really(self, url)

    refused = mock.Mock(side_effect=socket.gaierror("no name server is asked"))
    with (
        mock.patch.object(Fetcher, "__call__", fetch),
        mock.patch.object(socket, "getaddrinfo", refused),
        mock.patch.dict(os.environ, {"XDG_CACHE_HOME": str(cache)}),
    ):
        yield
