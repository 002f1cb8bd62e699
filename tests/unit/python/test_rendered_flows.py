"""What rendered run functions do: order, waits, retries, guards, machines, failures."""

from __future__ import annotations

import httpx
import pytest

from arazzo_gen import ir
from unit.python import flows, irs
from unit.python.running import Answer, Played, both, load, reply

POLLING = {"interval": 4.0, "backoff": 1.0, "jitter": 0.0, "timeout": 10.0}


def knock(answers: list[Answer], **inputs: object) -> Played:
    module = irs.knock()
    loaded = load(module)
    keys = {"api_key": "sk", "workflow_key": "w/1", "recipient_id": "r"}
    polling = loaded.Polling(**POLLING)
    return both(module, lambda: list(answers), polling=polling, **keys, **inputs)


def started(*rest: Answer) -> list[Answer]:
    return [reply({"workflow_run_id": "wr"}), reply({"items": [{"id": "rr"}]}), *rest]


def test_polls_until_the_status_is_final() -> None:
    played = knock(started(reply({"status": "queued"}), reply({"status": "QUEUED"})))
    assert type(played.error).__name__ == "MissingValue"
    played = knock(
        started(reply({"id": "rr", "status": "queued"}), reply({"id": "rr", "status": "completed"}))
    )
    assert played.error is None
    assert (played.result.recipient_run_id, played.result.final_status) == ("rr", "completed")
    assert played.waits == [4.0]
    assert played.requests[0].url.raw_path == b"/v1/workflows/w%2F1/trigger"
    assert played.events[-2:] == [("pollRecipientRun", 1, 200), ("pollRecipientRun", 2, 200)]
    assert b"data" not in played.requests[0].content


def test_retry_after_sets_the_wait() -> None:
    busy = reply({"id": "rr", "status": "queued"}, headers={"Retry-After": "7"})
    played = knock(started(busy, reply({"id": "rr", "status": "cancelled"})))
    assert played.waits == [7.0]


def test_poll_timeout_does_not_wait_past_its_end() -> None:
    queued = [reply({"id": "rr", "status": "queued"}) for _ in range(3)]
    played = knock(started(*queued))
    error = played.error
    assert isinstance(error, TimeoutError)
    assert (error.step_id, error.attempts, error.elapsed) == ("pollRecipientRun", 3, 8.0)  # type: ignore[attr-defined]
    assert played.waits == [4.0, 4.0]


def test_missing_value_before_a_request_is_sent_without_it() -> None:
    played = knock([reply({"workflow_run_id": "wr"}), reply({"items": []})])
    assert repr(played.error).startswith("MissingValue")
    assert len(played.requests) == 2


def test_retries_wait_and_stop_at_the_limit() -> None:
    played = both(flows.retry(), lambda: [reply(status=503)] * 3, id="1")
    assert type(played.error).__name__ == "StepFailed"
    assert played.waits == [1.0, 1.0]
    assert played.events == [("get_order", 1, 503), ("get_order", 2, 503), ("get_order", 3, 503)]
    played = both(flows.retry(), lambda: [reply(status=503), reply({"status": "open"})], id="1")
    assert played.result.status == "open"


@pytest.mark.parametrize(("after", "limit"), [(None, 2), (0.0, 2)])
def test_no_wait_is_no_sleep(after: float | None, limit: int) -> None:
    answers = [reply(status=503), reply({"status": "open"})]
    played = both(flows.retry(limit, after), lambda: list(answers), id="1")
    assert played.waits == []
    assert both(flows.retry(0, after), lambda: list(answers), id="1").error is not None


def test_no_response_is_a_failure_with_a_cause() -> None:
    fault = httpx.ConnectError("refused")
    error = both(flows.retry(), lambda: [fault], id="1").error
    assert error is not None
    assert (error.response, error.__cause__) == (None, fault)  # type: ignore[attr-defined]


def test_failure_that_logs_in_first() -> None:
    answers = [reply(status=401), reply({"token": "T"}), reply({"status": "open", "code": "x"})]
    played = both(flows.failure_paths(), lambda: list(answers), id="1")
    assert (played.result.status, played.result.code, played.result.note_id) == ("open", "x", None)
    assert [r.headers.get("X-Token") for r in played.requests] == [None, None, "T"]


def test_failure_that_ends_the_run_with_what_there_is() -> None:
    answers = [reply({"status": "bad", "code": "STOP"}, 400)]
    error = both(flows.failure_paths(), lambda: list(answers), id="1").error
    assert error is not None
    assert error.action == "stop"  # type: ignore[attr-defined]
    assert error.outputs == {"status": "bad", "code": "STOP"}  # type: ignore[attr-defined]


def test_failure_that_goes_on() -> None:
    played = both(flows.failure_paths(), lambda: [reply(status=404), reply({"id": 3})], id="1")
    assert (played.result.status, played.result.note_id) == (None, 3)


@pytest.mark.parametrize(
    ("stock", "paths", "order"),
    [(0, ["/items/i", "/trace"], None), (2, ["/items/i", "/orders", "/trace"], 7)],
)
def test_guarded_steps(stock: int, paths: list[str], order: int | None) -> None:
    def answers() -> list[Answer]:
        middle: list[Answer] = [reply({"id": 7}, 201)] if stock else []
        return [reply({"stock": stock}), *middle, reply({"ok": True})]

    played = both(flows.skip(), answers, item="i")
    assert [r.url.path for r in played.requests] == paths
    assert (played.result.order_id, played.result.ok) == (order, True)
    assert played.requests[-1].url.query == (b"" if order is None else b"order=7")


def test_machine_jumps_and_waits_only_back() -> None:
    module = flows.machine()
    polling = load(module).Polling(jitter=0.0)
    order = ["c", "b", "a", "b", None, None]
    played = both(module, lambda: [reply({"next": name}) for name in order], polling=polling)
    assert [r.url.path for r in played.requests] == ["/a", "/c", "/b", "/a", "/b", "/c"]
    assert played.waits == [2.0, 3.0]


def test_retries_inside_a_loop_count_for_each_visit() -> None:
    module = flows.nested_retry()
    polling = load(module).Polling(jitter=0.0)
    answers: list[Answer] = [
        reply(status=503), reply(status=404), reply(status=503), reply({"status": "open"}),
        httpx.ReadTimeout("slow"), reply({"status": "done"}),
    ]  # fmt: skip
    played = both(module, lambda: list(answers), id="1", polling=polling)
    assert played.result.status == "done"
    assert played.waits == [2.0, 2.0, 2.0, 3.0]


def test_workflows_that_are_called() -> None:
    answers = [reply({"token": "A"}), reply({"token": "B"}), reply({"items": [{"id": "z"}]})]
    played = both(flows.calls(), lambda: list(answers), user="u")
    assert played.result.n == "z"
    assert dict(played.requests[2].headers.items()) | {"x-token": "B", "x-first": "A"} == dict(
        played.requests[2].headers.items()
    )
    assert played.requests[0].content == b"client_id=u"


def test_transfer_returns_the_outputs_of_the_other_workflow() -> None:
    answers = [reply({"token": "A"}), reply({"token": "B"}), reply({"items": []}), reply({"id": 5})]
    played = both(flows.calls(), lambda: list(answers), user="u")
    assert type(played.result).__name__ == "RefundAllOutputs"
    assert played.result.id == 5


def test_step_functions_work_alone() -> None:
    loaded = load(irs.knock())
    transport = httpx.MockTransport(lambda _: reply({"id": "x", "status": "paused"}))
    with httpx.Client(transport=transport) as client:
        polled = loaded.poll_recipient_run(client, api_key="sk", recipient_run_id="x")
    assert (polled.run_id, polled.run_status) == ("x", "paused")
    assert "response" not in repr(polled)


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_one_client_alone(mode: str) -> None:
    loaded = load(irs.knock(client=mode))
    assert hasattr(loaded, "run") is (mode == "sync")
    assert hasattr(loaded, "run_async") is (mode == "async")
    assert all(hasattr(loaded, name) for name in loaded.__all__)


def test_secrets_stay_out_of_errors_and_reprs() -> None:
    played = knock([reply(status=500)])
    assert "sk" not in repr(played.error)
    loaded = load(flows.calls())
    assert "T0P" not in repr(loaded.LoginOutputs(token="T0P"))


def test_flow_of_no_steps() -> None:
    module = irs.module(irs.workflow(flow=(ir.Finish(irs.reaching()),)))
    assert both(module, list).error is None
