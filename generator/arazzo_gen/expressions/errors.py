"""The errors and dialects that the parsers of the expression languages report.

Offsets count characters in the text that was parsed; the caller maps them to the document with
`Span.inside`.
"""

from __future__ import annotations

from arazzo_gen.record import record


@record
class ExpressionError:
    """A text that cannot be read.

    Attributes:
        message: What is wrong, in lower case, without a full stop.
        offset: Where in the text.
        help: What to write instead.
        end: Where the wrong stretch ends; None for "one character from `offset`".
        right: What was most likely meant in place of the stretch, if one thing alone is likely.
    """

    message: str
    offset: int
    help: str | None = None
    end: int | None = None
    right: str | None = None


@record
class ConditionError(ExpressionError):
    """A simple condition, pattern or query that cannot be read."""


@record
class Dialect:
    """A stretch of the text that is understood but had better be written in another way.

    Attributes:
        message: What is not as specified, or not wise.
        help: The better way to write it.
        start: Where it starts.
        end: Where it ends.
        code: The code of the warning; None for that of dialects of the language.
        right: What means the same in place of the stretch, as it is specified, if it is known.
    """

    message: str
    help: str | None
    start: int
    end: int
    code: str | None = None
    right: str | None = None
