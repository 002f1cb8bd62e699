"""`playback.py`, the file beside the tests: what it refuses, and what it says of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
import pytest

from arazzo_gen.pytests.support import playback_text
from playback import load_module


@pytest.fixture(name="playback", scope="module")
def _playback(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    path = tmp_path_factory.mktemp("tests") / "playback.py"
    path.write_text(playback_text("httpx", None))
    return load_module(path)


def sending(method: str, url: str, **options: Any) -> Callable[..., httpx.Response]:
    """A function that sends one request, as the function of a step does."""

    def function(*, client: httpx.Client, on_step: object) -> httpx.Response:
        return client.request(method, f"https://shop.example{url}", **options)

    return function


@pytest.mark.parametrize(
    ("url", "sent", "expected"),
    [
        ("/jobs/a%2Fb", {}, {}),
        ("/jobs", {"params": {"b": "2", "a": "1"}}, {"query": {"a": "1", "b": "2"}}),
        ("/jobs", {"params": {"a": ["1", "2"]}}, {"query": [("a", "2"), ("a", "1")]}),
        ("/jobs?x=1", {}, {"query": None}),
        ("/jobs", {"json": {"a": 1}}, {"json": {"a": 1}}),
        (
            "/jobs",
            {"content": b"null", "headers": {"content-type": "application/json"}},
            {"json": None},
        ),
        ("/jobs", {"data": {"a": "1"}}, {"form": {"a": "1"}}),
        ("/jobs", {"content": "<a/>"}, {"text": "<a/>"}),
        (
            "/jobs",
            {
                "files": [
                    ("a", (None, b"1")),
                    ("f", ("x.txt", b"--\r\n\r\nx\r\n")),
                    ("a", (None, "")),
                ]
            },
            {"parts": [("a", "1"), ("a", ""), ("f", "--\r\n\r\nx\r\n")]},
        ),
        (
            "/jobs",
            {"content": b'{"a":1}\n[2]\n', "headers": {"content-type": "application/jsonl"}},
            {"lines": [{"a": 1}, [2]], "content_type": "application/jsonl"},
        ),
        ("/jobs", {"json": 1}, {"text": None}),
        ("/jobs", {"headers": {"X-Key": "k"}}, {"headers": {"x-key": "k", "other": None}}),
        ("/jobs", {"headers": {"Cookie": "a=1; b=2"}}, {"cookies": {"a": "1", "b": "2"}}),
    ],
)
def test_a_request_as_it_is_expected_is_answered(
    playback: ModuleType, url: str, sent: Any, expected: Any
) -> None:
    path = url.partition("?")[0]
    for place in (path, f"https://shop.example{path}"):
        exchange = playback.on("POST", place, **expected).reply({"id": 7}, status=201)
        played = playback.play(sending("POST", url, **sent), [exchange], {})
        assert played.error is None
        assert (played.returned.status_code, played.returned.json()) == (201, {"id": 7})


@pytest.mark.parametrize(
    ("sent", "expected", "said"),
    [
        ({}, {"url": "/job"}, "URL is 'https://shop.example/jobs', not"),
        ({}, {"url": "https://other.example/jobs"}, "not 'https://other.example/jobs'"),
        ({}, {"method": "PUT"}, "method is 'POST', not 'PUT'"),
        ({"params": {"a": "1"}}, {}, "query is [('a', '1')], not []"),
        ({"json": {"a": 1}}, {}, "body is '{\"a\":1}', not ''"),
        ({"json": {"a": 1}}, {"json": {"a": True}}, "body is {'a': 1}, not {'a': True}"),
        ({}, {"json": None}, "body is '', not None"),
        ({"data": {"a": "1"}}, {"form": {"a": "2"}}, "form is [('a', '1')], not [('a', '2')]"),
        (
            {"files": {"a": (None, "1")}},
            {"parts": {"a": "2"}},
            "parts is [('a', '1')], not [('a', '2')]",
        ),
        ({"data": {"a": "1"}}, {"parts": {"a": "1"}}, "parts is [], not [('a', '1')]"),
        ({"content": b"1\n2\n"}, {"lines": [1]}, "lines is [1, 2], not [1]"),
        ({"content": b"{}"}, {"json": {}}, "Content-Type is '', not 'application/json'"),
        ({"headers": {"x-key": "k"}}, {"headers": {"x-key": None}}, "x-key is 'k', not None"),
        ({}, {"headers": {"x-key": "k"}}, "header x-key is None, not 'k'"),
        ({"headers": {"cookie": "a=1"}}, {}, "cookies is [('a', '1')], not []"),
    ],
)
def test_another_request_is_refused(
    playback: ModuleType, sent: Any, expected: Any, said: str
) -> None:
    exchange = playback.on("POST", "/jobs").but(**expected).reply({})
    with pytest.raises(playback.Unexpected) as raised:
        playback.play(sending("POST", "/jobs", **sent), [exchange], {})
    assert said in str(raised.value)


def test_a_client_that_catches_everything_does_not_hide_it(playback: ModuleType) -> None:
    def function(*, client: httpx.Client, on_step: object) -> None:
        for _ in range(2):
            try:
                client.get("https://shop.example/jobs")
            except Exception:
                continue

    with pytest.raises(playback.Unexpected, match="nothing more was expected"):
        playback.play(function, [playback.on("GET", "/jobs").reply()], {})


def test_a_request_that_never_comes_is_told(playback: ModuleType) -> None:
    exchanges = [playback.on("GET", "/jobs").reply(), playback.on("GET", "/jobs/1").reply()]
    with pytest.raises(playback.Unexpected, match="never sent: GET /jobs/1"):
        playback.play(sending("GET", "/jobs"), exchanges, {})
    with pytest.raises(playback.Unexpected, match="no answer"):
        playback.play(sending("GET", "/jobs"), [playback.on("GET", "/jobs")], {})


def test_an_error_is_kept_and_another_one_is_told(playback: ModuleType) -> None:
    played = playback.play(sending("GET", "/jobs"), [playback.on("GET", "/jobs").fail()], {})
    assert isinstance(played.raised(httpx.HTTPError), httpx.ConnectError)
    with pytest.raises(AssertionError, match="no TimeoutException, but ConnectError"):
        played.raised(httpx.TimeoutException)
    with pytest.raises(httpx.ConnectError):
        played.outputs  # noqa: B018 - it raises


def test_waits_take_no_time(playback: ModuleType) -> None:
    def function(*, client: httpx.Client, on_step: object) -> None:
        began = time.monotonic()
        time.sleep(3600)
        assert time.monotonic() == began + 3600

    async def function_async(*, client: httpx.AsyncClient, on_step: object) -> None:
        await asyncio.sleep(7200)

    began = time.monotonic()
    played = playback.play(function, [], {})
    assert (played.error, played.waits) == (None, [3600])
    assert playback.play(function_async, [], {}).waits == [7200]
    assert time.monotonic() - began < 600
