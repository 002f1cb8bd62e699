"""Blocks of Markdown text as Python, Sphinx and mkdocs all read them in a docstring.

A docstring may hold what reStructuredText and Markdown read alike: paragraphs, lists with blank
lines around them, and code that is set in below a line which ends with two colons. All else becomes
one of these: headings are bold, tables and fenced code are set in, quotes and HTML are text.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from arazzo_gen.lazy import pattern
from arazzo_gen.python.text.markup import inert, without_tags
from arazzo_gen.record import record

SET_IN = "    "

_FENCE = pattern(r"[ ]*(`{3,}|~{3,})[^`]*\Z")
_HEADING = pattern(r"[ ]{0,3}#{1,6}(?:[ ](.*))?\Z")
_UNDERLINE = pattern(r"[ ]{0,3}([=-])\1*[ ]*\Z")
_RULER = pattern(r"[ ]*([^\w\s`]|_)(?:[ ]*\1){2,}[ ]*\Z")
_ITEM = pattern(r"([ ]*)(?:[-*+\u2022]|(\d{1,3})[.)])[ ]+(?=\S)")
_ROW = pattern(r"[ ]*(?:\|.*\||\+[-=+]+\+)[ ]*\Z")
_RULED = pattern(r"[ ]*\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)+\|?[ ]*\Z")
_QUOTE = pattern(r"[ ]{0,3}>[ ]?")
_EXAMPLE = pattern(r"[ ]*>>>(?:[ ]|\Z)")
_DEEPEST = 3


@record
class Block:
    """A paragraph, an item of a list, or lines of code.

    Attributes:
        kind: "text", "item" or "code".
        lines: One line of text, or the lines of code.
        level: How deep an item stands; 0 in the outermost list.
        number: The number of an item; None where it has a bullet.
    """

    kind: str
    lines: tuple[str, ...]
    level: int = 0
    number: int | None = None


def blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text; the first is a paragraph, as it is in a docstring."""
    found = _Reader(without_tags(text).expandtabs(4).split("\n")).read()
    if not found:
        return []
    first, *others = found
    if first.kind == "code":
        shown = next(line for line in first.lines if line.strip())
        return [Block("text", (inert(f"`{shown.strip().replace('`', '')}`"),)), *others]
    return [Block("text", first.lines), *others]


def written(found: Sequence[Block]) -> str:
    """The text of blocks in a docstring, each paragraph and item on one line."""
    parts: list[str] = []
    before: Block | None = None
    for block in found:
        if block.kind == "code":
            if before is not None:
                parts[-1] = f"{parts[-1].rstrip('.:')}::"
            margin = SET_IN * (before.level + 1 if before is not None else 1)
            parts.append("\n".join(margin + line if line else "" for line in block.lines))
        elif block.kind == "item":
            mark = "-" if block.number is None else f"{block.number}."
            line = f"{SET_IN * block.level}{mark} {block.lines[0]}"
            if before is not None and _continues(before, block):
                parts[-1] += f"\n{line}"
            else:
                parts.append(line)
        else:
            parts.append(block.lines[0])
        before = block
    return "\n\n".join(parts)


def _continues(before: Block, item: Block) -> bool:
    """Whether an item stands right below the block before it, as one of the same list."""
    if (before.kind, before.level) != ("item", item.level):
        return False
    if before.number is None or item.number is None:
        return before.number is item.number
    return item.number == before.number + 1


class _Reader:
    """Reads the blocks of lines, as CommonMark reads those of most texts."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._at = 0
        self._found: list[Block] = []
        # The paragraph or item that is open: its lines, and what it will be.
        self._words: list[str] = []
        self._open = Block("text", ())
        self._is_quote = False
        # The open item and those around it: the column and the number of each.
        self._marks: list[tuple[int, int | None]] = []

    def read(self) -> list[Block]:
        """All blocks."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            self._take(line)
        self._end()
        return self._found

    def _take(self, line: str) -> None:
        """A line, with those behind it that are of the same block of code."""
        if fence := _FENCE.match(line):
            self._code(self._until(lambda each: each.strip().startswith(fence[1])))
            self._at += 1
        elif _EXAMPLE.match(line):
            self._code([line, *self._until(lambda each: not each.strip())])
        elif self._begins_table(line):
            self._code([line, *self._until(lambda each: "|" not in each and "+-" not in each)])
        elif _UNDERLINE.match(line) and len(self._words) == 1 and not self._marks:
            self._heading(self._words.pop())
        elif not line.strip() or _RULER.match(line):
            self._end()
        elif heading := _HEADING.match(line):
            self._end()
            self._heading((heading[1] or "").strip().rstrip("#").rstrip())
        elif not self._begins_item(line):
            self._text(line)

    def _until(self, ends: Callable[[str], bool]) -> list[str]:
        """The lines from here on, up to one that ends them."""
        start = self._at
        while self._at < len(self._lines) and not ends(self._lines[self._at]):
            self._at += 1
        return list(self._lines[start : self._at])

    def _begins_table(self, line: str) -> bool:
        below = self._lines[self._at] if self._at < len(self._lines) else ""
        if "|" in line and _RULED.match(below):
            return True
        return bool(_ROW.match(line) and _ROW.match(below))

    def _begins_item(self, line: str) -> bool:
        item = _ITEM.match(line)
        if item is None:
            return False
        column, number = len(item[1]), int(item[2]) if item[2] else None
        if not self._marks and column >= len(SET_IN):
            return False
        if self._words and self._open.kind == "text" and (number or 1) != 1:
            return False  # a number that happens to begin a line
        self._end()
        same: int | None = None
        while self._marks and column < self._marks[-1][0] + 2:
            _, same = self._marks.pop()
        if number is not None and same is not None:
            number = same + 1  # Markdown counts by itself
        self._marks.append((column, number))
        level = min(len(self._marks) - 1, _DEEPEST)
        self._open, self._words = Block("item", (), level, number), [line[item.end() :]]
        return True

    def _text(self, line: str) -> None:
        """A line of a paragraph, of an item, or of code that is set in."""
        indent = len(line) - len(line.lstrip())
        if not self._words:
            while self._marks and indent <= self._marks[-1][0]:
                self._marks.pop()
            last = self._found[-1] if self._found else None
            if self._marks and last is not None and last.kind == "item":
                self._found.pop()
                self._open, self._words = last, list(last.lines)
            elif indent >= len(SET_IN) and last is not None and not self._marks:
                self._code([line, *self._until(lambda each: each.strip() != "" and each[0] != " ")])
                return
            else:
                self._open, self._is_quote = Block("text", ()), _QUOTE.match(line) is not None
        # Inside of a paragraph that is no quote, it is a sign that stands at the begin of a line.
        self._words.append(_QUOTE.sub("", line, 1) if self._is_quote else line)

    def _heading(self, title: str) -> None:
        bare = inert(" ".join(title.split()).strip("*_ "))
        self._marks.clear()
        if bare:
            marked = set(bare) & set("*`|_\\")
            is_bold = self._found and not marked
            self._found.append(Block("text", (f"**{bare}**" if is_bold else bare,)))

    def _code(self, lines: list[str]) -> None:
        self._end()
        shown = textwrap.dedent("\n".join(lines)).strip("\n").split("\n")
        if not any(map(str.strip, shown)):
            return
        if self._found and self._found[-1].kind == "code":
            shown = [*self._found.pop().lines, "", *shown]
        self._found.append(Block("code", tuple(line.rstrip() for line in shown)))

    def _end(self) -> None:
        """End the paragraph or item that is open."""
        text = inert(" ".join(" ".join(self._words).split()))
        if text:
            kind, level = self._open.kind, self._open.level
            self._found.append(Block(kind, (text,), level, self._open.number))
        self._words, self._is_quote = [], False
