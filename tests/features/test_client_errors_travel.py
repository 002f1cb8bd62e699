"""Errors that are copied, pickled and sent between processes: what arrives, and what does not."""

from __future__ import annotations

import copy
import importlib
import inspect
import multiprocessing
import pickle
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import httpx
import pytest

from features.flow_documents import Feature
from features.raised import BODY, ERRORS, KEY, raise_one, raised

TRAVEL = Feature(
    """
    workflows:
      - workflowId: inner
        inputs: &inputs
          type: object
          required: [key]
          properties: {key: {type: string, format: password}}
        steps:
          - stepId: read
            operationId: getJob
            parameters:
              - {name: id, in: path, value: '2'}
              - {name: Authorization, in: header, value: 'Bearer {$inputs.key}'}
            onFailure: [{name: stopInside, type: end}]
      - workflowId: errors-travel
        inputs: *inputs
        parameters: [{name: Authorization, in: header, value: 'Bearer {$inputs.key}'}]
        steps:
          - stepId: first
            operationId: getJob
            parameters: [{name: id, in: path, value: '3'}]
            outputs: {state: $response.body#/state}
          - stepId: read
            operationId: getJob
            parameters: [{name: id, in: path, value: '1'}]
            outputs: {id: $response.body#/id, state: $response.body#/state}
            onFailure: [{name: stop, type: end}]
          - {stepId: inside, workflowId: inner, parameters: [{name: key, value: $inputs.key}]}
          - stepId: poll
            operationId: getJob
            parameters: [{name: id, in: path, value: '4'}]
            onSuccess:
              - name: goesOn
                type: goto
                stepId: poll
                criteria: [{condition: $response.body#/state == 'running'}]
        outputs: {first: $steps.first.outputs.state, id: $steps.read.outputs.id}
    """,
    flags=["--validate-responses"],
)

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)

each_error = pytest.mark.parametrize("error", ERRORS)


@pytest.fixture(scope="module")
def name() -> Iterator[str]:
    """The module's name, under which other processes import it too."""
    folder = str(TRAVEL.built.files["errors_travel"].parent)
    sys.path.insert(0, folder)
    yield "errors_travel"
    sys.path.remove(folder)
    sys.modules.pop("errors_travel", None)


def attributes(error: Any) -> dict[str, Any]:
    """What an error says, but for its response."""
    said = {key: value for key, value in vars(error).items() if key != "response"}
    return {**said, "type": type(error), "text": str(error), "args": error.args}


def assert_arrived(error: Any, arrived: Any) -> None:
    """Check that an error is as it was, but for the request and the cause."""
    assert attributes(arrived) == attributes(error)
    assert arrived.__cause__ is None
    assert arrived.__context__ is None
    assert hasattr(arrived, "response") == hasattr(error, "response")
    before, after = getattr(error, "response", None), getattr(arrived, "response", None)
    assert (before is None) == (after is None)
    if before is not None:
        assert (after.status_code, after.content) == (before.status_code, before.content)
        assert (after.json(), after.text) == (before.json(), before.text)


@each_error
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_pickle_arrives_as_it_was(name: str, error: str, protocol: int) -> None:
    one = raised(name, error)
    one.add_note(f"a note with the {KEY}")
    one.request = httpx.Request("GET", "https://jobs.test", headers={"X-Key": KEY})
    written = pickle.dumps(one, protocol)
    assert KEY.encode() not in written
    assert b"Request" not in written
    del one.__notes__, one.request
    assert_arrived(one, pickle.loads(written))


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_errors_arrive_through_a_pool_of_processes(name: str, method: str) -> None:
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        futures = {error: pool.submit(raise_one, name, error) for error in ERRORS}
        for error, future in futures.items():
            arrived: Any = future.exception(timeout=60)
            here = raised(name, error)
            if error == "PollTimeout":
                assert round(arrived.elapsed, 1) == round(here.elapsed, 1) == 0.0
                here.elapsed = arrived.elapsed
            assert attributes(arrived) == attributes(here)
            # The pool itself adds the traceback, as text.
            assert KEY not in f"{arrived} {arrived.__cause__} {vars(arrived)}"


def test_all_that_a_class_says_travels(name: str) -> None:
    """A new attribute of a new class must not stay behind."""
    errors = importlib.import_module(name)
    base = errors.WorkflowError
    classes = [each for each in vars(errors).values() if isinstance(each, type)]
    found = [each for each in classes if issubclass(each, base) and each is not base]
    assert len(found) == 5
    for each in found:
        names = inspect.signature(each).parameters
        given = {n: 2.5 if n == "elapsed" else None if n == "response" else n for n in names}
        one = each(**given)
        arrived = pickle.loads(pickle.dumps(one))
        assert attributes(arrived) == attributes(one)
        assert set(given) <= set(vars(arrived))
        assert isinstance(arrived, tuple(each.__mro__))


def test_the_base_class_and_classes_of_the_caller_travel(name: str) -> None:
    base = importlib.import_module(name).WorkflowError
    arrived = pickle.loads(pickle.dumps(base("stopped by hand")))
    assert (type(arrived), arrived.args) == (base, ("stopped by hand",))
    assert str(copy.copy(base("stopped", 2))) == "('stopped', 2)"


# --- The response -----------------------------------------------------------------------


def test_the_response_arrives_without_what_was_coded_and_kept(name: str) -> None:
    one = raised(name, "StepFailed")
    assert one.response.headers["Content-Encoding"] == "gzip"
    assert (one.action, one.outputs) == ("stop", {"first": "running", "id": "1"})
    arrived = pickle.loads(pickle.dumps(one))
    response = arrived.response
    assert (response.status_code, response.content, response.json()["note"]) == (409, BODY, "café")
    assert dict(response.headers) == {
        "retry-after": "3600",
        "x-trace": "t1",
        "content-type": "application/json",
        "content-length": str(len(BODY)),
    }
    assert response.history == []
    for read in (
        lambda: response.url, lambda: response.request, response.raise_for_status,
        lambda: response.cookies, lambda: response.elapsed,
    ):  # fmt: skip
        with pytest.raises(RuntimeError):
            read()
    assert_arrived(arrived, pickle.loads(pickle.dumps(arrived)))


def failed_with(name: str, response: httpx.Response) -> Any:
    return importlib.import_module(name).StepFailed("read", None, response)


def test_a_response_that_was_not_read_arrives_without_content(name: str) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"{}"

    request = httpx.Request("GET", "https://jobs.test", headers={"X-Key": KEY})
    headers = [(b"X-A", "é".encode())]
    unread = httpx.Response(500, content=chunks(), headers=headers, request=request)
    closed = httpx.Response(500, content=chunks(), headers=headers, request=request)
    closed.close()
    for response in (unread, closed):
        arrived = pickle.loads(pickle.dumps(failed_with(name, response)))
        assert (arrived.response.status_code, arrived.response.content) == (500, b"")
        assert dict(arrived.response.headers) == {"x-a": "é"}


def test_what_hangs_on_a_response_stays_behind(name: str) -> None:
    request = httpx.Request("GET", "https://jobs.test", headers={"X-Key": KEY})
    before = httpx.Response(302, request=request)
    response = httpx.Response(
        500,
        content=b"x" * 20_000_000,
        request=request,
        history=[before],
        extensions={"network_stream": threading.Lock(), "json": None},
        default_encoding=lambda content: "ascii",
    )
    response.next_request = request
    written = pickle.dumps(failed_with(name, response))
    assert KEY.encode() not in written
    assert len(written) < 20_010_000
    assert pickle.loads(written).response.content == response.content


# --- Copies -----------------------------------------------------------------------------


@each_error
def test_a_copy_keeps_the_response_and_the_cause(name: str, error: str) -> None:
    one = raised(name, error)
    one.add_note("seen")
    twin = copy.copy(one)
    assert twin is not one
    assert attributes(twin) == attributes(one)
    assert twin.__cause__ is one.__cause__
    if hasattr(one, "response"):
        assert twin.response is one.response
    if error == "StepFailed":
        assert twin.response.url.path == "/v1/jobs/1"


@each_error
def test_a_deep_copy_is_what_a_pickle_gives(name: str, error: str) -> None:
    one = raised(name, error)
    twin = copy.deepcopy(one)
    assert_arrived(one, twin)
    if error == "StepFailed":
        assert twin.outputs is not one.outputs
        assert twin.response is not one.response
