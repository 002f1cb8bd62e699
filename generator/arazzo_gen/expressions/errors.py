"""What the parsers of the expression languages say beside a tree: errors and dialects.

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
    """

    message: str
    offset: int
    help: str | None = None
    end: int | None = None


@record
class ConditionError(ExpressionError):
    """A simple condition, pattern or query that cannot be read."""


@record
class Dialect:
    """A stretch of the text that is not the specification's way, but was understood.

    Attributes:
        message: What is not as specified.
        help: The specification's way to write it.
        start: Where it starts.
        end: Where it ends.
    """

    message: str
    help: str | None
    start: int
    end: int
