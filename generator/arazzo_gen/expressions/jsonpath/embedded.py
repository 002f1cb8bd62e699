"""The part of the JSONPath parser that reads embedded runtime expressions (Arazzo 1.1, "Runtime
Expressions")."""

from __future__ import annotations

from typing import Final

from arazzo_gen.expressions.ast import Embedded, Expression, Template
from arazzo_gen.expressions.errors import Dialect, ExpressionError
from arazzo_gen.expressions.jsonpath.ast import Bound
from arazzo_gen.expressions.jsonpath.scanner import Scanner, WrongError
from arazzo_gen.expressions.runtime import parse_expression
from arazzo_gen.expressions.template import UNBRACED, parse_value
from arazzo_gen.lazy import pattern
from arazzo_gen.record import replace

STATUS: Final = pattern(r"\$(?:statusCode|method|url)(?![A-Za-z0-9_])")


class EmbeddedParser(Scanner):
    """Reads the runtime expressions in a query, and keeps them in order of appearance.

    Args:
        text: The query.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.bound: list[Expression | Template] = []
        self.dialects: list[Dialect] = []

    def string_or_bound(self) -> str | Bound:
        """A string, or what stands for it where expressions are embedded in it."""
        start = self.at
        text = self.string()
        template = self.embedded(text, start)
        if template is None:
            return text
        if any(not part.braced for part in template.parts if not isinstance(part, str)):
            self.note_braces(start, self._braced(template, start))
        return self.bind(template)

    def runtime_expression(self, start: int) -> Bound:
        """One expression, in braces or (a dialect) without."""
        braced = self.char == "{"
        if braced:
            end = self.text.find("}", start)
            if end < 0:
                raise WrongError("the brace of an expression is not closed", start)
            text, self.at = self.text[start + 1 : end], end + 1
        else:
            match = UNBRACED.match(self.text, start) or STATUS.match(self.text, start)
            text = match[0] if match else ""
            self.at = start + len(text)
        parsed = parse_expression(text)
        if isinstance(parsed, ExpressionError):
            raise WrongError(parsed.message, start + braced + parsed.offset, parsed.help)
        if not braced:
            self.note_braces(start, "{" + text + "}")
        return self.bind(parsed)

    def note_braces(self, start: int, right: str | None) -> None:
        """Note the dialect where braces are missing; `right` is the same with them."""
        hint = f"write `{right}`" if right is not None else None
        self.dialects.append(
            Dialect("an expression without braces", hint, start, self.at, right=right)
        )

    def _braced(self, template: Template, start: int) -> str | None:
        """The string that has been read, with braces around each expression in it; None where
        an escape has moved them."""
        parts: list[str] = []
        done = start
        for part in template.parts:
            if isinstance(part, str) or part.braced:
                continue
            if self.text[part.start : part.end] != part.text:
                return None
            parts += [self.text[done : part.start], "{" + part.text + "}"]
            done = part.end
        return "".join((*parts, self.text[done : self.at]))

    def bind(self, value: Expression | Template) -> Bound:
        """Keep an expression; what stands for it in the tree."""
        self.bound.append(value)
        return Bound(len(self.bound) - 1)

    def embedded(self, text: str, start: int) -> Template | None:
        """A string's content as a template, if it holds a runtime expression."""
        parsed = parse_value(text) if "$" in text else text
        if isinstance(parsed, str):
            return None
        if isinstance(parsed, ExpressionError):
            raise WrongError(parsed.message, start + 1 + parsed.offset, parsed.help)
        if isinstance(parsed, Template):
            parts = (_shifted(part, start + 1) for part in parsed.parts)
            return Template(tuple(parts))
        end = start + 1 + len(text)
        return Template((Embedded(parsed, start + 1, end, braced=False, text=text),))


def _shifted(part: str | Embedded, shift: int) -> str | Embedded:
    """A part of a string's template, at its place in the query."""
    if isinstance(part, str):
        return part
    return replace(part, start=part.start + shift, end=part.end + shift)
