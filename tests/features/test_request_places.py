"""Where a request goes: servers, the query as a whole, and how long a step may take."""

from __future__ import annotations

import asyncio
import contextlib
import http.server
import inspect
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from one_call import Made, call, openapi, workflow

from playback import execute_step, on

# --- Servers ------------------------------------------------------------------------------


def served(servers: str, *, operation: str = "", url: str | None = None) -> str:
    """Where the request of a document with some servers goes."""
    made = call(operation=operation, api=f"servers: {servers}")
    arguments = {} if url is None else {"api_url": url}
    return str(made.sent(**arguments).url)


@pytest.mark.parametrize(
    ("servers", "url"),
    [
        ("[{url: https://a.test}]", "https://a.test/call"),
        ("[{url: https://a.test/v1/}]", "https://a.test/v1/call"),
        ("[{url: http://localhost:8080}, {url: https://b.test}]", "http://localhost:8080/call"),
        (
            "[{url: 'https://{region}.a.test/{v}',"
            " variables: {region: {default: eu}, v: {default: v2}}}]",
            "https://eu.a.test/v2/call",
        ),
    ],
)
def test_the_first_server(servers: str, url: str) -> None:
    assert served(servers) == url


def test_another_base_url() -> None:
    assert served("[{url: https://a.test/v1}]", url="http://localhost:1/x") == (
        "http://localhost:1/x/call"
    )


@pytest.mark.parametrize(
    "url", ["http://localhost:1/", "http://localhost:1//", "http://localhost:1"]
)
def test_a_slash_at_the_end_of_a_base_url_is_not_doubled(url: str) -> None:
    made = call(
        path="/a/{id}",
        operation="parameters: [{name: id, in: path, required: true}]",
        step="parameters: [{name: id, in: path, value: 1}]",
    )
    assert str(made.sent(api_url=url).url) == "http://localhost:1/a/1"
    outcome = execute_step(made.module, "call", "async", [on("POST", "/a/1").reply()], base_url=url)
    assert outcome.error is None


def test_the_operations_own_servers() -> None:
    operation = "servers: [{url: https://upload.test}]"
    assert served("[{url: https://a.test}]", operation=operation) == "https://upload.test/call"


@pytest.mark.parametrize("servers", ["[{url: /v1}]", "[]", "[{url: '{host}/x'}]"])
def test_without_an_absolute_server_the_url_is_required(servers: str) -> None:
    made = call(api=f"servers: {servers}")
    parameter = inspect.signature(made.module.run).parameters["api_url"]
    assert parameter.default is inspect.Parameter.empty
    assert "AZ610" in made.codes
    assert str(made.sent(api_url="https://x.test").url) == "https://x.test/call"


def test_two_servers_in_one_source_are_two_keywords() -> None:
    document = openapi()
    answer = {"200": {"description": ""}}
    document["paths"]["/up"] = {
        "post": {
            "operationId": "up",
            "servers": [{"url": "https://upload.test"}],
            "responses": answer,
        }
    }
    made = workflow(
        "steps: [{stepId: a, operationId: call}, {stepId: b, operationId: up}]", sources=document
    )
    exchange = [
        on("POST", "/call", host="api.test").reply({}),
        on("POST", "/up", host="upload.test").reply({}),
    ]
    assert made.run(exchange).error is None
    names = [n for n in inspect.signature(made.module.run).parameters if n.endswith("url")]
    assert len(names) <= 2


# --- The query as a whole -----------------------------------------------------------------


def querystring(value: str, inputs: str = "") -> Made:
    """A step that sends its query in one."""
    return call(
        f"parameters: [{{name: q, in: querystring, value: {value}}}]",
        inputs=inputs,
        operation="parameters: [{name: q, in: querystring,"
        " content: {application/x-www-form-urlencoded: {schema: {type: object}}}}]",
        api="openapi: 3.2.0",
    )


def test_a_querystring_given_as_text() -> None:
    made = querystring("a=1&b=x%20y")
    assert made.query() == "a=1&b=x%20y"


def test_a_querystring_given_as_an_object() -> None:
    made = querystring("{a: 1, b: [x, 'y z'], c: $inputs.c}", "c: {type: string}")
    assert made.query() == "a=1&b=x&b=y%20z"
    assert made.query(c="&") == "a=1&b=x&b=y%20z&c=%26"


def test_a_querystring_that_is_one_expression() -> None:
    made = querystring("$inputs.q", "q: {type: string}")
    assert made.query(q="?a=1&b=2") == "a=1&b=2"
    assert made.query() == ""


HOSTILE = "x&b=2#?=%2B+/é "
ENCODED = "x%26b%3D2%23%3F%3D%252B%2B%2F%C3%A9%20"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a={$inputs.v}&c=1", f"a={ENCODED}&c=1"),
        ("?a={$inputs.v}", f"a={ENCODED}"),
        ("c=x%20y&a=is-{$inputs.v}", f"c=x%20y&a=is-{ENCODED}"),
        ("a={$inputs.v}&a=2", f"a={ENCODED}&a=2"),
        ("flag&a={$inputs.v}", f"flag=&a={ENCODED}"),
        ("a%5B%5D={$inputs.v}", f"a%5B%5D={ENCODED}"),
    ],
)
def test_values_in_the_text_of_a_querystring_are_encoded(text: str, query: str) -> None:
    made = querystring(f"'{text}'", "v!: {type: string}")
    assert made.query(v=HOSTILE) == query
    assert made.sent(v=HOSTILE).url.params.get_list("a" if "%5B" not in text else "a[]")


def test_a_value_of_a_querystring_that_is_not_there_is_left_out() -> None:
    made = querystring("'a={$inputs.v}&c={$inputs.n}'", "v: {type: string}\nn: {type: integer}")
    assert made.query() == ""
    assert made.query(n=5) == "c=5"


# --- Time ---------------------------------------------------------------------------------


class _Slow(http.server.BaseHTTPRequestHandler):
    """Answers at once, or late, or with a body that drips."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer as the path says."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with contextlib.suppress(OSError):
            if self.path == "/late":
                time.sleep(3.0)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "12")
            self.end_headers()
            for index in range(12):
                self.wfile.write(b'{"a": "bcd"}'[index : index + 1])
                self.wfile.flush()
                if self.path == "/drip":
                    time.sleep(0.6)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A slow server's URL."""
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Slow)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize(("path", "fails"), [("/now", False), ("/late", True), ("/drip", True)])
def test_a_timeout_is_for_the_whole_step(server: str, path: str, fails: bool, mode: str) -> None:
    made = call(
        "timeout: 1000\noutputs: {a: $response.body#/a}",
        path=path,
        operation="responses: {'200': {description: '', content: {application/json: {}}}}",
    )
    if fails:
        with pytest.raises(made.module.StepFailed) as caught:
            _run(made, server, mode)
        assert caught.value.response is None
        assert isinstance(caught.value.__cause__, httpx.TimeoutException | TimeoutError)
    else:
        assert _run(made, server, mode) == "bcd"


def _run(made: Made, server: str, mode: str) -> object:
    if mode == "sync":
        return made.module.run(api_url=server).a
    return asyncio.run(made.module.run_async(api_url=server)).a


def test_a_timeout_can_be_retried() -> None:
    made = call("""
        timeout: 1000
        onFailure: [{name: again, type: retry, retryLimit: 1}]
    """)
    outcome = made.run(
        [on("POST", "/call").fail(httpx.ReadTimeout("slow")), on("POST", "/call").reply({})]
    )
    assert outcome.error is None


def test_a_timeout_belongs_to_1_1() -> None:
    made = call("timeout: 1000", version="1.0.1")
    assert made.codes == ["AZ109"]
