from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from remote_project import API, ORDERS, Project, flow

from arazzo_gen.remote import fetch
from document_server import answer, serving


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    folder = tmp_path / "project" / "flows"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    routes = {"/api/shop.yaml": answer(API), "/api/schemas/orders.yaml": answer(ORDERS)}
    with serving(routes) as server:
        made = Project(folder, server)

        def fetcher(*, allow_http: bool) -> object:
            assert not made.is_offline, "the network was used"
            return server.fetcher(allow_http=allow_http)

        monkeypatch.setattr(fetch, "Fetcher", fetcher)
        monkeypatch.setattr(socket, "getaddrinfo", _nobody)
        made.write("flow.arazzo.yaml", flow(server.url("/api/shop.yaml")))
        yield made


def _nobody(*args: object, **kwargs: object) -> object:
    if args[0] == "127.0.0.1":
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", args[1]))]
    raise AssertionError(f"a name server would be asked for {args[0]}")
