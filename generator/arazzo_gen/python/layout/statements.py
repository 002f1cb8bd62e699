"""Reads statements as tokens, with the parentheses that black may add or remove."""

from __future__ import annotations

from collections.abc import Callable

from arazzo_gen.python.layout.expressions import ExpressionReader
from arazzo_gen.python.layout.tokens import COMMA, TERNARY, Token, Uncertain

_ASSIGNS = frozenset({"=", "+=", "-=", "*=", "/=", "//=", "%=", "|=", "&=", "^=", ">>=", "<<="})
_ARITHMETIC = frozenset("+-&^") | {"<<", ">>"}


def read_statement(text: str) -> list[Token]:
    """The tokens of a logical line: a simple statement, or the header of a compound one.

    Raises:
        Uncertain: It has a construct that this package does not know.
    """
    reader = StatementReader(text)
    reader.read()
    if reader.tokens[reader.at]:
        raise Uncertain(f"{reader.tokens[reader.at]} is left")
    return reader.out


class StatementReader(ExpressionReader):
    """Reads one statement."""

    def read(self) -> None:
        """Read it to its end."""
        first = self.tokens[0]
        known = _STATEMENTS.get(first)
        if known is not None:
            known(self)
        elif first in ("match", "case") and self._is_header():
            self._match_or_case()
        else:
            self._expression()

    def _is_header(self) -> bool:
        return self.tokens[-2] == ":" and self.tokens[1] not in ("=", ".", ":", ",")

    def wrapped(self, *, tuples: bool = True) -> None:
        """Read an expression in optional parentheses."""
        start = len(self.out)
        opener = self.open("", "statement")
        if tuples:
            self._tuple()
        else:
            self.test()
        self.close(opener)
        first, last = self.out[start + 1], self.out[-2]
        if last.opener is not first or first.text != "(" or first.role != "atom":
            return
        if self.is_redundant(start + 1, len(self.out) - 2):
            if self.out[start + 2].text == "(" and self.out[-3].opener is self.out[start + 2]:
                raise Uncertain("parentheses in parentheses")
            first.text = last.text = ""
        first.space = opener.space
        del self.out[-1], self.out[start]
        for token in self.out[start:]:
            token.depth -= 1

    def _tuple(self) -> None:
        """Read expressions between commas."""
        while True:
            if self.tokens[self.at] == "*":
                self.take("")
            self.test()
            if self.tokens[self.at] != ",":
                return
            self.comma()
            if self.tokens[self.at] in ("", "=", ":"):
                raise Uncertain("a tuple of one")

    def colon(self) -> None:
        """Read the colon at the end of a header; nothing may follow it."""
        self.glued(":")
        if self.tokens[self.at]:
            raise Uncertain("a block on the same line")

    # --- simple statements ---

    def _expression(self) -> None:
        self._tuple()
        text = self.tokens[self.at]
        if any(token.text in _ARITHMETIC and token.depth == 0 for token in self.out[1:]):
            raise Uncertain("arithmetic as a statement")
        if text == ":":
            self.glued(":")
            self.wrapped()
            text = self.tokens[self.at]
            if text and text != "=":
                raise Uncertain("an annotation")
        elif text in _ASSIGNS:
            self._target()
        while text in _ASSIGNS:
            self.take()
            if self.tokens[self.at] == "yield":
                raise Uncertain("yield")
            self.wrapped()
            text = self.tokens[self.at]

    def _target(self) -> None:
        """Put optional parentheses around targets that are a tuple."""
        if self.out[0].text in ("(", "["):
            raise Uncertain("a target in brackets")
        if any(token.priority == COMMA and token.depth == 0 for token in self.out):
            self.enclose(0, "statement")
            self.space = " "

    def _word(self) -> None:
        self.take()

    def _return(self) -> None:
        self.take()
        if self.tokens[self.at]:
            self.wrapped()

    def _yield(self) -> None:
        self.take()
        if self.tokens[self.at] == "from":
            self.take()
            self.test()
        elif self.tokens[self.at]:
            self._tuple()

    def _raise(self) -> None:
        self.take()
        if self.tokens[self.at]:
            self.test()
        if self.tokens[self.at] == "from":
            self.take()
            self.test()

    def _assert(self) -> None:
        self.take()
        self.wrapped(tuples=False)
        if self.tokens[self.at] == ",":
            self.comma()
            self.wrapped(tuples=False)

    def _del(self) -> None:
        self.take()
        self.wrapped()

    def _import(self) -> None:
        self.take()
        while True:
            self._dotted()
            if self.tokens[self.at] != ",":
                return
            raise Uncertain("an import of several modules")

    def _dotted(self) -> None:
        self._name()
        while self.tokens[self.at] == ".":
            self.glued(".", after="")
            self._name()
        if self.tokens[self.at] == "as":
            self.take()
            self._name()

    def _name(self) -> None:
        if not self.tokens[self.at].isidentifier():
            raise Uncertain("no name")
        self.take()

    def _from(self) -> None:
        self.take()
        self._dotted()
        self.expect("import")
        given = self.tokens[self.at] == "("
        if given:
            self.at += 1
        opener = self.open("", "import")
        while True:
            self._name()
            if self.tokens[self.at] == "as":
                self.take()
                self._name()
            if self.tokens[self.at] != ",":
                break
            self.comma()
            if self.tokens[self.at] == ")":
                break
        if given and self.tokens[self.at] == ")":
            self.at += 1
        self.close(opener)

    # --- headers ---

    def _if(self) -> None:
        self.take()
        if self.tokens[self.at + 1] == ":=":
            opener = self.open("", "statement")
            self._name()
            self.take()
            self.test()
            self.close(opener)
        else:
            self.wrapped(tuples=False)
        self.colon()

    def _block(self) -> None:
        self.take()
        self.colon()

    def _for(self) -> None:
        self.targets(statement=True)
        start = len(self.out)
        self.wrapped()
        first = self.out[start]
        if first.role == "atom" and not first.text and self.out[start + 1].text in ("", "lambda"):
            raise Uncertain("parentheses around what is looped over")
        if first.role == "atom" and not first.text and self._has_ternary(first.depth + 1):
            raise Uncertain("parentheses around what is looped over")
        self.colon()

    def _has_ternary(self, depth: int) -> bool:
        return any(token.priority == TERNARY and token.depth == depth for token in self.out)

    def _except(self) -> None:
        self.take()
        if self.tokens[self.at] == "*":
            raise Uncertain("except*")
        if self.tokens[self.at] != ":":
            self.wrapped(tuples=False)
            if self.tokens[self.at] == "as":
                self.take()
                self._name()
        self.colon()

    def _with(self) -> None:
        self.take()
        if self.tokens[self.at] == "(":
            raise Uncertain("parentheses behind with")
        while True:
            self.test()
            if self.tokens[self.at] == "as":
                self.take()
                self._name()
            if self.tokens[self.at] != ",":
                break
            self.comma()
        self.colon()

    def _async(self) -> None:
        self.take()
        following = self.tokens[self.at]
        if following == "def":
            self._def()
        elif following == "with":
            self._with()
        elif following == "for":
            self._for()
        else:
            raise Uncertain("async")

    def _class(self) -> None:
        self.take()
        self._name()
        if self.tokens[self.at] == "(":
            if self.tokens[self.at + 1] == ")":
                raise Uncertain("a class with empty parentheses")
            self.space = ""
            self.arguments("class")
        self.colon()

    def _decorator(self) -> None:
        self.take("")
        self.test()

    def _def(self) -> None:
        self.take()
        self._name()
        if self.tokens[self.at] != "(":
            raise Uncertain("type parameters")
        self.space = ""
        opener = self.take_opening("parameters")
        while self.tokens[self.at] != ")":
            self._parameter()
            if self.tokens[self.at] != ",":
                break
            self.comma()
        self.close(opener)
        if self.tokens[self.at] == "->":
            self.take()
            if self.tokens[self.at] == "(":
                self._given_parentheses("returned")
            else:
                opener = self.open("", "returned")
                self.test()
                self.close(opener)
        self.colon()

    def _parameter(self) -> None:
        text = self.tokens[self.at]
        if text == "*" or text == "**":
            self.take("")
            if self.tokens[self.at] == ",":
                return
        elif text == "/":
            self.take()
            return
        self._name()
        annotated = self.tokens[self.at] == ":"
        if annotated:
            self.glued(":")
            self._annotation()
        if self.tokens[self.at] == "=":
            if annotated:
                self.take()
            else:
                self.glued("=", after="")
            self.test()

    def _given_parentheses(self, role: str) -> None:
        """Read a type in parentheses, which become optional."""
        opener = self.take_opening(role)
        self.test()
        closer = self.close(opener)
        if self.tokens[self.at] not in (",", ")", ":", "=") or self.out[-2].opener is not None:
            inner = self.out[-2].opener
            if inner is None or inner.text in ("(", ""):
                raise Uncertain("parentheses around a type")
        opener.text = closer.text = ""

    def _annotation(self) -> None:
        """Read the type of a parameter; a union gets optional parentheses."""
        start = len(self.out)
        if self.tokens[self.at] == "(":
            self._given_parentheses("annotation")
            return
        if self.tokens[self.at] in ("[", "{") or self.tokens[self.at][-1:] in "\"'":
            raise Uncertain("the type of a parameter")
        self.test()
        union = [token.text == "|" and token.depth == self.depth for token in self.out[start:]]
        if any(union):
            self.enclose(start, "annotation")
            self.space = " "

    def _match_or_case(self) -> None:
        """Read the header of a `match` or `case`; only the simplest are known."""
        is_case = self.tokens[0] == "case"
        if is_case and self.tokens[1] == "(" and self.tokens[-3] == ")":
            # Black writes parentheses around a whole pattern only where it is too long.
            del self.tokens[-3], self.tokens[1]
        if self.tokens[1] in ("(", "[", "{", ",", "if", ":", "="):
            raise Uncertain("a pattern")
        if is_case:
            self.take()
            opener = self.open("", "case")
            self.operands()
            if self.tokens[self.at] == "as":
                self.take()
                self._name()
            self.close(opener)
        else:
            self.take()
            self.test()
        self.colon()


_STATEMENTS: dict[str, Callable[[StatementReader], None]] = {
    "pass": StatementReader._word,
    "break": StatementReader._word,
    "continue": StatementReader._word,
    "return": StatementReader._return,
    "yield": StatementReader._yield,
    "raise": StatementReader._raise,
    "assert": StatementReader._assert,
    "del": StatementReader._del,
    "import": StatementReader._import,
    "from": StatementReader._from,
    "if": StatementReader._if,
    "elif": StatementReader._if,
    "while": StatementReader._if,
    "else": StatementReader._block,
    "try": StatementReader._block,
    "finally": StatementReader._block,
    "for": StatementReader._for,
    "except": StatementReader._except,
    "with": StatementReader._with,
    "async": StatementReader._async,
    "class": StatementReader._class,
    "def": StatementReader._def,
    "@": StatementReader._decorator,
}
