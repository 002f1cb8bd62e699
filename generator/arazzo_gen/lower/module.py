"""Lowers a workflow, with all workflows that it calls, to one module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from arazzo_gen import ir
from arazzo_gen.analysis.calls import calls
from arazzo_gen.analysis.mentions import mentions_input
from arazzo_gen.analysis.scope import Program, Scope
from arazzo_gen.arazzo.model import Document, Text, Workflow
from arazzo_gen.check.repeats import check_repeats
from arazzo_gen.diagnostics.model import Note
from arazzo_gen.documents.library import Library
from arazzo_gen.documents.resolve import ResolvedWorkflow
from arazzo_gen.ir.flow_walk import called_by, jumps, runs
from arazzo_gen.ir.reserved import Reserved
from arazzo_gen.lower.dependencies import shared_dependencies
from arazzo_gen.lower.durable import check_durable
from arazzo_gen.lower.names.files import module_file
from arazzo_gen.lower.names.identifiers import (
    Names,
    identifier,
)
from arazzo_gen.lower.names.keywords import keep_apart
from arazzo_gen.lower.names.shared import SharedKeywords
from arazzo_gen.lower.names.types import name_types
from arazzo_gen.lower.request.security import Credentials
from arazzo_gen.lower.request.servers import Sources
from arazzo_gen.lower.request.supplied import Supplies
from arazzo_gen.lower.request.uploads import type_uploads
from arazzo_gen.lower.secrets import hide_secrets
from arazzo_gen.lower.workflow import Shared, draft_workflow, finish_workflow, settle
from arazzo_gen.record import replace
from arazzo_gen.types import Type, TypeTable
from arazzo_gen.typing.schema import Types

_MOST_WORKFLOWS = 100
"""The most workflows of a module: without it a chain of calls costs its length squared."""


def lower_module(
    library: Library,
    document: Document,
    workflow: Workflow,
    client: Literal["both", "sync", "async"],
    http: Literal["httpx", "httpx2"],
    reserved: Reserved,
    durable: bool = False,
) -> ir.Module | None:
    """The module of a workflow; None where something in it is wrong (reported).

    `durable`: its runs shall have a form that a journal keeps.
    """
    report = library.report
    table = TypeTable()
    types = Types(library.refs, table, report, library.nodes())
    program = Program(library, report, document, table, types)
    main = program.open(ResolvedWorkflow(document, workflow))
    scopes = _reached(main)
    if scopes is None:
        return None
    type_uploads(scopes)
    shared = _shared(scopes, types, reserved)
    drafts = [draft_workflow(scope, shared, main=scope is main) for scope in scopes]
    settle([each for each in drafts if each is not None])
    lowered = [finish_workflow(each, shared) for each in drafts if each is not None]
    check_repeats([(each.scope, each.steps) for each in drafts if each is not None])
    if len(lowered) < len(drafts):
        return None
    marked = hide_secrets([each for each in drafts if each is not None], lowered, types)
    workflows = keep_apart(_spread(marked), shared.sources.all, reserved)
    if durable:
        check_durable([each.scope for each in drafts if each is not None], marked, table)
    type_names = name_types(_signature_types(workflows), table, shared.names)
    return ir.Module(
        document=(document.file.path or Path(document.file.name)).name,
        file=module_file(workflow.id.value),
        workflows=workflows,
        sources=shared.sources.all,
        types=table,
        type_names=type_names,
        client=client,
        http=http,
        durable=durable,
    )


# --- The workflows of a module ----------------------------------------------------------


def _reached(main: Scope) -> list[Scope] | None:
    """The workflow, then those that it calls; None where the calls have a cycle (reported)."""
    found: list[Scope] = []
    done: set[str] = set()

    def visit(scope: Scope, path: tuple[tuple[Scope, Text], ...]) -> bool:
        if scope.key in done:
            return True
        found.append(scope)
        for text, called in _calls(scope):
            chain = (*path, (scope, text))
            keys = [each.key for each, _ in chain]
            if called.key in keys:
                _report_cycle(chain[keys.index(called.key) :])
                return False
            if len(done) + len(chain) > _MOST_WORKFLOWS:
                _report_many(main)
                return False
            if not visit(called, chain):
                return False
        done.add(scope.key)
        return True

    if not visit(main, ()):
        return None
    return list({scope.key: scope for scope in found}.values())


def _report_many(main: Scope) -> None:
    place = main.workflow.id
    message = f"workflow {place.value!r} calls more than {_MOST_WORKFLOWS} workflows"
    hint = "each of them would be written into its module: build the parts, and call their clients"
    main.report.add("AZ006", place.span, message, help=hint)


def _report_cycle(calls: tuple[tuple[Scope, Text], ...]) -> None:
    """Report a cycle of calls once, at the call that comes first in the documents, wherever the
    search entered it."""
    places = [(text.span.file.name, text.span.line, text.span.column) for _, text in calls]
    first = places.index(min(places))
    turned = (*calls[first:], *calls[:first])
    names = [scope.key for scope, _ in turned]
    message = "workflows call each other in a circle: " + " → ".join([*names, names[0]])
    notes = [Note(f"{scope.key!r} goes on here", text.span) for scope, text in turned[1:]]
    scope, text = turned[0]
    scope.report.add("AZ212", text.span, message, notes=notes)


def _calls(scope: Scope) -> Iterator[tuple[Text, Scope]]:
    """The workflows that one calls, with the text that names each."""
    yield from scope.before
    yield from ((call.text, call.called) for call in calls(scope))


def _shared(scopes: list[Scope], types: Types, reserved: Reserved) -> Shared:
    """The state that a module's workflows share; inputs that are read keep their names."""
    own_names = reserved.run | reserved.body | reserved.run_body
    params = Names(own_names)
    inputs: dict[str, dict[str, str]] = {}
    for scope in scopes:
        wanted = {name: identifier(name, "input") for name in scope.inputs}
        inputs[scope.key] = Names(own_names).take_each(wanted)
    used = sorted({param for each in inputs.values() for param in each.values()})
    for param in used:
        params.take(param)
    # Inside `run` a parameter hides a module-level name of the same spelling, so functions
    # make way for it.
    names = Names(reserved.module | reserved.run)
    for param in used:
        names.take(param)
    given = shared_dependencies(scopes, params)
    for param in given.values():
        names.take(param)
    by_key = {scope.key: scope.workflow for scope in scopes}
    keywords = SharedKeywords(
        params, names, reserved.step, inputs, lambda key, name: mentions_input(by_key[key], name)
    )
    credentials, supplies = Credentials(keywords), Supplies(keywords, types)
    sources = Sources(params, names)
    return Shared(reserved, names, params, sources, credentials, supplies, inputs, given)


def _spread(workflows: list[ir.Workflow]) -> tuple[ir.Workflow, ...]:
    """The workflows, each with the sources and keywords of those that it calls too."""
    by_key = {workflow.id: workflow for workflow in workflows}
    calls = {key: list(dict.fromkeys(_called_keys(each))) for key, each in by_key.items()}

    def reached(key: str, seen: set[str]) -> Iterator[ir.Workflow]:
        if key in seen:
            return
        seen.add(key)
        yield by_key[key]
        for called in calls[key]:
            yield from reached(called, seen)

    spread: list[ir.Workflow] = []
    for workflow in workflows:
        sources: dict[str, None] = {}
        credentials: dict[ir.Credential, None] = {}
        supplied: dict[ir.Supplied, None] = {}
        for each in reached(workflow.id, set()):
            sources |= dict.fromkeys(each.sources)
            credentials |= dict.fromkeys(each.credentials)
            supplied |= dict.fromkeys(each.supplied)
        keywords = {"credentials": tuple(credentials), "supplied": tuple(supplied)}
        spread.append(replace(workflow, sources=tuple(sources), **keywords))
    return tuple(spread)


def _called_keys(workflow: ir.Workflow) -> Iterator[str]:
    for statement in workflow.flow:
        if isinstance(statement, ir.Depend):
            yield statement.workflow
    for step in workflow.steps:
        if isinstance(step.call, ir.WorkflowCall):
            yield step.call.workflow
    yield from workflow.transfers
    for run in runs(workflow.flow):
        called = (called_by(jump) for jump in jumps(run))
        yield from (each[0] for each in called if each is not None)


def _signature_types(workflows: tuple[ir.Workflow, ...]) -> Iterator[Type]:
    """The types of the parameters of functions and of the fields of dataclasses."""
    for workflow in workflows:
        for param in workflow.inputs:
            yield param.type
        for supplied in workflow.supplied:
            yield supplied.type
        for field in workflow.outputs:
            yield field.type
        for step in workflow.steps:
            for read in step.reads:
                yield read.type
            for field in step.outputs:
                yield field.type
            for decision in (step.success, step.failure):
                for read in decision.reads if decision is not None else ():
                    yield read.type
