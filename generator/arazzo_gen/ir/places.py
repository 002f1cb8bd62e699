"""Tells which expressions read the same place of a response, whatever their types are."""

from __future__ import annotations

from collections.abc import Hashable

from arazzo_gen.ir.values import At, JsonPathValue, ResponseBody, ResponseHeader, XPathValue


def place(part: object) -> Hashable | None:
    """What an expression reads of the response; None for anything that reads none of it.

    A value inside a body is the same, whether a body that is no JSON would be read as text or not.
    """
    if isinstance(part, ResponseBody):
        return ("body", part.media)
    if isinstance(part, At) and isinstance(part.base, ResponseBody):
        return ("body", part.path) if part.path else place(part.base)
    if isinstance(part, ResponseHeader):
        return ("header", part.name.lower())
    if isinstance(part, JsonPathValue):
        base = place(part.base)
        return base and ("jsonpath", base, part.query, part.bindings)
    if isinstance(part, XPathValue):
        base = place(part.base)
        return base and ("xpath", base, part.path, part.version)
    return None
