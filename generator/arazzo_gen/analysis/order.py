"""Orders the steps: as in the document, unless `dependsOn` asks for another order
(Arazzo 1.1, "Step Dependencies and Execution Order")."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from arazzo_gen.arazzo.model import Step, Text, Workflow
from arazzo_gen.diagnostics.model import Note, Report
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.lazy import pattern
from arazzo_gen.record import fields
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node

_OTHER = pattern(r"\$(?:workflows|sourceDescriptions)\.")
_OUTPUT = pattern(r"\$steps\.([A-Za-z0-9_\-]+)\.")


def ordered_steps(workflow: Workflow, report: Report) -> tuple[Step, ...]:
    """The steps in an order in which each comes after those it depends on; stable otherwise.

    Where the workflow uses `dependsOn` and has no `goto`, a step also depends on those whose
    outputs it reads: "tools supporting only sequential execution MUST execute steps in an order
    that satisfies both".

    A cycle is an error (AZ504); the steps then keep the document's order.
    """
    steps = {step.id.value: step for step in workflow.steps}
    for step in workflow.steps:
        for text in step.depends_on:
            _check(text, steps, report)
    wanted = needs(workflow)
    position = {name: index for index, name in enumerate(steps)}
    if all(position[d] < position[name] for name, needs in wanted.items() for d in needs):
        return workflow.steps
    done: dict[str, Step] = {}
    while len(done) < len(steps):
        ready = [n for n in steps if n not in done and all(d in done for d in wanted[n])]
        if not ready:
            _report_cycle(workflow, wanted, done, report)
            return workflow.steps
        done[ready[0]] = steps[ready[0]]
    return tuple(done.values())


def needs(workflow: Workflow) -> dict[str, list[str]]:
    """The steps that each step has to come after, by their names."""
    wanted = {step.id.value: [t.value for t in step.depends_on] for step in workflow.steps}
    if any(wanted.values()) and not _jumps(workflow):
        for step in workflow.steps:
            wanted[step.id.value] += _read(step)
    return {name: [each for each in found if each in wanted] for name, found in wanted.items()}


def comes_after(wanted: dict[str, list[str]], step: str, other: str) -> bool:
    """Whether a step has to come after another, directly or through others."""
    seen: set[str] = set()
    left = [step]
    while left:
        for each in wanted.get(left.pop(), []):
            if each == other:
                return True
            if each not in seen:
                seen.add(each)
                left.append(each)
    return False


def _jumps(workflow: Workflow) -> bool:
    """Whether an action says which step comes next: then the author means the written order."""
    actions = [*workflow.success_actions, *workflow.failure_actions]
    for step in workflow.steps:
        actions += [*step.on_success, *step.on_failure]
    return any(action.type == "goto" and action.step_id is not None for action in actions)


def _read(step: Step) -> list[str]:
    """The other steps whose outputs a step reads."""
    found = [name for text in _texts(step) for name in _OUTPUT.findall(text)]
    return [name for name in dict.fromkeys(found) if name != step.id.value]


def _texts(item: object) -> Iterator[str]:
    """Every text in a part of a document."""
    if isinstance(item, Text):
        yield item.value
    elif isinstance(item, Node):
        yield from (node.text for node in item.walk() if node.text is not None)
    elif isinstance(item, tuple):
        for part in item:
            yield from _texts(part)
    else:
        for name in fields(item):
            yield from _texts(getattr(item, name))


def _check(text: Text, steps: dict[str, Step], report: Report) -> None:
    if text.value in steps or _OTHER.match(text.value):
        return
    near = nearest(text.value, list(steps))
    hint = f"did you mean {near!r}?" if near else None
    message = f"this workflow has no step {text.value!r}"
    edits = respelt(text.span, text.value, list(steps))
    report.add("AZ203", text.span, message, help=hint, edits=edits)


def _report_cycle(
    workflow: Workflow, wanted: dict[str, list[str]], done: dict[str, Step], report: Report
) -> None:
    """Report one cycle among the steps that could not be placed."""
    left = [step for step in workflow.steps if step.id.value not in done]
    chain = [left[0].id.value]
    while True:
        following = next(d for d in wanted[chain[-1]] if d not in done)
        if following in chain:
            chain = [*chain[chain.index(following) :], following]
            break
        chain.append(following)
    steps = {step.id.value: step for step in left}
    spans = [_names(steps[name], need) for name, need in pairwise(chain)]
    rest = zip(chain[1:-1], spans[1:], strict=True)
    notes = [Note(f"{name!r} goes on here", span) for name, span in rest]
    message = "steps depend on each other in a circle: " + " → ".join(chain)
    report.add("AZ504", spans[0], message, notes=notes)


def _names(step: Step, need: str) -> Span:
    """The span at which a step names one that it needs; its own stepId where it reads an output."""
    return next((text.span for text in step.depends_on if text.value == need), step.id.span)
