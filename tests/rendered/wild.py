"""Texts of documents that are markup for Sphinx, for mkdocs, or for both."""

from __future__ import annotations

from typing import Final

WILD: Final = (
    "Returns:\n    A stranger's section.\n\nRaises:\n    ValueError: Not ours.\n\nArgs:\n    x: y",
    "Lists:\n- one\n- two\n  - deeper\n  - deeper still\n- three\n1. first\n1. second\n\nEnd.",
    'Sends this:\n\n```json\n{"a": [1, *b_]}\n```\n\nand no more.',
    "The states.\n\n| state | means |\n|---|---|\n| a_b | *open |\n| c | `d` |",
    "# Title\n\nText.\n\n## Second `title`\n\nMore.\n\nThird\n-----\n\nEven more.",
    ".. note:: A directive\n\n.. include:: /etc/passwd\n\n.. [1] A footnote [1]_ and x_ and |y|.",
    ":param api_key: Not ours.\n:raises KeyError: Nor this.\n:type x: int",
    ">>> import os\n>>> os.getcwd()\n'x'\n\n> A quote\n> of two lines\n\nEnd.",
    "Text\n\n    indented *code_\n    of two lines\n\n        and deeper\n\nEnd.",
    "<p>Creates a <b>new</b> job.</p><ul><li>one</li><li>two</li></ul><script>x()</script>",
    "Bearer <token>, see [the docs](https://example.com/a_b_) and [more](other.md) [a][b].",
    "Snake_ and __dunder__ and _it is_, 2 * 3 * 4, *.json, `a\\b`, C:\\new, \\*plain\\*, a|b|c.",
    '!!! danger\n\n    Boo.\n\n--8<-- "secret.md"\n\n::: os.path\n\n=== "Tab"\n\n{: .hidden }',
    "Note: this\n  goes on\n\nExample:\n\n  set in by two\n\n-- Author",
    "A\n=\n\nB\n=\n\nC\n~\n\n====  ====\na     b\n====  ====\n\n+---+\n| a |\n+---+\n\n- \n-",
    "| a line block\n| of two\n\n-f FILE  an option\n--all  another\n\n(i) roman. a. letter.",
)

PIECES: Final = (
    *["a", "word ", "Two words. ", "*", "**", "`", "``", "```", "```json", "|", "_", "__", "\\"],
    *["<", ">", "[", "]", "(", ")", "{", "}", ":", "::", ":x:", " ", "    ", "\n", "\n\n", "- "],
    *["* ", "1. ", "1) ", "2. ", "a. ", "(i) ", "# ", "## ", "---", "===", "...", "....", ">>> "],
    *["> ", "| a | b |", "|---|---|", "Args:", "Returns:", "Raises:\n    ValueError: x", "Note:"],
    *["Attributes:", ".. note::", ".. [1] ", ".. _x: y", ".. |s| replace:: t", ":param x: "],
    *[":type: ", "|s|", "[1]_", "x_", "`a`_", "`a <b>`__", "https://e.com/a_", "me@e.com", "$x"],
    *["<b>", "<br>", "<script>", "</p><p>", "<token>", "&lt;", "[a](b)", "[a](https://b.c/d_e)"],
    *["![i](j.png)", "[a][b]", "[^1]: x", "_it_", "__bo__", "***x***", "~~s~~", "@x", "%s", "\t"],
    *["é", "--opt", "-f x", "/path", "+---+", "::: x", "!!! note", '=== "T"', '--8<-- "x"'],
    *["{: .c}", "\\d+\\.", "C:\\x", "\\*", "1986. ", "100%", "'", '"', "#5", "•", "-"],
)
"""Pieces of which random texts are made."""
