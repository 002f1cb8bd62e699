"""Reads expressions as tokens, with the spaces that black puts between them."""

from __future__ import annotations

import keyword

from arazzo_gen.python.layout.tokens import (
    CLOSING,
    COMMA,
    COMPREHENSION,
    CONCATENATION,
    DOT,
    OPENING,
    OPERATORS,
    TERNARY,
    Token,
    Uncertain,
    number,
    split_tokens,
    string,
)

_PLAIN_OPERANDS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
# Keywords that begin no operand.
_NO_OPERANDS = frozenset(keyword.kwlist) - {"None", "True", "False", "await", "lambda", "not"}
# Tokens that make the parts of a slice more than names and constants: it gets spaces then.
_COMPLEX = frozenset({".", "(", "not", "if", "in", "is", "lambda", "await"})
_CLOSES = {"(": ")", "[": "]", "{": "}"}


class ExpressionReader:
    """Reads the tokens of one logical line into `out`, with the spaces between them.

    It knows what the writers of this package write, which is less than all of Python, and raises
    `Uncertain` for anything else.
    """

    def __init__(self, text: str) -> None:
        self.tokens = split_tokens(text)
        self.tokens.append("")
        self.at = 0
        self.depth = 0
        self.space = ""
        self.out: list[Token] = []

    # --- tokens ---

    def put(self, text: str, after: str = " ") -> Token:
        """Write a token; `after` is the space before the next one."""
        token = Token(text, self.space, self.depth)
        self.out.append(token)
        self.space = after
        return token

    def take(self, after: str = " ") -> Token:
        """Write the next token as it is."""
        text = self.tokens[self.at]
        self.at += 1
        return self.put(text, after)

    def expect(self, text: str, after: str = " ") -> Token:
        """Write the next token, which has to be this one."""
        if self.tokens[self.at] != text:
            raise Uncertain(f"no {text}")
        self.at += 1
        return self.put(text, after)

    def glued(self, text: str, after: str = " ") -> Token:
        """Write the next token, which has to be this one, without a space before it."""
        self.space = ""
        return self.expect(text, after)

    def comma(self) -> None:
        """Write a comma, after which a line may be broken; a comment may follow it."""
        comma = self.glued(",")
        comma.priority = COMMA
        if self.tokens[self.at][:1] == "#":
            comma.comment = self.tokens[self.at]
            self.at += 1

    def open(self, text: str, role: str) -> Token:
        """Write an opening bracket; with an empty text, one that is written only where needed."""
        token = Token(text, self.space, self.depth, OPENING, role)
        self.out.append(token)
        self.space = ""
        self.depth += 1
        return token

    def close(self, opener: Token) -> Token:
        """Write the closing bracket of an opening one."""
        self.depth -= 1
        text = ""
        if opener.text:
            text = _CLOSES[opener.text]
            if self.tokens[self.at] != text:
                raise Uncertain(f"no {text}")
            self.at += 1
        token = Token(text, "", self.depth, CLOSING, opener=opener)
        self.out.append(token)
        self.space = " "
        return token

    def take_opening(self, role: str) -> Token:
        """Write the next token, an opening bracket."""
        self.at += 1
        return self.open(self.tokens[self.at - 1], role)

    # --- expressions ---

    def test(self) -> None:
        """Read one expression of any kind but a tuple without parentheses."""
        if self.tokens[self.at] == "lambda":
            self._lambda()
            return
        start = len(self.out)
        self.operands()
        if self.tokens[self.at] == "if":
            self._ternary(start)

    def _ternary(self, start: int) -> None:
        self.out[-1].priority = TERNARY
        self.take()
        self.operands()
        if self.tokens[self.at] != "else":
            raise Uncertain("a condition without an else")
        self.out[-1].priority = TERNARY
        self.take()
        self.test()
        before = self.out[start - 1] if start else None
        if before is not None and before.bracket == OPENING:
            after = self.tokens[self.at]
            alone = after == ")" if before.text else after != ","
            if alone and before.text in ("(", ""):
                return
        self.enclose(start, "ternary")

    def enclose(self, start: int, role: str) -> None:
        """Put optional parentheses around the tokens from `start` on."""
        part = self.out[start:]
        opener = Token("", part[0].space, self.depth, OPENING, role)
        part[0].space = ""
        for token in part:
            token.depth += 1
        closer = Token("", "", self.depth, CLOSING, opener=opener)
        self.out[start:] = [opener, *part, closer]

    def _lambda(self) -> None:
        self.take()
        self.depth += 1
        while self.tokens[self.at] != ":":
            text = self.tokens[self.at]
            if not text.isidentifier():
                raise Uncertain("a parameter of a lambda")
            self.take()
            if self.tokens[self.at] == "=":
                self.glued("=", after="")
                self.test()
            if self.tokens[self.at] == ",":
                self.comma()
        self.depth -= 1
        self.glued(":")
        self.test()

    def operands(self) -> None:
        """Read operands and the operators between them."""
        while True:
            self._operand()
            text = self.tokens[self.at]
            priority = OPERATORS.get(text)
            if priority is None:
                if text in ("**", "@", ":="):
                    raise Uncertain(text)
                return
            self.out[-1].priority = priority
            self.take()
            if text == "not":
                self.expect("in")
            elif text == "is" and self.tokens[self.at] == "not":
                self.take()

    def _operand(self) -> None:
        text = self.tokens[self.at]
        while text in ("not", "-", "+", "~", "await"):
            self.take(" " if text.isalpha() else "")
            if text == "await" and self.tokens[self.at] == "(":
                raise Uncertain("parentheses behind await")
            text = self.tokens[self.at]
        first = text[:1]
        if text[-1:] in ('"', "'"):
            self._strings()
        elif first in _PLAIN_OPERANDS:
            if text in _NO_OPERANDS or text == "lambda":
                raise Uncertain(text)
            self.take()
        elif first == "(":
            self._parenthesised()
        elif first == "[" or first == "{":
            self._collection()
        elif first.isdigit():
            self.put(number(text))
            self.at += 1
            if self.tokens[self.at] == ".":
                raise Uncertain("an attribute of a number")
        elif text == "..." or text.isidentifier():
            self.take()
        else:
            raise Uncertain(text)
        self._trailers()

    def _strings(self) -> None:
        while True:
            self.put(string(self.tokens[self.at]))
            self.at += 1
            if self.tokens[self.at][-1:] not in ('"', "'"):
                return
            self.out[-1].priority = CONCATENATION

    def _trailers(self) -> None:
        while True:
            text = self.tokens[self.at]
            if text == ".":
                if self.out[-1].bracket == CLOSING:
                    self.out[-1].priority = DOT
                self.space = ""
                self.take("")
                if not self.tokens[self.at].isidentifier():
                    raise Uncertain("no attribute")
                self.take()
            elif text == "(":
                self.space = ""
                self.arguments("call")
            elif text == "[":
                self.space = ""
                self._index()
            else:
                return

    def arguments(self, role: str) -> None:
        """Read the arguments of a call or class, with their parentheses."""
        opener = self.take_opening(role)
        tokens = self.tokens
        while tokens[self.at] != ")":
            text = tokens[self.at]
            if text == "*" or text == "**":
                self.take("")
            elif tokens[self.at + 1] == "=":
                self.take()
                self.glued("=", after="")
            self.test()
            if tokens[self.at] == "for":
                self._comprehension()
            if tokens[self.at] == ",":
                self.comma()
            elif tokens[self.at] != ")":
                raise Uncertain("an argument")
        self.close(opener)

    def _parenthesised(self) -> None:
        opener = self.take_opening("atom")
        self.items(")")
        self.close(opener)

    def items(self, end: str) -> None:
        """Read the items in parentheses or square brackets, up to the closing one."""
        tokens = self.tokens
        while tokens[self.at] != end:
            if tokens[self.at] == "*":
                self.take("")
            elif end == ")" and tokens[self.at + 1] == ":=":
                self.take()
                self.take()
            self.test()
            if tokens[self.at] == "for":
                self._comprehension()
            if tokens[self.at] != ",":
                return
            self.comma()

    def _collection(self) -> None:
        start = len(self.out)
        opener = self.take_opening("atom")
        if opener.text == "[":
            self.items("]")
        else:
            self._entries()
        self.close(opener)
        self._bare_item(start + 1)

    def _entries(self) -> None:
        tokens = self.tokens
        while tokens[self.at] != "}":
            if tokens[self.at] == "**":
                self.take("")
                self.operands()
            else:
                self.test()
            if tokens[self.at] == ":":
                self.glued(":")
                self.test()
            if tokens[self.at] == "for":
                self._comprehension()
            if tokens[self.at] != ",":
                return
            self.comma()

    def _bare_item(self, start: int) -> None:
        """Refuse parentheses around the only item of a list or set, which black removes."""
        first, last = self.out[start], self.out[-2]
        if (
            last.opener is first
            and first.text == "("
            and self.is_redundant(start, len(self.out) - 2)
        ):
            raise Uncertain("parentheses around the only item")

    def is_redundant(self, start: int, end: int) -> bool:
        """Whether the parentheses at `start` and `end` hold one value, which needs none."""
        inner = self.out[start + 1 : end]
        depth = self.out[start].depth + 1
        if any(token.text == ":=" and token.depth == depth for token in inner):
            raise Uncertain("parentheses around :=")
        return bool(inner) and not any(
            token.priority >= COMMA and token.depth == depth for token in inner
        )

    def _comprehension(self) -> None:
        while self.tokens[self.at] == "for":
            self.out[-1].priority = COMPREHENSION
            self.targets()
            self.operands()
            while self.tokens[self.at] == "if":
                self.out[-1].priority = COMPREHENSION
                self.take()
                self.operands()
        if self.tokens[self.at] in ("async", "else"):
            raise Uncertain("a comprehension")

    def targets(self, *, statement: bool = False) -> None:
        """Read `for`, the variables, and `in`; in a statement, black may put the variables in
        parentheses."""
        self.take()
        self.depth += 1
        opener = self.open("", "for") if statement else None
        while True:
            if not self.tokens[self.at].isidentifier():
                raise Uncertain("a loop variable")
            self.take()
            if self.tokens[self.at] != ",":
                break
            self.glued(",")
        if opener is not None:
            self.close(opener)
        self.depth -= 1
        self.expect("in")

    def _index(self) -> None:
        opener = self.take_opening("index")
        while self.tokens[self.at] != "]":
            start = len(self.out)
            colons = []
            if self.tokens[self.at] in ("*", "**"):
                raise Uncertain("a star in an index")
            while self.tokens[self.at] not in (",", "]"):
                if self.tokens[self.at] == ":":
                    colons.append(len(self.out))
                    self.take()
                else:
                    self.test()
                    if self.tokens[self.at] not in (":", ",", "]"):
                        raise Uncertain("an index")
            if colons:
                self._slice(start, colons)
            if self.tokens[self.at] == ",":
                self.comma()
        self.close(opener)

    def _slice(self, start: int, colons: list[int]) -> None:
        """Set the spaces around the colon of a slice: none where both sides are simple."""
        part = self.out[start:]
        odd = any(
            token.text in ("[", "{", "") or token.role == "atom" or token.text[:2] == 'f"'
            for token in part
        )
        if odd or len(colons) > 1:
            raise Uncertain("a slice")
        simple = not any(token.text in _COMPLEX or token.priority for token in part)
        [colon] = colons
        space = "" if simple else " "
        if colon > start or self.out[start - 1].text == ",":
            self.out[colon].space = space if colon > start else " "
        if colon + 1 < len(self.out):
            self.out[colon + 1].space = space
