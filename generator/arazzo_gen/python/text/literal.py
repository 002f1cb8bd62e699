"""The one door through which text of a document enters Python source.

Nothing else in this package quotes, escapes or wraps a stranger's text. The shape of the lines that
it writes keeps tools from reading such text as a directive: a comment begins with a word of ours,
and no line of a docstring begins in column 0.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from arazzo_gen.lazy import pattern
from arazzo_gen.python.text.blocks import SET_IN, blocks, written
from arazzo_gen.python.text.directives import unread, unread_comment
from arazzo_gen.text.node import JsonValue

WIDTH = 88
_MOST_DIGITS = 4000
_TAIL = pattern(r"(.*\S)(?<!::) ([^\s#>]\S*(?: [#>]\S*|(?<=::) \S+)*)\Z")
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}
# A database of characters that is the same in every Python, so that output is too.
_CHARACTERS = unicodedata.ucd_3_2_0
_LIST_ITEM = pattern(r"(?:[-*+]|\d{1,3}[.)])\s+")
_ESCAPE = pattern(r"\\(?:x..|u....|U.{8}|.)|.")
_COMMENT = "doc:"
_REMARKS = ("a ", "an ", "base64", "each ", "in the format ")


def literal(value: JsonValue) -> str:
    """A Python literal that gives the value."""
    if isinstance(value, str):
        return string(value)
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{string(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")' if math.isnan(value) else ("1e999" if value > 0 else "-1e999")
    if isinstance(value, int) and abs(value) >= 10**_MOST_DIGITS:
        return hex(value)
    return repr(value)


def string(text: str) -> str:
    """A string literal in double quotes, readable where its characters can be shown."""
    return '"' + unread(_units(text)).replace('"', '\\"') + '"'


def fstring(parts: Sequence[tuple[str, bool]]) -> str:
    """An f-string: each part is text, or (with True) a Python expression without quotes."""
    if not any(is_code for _, is_code in parts):
        return string("".join(part for part, _ in parts))
    written = []
    for is_code, group in groupby(parts, key=itemgetter(1)):
        texts = [part for part, _ in group]
        if is_code:
            written += ["{" + part + "}" for part in texts]
        else:
            # As one text, since a directive may begin in one part and end in the next.
            written.append(string("".join(texts))[1:-1].replace("{", "{{").replace("}", "}}"))
    return 'f"' + "".join(written) + '"'


def docstring(text: str, indent: int = len(SET_IN)) -> str:
    """A docstring literal of Markdown text, wrapped to the line width.

    Args:
        text: The text; its own indentation is taken off.
        indent: How many columns the docstring stands to the right. At the margin, where a tool
            reads directives inside strings too, its lines are set in all the same.
    """
    margin = indent or len(SET_IN)
    lines = _wrapped_lines(text, WIDTH - margin, 3) or [""]
    one_line = len(lines) == 1 and len(lines[0]) <= WIDTH - margin - 7
    if len(lines) == 1 and not one_line:
        # The closing quotes go behind a single line, where there is no room for them.
        lines = _wrapped_lines(text, len(lines[0]) + 2, 3)
    if one_line:
        body = _no_example(lines[0])
        backslashes = len(body[:-1]) - len(body[:-1].rstrip("\\"))
        if body.endswith('"') and backslashes % 2 == 0:
            body = body[:-1] + '\\"'
        return f'"""{body}"""'
    return _quoted([lines[0], *(" " * margin + line for line in lines[1:])], indent)


def module_docstring(first: str, heading: str, rows: Sequence[str], own: str) -> str:
    """The docstring of a module, at the margin.

    Args:
        first: Its first paragraph, of which it has what fits into a line.
        heading: What introduces the rows, in our words.
        rows: The items of a list, which Sphinx and mkdocs both show as one. They are set in.
        own: A last paragraph, of our own words alone. It begins in column 0: without such a line,
            black would take what the others are set in by away.
    """
    lines = _fill(" ".join(_escaped(first).split()), WIDTH, offset=3) or [""]
    if len(lines) > 1:
        lines = [_fill(lines[0], WIDTH - 6)[0].rstrip(",;:") + "..."]
    lines += ["", f"{heading}:", ""]
    for row in rows:
        item = _fill(_escaped(" ".join(row.split())), WIDTH - 4) or [""]
        lines += [("    " if line else "  - ") + text for line, text in enumerate(item)]
    return _quoted([*lines, "", *_fill(own, WIDTH)], 0)


def comment(text: str, indent: int = 0) -> str:
    """Comment lines of text, one paragraph, wrapped.

    Each begins with a word that no document chooses, so that no tool takes it for a directive.

    Args:
        text: The text.
        indent: How far the lines will be set in.
    """
    words = unread_comment(_plain(text))
    start = f"# {_COMMENT} "
    return "\n".join(start + line for line in _fill(words, WIDTH - indent - len(start)))


def remark(words: str) -> str:
    """A comment on one line, for behind a line of code: what is known of its value, in our words.

    Where it does not begin with a word of ours, it begins as other comments do.
    """
    said = " ".join(unread_comment(_plain(words)).split())
    return f"# {said}" if said.startswith(_REMARKS) else f"# {_COMMENT} {said}"


def ruler(text: str) -> str:
    """A comment line that starts a section: the text, filled up with dashes."""
    plain = " ".join(unread_comment(_plain(text)).split())
    if len(plain) > WIDTH - 10:
        plain = plain[: WIDTH - 13].rstrip() + "..."
    return f"# --- {plain} ".ljust(WIDTH, "-")


def summary(text: str, lines: int = 12) -> str:
    """The first paragraph of Markdown, and what follows it where all of it is short."""
    found = blocks(_plain(text))
    if not found:
        return ""
    said, others = sentence(found[0].lines[0]), found[1:]
    rest = written(others)
    if not rest or len(_wrapped_lines(rest, WIDTH - 4)) > lines:
        return said
    return f"{said.rstrip('.:')}::\n\n{rest}" if others[0].kind == "code" else f"{said}\n\n{rest}"


def code(text: str) -> str:
    """A name or an expression in backticks, as a docstring has it, on one line.

    In one backtick, reStructuredText takes a backslash for an escape, and Sphinx what stands before
    a colon for the type of an attribute.
    """
    line = " ".join(_plain(text).split()).replace("`", "'")
    ticks = "``" if "\\" in line or ":" in line else "`"
    return f"{ticks}{line or ' '}{ticks}"


def headline(text: str | None) -> str:
    """The first paragraph of the summary of a text; "" where there is no text."""
    found = blocks(_plain(text)) if text and text.strip() else []
    return sentence(found[0].lines[0]) if found else ""


def sentence(text: str) -> str:
    """The text on one line, with a final full stop."""
    line = " ".join(_plain(text).split())
    if not line or line[-1] in ".!?:`":
        return line + "." if line.endswith("`") else line
    return line + "."


def _plain(text: str) -> str:
    """Text with one kind of line break and without characters that cannot be seen."""
    if _is_plain(text.replace("\n", "")):
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return "".join(char if char == "\n" or _visible(char) else "\ufffd" for char in lines)


def _is_plain(text: str) -> bool:
    """Whether all characters are letters, digits, signs and spaces of ASCII, as in most texts."""
    return text.isascii() and text.isprintable()


def _visible(char: str) -> bool:
    if char < "\x7f":
        return char >= " "
    return char.isprintable() and _CHARACTERS.category(char)[0] not in "CZ"


def _unit(char: str) -> str:
    """A character as it stands in a string literal (quotes are left to the caller)."""
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    if _visible(char):
        return char
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _units(text: str) -> str:
    """A text as it stands in a string literal (quotes are left to the caller)."""
    if _is_plain(text) and "\\" not in text:
        return text
    return "".join(_unit(char) for char in text)


# --- Docstrings and comments ------------------------------------------------------------


def _escaped(text: str) -> str:
    """The lines of a text as they stand in a docstring, but for a quote at the end."""
    written = unread("\n".join(map(_units, _plain(text).split("\n"))))
    return written.replace('"""', '\\"\\"\\"')


def _quoted(lines: Sequence[str], indent: int) -> str:
    """A docstring of several lines."""
    body = "\n".join(_no_example(line.rstrip()) for line in lines)
    return f'"""{body}\n{" " * indent}"""'


def _no_example(line: str) -> str:
    """A line of a docstring that doctest does not run."""
    start = line.lstrip()
    return line.replace(">", "\uff1e", 1) if start.startswith(">>>") else line


def _wrapped_lines(text: str, width: int, offset: int = 0) -> list[str]:
    """The text of a docstring as lines: paragraphs are filled, list items hang, lines that are set
    in stay, and blank lines are single."""
    lines: list[str] = []
    paragraph: list[str] = []
    hang = ""

    def flush() -> None:
        if paragraph:
            start = 0 if lines else offset
            lines.extend(_fill(" ".join(paragraph), width, hang, start))
            paragraph.clear()

    for raw in _escaped(text).strip().split("\n"):
        line = raw.strip()
        if line and raw.startswith(SET_IN) and lines:
            flush()
            lines.extend(_set_in(raw, width))
            continue
        item = _LIST_ITEM.match(line)
        if not line:
            flush()
            hang = ""
            if lines and lines[-1]:
                lines.append("")
        elif item:
            flush()
            hang = " " * len(item.group())
            paragraph.append(line)
        else:
            paragraph.append(line)
    flush()
    return lines


def _set_in(raw: str, width: int) -> list[str]:
    """A line that is set in: as it is where it fits, else filled and set in further."""
    whole = raw.rstrip()
    if len(whole) <= width:
        return [whole]
    margin = " " * min(len(raw) - len(raw.lstrip()), width // 2)
    item = _LIST_ITEM.match(raw.strip())
    hang = " " * len(item.group()) if item else SET_IN
    return [margin + line for line in _fill(raw.strip(), width - len(margin), hang)]


def _fill(text: str, width: int, hang: str = "", offset: int = 0) -> list[str]:
    """Fill lines with the words of a text; `hang` indents all but the first, `offset` is what
    stands before the first."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, width - max(len(hang), offset)):
            start = 0 if lines else offset
            if line and start + len(line) + 1 + len(piece) > width:
                # Markdown takes a line that begins with one of these for another block, and
                # napoleon the first line of a parameter that ends so for the head of code.
                is_apart = piece[0] in "#>" or line.endswith("::")
                tail = _TAIL.match(line) if is_apart else None
                moves = tail is not None and len(hang) + len(tail[2]) + len(piece) < width
                lines.append(tail[1] if tail and moves else line)
                line = f"{hang}{tail[2]} {piece}" if tail and moves else hang + piece
            else:
                line = f"{line} {piece}" if line.strip() else line + piece
    return [*lines, line] if line else lines


def _pieces(word: str, width: int) -> list[str]:
    """A word as it stands in a docstring or a comment, cut where it is longer than a line."""
    if len(word) <= width or "://" in word:
        return [word]
    pieces, piece = [], ""
    for unit in _ESCAPE.findall(word):
        if len(piece) + len(unit) > width:
            pieces.append(piece)
            piece = ""
        piece += unit
    return [*pieces, piece]
