"""Texts that are surely valid under a `format` of a metaschema, whatever checks them.

The library checks formats with what is installed: other packages refuse other texts. So only texts
pass here that all of them accept. No text is compiled as a regex or parsed as a URI.
"""

from __future__ import annotations

from arazzo_gen.lazy import pattern

_DEEPEST = 50
"""The most groups inside each other: Python's `re` reads them by recursion."""

_HEX = "[0-9A-Fa-f]"
_ESCAPE = rf"\\(?:[dDwWsSnrtfv!-/:-@\[-`{{-~]|x{_HEX}{{2}}|u{_HEX}{{4}})"
_IN_CLASS = rf"(?>[A-Za-z0-9]-[A-Za-z0-9]|[^\\\[\]^-]|{_ESCAPE})"
_TOKEN = pattern(
    rf"(?P<atom>[^\\\[\](){{}}*+?|^$]|{_ESCAPE}|\[\^?-?(?P<class>{_IN_CLASS}+)-?\])"
    r"|(?P<group>\((?:\?:|(?!\?)))"
    r"|(?P<look>\(\?[=!])"
    r"|(?P<close>\))"
    r"|(?P<many>(?:[*+?]|\{(?P<least>[0-9]{1,3})(?:,(?P<most>[0-9]{0,3}))?\})\??)"
    r"|(?P<none>[\^$|]|\\[bB])"
)
_RANGE = pattern(rf"({_ESCAPE})|(.)-(.)")

_PART = rf"(?:[A-Za-z0-9._~/-]|%{_HEX}{{2}})*"
_SITE = r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,4})?"
_URI = pattern(rf"{_SITE}(?:/{_PART})?(?:#{_PART})?")
_REFERENCE = pattern(rf"(?:about:blank|{_SITE}(?:/{_PART})?|(?!//){_PART})(?:#{_PART})?")


def is_regex(text: str) -> bool:
    """Whether a text is a regex of Python, without groups that have names and the like."""
    place, can_repeat = 0, False
    groups: list[bool] = []  # for each that is open, whether it may be repeated
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None or not _is_in_order(token["class"]):
            return False
        place, kind = token.end(), token.lastgroup
        if token["many"] is not None:
            least, most = token["least"], token["most"]
            if not can_repeat or (most and int(most) < int(least)):
                return False
            can_repeat = False
        elif kind in ("group", "look"):
            groups.append(kind == "group")
            can_repeat = False
        elif kind == "close":
            if not groups or len(groups) > _DEEPEST:
                return False
            can_repeat = groups.pop()
        else:
            can_repeat = token["atom"] is not None
    return not groups


def _is_in_order(inside: str | None) -> bool:
    """Whether the ranges in a class of characters go upwards."""
    found = _RANGE.finditer(inside or "")
    return all(each[2] <= each[3] for each in found if each[1] is None)


def is_uri(text: str) -> bool:
    """Whether a text is the address of a page on the web."""
    return _URI.fullmatch(text) is not None


def is_uri_reference(text: str) -> bool:
    """Whether a text is such an address, or a path and a JSON Pointer of plain characters."""
    return _REFERENCE.fullmatch(text) is not None
