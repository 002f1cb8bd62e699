"""The documents of one build: each is read, parsed and validated once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from urllib.parse import unquote, urljoin, urlsplit

from arazzo_gen.arazzo.model import Document, SourceDescription
from arazzo_gen.arazzo.parser import parse_document
from arazzo_gen.cache import Store
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report, Sought
from arazzo_gen.documents.loader import Loader
from arazzo_gen.documents.roots import Roots, document_root
from arazzo_gen.documents.shared import Shared
from arazzo_gen.looks import Links
from arazzo_gen.openapi.document import load_openapi
from arazzo_gen.openapi.model import OpenApiDocument, Operation, OperationRef
from arazzo_gen.openapi.operations import operations, read_operation
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.record import fresh, record
from arazzo_gen.remote.errors import NotAllowedError
from arazzo_gen.remote.remote import Remote
from arazzo_gen.remote.urls import is_portable, is_remote
from arazzo_gen.remote.vendored import Vendored
from arazzo_gen.source.span import Span
from arazzo_gen.text.node import Node
from arazzo_gen.text.trees import Trees
from arazzo_gen.typing.nodes import Nodes


@record(eq=False)
class Source:
    """A source description with its document.

    `kind` is "missing" where there is no document, which has been reported; workflows that need
    the source are not built then.
    """

    description: SourceDescription
    kind: Literal["openapi", "arazzo", "asyncapi", "missing"]
    openapi: OpenApiDocument | None = None
    arazzo: Document | None = None


@record(frozen=False)
class Library:
    """Finds and keeps documents.

    Attributes:
        given: The files that the user gives for sources, by the name of the source.
        source_root: Another folder in which the URLs of sources are looked up.
        identities: The documents of the build by the URI that they give themselves, in order.
    """

    report: Report
    loader: Loader
    refs: Refs
    given: Mapping[str, Path]
    source_root: Path | None
    identities: Mapping[str, Sequence[Path]] = MappingProxyType({})
    _documents: dict[int, Document | None] = fresh(factory=dict)
    _sources: dict[int, dict[str, Source]] = fresh(factory=dict)
    _openapi: dict[int, OpenApiDocument | None] = fresh(factory=dict)
    _operations: dict[tuple[int, str, str], Operation] = fresh(factory=dict)
    _used: dict[str, set[tuple[str, str]]] = fresh(factory=dict)
    _known: list[Document] = fresh(factory=list)
    _nodes: Nodes | None = None

    def entry(self, path: Path) -> Document | None:
        """The Arazzo document that the user names; None, reported, where it is none."""
        root = self.loader.load(path)
        return None if root is None else self._arazzo(root)

    def sources(self, document: Document) -> dict[str, Source]:
        """The sources of a document by name (Arazzo 1.1, "Source Description Object")."""
        key = id(document)
        if key not in self._sources:
            self._sources[key] = {}
            for description in document.sources:
                found = self._source(document, description)
                self._sources[key].setdefault(description.name.value, found)
        return self._sources[key]

    def operation(self, document: OpenApiDocument, ref: OperationRef) -> Operation:
        """An operation, which is read once."""
        key = (id(document), ref.path, ref.method)
        if key not in self._operations:
            self._operations[key] = read_operation(document, ref, self.refs, self.report)
            self._used.setdefault(document.root.file.uri, set()).add((ref.path, ref.method))
        return self._operations[key]

    def nodes(self) -> Nodes:
        """The cache of schemas, which all modules share; a new one when it has grown too large."""
        if self._nodes is None or self._nodes.is_full:
            self._nodes = Nodes(self.refs)
        return self._nodes

    def used_operations(self) -> list[tuple[OpenApiDocument, list[OperationRef]]]:
        """The OpenAPI documents, each with the operations that steps call."""
        found: list[tuple[OpenApiDocument, list[OperationRef]]] = []
        for document in self._openapi.values():
            if document is not None:
                used = self._used.get(document.root.file.uri, set())
                refs = [ref for ref in operations(document) if (ref.path, ref.method) in used]
                found.append((document, refs))
        return found

    def used_places(self) -> dict[str, set[tuple[str, str]]]:
        """The path and method of each operation that steps call, by the URI of its document."""
        return self._used

    def note_used(self, places: Mapping[str, set[tuple[str, str]]]) -> None:
        """Add the operations that the steps of another process call."""
        for uri, used in places.items():
            self._used.setdefault(uri, set()).update(used)

    def forget(self) -> None:
        """Let go of all documents, once nothing is asked any more. What was made of them refers to
        this library in circles, and would hold them for long."""
        for known in (self._documents, self._sources, self._openapi, self._operations):
            known.clear()
        self._known.clear()
        self._nodes = None
        self.loader.forget()
        self.refs.forget()

    def _arazzo(self, root: Node) -> Document | None:
        if id(root) not in self._documents:
            document = parse_document(root, self.report)
            self._documents[id(root)] = document
            if document is not None:
                self._known.append(document)
        return self._documents[id(root)]

    def _source(self, document: Document, description: SourceDescription) -> Source:
        if description.type == "asyncapi":
            return Source(description, "asyncapi")
        if not self._may_name(document, description):
            return Source(description, "missing")
        identity = self._by_identity(document, description)
        if identity is not None:
            return Source(description, "arazzo", arazzo=identity)
        root = self._load(document, description)
        if root is None:
            return Source(description, "missing")
        kind = description.type or _sniff(root)
        if kind == "asyncapi":
            return Source(description, "asyncapi")
        if kind == "arazzo":
            parsed = self._arazzo(root)
            return Source(description, "arazzo" if parsed else "missing", arazzo=parsed)
        if id(root) not in self._openapi:
            name = description.name.value
            url = description.url.value if root.file.path is not None else root.file.uri
            read = load_openapi(root, name, self.refs, self.report, url=url)
            self._openapi[id(root)] = read
        opened = self._openapi[id(root)]
        return Source(description, "openapi" if opened else "missing", openapi=opened)

    def _may_name(self, document: Document, description: SourceDescription) -> bool:
        """Whether a document may name a source by this URL. One from the network may not name a
        file, unless the user gives the file of the source."""
        given = description.name.value in self.given
        if document.file.path is not None or given or is_portable(_wanted(document, description)):
            return True
        message = f"source {description.name.value!r} of a document from the network is a file"
        hint = f"`--source {description.name.value}=PATH`, if you trust it"
        self.report.add("AZ014", description.url.span, message, help=hint)
        return False

    def _by_identity(self, document: Document, description: SourceDescription) -> Document | None:
        """A document whose `$self` is the URI that the source names ("Identity-Based
        Referencing")."""
        wanted = _wanted(document, description)
        path = identified(self.identities, wanted, document.file.path)
        self.loader.note_identity(wanted, document.file.path, path)
        root = self.loader.load(path) if path is not None else None
        found = self._arazzo(root) if root is not None else None
        if found is not None:
            return found
        for known in self._known:
            if known.self_uri is not None and known.base_uri == wanted and known is not document:
                return known
        return None

    def _load(self, document: Document, description: SourceDescription) -> Node | None:
        """The tree of a source: of the file that the user gives, else of one beside the document or
        below the source root, else from the network."""
        name, url, span = description.name.value, description.url.value, description.url.span
        if name in self.given:
            return self.loader.load(self.given[name], span)
        places = self._places(document, url)
        # The report must not say whether a file exists that may not be read.
        readable = [place for place in places if self.loader.may_read(place)]
        for place in readable:
            if self.loader.has_file(place):
                return self.loader.load(place, span)
            self.report.missing.append(place)
        target = _wanted(document, description) if document.file.path is None else url
        if is_remote(target):
            return self._fetch(name, target, span)
        if len(readable) < len(places):
            outside = next(place for place in places if place not in readable)
            return self.loader.load(outside, span)
        options = f"`--source {name}=PATH` says where it is, `--source-root DIR` where all are"
        message, near = f"no file for source {name!r} at {url!r}", None
        if not places:
            message = f"source {name!r} has a URL that names no file: {url!r}"
        elif document.file.path is not None and places[0].parent == document.file.path.parent:
            near = places[0]
        sought = None
        if document.file.path is not None:
            folders = (document.file.path.parent,)
            sought = Sought("source", url, name, folders, self.loader.roots, near)
        self.report.add("AZ201", span, message, help=options, sought=sought)
        return None

    def _fetch(self, name: str, url: str, span: Span) -> Node | None:
        """The tree of a source on the network."""
        try:
            return self.loader.load_url(url, span)
        except NotAllowedError as error:
            message = f"source {name!r} is on the network, which is not read"
            if error.is_locked:
                message = f"source {name!r} is locked, but there is no copy of it in the cache"
            hint = (
                f"fetch it with `--allow-remote`, or say where a copy is: `--source {name}=PATH`, "
                "`--source-root DIR`, or `urls` in [tool.arazzo-gen]"
            )
            self.report.add("AZ206", span, message, help=hint)
            return None

    def _places(self, document: Document, url: str) -> Sequence[Path]:
        """The files that a URL may mean, the best first; none in a document from the network."""
        if document.file.path is None:
            return []
        try:
            parts = urlsplit(url)
        except ValueError:
            return []
        path = unquote(parts.path)
        if "\x00" in path or not path:
            return []
        found: list[Path] = []
        if not parts.scheme and not parts.netloc:
            found.append(document.file.path.parent / path)
        elif parts.scheme == "file" and parts.netloc in ("", "localhost"):
            found.append(Path(path))
        if self.source_root is not None:
            below = path.lstrip("/")
            found.append(self.source_root / below)
            if parts.netloc:
                found.append(self.source_root / parts.netloc / below)
        return found


def identified(
    identities: Mapping[str, Sequence[Path]], uri: str, besides: Path | None
) -> Path | None:
    """The first document of the build that gives itself a URI; None where there is none.

    Args:
        identities: The paths of documents, without links, by the URI.
        uri: The URI.
        besides: The document that asks, which is none.
    """
    return next((path for path in identities.get(uri, ()) if path != besides), None)


def _wanted(document: Document, description: SourceDescription) -> str:
    """The absolute URI of a source ("Relative References in URIs")."""
    try:
        return urljoin(document.base_uri, description.url.value).partition("#")[0]
    except ValueError:  # such as a host that is no IPv6 address
        return description.url.value


def _sniff(root: Node) -> str:
    """The type of a document whose source description declares none."""
    for key in ("arazzo", "asyncapi"):
        if root.get(key) is not None:
            return key
    return "openapi"


def readable(options: Options) -> Roots:
    """The folders that the documents of a run may read: the parents of their folders, and what is
    allowed besides."""
    given, links = options.sources.values(), Links()
    return Roots(
        [
            options.cwd,
            *(document_root(path, cwd=options.cwd, links=links) for path in options.documents),
            *options.allow_path,
            *(path if path.is_dir() else path.parent for path in given),
            *([options.source_root] if options.source_root is not None else []),
            *Vendored(options.urls).folders(),
        ]
    )


def new_library(
    report: Report,
    options: Options,
    roots: Roots | None = None,
    *,
    remote: Remote | None = None,
    store: Store | None = None,
    shared: Shared | None = None,
) -> Library:
    """A library for the documents of a run.

    Args:
        report: Takes the findings.
        options: Where sources are, and what may be read.
        roots: The folders that may be read, where they are known.
        remote: Gives documents on the network; None where there is none.
        store: The cache; None to use none.
        shared: The trees that were read last; None where they are of no use.
    """
    loader = Loader(
        report,
        cwd=options.cwd,
        roots=roots or readable(options),
        remote=remote,
        vendored=Vendored(options.urls),
        trees=Trees(store),
        contents=options.contents,
        shared=shared,
    )
    return Library(report, loader, Refs(loader, report), options.sources, options.source_root)
