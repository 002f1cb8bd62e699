"""Regexes that are compiled when they are first used.

The compiler has more than a hundred of them, and one build uses a third. To compile all took a
fifth of the time in which a small build starts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from re import Pattern


def pattern(text: str, flags: int = 0) -> Pattern[str]:
    """A pattern as `re.compile` gives it, less the time.

    Its methods are those of a pattern; functions of `re` do not take it.

    Args:
        text: The regex; a mistake in it shows when it is first used.
        flags: As for `re.compile`.
    """
    return cast("Pattern[str]", _Late(text, flags))


class _Late:
    def __init__(self, text: str, flags: int) -> None:
        self._arguments = text, flags

    def __getattr__(self, name: str) -> Any:
        # Asked once for each name: what is found is kept as an attribute.
        found = getattr(re.compile(*self._arguments), name)
        setattr(self, name, found)
        return found
