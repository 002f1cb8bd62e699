"""Describes the formats of strings in words, for docstrings and comments."""

from __future__ import annotations

from arazzo_gen import types
from arazzo_gen.python.text.literal import WIDTH, code, comment, remark, sentence

_WORDS = {
    "byte": "base64",
    "date": "an RFC 3339 date, as 2025-01-31",
    "date-time": "an RFC 3339 date-time",
    "duration": "an ISO 8601 duration, as PT5M",
    "email": "an email address",
    "hostname": "a host name",
    "idn-email": "an email address",
    "idn-hostname": "a host name",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "iri": "an IRI",
    "json-pointer": "a JSON Pointer",
    "regex": "a regular expression",
    "time": "an RFC 3339 time",
    "uri": "a URI",
    "uri-reference": "a URI reference",
    "uri-template": "a URI template",
    "url": "a URL",
    "uuid": "a UUID",
}
_PLAIN = frozenset({"binary", "password", "string", "text"})
_LONGEST = 30


def format_words(type_: types.Type) -> str:
    """What the strings of a type look like, "an RFC 3339 date-time"; "" where nothing is said.

    Strings in an array or a map count, with "each" before it; what is under a name does not.
    """
    if isinstance(type_, types.Str):
        return _words(type_.format)
    if isinstance(type_, types.Union):
        said = dict.fromkeys(format_words(member) for member in type_.members)
        return " or ".join(words for words in said if words)
    if isinstance(type_, types.List | types.Map):
        inside = format_words(next(types.children(type_)))
        return f"each {inside}" if inside and not inside.startswith("each ") else inside
    return ""


def with_format(text: str, type_: types.Type) -> str:
    """A description with the format behind it, where it does not say it itself."""
    words = format_words(type_)
    if not words or words.casefold() in text.casefold():
        return text
    return f"{sentence(text)} {sentence(words[0].upper() + words[1:])}"


def noted(line: str, type_: types.Type, indent: int = 4) -> list[str]:
    """A line of a class body with the format of its type in a comment, behind it or above.

    Args:
        line: The line, without its indentation.
        type_: The type that it declares.
        indent: How far it will be set in.
    """
    words = format_words(type_)
    if not words:
        return [line]
    said = remark(words)
    if len(line) + 2 + len(said) + indent <= WIDTH:
        return [f"{line}  {said}"]
    above = [said] if len(said) + indent <= WIDTH else comment(words, indent).split("\n")
    return [*above, line]


def _words(format_: str | None) -> str:
    if format_ is None or format_ in _PLAIN:
        return ""
    known = _WORDS.get(format_.lower())
    if known is None and format_.isprintable() and len(format_) <= _LONGEST:
        known = f"in the format {code(format_)}"
    return known or ""
