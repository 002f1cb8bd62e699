"""Plays of the Knock workflow, written by hand."""

from __future__ import annotations

from typing import Any, Literal

from arazzo_gen.play.model import (
    Answer,
    Branch,
    Exchange,
    Play,
    Raised,
    Returned,
    Sent,
    SentBody,
    Unsolved,
)
from arazzo_gen.record import replace

WORKFLOW = "trigger-workflow-track-recipient-run"
SOURCE = "knock.openapi.yaml|knockApi|https://api.knock.app"
HEADERS = (("authorization", "Bearer the-api-key"),)
INPUTS = (
    ("apiKey", "the-api-key"),
    ("workflowKey", "the-workflow-key"),
    ("recipientId", "the-recipient-id"),
)
RUN = {"id": "run-1", "status": "completed", "recipient": "the-recipient-id"}
REMARK = "'sleeping' is none of the values that the schema allows."


def json(body: Any, status: int = 200, *remarks: str) -> Answer:
    return Answer(status, (), "application/json", body, remarks)


TRIGGER = Exchange(
    WORKFLOW,
    "triggerWorkflow",
    1,
    Sent(
        "POST",
        SOURCE,
        "/v1/workflows/the-workflow-key/trigger",
        headers=HEADERS,
        body=SentBody("json", "application/json", {"recipients": ["the-recipient-id"]}),
    ),
    json({"workflow_run_id": "wf-1"}),
)
LISTING = Exchange(
    WORKFLOW,
    "listRecipientRuns",
    1,
    Sent(
        "GET",
        SOURCE,
        "/v1/workflow_recipient_runs",
        (("workflow", "the-workflow-key"), ("recipient", "the-recipient-id"), ("page_size", "1")),
        HEADERS,
    ),
    json({"items": [{"id": "run-1", "status": "queued"}], "page_info": {"page_size": 1}}),
)


def poll(status: str, attempt: int = 1, wait: float | None = None, *remarks: str) -> Exchange:
    sent = Sent("GET", SOURCE, "/v1/workflow_recipient_runs/run-1", headers=HEADERS)
    answer = json({**RUN, "status": status}, 200, *remarks)
    return Exchange(WORKFLOW, "pollRecipientRun", attempt, sent, answer, wait)


def returned(status: str) -> Returned:
    outputs = (("workflowRunId", "wf-1"), ("recipientRunId", "run-1"), ("finalStatus", status))
    return Returned(outputs)


Kind = Literal["action", "none", "fails", "silent", "timeout", "spent"]


def branch(step: str, kind: Kind, action: str | None = None) -> Branch:
    side: Literal["success", "failure"] = "failure" if kind in ("fails", "silent") else "success"
    return Branch(WORKFLOW, step, kind, side, action, action)


def play(which: Branch, exchanges: list[Exchange], ending: Returned | Raised) -> Play:
    return Play(which, INPUTS, (), tuple(exchanges), ending)


def late() -> Play:
    """A loop that ends by the default timeout of ten minutes."""
    waits = [2.0, 3.0, 4.5, 6.75, 10.125, 15.1875, 22.78125] + [30.0] * 17
    polls = [poll("queued", number + 1, wait) for number, wait in enumerate(waits)]
    raised = Raised("PollTimeout", "pollRecipientRun", (("workflowRunId", "wf-1"),), status=200)
    exchanges = [TRIGGER, LISTING, *polls, poll("queued", len(waits) + 1)]
    return play(branch("pollRecipientRun", "timeout"), exchanges, raised)


def plays() -> list[Play | Unsolved]:
    """A play for each kind of branch, and one branch without a play."""
    straight = [TRIGGER, LISTING, poll("completed")]
    failed = replace(TRIGGER, answer=Answer(500))
    none_found = replace(LISTING, answer=json({"items": [], "page_info": {"page_size": 1}}))
    known = (("workflowRunId", "wf-1"),)
    return [
        play(branch("triggerWorkflow", "none"), straight, returned("completed")),
        play(
            branch("triggerWorkflow", "fails"),
            [failed],
            Raised("StepFailed", "triggerWorkflow", (), "$statusCode == 200", None, 500),
        ),
        play(
            branch("triggerWorkflow", "silent"),
            [replace(TRIGGER, answer=None)],
            Raised("StepFailed", "triggerWorkflow"),
        ),
        play(
            branch("listRecipientRuns", "none"),
            [TRIGGER, none_found],
            Raised("MissingValue", "listRecipientRuns", known, name="recipientRunId"),
        ),
        play(branch("pollRecipientRun", "action", "runFinished"), straight, returned("completed")),
        play(
            branch("pollRecipientRun", "action", "runStillGoing"),
            [TRIGGER, LISTING, poll("queued", 1, 2.0), poll("completed", 2)],
            returned("completed"),
        ),
        play(
            branch("pollRecipientRun", "none"),
            [TRIGGER, LISTING, poll("sleeping", 1, None, REMARK)],
            returned("sleeping"),
        ),
        late(),
        Unsolved(branch("pollRecipientRun", "fails"), "two parts of a response are compared"),
    ]
