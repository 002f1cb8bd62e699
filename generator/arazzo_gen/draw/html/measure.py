"""How much room text takes in a picture, and where its lines are broken.

Nobody knows the reader's fonts. So the widths are those of wide fonts, rounded up.
"""

from __future__ import annotations

from collections.abc import Iterator

from arazzo_gen.lazy import pattern

_PART = pattern(r"\s+|[^\s/_.,:&?=-]*[/_.,:&?=-]*")
_WIDE = 0x1100
_NARROW = frozenset("ijltfr.,:;'|!()[]{} ")
_BROAD = frozenset("mwMWQOGD@%&—…")


def width(text: str, size: float, *, mono: bool) -> float:
    """The room that a text takes on one line, in the unit of its size."""
    return size * sum(_of_character(char, mono=mono) for char in text)


def lines(text: str, room: float, size: float, *, mono: bool, most: int) -> list[str]:
    """A text in lines that fit.

    Args:
        text: The text.
        room: How wide a line may be.
        size: The size of the font.
        mono: Whether all its letters are equally wide.
        most: How many lines there may be; the last ends in "…" where there are more.
    """
    found: list[str] = []
    line = ""
    for part in _parts(" ".join(text.split()), room, size, mono=mono):
        if line and width((line + part).rstrip(), size, mono=mono) > room:
            found.append(line.rstrip())
            line = ""
        line += part if line else part.lstrip()
    if line.strip():
        found.append(line.rstrip())
    if len(found) > most:
        last = found[most - 1]
        while last and width(f"{last}…", size, mono=mono) > room:
            last = last[:-1]
        return [*found[: most - 1], f"{last}…"]
    return found


def _parts(text: str, room: float, size: float, *, mono: bool) -> Iterator[str]:
    """The parts between which a line may be broken, each no wider than a line."""
    for part in _PART.findall(text):
        while width(part, size, mono=mono) > room:
            fits = 1
            while width(part[: fits + 1], size, mono=mono) <= room:
                fits += 1
            yield part[:fits]
            part = part[fits:]
        yield part


def _of_character(char: str, *, mono: bool) -> float:
    if ord(char) >= _WIDE:
        return 1.05
    if mono:
        return 0.61
    if char in _NARROW:
        return 0.36
    return 0.95 if char in _BROAD else 0.6
