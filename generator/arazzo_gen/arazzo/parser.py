"""Parses a positioned tree as an Arazzo document (Arazzo 1.0 and 1.1, "Schema")."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urljoin, urlsplit

from arazzo_gen.arazzo import kinds
from arazzo_gen.arazzo.components import read_components
from arazzo_gen.arazzo.example import example_lines
from arazzo_gen.arazzo.fields import Fields, Reader, spoken
from arazzo_gen.arazzo.library import Library
from arazzo_gen.arazzo.model import Document, Text, Workflow
from arazzo_gen.arazzo.names import check_unique
from arazzo_gen.arazzo.selectors import as_selector
from arazzo_gen.arazzo.sources import may_have_events, read_sources
from arazzo_gen.arazzo.workflows import read_workflow
from arazzo_gen.diagnostics.model import Edit, Report
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.text.node import Node

__all__ = ["as_selector", "parse_document"]

_VERSION = pattern(r"1\.([01])(\.\d+(-[0-9A-Za-z.-]+)?)?\Z")
_OTHER_FORMATS = {"openapi": "an OpenAPI", "swagger": "an OpenAPI", "asyncapi": "an AsyncAPI"}
_VERSION_HELP = "write `arazzo: 1.0.1` or `arazzo: 1.1.0`"


def parse_document(root: Node, report: Report) -> Document | None:
    """Read an Arazzo document of version 1.0 or 1.1.

    It looks up components only: a Reusable Object is replaced by what it refers to. Whether
    operations, steps and the names in expressions exist is checked later.

    Args:
        root: The document's tree. Any node may have any type.
        report: Gets everything that is wrong with the document's structure (AZ1xx).

    Returns:
        Everything that could be understood. A workflow with an error in its structure is named
        in `broken` and is not in `workflows`. If the parser could read all of it nevertheless, it
        is in `partial`, so that the rest of it can be checked. None where the tree is not an
        Arazzo document of a known version.
    """
    version = _read_version(root, report)
    if version is None:
        return None
    events = may_have_events((root.get("sourceDescriptions") or root).items)
    reader = Reader(report, version, Library(), events)
    fields = Fields(root, kinds.DOCUMENT, reader)
    fields.check_names()
    title, description = _read_info(fields)
    self_uri = _read_self(fields)
    sources = read_sources(fields)
    sources_lost = reader.lost
    components = fields.get("components")
    if components is not None:
        read_components(components, reader)
    found = _read_workflows(fields)
    return Document(
        file=root.file,
        root=root,
        version=version,
        self_uri=self_uri,
        base_uri=_base_uri(root.file.uri, self_uri),
        title=title,
        description=description,
        sources=sources,
        workflows=found.whole,
        broken=found.broken,
        partial=found.partial,
        sources_lost=sources_lost,
    )


def _read_version(root: Node, report: Report) -> tuple[int, int] | None:
    """The document's version; None, reported, where it is not an Arazzo document."""
    if root.kind != "object":
        message = f"expected an Arazzo document, which is a map, found {spoken(root.kind)}"
        report.add(
            "AZ101", root.span, message, help="an Arazzo document begins with `arazzo: 1.0.1`"
        )
        return None
    node = root.get("arazzo")
    if node is None:
        _report_other_format(root, report)
        return None
    # Without quotes, 1.0 is a number in YAML; it is clear which version is meant.
    written = node.text if node.text is not None else str(node.value)
    match = _VERSION.match(written) if node.kind in ("string", "number") else None
    if match is None:
        message = "this is not a version of Arazzo that is known"
        report.add("AZ101", node.span, message, help=_VERSION_HELP)
        return None
    if match.group(2) is None:
        message = f"the version `{written}` is not written in full: it has three parts"
        full = f"1.{match.group(1)}.{1 - int(match.group(1))}"
        edits = [Edit(node.span, written, full)]
        report.add("AZ124", node.span, message, help=f"write `arazzo: {full}`", edits=edits)
    return 1, int(match.group(1))


def _report_other_format(root: Node, report: Report) -> None:
    for key, name in _OTHER_FORMATS.items():
        if key in root.entries:
            hint = "give the Arazzo document, and name this one in its `sourceDescriptions`"
            lines = example_lines(root) if key != "asyncapi" else ()
            if lines:
                hint += "; such a document is:"
            message = f"this is {name} document, not an Arazzo document"
            report.add("AZ101", root.key_span(key), message, help=hint, lines=lines)
            return
    message = "this is not an Arazzo document: it has no `arazzo` field"
    report.add("AZ101", root.span, message, help=_VERSION_HELP)


def _read_info(document: Fields) -> tuple[str | None, str | None]:
    """Title and description. An error in them is only a warning, as no client depends on them."""
    reader = document.reader
    node = document.get("info")
    if node is None:
        hint = "add `info` with a `title` and a `version`"
        reader.warn("AZ102", document.span, "an Arazzo document needs `info`", help=hint)
        return None, None
    if node.kind != "object":
        message = f"expected a map for `info`, found {spoken(node.kind)}"
        reader.warn("AZ103", node.span, message)
        return None, None
    info = Fields(node, kinds.INFO, reader)
    info.check_names()
    lacking = [key for key in ("title", "version") if not info.has(key)]
    if lacking:
        named = " and ".join(f"`{key}`" for key in lacking)
        reader.warn(
            "AZ102", document.key_span("info"), f"the info needs {named}", help=f"add {named}"
        )
    for key in ("summary", "version"):
        info.prose(key)
    return info.prose("title"), info.prose("description")


def _read_self(document: Fields) -> Text | None:
    """The document's own URI (section "Arazzo Specification Object"), without a fragment."""
    self_uri = document.name("$self")
    if self_uri is None:
        return None
    address, hash_sign, _ = self_uri.value.partition("#")
    if hash_sign:
        document.reader.error(
            "AZ120",
            self_uri.span.inside(len(address), len(self_uri.value)),
            "`$self` must not have a fragment",
            help=f"write `{address}`" if address else None,
        )
        return None
    try:
        urlsplit(address)
    except ValueError:
        hint = "write a URI such as `https://example.com/shop.arazzo.yaml`"
        document.reader.error("AZ120", self_uri.span, "`$self` is not a URI reference", help=hint)
        return None
    return self_uri


def _base_uri(retrieved: str, self_uri: Text | None) -> str:
    """What relative references are resolved against (section "Establishing the Base URI")."""
    return urljoin(retrieved, self_uri.value) if self_uri else retrieved


@record
class _Workflows:
    whole: tuple[Workflow, ...]
    broken: tuple[str, ...]
    partial: tuple[Workflow, ...]


def _read_workflows(document: Fields) -> _Workflows:
    """The workflows: those without errors, and those with errors apart."""
    found: list[tuple[Workflow, Reader]] = []
    broken: list[str] = []
    for node in document.required_items("workflows"):
        reader = document.reader.fresh()
        workflow = read_workflow(node, reader)
        if workflow is not None:
            found.append((workflow, reader))
    check_unique(
        ((workflow.id.value, workflow.id) for workflow, _ in found), "the workflow", document.reader
    )
    counts = Counter(workflow.id.value for workflow, _ in found)
    whole, partial = [], []
    for workflow, reader in found:
        if counts[workflow.id.value] == 1 and not (reader.failed or reader.lost):
            whole.append(workflow)
            continue
        broken.append(workflow.id.value)
        if not reader.lost:
            partial.append(workflow)
    return _Workflows(tuple(whole), tuple(dict.fromkeys(broken)), tuple(partial))
