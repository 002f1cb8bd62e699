"""Text of documents as Sphinx and mkdocs both read it: Markdown, with nothing in it that
reStructuredText takes for markup without an end."""

from __future__ import annotations

import re

from arazzo_gen.lazy import pattern

_KEPT = pattern(
    r"""(?x)
    (?<![^\s(\[{"'])                     # what reStructuredText lets stand before markup
    (?: (`{1,2}) (?![\s`]) [^`\n]* (?<![\s`\\]) \1
      | (\*{1,2}) (?![\s*]) [^*`|_\\\n]+ (?<![\s*]) \2 )
    (?= [\s.,;!?)\]}"'] | :(?:\s|\Z) | \Z )
    """
)
"""Code and emphasis that both read alike."""

_REFERENCE = pattern(r"[^\s_]_+(?!\w)")
_LINE = pattern(r"(?m)^[ \t]*([^\w\s])\1{2,}[ \t]*\n?")
_MARKER = pattern(r"(?m)^([ \t]*)(\.\.|__|:[^\s:]+:|(?:--?|/|\+)\w\S*)(?=\s|\Z)")
_OPENING, _CLOSING = "([{\"'", ".,;:!?)]}\"'"


def inert(text: str) -> str:
    """A text in which each word that would be markup in reStructuredText alone stands in backticks.

    `sk_...` would be a reference, `|x|` a substitution and `*.json` emphasis without an end.
    """
    text = _MARKER.sub(
        lambda m: f"{m[1]}`{m[2]}`" if "`" not in m[2] else m[0], _LINE.sub("", text)
    )
    made, end = [], 0
    for kept in _KEPT.finditer(text):
        made += [_plain_words(text[end : kept.start()]), kept.group()]
        end = kept.end()
    return "".join([*made, _plain_words(text[end:])])


def _plain_words(text: str) -> str:
    return re.sub(r"\S+", lambda word: _word(word.group()), text)


def _word(word: str) -> str:
    """A word as it is, or in backticks without the punctuation around it."""
    word = re.sub(r":{2,}(?!\w)", ":", word.replace("`", "'"))
    if not (_REFERENCE.search(word) or (len(word) > 1 and ("*" in word or "|" in word))):
        return word
    core = word.lstrip(_OPENING)
    before = word[: len(word) - len(core)]
    bare = core.rstrip(_CLOSING).rstrip("\\")
    return f"{before}`{bare}`{core[len(bare) :]}" if bare else word
