"""Words of documents as Sphinx and mkdocs both read them: code and emphasis stay, and no other sign
of Markdown or reStructuredText is markup."""

from __future__ import annotations

import re
from collections.abc import Callable

from arazzo_gen.lazy import pattern

_CODE = pattern(r"(?<!`)(`{1,3})(?!`)[^`]*(?<!`)\1(?!`)")
_BREAKS = "p|div|ul|ol|dl|table|tr|h[1-6]|blockquote|pre|hr"
_PLAIN = "a|b|big|code|em|font|i|img|kbd|mark|s|samp|small|span|strong|sub|sup|td|th|tt|u"
_TAG = pattern(
    rf"""(?xi)
    <!--[^<>]*-->
    | </?(?: (?P<breaks>{_BREAKS}) | (?P<line>br) | (?P<item>li|dt|dd) | {_PLAIN})
      (?=[\s/>]) [^<>]* >
    """
)
_INLINE = pattern(
    r"""(?x)
    (?P<code> (?<!`)(`{1,3})(?!`) [^`]* (?<!`)\2(?!`) )
    | (?<!\S) [^\s`]* \\ \w [^\s`]*                      # a path or a regex: no escapes of Markdown
    | (?P<image> !?) \[ (?P<label> [^\[\]]* ) \]
      \( (?P<url> [^()\s]* (?: \( [^()\s]* \) [^()\s]* )? ) (?: \s [^()]* )? \)
    | (?<![\w)\]]) \[ (?P<title> [^\[\]]+ ) \]\[ [^\[\]]* \]
    | \\ (?P<escaped> [!-/:-@\[-`{-~] )
    | (?P<entity> & (?: \#\d{1,7} | \#[xX][0-9a-fA-F]{1,6} | [A-Za-z][A-Za-z0-9]{1,30} ) ; )
    | (?<![\w\\]) (?P<mark> __? ) (?![\s_]) (?P<marked> [^_`]+ ) (?<!\s) (?P=mark) (?!\w)
    """
)
_KEPT = pattern(
    r"""(?x)
    (?<!\S) (?: [(\[{"']+ (?= [`*]+ [^)\]}"'>`*] ) )?
    (?: (?P<tick> `{1,2}) (?![\s`]) [^`\n]* (?<![\s`\\]) (?P=tick)
      | (?P<star> \*{1,2}) (?![\s*]) [^*`|_\\\n<\[]+ (?<![\s*]) (?P=star) )
    [.,;:!?)\]}"']* (?!\S)
    """
)
"""Code and emphasis that both read alike."""

_MARKUP = pattern(
    r"[^\s_]_+(?!\w)|.[*|]|[*|].|<(?![=\d<-]|\Z)|\\|\][(:\[]|-8<|\A\{:|\A(?:[^\w\s.]|_){3,}\Z|\A\.{4,}\Z"
)
"""What is markup in one of the two, in a word."""

_FIRST = pattern(
    r"""(?x)
    (?: [-*+|#>\u2022\u2023\u2043] | \(? (?: \d+ | [A-Za-z] | [ivxlcdmIVXLCDM]+ | \# ) [.)]
      | \.\. | __ | [>#=]\S* | (?: --? | / | \+ ) \w \S* | \+[-=]\S* | :[^\s`]* ) (?=\s|\Z)
    """
)
"""A first word that begins another block than a paragraph."""

_OPENING, _CLOSING = "([{\"'", ".,;:!?)]}\"'"


def inert(text: str) -> str:
    """A paragraph of Markdown in which each word that would be other markup stands in backticks.

    `sk_...` would be a reference, `|x|` a substitution and `*.json` emphasis without an end. Links
    become their text, with the address behind it.
    """
    text = " ".join(_INLINE.sub(_simple, text).split())
    made, end = [], 0
    for kept in _KEPT.finditer(text):
        made += [_plain_words(text[end : kept.start()]), _code_span(kept)]
        end = kept.end()
    return _begun("".join([*made, _plain_words(text[end:])]))


def without_tags(text: str) -> str:
    """Markdown without the tags of HTML that only lay it out, outside of code."""
    if "<" not in text:
        return text
    return _outside(text, lambda part: _TAG.sub(_broken, part))


def _outside(text: str, change: Callable[[str], str]) -> str:
    """A text, changed where it is no code."""
    made, end = [], 0
    for code in _CODE.finditer(text):
        made += [change(text[end : code.start()]), code.group()]
        end = code.end()
    return "".join([*made, change(text[end:])])


def _broken(tag: re.Match[str]) -> str:
    """What stands in the place of a tag."""
    if tag["breaks"]:
        return "\n\n"
    if tag["item"]:
        return "" if tag.group().startswith("</") else "\n- "
    return "\n" if tag["line"] else ""


def _simple(found: re.Match[str]) -> str:
    """What stands in the place of Markdown that reStructuredText does not read."""
    if found["label"] is not None:
        label, url = found["label"], found["url"]
        is_shown = url.startswith(("http://", "https://")) and not found["image"] and url != label
        return f"{label} ({url})".lstrip() if is_shown else label
    if found["title"] is not None:
        return found["title"]
    if found["escaped"] is not None:
        return found["escaped"]
    if found["entity"] is not None:
        import html

        return html.unescape(found["entity"])
    if found["mark"] is not None and " " in found["marked"]:
        stars = "*" * len(found["mark"])
        return f"{stars}{found['marked']}{stars}"
    if found["code"] is not None and len(found[2]) == 3:
        return f"`{found['code'][3:-3].strip()}`"
    return found.group()


def _code_span(kept: re.Match[str]) -> str:
    """Code or emphasis as both read it; a backslash is an escape in code of one backtick."""
    span = kept.group()
    return span.replace("`", "``") if kept["tick"] == "`" and "\\" in span else span


def _plain_words(text: str) -> str:
    return re.sub(r"\S+", lambda word: _word(word.group()), text)


def _word(word: str) -> str:
    """A word as it is, or in backticks without the punctuation around it."""
    word = re.sub(r":{2,}(?!\w)", ":", word.replace("`", "'"))
    return _in_backticks(word) if _MARKUP.search(word) else word


def _in_backticks(word: str) -> str:
    core = word.lstrip(_OPENING)
    bare = core.rstrip(_CLOSING) or word
    before, _, behind = word.partition(bare)
    ticks = "``" if "\\" in bare else "`"
    return f"{before}{ticks}{bare}{ticks}{behind}"


def _begun(text: str) -> str:
    """A paragraph whose first word begins no other block, and whose last may have a full stop."""
    if text.endswith((" *", " |")):
        text = f"{text[:-1]}`{text[-1]}`"
    first = _FIRST.match(text)
    if first is None or "`" in first.group():
        return text.lstrip(":")
    return f"`{first.group()}`{text[first.end() :]}"
