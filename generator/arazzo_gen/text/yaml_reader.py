"""Reads YAML 1.2 with positions: builds nodes from the events of PyYAML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from arazzo_gen.diagnostics.model import Note, Report
from arazzo_gen.source.limits import MAX_ALIASED, MAX_DEPTH, TOO_DEEP_HELP, collector_paused
from arazzo_gen.source.lines import LineTable, end_place
from arazzo_gen.source.span import SourceFile, Span
from arazzo_gen.text.node import Node, Scalar
from arazzo_gen.text.scalars import FIRST, UnrepresentableError, as_text, resolve, tagged
from arazzo_gen.text.yaml_depth import first_too_deep
from arazzo_gen.text.yaml_errors import report_yaml_error
from arazzo_gen.text.yaml_frames import ENTRY, MERGE, NO_KEY, SKIP, Anchored, Frame
from arazzo_gen.text.yaml_pure import PureLoader

_LOADER: Any = getattr(yaml, "CSafeLoader", PureLoader)

_TAG = "tag:yaml.org,2002:"
_SCALAR_TAGS = {_TAG + kind: kind for kind in ("str", "null", "bool", "int", "float")}
_MERGE_TAG = _TAG + "merge"

# PyYAML takes these for line breaks, as YAML 1.1 did; YAML 1.2 and editors do not.
_OLD_BREAKS = ("\x85", "\u2028", "\u2029")


def read_yaml(file: SourceFile, report: Report) -> Node | None:
    """Read a file that holds one YAML document.

    Scalars are those of the YAML 1.2 core schema: `no`, `on` and dates are strings.
    Keys are strings, whatever they look like. An alias is the node of its anchor itself.
    `<<` merges.

    Args:
        file: The file.
        report: Gets the findings.

    Returns:
        The root of the tree; None when there is none.
    """
    with collector_paused():
        try:
            return _Constructor(file, report).read()
        except _StopReadingError:
            return None
        except (yaml.YAMLError, UnicodeError) as error:
            report_yaml_error(error, file, report)
            return None


class _StopReadingError(Exception):
    """The rest of the document cannot be read; the report says why."""


class _Constructor:
    """Builds the tree of one document without recursion."""

    def __init__(self, file: SourceFile, report: Report) -> None:
        self._file = file
        self._report = report
        self._frames: list[Frame] = []
        self._root: Node | None = None
        self._anchors: dict[str, Anchored | None] = {}
        self._count = 0
        self._documents = 0
        self._aliased = 0
        self._last_end: Any = None
        # In a text without a line break at its end, libyaml puts the end on a line of its own.
        self._text_end = end_place(file.text)
        has_old_breaks = any(mark in file.text for mark in _OLD_BREAKS)
        self._table = LineTable(file.text) if has_old_breaks else None

    def read(self) -> Node | None:
        """Read the whole stream."""
        loader = _LOADER(self._file.text)
        try:
            self._read_events(loader.get_event)
        except yaml.MarkedYAMLError as error:
            if (event := first_too_deep(self._file.text, error, _LOADER)) is None:
                raise
            self._too_deep(self._node(event, None).span)
        finally:
            loader.dispose()
        if self._root is None:
            start = Span(self._file, 1, 1, 1, 1)
            self._report.add("AZ002", start, "the file is empty")
        return self._root

    # --- Events -------------------------------------------------------------------

    def _read_events(self, next_event: Callable[[], Any]) -> None:
        """Take the events of the stream. Nearly all are scalars in a list or map, without a tag or
        an anchor: they are handled here, with few calls, since this takes most of the time.
        """
        file = self._file
        has_places = self._table is None
        frame: Frame | None = None
        while (event := next_event()) is not None:
            if (
                type(event) is not ScalarEvent
                or event.anchor is not None
                or event.tag is not None
                or frame is None
                or not has_places
            ):
                self._take(event)
                frame = self._frames[-1] if self._frames else None
                continue
            start: Any = event.start_mark
            end: Any = event.end_mark
            text: str = event.value
            node = Node(text, file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
            self._count += 1
            self._last_end = end
            keys = frame.keys
            if keys is not None and frame.pending == NO_KEY:
                if text not in keys and text != "<<":
                    keys[text] = node
                    frame.key = text
                    frame.pending = ENTRY
                else:
                    self._key(frame, node, is_merge=text == "<<" and not event.style)
                continue
            if not event.style and (not text or text[0] in FIRST):
                node.value = self._value(event, node)
            if keys is None:
                frame.value.append(node)
            elif frame.pending == ENTRY:
                frame.value[frame.key] = node
                frame.pending = NO_KEY
            else:
                self._attach(node)

    def _take(self, event: Any) -> None:
        """Take an event of any kind."""
        kind = type(event)
        if kind is MappingStartEvent:
            self._open(event, {})
        elif kind is SequenceStartEvent:
            self._open(event, [])
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self._close(event)
        elif kind is ScalarEvent:
            self._any_scalar(event)
        elif kind is AliasEvent:
            self._alias(event)
        elif kind is DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                self._second_document(event)

    def _any_scalar(self, event: Any) -> None:
        text: str = event.value
        tag: str | None = event.tag
        node = self._node(event, text)
        if tag is not None or event.anchor is not None:
            self._skip_properties(node, event)
        self._count += 1
        self._last_end = event.end_mark
        if event.anchor is not None:
            self._anchors[event.anchor] = Anchored(node, 1, 0)
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.pending == NO_KEY and frame.keys is not None:
            is_merge = tag == _MERGE_TAG or (text == "<<" and not event.style)
            self._key(frame, node, is_merge=is_merge)
            if event.anchor is not None:
                node = Node(self._value(event, node), *_place(node))
                self._anchors[event.anchor] = Anchored(node, 1, 0)
            return
        if tag is not None or not event.style:
            node.value = self._value(event, node)
        self._attach(node)

    def _open(self, event: Any, value: dict[str, Node] | list[Node]) -> None:
        depth = len(self._frames) + 1
        is_map = isinstance(value, dict)
        node = self._node(event, value)
        if is_map:
            node.keys = {}
        if depth > MAX_DEPTH:
            self._too_deep(node.span)
        if event.tag not in (None, "!", _TAG + ("map" if is_map else "seq")):
            self._bad_tag(event.tag, node)
        self._count += 1
        if event.anchor is not None:
            # None says that it is still open: an alias to it would be inside of it.
            self._anchors[event.anchor] = None
        self._frames.append(Frame(node, event.anchor, self._count, depth))

    def _close(self, event: Any) -> None:
        frame = self._frames.pop()
        node = frame.node
        self._end(node, event)
        if frame.merges:
            self._merge(node, frame.merges)
        depth = len(self._frames) + 1
        if frame.anchor is not None:
            size = self._count - frame.count + 1
            self._anchors[frame.anchor] = Anchored(node, size, frame.deepest - depth + 1)
        if self._frames:
            parent = self._frames[-1]
            parent.deepest = max(parent.deepest, frame.deepest)
        self._attach(node)

    def _alias(self, event: Any) -> None:
        span = self._node(event, None).span
        self._last_end = event.end_mark
        if event.anchor not in self._anchors:
            self._report.add(
                "AZ002",
                span,
                f"there is no anchor &{event.anchor} above",
                help="put a value that begins with `*` in quotes",
            )
            self._attach(self._node(event, None))
            return
        anchored = self._anchors[event.anchor]
        if anchored is None:
            message = f"the alias *{event.anchor} is inside its own anchor"
            hint = "a value cannot hold itself; a schema does so by `$ref`"
            self._report.add("AZ005", span, message, help=hint)
            self._attach(self._node(event, None))
            return
        self._count += anchored.count
        self._aliased += anchored.count
        if self._aliased > MAX_ALIASED:
            message = f"the document's aliases stand for more than {MAX_ALIASED:,} nodes"
            hint = "write less by aliases; schemas and parameters have components for that"
            self._report.add("AZ006", span, message, help=hint)
            raise _StopReadingError
        deepest = len(self._frames) + anchored.height
        if deepest > MAX_DEPTH:
            self._too_deep(span)
        if self._frames:
            frame = self._frames[-1]
            frame.deepest = max(frame.deepest, deepest)
            if frame.pending == NO_KEY and frame.keys is not None:
                key = self._node(event, anchored.node.value)
                self._key(frame, key, is_merge=False)
                return
        self._attach(anchored.node)

    # --- Building -----------------------------------------------------------------

    def _attach(self, node: Node) -> None:
        if not self._frames:
            self._root = node
            return
        frame = self._frames[-1]
        if frame.keys is None:
            frame.value.append(node)
            return
        pending = frame.pending
        frame.pending = NO_KEY
        if pending == ENTRY:
            frame.value[frame.key] = node
        elif pending == MERGE:
            self._note_merge(frame, node)
        elif pending == NO_KEY:
            self._key(frame, node, is_merge=False)

    def _key(self, frame: Frame, key: Node, *, is_merge: bool) -> None:
        keys = frame.keys
        assert keys is not None
        if is_merge:
            frame.pending = MERGE
            return
        frame.pending = SKIP
        if isinstance(key.value, (list, dict)):
            self._report.add(
                "AZ005", key.span, "a key is a list or a map", help="write a string as the key"
            )
            return
        if not isinstance(key.value, str):
            key.value = as_text(key.value)
        first = keys.get(key.value)
        if first is not None:
            note = Note("it is first here", first.span)
            message = f"the key `{key.value}` is there twice"
            hint = "rename one of them, or leave one out"
            self._report.add("AZ003", key.span, message, notes=(note,), help=hint)
            return
        keys[key.value] = key
        frame.key = key.value
        frame.pending = ENTRY

    def _note_merge(self, frame: Frame, node: Node) -> None:
        merged = node.items if isinstance(node.value, list) else [node]
        frame.merges = frame.merges or []
        for part in merged:
            if isinstance(part.value, dict):
                frame.merges.append(part)
            else:
                hint = "write `<<: *name`, where `&name` marks a map"
                self._report.add("AZ005", part.span, "`<<` can only merge maps", help=hint)

    def _merge(self, node: Node, merges: list[Node]) -> None:
        """Add the entries of merged maps; explicit keys win, then the map named first."""
        assert node.keys is not None
        for part in merges:
            for key, value in part.entries.items():
                if key not in node.entries:
                    node.entries[key] = value
                    node.keys[key] = (part.keys or {}).get(key, value)

    # --- Scalars ------------------------------------------------------------------

    def _value(self, event: Any, node: Node) -> Scalar:
        text: str = event.value
        tag: str | None = event.tag
        if not text and (node.line, node.column) > self._text_end:
            node.line, node.column = node.end_line, node.end_column = self._text_end
        try:
            if tag is None:
                return resolve(text) if not event.style else text
            if tag == "!":
                return text
            if tag in _SCALAR_TAGS:
                return tagged(text, _SCALAR_TAGS[tag])
        except UnrepresentableError as error:
            self._report.add("AZ005", node.span, str(error), help="put it in quotes")
            return text
        self._bad_tag(tag, node)
        return text

    def _bad_tag(self, tag: str, node: Node) -> None:
        shown = "!!" + tag.removeprefix(_TAG) if tag.startswith(_TAG) else tag
        self._report.add(
            "AZ005", node.span, f"the tag {shown} has no meaning in JSON", help="leave it out"
        )

    # --- Positions ----------------------------------------------------------------

    def _node(self, event: Any, value: Any) -> Node:
        start, end = event.start_mark, event.end_mark
        if self._table is None:
            return Node(
                value, self._file, start.line + 1, start.column + 1, end.line + 1, end.column + 1
            )
        first, last = self._table.place(start.index), self._table.place(end.index)
        return Node(value, self._file, *first, *last)

    def _skip_properties(self, node: Node, event: Any) -> None:
        """Move the start of a scalar past its tag and anchor, where that is on one line."""
        if node.line != node.end_line:
            return
        if not event.style:
            node.column = max(node.column, node.end_column - len(event.value))
        elif event.style in ("'", '"'):
            line = self._file.line(node.line)[: node.end_column - 1]
            at = line.find(" " + event.style, node.column - 1)
            if at >= 0:
                node.column = at + 2

    def _end(self, node: Node, event: Any) -> None:
        """End a block collection with its last token; PyYAML ends it where the next one begins."""
        if event.end_mark.index > event.start_mark.index:
            self._last_end = event.end_mark
        if (end := self._last_end) is None:
            return
        if self._table is not None:
            place = self._table.place(end.index)
        else:
            place = min((end.line + 1, end.column + 1), self._text_end)
        if place > (node.line, node.column):
            node.end_line, node.end_column = place

    # --- Limits -------------------------------------------------------------------

    def _too_deep(self, span: Span) -> None:
        message = f"the document is nested more than {MAX_DEPTH} levels deep"
        self._report.add("AZ006", span, message, help=TOO_DEEP_HELP)
        raise _StopReadingError

    def _second_document(self, event: Any) -> None:
        span = self._node(event, None).span
        self._report.add(
            "AZ002",
            span,
            "the file holds more than one YAML document",
            help="keep one document in a file",
        )
        raise _StopReadingError


def _place(node: Node) -> tuple[SourceFile, int, int, int, int]:
    return node.file, node.line, node.column, node.end_line, node.end_column
