"""Reads the logical lines of source text, and formats each by itself."""

from __future__ import annotations

from arazzo_gen.lazy import pattern
from arazzo_gen.python.layout.forms import Logical, laid_out_by_form
from arazzo_gen.python.layout.lines import WIDTH, Line
from arazzo_gen.python.layout.splits import laid_out
from arazzo_gen.python.layout.statements import read_statement
from arazzo_gen.python.layout.tokens import Uncertain, split_comment, split_tokens, width

_MOST_KNOWN = 50_000
# All comments but directives of formatters and checkers, and those that black would change.
_PLAIN_COMMENT = pattern(r"# (?!\s|type:|.*(?:fmt:|yapf:|pylint:)).*\S\Z|#\Z")
_ODD_IN_DOCSTRING = pattern(r"\\\s*\n|\\N|\\[xuU][0-9a-f]*[A-F]|[ ]\n")
_DEFINES = {"def": "def", "class": "class", "import": "import", "from": "import", "@": "decorator"}


_known: dict[str, Logical] = {}
_opened: dict[str, int] = {}


def read_logical(lines: list[str], at: int) -> tuple[Logical, int]:
    """The logical line that starts at an index of the lines of text, and the index after it.

    Each is kept once it is formatted, since the modules of a build have many lines in common.

    Raises:
        Uncertain: It has a construct that this package does not know.
    """
    first = lines[at]
    known = _known.get(first)
    if known is not None:
        return known, at + 1
    if len(_known) > _MOST_KNOWN:
        _known.clear()
        _opened.clear()
    stripped = first.lstrip(" ")
    if stripped.startswith('"""'):
        return _docstring(lines, at)
    if stripped.startswith("#"):
        text, end = first, at + 1
    else:
        known = laid_out_by_form(first, _logical)
        if known is not None:
            _known[first] = known
            return known, at + 1
        text, end = _joined(lines, at)
        known = _known.get(text)
        if known is not None:
            return known, end
    known = _logical(text)
    _known[text] = known
    return known, end


def _joined(lines: list[str], at: int) -> tuple[str, int]:
    """A statement with all lines that its brackets span, and the index after it."""
    depth = 0
    for end in range(at, len(lines)):
        line = lines[end]
        opened = _opened.get(line)
        if opened is None:
            opened = _opened[line] = _net_brackets(line)
        depth += opened
        if depth == 0:
            return (lines[at] if end == at else "\n".join(lines[at : end + 1])), end + 1
    raise Uncertain("a bracket is not closed")


def _net_brackets(line: str) -> int:
    net = 0
    for token in split_tokens(line):
        if token in "([{":
            net += 1
        elif token in ")]}":
            net -= 1
    return net


def _logical(text: str) -> Logical:
    stripped = text.lstrip(" ")
    indent, odd = divmod(len(text) - len(stripped), 4)
    if odd:
        raise Uncertain("indentation")
    if stripped[0] == "#":
        if not _PLAIN_COMMENT.match(stripped):
            raise Uncertain("a comment")
        return Logical(indent, "comment", False, False, text)
    if "#" in text:
        if "\n" in text:
            _check_comments(text)
        else:
            code, comment = split_comment(text)
            if comment:
                return _commented(code, comment)
    tokens = read_statement(stripped)
    first = tokens[0].text
    if first[-1:] in ('"', "'", "."):
        raise Uncertain("a string or dots as a statement")
    kind = _DEFINES.get(first, "")
    if first == "async" and tokens[1].text == "def":
        kind = "def"
    opens = tokens[-1].text == ":"
    clause = opens and first not in ("with", "try", "for", "while", "if", "match")
    written = "\n".join(laid_out(Line(tokens, indent, 0)))
    if "\n" in written and written != text:
        # Black formats its own text once more, and then its own commas are magic.
        written = "\n".join(laid_out(Line(read_statement(written.lstrip(" ")), indent, 0)))
    return Logical(indent, kind, opens, clause, written)


def _check_comments(text: str) -> None:
    """Refuse comments in brackets, unless each stands after a comma."""
    for line in text.split("\n"):
        code, comment = split_comment(line)
        if comment and (code[-1:] != "," or not _PLAIN_COMMENT.match(comment)):
            raise Uncertain("a comment in brackets")


def _commented(code: str, comment: str) -> Logical:
    """A line with a comment at its end; both must fit on it."""
    known = _logical(code)
    text = f"{known.text}  {comment}"
    if "\n" in code or "\n" in text or width(text) > WIDTH or not _PLAIN_COMMENT.match(comment):
        raise Uncertain("a comment at the end of a long line")
    return known._replace(text=text)


def _docstring(lines: list[str], at: int) -> tuple[Logical, int]:
    """A docstring that black leaves as it is, and the index after it."""
    first = lines[at]
    margin = len(first) - len(first.lstrip(" "))
    indent, odd = divmod(margin, 4)
    end = at
    if '"""' not in first[margin + 3 :]:
        end = next((n for n in range(at + 1, len(lines)) if '"""' in lines[n]), -1)
    if odd or end < 0 or not lines[end].endswith('"""') or lines[end].endswith('\\"""'):
        raise Uncertain("a docstring")
    text = "\n".join(lines[at : end + 1])
    body = text[margin + 3 : -3]
    if '"""' in body.replace('\\"', "") or _ODD_IN_DOCSTRING.search(text):
        raise Uncertain("a docstring")
    if body[:1] in ("", " ", '"', "\n") or body[-1] in ('"', "\\"):
        raise Uncertain("the ends of a docstring")
    if end == at:
        if body[-1] == " ":
            raise Uncertain("the ends of a docstring")
    else:
        inner = [line for line in lines[at + 1 : end] if line]
        least = min((len(line) - len(line.lstrip(" ")) for line in inner), default=margin)
        if lines[end] != " " * margin + '"""' or least != margin:
            raise Uncertain("the indentation of a docstring")
        if not inner:
            # Black puts the closing quotes on the only line, even where it gets too long.
            text = lines[at].rstrip(" ") + '"""'
            if text[-4] in ('"', "\\"):
                raise Uncertain("the ends of a docstring")
    return Logical(indent, "docstring", False, False, text), end + 1
