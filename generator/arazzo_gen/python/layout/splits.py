"""Splits lines that are too long as black splits them.

A line is split at its last pair of brackets into three: the head up to the opening bracket, the
body between them, and the tail from the closing bracket on. Each is split again where it is still
too long; a body is split at its operators or commas of the highest priority first. Optional
parentheses are written where the line would look worse without them.
"""

from __future__ import annotations

from collections.abc import Iterator

from arazzo_gen.python.layout.lines import (
    NONE,
    PAIRS,
    WIDTH,
    Line,
    copied,
    highest,
    with_comma,
)
from arazzo_gen.python.layout.tokens import (
    CLOSING,
    COMMA,
    DOT,
    OPENING,
    Token,
    Uncertain,
    width,
)
from arazzo_gen.record import record

_LISTED = frozenset({"atom", "import", "statement", "for", "case", "returned", "annotation"})


class CannotSplit(Exception):
    """The line cannot be split in this way."""


@record(frozen=False)
class _Parts:
    """A line that is split at a pair of brackets."""

    head: Line
    body: Line
    tail: Line
    opener: Token
    closer: Token

    def written(self) -> list[Line]:
        """The three lines; optional parentheses between them are written from now on."""
        if not self.opener.text:
            self.opener.text, self.closer.text = "(", ")"
        return [self.head, self.body, self.tail]


def laid_out(line: Line, *, keeps_optional: bool = False) -> list[str]:
    """The text of a line, split where it is too long.

    Args:
        line: The line.
        keeps_optional: Whether all optional parentheses are written where a line is split.

    Raises:
        Uncertain: It is too long, and this package does not know how black splits it.
    """
    text = line.text
    if not line.explode and not line.magic and width(text) <= WIDTH:
        return [text]
    try:
        if line.is_with:
            raise Uncertain("a long with")
        if line.is_def and not _returns_listed(line):
            return _further(_at_parameters(line), text, keeps_optional)
        if line.inside:
            try:
                return _further(_at_delimiters(line), text, keeps_optional)
            except CannotSplit:
                pass
        return _at_brackets(line, text, keeps_optional)
    except CannotSplit:
        # Not `text`: a split that was tried may have written parentheses.
        return [line.text]


def _further(parts: list[Line], text: str, keeps_optional: bool) -> list[str]:
    """The text of the parts of a line, split further; no part may be the line itself."""
    result: list[str] = []
    for part in parts:
        if part.text == text:
            raise CannotSplit
        result += laid_out(part, keeps_optional=keeps_optional)
    return result


def _at_brackets(line: Line, text: str, keeps_optional: bool) -> list[str]:
    """Split at the last brackets; keep all optional parentheses where the parts fit only so."""
    optional = [token for token in line.invisible if token.depth == line.base]
    result = _further(_at_last_brackets(line, keeps_optional), text, keeps_optional)
    if (
        keeps_optional
        or not line.invisible
        or any(token.text for token in optional)
        or width(result[0]) <= WIDTH
    ):
        return result
    again = Line(copied(line.tokens), line.indent, line.base, inside=line.inside)
    second = _further(_at_last_brackets(again, True), text, True)
    return second if all(width(one) <= WIDTH for one in second) else result


# --- at operators and commas ---


def _at_delimiters(line: Line) -> list[Line]:
    """Split after the delimiters of the highest priority."""
    last = len(line.tokens) - 1
    delimiters = [one for one in line.delimiters() if one[0] != last]
    if not delimiters:
        raise CannotSplit
    most, count = highest(delimiters)
    if most == DOT and count == 1:
        raise CannotSplit
    starts = [0, *(index + 1 for index, priority in delimiters if priority == most)]
    parts = [line.tokens[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    if most == COMMA:
        parts[-1] = with_comma(parts[-1])
    return [Line(part, line.indent, line.base, inside=line.inside) for part in parts]


# --- at brackets ---


def _at_parameters(line: Line) -> list[Line]:
    """Split the header of a function at its parameters or at its return type."""
    tokens = line.tokens
    for start, opener in enumerate(tokens):
        if opener.bracket == OPENING and opener.text in ("(", ""):
            closers = (index for index, token in enumerate(tokens) if token.opener is opener)
            end = next(closers, None)
            if end is None:
                raise CannotSplit  # the first line of a header that is split already
            if end > start + 1:
                break
    else:
        raise Uncertain("a long header with nothing in parentheses")
    body = tokens[start + 1 : end]
    depth = opener.depth + 1
    if opener.role == "parameters" and not any(
        token.text == "," and token.depth == depth for token in body
    ):
        body = with_comma(body)
    return _lines(line, start, end, body).written()


def _returns_listed(line: Line) -> bool:
    """Whether the return type of a function has a magic trailing comma."""
    start = next((n for n, token in enumerate(line.tokens) if token.text == "->"), None)
    if start is None:
        return False
    returned = [token for token in line.tokens[start + 1 :] if token.text != ":"]
    first = next((token.text for token in returned if token.text), "")
    if first[-1:] in ('"', "'"):
        raise Uncertain("a long header that returns a quoted type")
    return Line(returned, line.indent, 0, counts=PAIRS).magic


def _lines(line: Line, start: int, end: int, between: list[Token] | None = None) -> _Parts:
    """The head, body and tail of a line that is split at the brackets at `start` and `end`."""
    tokens = line.tokens
    opener = tokens[start]
    inner = tokens[start + 1 : end] if between is None else between
    if line.is_import:
        inner = with_comma(inner)
    body = Line(inner, line.indent + 1, opener.depth + 1, inside=True)
    body.explode = _explodes(body, opener)
    return _Parts(
        Line(tokens[: start + 1], line.indent, line.base, counts=PAIRS),
        body,
        Line(tokens[end:], line.indent, line.base, counts=NONE),
        opener,
        tokens[end],
    )


def _explodes(body: Line, opener: Token) -> bool:
    """Whether each item between brackets gets a line of its own."""
    last = len(body.tokens) - 1
    delimiters = [one for one in body.delimiters() if one[0] != last]
    if not delimiters or highest(delimiters)[0] != COMMA:
        return False
    return body.tokens[last].text == "," or opener.role in _LISTED


def _at_last_brackets(line: Line, keeps_optional: bool) -> list[Line]:
    """Split at the last brackets with which the head fits."""
    first: list[Line] | None = None
    for omitted in _omissions(line):
        if omitted and _head_is_too_long(line, omitted):
            continue
        parts = _split_or_omit(_split(line, omitted), line, keeps_optional, omitted)
        if first is None and not omitted:
            first = parts
        if parts[0].fits():
            return parts
    if first is None:
        first = _split_or_omit(_split(line, frozenset()), line, keeps_optional, frozenset())
    return first


def _head_is_too_long(line: Line, omitted: frozenset[int]) -> bool:
    """Whether the head would be too long, however the rest is split."""
    for token in reversed(line.tokens):
        if token.bracket == CLOSING and id(token) not in omitted:
            opener = token.opener
            break
    else:
        return False
    if opener is None or not opener.text:
        return False
    length = 4 * line.indent
    for token in line.tokens:
        if token is opener:
            return length > WIDTH
        length += len(token.space) + len(token.text)
    return False


def _omissions(line: Line) -> Iterator[frozenset[int]]:
    """Sets of closing brackets at which not to split, each larger than the one before.

    The last pair is omitted where all that follows the pair before it fits on a line.
    """
    omitted: frozenset[int] = frozenset()
    if not line.magic:
        yield omitted
    length = 4 * line.indent
    opener: Token | None = None
    closer: Token | None = None
    inner: set[int] = set()
    for index in range(len(line.tokens) - 1, -1, -1):
        token = line.tokens[index]
        length += token.length
        if length > WIDTH or token.comment:
            return
        before = line.tokens[index - 1] if index else None
        if opener is not None:
            if token is opener:
                opener = None
            elif token.bracket == CLOSING:
                if _must_explode(line, before, token):
                    return
                inner.add(id(token))
        elif token.bracket == CLOSING:
            if before is not None and before.bracket == OPENING:
                inner.add(id(token))
                continue
            if closer is not None:
                omitted = omitted | {id(closer)} | inner
                inner.clear()
                yield omitted
            if _must_explode(line, before, token):
                return
            if token.text:
                opener, closer = token.opener, token


def _must_explode(line: Line, before: Token | None, closer: Token) -> bool:
    """Whether the comma before a closing bracket is magic."""
    if before is None or before.text != ",":
        return False
    if not any(token is closer.opener for token in line.tokens):
        return True
    return not line.is_single(closer)


def _split(line: Line, omitted: frozenset[int]) -> _Parts:
    """Split at the last pair of brackets that is not empty and not omitted."""
    tokens = line.tokens
    opener: Token | None = None
    end = 0
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if opener is None:
            if token.bracket == CLOSING and id(token) not in omitted:
                opener, end = token.opener, index
        elif token is opener:
            if index + 1 < end:
                return _lines(line, index, end)
            opener = None
    raise CannotSplit


def _split_or_omit(
    parts: _Parts, line: Line, keeps_optional: bool, omitted: frozenset[int]
) -> list[Line]:
    """The parts of a line, without its optional parentheses where that looks as good."""
    if (
        keeps_optional
        or parts.opener.text
        or parts.closer.text
        or line.is_import
        or not _can_omit(parts)
    ):
        return parts.written()
    omitted = omitted | {id(parts.closer)}
    try:
        without = _split(line, omitted)
        if _is_better(without, parts):
            return _split_or_omit(without, line, keeps_optional, omitted)
    except CannotSplit:
        chained = sum(token.text == "=" for token in line.tokens) > 1
        if not chained and not _can_be_split(parts.body) and not parts.body.fits():
            if parts.opener.role == "case":
                raise Uncertain("a long pattern") from None
            raise
    return parts.written()


def _can_be_split(body: Line) -> bool:
    tokens = body.tokens
    if len(tokens) < 2:
        return False
    return not (tokens[0].text[-1:] in ('"', "'") and tokens[1].text == ".")


def _is_better(without: _Parts, parts: _Parts) -> bool:
    """Whether the split without the optional parentheses is the better one."""
    head = parts.head.tokens
    if (
        len(head) < 2
        or head[-2].text != "="
        or not any(token.bracket for token in head[:-1])
        or not parts.head.fits(WIDTH - 1)
        or parts.head.magic
    ):
        return True
    assigned = sum(token.text == "=" for token in head)
    still = sum(token.text == "=" for token in without.head.tokens)
    if assigned > 1 and assigned > still:
        return False
    for token in reversed(without.head.tokens):
        if token.text == "=":
            break
        if token.bracket == CLOSING:
            return True
    return bool(still) and without.head.fits()


def _can_omit(parts: _Parts) -> bool:
    """Whether a body in optional parentheses looks as good without them."""
    body = parts.body
    delimiters = body.delimiters()
    if not delimiters:
        return True
    most, count = highest(delimiters)
    if count > 1:
        return False
    if most == DOT:
        return True
    tokens = body.tokens
    first, last = tokens[0], tokens[-1]
    if first.bracket == OPENING and tokens[1].bracket != CLOSING and _starts_well(body):
        return True
    if last.bracket != CLOSING or last.opener is None:
        return False
    if last.text == "]" and last.opener.role == "index":
        return False
    return tokens[-2].bracket != OPENING and _ends_well(body, last.opener)


def _starts_well(body: Line) -> bool:
    """Whether a body that starts with brackets fits behind them, or can be split there."""
    first = body.tokens[0]
    length = 4 * body.indent
    counting = False
    for token in body.tokens:
        if token.opener is first:
            counting = True
        if counting:
            length += token.length
            if length > WIDTH:
                return False
            if token.bracket == OPENING:
                counting = False
    return True


def _ends_well(body: Line, opener: Token) -> bool:
    """Whether a body that ends with brackets fits before them, or can be split there."""
    length = 4 * body.indent
    others = False
    for token in body.tokens:
        length += token.length
        if token is opener:
            return others or length <= WIDTH
        if token.bracket == OPENING:
            others = True
    return False
