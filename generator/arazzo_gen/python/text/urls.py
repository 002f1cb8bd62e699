"""Lays URLs out over lines."""

from __future__ import annotations

import re

from arazzo_gen.python.text.literal import fstring

_LONGEST = 64
"""How long a line of a URL is that takes several."""


def url_lines(parts: list[tuple[str, bool]], widest: int) -> str:
    """A URL as an f-string, in several that stand side by side where it is long.

    Args:
        parts: Its parts, as `fstring` takes them.
        widest: What a line has room for.
    """
    if len(fstring(parts)) <= widest:
        return fstring(parts)
    segments: list[list[tuple[str, bool]]] = [[]]
    for part, is_code in parts:
        for piece in [part] if is_code else re.split(r"(?=/)", part):
            # A parameter stays beside the word before it: "/orders/{id}".
            filled = any(code for _, code in segments[-1])
            if piece.startswith("/") and (filled or piece != "/"):
                segments.append([])
            segments[-1].append((piece, is_code))
    first, *rest = segments
    lines = [first]
    for segment in rest:
        if len(fstring([*lines[-1], *segment])) > _LONGEST:
            lines.append(segment)
        else:
            lines[-1] = [*lines[-1], *segment]
    return " ".join(map(fstring, lines))
