"""The scope of a workflow's expressions: its inputs, its steps and their outputs, by name."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from arazzo_gen.analysis.bound import Bound
from arazzo_gen.analysis.inherited import all_actions
from arazzo_gen.analysis.mentions import used_inputs
from arazzo_gen.analysis.order import ordered_steps
from arazzo_gen.analysis.responses import Answer
from arazzo_gen.arazzo.model import Document, Parameter, Step, Text, Workflow
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.library import Library
from arazzo_gen.documents.resolve import Resolved, ResolvedOperation, ResolvedWorkflow, Resolver
from arazzo_gen.record import fresh, record
from arazzo_gen.source.span import Span
from arazzo_gen.types import TypeTable
from arazzo_gen.typing.inputs import InputDecl, read_inputs
from arazzo_gen.typing.schema import Types


@record(frozen=False)
class StepInfo:
    """A step with the facts that lowering needs.

    `outputs` are bound when they are first read; `answer` is what its response can hold.
    `read_sites` has the span at which its expressions read an output, by step and name of the
    output.
    """

    step: Step
    index: int
    target: Resolved | None
    answer: Answer | None = None
    outputs: dict[str, Bound] = fresh(factory=dict)
    pending: set[str] = fresh(factory=set)
    read_sites: dict[tuple[str, str], Span] = fresh(factory=dict)

    @property
    def id(self) -> str:
        """The document's stepId."""
        return self.step.id.value

    @property
    def operation(self) -> ResolvedOperation | None:
        """The operation that it calls, if it calls one."""
        return self.target if isinstance(self.target, ResolvedOperation) else None

    @property
    def called(self) -> ResolvedWorkflow | None:
        """The workflow that it calls, if it calls one."""
        return self.target if isinstance(self.target, ResolvedWorkflow) else None


@record(frozen=False, eq=False)
class Scope:
    """One workflow with the names that its expressions can use.

    `key` names it in the module. `before` are the workflows of its `dependsOn`, each with the text
    that names it; `depends` are the same workflows, by the name that expressions use. `strays` are
    the workflow's parameters that reach no step, once they have been looked for. `output_names` are
    those of each step.
    """

    key: str
    program: Program
    document: Document
    workflow: Workflow
    resolver: Resolver
    types: Types
    report: Report
    inputs: dict[str, InputDecl]
    steps: dict[str, StepInfo]
    output_names: dict[str, tuple[str, ...]]
    before: list[tuple[Text, Scope]] = fresh(factory=list)
    depends: dict[str, Scope] = fresh(factory=dict)
    outputs: dict[str, Bound] = fresh(factory=dict)
    strays: tuple[Parameter, ...] | None = None

    @property
    def order(self) -> list[StepInfo]:
        """The steps in document order."""
        return list(self.steps.values())

    def retried(self, workflow: str, document: Document | None = None) -> Scope | None:
        """The workflow of an id, of any document or of this one, that a retry runs first; None
        where none does."""
        resolver = Resolver(self.document, self.program.library, Report())  # lowering reports
        for action in all_actions(self.workflow):
            if action.type == "retry" and action.workflow_id is not None:
                found = resolver.workflow(action.workflow_id)
                if found is None or found.workflow.id.value != workflow:
                    continue
                if document is None or found.document is document:
                    return self.program.open(found)
        return None

    def subject(self, what: str, owner: str, name: str) -> tuple[str, ...]:
        """The subject of a finding: what several places would repeat is reported once."""
        return (self.document.file.name, self.workflow.id.value, what, owner, name)


@record(frozen=False, eq=False)
class Program:
    """The workflows of one module by key, and the state that they share."""

    library: Library
    report: Report
    home: Document
    table: TypeTable
    types: Types
    scopes: dict[str, Scope] = fresh(factory=dict)

    def open(self, found: ResolvedWorkflow) -> Scope:
        """The scope of a workflow, made when it is first needed."""
        key = workflow_key(found, self.home)
        if key not in self.scopes:
            self.scopes[key] = self._make(key, found)
            self._note_before(self.scopes[key])
        return self.scopes[key]

    def _note_before(self, scope: Scope) -> None:
        for text in scope.workflow.depends_on:
            resolved = scope.resolver.workflow(text)
            if resolved is not None:
                before = self.open(resolved)
                if all(before is not other for _, other in scope.before):
                    scope.before.append((text, before))
                scope.depends[resolved.workflow.id.value] = before

    def _make(self, key: str, found: ResolvedWorkflow) -> Scope:
        workflow, document = found.workflow, found.document
        resolver = Resolver(document, self.library, self.report)
        uses = partial(used_inputs, workflow)
        declared = read_inputs(workflow.inputs, self.library.refs, self.types, self.report, uses)
        steps: dict[str, StepInfo] = {}
        for index, step in enumerate(ordered_steps(workflow, self.report)):
            # A repeated id has been reported; the second step is analysed all the same.
            name = step.id.value if step.id.value not in steps else f"{step.id.value} {index}"
            steps[name] = StepInfo(step, index, resolver.target(step))
        inputs = {each.name: each for each in declared}
        outputs = {
            name: tuple(output.name.value for output in info.step.outputs)
            for name, info in steps.items()
        }
        return Scope(
            key, self, document, workflow, resolver, self.types, self.report, inputs, steps, outputs
        )


def workflow_key(found: ResolvedWorkflow, home: Document) -> str:
    """A workflow's key in a module of `home`: its id, prefixed with its file if that is another.

    The file's path is relative to the folder of `home`, so that builds give the same keys anywhere.
    """
    own = found.workflow.id.value
    if found.document is home:
        return own
    there, here = found.document.file.path, home.file.path
    if there is None or here is None:
        return f"{found.document.file.name}#{own}"
    return f"{Path(os.path.relpath(there, here.parent)).as_posix()}#{own}"
