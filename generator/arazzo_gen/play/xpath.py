"""Evaluates the XPath that generated modules do with `xml.etree` alone, as they do."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from arazzo_gen.expressions.xpath import compiled
from arazzo_gen.expressions.xpath_ast import (
    And,
    Attribute,
    Bound,
    Call,
    Compare,
    Number,
    Or,
    Path,
    Text,
    XPath,
)
from arazzo_gen.expressions.xpath_native import FLIPPED, OPERATIONS, constant_of, reached
from arazzo_gen.expressions.xpath_parser import kind_of
from arazzo_gen.play.context import NotPlayed
from arazzo_gen.play.spelling import text as spelled


class XPaths:
    """Evaluates one expression on XML texts.

    Args:
        path: The expression; an int is an embedded one, by index.
        version: The version of XPath.
        bound: The values of the embedded expressions; None for an absent one.

    Raises:
        NotPlayed: A module needs the library `elementpath` for the expression.
    """

    def __init__(
        self, path: str | Sequence[str | int], version: str, bound: Sequence[Any] = ()
    ) -> None:
        tree = compiled(path, version)
        if tree is None:
            raise NotPlayed("it has an XPath that is not worked out without a run")
        self._tree = tree
        self._old = version == "xpath-10"
        self._bound = bound
        self._document = ElementTree.Element("document")

    def holds(self, text: object) -> bool:
        """Whether the effective boolean value is true for an XML text."""
        held: bool = self._evaluated(text, lambda: self._holds(self._tree, self._document), False)
        return held

    def value(self, text: object) -> Any:
        """The first node's text, or the number, string or truth value; None where there is none."""
        return self._evaluated(text, self._whole, None)

    def elements(self, text: object) -> tuple[ElementTree.Element, list[ElementTree.Element]]:
        """The document, and the elements that a location path leads to or whose attribute it is;
        none where the text is no XML."""
        document = parsed(text)
        if document is None or not isinstance(self._tree, Path):
            return self._document, []
        self._document = document
        return document, self._elements(self._tree, document)

    @property
    def attribute(self) -> str | None:
        """The name of the attribute that the path ends with."""
        end = self._tree.end if isinstance(self._tree, Path) else None
        return end.name if isinstance(end, Attribute) else None

    def _evaluated(self, text: object, evaluate: Callable[[], Any], otherwise: Any) -> Any:
        document = parsed(text)
        if document is None or None in self._bound:
            return otherwise
        self._document = document
        try:
            return evaluate()
        except (RecursionError, ValueError):
            return otherwise

    def _whole(self) -> Any:
        tree, kind = self._tree, kind_of(self._tree)
        if isinstance(tree, Path):
            return next(self._nodes(tree, self._document), None)
        if kind == "number":
            return self._number(tree, self._document)
        if kind == "text":
            return self._text(tree, self._document)
        return self._holds(tree, self._document)

    # --- Paths --------------------------------------------------------------------------

    def _elements(self, path: Path, context: ElementTree.Element) -> list[ElementTree.Element]:
        """The elements of a path, found by paths of `xml.etree` as far as those go."""
        found = [self._document if path.absolute else context]
        rest = ""
        for step in path.steps:
            rest, tests = reached(rest, step)
            if not tests:
                continue
            found = [
                each
                for parent in found
                for each in parent.findall(rest)
                if all(self._holds(test, each) for test in tests)
            ]
            rest = ""
        return [each for parent in found for each in parent.findall(rest)] if rest else found

    def _nodes(self, path: Path, context: ElementTree.Element) -> Iterator[str]:
        """The text of each node of a path."""
        for element in self._elements(path, context):
            if isinstance(path.end, Attribute):
                if path.end.name in element.attrib:
                    yield element.attrib[path.end.name]
            elif path.end == "texts":
                texts = [element.text, *(child.tail for child in element)]
                yield from (text for text in texts if text)
            else:
                yield string_value(element)

    # --- Conditions ---------------------------------------------------------------------

    def _holds(self, tree: XPath, context: ElementTree.Element) -> bool:
        if isinstance(tree, And):
            return all(self._holds(item, context) for item in tree.items)
        if isinstance(tree, Or):
            return any(self._holds(item, context) for item in tree.items)
        if isinstance(tree, Compare):
            return self._compare(tree, context)
        if isinstance(tree, Path):
            return any(True for _ in self._nodes(tree, context))
        if isinstance(tree, Call) and kind_of(tree) == "truth":
            return self._truth(tree, context)
        if isinstance(tree, Number):
            return tree.value != 0
        if kind_of(tree) == "number":
            return abs(self._number(tree, context)) > 0
        return self._text(tree, context) != ""

    def _truth(self, call: Call, context: ElementTree.Element) -> bool:
        if call.name in ("true", "false"):
            return call.name == "true"
        if call.name in ("boolean", "exists"):
            return self._holds(call.args[0], context)
        if call.name in ("not", "empty"):
            return not self._holds(call.args[0], context)
        text, part = (self._text(arg, context) for arg in call.args)
        return part in text if call.name == "contains" else text.startswith(part)

    def _compare(self, compare: Compare, context: ElementTree.Element) -> bool:
        left, right, op = compare.left, compare.right, str(compare.op)
        if isinstance(right, Path):
            left, right, op = right, left, FLIPPED[op]
        test = OPERATIONS[op]
        first, second = constant_of(left), constant_of(right)
        if first is not None and second is not None:
            return test(first, second)
        if isinstance(left, Path):
            nodes = self._nodes(left, context)
            return any(self._compares(node, op, right, context) for node in nodes)
        if kind_of(left) == "text":
            return test(self._text(left, context), self._text(right, context))
        return test(self._number(left, context), self._number(right, context))

    def _compares(self, text: str, op: str, right: XPath, context: ElementTree.Element) -> bool:
        """Whether a node's text compares with a value."""
        test = OPERATIONS[op]
        if isinstance(right, Bound):
            value = spelled(self._bound[right.index])
            wanted = number_in(value)
            if math.isnan(wanted):
                return op == "=" and text == value
            return test(number_in(text), wanted)
        if kind_of(right) == "text":
            return test(text, self._text(right, context))
        return test(number_in(text), self._number(right, context))

    # --- Values -------------------------------------------------------------------------

    def _number(self, tree: XPath, context: ElementTree.Element) -> float:
        if isinstance(tree, Number):
            return int(tree.value) if tree.value == int(tree.value) else tree.value
        if isinstance(tree, Bound):
            return number_in(spelled(self._bound[tree.index]))
        assert isinstance(tree, Call)
        arg = tree.args[0]
        if tree.name == "count":
            assert isinstance(arg, Path)
            return sum(1 for _ in self._nodes(arg, context))
        text = self._text(arg, context)
        return len(text) if tree.name == "string-length" else number_in(text)

    def _text(self, tree: XPath, context: ElementTree.Element) -> str:
        if isinstance(tree, Text):
            bound = self._bound
            return "".join(p if isinstance(p, str) else spelled(bound[p]) for p in tree.parts)
        if isinstance(tree, Bound):
            return spelled(self._bound[tree.index])
        if isinstance(tree, Path):
            found = list(self._nodes(tree, context))
            if len(found) > 1 and not self._old:
                raise ValueError("more than one node")
            return found[0] if found else ""
        assert isinstance(tree, Call)
        text = self._text(tree.args[0], context)
        return " ".join(text.split()) if tree.name == "normalize-space" else text


def parsed(text: object) -> ElementTree.Element | None:
    """An XML text as an element around its root, or None where it is none.

    A document type is refused: entities could expand without end, or read files.
    """
    if not isinstance(text, str):
        return None
    checker = expat.ParserCreate()
    checker.StartDoctypeDeclHandler = _refuse
    document = ElementTree.Element("document")
    try:
        checker.Parse(text, True)
        document.append(ElementTree.fromstring(text))
    except (expat.ExpatError, ElementTree.ParseError, ValueError):
        return None
    return document


def number_in(text: str) -> float:
    """The number that a text spells, or NaN."""
    trimmed = text.strip(" \t\r\n")
    if re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", trimmed, re.ASCII):
        return float(trimmed)
    return float("nan")


def string_value(element: ElementTree.Element) -> str:
    """All the text in an element."""
    return "".join(element.itertext())


def _refuse(*_: object) -> None:
    raise ValueError("an XML document with a document type")
