"""The order in which steps run: that of the document, unless `dependsOn` asks for another
(Arazzo 1.1, "Step Dependencies and Execution Order")."""

from __future__ import annotations

import re

from arazzo_gen.arazzo.model import Step, Text, Workflow
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.diagnostics.nearest import nearest

_OTHER = re.compile(r"\$(?:workflows|sourceDescriptions)\.")


def ordered_steps(workflow: Workflow, report: Report) -> tuple[Step, ...]:
    """The steps so that each comes after those it depends on; stable otherwise.

    A circle is an error (AZ504); the document's order then stands.
    """
    steps = {step.id.value: step for step in workflow.steps}
    for step in workflow.steps:
        for text in step.depends_on:
            _check(text, steps, report)
    wanted = {
        step.id.value: [t.value for t in step.depends_on if t.value in steps]
        for step in workflow.steps
    }
    position = {name: index for index, name in enumerate(steps)}
    if all(position[d] < position[name] for name, needs in wanted.items() for d in needs):
        return workflow.steps
    done: dict[str, Step] = {}
    while len(done) < len(steps):
        ready = [n for n in steps if n not in done and all(d in done for d in wanted[n])]
        if not ready:
            _report_circle(workflow, wanted, done, report)
            return workflow.steps
        done[ready[0]] = steps[ready[0]]
    return tuple(done.values())


def _check(text: Text, steps: dict[str, Step], report: Report) -> None:
    if text.value in steps or _OTHER.match(text.value):
        return
    near = nearest(text.value, list(steps))
    hint = f"did you mean {near!r}?" if near else None
    report.add("AZ203", text.span, f"this workflow has no step {text.value!r}", help=hint)


def _report_circle(
    workflow: Workflow, wanted: dict[str, list[str]], done: dict[str, Step], report: Report
) -> None:
    """Report one circle among the steps that could not be placed."""
    left = [step for step in workflow.steps if step.id.value not in done]
    chain = [left[0].id.value]
    while True:
        following = next(d for d in wanted[chain[-1]] if d not in done)
        if following in chain:
            chain = [*chain[chain.index(following) :], following]
            break
        chain.append(following)
    span = next(step for step in left if step.id.value == chain[0]).depends_on[0].span
    message = "steps depend on each other in a circle: " + " → ".join(chain)
    report.add("AZ504", span, message)
