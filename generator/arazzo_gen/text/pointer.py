"""JSON Pointer (RFC 6901), as a string and as a URI fragment."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, unquote

from arazzo_gen.lazy import pattern

_BAD_ESCAPE = pattern(r"~(?![01])")
_BAD_PERCENT = pattern(r"%(?![0-9A-Fa-f]{2})")

# What RFC 3986 allows in a fragment without percent-encoding, besides letters and digits.
_FRAGMENT_SAFE = "/?:@!$&'()*+,;=-._~"


class PointerError(ValueError):
    """A text is not a JSON Pointer.

    Attributes:
        offset: Where in the text it goes wrong.
    """

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def parse(pointer: str) -> tuple[str, ...]:
    """The unescaped tokens of a pointer; none for "", the whole document.

    Raises:
        PointerError: It does not begin with `/`, or has a `~` that escapes nothing.
    """
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise PointerError("a JSON Pointer begins with `/`", 0)
    wrong = _BAD_ESCAPE.search(pointer)
    if wrong is not None:
        raise PointerError("`~` is written `~0` in a JSON Pointer, and `/` is `~1`", wrong.start())
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/"))


def parse_fragment(fragment: str) -> tuple[str, ...]:
    """The tokens of a pointer in a URI fragment (RFC 6901, section 6), with or without `#`.

    Raises:
        PointerError: It is not a pointer, or is not percent-encoded UTF-8.
    """
    encoded = fragment.removeprefix("#")
    shift = len(fragment) - len(encoded)
    wrong = _BAD_PERCENT.search(encoded)
    if wrong is not None:
        raise PointerError("`%` is not followed by two hexadecimal digits", wrong.start() + shift)
    try:
        decoded = unquote(encoded, errors="strict")
    except UnicodeDecodeError:
        raise PointerError("the percent-encoding is not UTF-8", shift) from None
    try:
        return parse(decoded)
    except PointerError as error:
        offset = error.offset if decoded == encoded else 0
        raise PointerError(str(error), offset + shift) from None


def write(tokens: Iterable[str]) -> str:
    """The pointer with these tokens."""
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)


def write_fragment(tokens: Iterable[str]) -> str:
    """The pointer with these tokens as a URI fragment, with its `#`."""
    return "#" + quote(write(tokens), safe=_FRAGMENT_SAFE)
