"""Limits the size of the modules of one document. Each module contains the workflows that its own
calls, so the last workflow of a chain of calls is written once for every link before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from arazzo_gen.arazzo.model import Document, Text, Workflow, WorkflowTarget
from arazzo_gen.diagnostics.model import Note, Report
from arazzo_gen.documents.library import Library
from arazzo_gen.documents.resolve import ResolvedWorkflow, Resolver
from arazzo_gen.lower.handed import Handed

_MOST: Final = 3000
"""The number of workflows, steps and calls that a document may always have. The largest build of
published documents has 422, and none has 1.5 times what its documents have."""

_MOST_TIMES: Final = 5
"""The most times that its modules may repeat the documents' own workflows, steps and calls."""

_HANDED: Final = 5
"""The number of passed values that count as one more call: each is a line of a call."""


def holds_too_much(
    library: Library, chosen: Sequence[tuple[Document, Workflow]], report: Report
) -> bool:
    """Whether the modules of some workflows would be too large (reported)."""
    if not any(_names(workflow) for _, workflow in chosen):
        return False
    start = [ResolvedWorkflow(document, workflow) for document, workflow in chosen]
    count = _Count(library, start)
    own = sum(count.own(each) for each in count.all)
    most = max(_MOST, _MOST_TIMES * own)
    total = 0
    held: dict[int, int] = {}
    for each in start:
        for inner in count.reached(each):
            key = id(inner.workflow)
            size = count.size(inner)
            held[key] = held.get(key, 0) + size
            total += size
            if total > most:
                largest = max(count.all, key=lambda one: held.get(id(one.workflow), 0))
                _report(largest.workflow, start, own, most, report)
                return True
    return False


class _Count:
    """Counts the contents of a build's workflows, and finds those that each reaches."""

    def __init__(self, library: Library, start: Sequence[ResolvedWorkflow]) -> None:
        self._library = library
        # Lowering the workflow reports a wrong name.
        self._report = Report()
        self._needs: dict[int, list[ResolvedWorkflow]] = {}
        self._calls: dict[int, list[ResolvedWorkflow]] = {}
        self._sizes: dict[int, int] = {}
        self.all = list(self.reached(*start))
        self._handed = Handed(library.refs, self.all, self._needed, self._called)

    def own(self, each: ResolvedWorkflow) -> int:
        """The number of steps and calls of a workflow, plus one for itself."""
        return 1 + len(each.workflow.steps) + len(_names(each.workflow))

    def size(self, each: ResolvedWorkflow) -> int:
        """The same number, plus the share of the values that its calls pass on."""
        key = id(each.workflow)
        if key not in self._sizes:
            self._sizes[key] = self.own(each) + self._handed.of(each) // _HANDED
        return self._sizes[key]

    def reached(self, *start: ResolvedWorkflow) -> Iterator[ResolvedWorkflow]:
        """Some workflows and those that they call, each once."""
        seen: set[int] = set()
        pending = list(reversed(start))
        while pending:
            each = pending.pop()
            if id(each.workflow) not in seen:
                seen.add(id(each.workflow))
                yield each
                pending += [*self._needed(each), *self._called(each)]

    def _needed(self, each: ResolvedWorkflow) -> list[ResolvedWorkflow]:
        return self._found(self._needs, each, each.workflow.depends_on)

    def _called(self, each: ResolvedWorkflow) -> list[ResolvedWorkflow]:
        return self._found(self._calls, each, _calls(each.workflow))

    def _found(
        self,
        known: dict[int, list[ResolvedWorkflow]],
        each: ResolvedWorkflow,
        names: Sequence[Text],
    ) -> list[ResolvedWorkflow]:
        key = id(each.workflow)
        if key not in known:
            resolver = Resolver(each.document, self._library, self._report)
            found = [resolver.workflow(text) for text in names]
            known[key] = [called for called in found if called is not None]
        return known[key]


def _names(workflow: Workflow) -> list[Text]:
    """The texts in which a workflow names others: its `dependsOn`, its steps and its actions."""
    return [*workflow.depends_on, *_calls(workflow)]


def _calls(workflow: Workflow) -> list[Text]:
    """The texts in which the steps and actions of a workflow name others."""
    actions = [*workflow.success_actions, *workflow.failure_actions]
    found: list[Text] = []
    for step in workflow.steps:
        if isinstance(step.target, WorkflowTarget):
            found.append(step.target.text)
        actions += [*step.on_success, *step.on_failure]
    return [*found, *(each.workflow_id for each in actions if each.workflow_id is not None)]


def _report(
    workflow: Workflow, chosen: Sequence[ResolvedWorkflow], own: int, most: int, report: Report
) -> None:
    modules = f"the modules of {len(chosen)} workflows" if len(chosen) > 1 else "its module"
    message = (
        f"{modules} would hold more than {most} workflows, steps and calls, where the workflows "
        f"themselves have {own}"
    )
    notes = [
        Note("each module holds the workflows that its own calls, and this one most of all"),
        Note(f"{_HANDED} values that calls hand over count as one call"),
    ]
    hint = "build fewer with `--workflow`, or let a program call the clients of the parts"
    report.add("AZ006", workflow.id.span, message, notes=notes, help=hint)
