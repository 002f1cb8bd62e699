"""The bounds that the keywords of a schema set: to numbers, lengths and counts."""

from __future__ import annotations

import math
from fractions import Fraction

from arazzo_gen.openapi.reading import flag
from arazzo_gen.record import fresh, record
from arazzo_gen.text.node import Node
from arazzo_gen.text.written import is_number
from arazzo_gen.typing.shape import Shape

_LARGEST = 10**15


@record(frozen=False)
class Bounds:
    """The tightest bounds of all parts of a schema. The bounds of numbers are inclusive, unless
    `is_open_below` or `is_open_above`."""

    least: int | float | None = None
    most: int | float | None = None
    is_open_below: bool = False
    is_open_above: bool = False
    step: int | float | None = None
    shortest: int = 0
    longest: int | None = None
    fewest_items: int = 0
    most_items: int | None = None
    fewest_properties: int = 0
    is_unique: bool = False
    patterns: list[str] = fresh(factory=list)

    @property
    def pattern(self) -> str | None:
        """One of the patterns; None where there is none."""
        return self.patterns[0] if self.patterns else None

    @property
    def is_numeric(self) -> bool:
        """Whether there is a bound of numbers."""
        return any(each is not None for each in (self.least, self.most, self.step))

    def has_length(self, text: str) -> bool:
        """Whether a text is neither too short nor too long."""
        return len(text) >= self.shortest and (self.longest is None or len(text) <= self.longest)

    def number(self, preferred: int, *, whole: bool) -> int | float:
        """A number within the bounds, as near to the preferred one as that is simple."""
        step = Fraction(str(self.step)) if self.step and self.step > 0 else None
        if step is None:
            step = Fraction(1)
            narrow = self.least is not None and self.most is not None
            if not whole and narrow and self.most - self.least < 2:  # type: ignore[operator]
                step = Fraction(str(self.most - self.least)) / 2 or step  # type: ignore[operator]
        found = Fraction(preferred)
        if self.most is not None and found > Fraction(str(self.most)):
            found = Fraction(str(self.most))
        if self.least is not None and found < Fraction(str(self.least)):
            found = Fraction(str(self.least))
        found = math.floor(found / step) * step
        if self._is_low(found):
            found += step
        if self.is_open_above and self.most is not None and found >= Fraction(str(self.most)):
            found -= step
        if whole:
            found = Fraction(math.ceil(found)) if step.denominator != 1 else found
        return int(found) if found.denominator == 1 else float(found)

    def _is_low(self, found: Fraction) -> bool:
        if self.least is None:
            return False
        least = Fraction(str(self.least))
        return found < least or (self.is_open_below and found == least)


def bounds_of(shape: Shape) -> Bounds:
    """The bounds that a schema sets."""
    found = Bounds()
    for part in shape.parts.values():
        if isinstance(part.value, dict):
            _numbers(part, found)
            _counts(part, found)
    return found


def _numbers(part: Node, found: Bounds) -> None:
    least, most = _number(part, "minimum"), _number(part, "maximum")
    above, below = _number(part, "exclusiveMinimum"), _number(part, "exclusiveMaximum")
    # In OpenAPI 3.0 they are flags of the other two.
    if flag(part, "exclusiveMinimum"):
        above = least
    if flag(part, "exclusiveMaximum"):
        below = most
    for value, is_open in ((least, False), (above, True)):
        if value is not None and (found.least is None or value >= found.least):
            found.is_open_below = is_open or (value == found.least and found.is_open_below)
            found.least = value
    for value, is_open in ((most, False), (below, True)):
        if value is not None and (found.most is None or value <= found.most):
            found.is_open_above = is_open or (value == found.most and found.is_open_above)
            found.most = value
    found.step = _number(part, "multipleOf") or found.step


def _counts(part: Node, found: Bounds) -> None:
    found.shortest = max(found.shortest, _count(part, "minLength") or 0)
    found.fewest_items = max(found.fewest_items, _count(part, "minItems") or 0)
    found.fewest_properties = max(found.fewest_properties, _count(part, "minProperties") or 0)
    found.longest = _smaller(found.longest, _count(part, "maxLength"))
    found.most_items = _smaller(found.most_items, _count(part, "maxItems"))
    found.is_unique = found.is_unique or flag(part, "uniqueItems")
    pattern = part.get("pattern")
    if pattern is not None and pattern.text:
        found.patterns.append(pattern.text)


def _smaller(one: int | None, other: int | None) -> int | None:
    known = [each for each in (one, other) if each is not None]
    return min(known) if known else None


def _number(part: Node, keyword: str) -> int | float | None:
    found = part.get(keyword)
    value = found.value if found is not None else None
    return value if is_number(value) and abs(value) <= _LARGEST else None


def _count(part: Node, keyword: str) -> int | None:
    value = _number(part, keyword)
    return int(value) if value is not None and value >= 0 else None
