"""Lines of tokens, each of which is written as one line or split into several."""

from __future__ import annotations

from arazzo_gen.python.layout.tokens import CLOSING, COMMA, Token, width

WIDTH = 88

ALL, PAIRS, NONE = 2, 1, 0
"""Which brackets of a line count: all, those with their partner on the line, or none."""


class Line:
    """Tokens on one line, which may yet be split.

    Attributes:
        tokens: The tokens.
        indent: How many levels the line is indented.
        base: How many brackets there are around the whole line.
        inside: Whether the line is, or is a part of, what stood between brackets.
        counts: Which of its brackets count.
        explode: Whether each of its items must get a line of its own.
        invisible: The optional parentheses, among those that count, that are not written.
    """

    __slots__ = ("_magic", "base", "counts", "explode", "indent", "inside", "invisible", "tokens")

    def __init__(
        self,
        tokens: list[Token],
        indent: int,
        base: int,
        *,
        inside: bool = False,
        counts: int = ALL,
    ) -> None:
        self.tokens = tokens
        self.indent = indent
        self.base = base
        self.inside = inside
        self.counts = counts
        self.explode = False
        self.invisible: list[Token] = []
        if counts:
            invisible = [token for token in tokens if token.bracket and not token.text]
            if counts == PAIRS:
                openers = [token.opener for token in invisible if token.opener in invisible]
                invisible = [
                    token for token in invisible if token in openers or token.opener in openers
                ]
            self.invisible = invisible
        self._magic: bool | None = None

    @property
    def text(self) -> str:
        """The text of the line as its tokens are now."""
        first, *rest = self.tokens
        written = "".join([token.space + token.text for token in rest])
        comments = ["  " + token.comment for token in self.tokens if token.comment]
        return "    " * self.indent + first.text + written + "".join(comments)

    def fits(self, within: int = WIDTH) -> bool:
        """Whether the line is short enough."""
        return width(self.text) <= within

    @property
    def is_import(self) -> bool:
        """Whether it begins an import."""
        return self.tokens[0].text in ("from", "import")

    @property
    def is_def(self) -> bool:
        """Whether it begins a function."""
        return self._begins("def")

    @property
    def is_with(self) -> bool:
        """Whether it begins a `with` block."""
        return self._begins("with")

    def _begins(self, keyword: str) -> bool:
        first = self.tokens[0].text
        return first == keyword or (first == "async" and self.tokens[1].text == keyword)

    @property
    def magic(self) -> bool:
        """Whether it has a magic trailing comma, which asks for a line for each item."""
        if self._magic is None:
            self._magic = self.counts != NONE and any(
                token.bracket == CLOSING and before.text == "," and self._is_magic(token)
                for before, token in zip(self.tokens, self.tokens[1:], strict=False)
            )
        return self._magic

    def _is_magic(self, closer: Token) -> bool:
        """Whether the comma before a closing bracket is magic: not the one of a one-tuple."""
        opener = closer.opener
        if opener is None or not any(token is opener for token in self.tokens):
            return False
        if closer.text == "}" or self.is_import:
            return True
        if closer.text == "]":
            return opener.role != "index" or self.commas(opener, closer) > 1
        return not self.is_single(closer)

    def is_single(self, closer: Token) -> bool:
        """Whether the comma before a closing parenthesis is that of a one-tuple."""
        opener = closer.opener
        assert opener is not None
        if closer.text not in (")", "") or opener.role in ("call", "class", "parameters"):
            return False
        return self.commas(opener, closer) < 2

    def commas(self, opener: Token, closer: Token) -> int:
        """How many commas stand between two brackets and in no others inside them."""
        depth = opener.depth + 1
        start, end = self.tokens.index(opener), self.tokens.index(closer)
        return sum(token.depth == depth and token.text == "," for token in self.tokens[start:end])

    def delimiters(self) -> list[tuple[int, int]]:
        """Where the line may be broken: the indexes of tokens, each with its priority."""
        last = len(self.tokens) - 1
        return [
            (index, token.priority)
            for index, token in enumerate(self.tokens)
            if token.priority and token.depth == self.base and (index < last or token.text == ",")
        ]


def highest(delimiters: list[tuple[int, int]]) -> tuple[int, int]:
    """The highest priority of some delimiters, and how many have it."""
    most = max(priority for _, priority in delimiters)
    return most, sum(priority == most for _, priority in delimiters)


def copied(tokens: list[Token]) -> list[Token]:
    """A copy of tokens, so that parentheses can be written in the copy alone."""
    copies: dict[int, Token] = {}
    for token in tokens:
        opener = copies.get(id(token.opener), token.opener)
        copy = Token(token.text, token.space, token.depth, token.bracket, token.role, opener)
        copy.priority = token.priority
        copy.comment = token.comment
        copies[id(token)] = copy
    return list(copies.values())


def with_comma(tokens: list[Token]) -> list[Token]:
    """Items with a comma after the last one."""
    if tokens[-1].text == ",":
        return tokens
    comma = Token(",", "", tokens[-1].depth)
    comma.priority = COMMA
    return [*tokens, comma]
