"""The one door through which text of a document enters Python source.

Nothing else in this package quotes, escapes or wraps a stranger's text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

from arazzo_gen.lazy import pattern
from arazzo_gen.text.node import JsonValue

WIDTH = 88
_MOST_DIGITS = 4000
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}
# A database of characters that is the same in every Python, so that output is too.
_CHARACTERS = unicodedata.ucd_3_2_0
_LIST_ITEM = pattern(r"(?:[-*+]|\d{1,3}[.)])\s+")


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
    return '"' + _units(text).replace('"', '\\"') + '"'


def fstring(parts: Sequence[tuple[str, bool]]) -> str:
    """An f-string: each part is text, or (with True) a Python expression without quotes."""
    written = []
    for part, is_code in parts:
        if is_code:
            written.append("{" + part + "}")
        else:
            written.append(string(part)[1:-1].replace("{", "{{").replace("}", "}}"))
    return ('f"' if any(is_code for _, is_code in parts) else '"') + "".join(written) + '"'


def docstring(text: str, indent: int = 0) -> str:
    """A docstring literal of Markdown text, wrapped to the line width.

    Args:
        text: The text; its own indentation is taken off.
        indent: How many columns the docstring stands to the right.
    """
    lines = _wrapped_lines(text, WIDTH - indent, 3) or [""]
    one_line = len(lines) == 1 and len(lines[0]) <= WIDTH - indent - 7
    if len(lines) == 1 and not one_line:
        # The closing quotes go behind a single line, where there is no room for them.
        lines = _wrapped_lines(text, len(lines[0]) + 2, 3)
    body = ("\n" + " " * indent).join(lines)
    body = "\n".join(line.rstrip() for line in body.split("\n"))
    if one_line:
        backslashes = len(body[:-1]) - len(body[:-1].rstrip("\\"))
        if body.endswith('"') and backslashes % 2 == 0:
            body = body[:-1] + '\\"'
        return f'"""{body}"""'
    return f'"""{body}\n{" " * indent}"""'


def comment(text: str) -> str:
    """Comment lines of text, one paragraph, wrapped."""
    return "\n".join("# " + line for line in _wrap(_plain(text), WIDTH - 2, "", escape=False))


def ruler(text: str) -> str:
    """A comment line that starts a section: the text, filled up with dashes."""
    plain = " ".join(_plain(text).split())
    if len(plain) > WIDTH - 10:
        plain = plain[: WIDTH - 13].rstrip() + "..."
    return f"# --- {plain} ".ljust(WIDTH, "-")


def summary(text: str, lines: int = 12) -> str:
    """The first paragraph of Markdown, and what follows it where all of it is short."""
    plain = _plain(text).strip()
    paragraphs = re.split(r"\n[ \t]*\n", plain)
    first = re.sub(r"^#+\s+", "", " ".join(paragraphs[0].split()))
    rest = "\n\n".join(paragraphs[1:]).strip()
    if rest and len(_wrapped_lines(rest, WIDTH - 4)) <= lines:
        return f"{sentence(first)}\n\n{rest}"
    return sentence(first)


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


def _wrapped_lines(text: str, width: int, offset: int = 0) -> list[str]:
    """Markdown as lines: paragraphs are filled, list items hang, blank lines stay single."""
    lines: list[str] = []
    paragraph: list[str] = []
    hang = ""

    def flush() -> None:
        if paragraph:
            start = 0 if lines else offset
            lines.extend(_wrap(" ".join(paragraph), width, hang, start))
            paragraph.clear()

    for raw in _plain(text).strip().split("\n"):
        line = raw.strip()
        if line and raw.startswith("    ") and lines:
            flush()
            lines.extend(_set_in(raw, width))
            continue
        item = _LIST_ITEM.match(line)
        if not line:
            flush()
            hang = ""
            if lines and lines[-1]:
                lines.append("")
        elif item or line.startswith(("#", "|", ">", "```")):
            flush()
            hang = " " * len(item.group()) if item else ""
            paragraph.append(line)
        else:
            paragraph.append(line)
    flush()
    return lines


def _units(text: str) -> str:
    """A text as it stands in a string literal (quotes are left to the caller)."""
    if _is_plain(text) and "\\" not in text:
        return text
    return "".join(_unit(char) for char in text)


def _set_in(raw: str, width: int) -> list[str]:
    """A line that is set in: as it is where it fits, else filled and set in further."""
    whole = _units(raw.rstrip()).replace('"""', '\\"\\"\\"')
    if len(whole) <= width:
        return [whole]
    margin = " " * min(len(raw) - len(raw.lstrip()), width // 2)
    return [margin + line for line in _wrap(raw.strip(), width - len(margin), "    ")]


def _wrap(text: str, width: int, hang: str, offset: int = 0, *, escape: bool = True) -> list[str]:
    """Fill lines with the words of a text; `hang` indents all but the first, `offset` is what
    stands before the first."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, width - max(len(hang), offset), escape=escape):
            start = 0 if lines else offset
            if line and start + len(line) + 1 + len(piece) > width:
                lines.append(line)
                line = hang + piece
            else:
                line = f"{line} {piece}" if line.strip() else line + piece
    return [*lines, line] if line else lines


def _pieces(word: str, width: int, *, escape: bool) -> list[str]:
    """A word as it stands in a docstring, cut where it is longer than a line."""
    if len(word) <= width and _is_plain(word) and "\\" not in word and '"""' not in word:
        return [word]
    units = [_unit(char) if escape else char for char in word]
    if escape:
        units = ['\\"' if unit == '"' and '"""' in word else unit for unit in units]
    if sum(map(len, units)) <= width or "://" in word:
        return ["".join(units)]
    pieces, piece = [], ""
    for unit in units:
        if len(piece) + len(unit) > width:
            pieces.append(piece)
            piece = ""
        piece += unit
    return [*pieces, piece]
