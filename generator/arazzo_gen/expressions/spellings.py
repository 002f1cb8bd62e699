"""Recognizes runtime expressions in the spellings of other tools: `${steps.a.outputs.n}`,
`{{inputs.a}}`, `$.inputs.a`.

What is found is text by the specification. Whether it names something that a workflow declares is
for the caller to say: only then was an expression meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

from arazzo_gen.expressions.ast import Expression
from arazzo_gen.expressions.errors import ExpressionError
from arazzo_gen.expressions.navigation import scan_navigation
from arazzo_gen.expressions.runtime import parse_expression
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.text.pointer import write

Place: TypeAlias = Literal["value", "output", "condition", "query"]
"""Where a text stands: as a value that is sent; as an output, which is no text; as a simple
condition, in which words outside of quotes are no text; as a regular expression or a query, which
has dollars and brackets of its own."""

Steps: TypeAlias = Mapping[str, tuple[str, ...]]
"""The names of the outputs of each step, by its id."""

_LONGEST: Final = 4000
"""Of a longer text no more is looked at."""

_BRACES: Final = pattern(
    r"""
    \$? \{\{ \s* (?P<double> [^{}\n]{1,200}? ) \s* \}\}
    | [$\#%@] \{ (?!\$) \s* (?P<dollar> [^{}\n]{1,200}? ) \s* \}
    | \{% \s* (?P<percent> [^%{}\n]{1,200}? ) \s* %\}
    | \{ (?!\$) \s* (?P<single> [^{}\n]{1,200}? ) \s* \}
    | \[\[ \s* (?P<square> [^\[\]{}\n]{1,200}? ) \s* \]\]
    | <% =? \s* (?P<angle> [^<>%{}\n]{1,200}? ) \s* %>
    | << \s* (?P<angles> [^<>{}\n]{1,200}? ) \s* >>
    | \$ \(\(? \s* (?P<round> [^(){}\n]{1,200}? ) \s* \)\)?
    """,
    re.VERBOSE,
)
_ROOTS: Final = "inputs?|steps?|outputs?|workflows?|response|request"
_NAVIGATION: Final = (
    r"""(?:\.[^\s.\[\]{}#*?$'"()<>=!&|,;]+|\[\s*(?:[0-9]+|'[^']*'|"[^"]*")\s*\])+"""
)
_POINTER: Final = r"(?:\#/[^\s{}\"'<>&]*)?"
_PATH: Final = pattern(
    rf"\$\.(?:status_?code\b|(?:{_ROOTS}){_NAVIGATION}{_POINTER})", re.IGNORECASE
)
_BARE: Final = pattern(
    rf"(?<![\w$.#/'\"@-])(?:{_ROOTS}){_NAVIGATION}{_POINTER}|(?<![\w$.#/'\"@-])status_?code\b",
    re.IGNORECASE,
)
_LOOSE: Final = pattern(
    rf"(?<![{{$\w])\$((?:inputs?|steps?|outputs?|workflows?){_NAVIGATION}{_POINTER})", re.IGNORECASE
)
_DOLLAR: Final = pattern(r"(?<![{$\w])\$([A-Za-z_][A-Za-z0-9_]*)(?![\w\[(]|-\w|\.\w|\#/)")
_WHOLE: Final = pattern(rf"[@#:%.=]?((?:{_ROOTS}){_NAVIGATION}{_POINTER})", re.IGNORECASE)
_OUTPUT: Final = pattern(rf"([A-Za-z_][A-Za-z0-9_-]*{_NAVIGATION}{_POINTER})")
_INNER: Final = pattern(r"(?:\$\.?|\.|(?:ctx|context|workflow|this|self)\.)?", re.IGNORECASE)
_NAME: Final = pattern(r"[A-Za-z_][A-Za-z0-9_-]*")
_QUOTED: Final = pattern(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"")
_HEADERS: Final = ("header", "headers")


@record
class Spelling:
    """A stretch of a text that spells an expression as other tools do.

    Attributes:
        start: Its offset.
        end: The offset behind it.
        text: What is written.
        right: The expression as the specification writes it.
        expression: The same, parsed.
    """

    start: int
    end: int
    text: str
    right: str
    expression: Expression


def find_spellings(
    text: str, inputs: Mapping[str, object], steps: Steps, place: Place = "value"
) -> Iterator[Spelling]:
    """The stretches of a text that spell expressions as other tools do, from left to right.

    Args:
        text: The text.
        inputs: The declared inputs: `{{token}}` may name one without saying so.
        steps: The outputs of the steps, for `{{login.token}}`.
        place: Where the text stands.
    """
    text = text[:_LONGEST]
    names = _Names(inputs, steps)
    done = 0
    for start, end, inner, style in _stretches(text, place):
        if start < done:
            continue
        right = names.read(inner, style)
        parsed = parse_expression(right) if right is not None else None
        if right is None or parsed is None or isinstance(parsed, ExpressionError):
            continue
        done = end
        yield Spelling(start, end, text[start:end], right, parsed)


def _stretches(text: str, place: Place) -> list[tuple[int, int, str, str]]:
    """What may be an expression: start, end, the path in it, and the style of its braces."""
    found: list[tuple[int, int, str, str]] = []
    for match in _BRACES.finditer(text):
        style = match.lastgroup or ""
        whole = match.start() == 0 and match.end() == len(text)
        if style not in ("double", "dollar") and not (style == "single" and whole):
            style = "rooted"
        found.append((*match.span(), match[match.lastgroup or 0], style))
    if place == "query":
        return [(*each[:3], "rooted" if each[3] == "single" else each[3]) for each in found]
    found += [(*match.span(), match[0][2:], "rooted") for match in _PATH.finditer(text)]
    if place == "condition":
        bare = _QUOTED.sub(lambda match: "\0" * len(match[0]), text)
        found += [(*match.span(), match[0], "rooted") for match in _BARE.finditer(bare)]
    stripped = text.strip()
    if place == "value":
        found += _loose(text, stripped)
    whole_match = _WHOLE.fullmatch(stripped) if place in ("value", "output") else None
    if whole_match is None and (place == "output" or _names_output(stripped, place)):
        whole_match = _OUTPUT.fullmatch(stripped)
    if whole_match is not None:
        start = text.index(stripped)
        found.append((start, start + len(stripped), whole_match[1], "rooted"))
    return sorted(found)


def _names_output(text: str, place: Place) -> bool:
    return place == "value" and ".outputs." in text


def _loose(text: str, whole: str) -> Iterator[tuple[int, int, str, str]]:
    """What begins with a dollar inside of longer text, and is no expression as it is."""
    for match in _LOOSE.finditer(text):
        if isinstance(parse_expression(match[0]), ExpressionError):
            yield (*match.span(), match[1], "rooted")
    for match in _DOLLAR.finditer(text):
        if match[0] != whole:
            yield (*match.span(), match[1], "dollar")


@record
class _Names:
    """The names of a workflow that a path without a root may begin with."""

    inputs: Mapping[str, object]
    steps: Steps

    def read(self, inner: str, style: str) -> str | None:
        """A path in braces as the specification writes it; None where it names nothing."""
        prefix = _INNER.match(inner)
        at = prefix.end() if prefix is not None else 0
        word = _NAME.match(inner, at)
        if word is None:
            return None
        root = word[0]
        path, stop = scan_navigation(inner, word.end())
        pointer = inner[stop:]
        if pointer and not pointer.startswith("#/"):
            return None
        rooted = _rooted(root.lower(), path)
        if rooted is None and style != "rooted":
            rooted = self._unrooted(root, path)
        if rooted is None and root in self.steps:
            rooted = self._of_step(root, path)
        if rooted is None:
            return None
        head, rest = rooted
        tail = "#" + write(str(token) for token in rest) if rest else ""
        return head + (tail or pointer) if not (tail and pointer) else None

    def _unrooted(self, root: str, path: tuple[str | int, ...]) -> _Rooted | None:
        """An input that is named without `inputs.`."""
        return (f"$inputs.{root}", path) if root in self.inputs else None

    def _of_step(self, root: str, path: tuple[str | int, ...]) -> _Rooted | None:
        """An output of a step that is named without `steps.`."""
        names = [str(token) for token in path[:2]]
        if len(names) == 2 and names[0] in ("outputs", "output") and names[1] in self.steps[root]:
            return f"$steps.{root}.outputs.{names[1]}", path[2:]
        if names and names[0] in self.steps[root]:
            return f"$steps.{root}.outputs.{names[0]}", path[1:]
        return None


_Rooted: TypeAlias = tuple[str, tuple[str | int, ...]]
"""An expression up to its name, and the path behind it."""


def _rooted(root: str, path: tuple[str | int, ...]) -> _Rooted | None:
    """A path that begins with a root of runtime expressions."""
    names = [str(token) for token in path[:3]]
    if root in ("statuscode", "status_code"):
        return None if names else ("$statusCode", ())
    if root in ("inputs", "input"):
        return (f"$inputs.{names[0]}", path[1:]) if names else None
    if root in ("outputs", "output"):
        return (f"$outputs.{names[0]}", path[1:]) if names else None
    if root in ("steps", "step"):
        return _owned("$steps", names, path, fields=("outputs", "output"))
    if root in ("workflows", "workflow"):
        if len(names) == 3 and names[1] == "inputs":
            return f"$workflows.{names[0]}.inputs.{names[2]}", path[3:]
        return _owned("$workflows", names, path, fields=("outputs", "output"))
    return _message(root, names, path)


def _owned(
    root: str, names: list[str], path: tuple[str | int, ...], fields: tuple[str, ...]
) -> _Rooted | None:
    """An output of a step or of a workflow."""
    if len(names) == 3 and names[1] in fields:
        return f"{root}.{names[0]}.outputs.{names[2]}", path[3:]
    if len(names) >= 2 and names[1] not in fields:
        return f"{root}.{names[0]}.outputs.{names[1]}", path[2:]
    return None


def _message(root: str, names: list[str], path: tuple[str | int, ...]) -> _Rooted | None:
    """A part of the request or of the response."""
    if not names:
        return None
    if names[0] in ("statusCode", "status", "status_code") and root == "response":
        return ("$statusCode", ()) if len(path) == 1 else None
    if names[0] == "body":
        return f"${root}.body", path[1:]
    if names[0] in _HEADERS and len(path) == 2:
        return f"${root}.header.{names[1]}", ()
    if names[0] in ("query", "path") and len(path) == 2 and root == "request":
        return f"$request.{names[0]}.{names[1]}", ()
    return None
