"""What speaks for two operations belonging together, and what does not link them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import Loader, load_text
from arazzo_gen.init.endpoints import Endpoint, endpoints, new_api
from arazzo_gen.init.jobs import Candidate, by_hand, candidates
from arazzo_gen.init.pairs import Relation
from arazzo_gen.openapi.document import load_openapi
from arazzo_gen.openapi.refs import Refs

JOB = {"type": "string", "enum": ["queued", "done", "failed"]}


def operation(schema: Mapping[str, Any] | None = None, status: str = "200", **more: Any) -> Any:
    answer: dict[str, Any] = {"description": "It."}
    if schema is not None:
        answer["content"] = {"application/json": {"schema": schema}}
    return {"responses": {status: answer}, **more}


def thing(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def read(paths: Mapping[str, Any], **more: Any) -> list[Endpoint]:
    report = Report()
    text = json.dumps({"openapi": "3.1.0", "info": {}, "paths": paths, **more})
    root = load_text(text, "api.json", report)
    assert root is not None
    refs = Refs(Loader(report, cwd=Path("/")), report)
    document = load_openapi(root, "", refs, report)
    assert document is not None
    return endpoints([new_api("api", "./api.json", document, Report())])


def best(paths: Mapping[str, Any], **more: Any) -> Candidate | None:
    """The only candidate of an API; None where there is none."""
    found = candidates(read(paths, **more))
    assert len(found) < 2
    return found[0] if found else None


def weights(candidate: Candidate | None) -> list[int]:
    assert candidate is not None
    return [one.points for one in candidate.evidence]


ID = {"type": "string"}
READ = operation(thing(id=ID, status=JOB))


@pytest.mark.parametrize(
    ("start", "poll", "relation", "points"),
    [
        ("/runs", "/runs/{id}", Relation.CHILD, [5, 2, 5]),
        ("/runs/create", "/runs/{id}", Relation.COUSIN, [4, 2, 5]),
        ("/routes/calculate", "/routes/solution/{id}", Relation.COUSIN, [4, 5]),
        ("/disks/{a}/scan", "/disks/{b}/scan/status", Relation.STATUS, [6, 2, 5]),
        ("/disks/{a}/scan", "/disks/{b}/scan", Relation.SAME, [4, 2, 5]),
        ("/disks/{a}/scan", "/disks/{b}", Relation.ACTION, [1, 3, 5]),
        ("/disks/{a}:scan", "/disks/{b}", Relation.ACTION, [1, 3, 5]),
        # What adds to a thing starts none, and what stops one starts none either.
        ("/disks/{a}/notes", "/disks/{b}", Relation.ACTION, [1, -3, 5]),
        ("/runs/{a}/cancel", "/runs/{b}", Relation.ACTION, [1, -6, 2, 5]),
    ],
)
def test_paths_that_belong_together(
    start: str, poll: str, relation: Relation, points: list[int]
) -> None:
    found = best({start: {"post": operation(thing(id=ID))}, poll: {"get": READ}})
    assert found is not None
    assert found.pair.relation is relation
    assert weights(found) == points


@pytest.mark.parametrize(
    ("start", "answer", "poll"),
    [
        # An id alone links nothing, nor do two things behind different segments.
        ("/calls", thing(id=ID), "/faxes/{id}"),
        ("/calls", thing(sid=ID), "/faxes/{sid}"),
        ("/shops/{key}/calls", thing(id=ID), "/accounts/{key}"),
        ("/calls", thing(fax_name=ID), "/faxes/{fax_id}"),
        ("/reports/{id}/upload", thing(checks=ID), "/checks/{check_id}"),
        # The poll wants what nobody has.
        ("/runs", thing(id=ID), "/teams/{team}/runs/{id}"),
        ("/runs", thing(note=ID), "/runs/{id}"),
        ("/hooks", thing(id=ID), "/check-runs/{id}"),
        ("/runs", thing(id=ID), "/runs/{run_name}"),
        ("/tasks/{a}/members", thing(id=ID), "/tasks/{b}/runs/{id}"),
    ],
)
def test_what_links_no_operations(start: str, answer: Any, poll: str) -> None:
    assert best({start: {"post": operation(answer)}, poll: {"get": READ}}) is None


def test_a_named_id_links_operations_wherever_they_are() -> None:
    paths = {
        "/archives/{archive}/pack": {"post": operation(thing(data=thing(job_id=ID)))},
        "/jobs/{job_id}": {"get": READ},
    }
    found = best(paths)
    assert found is not None
    assert found.pair.handle is not None
    assert found.pair.handle.source == "body#/data/job_id"
    assert weights(found) == [3, 2, 5]
    # An answer with an id of its own has the other one as a foreign key.
    paths["/archives/{archive}/pack"] = {"post": operation(thing(id=ID, job_id=ID))}
    assert weights(best(paths)) == [3, -2, 2, 5]


def test_one_schema_links_operations() -> None:
    schema = {"$ref": "#/components/schemas/Copy"}
    paths = {"/disks": {"post": operation(schema)}, "/copies/{id}": {"get": operation(schema)}}
    components = {"schemas": {"Copy": thing(id=ID, status=JOB)}}
    found = best(paths, components=components)
    assert found is not None
    assert found.pair.shares
    assert found.evidence[0].reason == "both answer with Copy"


def test_an_action_on_a_thing_that_answers_with_it_gives_its_id() -> None:
    schema = {"$ref": "#/components/schemas/Video"}
    paths = {
        "/videos/{a}/render": {"post": operation(schema)},
        "/videos/{b}": {"get": operation(schema)},
    }
    components = {"schemas": {"Video": thing(id=ID, status=JOB)}}
    found = best(paths, components=components)
    assert found is not None
    assert found.pair.handle is not None
    assert found.pair.handle.source == "body#/id"


@pytest.mark.parametrize(
    ("more", "points"),
    [
        ({"status": "202"}, [5, 3, 5]),
        ({"description": "It is done in the background."}, [5, 3, 5]),
        ({"x-ms-long-running-operation": True}, [5, 6, 5]),
        ({"description": "It is a synchronous call."}, [5, 5]),
    ],
)
def test_what_is_said_of_the_start(more: dict[str, Any], points: list[int]) -> None:
    start = operation(thing(id=ID), more.pop("status", "200"), **more)
    assert weights(best({"/disks": {"post": start}, "/disks/{id}": {"get": READ}})) == points


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        (thing(state=thing(phase=JOB)), [5, 5]),
        (thing(disk=thing(diskStatus=JOB)), [5, 5]),
        (thing(status={"type": "string"}), [5, 1]),
        (thing(status={"type": "string", "description": "One of: `queued`, `done`."}), [5, 3]),
        (thing(status={"enum": ["queued", "approved", "rejected"]}), [5, 2]),
        (thing(status={"enum": ["creating", "active", "idle", "up"]}), [5, 1]),
        (thing(done={"type": "boolean"}), [5, -3]),
    ],
)
def test_what_the_answer_of_the_poll_says(answer: Any, points: list[int]) -> None:
    paths = {
        "/disks": {"post": operation(thing(id=ID))},
        "/disks/{id}": {"get": operation(answer)},
    }
    assert weights(best(paths)) == points


@pytest.mark.parametrize(
    "name", ["screenshot_status", "http_status_code", "payer_state", "status_text"]
)
def test_the_status_of_something_else_says_nothing(name: str) -> None:
    poll = operation(thing(id=ID, **{name: JOB}))
    paths = {"/disks": {"post": operation(thing(id=ID))}, "/disks/{id}": {"get": poll}}
    assert best(paths) is None


def test_a_poll_that_answers_202_waits_unless_all_of_them_do() -> None:
    poll = {"responses": {"200": {"description": "Done."}, "202": {"description": "Wait."}}}
    paths = {"/disks": {"post": operation(thing(id=ID))}, "/disks/{id}": {"get": poll}}
    assert weights(best(paths)) == [5, 5]
    others = {f"/others/{i}": {"get": poll} for i in range(5)}
    assert candidates(read({**paths, **others})) == []


def test_the_best_of_several_polls_is_the_nearest() -> None:
    paths = {
        "/routes/calculate": {"post": operation(thing(job_id=ID))},
        "/tours/solution/{job_id}": {"get": READ},
        "/routes/solution/{job_id}": {"get": READ},
    }
    found = best(paths)
    assert found is not None
    assert found.pair.poll.ref.path == "/routes/solution/{job_id}"


def test_a_pair_named_by_hand_needs_no_evidence() -> None:
    start, poll = read({"/a": {"post": operation()}, "/b/{id}": {"get": operation()}})
    found = by_hand(start, poll)
    assert found is not None
    assert found.evidence == ()
    assert found.pair.handle is None


def test_references_are_percent_decoded() -> None:
    link = {"operationRef": "#/paths/~1b~1%7Bid%7D/get", "parameters": {"id": "$response.body#/n"}}
    start = operation(thing(n=ID))
    start["responses"]["200"]["links"] = {"next": link}
    found = best({"/a": {"post": start}, "/b/{id}": {"get": READ}})
    assert found is not None
    assert found.pair.handle is not None
    assert (found.pair.handle.source, weights(found)) == ("body#/n", [6, 5])
