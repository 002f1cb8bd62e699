"""Names that XML does not have, in what a document says of a body of XML (AZ615)."""

from __future__ import annotations

import re

from arazzo_gen import ir
from arazzo_gen.analysis.bound import constant
from arazzo_gen.diagnostics.model import Report, Severity
from arazzo_gen.lower.request.xml_names import XmlNames
from arazzo_gen.openapi.xml_grammar import is_xml_name, is_xml_prefix
from arazzo_gen.record import fresh, record
from arazzo_gen.text.node import Node

_NAMES = "a name in XML begins with a letter or `_`, and has no blanks"


def check_xml(report: Report, names: XmlNames, expr: ir.Expr, written: Node) -> None:
    """Report the names of a body that XML does not have.

    Args:
        report: Takes the findings.
        names: What the schema of the body says of names.
        expr: The payload.
        written: The payload as the document has it.
    """
    for kind, text, span in names.given:
        if not (is_xml_name if kind == "name" else is_xml_prefix)(text):
            message = f"{text!r} cannot be a {kind} in XML"
            help_ = _NAMES if kind == "name" else f"{_NAMES} and no colon"
            report.add("AZ615", span, message, help=f"{help_}: such as `{_near(text)}`")
    payload = _Payload(report, names)
    payload.walk(expr, written, "", names_root=not names.tag)
    for at, (name, span) in names.own.items():
        spelled = at.removesuffix(f"/{name}") in payload.spelled and at not in names.names
        if spelled or is_xml_name(name.removeprefix("@")):
            continue
        message = f"the property {name!r} cannot be an element in XML"
        # A name without a prefix is refused with its value; others stand in the body as they are.
        severity = None if at in names.names else Severity.WARNING
        report.add("AZ615", span, message, help=_other(name), severity=severity)


def _near(name: str) -> str:
    """A name in XML that looks like another one."""
    bare = re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-") or "name"
    return bare if is_xml_name(bare) else f"_{bare}"


def _other(name: str) -> str:
    return f"give the schema of this property another name there: `xml: {{name: {_near(name)}}}`"


@record
class _Payload:
    """Looks at the keys that a payload spells out; `spelled` has the paths of its objects."""

    report: Report
    names: XmlNames
    spelled: set[str] = fresh(factory=set)

    def walk(self, expr: ir.Expr, written: Node, at: str, *, names_root: bool = False) -> None:
        """Look at a part of the payload that has a path; the keys of one that `names_root` are
        root elements."""
        if isinstance(expr, ir.Const):
            expr = _opened(expr)
        if isinstance(expr, ir.MapOf):
            self.spelled.add(at)
            for key, item in expr.entries:
                place = "" if names_root else f"{at}/{key}"
                self._check(key if names_root else key.removeprefix("@"), key, written, place)
                self.walk(item, written.get(key) or written, place)
        elif isinstance(expr, ir.ListOf):
            nodes = written.items if len(written.items) == len(expr.items) else []
            for index, item in enumerate(expr.items):
                self.walk(item, nodes[index] if nodes else written, at)

    def _check(self, name: str, key: str, written: Node, place: str) -> None:
        if place in self.names.names or is_xml_name(name):
            return
        span = written.key_span(key) if written.get(key) is not None else written.span
        message = f"the key {key!r} cannot be an element in XML"
        hint = _other(key) if place in self.names.own else f"{_NAMES}: such as `{_near(key)}`"
        self.report.add("AZ615", span, message, help=hint)


def _opened(expr: ir.Const) -> ir.Expr:
    """A constant object or array as one of its parts."""
    value = expr.value
    if isinstance(value, dict):
        return ir.MapOf(tuple((key, constant(each).expr) for key, each in value.items()), expr.type)
    if isinstance(value, list):
        return ir.ListOf(tuple(constant(each).expr for each in value), expr.type)
    return expr
