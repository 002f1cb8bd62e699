"""The parser of JSONPath queries (RFC 9535), with the runtime expressions that Arazzo embeds.

An embedded expression never becomes text of the query: it is an operand, `Bound`, whose value is
there when the query runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from arazzo_gen.expressions.ast import Expression, Template
from arazzo_gen.expressions.errors import Dialect
from arazzo_gen.expressions.jsonpath.ast import Query, Test
from arazzo_gen.expressions.jsonpath.filters import FilterParser
from arazzo_gen.expressions.jsonpath.root_tests import of_root, root_test
from arazzo_gen.expressions.jsonpath.scanner import JsonPathError, WrongError
from arazzo_gen.expressions.jsonpath.write import write_test
from arazzo_gen.record import record, replace

__all__ = [
    "RFC9535",
    "JsonPathError",
    "ParsedQuery",
    "ParsedTest",
    "parse_criterion",
    "parse_query",
    "parse_test",
]

RFC9535: Final = "rfc9535"

_Bound = tuple[Expression | Template, ...]
_Tree = TypeVar("_Tree")


@record
class ParsedQuery:
    """A query; `bound` are the embedded expressions by the index of their `Bound`."""

    query: Query
    bound: _Bound = ()
    dialects: tuple[Dialect, ...] = ()


@record
class ParsedTest:
    """A logical expression about the root, where a query should be (a dialect).

    `right` is the query that means the same as a criterion; None where there is none.
    """

    test: Test
    bound: _Bound = ()
    dialects: tuple[Dialect, ...] = ()
    right: str | None = None


def parse_query(text: str, version: str = RFC9535) -> ParsedQuery | JsonPathError:
    """Read a query.

    Args:
        text: The query, from "$" to its end.
        version: "rfc9535" or "draft-goessner-dispatch-jsonpath-00".

    Returns:
        The tree, or what is wrong and where.
    """
    parser = FilterParser(text, goessner=version != RFC9535)
    query = _all_of(parser, parser.root_query)
    if isinstance(query, JsonPathError):
        return query
    return ParsedQuery(query, tuple(parser.bound), tuple(parser.dialects))


def parse_test(text: str, version: str = RFC9535) -> ParsedTest | JsonPathError:
    """Read the bare-filter dialect: `$.status == 'done' || $.items.length > 0`.

    It has the grammar of a filter's test; `$` and `@` both mean the value that it is about, and
    `.length` at the end of a compared path is its size.

    Args:
        text: The logical expression.
        version: As for `parse_query`.

    Returns:
        The tree, or what is wrong and where.
    """
    parser = FilterParser(text, goessner=version != RFC9535, bare=True)
    test = _all_of(parser, parser.logical)
    if isinstance(test, JsonPathError):
        return test
    right = _as_query(parser, test, version)
    return ParsedTest(test, tuple(parser.bound), tuple(parser.dialects), right)


def parse_criterion(text: str, version: str = RFC9535) -> ParsedQuery | ParsedTest | JsonPathError:
    """Read the condition of a jsonpath criterion: a query, else a bare filter.

    Args:
        text: The condition; blanks around it do not count.
        version: As for `parse_query`.

    Returns:
        The tree, with a dialect where it is a bare filter, or what is wrong and where.
    """
    stripped = text.strip()
    shift = len(text) - len(text.lstrip())
    query = parse_query(stripped, version)
    if isinstance(query, ParsedQuery):
        return ParsedQuery(query.query, query.bound, _shifted(query.dialects, shift))
    test = parse_test(stripped, version)
    if isinstance(test, ParsedTest):
        first = "RFC 9535 filters the children of a node: `$[?@.status == 'done']`"
        if test.right is not None:
            first = f"write `{test.right}`"
        simple = "write a simple condition: `$response.body#/status == 'done'`"
        bare = Dialect(
            "a bare filter, which is not a JSONPath query",
            f"{first}; for one value, {simple}",
            shift,
            shift + len(stripped),
            right=test.right,
        )
        return replace(test, dialects=(bare, *_shifted(test.dialects, shift)))
    error = test if test.offset > query.offset else query
    end = None if error.end is None else error.end + shift
    return JsonPathError(error.message, error.offset + shift, error.help, end)


def _as_query(parser: FilterParser, test: Test, version: str) -> str | None:
    """The query `$[?...]` of a bare filter, if it means the same as a criterion."""
    parts: list[str] = []
    done = 0
    for start, end, text in sorted(parser.rewritten, key=lambda each: each[:2]):
        parts += [parser.text[done:start], text]
        done = end
    right = "$[?" + "".join((*parts, parser.text[done:])) + "]"
    parsed = parse_query(right, version)
    if not isinstance(parsed, ParsedQuery) or parsed.bound != tuple(parser.bound):
        return None
    if any(each.code is None for each in parsed.dialects):
        return None
    found = root_test(parsed.query)
    same = found is not None and write_test(found) == write_test(of_root(test))
    return right if same else None


def _all_of(parser: FilterParser, read: Callable[[], _Tree]) -> _Tree | JsonPathError:
    """What is read, if it is the whole text."""
    try:
        tree = read()
        if parser.at < len(parser.text):
            parser.reject_rest()
    except WrongError as wrong:
        return wrong.error
    return tree


def _shifted(dialects: tuple[Dialect, ...], shift: int) -> tuple[Dialect, ...]:
    return tuple(replace(d, start=d.start + shift, end=d.end + shift) for d in dialects)
