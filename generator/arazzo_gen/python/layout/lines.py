"""Lines of tokens, each of which is written as one line or split into several."""

from __future__ import annotations

from arazzo_gen.python.layout.tokens import CLOSING, COMMA, Token, width

WIDTH = 88

ALL, PAIRS, NONE = 2, 1, 0
"""Which brackets of a line count: all, those of which both are on the line, or none."""


class Line:
    """Tokens that stand on one line, for now.

    Attributes:
        tokens: What stands on it.
        indent: How many levels it is set in.
        base: In how many brackets its tokens stand at least.
        inside: Whether it is what stood between brackets, or a part of that.
        counts: Which of its brackets count.
        explode: Whether each of its items has to get a line of its own.
        invisible: Parentheses that were not written when the line was made, of those that count.
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
        """The line as it is written, as its tokens are now."""
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
        """Whether a comma before a closing bracket asks for a line for each item."""
        if self._magic is None:
            self._magic = self.counts != NONE and any(
                token.bracket == CLOSING and before.text == "," and self._is_magic(token)
                for before, token in zip(self.tokens, self.tokens[1:], strict=False)
            )
        return self._magic

    def _is_magic(self, closer: Token) -> bool:
        """Whether the comma before a closing bracket is more than what makes a tuple a tuple."""
        opener = closer.opener
        if opener is None or not any(token is opener for token in self.tokens):
            return False
        if closer.text == "}" or self.is_import:
            return True
        if closer.text == "]":
            return opener.role != "index" or self.commas(opener, closer) > 1
        return not self.is_single(closer)

    def is_single(self, closer: Token) -> bool:
        """Whether a comma before a parenthesis only makes the one value before it a tuple."""
        opener = closer.opener
        assert opener is not None
        if closer.text not in (")", "") or opener.role in ("call", "class", "parameters"):
            return False
        return self.commas(opener, closer) < 2

    def commas(self, opener: Token, closer: Token) -> int:
        """How many commas stand between a pair of brackets, in no others."""
        depth = opener.depth + 1
        start, end = self.tokens.index(opener), self.tokens.index(closer)
        return sum(token.depth == depth and token.text == "," for token in self.tokens[start:end])

    def delimiters(self) -> list[tuple[int, int]]:
        """Where the line may be broken: indexes of tokens, and how strong the reason is."""
        last = len(self.tokens) - 1
        return [
            (index, token.priority)
            for index, token in enumerate(self.tokens)
            if token.priority and token.depth == self.base and (index < last or token.text == ",")
        ]


def highest(delimiters: list[tuple[int, int]]) -> tuple[int, int]:
    """The strongest reason to break a line, and how often there is one."""
    most = max(priority for _, priority in delimiters)
    return most, sum(priority == most for _, priority in delimiters)


def copied(tokens: list[Token]) -> list[Token]:
    """The same tokens once more, so that parentheses may become visible in the copy alone."""
    copies: dict[int, Token] = {}
    for token in tokens:
        opener = copies.get(id(token.opener), token.opener)
        copy = Token(token.text, token.space, token.depth, token.bracket, token.role, opener)
        copy.priority = token.priority
        copy.comment = token.comment
        copies[id(token)] = copy
    return list(copies.values())


def with_comma(tokens: list[Token]) -> list[Token]:
    """Items with a comma behind the last one."""
    if tokens[-1].text == ",":
        return tokens
    comma = Token(",", "", tokens[-1].depth)
    comma.priority = COMMA
    return [*tokens, comma]
