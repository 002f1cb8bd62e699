"""How much the modules of a build hold. Each holds the workflows that its own calls, so that a
chain of calls is written once for each of its links: what a short document makes has a bound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from arazzo_gen.arazzo.model import Document, Text, Workflow, WorkflowTarget
from arazzo_gen.diagnostics.model import Note, Report
from arazzo_gen.library import Library
from arazzo_gen.resolve import ResolvedWorkflow, Resolver

_MOST: Final = 3000
"""So many workflows, steps and calls a build may hold in any case. In published documents the
largest build holds fewer than 200."""

_MOST_TIMES: Final = 5
"""How often the documents' own steps and calls a build may hold them."""


def holds_too_much(
    library: Library, chosen: Sequence[tuple[Document, Workflow]], report: Report
) -> bool:
    """Whether the modules of some workflows would hold too much; that is reported."""
    if not any(_names(workflow) for _, workflow in chosen):
        return False
    count = _Count(library)
    start = [ResolvedWorkflow(document, workflow) for document, workflow in chosen]
    own = sum(count.own(each) for each in start)
    most = max(_MOST, _MOST_TIMES * own)
    total = 0
    held: dict[int, int] = {}
    by_id: dict[int, ResolvedWorkflow] = {}
    for each in start:
        for inner in count.reached(each):
            key = id(inner.workflow)
            by_id[key] = inner
            held[key] = held.get(key, 0) + count.own(inner)
            total += count.own(inner)
        if total > most:
            _report(by_id[max(held, key=lambda key: held[key])].workflow, start, own, most, report)
            return True
    return False


class _Count:
    def __init__(self, library: Library) -> None:
        self._library = library
        # What is wrong with a name is reported where its workflow is lowered.
        self._report = Report()
        self._calls: dict[int, list[ResolvedWorkflow]] = {}

    def own(self, each: ResolvedWorkflow) -> int:
        """The steps and calls of a workflow, and itself."""
        return 1 + len(each.workflow.steps) + len(_names(each.workflow))

    def reached(self, start: ResolvedWorkflow) -> Iterator[ResolvedWorkflow]:
        """A workflow and those that it calls, each once."""
        seen = {id(start.workflow)}
        pending = [start]
        while pending:
            each = pending.pop()
            yield each
            for called in self._called(each):
                if id(called.workflow) not in seen:
                    seen.add(id(called.workflow))
                    pending.append(called)

    def _called(self, each: ResolvedWorkflow) -> list[ResolvedWorkflow]:
        key = id(each.workflow)
        if key not in self._calls:
            resolver = Resolver(each.document, self._library, self._report)
            found = [resolver.workflow(text) for text in _names(each.workflow)]
            self._calls[key] = [called for called in found if called is not None]
        return self._calls[key]


def _names(workflow: Workflow) -> list[Text]:
    """Where a workflow names others: in what it depends on, its steps and its actions."""
    actions = [*workflow.success_actions, *workflow.failure_actions]
    found = list(workflow.depends_on)
    for step in workflow.steps:
        if isinstance(step.target, WorkflowTarget):
            found.append(step.target.text)
        actions += [*step.on_success, *step.on_failure]
    return [*found, *(each.workflow_id for each in actions if each.workflow_id is not None)]


def _report(
    workflow: Workflow, chosen: Sequence[ResolvedWorkflow], own: int, most: int, report: Report
) -> None:
    message = (
        f"the modules of {len(chosen)} workflows would hold more than {most} workflows, steps and "
        f"calls, where the workflows themselves have {own}"
    )
    notes = [Note("each module holds the workflows that its own calls, and this one most of all")]
    hint = "build fewer with `--workflow`, or let a program call the clients of the parts"
    report.add("AZ006", workflow.id.span, message, notes=notes, help=hint)
