"""Puts the blank lines that black writes before each logical line."""

from __future__ import annotations

from arazzo_gen.python.layout.forms import Logical
from arazzo_gen.python.layout.tokens import Uncertain


class _Block:
    """A logical line and the blank lines around it; those before a comment may still change."""

    __slots__ = ("after", "before", "line")

    def __init__(self, line: Logical, before: int, after: int) -> None:
        self.line = line
        self.before = before
        self.after = after


class BlankLines:
    """Takes logical lines in order, and gives them back with the blank lines that black writes."""

    def __init__(self) -> None:
        self.blocks: list[_Block] = []
        self._defs: list[int] = []
        self._comment: int | None = None

    def add(self, line: Logical, blank: int) -> None:
        """Take the next line.

        Args:
            line: The line.
            blank: How many blank lines the source has before it.
        """
        if not self.blocks:
            self._enter(line)
            self.blocks.append(_Block(line, 0, 0))
            self._note_comment(line, 0)
            return
        before, after = self._around(line, blank)
        last = self.blocks[-1]
        before = max(0, before - last.after)
        if self._follows_module_docstring(line):
            before = 1
        self.blocks.append(_Block(line, before, after))
        self._note_comment(line, before)

    def text(self) -> str:
        """The lines taken so far, with blank lines."""
        return "".join(
            ["\n" * (block.before + after) + block.line.text + "\n" for block, after in self._all()]
        )

    def _all(self) -> list[tuple[_Block, int]]:
        afters = [0, *(block.after for block in self.blocks[:-1])]
        return list(zip(self.blocks, afters, strict=True))

    def _enter(self, line: Logical) -> int | None:
        """Leave the definitions that end before a line, and enter the one that it begins.

        Returns:
            The indentation of the outermost definition that ends; None where none ends.
        """
        left = None
        while self._defs and self._defs[-1] >= line.indent:
            left = self._defs.pop()
        if line.kind in ("def", "class"):
            self._defs.append(line.indent)
        return left

    def _around(self, line: Logical, blank: int) -> tuple[int, int]:
        """The blank lines before a line and after it."""
        previous = self.blocks[-1].line
        before = min(blank, 1 if line.indent else 2)
        spaced = before > 0
        left = self._enter(line)
        if line.kind == "docstring":
            if previous.kind == "class":
                return 0, 1
            if previous.kind == "def":
                return 0, 0
        if left is not None:
            before = 1 if line.indent or (left and line.clause) else 2
        if line.kind in ("decorator", "def", "class"):
            return self._before_definition(line, before, spaced), 0
        if previous.kind == "import" and line.kind != "import":
            if line.indent == previous.indent == 0:
                return 1, 0
            if line.indent == previous.indent:
                return before or 1, 0
        return before, 0

    def _before_definition(self, line: Logical, before: int, spaced: bool) -> int:
        previous = self.blocks[-1].line
        if previous.kind == "decorator":
            return 0
        if previous.indent < line.indent and previous.kind in ("class", "def"):
            return int(spaced)
        newlines = 1 if line.indent else 2
        if previous.kind == "comment" and previous.indent == line.indent and before == 0:
            start = self._comment
            if not start:
                return 0
            ahead = self.blocks[start - 1]
            if ahead.line.opens or self.blocks[start].before > 1:
                return 0
            comment = self.blocks[start]
            comment.before = max(comment.before, newlines) - ahead.after
            return 0
        return newlines

    def _note_comment(self, line: Logical, before: int) -> None:
        """Remember the comment that belongs to the definition after it."""
        if line.kind == "comment":
            previous = self.blocks[-2].line if len(self.blocks) > 1 else None
            if previous is None or (
                previous.kind != "decorator"
                and (previous.kind != "comment" or before)
                and (self._comment is None or before)
            ):
                self._comment = len(self.blocks) - 1
        elif line.kind != "decorator" or before:
            self._comment = None

    def _follows_module_docstring(self, line: Logical) -> bool:
        last = self.blocks[-1].line
        if last.kind != "docstring" or last.indent or line.kind in ("class", "def"):
            return False
        return all(block.line.kind == "comment" for block in self.blocks[:-1])


def check_indentation(lines: list[Logical], *, is_all: bool) -> None:
    """Check that each line is indented as the statement before it asks for.

    Args:
        lines: Lines of which the first begins at the margin.
        is_all: Whether these are all lines; else another follows, which begins at the margin.

    Raises:
        Uncertain: A line is indented otherwise, or a comment not as the statement after it.
    """
    before: Logical | None = None
    comments: list[Logical] = []
    for line in lines:
        if line.kind == "comment":
            comments.append(line)
            continue
        if any(comment.indent != line.indent for comment in comments):
            raise Uncertain("the indentation of a comment")
        comments = []
        expected = 0 if before is None else before.indent + before.opens
        if line.indent > expected or (
            before is not None and before.opens and line.indent < expected
        ):
            raise Uncertain("indentation")
        before = line
    if is_all and comments:
        raise Uncertain("a comment at the end")
    if any(comment.indent for comment in comments):
        raise Uncertain("the indentation of a comment")
