"""How values are spelled in texts, paths, queries and XML, as the support code of modules does it
(`templates/support/60_params.py` and `56_*.py`)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote

from arazzo_gen.play.context import UnsendableError

Encode = Callable[[Any], str]

DELIMITERS: Final = {"spaceDelimited": "%20", "pipeDelimited": "%7C", "tsv": "%09"}
"""What stands between the items of one value, percent-encoded, by the style of the parameter."""


def is_array(value: object) -> bool:
    """Whether a value is a JSON array."""
    return isinstance(value, list | tuple)


def is_object(value: object) -> bool:
    """Whether a value is a JSON object."""
    return isinstance(value, Mapping)


def json_text(value: Any) -> str:
    """A value as compact JSON, which has no NaN and no Infinity."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def json_ascii(value: Any) -> str:
    """The same with ASCII characters alone, which all charsets have."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def text(value: Any) -> str:
    """A value inside a text: a string as it is, anything else as JSON spells it."""
    return value if isinstance(value, str) else json_text(value)


def items(value: Any) -> list[Any]:
    """The items of an array, or a value alone; what is absent or null is left out."""
    values: list[Any] = list(value) if is_array(value) else [value]
    return [item for item in values if item is not None]


def entries(value: Any) -> list[tuple[Any, Any]]:
    """The entries of an object; those that are null are left out."""
    if not is_object(value):
        return []
    return [(name, item) for name, item in value.items() if item is not None]


# --- Paths ------------------------------------------------------------------------------


def segment(part: str) -> str:
    """A text as one segment of a path, or in one."""
    return part.replace(".", "%2E") if part in (".", "..") else quote(part, safe="")


def reserved_segment(part: str) -> str:
    """The same, with the delimiters that may stand in a segment."""
    return segment(part) if part in (".", "..") else unquoted(part, ":@!$&'()*+,;=")


def unquoted(part: str, safe: str) -> str:
    """A text percent-encoded, but for some characters and what is encoded already."""
    parts = re.split("(%[0-9A-Fa-f]{2})", part)
    return "".join(
        piece if index % 2 else quote(piece, safe=safe) for index, piece in enumerate(parts)
    )


def filled(part: str) -> str:
    """A segment of a path, which would lead elsewhere if it were empty."""
    if not part:
        raise UnsendableError(None, "a value in its path is empty")
    return part


def scalar(value: Any) -> str:
    """A text, number or boolean in a path."""
    if isinstance(value, str):
        return value
    if not isinstance(value, int | float):
        raise UnsendableError(None, "a value in its path is no text, number or boolean")
    return str(value).lower() if isinstance(value, bool) else str(value)


def pairs_or_items(value: Any, explode: bool, encode: Callable[[str], str]) -> list[str]:
    """The percent-encoded items of an array, parts of an object, or one scalar."""
    if is_object(value):
        pairs = [(segment(text(key)), encode(text(item))) for key, item in entries(value)]
        if explode:
            return [f"{name}={item}" for name, item in pairs]
        return [piece for pair in pairs for piece in pair]
    return [encode(text(item)) for item in items(value)]


def label(value: Any, explode: bool, encode: Callable[[str], str]) -> str:
    """A path segment in the style `label`."""
    parts = pairs_or_items(value, explode, encode)
    made = "." + ("." if explode else ",").join(parts)
    return made if made.strip(".") else made.replace(".", "%2E")


def matrix(name: str, value: Any, explode: bool, encode: Callable[[str], str]) -> str:
    """A path segment in the style `matrix`."""
    parts = pairs_or_items(value, explode, encode)
    if not (explode and is_object(value)):
        values = parts if explode else [",".join(parts)]
        parts = [f"{quote(name, safe='')}={item}" for item in values]
    return filled("".join(f";{part.removesuffix('=')}" for part in parts))


# --- Queries, headers, cookies ----------------------------------------------------------


def encoded(value: Any) -> str:
    """A value in a query, percent-encoded."""
    return quote(text(value), safe="")


def reserved(value: Any) -> str:
    """A value in a query, with the delimiters that may stand in one."""
    return unquoted(text(value), ":/?@!$'()*,;=")


def form(name: str, value: Any, encode: Encode = encoded) -> list[str]:
    """A query parameter in the style `form`, exploded."""
    if is_object(value):
        return [f"{encoded(key)}={encode(item)}" for key, item in entries(value)]
    return [f"{encoded(name)}={encode(item)}" for item in items(value)]


def delimited(name: str, value: Any, delimiter: str, encode: Encode = encoded) -> list[str]:
    """A query parameter whose items stand in one value."""
    parts = items(value)
    if is_object(value):
        parts = [part for entry in entries(value) for part in entry]
    if not parts:
        return []
    return [f"{encoded(name)}={delimiter.join(encode(item) for item in parts)}"]


def deep(name: str, value: Any, encode: Encode = encoded) -> list[str]:
    """A query parameter in the style `deepObject`."""
    if is_object(value):
        found = (deep(f"{name}[{key}]", item, encode) for key, item in entries(value))
        return [part for parts in found for part in parts]
    return form(name, value, encode)


def listed(value: Any, explode: bool = False) -> str:
    """A header of any kind: items with commas between."""
    if is_object(value):
        equals = "=" if explode else ","
        return ",".join(f"{text(k)}{equals}{text(v)}" for k, v in entries(value))
    return ",".join(text(item) for item in items(value))


def cookie(value: Any) -> str:
    """A cookie's value; what cannot stand in one is percent-encoded."""
    return quote(listed(value), safe="!#$&'()*+-./:<=>?@[]^_`{|}~,")


def raw_cookie(value: Any) -> str:
    """A cookie's value as it is, but for what would end it."""
    return quote(listed(value), safe="!#$&'()*+-./:<=>?@[]^_`{|}~, %\"\\")


def cookie_name(name: str) -> str:
    """A cookie's name; what cannot stand in one is percent-encoded."""
    return quote(name, safe="!#$&'*+-.^_`|~")


def primitive(value: Any) -> str:
    """The text of a scalar in a plain query or in sample XML; "" for null."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


# --- XML --------------------------------------------------------------------------------

_NO_XML = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"


def xml_text_of(value: Any) -> str:
    """A value as text of the characters that XML 1.0 has."""
    made = text(value)
    if re.search(_NO_XML, made):
        raise UnsendableError(None, "a text has a character that XML cannot hold")
    return made


def xml_escaped(value: Any) -> str:
    """A value inside XML text, its markup as entities."""
    made = xml_text_of(value).replace("&", "&amp;")
    made = made.replace("<", "&lt;").replace(">", "&gt;")
    return made.replace('"', "&quot;").replace("'", "&apos;")


def cdata(value: Any) -> str:
    """A value inside a CDATA section, which it cannot end."""
    return xml_text_of(value).replace("]]>", "]]]]><![CDATA[>")
