"""The records of a play: the answers that lead a run of a workflow down one of its branches, the
requests that the run sends on the way, and how it ends.

Everything in them is computed from the documents, by evaluating the IR; nothing that a build wrote
is run.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from arazzo_gen.record import record
from arazzo_gen.text.node import JsonValue

Side: TypeAlias = Literal["success", "failure"]
"""The side of a step on which a decision is taken."""

ErrorKind: TypeAlias = Literal[
    "StepFailed", "MissingValue", "PollTimeout", "UnsendableValue", "InvalidValue"
]
"""The name of the class of an error with which a run ends."""


@record
class Answer:
    """A response that the API gives.

    Attributes:
        status: Its status code.
        headers: Names and values of the headers that matter, without Content-Type.
        content_type: None where it has no body.
        body: The JSON value, or the text of any other body; None where it has none.
        remarks: Why it is not what the OpenAPI document says, a sentence each; () where it is.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str | None = None
    body: JsonValue = None
    remarks: tuple[str, ...] = ()


@record
class SentBody:
    """The body of a request as it is sent.

    `kind` as that of `ir.Body`. `value` is the JSON value, the list of values of "lines", the list
    of [name, value] pairs of a form, the text; for bodies that are bytes, or that have parts with
    files, what of them is known (None: nothing).
    """

    kind: Literal["json", "form", "multipart", "text", "xml", "binary", "lines"]
    content_type: str
    value: JsonValue


@record
class Sent:
    """A request that the run sends.

    Attributes:
        method: In upper case.
        source: The key of the module's `ir.Source`.
        path: What follows the base URL, percent-encoded, without the query.
        query: All pairs of the query, decoded, in the order in which they are sent.
        headers: Those that the step and its credentials give, in lower case, without Content-Type.
        cookies: Those that the step and its credentials give.
        body: None where there is none.
    """

    method: str
    source: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
    body: SentBody | None = None


@record
class Exchange:
    """One request of a run, and its answer.

    Attributes:
        workflow: The id of the workflow that has the step.
        step: The id of the step.
        attempt: Which try of the step it is in this visit, from 1.
        sent: The request.
        answer: None where no response comes (the connection breaks).
        wait: The seconds that the run waits after it, without jitter; None where it does not wait.
    """

    workflow: str
    step: str
    attempt: int
    sent: Sent
    answer: Answer | None
    wait: float | None = None


@record
class Returned:
    """The run returns its outputs: values by their names; an absent one has no pair."""

    outputs: tuple[tuple[str, JsonValue], ...]


@record
class Raised:
    """The run raises an error.

    `outputs` are those of the workflow that are known by then. `action` names the `end` action that
    stopped the run. `name` is that of a value that is missing or cannot be sent, `status` that of
    the last answer.
    """

    kind: ErrorKind
    step: str
    outputs: tuple[tuple[str, JsonValue], ...] = ()
    criterion: str | None = None
    action: str | None = None
    status: int | None = None
    name: str | None = None


Ending: TypeAlias = Returned | Raised


@record
class Branch:
    """One way that a step of a workflow may take.

    `kind`: "action" (one of its actions is taken: `action` is its name, `key` its key in the
    decision), "none" (the step succeeds and no action matches), "fails" (its criteria do not hold
    and no action takes over), "silent" (no response comes, and no action takes over), "timeout"
    (the loop over it ends by `Polling.timeout`), "spent" (the attempts of the retry `action` are
    used up). `side` is that of the decision.
    """

    workflow: str
    step: str
    kind: Literal["action", "none", "fails", "silent", "timeout", "spent"]
    side: Side
    key: str | None = None
    action: str | None = None


@record
class Play:
    """A run down one branch, from the call to its end.

    Attributes:
        branch: The branch.
        inputs: Values of the inputs of the workflow, by their names in the document.
        keywords: Values of the credentials and supplied parameters, by `param`.
        exchanges: All requests in order.
        ending: How the run ends.
    """

    branch: Branch
    inputs: tuple[tuple[str, JsonValue], ...]
    keywords: tuple[tuple[str, str], ...]
    exchanges: tuple[Exchange, ...]
    ending: Ending


@record
class Unsolved:
    """A branch for which no run was found.

    `reason` says why, in words for the user. `never` says that no answer can lead there: an action
    before it always matches, or its criteria contradict each other or the schema.
    """

    branch: Branch
    reason: str
    never: bool = False
