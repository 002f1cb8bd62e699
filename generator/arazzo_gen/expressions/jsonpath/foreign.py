"""Operators of other languages, and what JSONPath has in their place."""

from __future__ import annotations

import re
from typing import Final

from arazzo_gen.lazy import pattern

_FOREIGN: Final = pattern(
    r"===|!==|=~|=(?!=)|[-+*/%]|(?:not\s+in|is\s+(?:not|empty)|[a-z]+)\b", re.IGNORECASE
)
_EQUAL: Final = "write `==`"
_SEARCH: Final = "write `search(@.name, 'pattern')`"
_INSTEAD: Final = {
    "===": _EQUAL,
    "!==": "write `!=`",
    "=": _EQUAL,
    "=~": _SEARCH,
    "and": "write `&&`",
    "or": "write `||`",
    "not": "write `!` in front of the test",
    "not in": "write `!(@.name in ['a', 'b'])`",
    "in": "it takes a value on its left, and on its right a list: `@.name in ['a', 'b']`",
    "nin": "it takes a value on its left, and on its right a list: `@.name nin ['a', 'b']`",
    "contains": "write `search(@.name, 'text')` for a text, `@.list[?@ == 'a']` for a list",
    "matches": _SEARCH,
    "like": _SEARCH,
    "between": "write two comparisons, joined with `&&`",
    "exists": "leave it out: a path that stands alone tests whether it leads to something",
    "empty": "write `@.list empty true` or `@.list empty false`",
    "size": "write `@.list size 3`",
    "subsetof": "test the items: `$.list[?@ != 'a' && @ != 'b']` finds those that are not in a set",
    "anyof": "test the items: `$.list[?@ == 'a' || @ == 'b']`",
    "noneof": "test the items: `$.list[?@ == 'a' || @ == 'b']` finds those that may not be there",
    "is": _EQUAL,
    "is not": "write `!=`",
    "is empty": "write `@.list empty true`",
    "eq": _EQUAL,
    "ne": "write `!=`",
    "lt": "write `<`",
    "le": "write `<=`",
    "lte": "write `<=`",
    "gt": "write `>`",
    "ge": "write `>=`",
    "gte": "write `>=`",
}


def foreign_operator(text: str, at: int) -> tuple[str, str | None] | None:
    """An operator of another language at a place in a text, and what to write in its place."""
    found = _FOREIGN.match(text, at)
    if found is None:
        return None
    word = " ".join(found[0].lower().split())
    if found[0][0].isalpha() and word not in _INSTEAD:
        return None
    return found[0], _INSTEAD.get(word)
