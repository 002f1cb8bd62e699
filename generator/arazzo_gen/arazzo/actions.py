"""Success and Failure Action Objects and lists of them (sections of these names)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias, cast

from arazzo_gen.arazzo import kinds
from arazzo_gen.arazzo.criteria import read_criterion
from arazzo_gen.arazzo.fields import Fields, Reader, fields_of
from arazzo_gen.arazzo.model import Action, Text
from arazzo_gen.arazzo.names import check_unique
from arazzo_gen.arazzo.parameters import read_parameters
from arazzo_gen.arazzo.references import component_name, is_misspelt, is_reference
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.text.node import Node

On: TypeAlias = Literal["success", "failure"]
ActionType: TypeAlias = Literal["end", "goto", "retry"]

_RETRY_FIELDS = ("retryAfter", "retryLimit")
_TARGETS = ("stepId", "workflowId")
_FOREIGN = {
    "condition": "write `criteria`, a list of maps with `condition`",
    "goto": "write `type: goto` and `stepId` or `workflowId`",
}
_SUSPICIOUS_DELAY = 500
"""A `retryAfter` of this many seconds or more was most likely meant as milliseconds."""


def read_actions(fields: Fields, key: str, on: On) -> tuple[Action, ...]:
    """Read a list of actions: Action Objects and Reusable Objects.

    Args:
        fields: The step or workflow that has them.
        key: The field that holds them.
        on: Whether they follow a success or a failure.
    """
    reader = fields.reader
    nodes = fields.items(key)
    places = {id(node): f"{key}[{index}]" for index, node in enumerate(nodes)}

    def read(node: Node) -> Action | None:
        if is_reference(node):
            return _referenced(node, on, reader)
        if is_misspelt(node, kinds.FAILURE_ACTION, reader):
            return None
        return read_action(node, on, places[id(node)], reader)

    actions = reader.each(nodes, read)
    if len(actions) == len(nodes):
        _check_unique(zip(nodes, actions, strict=True), reader)
    return actions


def read_action(node: Node, on: On, place: str, reader: Reader) -> Action | None:
    """Read an Action Object.

    Args:
        node: The object.
        on: Whether the action follows a success or a failure.
        place: The name of an action that has none in the document.
        reader: Gets the findings.

    Returns:
        The action; None, reported, where it cannot be understood.
    """
    kind = kinds.FAILURE_ACTION if on == "failure" else kinds.SUCCESS_ACTION
    fields = fields_of(node, kind, reader)
    if fields is None:
        return None
    foreign = _check_foreign(fields)
    written = fields.get("type")
    retries = written is None or written.text not in ("end", "goto")
    fields.check_names(ignored=(*foreign, *(_RETRY_FIELDS if retries else ())))
    found = _type(fields, on, foreign)
    name = _name(fields, place, reported=bool(foreign) or not fields.has("type"))
    targets = _targets(fields, found.value) if found else None
    after, limit = _retry(fields, retries)
    criteria = reader.each(fields.items("criteria"), lambda item: read_criterion(item, reader))
    parameters = read_parameters(fields, "action")
    if parameters and targets is not None and targets[1] is None:
        message = "these parameters have no effect: the action calls no workflow"
        help_ = "name the workflow with `workflowId`, or leave them out"
        reader.warn("AZ113", fields.key_span("parameters"), message, help=help_)
    if found is None or targets is None or name is None or foreign:
        return None
    action_type = cast(ActionType, found.value)
    return Action(name, action_type, on, *targets, parameters, after, limit, criteria, fields.span)


def _check_foreign(fields: Fields) -> tuple[str, ...]:
    """Report fields that the specification does not have, but that clearly decide what happens:
    without them a conditional action would always be taken."""
    found = tuple(key for key in _FOREIGN if fields.has(key))
    for key in found:
        fields.reader.error(
            "AZ110",
            fields.key_span(key),
            f"`{key}` is not a field of {fields.kind.title}",
            help=_FOREIGN[key],
        )
    return found


def _type(fields: Fields, on: On, foreign: tuple[str, ...]) -> Text | None:
    if not fields.has("type"):
        # One finding for one mistake: the fields instead of `type` have been reported.
        if not foreign:
            fields.missing(*(key for key in ("name", "type") if not fields.has(key)))
        return None
    possible = ("end", "goto", "retry") if on == "failure" else ("end", "goto")
    written = fields.get("type")
    if on == "success" and written is not None and written.text == "retry":
        fields.reader.warn(
            "AZ115",
            written.span,
            "a success action cannot retry by the specification; it repeats the step here",
            help="make the wait a failure action, or go to the step with `type: goto`",
        )
        return Text("retry", written.span)
    return fields.choice("type", possible)


def _name(fields: Fields, place: str, reported: bool) -> Text | None:
    """The name of an action; its place where it has none: nothing has to refer to an action."""
    if fields.has("name"):
        return fields.name("name")
    if not reported:
        message = f"{fields.kind.noun} needs `name`"
        fields.reader.warn("AZ102", fields.span, message, help="add `name`")
    return Text(place, fields.span)


def _targets(fields: Fields, action: str) -> tuple[Text | None, Text | None] | None:
    """The step and the workflow that an action names; None, reported, where they do not go
    with its type."""
    present = [key for key in fields.node.entries if key in _TARGETS]
    reader = fields.reader
    if action == "end" and present:
        message = f"an `end` action has no target, so no `{present[0]}`"
        help_ = "write `type: goto` to go on there"
        reader.error("AZ114", fields.key_span(present[0]), message, help=help_)
        return None
    if len(present) > 1:
        reader.error(
            "AZ114",
            fields.key_span(present[1]),
            "an action goes to a step or to a workflow, not to both",
            notes=[Note("the other target", fields.key_span(present[0]))],
            help=f"leave `{present[0]}` or `{present[1]}` out",
        )
        return None
    if action == "goto" and not present:
        help_ = "add `stepId` or `workflowId`"
        reader.error("AZ114", fields.span, "a `goto` action needs a target", help=help_)
        return None
    step, workflow = fields.name("stepId"), fields.name("workflowId")
    return (step, workflow) if not present or step or workflow else None


def _retry(fields: Fields, retries: bool) -> tuple[float | None, int | None]:
    """The delay and the limit of a retry."""
    reader = fields.reader
    for key in _RETRY_FIELDS:
        if fields.has(key) and not retries and key in fields.kind.fields:
            message = f"`{key}` has no effect on an action that does not retry"
            hint = f"leave `{key}` out, or write `type: retry`"
            reader.warn("AZ113", fields.key_span(key), message, help=hint)
    if not retries:
        return None, None
    after = fields.number("retryAfter", 0)
    if after is not None and after >= _SUSPICIOUS_DELAY:
        node = fields.get("retryAfter")
        reader.warn(
            "AZ118",
            node.span if node else fields.span,
            f"`retryAfter` is in seconds: this waits {after / 60:.0f} minutes",
            help="divide it by 1000 if it is meant as milliseconds",
        )
    return after, fields.integer("retryLimit", 0)


def _referenced(node: Node, on: On, reader: Reader) -> Action | None:
    """The action that a Reusable Object stands for."""
    kind = "failureActions" if on == "failure" else "successActions"
    name = component_name(node, kind, reader)
    if name is None:
        return None
    if node.get("value") is not None:
        message = "`value` is for references to parameters"
        reader.error("AZ116", node.key_span("value"), message, help="leave `value` out")
    known = reader.library.failure_actions if on == "failure" else reader.library.success_actions
    action = known[name.value]
    if action is None:
        reader.failed = True
    return action


def _check_unique(found: Iterable[tuple[Node, Action]], reader: Reader) -> None:
    keyed = []
    for node, action in found:
        span = node.span if is_reference(node) else action.name.span
        keyed.append((action.name.value, Text(action.name.value, span)))
    check_unique(keyed, "the action", reader)
