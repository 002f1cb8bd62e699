"""Splits statements into tokens, and spells strings and numbers as black does."""

from __future__ import annotations

import re

from arazzo_gen.lazy import pattern

OPENING, CLOSING = 1, 2
"""What `Token.bracket` says of a bracket, written or not."""

# The priorities of the delimiters after which a line may be broken, as black has them: the highest
# is broken first.
DOT, FACTOR, TERM, SHIFT, AND, XOR, UNION = 1, 4, 5, 6, 7, 8, 9
COMPARISON, CONCATENATION, LOGIC, TERNARY, COMMA, COMPREHENSION = 10, 12, 14, 16, 18, 20

OPERATORS = {
    "and": LOGIC, "or": LOGIC, "|": UNION, "^": XOR, "&": AND, "<<": SHIFT, ">>": SHIFT,
    "+": TERM, "-": TERM, "*": FACTOR, "/": FACTOR, "//": FACTOR, "%": FACTOR,
    "==": COMPARISON, "!=": COMPARISON, "<": COMPARISON, ">": COMPARISON, "<=": COMPARISON,
    ">=": COMPARISON, "in": COMPARISON, "is": COMPARISON, "not": COMPARISON,
}  # fmt: skip
"""The priority of each operator; `**` is not known."""

_TOKEN = pattern(
    r"""(?:[rRbBfFuU]{0,2}(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))(?!\w)
    | [^\W\d]\w*
    | \d[\w.]*(?:(?<=[eE])[+-]\d+)?
    | \.\.\.
    | (?:\*\*|//|>>|<<|[-+*/%&|^@=!<>])=|->|:=|\*\*|//|<<|>>
    | \#[^\n]* | \S""",
    re.VERBOSE,
)
_NUMBER = pattern(r"\d[\d_]*(?:\.\d+)?(?:e-?\d+)?\Z")
_EXPONENT = pattern(r"(\d+(?:\.\d+)?)e\+(\d+)\Z")
_BIG_HEX = pattern(r"0x[0-9a-fA-F]+\Z")
# Escapes that black spells otherwise, and those that this package cannot take apart.
_ODD_ESCAPE = pattern(r"(?<!\\)(?:\\\\)*\\(?:N|['\n]|[xuU][0-9a-f]*[A-F])")

_ODD_QUOTED = pattern(r"\\|\{\{|\}\}|\{[^}]*[\"{]")
_ODD_TEMPLATE = pattern(r"\{\{|\}\}|\{[^}]*[\\'\"]")


class Uncertain(Exception):
    """This package is not sure how black lays out a construct: black itself has to do it."""


class Token:
    """A token of a statement.

    Attributes:
        text: Its text; empty for optional parentheses that are not written.
        space: The space before it on the same line: " " or "".
        depth: How many brackets there are around it.
        bracket: `OPENING`, `CLOSING` or 0.
        priority: The priority of a break after it; 0 where the line is not broken there.
        opener: Of a closing bracket: the opening one.
        role: Of an opening bracket: what it is for ("atom", "call", "index", ...).
        comment: Of a comma: the comment that follows it.
    """

    __slots__ = ("bracket", "comment", "depth", "opener", "priority", "role", "space", "text")

    def __init__(
        self,
        text: str,
        space: str,
        depth: int,
        bracket: int = 0,
        role: str = "",
        opener: Token | None = None,
    ) -> None:
        self.text = text
        self.space = space
        self.depth = depth
        self.bracket = bracket
        self.role = role
        self.opener = opener
        self.priority = 0
        self.comment = ""

    @property
    def length(self) -> int:
        """How many characters it takes on its line, with its space and its comment."""
        return len(self.space) + len(self.text) + len(self.comment)


def split_tokens(text: str) -> list[str]:
    """The texts of the tokens of a logical line.

    Raises:
        Uncertain: It has a string in triple quotes, or a line break after a backslash.
    """
    if '"""' in text or "'''" in text or "\\\n" in text:
        raise Uncertain("a long string")
    return _TOKEN.findall(text)


def split_comment(text: str) -> tuple[str, str]:
    """A line of text without the comment at its end, and the comment."""
    for found in _TOKEN.finditer(text):
        if found.group()[0] == "#":
            return text[: found.start()].rstrip(" "), text[found.start() :]
    return text, ""


def string(text: str) -> str:
    """A string literal as black spells it.

    Raises:
        Uncertain: The literal is written in a way that no writer of this package uses.
    """
    if text[0] == "'":
        return _from_single(text)
    if text[:2] == "f'" and '"' in text and not _ODD_QUOTED.search(text):
        return text
    start = text.find('"')
    prefix = text[:start]
    if text[-1] != '"' or prefix not in ("", "f", "r", "b", "rb"):
        raise Uncertain("quotes")
    if prefix == "f":
        plain = text.replace("{{", "").replace("}}", "")
        if plain.count("{") != plain.count("}"):
            raise Uncertain("quotes in a replacement field")
    if "\\" not in text or "r" in prefix:
        return text
    if _ODD_ESCAPE.search(text):
        raise Uncertain("an escape")
    if '\\"' not in text:
        return text
    return prefix + _fewer_escapes(text[start + 1 : -1], prefix)


def _from_single(text: str) -> str:
    """A string in single quotes as black spells it: it keeps them where they save backslashes."""
    if '"' not in text and "\\" not in text:
        return f'"{text[1:-1]}"'
    pieces = re.split(r"(\\.)", text[1:-1])
    doubled = sum(piece.count('"') for piece in pieces if piece[:1] != "\\")
    if (
        doubled <= pieces.count("\\'")
        or _ODD_ESCAPE.search(text.replace("\\'", ""))
        or '\\"' in pieces
    ):
        raise Uncertain("quotes")
    return text


def _fewer_escapes(body: str, prefix: str) -> str:
    """The body of a string in quotes: single ones where they save backslashes."""
    pieces = re.split(r"(\\.)", body)
    escaped = pieces.count('\\"')
    if not escaped:
        return f'"{body}"'
    if prefix not in ("", "f") or (prefix and _ODD_TEMPLATE.search(body)):
        raise Uncertain("escaped quotes behind a prefix")
    single = sum(piece.count("'") for piece in pieces)
    if single >= escaped:
        return f'"{body}"'
    turned = [
        '"' if piece == '\\"' else (piece if piece[:1] == "\\" else piece.replace("'", "\\'"))
        for piece in pieces
    ]
    return "'" + "".join(turned) + "'"


def number(text: str) -> str:
    """A number as black spells it."""
    if _NUMBER.match(text):
        return text
    found = _EXPONENT.match(text)
    if found:
        return "e".join(found.groups())
    if _BIG_HEX.match(text):
        return "0x" + text[2:].upper()
    raise Uncertain("a number")


def width(text: str) -> int:
    """How many columns a text takes.

    Raises:
        Uncertain: It has characters whose width is not known here, and the line may be too long.
    """
    if text.isascii():
        return len(text)
    unknown = sum(char > "\u02ff" for char in text)
    least, most = len(text) - unknown, len(text) + unknown
    if least <= 88 < most:
        raise Uncertain("wide characters")
    return most
