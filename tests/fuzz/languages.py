"""Fuzz targets of the small languages in documents: each text gives a tree or an error inside it,
and what is emitted for a tree runs."""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Iterable
from typing import Any, Final

from arazzo_gen.expressions.ast import Embedded, Operand, Template, TextOperand
from arazzo_gen.expressions.condition import ParsedCondition, parse_condition
from arazzo_gen.expressions.errors import Dialect, ExpressionError
from arazzo_gen.expressions.jsonpath.iregexp import translate
from arazzo_gen.expressions.jsonpath.parser import (
    ParsedQuery,
    ParsedTest,
    parse_criterion,
    parse_query,
)
from arazzo_gen.expressions.regex import ParsedRegex, parse_regex
from arazzo_gen.expressions.runtime import parse_expression
from arazzo_gen.expressions.template import parse_braced, parse_unbraced, parse_value
from arazzo_gen.expressions.xpath import ParsedXPath, parse_xpath
from unit.jsonpath.compiled import function
from unit.xpath.xml_functions import emitted, pieces, run

_LONGEST_SECONDS: Final = 10.0
"""What reading one short text may take on a machine that does much else."""

_VALUES: Final[tuple[Any, ...]] = (
    {"items": [{"id": 1, "name": "a"}, {"id": 2, "status": "done"}], "a": {"b": [1, 2.5, None]}},
    [[1, [2, [3]]], "text", {"a": True}],
    None,
    "text",
)
_XML: Final = (
    "<shop open='yes'><pet id='p1'><name>Tom</name><price>5</price></pet><a b='1'/></shop>",
    "no XML",
    None,
)
_VERSIONS: Final = ("xpath-10", "xpath-20", "xpath-30", "xpath-31")
_TEXTS: Final = ("", "a", "aaa b\n", "2026-01-31", "é\U0001f600")


def read_expression(text: str) -> None:
    """A value is text, an expression or a template whose parts are the text."""
    for parse in (parse_value, parse_braced, parse_unbraced):
        parsed = parse(text)
        _check_error(parsed, text)
        if isinstance(parsed, Template):
            _check_template(parsed, text)
        elif isinstance(parsed, str):
            assert parsed == text
    alone = parse_expression(text)
    _check_error(alone, text)
    if text.startswith("$") and not isinstance(alone, ExpressionError):
        braced = parse_braced("{" + text + "}")
        if isinstance(braced, Template) and len(braced.parts) == 1:
            (part,) = braced.parts
            assert isinstance(part, str) or part.expression == alone


def read_condition(text: str) -> None:
    """A condition means the same in parentheses."""
    parsed = parse_condition(text)
    _check_error(parsed, text)
    if isinstance(parsed, ParsedCondition):
        _check_dialects(parsed.dialects, text)
        assert parse_condition.__wrapped__(text) == parsed
        grouped = parse_condition("(" + text + ")")
        if isinstance(grouped, ExpressionError):
            assert "nested" in grouped.message, (text, grouped)
        else:
            assert _moved(grouped.condition) == _moved(parsed.condition), text


def _moved(tree: Any) -> Any:
    """A tree without the places in it."""
    if isinstance(tree, Operand):
        return (tree.expression, tree.path)
    if isinstance(tree, TextOperand):
        return _moved(tree.template)
    if isinstance(tree, Embedded):
        return (tree.expression, tree.braced)
    if isinstance(tree, tuple):
        return tuple(_moved(part) for part in tree)
    fields = getattr(type(tree), "__match_args__", ())
    return (type(tree), *(_moved(getattr(tree, name)) for name in fields)) if fields else tree


def read_jsonpath(text: str) -> None:
    """A query or a bare filter is emitted as a function that runs on any value."""
    for version in ("rfc9535", "draft-goessner-dispatch-jsonpath-00"):
        for parse in (parse_criterion, parse_query):
            parsed = parse(text, version)
            _check_error(parsed, text)
            if isinstance(parsed, ExpressionError):
                continue
            _check_dialects(parsed.dialects, text)
            bound = [f"value_{number}" for number in range(len(parsed.bound))]
            tree = parsed.query if isinstance(parsed, ParsedQuery) else parsed.test
            found = function(tree, bound)
            for value in _VALUES:
                result = found(value, *bound)
                if isinstance(parsed, ParsedTest):
                    assert result in (True, False)
                elif not isinstance(result, bool):
                    list(result)


def read_xpath(text: str) -> None:
    """An expression is emitted as functions that run on any text."""
    for version in _VERSIONS:
        parsed = parse_xpath(text, version)
        _check_error(parsed, text)
        if isinstance(parsed, ParsedXPath):
            _check_dialects(parsed.dialects, text)
            bound = [f"b{part}" for part in pieces(parsed) if isinstance(part, int)]
            for xml in _XML:
                holds = run(emitted(text, version, holds=True)[0])(xml, *bound)
                assert holds in (True, False)
                run(emitted(text, version, holds=False)[0])(xml, *bound)


def read_regex(text: str) -> None:
    """A pattern is one of Python's, is looked at in a bounded time, and I-Regexps are patterns."""
    start = time.monotonic()
    parsed = parse_regex(text)
    assert time.monotonic() - start < _LONGEST_SECONDS, f"takes too long: {text!r}"
    _check_error(parsed, text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if isinstance(parsed, ParsedRegex):
            _check_dialects(parsed.dialects, text)
            parts = parsed.pattern.parts if isinstance(parsed.pattern, Template) else ()
            known = "".join(p if isinstance(p, str) else "x" for p in parts) or parsed.pattern
            if isinstance(known, str):
                re.compile(known)
        translated = translate(text)
        if translated is not None:
            re.compile(translated)


def _check_error(parsed: object, text: str) -> None:
    if isinstance(parsed, ExpressionError):
        assert parsed.message
        assert 0 <= parsed.offset <= len(text), (text, parsed)
        assert parsed.end is None or parsed.offset <= parsed.end <= len(text), (text, parsed)


def _check_dialects(dialects: Iterable[Dialect], text: str) -> None:
    for dialect in dialects:
        assert dialect.message
        assert 0 <= dialect.start <= dialect.end <= len(text), (text, dialect)


def _check_template(template: Template, text: str) -> None:
    at = 0
    for part in template.parts:
        if isinstance(part, str):
            assert text.startswith(part, at), (text, template)
            at += len(part)
        else:
            assert part.start == at < part.end <= len(text), (text, template)
            at = part.end
    assert at == len(text), (text, template)
