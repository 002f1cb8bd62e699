"""Writes XML bodies, and sets values in them, as generated modules do
(`templates/support/66_xml.py` and `58_xml_with.py`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from xml.etree import ElementTree
from xml.parsers import expat

from arazzo_gen import ir
from arazzo_gen.play.context import UnsendableError
from arazzo_gen.play.spelling import entries, is_array, is_object, items, text, xml_escaped
from arazzo_gen.play.xpath import XPaths

_START: Final = (
    ":A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
    "\U00010000-\U000effff"
)
_WITHIN: Final = _START + r"\-.0-9\xb7\u0300-\u036f\u203f\u2040"
_TAG: Final = rb"<([^\s/>]+)(?:[^\"'/>]|\"[^\"]*\"|'[^']*')*(/?)>"
_ATTRIBUTE: Final = rb"\s([^\s=]+)\s*=\s*(\"[^\"]*\"|'[^']*')"


def xml_content(value: Any, names: ir.XmlNames) -> str:
    """An object part by part as XML; anything else as it is."""
    if not (is_object(value) or is_array(value)):
        return text(value)
    writer = _Writer(names)
    root = names.root or ""
    if root and is_object(value):
        return writer.element(root, value, "")
    parts = entries(value) if is_object(value) else [(root or "items", value)]
    return "".join(writer.part(_name(key), item, "") for key, item in parts)


def xml_replaced(given: Any, path: str, version: str, value: Any) -> Any:
    """An XML text with a value at the nodes of a location path; other text stays as it is."""
    paths = XPaths(path, version)
    document, targets = paths.elements(given)
    if not len(document):
        return given
    source = given.encode()
    if paths.attribute is not None:
        return _with_attribute(source, document, targets, paths.attribute, value)
    written = xml_escaped(text(value)).replace("\r", "&#13;").encode()
    parts: list[bytes] = []
    done = 0
    for _, tag, end in _tags(source, document, targets):
        if tag.start() < done:
            continue  # it was inside another target, and is gone
        if tag[2]:
            parts += [source[done : tag.start(2)], b">", written, b"</", tag[1], b">"]
        else:
            parts += [source[done : tag.end()], written]
        done = tag.end() if tag[2] else end
    return b"".join([*parts, source[done:]]).decode()


class _Writer:
    """Writes the elements of an object."""

    def __init__(self, names: ir.XmlNames) -> None:
        self._names = dict(names.names)
        self._spaces = {at: dict(pairs) for at, pairs in names.namespaces}

    def part(self, name: str, value: Any, at: str) -> str:
        """The elements of one property: several for a list without one of its own."""
        if not is_array(value):
            return self.element(name, value, at)
        wrapper, _, tag = name.rpartition("/")
        inside = "".join(self.element(tag, each, at, bare=bool(wrapper)) for each in items(value))
        if not wrapper:
            return inside
        return f"<{wrapper}{_attributes(self._spaces.get(at, {}))}>{inside}</{wrapper}>"

    def element(self, tag: str, value: Any, at: str, *, bare: bool = False) -> str:
        """An element with the parts of an object, or the text of anything else.

        `bare`: it declares no namespaces, and nothing inside it does.
        """
        spaces = self._spaces
        if bare:
            self._spaces = {}
        attributes: dict[str, str] = dict(self._spaces.get(at, {}))
        inside = "" if is_object(value) else _escaped(value)
        for key, item in entries(value):
            place = f"{at}/{key}"
            name = self._names.get(place, key)
            if place not in self._names:
                _name(key.removeprefix("@"))
            if name.startswith("@"):
                attributes[name[1:]] = text(item)
            elif not name:
                inside += _escaped(item)
            else:
                inside += self.part(name, item, place)
        self._spaces = spaces
        return f"<{tag}{_attributes(attributes)}>{inside}</{tag}>"


def _escaped(value: Any) -> str:
    return str(None) if value is None else xml_escaped(value)


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{xml_escaped(value)}"' for name, value in attributes.items())


def _name(name: str) -> str:
    if not re.fullmatch(f"[{_START}][{_WITHIN}]*", name):
        raise UnsendableError(None, "a name is none in XML")
    return name


def _with_attribute(
    source: bytes,
    document: ElementTree.Element,
    targets: Iterable[ElementTree.Element],
    name: str,
    value: Any,
) -> str:
    """An XML text with a value in the attributes of a name of some elements."""
    written = f'"{xml_escaped(text(value))}"'.replace("\r", "&#13;")
    written = written.replace("\n", "&#10;").replace("\t", "&#9;")
    parts: list[bytes] = []
    done = 0
    for element, tag, _ in _tags(source, document, targets):
        matches = re.finditer(_ATTRIBUTE, source[: tag.end()][tag.start() :])
        own = [each for each in matches if not re.match(rb"xmlns(:|$)", each[1])]
        for place in (each for key, each in zip(element.attrib, own, strict=False) if key == name):
            parts += [source[done : tag.start() + place.start(2)], written.encode()]
            done = tag.start() + place.end(2)
    return b"".join([*parts, source[done:]]).decode()


def _tags(
    source: bytes, document: ElementTree.Element, targets: Iterable[ElementTree.Element]
) -> Iterator[tuple[ElementTree.Element, re.Match[bytes], int]]:
    """Some elements of an XML text in order, with their start tags and ends."""
    wanted = set(targets)
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    parser = expat.ParserCreate("utf-8")

    def start(*_: object) -> None:
        opened.append(len(spans))
        spans.append((parser.CurrentByteIndex, 0))

    def end(_: object) -> None:
        number = opened.pop()
        spans[number] = (spans[number][0], parser.CurrentByteIndex)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(source, True)
    for element, span in zip(document[0].iter(), spans, strict=False):
        tag = re.compile(_TAG).match(source, span[0])
        if element in wanted and tag is not None:
            yield element, tag, span[1]
