"""The loop of a workflow: what ends it, what goes on, and what a person has to say."""

from __future__ import annotations

from collections.abc import Sequence

from arazzo_gen.init.endpoints import Endpoint
from arazzo_gen.init.inputs import Inputs
from arazzo_gen.init.states import Kind
from arazzo_gen.init.yaml_text import Note, Prose, Tree, is_writable
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.text.pointer import write

_EXPRESSION = pattern(r"[{$\\]")
_TOKEN = pattern(r"[A-Za-z0-9_.$@~-]+")


@record
class Loop:
    """The success actions of a poll, and what they need.

    Attributes:
        actions: In their order; what none of them takes goes to the next step.
        lines: What to say of them in a comment.
        waits: Whether a 202 says that the job goes on.
    """

    actions: tuple[Tree, ...]
    lines: tuple[str, ...]
    waits: bool


def is_simple(pointer: Sequence[str]) -> bool:
    """Whether a pointer can stand in a condition as it is."""
    return all(map(_TOKEN.fullmatch, pointer))


def loop_of(poll: Endpoint, step: str, after: str | None, inputs: Inputs) -> Loop | None:
    """The loop over a poll.

    Args:
        poll: The operation that tells how the job goes.
        step: The id of its step.
        after: The id of the step that fetches the result; None where there is none.
        inputs: Gets an input where the document does not list the statuses.

    Returns:
        None where nothing in the answer says that the job goes on.
    """
    status = poll.status
    has_pointer = status is not None and is_simple(status.pointer)
    if status is not None and has_pointer and status.values.goes_on:
        return _by_status(poll, step, after)
    if poll.done is not None and is_simple(poll.done.pointer):
        where = f"$response.body#{write(poll.done.pointer)}"
        lines: tuple[str, ...] = ()
        if "error" in poll.done.view.names:
            lines = (
                "A job that failed is an answer here, not an error: the output error says so.",
            )
        return Loop((_goes_on(step, f"{where} != true"),), lines, False)
    if poll.waits:
        return Loop((_goes_on(step, "$statusCode == 202"),), (), True)
    if status is not None and has_pointer:
        return _by_input(poll, step, inputs)
    return None


def _by_status(poll: Endpoint, step: str, after: str | None) -> Loop:
    status = poll.status
    assert status is not None
    where = f"$response.body#{write(status.pointer)}"
    values = status.values
    goes, good = _listed(values.goes_on), _listed(values.of(Kind.SUCCESS))
    bad, ended = _listed(values.of(Kind.FAILURE)), _listed(values.of(Kind.ENDED))
    unclear = _listed(values.of(Kind.LIVING, Kind.UNKNOWN))
    actions: list[Tree] = []
    over = [*bad, *ended] if after is not None else [*good, *bad, *ended]
    lines = _failures(where, bad, ended)
    if after is not None and good:
        actions.append(_action("succeeded", {"type": "goto", "stepId": after}, where, good))
    if over:
        action = _action("ended", {"type": "end"}, where, over)
        actions.append(Note(action, lines) if lines else action)
    if unclear:
        action = _action("unclear", {"type": "end"}, where, unclear)
        actions.append(Note(action, _todo(unclear)))
    condition = _any(where, goes)
    if poll.waits:
        condition = f"$statusCode == 202 || {condition}"
    actions.append(_goes_on(step, condition))
    every = values.of(*Kind)
    if after is not None or not status.is_listed or not all(map(_can_stand, every)):
        actions.append({"name": "otherwise", "type": "end"})
    said = () if status.is_listed else ("The values of the status stand in its description.",)
    return Loop(tuple(actions), said, poll.waits)


def _by_input(poll: Endpoint, step: str, inputs: Inputs) -> Loop:
    status = poll.status
    assert status is not None
    where = f"$response.body#{write(status.pointer)}"
    text = f"The value of {status.pointer[-1]} that says that the job is over."
    schema: dict[str, Tree] = {"type": "string", "description": Prose(text)}
    value = inputs.use(("done",), "doneStatus", schema, required=True)
    lines = (
        f"TODO: {poll.label} does not list the values of {write(status.pointer)}. Replace the "
        "input doneStatus by conditions on the values that say that the job goes on.",
    )
    return Loop((Note(_goes_on(step, f"{where} != {value}"), lines),), (), False)


def _goes_on(step: str, condition: str) -> dict[str, Tree]:
    return {
        "name": "goesOn",
        "type": "goto",
        "stepId": step,
        "criteria": [{"condition": condition}],
    }


def _action(name: str, target: dict[str, Tree], where: str, values: list[str]) -> dict[str, Tree]:
    return {"name": name, **target, "criteria": [{"condition": _any(where, values)}]}


def _any(where: str, values: Sequence[str]) -> str:
    return " || ".join(f"{where} == {_quoted(value)}" for value in values)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _listed(values: Sequence[str]) -> list[str]:
    """The values that can stand in a condition; two that differ in case alone are one there."""
    found = {value.lower(): value for value in reversed(values) if _can_stand(value)}
    return list(reversed(found.values()))


def _can_stand(value: str) -> bool:
    """Whether a value can stand in a condition, which may be broken into lines at a space."""
    is_line = value.isprintable() and value == " ".join(value.split())
    return is_line and is_writable(value) and not _EXPRESSION.search(value)


def _failures(where: str, bad: list[str], ended: list[str]) -> tuple[str, ...]:
    if not bad:
        return ()
    criterion = " && ".join(f"{where} != {_quoted(value)}" for value in bad)
    lines = [
        f"A job that ends as {_or(bad)} is an answer here, not an error: the output with its "
        "status says so. To have StepFailed raised instead, add to successCriteria:",
        f"- condition: {criterion}",
    ]
    if ended:
        lines.append(f"{_or(ended)} says that the job is over, but not how it went.")
    return tuple(lines)


def _todo(values: list[str]) -> tuple[str, ...]:
    return (
        f"TODO: does a job go on as {_or(values)}? Until you say so, the loop ends there. Move "
        "what goes on to goesOn, and what is final to ended.",
    )


def _or(values: Sequence[str]) -> str:
    values = [value or "an empty text" for value in values]
    if len(values) < 2:
        return "".join(values)
    return f"{', '.join(values[:-1])} or {values[-1]}"
