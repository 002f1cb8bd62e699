"""Writes XPath expressions as private functions, on `xml.etree` or through `elementpath`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from arazzo_gen.expressions.xpath import compiled, is_settable, with_variables
from arazzo_gen.expressions.xpath_ast import Attribute, Path, XPath
from arazzo_gen.expressions.xpath_parser import kind_of
from arazzo_gen.lazy import pattern
from arazzo_gen.python.expressions.xpath_writer import XPathWriter
from arazzo_gen.python.text.literal import docstring, string

_PARSERS: Final = {
    "xpath-10": "XPath1Parser",
    "xpath-20": "XPath2Parser",
    "xpath-30": "XPath30Parser",
    "xpath-31": "XPath31Parser",
}
_VARIABLE: Final = pattern(r"\$([vt])([0-9]{1,4})")

Pieces = str | Sequence[str | int]
"""An expression; an int is an embedded expression, by index."""


def needs_library(path: Pieces, version: str) -> bool:
    """Whether a function for the expression imports `elementpath`."""
    return compiled(path, version) is None


def condition_function(
    path: Pieces, version: str, name: str, bound: Sequence[str], doc: str
) -> str:
    """Write a function that says whether an expression holds for an XML text.

    Args:
        path: The expression.
        version: The version of XPath, whose effective boolean value counts.
        name: The function's name.
        bound: The names of the parameters for the embedded expressions' values.
        doc: Its docstring, as plain text.

    Returns:
        The source text, not yet formatted: `def name(text: object, ...) -> bool`.
    """
    head = f"def {name}(text: object{_parameters(bound)}) -> bool:"
    tree = compiled(path, version)
    if tree is None:
        call = _library_call(path, version, bound, "boolean({})")
        return _function(head, doc, [f"return {call} is True"])
    writer = XPathWriter(version, bound)
    result = f"return {writer.holds(tree, 'document')}"
    return _function(head, doc, _guarded(result, "False", bound, writer.raises))


def value_function(path: Pieces, version: str, name: str, bound: Sequence[str], doc: str) -> str:
    """Write a function that gives an expression's value for an XML text.

    Args:
        path: The expression.
        version: The version of XPath.
        name: The function's name.
        bound: The names of the parameters for the embedded expressions' values.
        doc: Its docstring, as plain text.

    Returns:
        The source text: `def name(text: object, ...) -> Any`. The value is the first node's
        text, or the number, string or truth value; None where there is none.
    """
    head = f"def {name}(text: object{_parameters(bound)}) -> Any:"
    tree = compiled(path, version)
    if tree is None:
        call = _library_call(path, version, bound, "{}")
        return _function(head, doc, [f"return _xpath_value({call})"])
    writer = XPathWriter(version, bound)
    result = f"return {_value(tree, writer)}"
    return _function(head, doc, _guarded(result, "None", bound, writer.raises))


def replace_function(path: str, version: str, name: str, doc: str) -> str | None:
    """Write a function that sets a value at the nodes of an XML text.

    Args:
        path: The location path of the nodes; nothing is embedded in it.
        version: The version of XPath.
        name: The function's name.
        doc: Its docstring, as plain text.

    Returns:
        The source text: `def name(text: Any, value: object) -> Any`; text that is no XML comes
        back as it is, as does text without such nodes. None where the path is no location path
        that `xml.etree` can do.
    """
    tree = compiled(path, version)
    if not isinstance(tree, Path) or not is_settable(tree):
        return None
    writer = XPathWriter(version, ())
    loops, base, rest = writer.elements(tree, "document")
    target = f"{base}.findall({string(rest)})"
    if loops:
        inner = f"for found in {target}" if rest else ""
        target = f"[{'found' if rest else base} {' '.join(loops)} {inner}]"
    body = ["document = _xml(text)", "if document is None:", "    return text"]
    if isinstance(tree.end, Attribute):
        given = f"{target}, {string(tree.end.name)}, value"
        body.append(f"return _xml_with_attribute(text, document, {given})")
    else:
        body.append(f"return _xml_with(text, document, {target}, value)")
    return _function(f"def {name}(text: Any, value: object) -> Any:", doc, body)


def _value(tree: XPath, writer: XPathWriter) -> str:
    kind = kind_of(tree)
    if isinstance(tree, Path):
        return f"next(({writer.nodes(tree, 'document').each()}), None)"
    if kind == "number":
        return writer.number(tree, "document")
    if kind == "text":
        return writer.text(tree, "document")
    return writer.holds(tree, "document")


def _guarded(result: str, otherwise: str, bound: Sequence[str], raises: bool) -> list[str]:
    lacking = " or ".join(f"{name} is None" for name in ("document", *bound))
    body = ["document = _xml(text)", f"if {lacking}:", f"    return {otherwise}"]
    if not (raises or bound):
        return [*body, result]
    # An embedded value may be one that has no spelling.
    errors = "(RecursionError, ValueError)" if bound else "ValueError"
    return [*body, "try:", f"    {result}", f"except {errors}:", f"    return {otherwise}"]


def _library_call(path: Pieces, version: str, bound: Sequence[str], wrapped: str) -> str:
    text = with_variables(path)
    if isinstance(text, int):
        raise TypeError("an embedded expression that is no value")
    used = dict.fromkeys((match[1], int(match[2])) for match in _VARIABLE.finditer(text))
    values = "".join(
        f", {kind}{index}={bound[index]}" for kind, index in used if index < len(bound)
    )
    return f"_xpath_select(text, {string(wrapped.format(text))}, {_PARSERS[version]}{values})"


def _parameters(bound: Sequence[str]) -> str:
    return "".join(f", {name}: object" for name in bound)


def _function(head: str, doc: str, body: list[str]) -> str:
    lines = [head, "    " + docstring(doc, 4), *("    " + line for line in body)]
    return "\n".join(lines) + "\n"
