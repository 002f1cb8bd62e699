"""Lets a black whose style the compiler does not know lay out many modules in little time.

Such a black lays out every module that a test builds, and most of each is support code that many
modules have. Here it is given only what it has not laid out before.
"""

from __future__ import annotations

from collections.abc import Callable

from arazzo_gen.python.layout import KNOWN_STYLES, formatting


def install() -> None:
    """Let builds of this process use it, where black lays out every module."""
    if formatting._installed_style() not in KNOWN_STYLES:
        formatting._by_black = quick(formatting._by_black)  # type: ignore[assignment]


def quick(by_black: Callable[[str], str]) -> Callable[[str], str]:
    """Black, asked for each definition once.

    Two empty lines part the definitions of a module, and black decides about each from itself and
    the line before it. The first part, which has the imports, and the last one, which shows how the
    module ends, are always given to it.
    """
    known: dict[tuple[str, str], str] = {}

    def lay_out(text: str) -> str:
        head, *parts = text.split("\n\n\n")
        before = [part.rpartition("\n")[2] for part in (head, *parts)]
        placed = list(zip(before, parts, strict=False))
        new = dict.fromkeys(each for each in placed[:-1] if each not in known)
        rest = [head, *(part for _, part in new), *parts[-1:]]
        try:
            laid_out = by_black("\n\n\n".join(rest)).split("\n\n\n")
        except ValueError:  # two empty lines inside a text
            laid_out = []
        if len(laid_out) != len(rest):
            return by_black(text)
        known.update(zip(new, laid_out[1:], strict=False))
        inner = [known[each] for each in placed[:-1]]
        return "\n\n\n".join([laid_out[0], *inner, *(laid_out[-1:] if parts else [])])

    return lay_out
