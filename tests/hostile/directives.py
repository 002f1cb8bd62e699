"""What tools read in a Python file, as they read it: our own patterns, after their sources.

They are matched against the text of whole modules, strings included, wherever the tool does that.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

from containment import MARK, tokens

ACTIVE = (
    "# type: ignore",
    "#type:ignore",
    "# mypy: ignore-errors",
    "# pyright: basic",
    "# pyright: ignore",
    "# fmt: off",
    "# fmt: skip",
    "; fmt: skip; #",
    "; fmt: off ;",
    "# yapf: disable",
    "# ruff: noqa",
    "# ruff: disable[F401]",
    "# ruff: isort: skip_file",
    "# noqa",
    "#noqa: F401",
    "# nopep8",
    "# flake8: noqa",
    "# flake8=noqa",
    "# isort: skip_file",
    "isort:skip_file",
    "isort: skip_file",
    "# isort: off",
    "# isort: split",
    "# pragma: no cover",
    "#pragma no branch",
    "# nosec",
    "#nosec B101",
    "# pylint: disable=all",
    "pylint: skip-file",
    "# /// script",
    "# coding=utf-7",
    "# -*- coding: utf-7 -*-",
    "# vim: set fileencoding=utf-7 :",
    ">>> __import__('os').system('true')",
)
"""Texts that act on some tool, if they come to stand where it looks."""


def aligned(text: str, column: int) -> str:
    """A text in which words stand before and behind another, `column` letters before it."""
    return f"{'y' * column} {text} {MARK}" if column else f"{text} {MARK}"


ENCODING = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
"""What Python reads in the first two lines (PEP 263)."""

LINES = {
    "mypy, at the margin": r"(?m)^# mypy: ",
    "script runners (PEP 723)": r"(?m)^# /// [a-zA-Z0-9-]+\s*$",
    "flake8, of a file": r"(?im)^\s*# flake8[:=]\s*noqa",
    "flake8 and pycodestyle": r"(?i)# no(?:qa|pep8)",
    "coverage": r"#\s*(?:pragma|PRAGMA)[:\s]?\s*(?:no|NO)\s*(?:cover|COVER|branch|BRANCH)",
    "isort, anywhere": r"isort: ?skip_file",
    "doctest": r"(?m)^[ ]*(?:\"\"\")?>>>",
}
"""What is searched in the text of a whole file, strings included."""

COMMENTS = {
    "mypy and Python": r"#\s*type\s*:",
    "pyright": r"(?:^#|#)\s*pyright\s*:",
    "ruff": r"(?i)#\s*(?:ruff\s*:|noqa|flake8\s*[:=])",
    "isort": r"#\s*(?:ruff\s*:\s*)?isort\s*:|isort: ?(?:skip|imports-)",
    "bandit": r"#\s*nosec",
    "yapf": r"^#.*\b(?:yapf:\s*disable|fmt: ?off)\b",
    "pylint": r"#.*?\bpylint:",
    "a `#` inside a comment": r"^#.*#",
}
"""What is searched in comments."""

BLACK = {"# fmt: off", "# fmt:off", "# yapf: disable", "# fmt: skip", "# fmt:skip", "# fmt: on"}


def comments(text: str) -> Iterator[tokenize.TokenInfo]:
    """The comments of a module."""
    return (token for token in tokens(text) if token.type == tokenize.COMMENT)


def black_reads(comment: str) -> bool:
    """Whether black takes a comment, or a part of it, for a directive."""
    parts = [comment]
    parts += ["# " + part.strip() for part in comment.split("# ")[1:]]
    parts += ["# " + part.strip() for part in comment.strip("# ").split(";")]
    return not BLACK.isdisjoint(parts)


def check_undirected(text: str, name: str) -> None:
    """Check that no tool reads a directive in a module."""
    first, second = text.encode().split(b"\n")[:2]
    assert not ENCODING.match(first), name
    assert not ENCODING.match(second), name
    assert MARK not in first.decode() + second.decode(), name
    encoding, _ = tokenize.detect_encoding(io.BytesIO(text.encode()).readline)
    assert encoding == "utf-8", name
    for tool, searched in LINES.items():
        found = re.search(searched, text)
        assert found is None, f"{name}: {tool} reads {found}"
    for token in comments(text):
        where = f"{name}:{token.start[0]}: {token.string}"
        for tool, searched in COMMENTS.items():
            assert not re.search(searched, token.string), f"{where}: {tool}"
        assert not black_reads(token.string), where
