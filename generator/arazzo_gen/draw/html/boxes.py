"""Makes boxes of a chart: one for each node, with a row for each way on, and with the workflow that
the node runs inside of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from arazzo_gen.draw.html.layout import Box, Exit, Line, Look, Said
from arazzo_gen.draw.model import Chart, Edge, EdgeKind, Name, Node, Picture

_DEPTH = 3
"""How many workflows are drawn inside one another; those that are deeper are only named."""

_LINES: Mapping[EdgeKind, Line] = {
    "next": "",
    "success": "",
    "failure": "failure",
    "loop": "loop",
    "retry": "loop",
    "fails": "failure",
    "call": "",
}


def boxes(picture: Picture, chart: Chart) -> tuple[Box, ...]:
    """The boxes of a chart of a picture, from top to bottom.

    A workflow that it runs is drawn once, where it runs first.
    """
    return _Boxes(picture, chart).column(chart, 0)


class _Boxes:
    """Makes the boxes of one chart and of those that it runs."""

    def __init__(self, picture: Picture, chart: Chart) -> None:
        self._charts = {each.start.id: each for each in picture.charts}
        self._drawn = {chart.id}

    def column(self, chart: Chart, depth: int) -> tuple[Box, ...]:
        """The boxes of a chart, and behind its steps the workflows that it hands over to."""
        own = {node.id for node in chart.nodes}
        edges: dict[str, list[Edge]] = {}
        for edge in chart.edges:
            edges.setdefault(edge.source, []).append(edge)
        steps: list[Box] = []
        ends: list[Box] = []
        frames: dict[str, Box] = {}
        for node in chart.nodes:
            inside: tuple[Box, ...] = ()
            ways: list[Edge] = []
            for edge in edges.get(node.id, ()):
                if edge.is_own_call:
                    inside = self._opened(edge.target, depth)
                    continue
                ways.append(edge)
                if edge.target not in own:
                    frames |= self._frame(edge.target, depth)
            exits = tuple(self._exits(ways, own | set(frames)))
            box = Box(node.id, _look(node, inside), tuple(_head(node)), exits, inside)
            (ends if node.kind in ("done", "failed") else steps).append(box)
        return (*steps, *frames.values(), *ends)

    def _frame(self, start: str, depth: int) -> dict[str, Box]:
        """The box of a workflow that a run hands over to, or that a retry runs first."""
        inside = self._opened(start, depth)
        if not inside:
            return {}
        named = self._charts[start].workflow
        return {start: Box(start, "frame", (_workflow(named),), (), inside)}

    def _opened(self, start: str, depth: int) -> tuple[Box, ...]:
        """The boxes of a workflow that runs, where they are drawn there."""
        chart = self._charts[start]
        if chart.id in self._drawn or depth >= _DEPTH:
            return ()
        self._drawn.add(chart.id)
        return self.column(chart, depth + 1)

    def _exits(self, edges: Iterable[Edge], drawn: set[str]) -> Iterator[Exit]:
        """What leaves a node."""
        for edge in edges:
            text, line = edge.label, _LINES[edge.kind]
            if edge.kind == "fails":
                text = ""  # the dashed line to `StepFailed` says it
            if edge.target not in drawn:
                text = f"{text or 'then'} → workflow {self._charts[edge.target].workflow}"
            yield Exit(f"↻ {text}" if text and line == "loop" else text, line, edge.target)


def _look(node: Node, inside: tuple[Box, ...]) -> Look:
    if node.unused:
        return "unused"
    if inside:
        return "frame"
    return "step" if node.kind in ("step", "depends") else "end"


def _head(node: Node) -> Iterator[Said]:
    """The texts at the top of a node's box."""
    match node.kind:
        case "start":
            yield Said("Inputs" if node.names else "Start, without inputs", look="name")
        case "done":
            yield Said("Outputs" if node.names else "Done, without outputs", look="name")
        case "failed":
            yield Said("StepFailed", mono=True, look="name failure")
        case "depends":
            yield Said("runs first", look="quiet")
        case "step":
            yield Said(node.name, mono=True, look="name")
    if node.kind in ("start", "done") and node.names:
        yield Said(_names(node.names), mono=True)
    if node.calls:
        yield _workflow(node.calls)
    if node.method:
        yield Said(f"{node.method} {node.path}", mono=True)
    if node.unused:
        yield Said("nothing leads here", look="quiet")


def _workflow(name: str) -> Said:
    return Said(f"workflow {name}", mono=True, look="name")


def _names(names: Iterable[Name]) -> str:
    return ", ".join(f"{each.name}{'?' if each.optional else ''}" for each in names)
