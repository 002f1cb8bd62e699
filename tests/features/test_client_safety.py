"""What a client refuses to send, where it sends nothing to, and how much it reads."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import httpx
import pytest
from one_call import Made, call

from playback import assert_hidden

HEADER = call(
    "parameters: [{name: X-Key, in: header, value: $inputs.v}]",
    operation="parameters: [{name: X-Key, in: header, schema: {type: string}}]",
    inputs="v!: {type: string, format: password}",
)
LISTED = call(
    "parameters: [{name: X-Key, in: header, value: $inputs.v}]",
    operation="parameters: [{name: X-Key, in: header, schema: {type: array, items: {}}}]",
    inputs="v!: {type: array, items: {type: string}}",
)
TEXT = call(
    "parameters: [{name: Authorization, in: header, value: 'Bearer {$inputs.v}'}]",
    inputs="v!: {type: string}",
)
SCHEMES = """
    components:
      securitySchemes:
        bearer: {type: http, scheme: bearer}
        key: {type: apiKey, in: header, name: X-Key}
        query: {type: apiKey, in: query, name: key}
        sid: {type: apiKey, in: cookie, name: sid}
"""
BEARER = call(operation="security: [{bearer: []}]", api=SCHEMES)
KEY = call(operation="security: [{key: []}]", api=SCHEMES)
QUERY = call(operation="security: [{query: []}]", api=SCHEMES)
COOKIE = call(operation="security: [{sid: []}]", api=SCHEMES)
UPLOAD = call(
    "requestBody: {payload: {file: $inputs.v}}",
    operation="requestBody: {content: {multipart/form-data: {schema: {type: object, properties:"
    " {file: {type: string, format: binary}}}}}}",
    inputs="v!: {type: string, format: binary}",
)
BINARY = call(
    "requestBody: {payload: $inputs.v}",
    operation="requestBody: {content: {'*/*': {schema: {type: string, format: binary}}}}",
    inputs="v!: {type: string, format: binary}",
)
PATH = call(
    "parameters: [{name: id, in: path, value: $inputs.v}]",
    operation="parameters: [{name: id, in: path, required: true, schema: {type: string}}]",
    path="/{id}/x",
    inputs="v!: {type: string}",
)

UNSENDABLE = [
    "hunter2\r\nX-Evil: 1", "hunter2\nX-Evil: 1", "hunter2\r", "hunter2\n", "hunter2\0", "hunter2é",
    "hunter2\u2028", "hunter2 ", "hunter2\t", "hunter2\x7f", "hunter2\ud800",
]  # fmt: skip


@pytest.mark.parametrize("value", UNSENDABLE)
@pytest.mark.parametrize(
    ("made", "name", "given"),
    [
        (HEADER, "X-Key", lambda value: {"v": value}),
        (LISTED, "X-Key", lambda value: {"v": ["a", value]}),
        (TEXT, "Authorization", lambda value: {"v": value}),
        (BEARER, "Authorization", lambda value: {"bearer": value}),
        (KEY, "X-Key", lambda value: {"key": value}),
        (COOKIE, "sid", lambda value: {"sid": value}),
        (UPLOAD, "file", lambda value: {"v": ("a.txt", b"x", value)}),
        (BINARY, "Content-Type", lambda value: {"v": ("a.txt", b"x", value)}),
    ],
    ids=["header", "list", "text", "bearer", "key", "cookie", "part", "body"],
)
def test_what_a_header_cannot_hold_is_refused(
    made: Made, name: str, given: Callable[[str], dict[str, Any]], value: str
) -> None:
    error = made.run([], **given(value)).error
    assert isinstance(error, made.module.UnsendableValue)
    assert isinstance(error, made.module.WorkflowError)
    assert isinstance(error, ValueError)
    assert (error.step_id, error.name) == ("call", name)
    assert_hidden(error, "hunter2")


def test_a_cookie_cannot_add_another() -> None:
    error = COOKIE.run([], sid="hunter2; admin=1").error
    assert isinstance(error, COOKIE.module.UnsendableValue)
    assert COOKIE.sent(sid="a=b%2C/+").headers["Cookie"] == "sid=a=b%2C/+"


@pytest.mark.parametrize("value", ["", "a", "a b", "a\tb", "~!;,\"'\\"])
def test_what_a_header_can_hold_is_sent(value: str) -> None:
    assert HEADER.sent(v=value).headers["X-Key"] == value


@pytest.mark.parametrize("name", ["a\r\nX-Evil: 1", 'a"; x="', "a\nb"])
def test_file_names_stay_in_their_place(name: str) -> None:
    body = UPLOAD.body(v=(name, b"x", "text/plain"))
    head = body.partition("\r\n\r\n")[0].split("\r\n")
    assert len(head) == 3
    assert head[1].count('"') == 4


@pytest.mark.parametrize(
    "value",
    [
        "//evil.test", "http://evil.test/", "https:evil.test", "\\\\evil.test\\", "@evil.test",
        ".evil.test", ":80@evil.test", "..", ".", "../..", "%2e%2e", "?x=1", "#x", "/../x",
        "\r\nHost: evil.test", "é", ";x",
    ],
)  # fmt: skip
def test_a_value_in_the_path_stays_one_segment(value: str) -> None:
    url = PATH.sent(v=value).url
    assert (url.scheme, url.netloc) == ("https", b"api.test")
    assert url.raw_path.count(b"/") == 2
    assert url.raw_path.endswith(b"/x")
    assert not url.query
    assert not url.fragment


def test_a_path_without_a_slash_does_not_prolong_the_host() -> None:
    made = call(
        "parameters: [{name: id, in: path, value: $inputs.v}]",
        operation="parameters: [{name: id, in: path, required: true, schema: {type: string}}]",
        path="{id}",
        inputs="v!: {type: string}",
    )
    if made.built.status == 0:
        assert made.sent(v=".evil.test").url.netloc == b"api.test"


@pytest.mark.parametrize("base", ["https://api.test/v1", "https://api.test/v1/"])
def test_a_base_url_may_end_in_a_slash(base: str) -> None:
    assert str(PATH.sent(v="a", api_url=base).url) == "https://api.test/v1/a/x"


def clients(answer: Callable[[httpx.Request], httpx.Response], **options: Any) -> Iterator[Any]:
    """`run` on a client of each kind with some options, ready to be called."""

    def sync(made: Made, **given: Any) -> Any:
        with httpx.Client(transport=httpx.MockTransport(answer), **options) as client:
            return made.module.run(client=client, **given)

    def asynchronous(made: Made, **given: Any) -> Any:
        async def main() -> Any:
            transport = httpx.MockTransport(answer)
            async with httpx.AsyncClient(transport=transport, **options) as client:
                return await made.module.run_async(client=client, **given)

        return asyncio.run(main())

    yield from (sync, asynchronous)


def test_redirects_are_followed_only_by_a_client_that_does() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        if request.url.host == "api.test":
            return httpx.Response(302, headers={"Location": "https://evil.test/"})
        return httpx.Response(200, json={})

    for run in clients(answer):
        with pytest.raises(BEARER.module.StepFailed, match="HTTP 302"):
            run(BEARER, bearer="hunter2")
    assert seen == ["api.test", "api.test"]
    for run in clients(answer, follow_redirects=True):
        run(BEARER, bearer="hunter2")
    assert seen[2:] == ["api.test", "evil.test"] * 2


def test_a_clients_own_base_url_does_not_go_before_the_documents() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200, json={})

    for run in clients(answer, base_url="https://other.test/base/"):
        run(KEY)
    assert seen == ["https://api.test/call"] * 2


def test_no_error_of_a_connection_shows_a_key() -> None:
    for made, given in ((QUERY, "query"), (KEY, "key"), (BEARER, "bearer"), (COOKIE, "sid")):
        arguments = {given: "hunter2", "api_url": "http://127.0.0.1:9"}
        with pytest.raises(made.module.StepFailed) as failed:
            made.module.run(**arguments)
        assert_hidden(failed.value, "hunter2")
        with pytest.raises(made.module.StepFailed) as failed:
            asyncio.run(made.module.run_async(**arguments))
        assert_hidden(failed.value, "hunter2")


def test_an_event_shows_no_key() -> None:
    shown: list[str] = []
    for made, given in ((QUERY, "query"), (BEARER, "bearer")):
        outcome = made.answered(
            {}, on_step=lambda event: shown.append(repr(event)), **{given: "h2"}
        )
        shown.append(repr(outcome.outputs))
    assert len(shown) == 6
    assert not any("h2" in text for text in shown)


# --- The size of a response ---------------------------------------------------------------

BOUNDED = call(
    "timeout: 60000\noutputs: {a: $response.body#/a}", flags=["--max-response-bytes", "1000"]
)
LOOSE = call("outputs: {a: $response.body#/a}", flags=["--max-response-bytes", "1000"])


class Endless(BaseHTTPRequestHandler):
    """Answers with as much as is taken, or with a little that becomes much."""

    protocol_version = "HTTP/1.1"
    sent: ClassVar[list[int]] = []

    def do_POST(self) -> None:
        """Answer one request."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("X-A", "1")
        if not self.path.startswith("/call"):
            size = 900 if self.path.startswith("/small") else 5_000_000
            packed = gzip.compress(b'{"a": "' + b"y" * size + b'"}')
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            self.wfile.write(packed)
            return
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.close_connection = True
        try:
            for number in range(10_000):
                self.wfile.write(b" " * 65_536)
                self.sent.append(number)
        except OSError:
            return

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def endless() -> Iterator[str]:
    """The URL of a server on this machine that answers with more than it should."""
    Endless.sent.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["", "/gzip"])
@pytest.mark.parametrize("made", [BOUNDED, LOOSE], ids=["with a timeout", "without"])
def test_no_more_of_a_response_is_read(made: Made, path: str, endless: str) -> None:
    with pytest.raises(made.module.StepFailed) as failed:
        made.module.run(api_url=endless + path)
    with pytest.raises(made.module.StepFailed) as failed_async:
        asyncio.run(made.module.run_async(api_url=endless + path))
    for error in (failed.value, failed_async.value):
        assert error.response is None
        assert isinstance(error.__cause__, httpx.ReadError)
        assert str(error.__cause__) == "the response has more than 1000 bytes"
    assert len(Endless.sent) < 1000


@pytest.mark.parametrize("made", [BOUNDED, LOOSE], ids=["with a timeout", "without"])
def test_a_response_that_fits_is_as_ever(made: Made) -> None:
    seen: list[httpx.Response] = []
    outcome = made.answered(
        {"a": "x" * 900}, headers={"X-A": "1"}, on_step=lambda event: seen.append(event.response)
    )
    assert outcome.outputs.a == "x" * 900
    for response in seen:
        assert (response.status_code, response.headers["X-A"]) == (200, "1")
        assert response.request.method == "POST"
    assert isinstance(made.answered({"a": "x" * 1000}).error, made.module.StepFailed)


@pytest.mark.parametrize("made", [BOUNDED, LOOSE], ids=["with a timeout", "without"])
def test_a_packed_response_is_unpacked_once(made: Made, endless: str) -> None:
    seen: list[httpx.Response] = []

    def on_step(event: Any) -> None:
        seen.append(event.response)

    base = f"{endless}/small"
    assert made.module.run(api_url=base, on_step=on_step).a == "y" * 900
    assert asyncio.run(made.module.run_async(api_url=base, on_step=on_step)).a == "y" * 900
    for response in seen:
        assert response.json() == {"a": "y" * 900}
        assert response.elapsed.total_seconds() > 0
        assert response.headers["X-A"] == "1"


def test_the_bound_is_a_constant_of_the_module() -> None:
    assert LOOSE.module.MAX_RESPONSE_BYTES == 1000
    assert "MAX_RESPONSE_BYTES" not in KEY.code
