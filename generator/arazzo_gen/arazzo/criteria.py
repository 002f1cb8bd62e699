"""Criterion Objects (section "Criterion Object")."""

from __future__ import annotations

from typing import Literal, TypeAlias, cast

from arazzo_gen.arazzo import kinds
from arazzo_gen.arazzo.as_list import criterion_lines
from arazzo_gen.arazzo.contexts import read_context
from arazzo_gen.arazzo.fields import Fields, Reader, fields_of
from arazzo_gen.arazzo.model import Criterion, Text
from arazzo_gen.arazzo.selectors import (
    default_version,
    expression_type,
    known_version,
)
from arazzo_gen.text.node import Node

CriterionType: TypeAlias = Literal["simple", "regex", "jsonpath", "xpath"]

CRITERION_TYPES: tuple[CriterionType, ...] = ("simple", "regex", "jsonpath", "xpath")


def read_criterion(node: Node, reader: Reader) -> Criterion | None:
    """Read a Criterion Object; None, reported, where it cannot be understood."""
    if node.text is not None:
        if reader.is_doubtful(node):
            return None
        reader.error(
            "AZ103",
            node.span,
            "expected a map for a criterion, found a string",
            help="write it as the `condition` of a Criterion Object:",
            lines=criterion_lines(node),
        )
        return None
    fields = fields_of(node, kinds.CRITERION, reader)
    if fields is None:
        return None
    fields.check_names()
    condition = fields.required_name("condition")
    language = _language(fields)
    if language is None:
        return None
    context = _context(fields, language[0])
    context_needed = language[0] != "simple"
    if condition is None or (context_needed and context is None):
        return None
    loose = context is not None and not fields.has("type")
    untyped = fields.key_span("context") if loose else None
    return Criterion(condition, context, language[0], language[1], fields.span, untyped)


def _language(fields: Fields) -> tuple[CriterionType, str | None] | None:
    """The criterion's language and its version; None where they are wrong."""
    if not fields.has("type"):
        if fields.has("version"):
            fields.reader.warn(
                "AZ104",
                fields.key_span("version"),
                "`version` has no effect without `type`",
                help="add `type` (jsonpath or xpath), or leave `version` out",
            )
        return "simple", None
    found = expression_type(fields, "type", CRITERION_TYPES)
    if found is None:
        return None
    language = cast(CriterionType, found[0])
    written = fields.get("type")
    if not fields.has("version") or written is None or default_version(language) is None:
        return language, found[1]
    beside = known_version(fields, "version", Text(language, written.span))
    return (language, beside) if beside is not None else None


def _context(fields: Fields, language: CriterionType) -> Text | None:
    """The criterion's context; None where there is none to use."""
    if not fields.has("context"):
        if language != "simple":
            message = f"a {language} criterion needs `context`"
            hint = "add what it looks at, such as `context: $response.body`"
            fields.reader.error("AZ102", fields.span, message, help=hint)
        return None
    return read_context(fields)
