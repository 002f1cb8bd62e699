"""Writes the HTML pages of documents, and reads them as somebody does who sees no style."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.library import new_library
from arazzo_gen.draw.html.parts import parts
from arazzo_gen.draw.html.views import Part
from arazzo_gen.draw.html.writer import html
from lowering import lowered

SHOP = Path(__file__).parent / "pages" / "shop.arazzo.yaml"
VOID = frozenset({"br", "meta", "img", "link", "input", "hr"})
BLOCKS = frozenset(
    ["h1", "h2", "h3", "h4", "h5", "p", "li", "tr", "pre", "title", "figcaption", "summary"]
)


def part(path: Path) -> Part:
    """What a page shows of a document."""
    modules, report = lowered(
        Options(documents=(path,), cwd=path.parent, output=path.parent / "unused", validate="off")
    )
    document = new_library(Report(), Options(documents=(path,), cwd=path.parent)).entry(path)
    assert document is not None
    [found] = parts([(document, module) for module in modules], report.diagnostics)
    return found


def page(path: Path) -> str:
    """The page of a document."""
    return html([part(path)])


def written(folder: Path, document: Mapping[str, Any]) -> Path:
    """Write an Arazzo document into a folder, beside the API of the shop."""
    api = SHOP.with_name("shop.openapi.yaml")
    (folder / api.name).write_text(api.read_text(encoding="utf-8"), encoding="utf-8")
    path = folder / "written.arazzo.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@dataclass
class Element:
    """An element of a page."""

    name: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def all(self, *names: str) -> list[Element]:
        """The elements of some names inside of it, in order."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                found += [child] * (child.name in names or not names) + child.all(*names)
        return found

    def the(self, id_: str) -> Element:
        """The element of an id."""
        [found] = [each for each in self.all() if each.attributes.get("id") == id_]
        return found

    def lines(self) -> list[str]:
        """Its text, a line for each paragraph, heading, item or row."""
        found: list[str] = []
        for child in self.children:
            if isinstance(child, Element) and child.name in BLOCKS:
                found.append(f"{_MARKS.get(child.name, '')}{child.text}")
            elif isinstance(child, Element) and child.name not in ("style", "svg"):
                found += child.lines()
        return [line for line in found if line.strip()]

    @property
    def text(self) -> str:
        """Its text as it is read: cells apart, everything else together."""
        text = self._plain()
        return text if self.name == "pre" else " ".join(text.split()).removesuffix(" |")

    def _plain(self) -> str:
        return "".join(
            child
            if isinstance(child, str)
            else _BEFORE.get(child.name, "") + child._plain() + _BEHIND.get(child.name, "")
            for child in self.children
        )


_BEFORE = {"p": " "}
_BEHIND = {"th": " | ", "td": " | ", "br": " ", "p": " "}
_MARKS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "##### ", "li": "- "}


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parsed(text: str) -> Element:
    """A page as elements; each must be closed where it is open."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    [root] = parser.open
    return root


def read(path: Path) -> str:
    """The page of a document as text, a line for each paragraph, heading, item or row."""
    return "\n".join(parsed(page(path)).lines()) + "\n"
