"""The characters of a JSONPath query: blanks, names, numbers, strings (RFC 9535, section 2)."""

from __future__ import annotations

import math
import re
from typing import Final

from arazzo_gen.expressions.errors import ExpressionError
from arazzo_gen.lazy import pattern

_BLANKS: Final = pattern(r"[ \t\n\r]*")
_INTEGER: Final = pattern(r"-?[0-9]+")
_NUMBER: Final = pattern(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_FUNCTION: Final = pattern(r"[a-z][a-z0-9_]*(?=\()")
_HEX: Final = pattern(r"[0-9A-Fa-f]{4}")
_ESCAPES: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "/": "/", "\\": "\\"}
_MAX_INTEGER: Final = 2**53 - 1
# A range that is not ASCII takes milliseconds to compile, so these characters are said by what
# they are not: ASCII, surrogates.
_BEYOND: Final = r"(?![\ud800-\udfff])[^\x00-\x7f]"
_NAME: Final = pattern(rf"(?:[A-Za-z_]|{_BEYOND})(?:[A-Za-z0-9_]|{_BEYOND})*")


class JsonPathError(ExpressionError):
    """A query that cannot be read."""


class WrongError(Exception):
    """Carries a `JsonPathError` out of the parser."""

    def __init__(
        self, message: str, offset: int, help_text: str | None = None, end: int | None = None
    ) -> None:
        super().__init__(message)
        self.error = JsonPathError(message, offset, help_text, end)


class Scanner:
    """A place in a text, and what can be read there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @property
    def char(self) -> str:
        """The next character; empty at the end."""
        return self.text[self.at : self.at + 1]

    def skip(self) -> None:
        """Go past blanks."""
        match = _BLANKS.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def starts(self, word: str) -> bool:
        """Whether the text goes on with `word`."""
        return self.text.startswith(word, self.at)

    def take(self, word: str) -> bool:
        """Go past `word` if the text goes on with it."""
        if self.starts(word):
            self.at += len(word)
            return True
        return False

    def match(self, pattern: re.Pattern[str]) -> str | None:
        """Go past what the pattern matches here, and return it."""
        match = pattern.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return match[0]

    def name(self) -> str | None:
        """A name as it can stand behind a dot."""
        return self.match(_NAME)

    def function(self) -> str | None:
        """The name of a function with its parenthesis behind it."""
        return self.match(_FUNCTION)

    def integer(self) -> int | None:
        """An index or a part of a slice."""
        start = self.at
        digits = self.match(_INTEGER)
        if digits is None:
            return None
        bare = digits.lstrip("-")
        if (bare != "0" and bare.startswith("0")) or digits == "-0":
            raise WrongError(f"`{digits}` is not an index", start, None, self.at)
        if len(bare) > 16 or abs(int(digits)) > _MAX_INTEGER:
            raise WrongError("an index is out of range", start, None, self.at)
        return int(digits)

    def number(self) -> int | float | None:
        """A number of a comparison."""
        start = self.at
        digits = self.match(_NUMBER)
        if digits is None:
            return None
        value = float(digits)
        if math.isinf(value):
            raise WrongError("a number is too large", start, None, self.at)
        return int(digits) if re.fullmatch(r"-?[0-9]+", digits) else value

    def string(self) -> str:
        """A string in single or double quotes, its escapes replaced."""
        start = self.at
        quote = self.char
        self.at += 1
        parts: list[str] = []
        while self.char != quote:
            char = self.char
            if not char or self.text[self.at :] == "\\":
                raise WrongError("a string is not closed", start)
            if char < " " or "\ud800" <= char <= "\udfff":
                raise WrongError("a character must be escaped in a string", self.at)
            if char == "\\":
                parts.append(self._escape(quote))
            else:
                parts.append(char)
                self.at += 1
        self.at += 1
        return "".join(parts)

    def _escape(self, quote: str) -> str:
        start = self.at
        char = self.text[start + 1 : start + 2]
        self.at += 2
        if char == quote:
            return char
        if char in _ESCAPES:
            return _ESCAPES[char]
        if char != "u":
            raise WrongError(f"`\\{char}` is not an escape", start, None, self.at)
        unit = self._unit(start)
        if 0xD800 <= unit < 0xDC00:
            if not self.take("\\u"):
                raise WrongError("half a surrogate pair", start, None, self.at)
            low = self._unit(start)
            if not 0xDC00 <= low < 0xE000:
                raise WrongError("half a surrogate pair", start, None, self.at)
            return chr(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
        if 0xDC00 <= unit < 0xE000:
            raise WrongError("half a surrogate pair", start, None, self.at)
        return chr(unit)

    def _unit(self, start: int) -> int:
        digits = self.match(_HEX)
        if digits is None:
            raise WrongError("`\\u` takes four hexadecimal digits", start, None, self.at)
        return int(digits, 16)
