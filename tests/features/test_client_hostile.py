"""Responses made to break a client: the client raises one of its module's errors."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from one_call import Made, call, workflow

from playback import on

DEEP = "[" * 900 + "]" * 900

RICH = workflow(
    """
    steps:
    - stepId: first
      operationId: call
      successCriteria:
      - {condition: $response.body#/n != 5 || $response.header.X == 'a'}
      - {context: $response.body#/v, condition: '^(?!never)', type: regex}
      - {context: $response.body, condition: '$[?@.n != 7 || @ == 1]', type: jsonpath}
      outputs: {v: $response.body#/v, t: $response.body#/t, h: $response.header.X}
      onFailure:
      - {name: again, type: retry, retryLimit: 2, criteria: [{condition: $statusCode == 503}]}
    - stepId: second
      operationId: send
      parameters:
      - {name: id, in: path, value: $steps.first.outputs.t}
      - {name: q, in: query, value: $steps.first.outputs.v}
      - {name: X-H, in: header, value: $steps.first.outputs.h}
      - {name: c, in: cookie, value: $steps.first.outputs.v}
      requestBody: {contentType: application/json, payload: {a: $steps.first.outputs.v}}
    - stepId: third
      operationId: xml
      requestBody: {contentType: application/xml, payload: $steps.first.outputs.v}
      outputs: {x: $response.body}
      successCriteria:
      - {context: $response.body, condition: '//a = 1 or not(//b)', type: xpath}
    outputs: {text: 'a {$steps.first.outputs.v}', x: $steps.third.outputs.x}
    """,
    sources={
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://api.test"}],
        "paths": {
            "/call": {"post": {"operationId": "call", "responses": {"2XX": {"description": ""}}}},
            "/send/{id}": {
                "post": {
                    "operationId": "send",
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
                    ],
                    "requestBody": {"content": {"application/json": {}}},
                    "responses": {"2XX": {"description": ""}},
                }
            },
            "/xml": {
                "post": {
                    "operationId": "xml",
                    "requestBody": {"content": {"application/xml": {"schema": {"type": "object"}}}},
                    "responses": {"2XX": {"description": "", "content": {"application/xml": {}}}},
                }
            },
        },
    },
)

CHARSETS = [
    "idna", "utf-16", "zlib", "hex", "rot13", "undefined", "punycode", "unicode_escape", "utf-8",
    "mbcs", "base64", "latin-1", "nonsense", '"', "utf-7", "x*y", "\u00e9",
]  # fmt: skip
TYPES = [
    f"{kind}; charset={name}" for kind in ("text/xml", "application/json") for name in CHARSETS
]
TYPES += ["text/plain; charset*=a; charset*0=b", f"text/plain; a=b; charset*{'9' * 5000}=x", ""]
VALUES = [
    "NaN", "Infinity", "1e999", "9" * 4000, "9" * 5000, DEEP, '{"a":' * 700 + "1" + "}" * 700,
    '"\\ud800"', '""', '"."', '"' + "x" * 70_000 + '"', "null", "true", "[]", "{}", '{"": 1}',
    "7", '"a\\r\\nb"', '{"a><evil x=\'1\'/><a": 1}', '{"a": "\\u0000"}', '{"@a b": 1}', '[["x"]]',
]  # fmt: skip
BODIES = [f'{{"v": {v}, "t": {t}}}'.encode() for v in VALUES for t in (v, '"t"')]
BODIES += [
    b"", b"\xff\xfe\x00", b"\xef\xbb\xbf{}", DEEP.encode(), b"<a>1</a>", b"<a>" * 5000,
    b"<a>" * 3000 + b"</a>" * 3000, b"<?xml version='1.0' encoding='zlib'?><a>1</a>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"\x00" * 50, gzip.compress(b"{}"),
]  # fmt: skip
LOCATIONS = [
    "//[::1",
    "http://\u00e9\u00e9:99999999",
    "http:",
    "/a\x7f",
    "http://" + "a" * 70,
    "x" * 70_000,
]


@st.composite
def answers(draw: Any) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """A status, headers and a body."""
    headers = [(b"Content-Type", draw(st.sampled_from(TYPES)).encode())]
    headers += draw(
        st.lists(
            st.sampled_from(
                [
                    (b"Content-Encoding", b"gzip"), (b"Content-Encoding", b"deflate"),
                    (b"Set-Cookie", b"a=\xc3\xa9"), (b"X", b"\xff"), (b"X", b"a"),
                    *((b"Location", where.encode()) for where in LOCATIONS),
                ]
            ),
            max_size=2,
        )
    )  # fmt: skip
    body = draw(st.one_of(st.sampled_from(BODIES), st.binary(max_size=40)))
    return draw(st.sampled_from([200, 200, 200, 204, 302, 404, 503])), headers, body


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes as a stream."""

    def __init__(self, *chunks: bytes) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks

    async def __aiter__(self) -> Any:
        for chunk in self._chunks:
            yield chunk


def ends(made: Made, handler: Any, **arguments: Any) -> list[BaseException | None]:
    """How both clients end, with their waits taken out."""
    options: dict[str, Any] = {"transport": httpx.MockTransport(handler)}
    options["follow_redirects"] = arguments.pop("follow_redirects", False)

    async def main() -> Any:
        async with httpx.AsyncClient(**options) as client:
            return await made.module.run_async(client=client, **arguments)

    found: list[BaseException | None] = []
    for run in (lambda: asyncio.run(main()), lambda: made.module.run(
        client=httpx.Client(**options), **arguments
    )):  # fmt: skip
        try:
            run()
            found.append(None)
        except Exception as error:
            found.append(error)
    return found


@settings(
    max_examples=150, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(st.lists(answers(), min_size=1, max_size=3), st.booleans())
def test_whatever_a_server_answers_is_an_error_of_the_module(
    given: list[tuple[int, list[tuple[bytes, bytes]], bytes]], follow: bool
) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        status, headers, body = given[min(len(seen), len(given) - 1)]
        seen.append(request)
        return httpx.Response(status, headers=headers, stream=Chunks(body))

    seen: list[httpx.Request] = []
    for error in ends(RICH, handler, follow_redirects=follow):
        seen.clear()
        assert error is None or isinstance(error, RICH.module.WorkflowError), repr(error)


TEXT = call(
    "outputs: {t: $response.body}",
    operation="responses: {2XX: {description: '', content: {text/plain: {}}}}",
)


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_charset_that_is_none_counts_as_unknown(charset: str) -> None:
    kind = [(b"Content-Type", f"text/plain; charset={charset}".encode())]
    given: Any = kind
    text = TEXT.values(text="a+b\u00e9", headers=given)["t"]
    known = {"utf-16", "latin-1", "utf-7"}
    assert (text == "a+b\u00e9") is (charset not in known)


def sent(value: str) -> BaseException | None:
    """How a run ends whose first answer has a value for its second request's JSON body."""
    made = workflow(
        """
        steps:
        - {stepId: first, operationId: call, outputs: {v: $response.body#/v}}
        - stepId: second
          operationId: call
          requestBody: {contentType: application/vnd.a+json, payload: {a: $steps.first.outputs.v}}
        """
    )
    error = made.run([on("POST", "/call").reply(text=f'{{"v": {value}}}')]).error
    assert isinstance(error, made.module.UnsendableValue), repr(error)
    return error


@pytest.mark.parametrize("value", ["NaN", "[-Infinity]", "1e999"])
def test_what_json_cannot_hold_is_refused(value: str) -> None:
    assert value not in str(sent(value))


@pytest.mark.parametrize("depth", [500, 900, 940, 970, 990, 5000])
def test_no_depth_is_too_much(depth: int) -> None:
    body = b'{"n": 1, "t": "t", "v": ' + b"[" * depth + b"]" * depth + b"}"

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"X": "a"}, stream=Chunks(body))

    for error in ends(RICH, handler):
        assert error is None or isinstance(error, RICH.module.WorkflowError), repr(error)


XML = call(
    "requestBody: {contentType: application/xml, payload: $inputs.v}",
    operation="requestBody: {content: {application/xml: {schema: {type: object, xml: {name: r}}}}}",
    inputs="v!: {}",
)


@pytest.mark.parametrize(
    "value",
    [
        {"a><evil x='1'/><a": 1}, {"@a b": 1}, {"": 1}, {"1a": 1}, {"a/b": [1]}, {"b": "\0"},
        {"b": {"-": 1}}, {"@c": "\x0b"}, {"b": "\uffff"},
    ],
)  # fmt: skip
def test_what_xml_cannot_hold_is_refused(value: Any) -> None:
    error = XML.run([], v=value).error
    assert isinstance(error, XML.module.UnsendableValue)
    assert error.step_id == "call"


def test_names_that_xml_has_are_sent() -> None:
    assert (
        XML.body(v={"\u00e9-1.b": "a\tb", "@id": 1})
        == '<r id="1"><\u00e9-1.b>a\tb</\u00e9-1.b></r>'
    )


@pytest.mark.parametrize(
    "url", ["https://api.test/v1?a=1", "https://api.test#x", "https://a.test/?"]
)
def test_a_base_url_with_a_query_is_refused(url: str) -> None:
    error = TEXT.run([], api_url=url).error
    assert isinstance(error, TEXT.module.UnsendableValue)
    assert (error.step_id, error.name) == ("call", "api_url")
    assert "'api_url'" in str(error)
    assert url not in str(error)


def test_a_server_url_with_a_query_is_no_default() -> None:
    made = workflow(
        "steps: [{stepId: call, operationId: call}]",
        sources={
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "servers": [{"url": "https://api.test/v1?a=1"}],
            "paths": {"/call": {"post": {"operationId": "call", "responses": {}}}},
        },
    )
    assert "AZ808" in made.codes
    with pytest.raises(TypeError, match="api_url"):
        made.module.run()


@pytest.mark.parametrize("place", ["header", "cookie"])
def test_a_scheme_is_called_as_headers_are(place: str) -> None:
    scheme = f"{{type: apiKey, in: {place}, name: 'X Key'}}"
    made = call(
        operation="security: [{key: []}]", api=f"components: {{securitySchemes: {{key: {scheme}}}}}"
    )
    assert made.codes == ["AZ613"]


# --- Sizes ------------------------------------------------------------------------------------

BOUND = 100_000
BOUNDED = call("outputs: {a: $response.body#/a}", flags=["--max-response-bytes", str(BOUND)])
BOMB = gzip.compress(b"0" * 50_000_000)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", BOMB), ("deflate", zlib.compress(b"0" * 50_000_000)),
        ("gzip, gzip", gzip.compress(BOMB)), ("br", b"x"), ("gzip", b"no gzip"),
        ("deflate", b"\xff\xff"), ("", b"0" * (BOUND + 1)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [200, 302])
def test_no_answer_takes_more_memory_than_the_bound(coding: str, body: bytes, status: int) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        moved = status if request.url.path == "/call" else 200
        headers = {"Content-Encoding": coding, "Location": "/other"}
        return httpx.Response(moved, headers=headers, stream=Chunks(body))

    tracemalloc.start()
    found = ends(BOUNDED, handler, follow_redirects=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    for error in found:
        assert isinstance(error, BOUNDED.module.StepFailed)
        assert error.response is None
        assert isinstance(error.__cause__, httpx.ReadError | httpx.DecodingError)
    assert peak < 2 * BOUND + 2_000_000


@pytest.mark.parametrize("coding", ["gzip", "deflate", "bare"])
def test_a_body_in_one_coding_is_unpacked(coding: str) -> None:
    plain = b'{"a": "' + b"y" * 50_000 + b'"}'
    packer = zlib.compressobj(wbits={"gzip": 31, "deflate": 15, "bare": -15}[coding])
    packed = packer.compress(plain) + packer.flush() + b"trailing"
    header = {"Content-Encoding": "deflate" if coding == "bare" else coding}

    def handler(request: httpx.Request) -> httpx.Response:
        assert request.headers["Accept-Encoding"] == "gzip, deflate"
        chunks = Chunks(packed[:1], packed[1:])
        return httpx.Response(200, headers=header, stream=chunks)

    assert ends(BOUNDED, handler) == [None, None]


# --- What the caller's own client raises ------------------------------------------------


@pytest.mark.parametrize("kind", [KeyError, RuntimeError, TypeError, ZeroDivisionError])
def test_what_a_hook_raises_goes_on_to_the_caller(kind: type[Exception]) -> None:
    client = httpx.Client(
        transport=httpx.MockTransport(lambda request: httpx.Response(200)),
        event_hooks={"response": [raising(kind)]},
    )
    with pytest.raises(kind):
        TEXT.module.run(client=client)


def test_a_value_error_of_a_hook_is_the_cause_of_a_failed_step() -> None:
    client = httpx.Client(
        transport=httpx.MockTransport(lambda request: httpx.Response(200)),
        event_hooks={"response": [raising(ValueError)]},
    )
    with pytest.raises(TEXT.module.StepFailed) as failed:
        TEXT.module.run(client=client)
    assert type(failed.value.__cause__) is ValueError


def raising(kind: type[Exception]) -> Any:
    """A hook that raises an error."""

    def hook(response: httpx.Response) -> None:
        raise kind("of the caller")

    return hook
