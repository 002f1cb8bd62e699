"""Defuses directives of tools, such as `noqa`, in a document's text.

Most tools want a `#` before the word that they know, and nothing between the two. So no `#` of a
document's text stays in a comment; in a string it is escaped before such a word, which leaves the
value as it is. A few tools look for a word wherever it stands: that loses its colon.
"""

from __future__ import annotations

import re

from arazzo_gen.lazy import pattern

# flake8 and coverage search whole files for these, strings included. Those that look at comments
# alone are here too, for they cost nothing.
_KNOWN = pattern(
    r"#(?=\s*(?:no(?:qa|pep8|sec|sem|sonar|lint|inspection)|pragma\s*(?:[:=]|no)"
    r"|(?:autopep8|cython|doctest|flake8|fmt|isort|mypy|pylint|pyre|pyrefly|pyright|pytype|ruff|ty"
    r"|type|yapf)\s*[:=]))",
    re.IGNORECASE,
)
_ANYWHERE = pattern(r"\b(fmt|isort|pylint|yapf)(\s*):", re.IGNORECASE)
_PART = pattern(r";(?=\s*[\w.+-]+\s*[:=])")


def unread(written: str) -> str:
    """The inside of a string literal, its characters escaped, so that no tool reads it.

    The value stays the same.
    """
    if "#" in written:
        written = _KNOWN.sub(r"\\x23", written)
    # isort leaves a file alone that has these words anywhere.
    return written.replace("isort:", r"isort\x3a") if "isort:" in written else written


def unread_comment(text: str) -> str:
    """Text as it may stand behind the first word of a comment, so that no tool reads it.

    Comments have no escapes. The signs that would act stand there in full width: people read them
    as the same, tools do not.
    """
    text = text.replace("#", "\uff03")
    if ":" not in text:
        return text
    # black takes the parts between semicolons for comments of their own.
    return _ANYWHERE.sub("\\1\\2\uff1a", _PART.sub("\uff1b", text))
