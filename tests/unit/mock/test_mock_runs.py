"""Which run a request belongs to, and which answer it gets."""

from __future__ import annotations

import json
from typing import Any

from arazzo_gen.mock.api import MockApi
from arazzo_gen.mock.scripts import COUNTED, SPELLED, numbered
from arazzo_gen.record import replace
from unit.mock.jobs import CREATED, DONE, QUEUED, api_of, asks, exchange, script_of


def get(api: MockApi, target: str, method: str = "GET", body: bytes = b"") -> Any:
    """The body of an answer; None where none comes."""
    served = api.serve(asks(method, target, body, content_type="application/json"))
    return json.loads(served.wire.content) if served.wire is not None else None


def create(api: MockApi) -> Any:
    return get(api, "/jobs", "POST", b'{"name": "a"}')


def test_a_run_is_polled_until_its_end_which_stays() -> None:
    api = api_of(CREATED, DONE, polls=2)
    assert create(api) == {"id": "j-1", "name": "a"}
    states = [get(api, "/jobs/j-1")["state"] for _ in range(4)]
    assert states == ["queued", "queued", "done", "done"]


def test_each_created_id_has_a_state_of_its_own() -> None:
    api = api_of(CREATED, DONE, polls=1)
    ids = [create(api)["id"] for _ in range(3)]
    assert ids == ["j-1", "j-1-2", "j-1-3"]
    assert [get(api, f"/jobs/{each}")["state"] for each in (ids[2], ids[0], ids[2])] == [
        "queued",
        "queued",
        "done",
    ]
    assert get(api, f"/jobs/{ids[1]}") == {"id": "j-1-2", "state": "queued"}


def test_an_id_that_nobody_created_is_answered_too() -> None:
    api = api_of(DONE, polls=1)
    assert get(api, "/jobs/x") == {"id": "x", "state": "queued"}
    assert get(api, "/jobs/y") == {"id": "y", "state": "queued"}
    assert get(api, "/jobs/x") == {"id": "x", "state": "done"}


def test_an_id_that_a_request_leaves_out_is_that_of_its_run() -> None:
    listed = exchange("all", "/jobs/all", [{"id": "j-1"}])
    listed = replace(listed, sent=replace(listed.sent, query=(("after", "j-1"),)))
    api = api_of(CREATED, listed)
    create(api)
    get(api, "/jobs/all")
    assert create(api)["id"] == "j-1-2"
    assert get(api, "/jobs/all") == [{"id": "j-1-2"}]


def test_a_request_that_is_tried_again_goes_on_in_its_run() -> None:
    busy = exchange("create", "/jobs", {"code": "busy"}, status=503)
    api = api_of(busy, CREATED, DONE)
    assert create(api) == {"code": "busy"}
    assert create(api)["id"] == "j-1"
    assert create(api) == {"code": "busy"}
    assert create(api)["id"] == "j-1-2"


def test_no_response_is_no_response() -> None:
    api = api_of(CREATED, exchange("read", "/jobs/j-1", None, status=0), DONE)
    create(api)
    assert get(api, "/jobs/j-1") is None
    assert get(api, "/jobs/j-1")["state"] == "done"


def test_all_can_be_forgotten() -> None:
    api = api_of(CREATED, DONE)
    create(api)
    api.forget()
    assert create(api)["id"] == "j-1"
    assert len(api.served) == 1


def test_what_no_step_calls_is_not_found() -> None:
    served = api_of(CREATED).serve(asks("GET", "/jobs/all"))
    assert served.wire is not None
    assert served.wire.status == 404
    assert served.wrong == ("no step calls GET /jobs/all; /_mock shows what there is",)
    refused = api_of(CREATED).serve(asks("PUT", "/jobs")).wire
    assert refused is not None
    assert (refused.status, refused.headers[0]) == (405, ("Allow", "POST"))


def test_created_values_are_those_that_later_requests_send() -> None:
    assert script_of(CREATED, QUEUED).created == {"j-1": "-"}
    assert script_of(QUEUED, DONE).created == {}


def test_created_values_keep_their_form() -> None:
    assert numbered("0a6f5f6e-7d53-4a4e-9c1b-3c5d2f1e8b70", 3) == (
        "0a6f5f6e-7d53-4a4e-9c1b-3c5d2f1e8b72"
    )
    spelled = [numbered("x_aza", each, SPELLED) for each in (2, 27, 677)]
    assert spelled == ["x_azb", "x_baa", "x_bza"]
    assert numbered("9f-f", 2, SPELLED) == "0a-a"  # hexadecimal
    assert (numbered("p1", 2, ""), numbered("p099", 2, COUNTED)) == ("p12", "p100")
    assert (numbered(41, 2), numbered("run", 1), numbered("run", 2)) == (42, "run", "run-2")
