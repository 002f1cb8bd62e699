"""Asserts that mermaid's own parser finds in a drawing what the picture has, and no more."""

from __future__ import annotations

from typing import Any

from arazzo_gen import ir
from arazzo_gen.config import Options
from arazzo_gen.draw.mermaid import flowchart
from arazzo_gen.draw.model import Picture
from arazzo_gen.record import replace
from lowering import lowered
from mermaid.mermaid_parser import parsed, shown


def modules_of(options: Options) -> list[ir.Module]:
    """The modules of the workflows of a document that are right."""
    found, _ = lowered(replace(options, validate="off", keep_going=True))
    return found


def accepted(pictures: dict[str, Picture]) -> None:
    """Assert that the parser reads the drawings of some pictures as they are meant."""
    answers = parsed([flowchart(each) for each in pictures.values()])
    for (name, each), answer in zip(pictures.items(), answers, strict=True):
        assert "error" not in answer, (name, answer["error"])
        compare(name, each, answer)


def compare(name: str, drawing: Picture, answer: dict[str, Any]) -> None:
    """Assert that what the parser found is the picture."""
    nodes = [node for chart in drawing.charts for node in chart.nodes]
    edges = [edge for chart in drawing.charts for edge in chart.edges]
    # A drawing has one line from a node to itself, with the labels of all edges.
    ends = [(one.source, one.target) for one in edges if one.source != one.target]
    ends += {(one.source, one.target) for one in edges if one.source == one.target}
    assert {one["id"] for one in answer["nodes"]} == {node.id for node in nodes}, name
    assert not any(one["link"] or one["click"] for one in answer["nodes"])
    assert {one["kind"] for one in answer["nodes"]} == {"string"}
    found = sorted((one["source"], one["target"]) for one in answer["edges"])
    assert found == sorted(ends), name
    texts = {one["id"]: shown(one["text"]) for one in answer["nodes"]}
    for node in nodes:
        if node.kind == "step":
            assert one_line(node.name)[:100] in texts[node.id] or len(node.name) > 100
    labels = sorted(line for one in answer["edges"] for line in shown(one["text"]).split("\n"))
    short = [label for label in labels if not label.endswith("…")]
    assert short == sorted(text for edge in edges if (text := one_line(edge.label)) in short)
    for one in answer["groups"]:
        chart = next(chart for chart in drawing.charts if chart.id == one["id"])
        assert set(one["nodes"]) == {node.id for node in chart.nodes}, name
        assert shown(one["title"]) == one_line(chart.workflow)


def one_line(text: str) -> str:
    """A text as a drawing has it, before it is escaped."""
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
