"""Writes the workflow of a pair: start the job, poll it, and fetch its result."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from arazzo_gen.init.endpoints import Endpoint
from arazzo_gen.init.inputs import Inputs, summary
from arazzo_gen.init.jobs import Candidate
from arazzo_gen.init.loops import Loop, loop_of
from arazzo_gen.init.middle import PAGES, Middle, middle_of, where
from arazzo_gen.init.names import camel, noun, singular, vocabulary, words
from arazzo_gen.init.requests import Requests
from arazzo_gen.init.results import outputs_of, result_of
from arazzo_gen.init.segments import shared
from arazzo_gen.init.yaml_text import Note, Prose, Tree
from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.media import is_json
from arazzo_gen.openapi.model import Response
from arazzo_gen.text.node import Node
from arazzo_gen.text.pointer import parse, write, write_fragment

_STEP = pattern(r"[A-Za-z][A-Za-z0-9_-]*")
_LONGEST = 60
_READS = vocabulary("get retrieve read fetch describe show find view check poll")
_ABOUT = vocabulary("info details detail status state progress by id one")

Naming = Callable[[Endpoint], dict[str, Tree]]


class Ids:
    """Gives ids that no other has."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def take(self, wanted: str) -> str:
        """The wanted id, or one with a number where another has it."""
        name, count = wanted, 2
        while name.lower() in self._known:
            name, count = f"{wanted}{count}", count + 1
        self._known.add(name.lower())
        return name


def workflow_of(
    candidate: Candidate, everything: Sequence[Endpoint], ids: Ids, naming: Naming
) -> Note:
    """The workflow of a pair, with the reasons for it in a comment.

    Args:
        candidate: The pair, and what speaks for it.
        everything: All operations, among which the result may be.
        ids: Gives the workflow its id.
        naming: How a step names an operation.
    """
    return _Writer(candidate, everything, naming).write(ids)


class _Writer:
    def __init__(
        self, candidate: Candidate, everything: Sequence[Endpoint], naming: Naming
    ) -> None:
        self._candidate = candidate
        self._pair = candidate.pair
        self._naming = naming
        self._inputs = Inputs()
        self._requests = Requests(self._inputs)
        self._steps = Ids()
        start, poll = self._pair.start, self._pair.poll
        self._start = self._steps.take(step_name(start))
        self._poll = self._steps.take(camel("poll", *_thing(poll)))
        self._middle = middle_of(self._pair, everything)
        self._list = self._steps.take(step_name(self._middle.endpoint)) if self._middle else ""
        self._result = result_of(self._pair, everything)
        self._fetch = None
        if self._result is not None:
            self._fetch = self._steps.take(step_name(self._result))
        self._outputs: dict[str, Tree] = {}

    def write(self, ids: Ids) -> Note:
        start = self._pair.start
        steps: list[Tree] = [self._start_step()]
        if self._middle is not None:
            steps.append(self._list_step(self._middle))
        steps.append(self._poll_step())
        if self._result is not None and self._fetch is not None:
            steps.append(self._result_step(self._result, self._fetch))
        tree: dict[str, Tree] = {
            "workflowId": ids.take(workflow_name(start)),
            "summary": Prose(self._summary()),
        }
        inputs = self._inputs.tree()
        if inputs is not None:
            tree["inputs"] = inputs
        tree["steps"] = steps
        if self._outputs:
            tree["outputs"] = self._outputs
        return Note(tree, tuple(reasons(self._candidate)))

    def _summary(self) -> str:
        said = summary(self._pair.start.operation.summary).rstrip(".")
        said = said or " ".join(words(self._pair.start.label)).capitalize()
        return f"{said}, and wait until it is over."

    # --- Steps --------------------------------------------------------------------

    def _start_step(self) -> Tree:
        start, handle = self._pair.start, self._pair.handle
        step: dict[str, Tree] = {"stepId": self._start}
        said = summary(start.operation.description or start.operation.summary)
        if said:
            step["description"] = Prose(said)
        step |= self._naming(start)
        step |= self._requests.step(start, {})
        pointer: tuple[str, ...] = ()
        if handle is not None and handle.source.startswith("body#"):
            pointer = parse(handle.source.removeprefix("body#"))
        criteria = _criteria(start, pointer, waits=True)
        if criteria:
            step["successCriteria"] = criteria
        if handle is not None:
            name = self._id_name(handle.parameter)
            step["outputs"] = {name: f"$response.{handle.source}"}
            self._outputs[name] = f"$steps.{self._start}.outputs.{name}"
        return step

    def _list_step(self, middle: Middle) -> Tree:
        text = (
            f"TODO: the answer of {self._pair.start.label} does not say which job it started. The "
            "first one in this list is taken for it: see that the filters leave no other."
        )
        step: dict[str, Tree] = {"stepId": Note(self._list, (text,))}
        said = summary(middle.endpoint.operation.summary or middle.endpoint.operation.description)
        if said:
            step["description"] = Prose(said)
        step |= self._naming(middle.endpoint)
        there, _ = shared(middle.endpoint.segments, self._pair.start.segments)
        names = {**there, **middle.filters}
        step |= self._requests.step(middle.endpoint, {}, None, names, PAGES)
        criteria = _criteria(middle.endpoint, middle.pointer, waits=False)
        if criteria:
            step["successCriteria"] = criteria
        name = self._id_name(middle.parameter)
        step["outputs"] = {name: where(middle)}
        self._outputs[name] = f"$steps.{self._list}.outputs.{name}"
        return step

    def _known(self) -> dict[str, str]:
        """The expression for the parameter of the poll that says which job."""
        if self._middle is not None:
            name = self._middle.parameter
            return {name: f"$steps.{self._list}.outputs.{self._id_name(name)}"}
        handle = self._pair.handle
        if handle is None:
            return {}
        name = self._id_name(handle.parameter)
        return {handle.parameter: f"$steps.{self._start}.outputs.{name}"}

    def _id_name(self, wanted: str) -> str:
        last = words(wanted)[-1:] or ("id",)
        is_bare = len(words(wanted)) < 2
        return camel(*_thing(self._pair.poll), *last) if is_bare else camel(wanted)

    def _poll_step(self) -> Tree:
        poll = self._pair.poll
        step: dict[str, Tree] = {"stepId": Note(self._poll, self._doubts())}
        said = summary(poll.operation.summary or poll.operation.description)
        if said:
            step["description"] = Prose(said)
        step |= self._naming(poll)
        step |= self._requests.step(poll, self._known(), self._pair.start, self._pair.given)
        loop = loop_of(poll, self._poll, self._fetch, self._inputs)
        pointer = poll.status.pointer if poll.status is not None else ()
        criteria = _criteria(poll, pointer, waits=loop is None or loop.waits)
        if criteria:
            step["successCriteria"] = criteria
        self._add_loop(step, loop)
        found = outputs_of(poll)
        if found:
            step["outputs"] = {
                name: f"$response.body#{write(pointer)}" for name, pointer in found.items()
            }
            for name in found:
                self._outputs[name] = f"$steps.{self._poll}.outputs.{name}"
        return step

    def _doubts(self) -> tuple[str, ...]:
        """What a person has to say of the poll's parameters."""
        pair = self._pair
        mine = [one.text for one in pair.poll.segments if one.is_parameter]
        left = [name for name in mine if name not in pair.given]
        if pair.is_like and pair.handle is not None:
            return (
                f"TODO: the answer of {pair.start.label} is not described. It is taken to be "
                f"like that of {pair.poll.label}.",
            )
        if pair.handle is not None or self._middle is not None or not left:
            return ()
        return (
            f"TODO: {pair.start.label} does not say where its answer has {', '.join(left)}, so it "
            "is an input. Read it from the answer, if it is there.",
        )

    def _add_loop(self, step: dict[str, Tree], loop: Loop | None) -> None:
        if loop is None:
            text = (
                "TODO: nothing in the answer is known to say that the job goes on. Add onSuccess."
            )
            step["stepId"] = Note(self._poll, (text,))
            return
        actions = list(loop.actions)
        step["onSuccess"] = Note(actions, loop.lines) if loop.lines else actions

    def _result_step(self, result: Endpoint, name: str) -> Tree:
        job = self._known()
        known: dict[str, str] = {}
        names = dict(self._pair.given)
        here = [one.text for one in result.segments if one.is_parameter]
        there = [one.text for one in self._pair.poll.segments if one.is_parameter]
        for mine, theirs in zip(here, there, strict=False):
            if theirs in job:
                known[mine] = job[theirs]
            else:
                names[mine] = self._pair.given.get(theirs, theirs)
        step: dict[str, Tree] = {"stepId": name}
        said = summary(result.operation.summary or result.operation.description)
        if said:
            step["description"] = Prose(said)
        step |= self._naming(result)
        step |= self._requests.step(result, known, self._pair.poll, names)
        criteria = _criteria(result, (), waits=False)
        if criteria:
            step["successCriteria"] = criteria
        output = "result" if "result" not in self._outputs else "fetchedResult"
        step["outputs"] = {output: "$response.body"}
        self._outputs[output] = f"$steps.{name}.outputs.{output}"
        return step


# --- Names ----------------------------------------------------------------------------


def _thing(endpoint: Endpoint) -> tuple[str, ...]:
    """What a poll reads: batch for `retrieveBatch`, else what its path is about."""
    found = list(words(endpoint.ref.operation_id or ""))
    for end in (0, -1):
        if found and found[end] in _READS:
            found.pop(end)
            while found and found[-1] in _ABOUT:
                found.pop()
            if 0 < len(found) < 4:
                return (*found[:-1], singular(found[-1]))
            break
    return endpoint.nouns[-2:] or ("job",)


def step_name(endpoint: Endpoint) -> str:
    """The id of a step that calls an operation."""
    operation_id = endpoint.ref.operation_id
    is_short = operation_id is not None and len(operation_id) <= _LONGEST
    if operation_id is not None and is_short and _STEP.fullmatch(operation_id):
        return operation_id
    name = camel(operation_id or _called(endpoint))[:_LONGEST]
    return name if _STEP.fullmatch(name) else f"call{name}"


def workflow_name(endpoint: Endpoint) -> str:
    """The id of the workflow that an operation starts."""
    found = words(endpoint.ref.operation_id or "") or words(_called(endpoint))
    name = "-".join(found)[:_LONGEST].strip("-")
    name = name if name[:1].isalpha() else f"call-{name}".strip("-")
    return f"{name}-and-wait"


def _called(endpoint: Endpoint) -> str:
    """A name for an operation that has none: `create job`, `run job`, `get job`."""
    literals = [one.text for one in endpoint.segments if not one.is_parameter]
    last = endpoint.segments[-1:]
    is_action = len(literals) > 1 and last and not last[0].is_parameter
    if endpoint.ref.method == "GET":
        return " ".join(["get", *(" ".join(noun(text)) for text in literals[-2:])])
    if is_action and words(literals[-1]) == noun(literals[-1]):
        return f"{literals[-1]} {' '.join(noun(literals[-2]))}"
    return " ".join(["create", *(" ".join(noun(text)) for text in literals[-1:])])


def reasons(candidate: Candidate) -> list[str]:
    """Why two operations are taken for the two halves of a job."""
    start, poll = candidate.pair.start, candidate.pair.poll
    lines = [f"{start.label} starts it, {poll.label} tells how it goes:"]
    found = [one for one in candidate.evidence if one.points > 0]
    return [*lines, *(f"- {one.reason}" for one in found)]


# --- Criteria -------------------------------------------------------------------------


def _criteria(endpoint: Endpoint, pointer: Sequence[str], *, waits: bool) -> list[Tree]:
    """The statuses that an operation documents for success, and a flag that has to be set.

    Args:
        endpoint: The operation.
        pointer: What is read of its answer: statuses whose schema lacks it are no success.
        waits: Whether 202 is a success too.
    """
    good = [one for one in endpoint.operation.responses if one.status.startswith("2")]
    if not waits and len(good) > 1:
        good = [one for one in good if one.status != "202"] or good
    fitting = [one for one in good if _has(endpoint, one, pointer)] or good
    codes = [one.status for one in fitting]
    criteria: list[Tree] = []
    if codes and all(code.isdigit() for code in codes):
        condition = " || ".join(f"$statusCode == {code}" for code in codes)
        criteria.append({"condition": condition})
    if _has_success_flag(endpoint):
        criteria.append({"condition": "$response.body#/success == true"})
    return criteria


def _has(endpoint: Endpoint, response: Response, pointer: Sequence[str]) -> bool:
    schema: Node | None = None
    for media in response.media:
        if is_json(media.content_type) and media.schema is not None:
            schema = media.schema
    if not pointer:
        return True
    for token in pointer:
        schema = endpoint.api.schemas.property(schema, token) if schema is not None else None
    return schema is not None


def _has_success_flag(endpoint: Endpoint) -> bool:
    """Whether each answer says in `success` whether it is one, as envelopes do."""
    if endpoint.schema is None or "success" not in (
        endpoint.views[0].names if endpoint.views else ()
    ):
        return False
    nodes = endpoint.api.schemas.nodes
    flag = endpoint.api.schemas.property(endpoint.schema, "success")
    is_required = "success" in nodes.shape(endpoint.schema).required
    return is_required and flag is not None and nodes.shape(flag).kinds == {"boolean"}


def reference(endpoint: Endpoint, source: str, *, is_alone: bool) -> dict[str, Tree]:
    """How a step names an operation: by its id, where it has one of its own, else by its place.

    Args:
        endpoint: The operation.
        source: The name of its source description.
        is_alone: Whether there is no other source.
    """
    operation_id = endpoint.ref.operation_id
    if operation_id and endpoint.has_own_id:
        if is_alone:
            return {"operationId": operation_id}
        return {"operationId": f"$sourceDescriptions.{source}.{operation_id}"}
    fragment = write_fragment(("paths", endpoint.ref.path, endpoint.ref.method.lower()))
    return {"operationPath": f"{{$sourceDescriptions.{source}.url}}{fragment}"}
