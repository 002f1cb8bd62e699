"""String values of a document: plain text, one expression, or text with expressions in it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.expressions.ast import Embedded, Expression, Template
from arazzo_gen.expressions.errors import ExpressionError
from arazzo_gen.expressions.runtime import ROOTS, parse_expression
from arazzo_gen.lazy import pattern

_BRACED = pattern(r"\{(\$[A-Za-z_][^{}]*)(\}?)")
UNBRACED = pattern(
    r"""
    \$(?:inputs|outputs|steps|workflows|response)
    (?: \.[A-Za-z0-9_-]+ | \[(?: [0-9]+ | '[^']*' | "[^"]*" | \w+ )\] )+
    (?: \# (?: / [^\s/{}$"'<>&]* )* )?
    """,
    re.VERBOSE,
)
_SECOND = pattern(r"\$(?:inputs|outputs|steps|workflows|response)\.")
_WORD = pattern(r"\$([A-Za-z_][A-Za-z0-9_]*)(\.?)")
_TRAILING = ".,;:'\")"


@functools.lru_cache(maxsize=1024)
def parse_value(text: str) -> str | Expression | Template | ExpressionError:
    """Read a string value of the document.

    Text that is an expression as a whole gives the expression, which keeps its value's type;
    `{$expression}` in text gives a template (alone too: the caller decides whether the braces
    mean text). `$expression` in text, braces left out, is an `Embedded` with `braced` false: the
    caller checks that it names something declared, and takes it as text otherwise. A `$word` that
    is no expression is text.

    Args:
        text: The value as the document has it.

    Returns:
        The text itself, the expression, the template, or what is wrong and where.
    """
    if "$" not in text:
        return text
    whole = text.rstrip()
    if whole.startswith("$") and "{$" not in whole and not _SECOND.search(whole, 1):
        return _whole(text, whole)
    return _template(text)


def parse_unbraced(text: str) -> str | Template:
    """Read text in which braces may be left out, and nothing is an expression as a whole.

    For a text that `parse_value` took for one expression with blanks in its name
    (`$inputs.first and more`), of which the caller finds that no such name is declared.
    """
    parts = _unbraced(text, 0)
    return Template(tuple(parts)) if any(isinstance(p, Embedded) for p in parts) else text


def _whole(text: str, whole: str) -> str | Expression | Template | ExpressionError:
    match = _WORD.match(whole)
    if match is None:
        return text
    if _is_word(whole):
        return text
    parsed = parse_expression(whole)
    if isinstance(parsed, ExpressionError) and re.search(r"[\s/]", whole):
        template = parse_unbraced(text)
        return template if isinstance(template, Template) else parsed
    return parsed


def _template(text: str) -> str | Template | ExpressionError:
    parsed = parse_braced(text, words_are_text=True)
    if isinstance(parsed, ExpressionError):
        return parsed
    parts: list[str | Embedded] = []
    done = 0
    for part in parsed.parts if isinstance(parsed, Template) else (parsed,):
        parts += _unbraced(part, done) if isinstance(part, str) else [part]
        done = done + len(part) if isinstance(part, str) else part.end
    if not any(isinstance(part, Embedded) for part in parts):
        return text
    return Template(tuple(parts))


def braced_words(text: str) -> Iterator[re.Match[str]]:
    """The stretches `{$word}` of a value that are no expressions: no root of one is called so, nor
    nearly so. They stay text, as `$word` alone does."""
    return (match for match in _BRACED.finditer(text) if match[2] and _is_word(match[1]))


def _is_word(text: str) -> bool:
    match = _WORD.match(text)
    if match is None or match[1] in ROOTS:
        return False
    return not (match[2] and nearest(match[1], ROOTS))


def parse_braced(text: str, *, words_are_text: bool = False) -> str | Template | ExpressionError:
    """Read text in which `{$expression}` alone is an expression (patterns, XPath).

    Args:
        text: The text as the document has it.
        words_are_text: Whether `{$word}` stays text where no expression is called so.

    Returns:
        The text itself, the template, or what is wrong and where.
    """
    parts: list[str | Embedded] = []
    done = 0
    for match in _BRACED.finditer(text):
        if words_are_text and _is_word(match[1]):
            continue
        if not match[2]:
            return ExpressionError("the brace of an expression is not closed", match.start())
        parsed = parse_expression(match[1])
        if isinstance(parsed, ExpressionError):
            shift = match.start(1)
            end = None if parsed.end is None else parsed.end + shift
            return ExpressionError(parsed.message, parsed.offset + shift, parsed.help, end)
        if match.start() > done:
            parts.append(text[done : match.start()])
        parts.append(Embedded(parsed, match.start(), match.end(), text=match[0]))
        done = match.end()
    if not parts:
        return text
    if done < len(text):
        parts.append(text[done:])
    return Template(tuple(parts))


def _unbraced(text: str, shift: int) -> list[str | Embedded]:
    """The parts of a stretch without braced expressions; offsets are shifted by `shift`."""
    parts: list[str | Embedded] = []
    done = 0
    for match in UNBRACED.finditer(text):
        token = match[0].rstrip(_TRAILING)
        if text.startswith("$", match.start() + len(token)):
            token = token.rstrip("-_.")
        parsed = parse_expression(token)
        if isinstance(parsed, ExpressionError):
            continue
        end = match.start() + len(token)
        if match.start() > done:
            parts.append(text[done : match.start()])
        start = match.start() + shift
        parts.append(Embedded(parsed, start, end + shift, braced=False, text=token))
        done = end
    if done < len(text):
        parts.append(text[done:])
    return parts
