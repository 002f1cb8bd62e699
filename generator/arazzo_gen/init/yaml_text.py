"""The one door through which text gets into an Arazzo document: scalars, prose, comments.

The text is a stranger's, so nothing in it may end a scalar or a comment, or be a directive to what
reads comments. A document is a tree of dicts, lists and scalars; what has a comment or is prose is
wrapped in `Note` or `Prose`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias, Union

from arazzo_gen.init.names import vocabulary
from arazzo_gen.lazy import pattern
from arazzo_gen.record import record
from arazzo_gen.text.scalars import FIRST

_WIDTH = 96
_PLAIN = pattern(r"[A-Za-z$/.][A-Za-z0-9_$/.{}\-#+=()|'!~@,;? ]*")
_VERSION = pattern(r"\d+\.\d+\.\d+")
_AMBIGUOUS = vocabulary("y n yes no on off true false null none nan inf")
_DIRECTIVE = pattern(r"(?i)\b(arazzo-gen|yaml-language-server|vim?|ex|code|spell-checker)(\s*):")
_KEPT = pattern(r"(?<!\|\|)(?<!&&) ")
_HASH = pattern(r"(?<!\S)#+(?![/\w])|(?<!\S)#+(?=\s*arazzo)")


@record
class Prose:
    """Text for people: white space in it does not matter."""

    text: str


@record
class Note:
    """A value with comment lines before it; each is wrapped on its own."""

    value: Tree
    lines: tuple[str, ...]


Tree: TypeAlias = Union[
    None, bool, int, float, str, Prose, Note, "Mapping[str, Tree]", "Sequence[Tree]"
]


def is_writable(text: str) -> bool:
    """Whether a text can be a name in a document: it has no half of a surrogate pair."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def clean(text: str) -> str:
    """A text on one line, without what cannot be printed."""
    words = " ".join(text.split())
    return "".join(char if char.isprintable() else "\ufffd" for char in words)


def scalar(text: str) -> str:
    """A string as a YAML scalar on one line: plain where it is the same in all versions of YAML."""
    if _is_plain(text):
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _is_plain(text: str) -> bool:
    if _VERSION.fullmatch(text):
        return True
    if not _PLAIN.fullmatch(text) or text.lower() in _AMBIGUOUS or text != text.strip():
        return False
    if " #" in text or text.startswith(("---", "...")):
        return False
    return text[0] not in FIRST or (text[0].isalpha() or text.startswith(("./", "../")))


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def comment(text: str, indent: int) -> Iterator[str]:
    """A text as the lines of a comment."""
    safe = _HASH.sub("", _DIRECTIVE.sub(r"\1 -", clean(text)))
    start = " " * indent + "# "
    bullet = "  " if safe.startswith("- ") else ""
    yield from textwrap.wrap(
        safe,
        max(_WIDTH, indent + 40),
        initial_indent=start,
        subsequent_indent=start + bullet,
        break_on_hyphens=False,
        break_long_words=False,
    )


def document(tree: Mapping[str, Tree]) -> str:
    """A tree as the text of a YAML document."""
    return "\n".join(_mapping(tree, 0)) + "\n"


def _mapping(tree: Mapping[str, Tree], indent: int) -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, Note):
            for line in value.lines:
                yield from comment(line, indent)
            value = value.value
        yield from _entry(" " * indent + scalar(key) + ":", value, indent)


def _entry(head: str, value: Tree, indent: int) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield head
        yield from _mapping(value, indent + 2)
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        flow = _flow(value)
        if flow is not None and len(head) + len(flow) < _WIDTH:
            yield f"{head} {flow}"
        else:
            yield head
            yield from _items(value, indent + 2)
    else:
        yield from _value(head, value, indent)


def _items(values: Sequence[Tree], indent: int) -> Iterator[str]:
    for value in values:
        if isinstance(value, Note):
            for line in value.lines:
                yield from comment(line, indent)
            value = value.value
        mark = " " * indent + "-"
        if isinstance(value, Mapping) and value:
            lines = _mapping(value, indent + 2)
            pending = list(lines)
            # The comments of the first entry stand before the dash.
            while pending[0].lstrip().startswith("#"):
                yield " " * indent + pending.pop(0).lstrip()
            yield mark + pending[0][indent + 1 :]
            yield from pending[1:]
        elif isinstance(value, Sequence) and not isinstance(value, str) and value:
            yield mark
            yield from _items(value, indent + 2)
        else:
            yield from _value(mark, value, indent)


def _flow(values: Sequence[Tree]) -> str | None:
    """A list of scalars on one line; None where it holds something else."""
    if not all(isinstance(value, (str, int, float)) or value is None for value in values):
        return None
    texts = [_scalar(value) for value in values]
    plain = [text if not set(text) & set("{}[],:") or text[0] in "'\"" else "" for text in texts]
    return f"[{', '.join(plain)}]" if all(plain) else None


def _value(head: str, value: Tree, indent: int) -> Iterator[str]:
    if isinstance(value, Prose):
        value = clean(value.text)
    text = _scalar(value)
    is_foldable = isinstance(value, str) and value == clean(value) and " " in value
    if len(head) + len(text) < _WIDTH or not is_foldable or not isinstance(value, str):
        yield f"{head} {text}"
        return
    yield f"{head} >-"
    start = " " * (indent + 2)
    # A condition is broken behind its operators alone.
    is_condition = value.startswith("$") and (" || " in value or " && " in value)
    kept = _KEPT.sub("\0", value) if is_condition else value
    for line in textwrap.wrap(
        kept,
        max(_WIDTH, indent + 40),
        initial_indent=start,
        subsequent_indent=start,
        break_on_hyphens=False,
        break_long_words=False,
    ):
        yield line.replace("\0", " ")


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, str):
        return scalar(value)
    return "[]"
