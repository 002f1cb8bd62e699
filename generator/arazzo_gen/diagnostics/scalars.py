"""The scalars of a YAML or JSON file: where each stands, and what it says."""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import Any, Literal, TypeAlias

from arazzo_gen.lazy import pattern
from arazzo_gen.record import fresh, record

Style: TypeAlias = Literal["", "'", '"', "|", ">"]
"""How a scalar is written: plain, in quotes, or as a block."""

_PROPERTIES = pattern(r"(?:[&!]\S*\s+)+")
_JSON_STRING = pattern(r'"[^"\\]*(?:\\.[^"\\]*)*"')

_TEXT = pattern(r"(?:[A-Za-z$/_]|\.{1,2}/)(?s:.)*|[0-9]+\.[0-9]+\.(?s:.)*")
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))


@record
class Scalar:
    """A key or a value that is no list and no map.

    Attributes:
        start: The offset where it begins, behind its anchor and its tag.
        end: The offset where it ends.
        value: What it says.
        style: How it is written.
        is_in_flow: Whether it stands between brackets.
        is_tagged: Whether it has a tag.
    """

    start: int
    end: int
    value: str
    style: Style
    is_in_flow: bool = False
    is_tagged: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is a string to every reader; a plain one may be a number or a word."""
        return self.style != "" or is_text(self.value)


@record
class Scalars:
    """What a file holds.

    Attributes:
        scalars: Its scalars, in the order in which they are written.
        outline: All else in it. Two files with the same one differ in their scalars and comments
            alone.
        is_json: Whether it is JSON.
    """

    scalars: list[Scalar]
    outline: list[object]
    is_json: bool = False
    _starts: list[int] = fresh(factory=list)

    def around(self, start: int, end: int) -> int | None:
        """Which scalar has a stretch of the text; None where none has."""
        if not self._starts:
            self._starts.extend(scalar.start for scalar in self.scalars)
        at = bisect_right(self._starts, start) - 1
        return at if at >= 0 and end <= self.scalars[at].end else None


def read_scalars(text: str) -> Scalars | None:
    """The scalars of a text; None where it is neither JSON nor YAML."""
    if text.lstrip()[:1] in ("{", "["):
        found = _read_json(text)
        if found is not None:
            return found
    return _read_yaml(text)


def is_text(value: str) -> bool:
    """Whether a plain scalar is a string to every reader of YAML."""
    return _TEXT.fullmatch(value) is not None and value.lower() not in _WORDS


def _read_json(text: str) -> Scalars | None:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    scalars = [
        Scalar(found.start(), found.end(), json.loads(found[0]), '"', is_in_flow=True)
        for found in _JSON_STRING.finditer(text)
    ]
    return Scalars(scalars, [_JSON_STRING.sub('""', text)], is_json=True)


def _read_yaml(text: str) -> Scalars | None:
    import yaml  # which a run that has nothing to mend need not load

    found = Scalars([], [])
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    in_flow = [False]
    try:
        while loader.check_event():
            event: Any = loader.get_event()
            named = [getattr(event, name, None) for name in ("anchor", "tag")]
            found.outline.append((type(event).__name__, *named))
            if isinstance(event, yaml.ScalarEvent):
                found.scalars.append(_scalar(event, text, is_in_flow=in_flow[-1]))
            elif isinstance(event, yaml.CollectionStartEvent):
                in_flow.append(bool(event.flow_style))
            elif isinstance(event, yaml.CollectionEndEvent):
                in_flow.pop()
    except (yaml.YAMLError, UnicodeError):
        return None
    finally:
        loader.dispose()
    return found


def _scalar(event: Any, text: str, *, is_in_flow: bool) -> Scalar:
    start, end = event.start_mark.index, event.end_mark.index
    if event.anchor is not None or event.tag is not None:
        named = _PROPERTIES.match(text, start, end)
        start = named.end() if named is not None else start
    return Scalar(
        start, end, event.value, event.style or "", is_in_flow, is_tagged=event.tag is not None
    )
