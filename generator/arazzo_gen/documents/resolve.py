"""Resolves the target of a step: an operation, or a workflow of this or another document
(Arazzo 1.1, "Step Object" and "Source Description Expression Resolution")."""

from __future__ import annotations

import re
from typing import TypeAlias

from arazzo_gen.arazzo.model import (
    ChannelPath,
    Document,
    OperationId,
    OperationPath,
    Step,
    Text,
    Workflow,
    WorkflowTarget,
)
from arazzo_gen.diagnostics.model import Edit, Note, Report
from arazzo_gen.diagnostics.nearest import listed, nearest
from arazzo_gen.diagnostics.respelt import respelt
from arazzo_gen.documents.library import Library, Source
from arazzo_gen.documents.places import (
    PATH_FORM,
    is_pointer_to,
    operations_at,
    pointer_of,
    read_place,
    right_path,
    workflow_at,
)
from arazzo_gen.documents.unknown import (
    all_operations,
    in_other_source,
    named_help,
    path_help,
    plain_help,
    sought_operation,
)
from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.model import OpenApiDocument, Operation, OperationRef
from arazzo_gen.openapi.operations import find_by_id, operation_ids, operations
from arazzo_gen.record import record
from arazzo_gen.source.span import Span


@record(eq=False)
class ResolvedOperation:
    """An operation, and the source description that leads to it."""

    source: str
    operation: Operation


@record(eq=False)
class ResolvedWorkflow:
    """A workflow, and the document it stands in."""

    document: Document
    workflow: Workflow


Resolved: TypeAlias = ResolvedOperation | ResolvedWorkflow

_QUALIFIED = pattern(r"\{?\$sourceDescriptions\.([A-Za-z0-9_\-]+)\.([^{}]+)\}?")
_PATH = pattern(r"(\{?)\$sourceDescriptions\.([A-Za-z0-9_\-]+)(\.url)?(\}?)(.*)", re.DOTALL)
_NOT_YET = "AsyncAPI steps are not supported yet"


@record
class Resolver:
    """Looks up the names of one document's steps and actions."""

    document: Document
    library: Library
    report: Report

    @property
    def sources(self) -> dict[str, Source]:
        """The sources of the document by name."""
        return self.library.sources(self.document)

    def target(self, step: Step) -> Resolved | None:
        """The target of a step; None where it is wrong, which has been reported."""
        target = step.target
        if isinstance(target, ChannelPath):
            self.report.add("AZ205", target.text.span, _NOT_YET, help=_keep_going(step))
            return None
        if isinstance(target, WorkflowTarget):
            return self.workflow(target.text)
        if isinstance(target, OperationId):
            return self._operation_id(target, step)
        return self._operation_path(target, step)

    # --- Workflows ----------------------------------------------------------------------

    def workflow(self, text: Text) -> ResolvedWorkflow | None:
        """The workflow that an id or `$sourceDescriptions.<source>.<id>` names, or the one that
        another spelling can mean."""
        match = _QUALIFIED.fullmatch(text.value)
        source, written = (match[1], match[2]) if match is not None else (None, text.value)
        known = self._workflows_of(source)
        if written in known:
            return known[written]
        place = read_place(text.value, self.sources)
        known = self._workflows_of(place.source)
        name = workflow_at(place, list(known)) if place.method is None else None
        if name is None:
            if source is None and place.method is None and place.source is not None:
                source, written = place.source, place.rest
            self._no_workflow(text, source, written)
            return None
        right = name if place.source is None else f"$sourceDescriptions.{place.source}.{name}"
        message = "this is not how the specification names a workflow"
        self._dialect(text, message, right)
        return known[name]

    def _workflows_of(self, source: str | None) -> dict[str, ResolvedWorkflow]:
        """The workflows of a source, or of this document, by id; of one id the first."""
        document: Document | None = self.document
        if source is not None:
            document = self.sources[source].arazzo if source in self.sources else None
        found: dict[str, ResolvedWorkflow] = {}
        if document is not None:
            for each in document.workflows:
                found.setdefault(each.id.value, ResolvedWorkflow(document, each))
        return found

    def _no_workflow(self, text: Text, name: str | None, written: str) -> None:
        """Report a workflow that does not exist in the source of a name, or in this document."""
        if name is None:
            self._not_in(self.document, written, text.span, "this document")
            return
        start = text.value.find(name)
        source = self._source(name, text.span.inside(start, start + len(name)))
        if source is None:
            return
        if source.arazzo is None:
            message = f"source {name!r} is not an Arazzo document: it has no workflows"
            hint = "`operationId` names an operation of an OpenAPI document"
            self.report.add("AZ204", text.span, message, notes=[_named(source)], help=hint)
            return
        start = text.value.rfind(written)
        span = text.span.inside(start, start + len(written))
        self._not_in(source.arazzo, written, span, f"source {name!r}")

    def _not_in(self, document: Document, name: str, span: Span, where: str) -> None:
        """Report a workflow that a document does not have; not one that could not be read."""
        if name in document.broken:
            return
        names = [each.id.value for each in document.workflows]
        last = re.split("[./]", name)[-1]
        near = nearest(name, names) or (last if last in names else nearest(last, names))
        hint = f"did you mean {near!r}?" if near else listed(names, "it has")
        message = f"{where} has no workflow {name!r}"
        self.report.add("AZ204", span, message, help=hint, edits=respelt(span, name, names))

    # --- Operations by id ---------------------------------------------------------------

    def _operation_id(self, target: OperationId, step: Step) -> ResolvedOperation | None:
        text = target.text
        match = _QUALIFIED.fullmatch(text.value)
        if "#/" in text.value and not self._plain(text.value):
            places = operations_at(text.value, self.sources)
            if len(places) > 1:
                self._ambiguous(places, text, "operationId")
                return None
            if places:
                message = "an operationId is a name: a place is an `operationPath`"
                return self._in_dialect(places[0], text, message, "operationPath: '{}'")
        if match is not None and not self._plain(text.value):
            parts = text.span.inside(*match.span(1)), text.span.inside(*match.span(2))
            return self._qualified(match[1], match[2], text, step, parts)
        found = self._plain(text.value)
        if len(found) == 1:
            self._warn_unqualified(found[0][0], text)
            return self._take(found[0][0], found[0][1], text)
        if found:
            names = ", ".join(repr(source.description.name.value) for source, _ in found)
            message = f"operation {text.value!r} is in several sources: {names}"
            first = found[0][0].description.name.value
            hint = f"say which: `$sourceDescriptions.{first}.{text.value}`"
            notes = [
                Note(f"that of {source.description.name.value!r}", refs[0].span)
                for source, refs in found
            ]
            self.report.add("AZ207", text.span, message, notes=notes, help=hint)
            return None
        prefix, dot, rest = text.value.partition(".")
        if dot and prefix in self.sources:
            right = f"$sourceDescriptions.{prefix}.{rest}"
            message = "this is not how the specification names an operation of a source"
            self._dialect(text, message, right)
            after = text.span.inside(len(prefix) + 1, len(text.value))
            return self._qualified(prefix, rest, text, step, (text.span, after))
        self._unknown_operation(text, step)
        return None

    def _plain(self, name: str) -> list[tuple[Source, list[OperationRef]]]:
        found = []
        for source in self.sources.values():
            refs = find_by_id(source.openapi, name) if source.openapi is not None else []
            if refs:
                found.append((source, refs))
        return found

    def _qualified(
        self, name: str, operation_id: str, text: Text, step: Step, parts: tuple[Span, Span]
    ) -> ResolvedOperation | None:
        """An operation of a source; `parts` are the spans of the source and of the operation."""
        source = self._source(name, parts[0], step)
        if source is None:
            return None
        if source.openapi is None:
            self._no_operations(source, parts[0])
            return None
        refs = find_by_id(source.openapi, operation_id)
        if refs:
            return self._take(source, refs, text)
        known = list(operation_ids(source.openapi))
        message = f"source {name!r} has no operation {operation_id!r}"
        other = in_other_source(operation_id, self.sources)
        hint = named_help(operation_id, known, f"`$sourceDescriptions.{name}.{{}}`", "it has")
        edits = respelt(parts[1], operation_id, known)
        sought = sought_operation(operation_id, {name: source}, self.library)
        if other is not None:
            hint, sought = f"did you mean `$sourceDescriptions.{other}.{operation_id}`?", None
            edits = (Edit(parts[0], name, other, is_safe=False),)
        self.report.add("AZ202", parts[1], message, help=hint, edits=edits, sought=sought)
        return None

    def _no_operations(self, source: Source, span: Span) -> None:
        name = source.description.name.value
        message = f"source {name!r} is not an OpenAPI document: it has no operations"
        hint = "`workflowId` names a workflow of an Arazzo document"
        self.report.add("AZ202", span, message, notes=[_named(source)], help=hint)

    def _take(
        self, source: Source, refs: list[OperationRef], text: Text
    ) -> ResolvedOperation | None:
        document = source.openapi
        if document is None:
            return None
        if len(refs) > 1:
            message = f"operationId {refs[0].operation_id!r} stands {len(refs)} times in its source"
            notes = [Note(f"{ref.method.upper()} {ref.path}", ref.span) for ref in refs[:4]]
            hint = "name the one that is meant with an operationPath"
            self.report.add("AZ209", text.span, message, notes=notes, help=hint)
            return None
        return self._read(source, document, refs[0])

    def _read(
        self, source: Source, document: OpenApiDocument, ref: OperationRef
    ) -> ResolvedOperation:
        operation = self.library.operation(document, ref)
        return ResolvedOperation(source.description.name.value, operation)

    def _warn_unqualified(self, source: Source, text: Text) -> None:
        others = [s for s in self.sources.values() if s.kind != "arazzo"]
        if len(others) > 1:
            right = f"$sourceDescriptions.{source.description.name.value}.{text.value}"
            message = "with several sources, an operationId has to name its source"
            self._dialect(text, message, right)

    def _unknown_operation(self, text: Text, step: Step) -> None:
        """Report an operationId that no source has; not where a missing source may have it."""
        kinds = {source.kind for source in self.sources.values()}
        if self._lacks_sources:
            return
        if kinds == {"asyncapi"} or step.action is not None:
            self.report.add("AZ205", text.span, _NOT_YET, help=_keep_going(step))
            return
        names = all_operations(self.sources)
        places = operations_at(text.value, self.sources)
        sought = None
        if len(places) == 1:
            hint: str | None = f"write `operationPath: '{right_path(*places[0])}'`"
        else:
            hint = plain_help(text.value, names)
            sought = sought_operation(text.value, self.sources, self.library)
        message = f"no source has an operation {text.value!r}"
        edits = respelt(text.span, text.value, names)
        self.report.add("AZ202", text.span, message, help=hint, edits=edits, sought=sought)

    # --- Operations by path -------------------------------------------------------------

    def _operation_path(self, target: OperationPath, step: Step) -> ResolvedOperation | None:
        text = target.text
        found = operations_at(text.value, self.sources)
        if not found:
            self._no_operation_at(text, step)
            return None
        if len(found) > 1:
            self._ambiguous(found, text, "operationPath")
            return None
        source, ref = found[0]
        match = _PATH.fullmatch(text.value)
        if match is None or not (match[1] and match[3] and match[4]):
            message = "an operationPath starts with the source's URL as an expression in braces"
            return self._in_dialect(found[0], text, message)
        if not is_pointer_to(ref, match[5]):
            message = "an operationPath ends with a JSON Pointer to the operation"
            return self._in_dialect(found[0], text, message)
        return self._found(source, ref)

    def _ambiguous(self, found: list[tuple[Source, OperationRef]], text: Text, field: str) -> None:
        """Report a place that several operations can be."""
        source, ref = found[0]
        message = f"this {field} can mean {len(found)} operations"
        notes = [Note(f"{ref.method.upper()} {ref.path}", ref.span) for _, ref in found[:4]]
        hint = f"say which with an operationPath, such as `{right_path(source, ref)}`"
        self.report.add("AZ210", text.span, message, notes=notes, help=hint)

    def _in_dialect(
        self, found: tuple[Source, OperationRef], text: Text, message: str, right: str = "{}"
    ) -> ResolvedOperation | None:
        """An operation that is named in a dialect, with a warning; `right` is the form of what is
        written instead, around its operationPath."""
        self._dialect(text, message, right_path(*found), right)
        return self._found(*found)

    def _found(self, source: Source, ref: OperationRef) -> ResolvedOperation | None:
        return self._read(source, source.openapi, ref) if source.openapi is not None else None

    def _no_operation_at(self, text: Text, step: Step) -> None:
        """Report an operationPath that leads to no operation."""
        match = _PATH.fullmatch(text.value)
        if match is not None:
            name, fragment = match[2], match[5]
        else:
            name, hash_, fragment = text.value.partition("#")
            fragment = hash_ + fragment
            if name not in self.sources:
                if self._lacks_sources:
                    return
                message = "this operationPath does not begin with a source"
                self.report.add(
                    "AZ210", text.span, message, help=path_help(text.value, self.sources)
                )
                return
        start = text.value.find(name)
        span = text.span.inside(start, start + len(name))
        source = self._source(name, span, step)
        if source is None or source.openapi is None:
            if source is not None:
                self._no_operations(source, span)
            return
        pointer = fragment if fragment.startswith("#") else f"#{fragment.lstrip('.')}"
        message = f"source {name!r} has no operation at {pointer!r}"
        places = [pointer_of(each) for each in operations(source.openapi)]
        near = nearest(pointer, places)
        hint = f"did you mean `{near}`?" if near else f"it is written `{PATH_FORM}`"
        start = len(text.value) - len(fragment)
        span = text.span.inside(start, len(text.value)) if fragment else text.span
        self.report.add("AZ202", span, message, help=hint)

    def _dialect(self, text: Text, message: str, right: str, form: str = "{}") -> None:
        # Another form is that of another field.
        edits = [Edit(text.span, text.value, right)] if form == "{}" else []
        hint = f"write `{form.format(right)}`"
        self.report.add("AZ208", text.span, message, help=hint, edits=edits)

    # --- Sources ------------------------------------------------------------------------

    @property
    def _lacks_sources(self) -> bool:
        """Whether a source that cannot be read may have what the others do not."""
        kinds = {source.kind for source in self.sources.values()}
        return "missing" in kinds or bool(self.document.sources_lost)

    def _source(self, name: str, span: Span, step: Step | None = None) -> Source | None:
        """A source by its name; None, reported, where it is missing or cannot be used."""
        source = self.sources.get(name)
        if source is None and self.document.sources_lost:
            return None
        if source is None:
            near = nearest(name, list(self.sources))
            hint = f"did you mean {near!r}?" if near else listed(self.sources, "known:")
            message = f"there is no source description {name!r}"
            edits = respelt(span, name, list(self.sources))
            self.report.add("AZ211", span, message, help=hint, edits=edits)
            return None
        if source.kind == "asyncapi" and step is not None:
            self.report.add("AZ205", span, _NOT_YET, help=_keep_going(step))
            return None
        return None if source.kind in ("missing", "asyncapi") else source


def _named(source: Source) -> Note:
    return Note("the source description", source.description.url.span)


def _keep_going(step: Step) -> str:
    return "`--keep-going` builds the workflows of the document that need no AsyncAPI"
