"""Fetching from a server on this machine that does its worst."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address

import pytest

from arazzo_gen.remote.connect import AddressPolicy, Limits, resolve
from arazzo_gen.remote.errors import RemoteError
from arazzo_gen.remote.fetch import Fetcher
from document_server import LOOPBACK, TLS, Answer, Server, answer, redirect, serving

MIB = 1024 * 1024


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({"/api.yaml": answer("openapi: 3.1.0\n")}) as running:
        yield running


def refused(server: Server, url: str, **changes: object) -> RemoteError:
    """Why a URL is not fetched."""
    with pytest.raises(RemoteError) as caught:
        server.fetcher(**changes)(url)
    return caught.value


class TestADocument:
    def test_over_https(self, server: Server) -> None:
        found = server.fetcher()(server.url("/api.yaml"))
        assert found.content == b"openapi: 3.1.0\n"
        assert found.url == server.url("/api.yaml")

    def test_the_connection_goes_to_the_address_with_the_name_of_the_host(
        self, server: Server
    ) -> None:
        server.fetcher()(server.url("/api.yaml", host="other.test"))
        assert server.resolved == ["other.test"]
        assert server.headers[0]["Host"] == f"other.test:{server.tls_port}"

    def test_nothing_of_this_machine_is_sent(
        self, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:1/")
        server.fetcher()(server.url("/api.yaml"))
        assert sorted(server.headers[0]) == ["Accept", "Accept-Encoding", "Host", "User-Agent"]

    def test_packed_with_gzip(self, server: Server) -> None:
        server.routes["/gz"] = answer(gzip.compress(b"a: 1\n"), Content_Encoding="gzip")
        assert server.fetcher()(server.url("/gz")).content == b"a: 1\n"

    def test_over_http_only_where_it_is_allowed(self, server: Server) -> None:
        url = server.url("/api.yaml", scheme="http")
        error = refused(server, url)
        assert error.code == "AZ011"
        assert "--allow-http" in (error.help or "")
        assert server.asked == []
        assert server.fetcher(allow_http=True)(url).content == b"openapi: 3.1.0\n"


class TestAddresses:
    @pytest.mark.parametrize(
        "host",
        ["127.0.0.1", "169.254.169.254", "10.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[fe80::1]"],
    )
    def test_a_private_address_is_refused(self, host: str) -> None:
        error = self.refused_by_default(f"https://{host}/api.yaml")
        assert error.code == "AZ011"
        assert "not public" in error.message

    @pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "017700000001", "127.1"])
    def test_however_the_system_reads_it(self, host: str) -> None:
        assert self.refused_by_default(f"https://{host}/api.yaml").code in ("AZ010", "AZ011")

    def test_localhost_is_refused(self) -> None:
        assert self.refused_by_default("https://localhost/api.yaml").code == "AZ011"

    def test_one_private_address_among_several_is_enough(self, server: Server) -> None:
        server.addresses["docs.test"] = [LOOPBACK, ip_address("10.0.0.1")]
        error = refused(server, server.url("/api.yaml"))
        assert "has the address 10.0.0.1" in error.message
        assert server.asked == []

    def test_the_next_address_is_tried_where_one_does_not_answer(self, server: Server) -> None:
        silent = ip_address("127.0.0.2")
        server.addresses["docs.test"] = [silent, LOOPBACK]
        policy = AddressPolicy(server.resolve, lambda address: address in (silent, LOOPBACK))
        found = server.fetcher(policy=policy)(server.url("/api.yaml"))
        assert found.content == b"openapi: 3.1.0\n"

    def test_a_name_that_changes_its_address_is_asked_once(self, server: Server) -> None:
        answers = iter([[LOOPBACK], [ip_address("10.0.0.1")]])
        policy = AddressPolicy(
            lambda host, port: next(answers), lambda address: address == LOOPBACK
        )
        assert server.fetcher(policy=policy)(server.url("/api.yaml")).content

    def test_a_host_that_there_is_not(self, server: Server) -> None:
        error = refused(server, server.url("/api.yaml", host="nowhere.test"))
        assert (error.code, error.message) == ("AZ010", "the host nowhere.test is not found")

    def test_a_name_that_is_none_for_the_system(self) -> None:
        with pytest.raises(OSError, match="not one"):
            resolve("a" * 64 + ".test", 443)

    def refused_by_default(self, url: str) -> RemoteError:
        with pytest.raises(RemoteError) as caught:
            Fetcher()(url)
        return caught.value


class TestRedirects:
    def test_are_followed_and_the_query_of_the_last_is_forgotten(self, server: Server) -> None:
        server.routes["/latest"] = redirect("/v2/api.yaml?signature=abc", 307)
        server.routes["/v2/api.yaml?signature=abc"] = answer("a: 2\n")
        found = server.fetcher()(server.url("/latest"))
        assert found.content == b"a: 2\n"
        assert found.url == server.url("/v2/api.yaml")

    def test_each_host_is_checked(self, server: Server) -> None:
        for location in (
            "https://127.0.0.2/",
            "https://169.254.169.254/latest/meta-data/",
            "//10.1.1.1/",
        ):
            server.routes["/away"] = redirect(location)
            error = refused(server, server.url("/away"))
            assert (error.code, "not public" in error.message) == ("AZ011", True)
        assert set(server.asked) == {"/away"}

    def test_they_come_to_an_end(self, server: Server) -> None:
        server.routes["/loop"] = redirect("/loop")
        error = refused(server, server.url("/loop"))
        assert error.message.endswith("/loop redirects more than 5 times")
        assert len(server.asked) == 6

    def test_encryption_is_not_given_up(self, server: Server) -> None:
        server.routes["/down"] = redirect(server.url("/api.yaml", scheme="http"))
        error = refused(server, server.url("/down"), allow_http=True)
        assert "not encrypted" in error.message
        assert server.asked == ["/down"]

    @pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://docs.test/", "https://["])
    def test_other_schemes_are_refused(self, server: Server, location: str) -> None:
        server.routes["/away"] = redirect(location)
        assert refused(server, server.url("/away")).code == "AZ011"


class TestFailures:
    @pytest.mark.parametrize("status", [204, 206, 304, 401, 404, 500])
    def test_any_other_status(self, server: Server, status: int) -> None:
        server.routes["/x"] = answer("", status)
        error = refused(server, server.url("/x"))
        assert error.code == "AZ010"
        assert error.message.endswith(f"the answer has status {status}")

    def test_a_certificate_of_another_host(self, server: Server) -> None:
        error = refused(server, server.url("/api.yaml", host="stranger.test"))
        assert error.code == "AZ010"
        assert "TLS certificate is not valid: Hostname mismatch" in error.message
        assert server.asked == []

    def test_a_certificate_that_nobody_vouches_for(self, server: Server) -> None:
        error = refused(server, server.url("/api.yaml"), tls=None)
        assert "TLS certificate is not valid" in error.message
        assert server.asked == []

    def test_authorities_of_the_environment_are_trusted(
        self, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "ca.pem"))
        assert server.fetcher(tls=None)(server.url("/api.yaml")).content

    def test_no_tls_where_it_should_be(self, server: Server) -> None:
        error = refused(server, f"https://docs.test:{server.port}/api.yaml")
        assert error.message.endswith("TLS cannot be agreed on")

    def test_nobody_listens(self, server: Server) -> None:
        assert refused(server, "https://docs.test:1/").message.endswith("the connection is refused")

    def test_what_is_not_http(self, server: Server) -> None:
        server.routes["/x"] = lambda handler: handler.wfile.write(b"hello\r\n\r\n" * 9) and None
        assert refused(server, server.url("/x")).message.endswith("it is not HTTP")

    def test_a_body_that_is_cut_short(self, server: Server) -> None:
        def short(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Length", "100")
            handler.end_headers()
            handler.wfile.write(b"a: 1")

        server.routes["/x"] = short
        assert refused(server, server.url("/x")).code == "AZ010"

    @pytest.mark.parametrize("coding", ["br", "gzip, gzip", "deflate"])
    def test_a_coding_that_was_not_asked_for(self, server: Server, coding: str) -> None:
        server.routes["/x"] = answer(b"abc", Content_Encoding=coding)
        assert "coding" in refused(server, server.url("/x")).message

    @pytest.mark.parametrize("body", [b"abc", gzip.compress(b"a: 1\n", mtime=0)[:-9], b""])
    def test_a_coding_that_is_damaged(self, server: Server, body: bytes) -> None:
        server.routes["/x"] = answer(body, Content_Encoding="gzip")
        assert "gzip coding is damaged" in refused(server, server.url("/x")).message


class TestLimits:
    def test_a_body_without_end(self, server: Server) -> None:
        server.routes["/x"] = endless(b"a" * 65536)
        error = refused(server, server.url("/x"), max_bytes=MIB)
        assert error.message.endswith("/x is larger than 1 MiB")

    def test_a_gzip_bomb_is_not_unpacked(self, server: Server) -> None:
        bomb = zlib.compressobj(9, wbits=31)
        body = b"".join(bomb.compress(b"\0" * MIB) for _ in range(80)) + bomb.flush()
        assert len(body) < MIB / 8
        server.routes["/x"] = answer(body, Content_Encoding="gzip")
        error = refused(server, server.url("/x"), max_bytes=MIB)
        assert error.message.endswith("/x is larger than 1 MiB")

    def test_a_packed_body_without_end(self, server: Server) -> None:
        # Empty blocks: packed bytes that unpack to none.
        server.routes["/x"] = endless(b"\0\0\0\xff\xff" * 9999, gzip.compress(b"")[:10])
        error = refused(server, server.url("/x"), max_bytes=MIB)
        assert error.message.endswith("/x is larger than 1 MiB")

    def test_headers_without_end(self, server: Server) -> None:
        def send(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            while not handler.server.stopped.is_set():
                handler.wfile.write(b"x-a: " + b"a" * 60000 + b"\r\n")

        server.routes["/x"] = send
        assert refused(server, server.url("/x")).code == "AZ010"

    @pytest.mark.parametrize(
        "slow",
        [
            pytest.param(lambda: silent, id="no answer"),
            pytest.param(lambda: dripping(b"HTTP/1.1 200 OK\r\nx: "), id="headers"),
            pytest.param(lambda: dripping(b"HTTP/1.1 200 OK\r\n\r\n"), id="body"),
            pytest.param(lambda: dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), id="1xx"),
        ],
    )
    def test_a_slow_server(self, server: Server, slow: object) -> None:
        server.routes["/x"] = slow()  # type: ignore[operator]
        started = time.monotonic()
        error = refused(server, server.url("/x"), limits=Limits(5.0, 5.0, 0.4))
        assert error.message.endswith("the answer takes too long")
        assert time.monotonic() - started < 4

    def test_the_wait_for_one_piece(self, server: Server) -> None:
        server.routes["/x"] = silent
        error = refused(server, server.url("/x"), limits=Limits(5.0, 0.2, 60.0))
        assert error.message.endswith("the answer takes too long")

    def test_redirects_share_one_limit(self, server: Server) -> None:
        def later(handler: BaseHTTPRequestHandler) -> None:
            time.sleep(0.2)
            redirect("/x")(handler)

        server.routes["/x"] = later
        error = refused(server, server.url("/x"), limits=Limits(5.0, 5.0, 0.5))
        assert error.message.endswith("the answer takes too long")


def silent(handler: BaseHTTPRequestHandler) -> None:
    handler.server.stopped.wait(10)


def endless(chunk: bytes, start: bytes = b"") -> Answer:
    """A body that goes on until the client has enough."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        if start:
            handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        handler.wfile.write(start)
        while not handler.server.stopped.is_set():
            handler.wfile.write(chunk)

    return send


def dripping(start: bytes, drop: bytes = b"a") -> Answer:
    """An answer that comes piece by piece, without end."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        while not handler.server.stopped.wait(0.02):
            handler.wfile.write(drop)

    return send
