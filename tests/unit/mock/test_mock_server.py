"""The server over a real socket: bodies, methods, CORS, the page, and what it does not do."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from arazzo_gen.mock.api import MockApi, Served
from arazzo_gen.mock.server import Manner, MockServer, log_json, log_line
from unit.mock.jobs import CREATED, DONE, api_of, exchange

PLAIN = Manner()


@contextlib.contextmanager
def serving(
    api: MockApi, manner: Manner = PLAIN, said: list[str] | None = None
) -> Iterator[tuple[MockServer, httpx.Client]]:
    lines = said if said is not None else []

    def log(served: Served, milliseconds: float) -> None:
        lines.append(log_line(served, milliseconds))

    with MockServer(api, manner, lambda server: f"<p>{server.url}</p>", log) as server:
        thread = server.started()
        with httpx.Client(base_url=server.url, trust_env=False) as client:
            yield server, client
        server.shutdown()
        thread.join()


def test_requests_are_answered_and_logged() -> None:
    said: list[str] = []
    with serving(api_of(CREATED, DONE, polls=1), said=said) as (_, client):
        made = client.post("/jobs", json={"name": "a"})
        assert (made.status_code, made.json()) == (201, {"id": "j-1", "name": "a"})
        assert made.headers["content-type"] == "application/json"
        assert client.get("/v1/jobs/j-1").json()["state"] == "queued"
        assert client.put("/jobs").status_code == 405
        assert client.get("/nothing").status_code == 404
    assert said[0].startswith("POST /jobs 201  job/create, run 1  ")
    assert "no step calls GET /nothing" in said[3]


def test_a_body_may_come_in_chunks() -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"name": '
        yield b'"a"}'

    api = api_of(CREATED)
    with serving(api) as (_, client):
        headers = {"content-type": "application/json"}
        assert client.post("/jobs", content=chunks(), headers=headers).status_code == 201
        assert client.post("/jobs", content=b"{}", headers=headers).status_code == 201
    assert api.served[0].received.content == b'{"name": "a"}'


def test_no_response_closes_the_connection() -> None:
    silent = exchange("read", "/jobs/j-1", None, status=0)
    with serving(api_of(CREATED, silent, DONE)) as (_, client):
        client.post("/jobs", json={})
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/jobs/j-1")
        assert client.get("/jobs/j-1").json()["state"] == "done"


def test_pages_of_other_origins_may_call_it_on_request() -> None:
    asked = {"Origin": "https://a.test", "Access-Control-Request-Method": "POST"}
    with serving(api_of(CREATED)) as (_, client):
        assert "access-control-allow-origin" not in client.options("/jobs", headers=asked).headers
    with serving(api_of(CREATED), Manner(cors=True)) as (_, client):
        asked["Access-Control-Request-Headers"] = "x-key"
        allowed = client.options("/jobs", headers=asked)
        assert allowed.status_code == 204
        assert allowed.headers["access-control-allow-origin"] == "*"
        assert allowed.headers["access-control-allow-headers"] == "x-key"
        assert client.post("/jobs", json={}).headers["access-control-allow-origin"] == "*"


def test_the_page_is_shown_and_forgets() -> None:
    api = api_of(CREATED)
    with serving(api, Manner(delay=0.01)) as (server, client):
        client.post("/jobs", json={})
        assert client.get("/_mock").text == f"<p>{server.url}</p>"
        assert len(api.served) == 1
        assert client.delete("/_mock").status_code == 204
        assert not api.served
        assert client.post("/_mock").status_code == 405


def test_a_name_that_is_not_this_machine_is_refused() -> None:
    api = api_of(CREATED)
    with serving(api) as (_, client):
        assert client.get("/_mock", headers={"Host": "evil.test"}).status_code == 421
        assert client.get("/_mock", headers={"Host": "shop.localhost:80"}).status_code == 200


@pytest.mark.parametrize(
    "raw",
    [
        b"POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n",
        b"POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /jobs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        b"POST /jobs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"POST /jobs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
    ],
)
def test_a_body_that_is_no_body_is_refused(raw: bytes) -> None:
    with serving(api_of(CREATED)) as (server, client):
        with socket.create_connection(server.server_address[:2], timeout=5) as connection:
            connection.sendall(raw)
            assert connection.recv(100).startswith(b"HTTP/1.1 413 ")
        assert client.post("/jobs", json={}).status_code == 201


def test_clients_that_go_away_disturb_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    with serving(api_of(CREATED), Manner(delay=0.05)) as (server, client):
        for raw in (
            b"",
            b"POST /jobs",
            b"\0\xff\r\n\r\n",
            b"GET /jobs/[ HTTP/1.1\r\nHost: [\r\n\r\n",
        ):
            with socket.create_connection(server.server_address[:2], timeout=5) as connection:
                connection.sendall(raw)
        assert client.post("/jobs", json={}).status_code == 201
        time.sleep(0.1)
    assert capfd.readouterr() == ("", "")


def test_the_log_has_no_secrets() -> None:
    api = api_of(CREATED)
    with serving(api) as (_, client):
        client.post("/jobs?key=s3cr3t", json={"name": "s3cr3t"}, headers={"X-Key": "s3cr3t"})
    line = log_json(api.served[0], 1.234)
    assert json.loads(line) == {
        "method": "POST",
        "path": "/jobs",
        "status": 201,
        "step": "job/create",
        "run": 1,
        "wrong": [],
        "milliseconds": 1.2,
    }
    assert "s3cr3t" not in log_line(api.served[0], 1.0)
