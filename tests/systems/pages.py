"""The pages that people read, and the code blocks on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from refresh import ROOT

MADE = {"docs/corpus.md", "docs/diagnostics.md"}
"""Pages that a program writes; their own tests run what is on them."""

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WRITTEN = [path for path in PAGES if path.relative_to(ROOT).as_posix() not in MADE]
"""The pages that people write."""

FENCE = re.compile(r"^ *(`{3,}|~{3,})")


@dataclass(frozen=True)
class Block:
    """A code block.

    Attributes:
        page: The page, from the root of the project.
        line: The line that the block begins in.
        language: What stands behind the fence; empty where nothing does.
        text: What is in it.
    """

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    def commands(self) -> list[tuple[str, str]]:
        """The commands of a console block without their comments, each with its output."""
        parts = self.text.removeprefix("$ ").split("\n$ ")
        pairs = (part.partition("\n") for part in parts)
        return [(one.partition("  #")[0].strip(), output.strip("\n")) for one, _, output in pairs]


def blocks(language: str | None = None) -> list[Block]:
    """The blocks of the pages that people write, of one language or of all."""
    found = [block for path in WRITTEN for block in blocks_of(path)]
    return [block for block in found if language in (None, block.language)]


def blocks_of(path: Path) -> Iterator[Block]:
    """The blocks of one page."""
    page = path.relative_to(ROOT).as_posix()
    text = path.read_text(encoding="utf-8")
    for found in re.finditer(r"^( *)```(\w*)\n(.*?)^\1```$", text, re.DOTALL | re.MULTILINE):
        indent, language, inside = found.groups()
        line = text.count("\n", 0, found.start()) + 1
        yield Block(page, line, language, re.sub(rf"^{indent}", "", inside, flags=re.MULTILINE))


def prose(path: Path) -> list[str]:
    """The lines of a page that are in no code block, without the code that stands in them."""
    lines: list[str] = []
    fence = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        found = FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence):
                fence = ""
        elif found:
            fence = found[1]
        else:
            lines.append(re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", _blanked, line))
    return lines


def _blanked(code: re.Match[str]) -> str:
    """Code in a line, with nothing left in it that would read as a link."""
    return re.sub(r"[\[\]()]", "", code[0])


def links(path: Path) -> list[str]:
    """Where the links and images of a page lead."""
    return [target for line in prose(path) for target in re.findall(r"\]\(([^)\s]+)\)", line)]


def anchors(path: Path) -> set[str]:
    """The names under which links find the headings of a page, as GitHub makes them."""
    names: set[str] = set()
    for line in prose(path):
        found = re.match(r"#{1,6} +(.*?) *#*$", line)
        if found:
            text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", found[1]).lower()
            base = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
            number, name = 0, base
            while name in names:
                number += 1
                name = f"{base}-{number}"
            names.add(name)
    return names
