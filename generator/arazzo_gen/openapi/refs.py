"""Follows `$ref`s inside a document and across files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from arazzo_gen.diagnostics.model import Note, Report, Severity
from arazzo_gen.diagnostics.nearest import listed, nearest
from arazzo_gen.lazy import pattern
from arazzo_gen.openapi.ids import Names, join, read_names, split
from arazzo_gen.record import record
from arazzo_gen.remote.errors import NotAllowedError
from arazzo_gen.remote.urls import is_portable, is_remote
from arazzo_gen.source.span import SourceFile, Span
from arazzo_gen.text import pointer
from arazzo_gen.text.node import Node

_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]+:")
_MAX_CHAIN = 100
_MAX_NESTED = 30


class Loads(Protocol):
    """The methods of `documents.loader.Loader` that following references needs."""

    def load(self, path: Path, at: Span | None) -> Node | None:
        """The tree of a file; None where it cannot be read (already reported)."""

    def load_url(self, url: str, at: Span) -> Node | None:
        """The tree of a document on the network; None where there is none (already reported).

        Raises:
            NotAllowedError: It would have to be fetched, and must not be.
        """

    def root(self, file: SourceFile) -> Node | None:
        """The tree of a file that was read before."""


@record
class Target:
    """The end of a chain of references.

    Attributes:
        node: The node at its end.
        name: The last token of the last reference's pointer (or the file's name without its
            suffix), which is what a component is called; None where `$ref` was not used.
        tokens: The whole pointer of the last reference.
    """

    node: Node
    name: str | None
    tokens: tuple[str, ...]


class Refs:
    """Follows references; one that leads nowhere is reported once."""

    def __init__(self, loader: Loads, report: Report) -> None:
        self.loader = loader
        self.report = report
        self._roots: dict[SourceFile, Node] = {}
        self._names: dict[int, Names] = {}
        self._open: set[int] = set()
        self._unread: set[str] = set()
        self._steps: dict[int, tuple[Node, Target | None]] = {}
        self._ends: dict[int, tuple[Node, Target | None]] = {}

    def forget(self) -> None:
        """Let go of all trees."""
        for known in (self._roots, self._names, self._steps, self._ends):
            known.clear()

    def know(self, root: Node) -> None:
        """Add the tree of a file, so that references into it need no loading."""
        self._roots.setdefault(root.file, root)

    def root(self, file: SourceFile) -> Node | None:
        """The tree of a file from which nodes were read."""
        if file not in self._roots:
            found = self.loader.root(file)
            if found is None:
                return None
            self._roots[file] = found
        return self._roots[file]

    def follow(self, node: Node, severity: Severity | None = None) -> Node | None:
        """The node that a reference leads to, through chains; the node itself without `$ref`.

        Args:
            node: Any node.
            severity: The severity of a reference that leads nowhere, if it is not a warning.

        Returns:
            None where the reference leads nowhere (reported).
        """
        if not is_reference(node):
            return node
        target = self.target(node, severity)
        return target.node if target else None

    def target(self, node: Node, severity: Severity | None = None) -> Target | None:
        """As `follow`, with the name that the reference uses."""
        if not is_reference(node):
            return Target(node, None, ())
        known = self._ends.get(id(node))
        if known is not None:
            return known[1]
        end = self._chain(node, severity)
        self._ends[id(node)] = (node, end)
        return end

    def step(self, node: Node, severity: Severity | None = None) -> Target | None:
        """The target of a node's own `$ref`, which may be another reference."""
        known = self._steps.get(id(node))
        if known is None:
            if id(node) in self._open or len(self._open) > _MAX_NESTED:
                self._add("AZ803", node, "this $ref leads back to itself", _CYCLE, severity)
                return None
            self._open.add(id(node))
            known = (node, self._resolve(node, severity))
            self._open.discard(id(node))
            self._steps[id(node)] = known
        return known[1]

    def _chain(self, node: Node, severity: Severity | None) -> Target | None:
        seen = {id(node)}
        here: Target | None = Target(node, None, ())
        while here is not None and is_reference(here.node):
            here = self.step(here.node, severity)
            if here is not None and (id(here.node) in seen or len(seen) > _MAX_CHAIN):
                self._add("AZ803", node, "this $ref leads back to itself", _CYCLE, severity)
                return None
            if here is not None:
                seen.add(id(here.node))
        return here

    def _resolve(self, node: Node, severity: Severity | None) -> Target | None:
        reference = node.entries["$ref"].text or ""
        place, fragment = split(reference)
        resource = self._resource(node, place, severity)
        if resource is None:
            return None
        if fragment and not fragment.startswith("/"):
            return self._anchor(node, resource, unquote(fragment), severity)
        try:
            tokens = pointer.parse(unquote(fragment))
        except pointer.PointerError as error:
            hint = "write `#/components/schemas/<name>`, say"
            self._add("AZ802", node, f"this $ref is no JSON Pointer: {error}", hint, severity)
            return None
        found = self._descend(node, resource, tokens, severity)
        if found is None:
            return None
        name = tokens[-1] if tokens else Path(place).name.split(".")[0] or None
        return Target(found, name, tokens)

    def _resource(self, node: Node, place: str, severity: Severity | None) -> Node | None:
        """The document or schema that the part of a reference before `#` names."""
        root = self.root(node.file)
        if root is None:
            return None
        names = self._names_of(root)
        base = names.bases.get(id(node), names.base)
        uri = join(base, place) if place else base
        if place and node.file.path is None and not is_portable(uri):
            message = "a document from the network cannot refer to a file"
            hint = "save it as a file, and name that, if you trust it"
            self._add("AZ014", node, message, hint, severity)
            return None
        for known in list(self._roots.values()):
            found = self._names_of(known).resources.get(uri)
            if found is not None:
                return found
        if not place:
            return root
        # A relative reference in a file is relative to the file's path, whatever URI it claims.
        target = place if node.file.path is not None else uri
        if is_remote(target):
            found = self._fetch(node, target, severity)
        elif _SCHEME.match(target) and not target.startswith("file:"):
            message = f"{_short(place)} is not read: references are followed to files and URLs"
            hint = "save that document as a file and refer to it by a relative path"
            self._add("AZ804", node, message, hint, severity)
            return None
        else:
            found = self._load(node, place)
        if found is not None:
            self.know(found)
        return found

    def _load(self, node: Node, place: str) -> Node | None:
        path = unquote(place.removeprefix("file://"))
        if "\0" in path or place.startswith("//") or node.file.path is None:
            self._add("AZ802", node, "this $ref names no file", None, None)
            return None
        return self.loader.load(node.file.path.parent / path, node.entries["$ref"].span)

    def _fetch(self, node: Node, url: str, severity: Severity | None) -> Node | None:
        try:
            return self.loader.load_url(url, node.entries["$ref"].span)
        except NotAllowedError as error:
            if severity is None and url in self._unread:
                return None
            self._unread.add(url)
            message = f"{_short(url)} is on the network, which is not read"
            hint = "`--allow-remote` fetches it; or name a copy under `urls` in [tool.arazzo-gen]"
            if error.is_locked:
                message = f"{_short(url)} is locked, but there is no copy of it in the cache"
            self._add("AZ804", node, message, hint, severity)
            return None

    def _names_of(self, root: Node) -> Names:
        names = self._names.get(id(root))
        if names is None:
            names = self._names[id(root)] = read_names(root)
        return names

    def _anchor(
        self, node: Node, resource: Node, anchor: str, severity: Severity | None
    ) -> Target | None:
        known: list[str] = []
        for root in list(self._roots.values()):
            names = self._names_of(root)
            for uri, found in names.resources.items():
                if found is resource and (uri, anchor) in names.anchors:
                    return Target(names.anchors[uri, anchor], anchor, ())
            if root.file is resource.file:
                known = [name for _, name in names.anchors]
        close = nearest(anchor, known)
        hint = f"did you mean #{close}?" if close else "a JSON Pointer starts with #/"
        self._add("AZ802", node, f"there is no $anchor {_short(anchor)!r} there", hint, severity)
        return None

    def _descend(
        self, node: Node, start: Node, tokens: Sequence[str], severity: Severity | None
    ) -> Node | None:
        """The node under a pointer; references on the way are followed."""
        here = start
        for token in tokens:
            below = here.at((token,))
            if below is None and is_reference(here):
                behind = self.follow(here, severity)
                below = behind.at((token,)) if behind is not None else None
            if below is None:
                close = nearest(token, list(here.entries))
                hint = f"did you mean {close!r}?" if close else listed(here.entries, "known:")
                message = f"this $ref leads nowhere: there is no {_short(token)!r} there"
                note = [Note("it is looked for here", here.span)] if here is not start else []
                self._add("AZ802", node, message, hint, severity, note)
                return None
            here = below
        return here

    def _add(
        self,
        code: str,
        node: Node,
        message: str,
        hint: str | None,
        severity: Severity | None,
        notes: Sequence[Note] = (),
    ) -> None:
        span = node.entries["$ref"].span
        self.report.add(code, span, message, help=hint, notes=notes, severity=severity)


_CYCLE = "one of the references in the circle has to be written out"


def is_reference(node: Node) -> bool:
    """Whether a node is a map with a `$ref` that is text."""
    value = node.value
    if not isinstance(value, dict):
        return False
    reference = value.get("$ref")
    return reference is not None and isinstance(reference.value, str)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
