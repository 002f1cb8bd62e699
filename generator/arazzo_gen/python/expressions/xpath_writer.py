"""Writes XPath trees as Python expressions on `xml.etree` elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

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
from arazzo_gen.python.expressions.loops import comprehension, loop_name
from arazzo_gen.python.text.literal import fstring, literal, string
from arazzo_gen.record import record

_PYTHON: Final = {"=": "=="}


@record
class Nodes:
    """The nodes of a path: `loops` lead to elements, `item` is the text of each node."""

    loops: tuple[str, ...]
    item: str

    def each(self, item: str | None = None) -> str:
        """The inside of a comprehension that gives the text of each node, or `item`."""
        return comprehension(item or self.item, self.loops)


class XPathWriter:
    """Writes one function's expressions.

    Args:
        version: The version of XPath.
        bound: The parameters that hold the embedded expressions' values, by index.

    Attributes:
        raises: Whether what was written may raise ValueError where it cannot be evaluated.
    """

    def __init__(self, version: str, bound: Sequence[str]) -> None:
        self.old = version == "xpath-10"
        self.raises = False
        self._bound = bound
        self._taken = {"document", "text", "text_node", "value", "found", *bound}

    # --- Paths --------------------------------------------------------------------------

    def elements(self, path: Path, context: str) -> tuple[list[str], str, str]:
        """The elements of a path: loops, the last loop's element, and a path on from there."""
        loops: list[str] = []
        base = "document" if path.absolute else context
        rest = ""
        for number, step in enumerate(path.steps, 1):
            rest, tests = reached(rest, step)
            if not tests:
                continue
            element = self._element(path, number)
            loops.append(f"for {element} in {base}.findall({string(rest)})")
            loops += [f"if {self.within(test, element)}" for test in tests]
            base, rest = element, ""
        return loops, base, rest

    def nodes(self, path: Path, context: str) -> Nodes:
        """The nodes of a path and their texts."""
        loops, base, rest = self.elements(path, context)
        if rest or not loops:
            element = self._element(path)
            found = f"{base}.findall({string(rest)})" if rest else f"[{base}]"
            loops.append(f"for {element} in {found}")
            base = element
        if isinstance(path.end, Attribute):
            name = string(path.end.name)
            loops.append(f"if {name} in {base}.attrib")
            return Nodes(tuple(loops), f"{base}.attrib[{name}]")
        if path.end == "texts":
            loops.append(f"for text_node in _xml_texts({base})")
            return Nodes(tuple(loops), "text_node")
        return Nodes(tuple(loops), f"_xml_text({base})")

    def exists(self, path: Path, context: str) -> str:
        """The condition that a path gives a node."""
        taken = set(self._taken)
        loops, base, rest = self.elements(path, context)
        if not loops and path.end == "elements":
            return f"{base}.find({string(rest)}) is not None" if rest else "True"
        if not loops and isinstance(path.end, Attribute):
            name = path.end.name
            if not rest:
                return f"{string(name)} in {base}.attrib"
            return f"{base}.find({string(f'{rest}[@{name}]')}) is not None"
        self._taken = taken
        return f"any({self.nodes(path, context).each('True')})"

    def _element(self, path: Path, upto: int | None = None) -> str:
        """A name for an element, after the last tag on the way to it."""
        tags = [step.tag.rpartition("}")[2] for step in path.steps[:upto]]
        return loop_name(tags[-1] if tags else "element", "element", self._taken)

    # --- Conditions ---------------------------------------------------------------------

    def holds(self, tree: XPath, context: str) -> str:
        """The condition that an expression's effective boolean value is true."""
        match tree:
            case And(items):
                return " and ".join(self.within(item, context) for item in items)
            case Or(items):
                return " or ".join(self.within(item, context) for item in items)
            case Compare():
                return self._compare(tree, context)
            case Path():
                return self.exists(tree, context)
            case Call() if kind_of(tree) == "truth":
                return self._truth(tree, context)
            case Text() if tree.constant is not None:
                return str(tree.constant != "")
            case Number(value):
                return str(value != 0)
            case _ if kind_of(tree) == "number":
                return f"abs({self.number(tree, context)}) > 0"
            case _:
                return f'{self.text(tree, context)} != ""'

    def within(self, tree: XPath, context: str) -> str:
        """The condition, ready to stand beside `and` or behind `not`."""
        text = self.holds(tree, context)
        return f"({text})" if isinstance(tree, And | Or) else text

    def _truth(self, call: Call, context: str) -> str:
        match call.name:
            case "true" | "false":
                return call.name.capitalize()
            case "boolean" | "exists":
                return f"({self.holds(call.args[0], context)})"
            case "not" | "empty":
                return f"not ({self.holds(call.args[0], context)})"
            case "contains":
                text, part = (self.text(arg, context) for arg in call.args)
                return f"{part} in {text}"
            case _:
                text, part = (self.text(arg, context) for arg in call.args)
                return f"{text}.startswith({part})"

    def _compare(self, compare: Compare, context: str) -> str:
        left, right, op = compare.left, compare.right, str(compare.op)
        if isinstance(right, Path):
            left, right, op = right, left, FLIPPED[op]
        first, second = constant_of(left), constant_of(right)
        if first is not None and second is not None:
            return str(OPERATIONS[op](first, second))
        python = _PYTHON.get(op, op)
        if isinstance(left, Path):
            if left == Path(False, ()):
                return self._compare_text(f"_xml_text({context})", op, right, context)
            if not left.steps and isinstance(left.end, Attribute) and not left.absolute:
                name = string(left.end.name)
                test = self._compare_text(f"{context}.attrib[{name}]", op, right, context)
                return f"{name} in {context}.attrib and {test}"
            nodes = self.nodes(left, context)
            return f"any({nodes.each(self._compare_text(nodes.item, op, right, context))})"
        if kind_of(left) == "text":
            return f"{self.text(left, context)} {python} {self.text(right, context)}"
        return f"{self.number(left, context)} {python} {self.number(right, context)}"

    def _compare_text(self, item: str, op: str, right: XPath, context: str) -> str:
        """The comparison of a node's text with a value."""
        if isinstance(right, Bound):
            return f'_xml_compares({item}, "{op}", {self._bound[right.index]})'
        python = _PYTHON.get(op, op)
        if kind_of(right) == "text":
            return f"{item} {python} {self.text(right, context)}"
        return f"_xml_number({item}) {python} {self.number(right, context)}"

    # --- Values -------------------------------------------------------------------------

    def number(self, tree: XPath, context: str) -> str:
        """The expression for a number."""
        match tree:
            case Number(value):
                return literal(int(value) if value == int(value) else value)
            case Bound(index):
                return f"_xml_number(_text({self._bound[index]}))"
            case Call("count", (Path() as path,)):
                taken = set(self._taken)
                loops, base, rest = self.elements(path, context)
                if not loops and rest and path.end == "elements":
                    return f"len({base}.findall({string(rest)}))"
                self._taken = taken
                return f"sum({self.nodes(path, context).each('1')})"
            case Call("string-length", (arg,)):
                return f"len({self.text(arg, context)})"
            case Call("number", (arg,)):
                return f"_xml_number({self.text(arg, context)})"
            case _:
                raise TypeError(f"not a number: {tree!r}")

    def text(self, tree: XPath, context: str) -> str:
        """The expression for a text."""
        match tree:
            case Text(parts):
                if tree.constant is not None:
                    return string(tree.constant)
                if len(parts) == 1 and isinstance(parts[0], int):
                    return self._spelled(parts[0])
                return fstring(
                    [
                        (part, False) if isinstance(part, str) else (self._spelled(part), True)
                        for part in parts
                    ]
                )
            case Bound(index):
                return self._spelled(index)
            case Path():
                nodes = self.nodes(tree, context).each()
                if self.old:
                    return f'next(({nodes}), "")'
                self.raises = True
                return f"_xml_one([{nodes}])"
            case Call("string", (arg,)):
                return self.text(arg, context)
            case Call("normalize-space", (arg,)):
                return f'" ".join({self.text(arg, context)}.split())'
            case _:
                raise TypeError(f"not a text: {tree!r}")

    def _spelled(self, index: int) -> str:
        return f"_text({self._bound[index]})"
