"""The structure of a pattern, with where its parts stand: `re` keeps no places.

What one character can be is asked of `re` itself, about the characters that tell the parts of the
pattern apart; a set of those is the bits of a number.
"""

from __future__ import annotations

import functools
import operator
import re
import warnings
from collections.abc import Callable
from typing import Final, TypeAlias

from arazzo_gen.lazy import pattern
from arazzo_gen.record import record


@record
class Char:
    """One character of a set; `plain` is how it is written if it is no `.` and no `[^...]`."""

    mask: int
    plain: str = ""


@record
class Anchor:
    """A place: `^`, `$`, `\\A`, `\\Z`, `\\b` or `\\B`."""

    kind: str


@record
class Sequence:
    """One part after the other."""

    items: tuple[Part, ...]


@record
class Choice:
    """One of several branches, tried in order."""

    branches: tuple[Part, ...]


@record
class Closed:
    """A lookahead, or a part that is not tried again once it has matched."""

    item: Part
    kind: str


@record
class Repeat:
    """A part some number of times; `high` is None where there is no limit."""

    item: Part
    low: int
    high: int | None
    is_lazy: bool
    start: int
    end: int


Part: TypeAlias = Char | Anchor | Sequence | Choice | Closed | Repeat

Translate: TypeAlias = Callable[[str], str | None]
"""Writes one character or class of the dialect as `re` has it."""


@record
class Pattern:
    """A pattern and the characters that the bits of its sets stand for."""

    root: Part
    alphabet: str


class UnknownError(Exception):
    """The pattern uses something that is not looked at."""


_QUANTIFIER: Final = pattern(r"(?:[*+?]|\{(\d*)(,?)(\d*)\})([?+]?)")
_CLASS: Final = pattern(r"\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\[\^?\]", re.DOTALL)
_ESCAPE: Final = pattern(
    r"\\(?:u\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|U[0-9A-Fa-f]{8}|c[A-Za-z]|0|\D)",
    re.DOTALL,
)
_CODE: Final = pattern(r"\\(?:u\{([0-9A-Fa-f]{1,5})\}|[uxU]([0-9A-Fa-f]{2,8}))")
_SET: Final = pattern(r"\(\?([ims]+)\)")
_GROUP: Final = pattern(r"\((?:\?(?:(:|=|!|>)|P?<(?![=!])\w+>|([ims]+):))?")
_ANCHORS: Final = {"\\b": "b", "\\B": "B", "\\A": "A", "\\Z": "Z"}
_FLAGS: Final = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
_DEEPEST: Final = 60
# Letters first: they make the clearest examples.
_USUAL: Final = "a0b1 -_.@/c,;:=xyzA" + "".join(map(chr, range(128))) + "\xa0é中\u2028"


def parse_pattern(text: str, flags: str, translate: Translate) -> Pattern:
    """Read a pattern that `re` has accepted.

    Args:
        text: The pattern as the document has it.
        flags: Which of "i", "m" and "s" are on, besides those that it sets itself.
        translate: Writes a character or class of it as `re` has it.

    Raises:
        UnknownError: It has something that is not looked at, such as a backreference.
    """
    codes = [int(a or b, 16) for a, b in _CODE.findall(text)]
    more = [chr(code) for code in codes if code < 0xD800 or 0xE000 <= code <= 0x10FFFF]
    letters = "".join(dict.fromkeys(_USUAL + text + "".join(more)))
    set_inside = _SET.match(text)
    reader = _Reader(text, flags + (set_inside[1] if set_inside else ""), translate, letters)
    reader.at = set_inside.end() if set_inside else 0
    root = reader.choice()
    if reader.at < len(text):
        raise UnknownError
    return Pattern(root, letters)


class _Reader:
    def __init__(self, text: str, flags: str, translate: Translate, letters: str) -> None:
        self.text = text
        self.at = 0
        self._flags = flags
        self._translate = translate
        self._letters = letters
        self._masks: dict[tuple[str, str], int] = {}
        self._depth = 0

    def choice(self) -> Part:
        branches = [self._sequence()]
        while self._take("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else _chosen(branches)

    def _sequence(self) -> Part:
        items: list[Part] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            start = self.at
            item = self._atom()
            quantifier = _QUANTIFIER.match(self.text, self.at)
            if quantifier is not None and quantifier[0] not in ("{}", "{,}"):
                self.at = quantifier.end()
                item = _repeated(item, quantifier, start)
            items.append(item)
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _atom(self) -> Part:
        char = self.text[self.at]
        if char == "(":
            return self._group()
        if char in "^$":
            self.at += 1
            return Anchor(char + "m" if "m" in self._flags else char)
        if char == "[":
            found = _CLASS.match(self.text, self.at)
        elif char == "\\":
            found = _ESCAPE.match(self.text, self.at)
            if found is not None and found[0] in _ANCHORS:
                self.at = found.end()
                return Anchor(_ANCHORS[found[0]])
            if found is not None and found[0] == "\\k":
                raise UnknownError
        else:
            self.at += 1
            return self._char(char)
        if found is None:
            raise UnknownError
        self.at = found.end()
        return self._char(found[0])

    def _group(self) -> Part:
        found = _GROUP.match(self.text, self.at)
        if found is None or (found[0] == "(" and self.text.startswith("(?", self.at)):
            raise UnknownError
        self.at = found.end()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnknownError
        flags, self._flags = self._flags, self._flags + (found[2] or "")
        inner = self.choice()
        self._flags = flags
        self._depth -= 1
        if not self._take(")"):
            raise UnknownError
        if found[1] in ("=", "!", ">"):
            return Closed(inner, found[1])
        return inner if found[1] == ":" else Sequence((inner,))

    def _char(self, text: str) -> Char:
        key = (text, self._flags)
        if key not in self._masks:
            self._masks[key] = self._mask(text)
        return Char(self._masks[key], "" if text == "." or text.startswith("[^") else text)

    def _mask(self, text: str) -> int:
        translated = self._translate(text)
        if translated is None:
            raise UnknownError
        flags = re.RegexFlag(0)
        for flag in self._flags:
            flags |= _FLAGS[flag]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                one = re.compile(translated, flags)
        except re.error:
            raise UnknownError from None
        return sum(1 << at for at, char in enumerate(self._letters) if one.fullmatch(char))

    def _take(self, char: str) -> bool:
        if self.text.startswith(char, self.at):
            self.at += 1
            return True
        return False


def _chosen(branches: list[Part]) -> Part:
    """Branches; one set of characters where `re` makes them one."""
    chars = [each for each in branches if isinstance(each, Char) and each.plain]
    if len(chars) == len(branches) and len({each.plain for each in chars}) > 1:
        return Char(functools.reduce(operator.or_, (each.mask for each in chars)), "[...]")
    return Choice(tuple(branches))


def _repeated(item: Part, quantifier: re.Match[str], start: int) -> Part:
    sign = quantifier[0][0]
    low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(sign, (0, 0))
    if sign == "{":
        low = int(quantifier[1] or 0)
        high = None if quantifier[2] and not quantifier[3] else int(quantifier[3] or low)
    is_lazy = quantifier[4] == "?"
    repeat = Repeat(item, low, high, is_lazy, start, quantifier.end())
    return Closed(repeat, ">") if quantifier[4] == "+" else repeat
