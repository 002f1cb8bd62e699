"""Edits that spell a name as the only one that is near to it."""

from __future__ import annotations

from collections.abc import Iterable

from arazzo_gen.diagnostics.model import Edit
from arazzo_gen.diagnostics.nearest import alone
from arazzo_gen.source.span import Span


def respelt(span: Span, word: str, candidates: Iterable[str]) -> tuple[Edit, ...]:
    """The edit, which is only likely, for a name that does not exist; none where no name or more
    than one is near.

    Args:
        span: What holds the name, once.
        word: The name.
        candidates: The names that exist.
    """
    near = alone(word, candidates)
    return (Edit(span, word, near, is_safe=False),) if near is not None else ()
