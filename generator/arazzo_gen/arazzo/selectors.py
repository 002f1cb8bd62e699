"""Selector Objects and Expression Type Objects (Arazzo 1.1, sections of these names)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from arazzo_gen.arazzo import kinds
from arazzo_gen.arazzo.contexts import is_expression, read_context
from arazzo_gen.arazzo.fields import Fields, Reader, fields_of, one_of
from arazzo_gen.arazzo.library import Library
from arazzo_gen.arazzo.model import Selector, SelectorType, Text
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.text.node import Node

VERSIONS: dict[str, tuple[str, ...]] = {
    "jsonpath": ("rfc9535", "draft-goessner-dispatch-jsonpath-00"),
    "xpath": ("xpath-31", "xpath-30", "xpath-20", "xpath-10"),
    "jsonpointer": ("rfc6901",),
}
"""The versions of each selector language; the first is the default."""

SELECTOR_TYPES = tuple(VERSIONS)


def default_version(language: str) -> str | None:
    """The version of a selector language where none is given; None for `simple` and `regex`."""
    return VERSIONS[language][0] if language in VERSIONS else None


def expression_type(
    fields: Fields, key: str, allowed: Sequence[str]
) -> tuple[str, str | None] | None:
    """Read a field that holds the name of a language or an Expression Type Object.

    Args:
        fields: The object that has the field.
        key: The field.
        allowed: The languages that are possible there.

    Returns:
        The language and its version, the default where none is given; None where the field is
        absent or wrong.
    """
    node = fields.get(key)
    if node is None:
        return None
    if node.kind != "object":
        if node.text is None:
            fields.reader.wrong_type(node, "a string or an Expression Type Object", f"`{key}`")
            return None
        language = fields.choice(key, allowed)
        return (language.value, default_version(language.value)) if language else None
    inner = Fields(node, kinds.EXPRESSION_TYPE, fields.reader)
    inner.check_names()
    language = inner.choice("type", [name for name in allowed if name in VERSIONS])
    lacking = [name for name in ("type", "version") if not inner.has(name)]
    if lacking:
        inner.missing(*lacking)
    version = known_version(inner, "version", language) if language else None
    return (language.value, version) if language and version else None


def known_version(fields: Fields, key: str, language: Text) -> str | None:
    """Read the version of a selector language; None where it is absent or unknown."""
    version = fields.text(key)
    allowed = VERSIONS.get(language.value, ())
    if version is None or version.value in allowed:
        return version.value if version else None
    fields.reader.error(
        "AZ106",
        version.span,
        f"`{version.value}` is not a version of {language.value}",
        help=one_of(allowed, version.value),
    )
    return None


def selector_shaped(node: Node) -> bool:
    """Whether a map has the fields of a Selector Object, and no others but extensions."""
    names = {key for key in node.entries if not key.startswith("x-")}
    context = node.get("context")
    return (
        names == set(kinds.SELECTOR.fields)
        and context is not None
        and context.text is not None
        and is_expression(context.text)
    )


def as_selector(node: Node, report: Report | None = None) -> Selector | None:
    """Read a value as a Selector Object, if it is one.

    Where a value may have any shape (parameters, payloads), a map is a Selector Object if it has
    exactly the fields of one and its context is an expression. Any other map is data.

    Args:
        node: A value of the document.
        report: Gets the errors of a selector. Leave it out where the parser has reported them.

    Returns:
        The selector; None where the value is data, or a selector with an error.
    """
    if not selector_shaped(node):
        return None
    return read_selector(node, Reader(report or Report(), (1, 1), Library()))


def read_selector(node: Node, reader: Reader) -> Selector | None:
    """Read a map that must be a Selector Object; None, reported, where it is none."""
    fields = fields_of(node, kinds.SELECTOR, reader)
    if fields is None:
        return None
    reader.later(fields.span, "a Selector Object")
    lacking = [key for key in kinds.SELECTOR.fields if not fields.has(key)]
    misnamed = "context" in lacking and fields.has("expression")
    if lacking:
        named = " and ".join(f"`{key}`" for key in lacking)
        reader.error(
            "AZ102",
            fields.span,
            f"a selector needs {named}",
            help="write `context` instead of `expression`" if misnamed else None,
        )
    fields.check_names(ignored=("expression",) if misnamed else ())
    context = read_context(fields) if fields.has("context") else None
    selector = fields.text("selector")
    language = expression_type(fields, "type", SELECTOR_TYPES)
    if context is None or selector is None or language is None or language[1] is None:
        return None
    return Selector(context, selector, cast(SelectorType, language[0]), language[1], fields.span)


def check_selectors(value: Node, reader: Reader) -> None:
    """Report what is wrong with the selectors inside a value of any shape."""
    for node in value.walk():
        if selector_shaped(node) and read_selector(node, reader) is None:
            reader.lost = True
