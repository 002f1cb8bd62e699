"""XPath expressions of criteria, selectors and replacement targets.

What `xml.etree` can do becomes a tree; anything else is left to the library `elementpath`, which
checks it when the document is built, where it is installed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from arazzo_gen.expressions.ast import Embedded, Template
from arazzo_gen.expressions.errors import ConditionError, Dialect, ExpressionError
from arazzo_gen.expressions.template import parse_braced
from arazzo_gen.expressions.xpath_ast import Path, XPath
from arazzo_gen.expressions.xpath_parser import Unsupported, kind_of, parse_simple
from arazzo_gen.expressions.xpath_patterns import pattern_warnings
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record

__all__ = [
    "ConditionError",
    "ParsedXPath",
    "compiled",
    "is_settable",
    "parse_xpath",
    "with_variables",
]

_PREFIXED: Final = pattern(r"(?<![\w:])([A-Za-z_][\w.-]*):(?!:)[A-Za-z_*]")
_KNOWN_PREFIXES: Final = frozenset({"xml", "xs", "fn", "math", "map", "array", "err"})
_STRINGS: Final = pattern(r"'[^']*'|\"[^\"]*\"")
_URIS: Final = pattern(r"Q\{[^{}]*\}")
_OUTSIDE: Final = pattern(
    r"(?<![\w-])(?:fn:)?(doc|doc-available|document|collection|uri-collection|unparsed-text"
    r"|unparsed-text-lines|unparsed-text-available|json-doc|environment-variable"
    r"|available-environment-variables|transform|load-xquery-module|parse-xml)\s*\("
)
_BOUND: Final = pattern("\ue000([0-9]+)\ue001")
_VALUE_BEFORE: Final = pattern(r"(?:^|[=<>,(\[+*]|\b(?:and|or|div|mod|to|eq|ne|lt|le|gt|ge)|-)\s*$")
_LONGEST: Final = 5000
_GIVES: Final[dict[str, Literal["text", "number", "boolean", "any"]]] = {
    "nodes": "text",
    "text": "text",
    "number": "number",
    "truth": "boolean",
    "bound": "any",
}


@record
class ParsedXPath:
    """An expression that could be read; a template where expressions are embedded in it.

    Attributes:
        path: The expression.
        library: Whether the generated module needs `elementpath` for it.
        gives: What its value is, as far as that is known without `elementpath`.
        settable: Whether a replacement can set what it leads to.
    """

    path: str | Template
    library: bool = False
    dialects: tuple[Dialect, ...] = ()
    gives: Literal["text", "number", "boolean", "any"] = "any"
    settable: bool = False


def parse_xpath(text: str, version: str = "xpath-31") -> ParsedXPath | ConditionError:
    """Read an XPath expression.

    Args:
        text: The expression as the document has it; `{$expression}` in it stands for a value.
        version: "xpath-10", "xpath-20", "xpath-30" or "xpath-31".

    Returns:
        The expression, or what is wrong and where.
    """
    wrong = _forbidden(text, version)
    if wrong:
        return wrong
    parsed = parse_braced(text)
    if isinstance(parsed, ExpressionError):
        return ConditionError(parsed.message, parsed.offset, parsed.help, parsed.end)
    pieces: list[str | int] = []
    embedded: list[Embedded] = []
    for part in parsed.parts if isinstance(parsed, Template) else (parsed,):
        if isinstance(part, str):
            pieces.append(part)
        else:
            pieces.append(len(embedded))
            embedded.append(part)
    tree = compiled(pieces, version)
    if tree is not None:
        return ParsedXPath(parsed, gives=_GIVES[kind_of(tree)], settable=is_settable(tree))
    bound = with_variables(pieces)
    if [part for part in pieces if part != "" and not str(part).isspace()] == [0]:
        bound = 0
    if isinstance(bound, int):
        return ConditionError(
            "an expression can only stand in the place of a value",
            embedded[bound].start,
            "write the name itself, or compare in a predicate",
            embedded[bound].end,
        )
    wrong = _checked(bound, version, len(embedded))
    return wrong or ParsedXPath(parsed, library=True, dialects=tuple(pattern_warnings(text)))


def compiled(pieces: str | Sequence[str | int], version: str) -> XPath | None:
    """The tree of an expression that `xml.etree` can do; None for any other.

    Args:
        pieces: The expression; an int is an embedded expression, by index.
        version: As for `parse_xpath`.
    """
    try:
        return parse_simple(_joined(pieces), version)
    except Unsupported:
        return None


def is_settable(tree: XPath | None) -> bool:
    """Whether an expression is a location path of elements or attributes."""
    return isinstance(tree, Path) and bool(tree.steps) and tree.end != "texts"


def with_variables(pieces: str | Sequence[str | int]) -> str | int:
    """The expression with variables for the embedded expressions.

    `$v0` is a value, `$t0` its text (in a string).

    Args:
        pieces: As for `compiled`.

    Returns:
        The expression, or the index of an embedded one that does not stand for a value.
    """
    text = _joined(pieces)
    parts: list[str] = []
    done = 0
    for match in _STRINGS.finditer(text):
        outside = _bare_variables(text[done : match.start()])
        if isinstance(outside, int):
            return outside
        parts += [outside, _text_with_variables(match[0])]
        done = match.end()
    rest = _bare_variables(text[done:])
    return rest if isinstance(rest, int) else "".join([*parts, rest])


def _bare_variables(text: str) -> str | int:
    for match in _BOUND.finditer(text):
        if not _VALUE_BEFORE.search(text[: match.start()]) or text[match.end() :][:1] in ("(", "/"):
            return int(match[1])
    return _BOUND.sub(r"$v\1", text)


def _text_with_variables(quoted: str) -> str:
    pieces = _BOUND.split(quoted[1:-1])
    if len(pieces) == 1:
        return quoted
    quote = quoted[0]
    args = [f"$t{p}" if at % 2 else f"{quote}{p}{quote}" for at, p in enumerate(pieces)]
    return f"concat({', '.join([*args, quote * 2])})"


def _joined(pieces: str | Sequence[str | int]) -> str:
    if isinstance(pieces, str):
        return pieces
    return "".join(p if isinstance(p, str) else f"\ue000{p}\ue001" for p in pieces)


def _forbidden(text: str, version: str) -> ConditionError | None:
    if len(text) > _LONGEST:
        return ConditionError(f"an XPath has more than {_LONGEST} characters", 0)
    if "\ue000" in text or "\ue001" in text:
        return ConditionError("a character that no XPath has", 0)
    bare = _STRINGS.sub(lambda match: " " * len(match[0]), text)
    bare = _URIS.sub(lambda match: " " * len(match[0]), bare)
    outside = _OUTSIDE.search(bare)
    if outside:
        message = f"`{outside[1]}` reads something else than the context"
        return ConditionError(message, outside.start(1), None, outside.end(1))
    prefixed = _PREFIXED.search(re.sub(r"\{\$[^{}]*\}", lambda m: " " * len(m[0]), bare))
    if prefixed and prefixed[1] not in _KNOWN_PREFIXES:
        hint = "write `*[local-name() = 'name']` for a name in any namespace"
        if version in ("xpath-30", "xpath-31"):
            hint += ", `Q{uri}name` for one in the namespace with that URI"
        message = f"nothing says which namespace the prefix `{prefixed[1]}` stands for"
        return ConditionError(message, prefixed.start(1), hint, prefixed.end(1))
    return None


def _checked(path: str, version: str, bound: int) -> ConditionError | None:
    """What `elementpath` says against an expression, if it is installed."""
    try:
        from elementpath import ElementPathError, XPath1Parser, XPath2Parser
        from elementpath.xpath30 import XPath30Parser
        from elementpath.xpath31 import XPath31Parser
    except ImportError:
        return None
    parsers: dict[str, type[XPath1Parser]] = {
        "xpath-10": XPath1Parser,
        "xpath-20": XPath2Parser,
        "xpath-30": XPath30Parser,
    }
    try:
        parsers.get(version, XPath31Parser)().parse(path)
    except ElementPathError as error:
        message = str(error.message or error).rstrip(".")
        column = re.search(r"line 1, column ([0-9]+)", str(error))
        offset = max(0, int(column[1]) - 1) if column and not bound else 0
        text = f"not an XPath expression: {message[:1].lower()}{message[1:]}"
        return ConditionError(text, min(offset, len(path)))
    except (RecursionError, OverflowError, ValueError, TypeError, ArithmeticError):
        return ConditionError("not an XPath expression", 0)
    return None
