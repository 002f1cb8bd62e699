"""Text of a document inside a mermaid label, where it can be nothing but text.

mermaid reads a label several times: for comments and directives before it parses, for entities, as
Markdown, for icons and formulas, as HTML. A label holds letters, digits and the few signs that mean
nothing to any of these readers; each other sign is an entity, `#34;` for a quote.
"""

from __future__ import annotations

from collections.abc import Iterable

from arazzo_gen.lazy import pattern

_BREAK = "<br/>"

_PLAIN = frozenset(" ,/(){}?!'=+.-:_")
"""The signs that stand as they are, some of them not everywhere."""

_MARKS = frozenset("ﬂ¶\u200b")
"""Signs outside ASCII that are entities too: those by which mermaid marks entities while it works,
and one that cannot be seen."""

_NOTHING = "\u200b"
"""A space without a width."""

_LATE = pattern(r"\$(?=\$)|ﬂ(?=°)|¶(?=ß)|fa[bklrs]?:(?=fa-)")
"""What mermaid looks for when entities are signs again: formulas, entities, icons."""

_BETWEEN_WORDS = pattern(r"(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])")
_NUMBERED = pattern(r"\d+[.)]")
_BEFORE_COLON = pattern(r"style|classDef|section_")


def label(lines: Iterable[str]) -> str:
    """Lines of text as a label, with its quotes."""
    shown = [_line(line) for line in lines]
    text = _BREAK.join(line for line in shown if line)
    if _BEFORE_COLON.search(text):
        # What looks like a style loses the semicolon of its last entity, and what looks like a
        # command to a CI system gets a backslash where the drawing is printed.
        text = text.replace(":", "#58;")
    return f'"{text or _entity(_NOTHING)}"'  # mermaid takes no label without a sign


def shortened(text: str, most: int) -> str:
    """A text of no more than so many characters; a long one ends with `…`."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _line(text: str) -> str:
    """One line of a label."""
    text = "".join(map(_visible, " ".join(text.split())))
    text = _LATE.sub(rf"\g<0>{_NOTHING}", text)
    found = "".join(_sign(text, index) for index in range(len(text)))
    first = text[:1]
    if (found and not (first.isalpha() or first in "/({#")) or _NUMBERED.match(text):
        # At the beginning of a line, Markdown has lists, headings and rules.
        return found if found[0] == "#" else f"{_entity(first)}{found[1:]}"
    return found


def _visible(sign: str) -> str:
    """A character, or how Python spells one that cannot be seen."""
    return sign if sign.isprintable() else sign.encode("unicode_escape").decode()


def _sign(text: str, index: int) -> str:
    """One character of a text, as it stands in a label."""
    sign = text[index]
    if sign.isalnum() and sign not in _MARKS:
        return sign
    if sign not in _PLAIN:
        return _entity(sign) if sign.isascii() or sign in _MARKS else sign
    before, behind = text[max(0, index - 3) : index], text[index + 1 : index + 2]
    is_harmless = {
        "_": _BETWEEN_WORDS.match(text, index) is not None,
        ":": behind == " ",  # else it may begin an address or an icon
        ".": before.lower() != "www",
    }
    return sign if is_harmless.get(sign, True) else _entity(sign)


def _entity(sign: str) -> str:
    return f"#{ord(sign)};"
