"""Runs the regular expressions of a document during a build: those alone that take linear time.

The patterns are a stranger's. One that may be slow is never run, not even on a short text.
"""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Callable

from arazzo_gen.expressions.backtracking.cost import slow_part
from arazzo_gen.expressions.regex import translated

_LONGEST_PATTERN = 500
_LONGEST_NAME = 200


def matches_name(pattern: str, name: str) -> bool:
    """Whether a pattern of a JSON Schema (`patternProperties`) is found in a name.

    No name matches a pattern of ECMAScript that may be slow, or that `re` cannot read.
    """
    if len(name) > _LONGEST_NAME:
        return False
    compiled = linear_pattern(pattern, "a", translated)
    return compiled is not None and compiled.search(name) is not None


@functools.lru_cache(maxsize=256)
def linear_pattern(
    text: str, flags: str = "", translate: Callable[[str], str] = str
) -> re.Pattern[str] | None:
    """A pattern that takes linear time; None for one that may be slow or that `re` cannot read.

    Args:
        text: The pattern as the document has it.
        flags: As for `slow_part`; with "a" its classes are those of ASCII.
        translate: Writes the pattern as `re` has it.
    """
    if len(text) > _LONGEST_PATTERN:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(translate(text), re.ASCII if "a" in flags else 0)
    except (re.error, OverflowError, RecursionError):
        return None
    return compiled if slow_part(text, flags, translate) is None else None
