"""Reads the explanation of a code from `explanations/`: what, why, a wrong and a right document.

An explanation is Markdown with the sections What, Why, Wrong and Right. In the last two, each
fenced listing is a file, whose name follows the language, or a command line:

    ```yaml buy.arazzo.yaml
    ```console

The tests write these files out and run them, so what an explanation says is what happens.
"""

from __future__ import annotations

import re
import shlex
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import click

from arazzo_gen.diagnostics.codes import CODES, GROUPS
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record

FOLDER = Path(__file__).parent / "explanations"
"""The explanations, `AZ105.md` and so on, and the API documents that they share."""

SHOP = FOLDER / "shop.openapi.yaml"
"""The API that the documents of the explanations call."""

_SECTIONS = ("What", "Why", "Wrong", "Right")
_HEADING = pattern(r"^## (\w+)\n", re.MULTILINE)
_FENCE = pattern(r"^```(\w+)(?: (\S+))?\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_COMMAND = "$ arazzo-gen "
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


@record
class Listing:
    """A file, or a command line.

    Attributes:
        language: The language of its text; "console" for a command line.
        name: The file's name; "" for a command line.
        text: The text, its last line ended.
    """

    language: str
    name: str
    text: str


Section: TypeAlias = tuple[str | Listing, ...]
"""Paragraphs, each in one line, and listings."""


@record
class Explanation:
    """The explanation of one code."""

    code: str
    what: Section
    why: Section
    wrong: Section
    right: Section

    @property
    def sections(self) -> tuple[tuple[str, Section], ...]:
        """The sections with their headings, in order."""
        return tuple(zip(_SECTIONS, (self.what, self.why, self.wrong, self.right), strict=True))


def read(code: str) -> Explanation:
    """The explanation of a code of the registry.

    Raises:
        ValueError: It has other sections than those it must have.
    """
    text = (FOLDER / f"{code}.md").read_text(encoding="utf-8")
    before, *parts = _HEADING.split(text)
    headings, bodies = tuple(parts[0::2]), parts[1::2]
    if before or headings != _SECTIONS:
        raise ValueError(f"{code}.md has the sections {', '.join(headings)}")
    return Explanation(code, *map(_section, bodies))


def what(code: str) -> str:
    """What a code says, in plain text: the paragraphs of the first section of its explanation."""
    paragraphs = [block for block in read(code).what if isinstance(block, str)]
    return "\n\n".join(paragraphs)


def files(section: Section) -> dict[str, str]:
    """The files that a section shows, by name."""
    return {
        block.name: block.text for block in section if isinstance(block, Listing) and block.name
    }


def command(section: Section) -> list[str] | None:
    """The arguments that a section gives to `arazzo-gen`; None where it shows no command."""
    for block in section:
        if isinstance(block, Listing) and block.language == "console":
            return shlex.split(block.text.splitlines()[0].removeprefix(_COMMAND))
    return None


def show(explanation: Explanation, *, width: int) -> str:
    """An explanation for a terminal, in colour.

    Args:
        explanation: What to show.
        width: How many columns paragraphs may take. Listings take what they need.
    """
    code = CODES[explanation.code]
    label = _paint(f"{code.severity}[{explanation.code}]", code.severity)
    lines = [f"{label}: {code.summary}"]
    for heading, section in explanation.sections:
        lines += ["", _paint(heading, "bold")]
        for number, block in enumerate(section):
            lines += [""] if number else []
            lines += _block(block, width)
    return "".join(f"{line}\n" for line in lines)


def show_all(start: str = "") -> str:
    """Every code with its severity and what it is about, group by group, in colour.

    Args:
        start: What the codes begin with.
    """
    lines: list[str] = []
    for title, group in GROUPS.items():
        codes = {name: code for name, code in group.items() if name.startswith(start)}
        if not codes:
            continue
        lines += [""] if lines else []
        lines.append(_paint(title, "bold"))
        for name, code in codes.items():
            severity = _paint(f"{code.severity:<7}", code.severity)
            lines.append(f"  {name}  {severity}  {code.summary}")
    return "".join(f"{line}\n" for line in lines)


def _paint(text: str, style: str) -> str:
    """A text in the style of a severity, or bold."""
    return click.style(text, fg=_COLOURS.get(style), bold=True)


def _section(text: str) -> Section:
    blocks: list[str | Listing] = []
    rest = 0
    for fence in _FENCE.finditer(text):
        blocks += _paragraphs(text[rest : fence.start()])
        blocks.append(Listing(fence[1], fence[2] or "", fence[3]))
        rest = fence.end()
    return (*blocks, *_paragraphs(text[rest:]))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _block(block: str | Listing, width: int) -> Sequence[str]:
    if isinstance(block, str):
        return textwrap.wrap(
            block,
            width,
            initial_indent="  ",
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    name = [f"  {_paint(block.name, 'note')}"] if block.name else []
    return [*name, *textwrap.indent(block.text, "    ").splitlines()]
