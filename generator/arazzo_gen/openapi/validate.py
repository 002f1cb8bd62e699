"""Validates the parts of an OpenAPI document that steps use, with openapi-spec-validator.

The library is asked about those parts alone that are not surely clean (see `clean/`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from arazzo_gen.cache import digest
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.bundle import Bundle, bundle
from arazzo_gen.openapi.cycles import find_cycle
from arazzo_gen.openapi.model import OpenApiDocument, OperationRef
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.openapi.validate_runner import ValidationRunner
from arazzo_gen.openapi.validate_verdict import Finding, Verdict
from arazzo_gen.record import record
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node

_MOST = 5
_FEW = 150
"""Up to this many operations are validated sooner than a second worker imports the library."""

_LOST = ("AZ0", "AZ802", "AZ803", "AZ804")
"""What is said of references that lead nowhere, and of files that cannot be read."""

_AT_ONCE = 300
"""The most operations of one part: the library slows down as a document grows."""


@record
class Judged:
    """What is to say of a document.

    Attributes:
        head: The place of its version, for what is about all of it.
        findings: What the library has found first, with the places.
        count: How much it has found.
        cycles: Schemas that are made of themselves.
        failures: Why it could not say anything of a part.
        is_final: Whether it would say so again; not where a process ended too early.
    """

    head: Span
    findings: tuple[tuple[Span, str], ...] = ()
    count: int = 0
    cycles: tuple[Span, ...] = ()
    failures: tuple[str, ...] = ()
    is_final: bool = True


def validate(
    document: OpenApiDocument,
    report: Report,
    operations: Sequence[OperationRef] | None = None,
) -> None:
    """Warn of what is not valid in a document.

    Nothing outside the files that were read is looked at, and no document makes this raise: where
    the library raises, a warning says so.

    Args:
        document: The document.
        report: Gets a warning for each finding, a few at most.
        operations: Only these and what they refer to; None for the whole document.
    """
    begin_validation(document, operations, ValidationRunner())(report)


def begin_validation(
    document: OpenApiDocument, operations: Sequence[OperationRef] | None, runner: ValidationRunner
) -> Callable[[Report], None]:
    """Begin to validate a document; `validate` does it in one call.

    Args:
        document: The document.
        operations: Only these and what they refer to; None for the whole document.
        runner: Runs the library.

    Returns:
        A function that waits for the verdicts and reports them.
    """
    wait = begin_judging(document, operations, runner)
    return lambda report: tell(wait(), report)


def begin_judging(
    document: OpenApiDocument, operations: Sequence[OperationRef] | None, runner: ValidationRunner
) -> Callable[[], Judged]:
    """As `begin_validation`, but gives what is to say instead of reporting it (see `tell`)."""
    head = _head(document)
    name = _name(document, operations)
    if name is not None and runner.is_clean(name):
        return lambda: Judged(head)  # without making the copies for the validator
    # References that lead nowhere are reported where they are read.
    quiet = Refs(document.refs.loader, Report())
    quiet.know(document.root)
    begun: list[tuple[Bundle, Callable[[], Verdict]]] = []
    cycles: list[Node] = []
    failure: str | None = None
    try:
        for part, is_clean in _parts(document, quiet, operations):
            cycle = find_cycle(part.root, part.objects)
            if cycle is not None:
                cycles.append(part.places[id(cycle)])
            elif is_clean:
                begun.append((part, Verdict))
            else:
                begun.append((part, runner.begin(document.version, part.root)))
    except Exception as error:  # a copy may be too deep for JSON, say
        failure = type(error).__name__

    def wait() -> Judged:
        verdicts = [(part, wait()) for part, wait in begun]
        # A failure beside findings is not reported: they are most likely its cause.
        failed = [failure, *(each.failure for _, each in verdicts if not each.findings)]
        clean = not cycles and not any(failed)
        if name is not None and clean and all(_is_clean(*pair) for pair in verdicts):
            runner.note_clean(name)
        return Judged(
            head,
            tuple(
                (_span(each, part), each.message) for part, one in verdicts for each in one.findings
            ),
            sum(verdict.count for _, verdict in verdicts),
            tuple(schema.span for schema in cycles),
            tuple(each for each in failed if each is not None),
            not any(_is_passing(verdict) for _, verdict in verdicts),
        )

    return wait


def tell(judged: Judged, report: Report) -> None:
    """Report what is to say of a document, but for what the report has already."""
    for schema in judged.cycles:
        _report_cycle(schema, report)
    # Nor is a reference that leads nowhere, which the library does not expect.
    if not any(found.code.startswith(_LOST) for found in report.diagnostics):
        for failure in dict.fromkeys(judged.failures):
            message = f"openapi-spec-validator gave up on this document ({failure})"
            report.add("AZ811", judged.head, message)
    _report(judged, report)


def _is_passing(verdict: Verdict) -> bool:
    """Whether another build may get another verdict on the same document."""
    return verdict.is_late or " " in (verdict.failure or "")  # not the name of an exception


def _name(document: OpenApiDocument, operations: Sequence[OperationRef] | None) -> str | None:
    """A digest of what the verdicts depend on; None where that is in more than one file."""
    file = document.root.file
    refs = operations or ()
    if any(node.file is not file for ref in refs for node in (ref.item, ref.node)):
        return None
    reached = [f"{ref.method} {ref.path} {ref.node.span.line}" for ref in refs]
    return digest(file.uri, file.text, "all" if operations is None else "", *reached)


def _is_clean(part: Bundle, verdict: Verdict) -> bool:
    return part.is_of_one_file and not verdict.findings


def _parts(
    document: OpenApiDocument, refs: Refs, operations: Sequence[OperationRef] | None
) -> Iterator[tuple[Bundle, bool]]:
    """The parts of a document that are validated, and whether each is surely clean."""
    # Imported here: not needed where an earlier build has found nothing.
    from arazzo_gen.openapi.clean.verdict import is_surely_clean

    groups = list(_groups(operations))
    if len(groups) > 1:
        with suppress(Exception):  # the parts then say which of them is too deep to copy
            whole = bundle(document, refs, operations)
            if is_surely_clean(document.version, whole.root):
                yield whole, True
                return
    for group in groups:
        part = bundle(document, refs, group)
        yield part, is_surely_clean(document.version, part.root)


def _groups(
    operations: Sequence[OperationRef] | None,
) -> Iterator[Sequence[OperationRef] | None]:
    if operations is None:
        yield None
        return
    # An even number of parts of one size keeps two cores equally busy. The number of cores there
    # are does not count: the findings must not depend on it.
    count = len(operations)
    parts = 1 if count <= _FEW else 2 * -(-count // (2 * _AT_ONCE))
    size = max(1, -(-count // parts))
    for start in range(0, count, size):
        yield operations[start : start + size]


def _report_cycle(schema: Span, report: Report) -> None:
    message = "this schema is made of itself: no validator can tell what fits it"
    hint = "let it refer to itself in a property or in the items of an array"
    report.add("AZ811", schema, message, help=hint)


def _report(judged: Judged, report: Report) -> None:
    shown: set[tuple[Span, str]] = set()
    said = {each.span for each in report.diagnostics}
    for number, (span, text) in enumerate(judged.findings):
        entry = (span, text)
        if entry in shown or span in said:
            continue  # the reader of that place has reported it
        if len(shown) == _MOST:
            rest = judged.count - number
            message = f"this document has up to {rest} more findings of openapi-spec-validator"
            report.add("AZ801", judged.head, message)
            return
        shown.add(entry)
        report.add("AZ801", span, text)


def _span(finding: Finding, part: Bundle) -> Span:
    """The span of a finding: of what is at its place in the copy, or next around it."""
    value: object = part.root
    last = part.places[id(value)]
    node: Node | None = last
    for depth, token in enumerate(finding.place, 1):
        if isinstance(value, Mapping):
            value = value.get(token)
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            break
        around = node
        # Data, extensions and scalars of the copy have no places of their own; what refers to
        # other files is in a map that no document has.
        node = part.places.get(id(value)) or (node.at((token,)) if node is not None else None)
        last = node or last
        if finding.is_key and depth == len(finding.place) and around is not None:
            return around.key_span(token)
    return last.span


def _head(document: OpenApiDocument) -> Span:
    root: Node = document.root
    return root.key_span("swagger" if document.version == "2.0" else "openapi")
