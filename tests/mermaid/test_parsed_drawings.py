"""mermaid's own parser accepts every drawing of the tests, and finds in it what the picture has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from arazzo_gen.config import Options
from arazzo_gen.draw.chart import picture
from mermaid.accepted import accepted, modules_of
from mermaid.mermaid_parser import parsed, shown
from refresh import ROOT, drawn_documents, lowered_documents


def of_project() -> Iterator[Path]:
    """The documents of the tests, and those that `init` writes."""
    yield from {*drawn_documents().values(), *lowered_documents()}
    yield from (ROOT / "tests" / "unit" / "init").glob("*/jobs.arazzo.yaml")
    yield from (ROOT / "tests" / "unit" / "analysis").glob("*/*.arazzo.yaml")
    yield from (ROOT / "tests" / "unit" / "check").glob("*/*.arazzo.yaml")


def test_drawings_of_the_project() -> None:
    pictures = {}
    for path in sorted(of_project()):
        options = Options(documents=(path,), cwd=ROOT, output=ROOT / "unused")
        modules = modules_of(options)
        if modules:
            pictures[str(path)] = picture(modules)
    assert len(pictures) > 60
    accepted(pictures)


def test_the_parser_refuses_what_is_no_flowchart() -> None:
    (answer,) = parsed(["flowchart TD\n  a -->\n"])
    assert "Parse error" in answer["error"]


def test_no_text_is_more_than_a_text() -> None:
    """The document of names that mean something elsewhere sets nothing and links to nothing."""
    golden = ROOT / "tests" / "unit" / "draw" / "goldens"
    plain, hostile = parsed(
        [(golden / f"{name}.mmd").read_text(encoding="utf-8") for name in ("knock", "hostile")]
    )
    assert hostile["config"] == plain["config"]
    texts = [shown(node["text"]) for node in hostile["nodes"]]
    assert any("<script>alert(1)</script>" in text for text in texts)
    assert any("%%init%%" in text for text in texts)
