"""Where the mark of a hostile text may stand in a module: in strings, docstrings and comments."""

from __future__ import annotations

import ast
import tokenize
from functools import lru_cache

import containment
from containment import MARK, tokens
from directives import check_undirected, comments

OPENINGS = ("# doc: ", "# --- ", "# a ", "# an ", "# base64", "# each ", "# in the format `")
"""What comments with text of a document begin with."""

# From Python 3.12, an f-string is several tokens; its texts are of this kind.
_ALLOWED = {tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}


@lru_cache(maxsize=100)  # a mark in one module leaves the others of its document as they are
def check_landing(text: str, name: str = "module.py") -> None:
    """Check that the mark is data: below the first lines, behind our words, never in column 0.

    Args:
        text: The module.
        name: Its file name, for what is said.
    """
    tree = containment.check_contained(text, name)
    check_undirected(text, name)
    compile(text.encode(), name, "exec", dont_inherit=True)
    assert isinstance(tree.body[0], ast.Expr)
    end = tree.body[0].end_lineno or 0
    for token in comments(text):
        if MARK in token.string:
            assert token.start[0] > end, f"{name}: {token}"
            assert token.string.startswith(OPENINGS), f"{name}: {token.string}"
    lines = text.split("\n")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for line in lines[node.lineno : node.end_lineno]:
                assert line == "" or line[0] == " " or MARK not in line, f"{name}: {line}"
    for token in tokens(text):
        if MARK in token.string:
            assert token.type in _ALLOWED, f"{name}: {token}"
