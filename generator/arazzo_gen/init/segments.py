"""Compares the paths of operations, segment by segment."""

from __future__ import annotations

from arazzo_gen.init.names import noun
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record

_PARAMETER = pattern(r"\{([^{}]+)\}")
_MIXED = pattern(r"(\{[^{}]+\})([:.])(.+)")
_SUFFIX = pattern(r"(?i)(?<=[\w}])\.(json|xml|csv)$")
_VERB = pattern(r"([^{}:]+):([A-Za-z]\w*)")


@record
class Segment:
    """A segment of a path: a literal, or a parameter and its name."""

    text: str
    is_parameter: bool

    def matches(self, other: Segment) -> bool:
        """Whether two segments are alike: both parameters, whatever their names, or one literal."""
        if self.is_parameter or other.is_parameter:
            return self.is_parameter and other.is_parameter
        return self.text.lower() == other.text.lower()


def segments(path: str) -> tuple[Segment, ...]:
    """The segments of a path template; the verb in `/jobs/{id}:run` is one of its own."""
    found: list[Segment] = []
    for part in path.split("/"):
        part = _SUFFIX.sub("", part)
        mixed, verb = _MIXED.fullmatch(part), _VERB.fullmatch(part)
        pieces = [part]
        if mixed is not None:
            pieces = [mixed[1], mixed[2] + mixed[3]]
        elif verb is not None:
            pieces = [verb[1], f":{verb[2]}"]
        for piece in pieces:
            whole = _PARAMETER.fullmatch(piece)
            if whole is not None:
                found.append(Segment(whole[1].lstrip("+"), True))
            elif piece:
                found.append(Segment(piece, False))
    return tuple(found)


def starts_with(path: tuple[Segment, ...], start: tuple[Segment, ...]) -> bool:
    """Whether a path begins with the segments of another one."""
    return len(path) >= len(start) and all(map(Segment.matches, path, start))


def same(one: tuple[Segment, ...], other: tuple[Segment, ...]) -> bool:
    """Whether two paths differ in nothing but the names of parameters."""
    return len(one) == len(other) and starts_with(one, other)


def shared(
    wanted: tuple[Segment, ...], known: tuple[Segment, ...]
) -> tuple[dict[str, str], list[str]]:
    """Which parameters of a path are those of another one.

    A parameter is another's where the paths are alike up to it, or where it has the same name and
    follows the same literal.

    Returns:
        The names in `known` by the names in `wanted`, and the names in `wanted` that are left.
    """
    found: dict[str, str] = {}
    left: list[str] = []
    for place, segment in enumerate(wanted):
        if not segment.is_parameter:
            continue
        name = _counterpart(wanted, place, known)
        if name is None:
            left.append(segment.text)
        else:
            found[segment.text] = name
    return found, left


def _counterpart(wanted: tuple[Segment, ...], place: int, known: tuple[Segment, ...]) -> str | None:
    if place < len(known) and starts_with(known, wanted[: place + 1]):
        return known[place].text
    before = owner(wanted, place)
    for other, segment in enumerate(known):
        is_like = segment.is_parameter and before and owner(known, other) == before
        if is_like and noun(segment.text) == noun(wanted[place].text):
            return segment.text
    return None


def owner(path: tuple[Segment, ...], place: int) -> tuple[str, ...]:
    """What the literal before a parameter names: job for the `{id}` of `/jobs/{id}`."""
    if place == 0 or path[place - 1].is_parameter:
        return ()
    return noun(path[place - 1].text)


def last_literal(path: tuple[Segment, ...]) -> tuple[str, ...]:
    """What the last literal of a path names."""
    return next((noun(part.text) for part in reversed(path) if not part.is_parameter), ())
