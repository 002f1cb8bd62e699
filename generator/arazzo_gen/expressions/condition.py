"""The parser of simple conditions (Arazzo 1.1, "Criterion Object", "Literals" and "Operators").

`!` binds closest, then the comparisons, then `&&`, then `||`.
"""

from __future__ import annotations

import functools
import math
import re
from decimal import Decimal
from typing import Final, Literal

from arazzo_gen.expressions.ast import (
    And,
    Comparison,
    Condition,
    Embedded,
    LiteralValue,
    Not,
    Operand,
    Or,
    StatusCode,
    Template,
    TextOperand,
)
from arazzo_gen.expressions.condition_help import explain_rest, explain_word, is_json_document
from arazzo_gen.expressions.errors import ConditionError, Dialect, ExpressionError
from arazzo_gen.expressions.operand import read_operand
from arazzo_gen.expressions.template import parse_value
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record

_Operator = Literal["==", "!=", "<", "<=", ">", ">="]

_SPACE: Final = pattern(r"\s*")
_OPERATORS: Final[tuple[_Operator, ...]] = ("==", "!=", "<=", ">=", "<", ">")
_NUMBER: Final = pattern(
    r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?(?=\s|$|[)=!<>&|])"
)
_STRING: Final = pattern(r"""'((?:[^']|'')*)'|"((?:[^"\\]|\\.|"")*)\"""", re.DOTALL)
_WORD: Final = pattern(r"[A-Za-z_][A-Za-z0-9_]*")
_UNQUOTED: Final = pattern(r"(?:(?!&&|\|\||==|!=)[^\s()<>$'\"{}]|[ \t]+(?=\S))+")
_CONSTANTS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_LOOSE_CONSTANTS: Final = {**_CONSTANTS, "none": None, "nil": None, "undefined": None}
_MAX_DEPTH: Final = 64

__all__ = ["ConditionError", "ParsedCondition", "parse_condition"]


@record
class ParsedCondition:
    """A condition that could be read, with the stretches that are not as specified."""

    condition: Condition
    dialects: tuple[Dialect, ...] = ()


class _WrongError(Exception):
    """Carries an error out of the parser's methods."""

    def __init__(self, error: ConditionError) -> None:
        super().__init__(error.message)
        self.error = error


@functools.lru_cache(maxsize=1024)
def parse_condition(text: str) -> ParsedCondition | ConditionError:
    """Read a simple condition.

    Args:
        text: The condition as the document has it.

    Returns:
        The tree and its dialects, or what is wrong and where.
    """
    if is_json_document(text):
        return ConditionError(
            "a JSON document is not a condition", 0, "write comparisons: `$response.body#/a == 1`"
        )
    parser = _Parser(text)
    try:
        condition = parser.whole()
    except _WrongError as wrong:
        return wrong.error
    return ParsedCondition(condition, tuple(parser.dialects))


class _Parser:
    """Recursive descent over the text, one method per level of precedence."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.dialects: list[Dialect] = []

    def wrong(
        self, message: str, at: int, help_text: str | None = None, end: int | None = None
    ) -> _WrongError:
        return _WrongError(ConditionError(message, at, help_text, end))

    def skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def take(self, word: str) -> bool:
        self.skip()
        if self.text.startswith(word, self.at):
            self.at += len(word)
            return True
        return False

    def whole(self) -> Condition:
        condition = self.alternatives()
        self.skip()
        if self.at < len(self.text):
            message, help_text, end = explain_rest(self.text, self.at)
            raise self.wrong(message, self.at, help_text, end)
        return condition

    def alternatives(self) -> Condition:
        items = [self.conjunction()]
        while self.take("||"):
            items.append(self.conjunction())
        return items[0] if len(items) == 1 else Or(tuple(items))

    def conjunction(self) -> Condition:
        items = [self.comparison()]
        while self.take("&&"):
            items.append(self.comparison())
        return items[0] if len(items) == 1 else And(tuple(items))

    def comparison(self) -> Condition:
        left = self.negation()
        op = self.operator()
        if op is None:
            return left
        right = self.right_side(op, left)
        self.skip()
        start = self.at
        if self.operator() is not None:
            raise self.wrong(
                "comparisons cannot be chained", start, "join two comparisons with `&&`", self.at
            )
        return Comparison(op, left, right)

    def operator(self) -> _Operator | None:
        self.skip()
        for wrong, right in (("===", "=="), ("!==", "!="), ("<>", "!="), ("=~", None)):
            if self.text.startswith(wrong, self.at):
                help_text = f"write `{right}`" if right else "use a criterion of type regex"
                raise self.wrong(f"there is no operator `{wrong}`", self.at, help_text, self.at + 2)
        for op in _OPERATORS:
            if self.text.startswith(op, self.at):
                self.at += len(op)
                return op
        if self.text.startswith("=", self.at):
            raise self.wrong("there is no operator `=`", self.at, "write `==`")
        return None

    def right_side(self, op: _Operator, left: Condition) -> Condition:
        self.skip()
        if op not in ("==", "!="):
            return self.negation()
        if _NUMBER.match(self.text, self.at) or self.text[self.at : self.at + 1] in "!($'\"{":
            return self.negation()
        word = _UNQUOTED.match(self.text, self.at)
        if word is None or word[0].rstrip() in _CONSTANTS:
            return self.negation()
        return self.unquoted(word, left)

    def unquoted(self, match: re.Match[str], left: Condition) -> Condition:
        value, start = match[0].rstrip(), match.start()
        end = start + len(value)
        constant = value.lower()
        if constant in _LOOSE_CONSTANTS:
            self.at = end
            known = _LOOSE_CONSTANTS[constant]
            spelled = "null" if known is None else str(known).lower()
            self.dialects.append(
                Dialect(
                    f"`{value}` is not a literal", f"write `{spelled}`", start, end, right=spelled
                )
            )
            return LiteralValue(known)
        wrong = explain_word(value, self.text, start, end)
        if wrong:
            raise self.wrong(wrong[0], start, wrong[1], end)
        if isinstance(left, Operand) and isinstance(left.expression, StatusCode):
            raise self.wrong(
                f"a status is a number, not `{value}`",
                start,
                "compare it with numbers: `$statusCode >= 200 && $statusCode < 300`",
                end,
            )
        self.at = end
        quoted = "'" + value.replace("'", "''") + "'"
        self.dialects.append(
            Dialect("a string without quotes", f"write `{quoted}`", start, end, right=quoted)
        )
        return LiteralValue(value)

    def negation(self) -> Condition:
        self.skip()
        start = self.at
        if self.text.startswith("!", start) and not self.text.startswith("!=", start):
            self.at += 1
            self.enter(start)
            item = self.negation()
            self.depth -= 1
            return Not(item)
        return self.primary()

    def enter(self, start: int) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise self.wrong(f"a condition is nested more than {_MAX_DEPTH} levels deep", start)

    def primary(self) -> Condition:
        self.skip()
        start = self.at
        if start == len(self.text):
            raise self.wrong("a value is missing", start, "write a runtime expression or a literal")
        char = self.text[start]
        if char == "(":
            return self.group(start)
        if char in "'\"":
            return self.string(start)
        if char == "$" or self.text.startswith("{$", start):
            return self.operand(start)
        number = _NUMBER.match(self.text, start)
        if number:
            self.at = number.end()
            return LiteralValue(self.number(number[0], start))
        return self.word(start)

    def number(self, digits: str, start: int) -> int | float:
        value = float(digits)
        if math.isinf(value):
            raise self.wrong("a number is too large", start, None, self.at)
        # A float does not keep all digits of a whole number, and neither type tells 5 from 5.0.
        exact = Decimal(digits) if value else Decimal(0)
        return int(exact) if exact == exact.to_integral_value() else value

    def group(self, start: int) -> Condition:
        self.at += 1
        self.enter(start)
        inner = self.alternatives()
        self.depth -= 1
        if not self.take(")"):
            if self.at < len(self.text):
                message, help_text, end = explain_rest(self.text, self.at)
                raise self.wrong(message, self.at, help_text, end)
            raise self.wrong("a parenthesis is not closed", start)
        return inner

    def string(self, start: int) -> Condition:
        match = _STRING.match(self.text, start)
        if match is None:
            raise self.wrong("a string is not closed", start)
        self.at = match.end()
        if match[1] is not None:
            value = match[1].replace("''", "'")
        else:
            value = re.sub(r'\\(["\\])|""', lambda m: m[1] or '"', match[2])
        if "{$" not in value:
            return LiteralValue(value)
        parsed = parse_value(value)
        if isinstance(parsed, ExpressionError):
            raise self.wrong(parsed.message, start + 1 + parsed.offset, parsed.help)
        if not isinstance(parsed, Template):
            return LiteralValue(value)
        parts = tuple(
            part if isinstance(part, str) or part.braced else value[part.start : part.end]
            for part in parsed.parts
        )
        if len(parts) == 1 and isinstance(parts[0], Embedded):
            return Operand(parts[0].expression, start, self.at)
        return TextOperand(Template(parts), start, self.at)

    def operand(self, start: int) -> Condition:
        read = read_operand(self.text, start)
        if isinstance(read, ExpressionError):
            raise _WrongError(ConditionError(read.message, read.offset, read.help, read.end))
        operand, dialect = read
        self.at = operand.end
        if dialect:
            self.dialects.append(dialect)
        return operand

    def word(self, start: int) -> Condition:
        match = _WORD.match(self.text, start)
        if match is None:
            char = self.text[start]
            raise self.wrong(
                f"{char!r} cannot stand here", start, "a runtime expression starts with `$`"
            )
        word = match[0]
        if word in _CONSTANTS:
            self.at = match.end()
            return LiteralValue(_CONSTANTS[word])
        wrong = explain_word(word, self.text, start, match.end())
        if wrong:
            raise self.wrong(wrong[0], start, wrong[1], match.end())
        raise self.wrong(
            f"`{word}` is neither a runtime expression nor a literal",
            start,
            f"write `'{word}'` for the string, `$response.body#/{word}` for a value of the body",
            match.end(),
        )
