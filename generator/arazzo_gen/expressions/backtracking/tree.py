"""The syntax tree of a pattern, with the offsets that the tree of `re` lacks.

The reader asks `re` itself which characters a class matches. It asks about an alphabet: some usual
characters and all those in the pattern. A set of them is a number with a bit for each.
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
    """One character of a set; `plain` is the set as it is written, "" for `.` and `[^...]`."""

    mask: int
    plain: str = ""


@record
class Anchor:
    """A test of the place in the text: `^`, `$`, `\\A`, `\\Z`, `\\b` or `\\B`."""

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
class Atomic:
    """A part that is not tried again once it has matched: a lookahead ("=", "!"), a lookbehind over
    `width` characters ("<=", "<!"), or an atomic group (">")."""

    item: Part
    kind: str
    width: int = 0


@record
class Group:
    """A numbered group, whose text a backreference can repeat."""

    item: Part
    number: int


@record
class Backreference:
    """A backreference: the text of a group once more; `item` is what that group can match."""

    item: Part
    number: int


@record
class Conditional:
    """A conditional: one part where a group has matched, another where it has not."""

    number: int
    then: Part
    other: Part


@record
class Repeat:
    """A part some number of times; `high` is None where there is no limit."""

    item: Part
    low: int
    high: int | None
    is_lazy: bool
    start: int
    end: int


Part: TypeAlias = (
    Char | Anchor | Sequence | Choice | Atomic | Group | Backreference | Conditional | Repeat
)

Translate: TypeAlias = Callable[[str], str | None]
"""Writes a character or class of a dialect as `re` has it; None where it cannot."""


@record
class Pattern:
    """A pattern, and the alphabet that the bits of its sets stand for."""

    root: Part
    alphabet: str


class UnanalysableError(Exception):
    """The pattern cannot be analysed; the text says why, in words that fit behind "because"."""


_QUANTIFIER: Final = pattern(r"(?:[*+?]|\{(\d*)(,?)(\d*)\})([?+]?)")
_CLASS: Final = pattern(r"\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\[\^?\]", re.DOTALL)
_ESCAPE: Final = pattern(
    r"\\(?:u\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|U[0-9A-Fa-f]{8}|c[A-Za-z]"
    r"|0[0-7]{0,2}|[1-3][0-7]{2}|N\{[^}]*\}|\D)",
    re.DOTALL,
)
_BACKREFERENCE: Final = pattern(r"\\([1-9]\d?)(?![0-7])|\\k<(\w+)>|\(\?P=(\w+)\)")
_CODE: Final = pattern(r"\\(?:u\{([0-9A-Fa-f]{1,5})\}|[uxU]([0-9A-Fa-f]{2,8}))")
_SET: Final = pattern(r"\(\?([aimsux]+)\)")
_GROUP: Final = pattern(
    r"\((?:\?(?:(:|<?[=!]|>)|P?<(\w+)>|([aimsux]*)(?:-([imsx]+))?:|\((\w+)\)))?"
)
_IGNORED: Final = pattern(r"(?:\s+|#[^\n]*)+")
_COMMENT: Final = pattern(r"(?:\(\?#[^)]*\))+")
_ANCHORS: Final = {"\\b": "b", "\\B": "B", "\\A": "A", "\\Z": "Z"}
_FLAGS: Final = {
    "a": re.ASCII,
    "i": re.IGNORECASE,
    "m": re.MULTILINE,
    "s": re.DOTALL,
    "u": re.UNICODE,
    "x": re.RegexFlag(0),
}
_DEEPEST: Final = 100
# Letters come first, since examples with letters are the clearest.
_USUAL: Final = "a0b1 -_.@/c,;:=xyzA" + "".join(map(chr, range(128))) + "\xa0é中\u2028"


def parse_pattern(text: str, flags: str, translate: Translate) -> Pattern:
    """Read a pattern that `re` has accepted.

    Args:
        text: The pattern as the document has it.
        flags: Which of "i", "m" and "s" are on, besides those that the pattern sets itself.
        translate: Writes a character or class of the pattern as `re` has it.

    Raises:
        UnanalysableError: It has a construct that this reader does not know.
    """
    codes = [int(a or b, 16) for a, b in _CODE.findall(text)]
    more = [chr(code) for code in codes if code < 0xD800 or 0xE000 <= code <= 0x10FFFF]
    letters = "".join(dict.fromkeys(_USUAL + text + "".join(more)))
    set_inside = _SET.match(text)
    reader = _Reader(text, flags + (set_inside[1] if set_inside else ""), translate, letters)
    reader.at = set_inside.end() if set_inside else 0
    root = reader.choice()
    if reader.at < len(text):
        raise UnanalysableError(
            f"what begins with `{text[reader.at : reader.at + 8]}` is not understood"
        )
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
        self._groups: list[Part | None] = []
        self._names: dict[str, int] = {}

    def choice(self) -> Part:
        branches = [self._sequence()]
        while self._take("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else _chosen(branches)

    def _sequence(self) -> Part:
        items: list[Part] = []
        self._skip()
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            start = self.at
            item = self._atom()
            self._skip()
            quantifier = _QUANTIFIER.match(self.text, self.at)
            if quantifier is not None and quantifier[0] not in ("{}", "{,}"):
                self.at = quantifier.end()
                item = _repeated(item, quantifier, start)
            items.append(item)
            self._skip()
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _skip(self) -> None:
        """Skip comments and, with the flag "x", white space."""
        at = -1
        while at != self.at:
            at = self.at
            for ignored in (_COMMENT, _IGNORED) if "x" in self._flags else (_COMMENT,):
                found = ignored.match(self.text, self.at)
                self.at = found.end() if found is not None else self.at

    def _atom(self) -> Part:
        char = self.text[self.at]
        back = _BACKREFERENCE.match(self.text, self.at)
        if back is not None:
            self.at = back.end()
            return self._backreference(back)
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
        else:
            self.at += 1
            return self._char(char)
        if found is None:
            raise UnanalysableError(f"`{self.text[self.at : self.at + 8]}` is not understood")
        self.at = found.end()
        return self._char(found[0])

    def _backreference(self, back: re.Match[str]) -> Part:
        number = int(back[1]) if back[1] else self._names.get(back[2] or back[3], 0)
        item = self._groups[number - 1] if 0 < number <= len(self._groups) else None
        if item is None:
            raise UnanalysableError("it refers to a group that is not closed yet")
        return Backreference(item, number)

    def _group(self) -> Part:
        found = _GROUP.match(self.text, self.at)
        if found is None or (found[0] == "(" and self.text.startswith("(?", self.at)):
            raise UnanalysableError(f"`{self.text[self.at : self.at + 5]}…` is not understood")
        self.at = found.end()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnanalysableError(f"its groups nest deeper than {_DEEPEST}")
        number = self._numbered(found)
        flags = self._flags
        self._flags = "".join(f for f in flags + (found[3] or "") if f not in (found[4] or ""))
        inner = self.choice()
        self._flags = flags
        self._depth -= 1
        if not self._take(")"):
            raise UnanalysableError("a group is not closed")
        return self._grouped(found, inner, number)

    def _numbered(self, found: re.Match[str]) -> int:
        """The number that a group gets; 0 for a group without one."""
        if found[0] != "(" and not found[2]:
            return 0
        self._groups.append(None)
        if found[2]:
            self._names[found[2]] = len(self._groups)
        return len(self._groups)

    def _grouped(self, found: re.Match[str], inner: Part, number: int) -> Part:
        kind, asked = found[1], found[5]
        if number:
            self._groups[number - 1] = inner
            return Group(inner, number)
        if asked:
            known = int(asked) if asked.isdigit() else self._names.get(asked, 0)
            branches = inner.branches if isinstance(inner, Choice) else (inner, Sequence(()))
            return Conditional(known, branches[0], branches[1])
        if kind in ("=", "!", ">"):
            return Atomic(inner, kind)
        if kind in ("<=", "<!"):
            return Atomic(inner, kind, width(inner))
        return inner

    def _char(self, text: str) -> Char:
        key = (text, self._flags)
        if key not in self._masks:
            self._masks[key] = self._mask(text)
        return Char(self._masks[key], "" if text == "." or text.startswith("[^") else text)

    def _mask(self, text: str) -> int:
        translated = self._translate(text)
        if translated is None:
            raise UnanalysableError(f"`{text}` is not understood")
        flags = re.RegexFlag(0)
        for flag in self._flags:
            flags |= _FLAGS[flag]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                one = re.compile(translated, flags)
        except re.error:
            raise UnanalysableError(f"`{text}` is not understood") from None
        return sum(1 << at for at, char in enumerate(self._letters) if one.fullmatch(char))

    def _take(self, char: str) -> bool:
        if self.text.startswith(char, self.at):
            self.at += 1
            return True
        return False


def _chosen(branches: list[Part]) -> Part:
    """A choice of branches; one set of characters where `re` merges them into one."""
    chars = [each for each in branches if isinstance(each, Char) and each.plain]
    if len(chars) == len(branches) and len({each.plain for each in chars}) > 1:
        return Char(functools.reduce(operator.or_, (each.mask for each in chars)), "[...]")
    return Choice(tuple(branches))


def width(part: Part) -> int:
    """How many characters the body of a lookbehind matches: `re` accepts only a fixed number."""
    match part:
        case Char():
            return 1
        case Sequence(items):
            return sum(map(width, items))
        case Choice(branches):
            return width(branches[0])
        case Group(item) | Backreference(item):
            return width(item)
        case Conditional():
            return width(part.then)
        case Repeat():
            return part.low * width(part.item)
        case _:
            return 0


def _repeated(item: Part, quantifier: re.Match[str], start: int) -> Part:
    sign = quantifier[0][0]
    low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(sign, (0, 0))
    if sign == "{":
        low = int(quantifier[1] or 0)
        high = None if quantifier[2] and not quantifier[3] else int(quantifier[3] or low)
    is_lazy = quantifier[4] == "?"
    repeat = Repeat(item, low, high, is_lazy, start, quantifier.end())
    return Atomic(repeat, ">") if quantifier[4] == "+" else repeat
