"""Matches names with the patterns of JSON Schemas (`patternProperties`).

Such a pattern is a regular expression of a stranger. It is only run where it is known to take
linear time, and on short names alone.
"""

from __future__ import annotations

import functools
import re
import warnings

from arazzo_gen.expressions.backtracking.cost import slow_part
from arazzo_gen.expressions.regex import translated

_LONGEST_PATTERN = 500
_LONGEST_NAME = 200


def matches_name(pattern: str, name: str) -> bool:
    """Whether a pattern (of ECMAScript, as JSON Schema wants it) is found in a name.

    No name matches a pattern that may be slow, or that `re` cannot read.
    """
    compiled = _compiled(pattern) if len(name) <= _LONGEST_NAME else None
    return compiled is not None and compiled.search(name) is not None


@functools.lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    if len(pattern) > _LONGEST_PATTERN:
        return None
    python = translated(pattern)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(python, re.ASCII)
    except (re.error, OverflowError, RecursionError):
        return None
    return compiled if slow_part(pattern, "a", translated) is None else None
