"""What a text refers to is read from its words, or from its tree where words do not say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from arazzo_gen.python.support.pieces import IMPORTED, names_used, pieces
from arazzo_gen.python.support.uses import parsed_names, words_of

ROOT = Path(__file__).resolve().parents[3]

USED = {
    "what is called and read": (
        "def f(a: str) -> int:\n    return _get(a, time)",
        {"_get", "time"},
    ),
    "not attributes and keywords": ("def f(a):\n    return a.time(json=a, re = 1)", set()),
    "not texts and comments": ('def f(a):\n    """Like time."""\n    return "_get"  # re', set()),
    "the fields of f-strings": ("def f(a):\n    return f\"{{_get}}{_path(a)}'{a}'\"", {"_path"}),
    "texts in the fields": ("def f(a):\n    return f\"{_path(a['time'])}\"", {"_path"}),
    "braces in the fields": ('def f(a):\n    return f"{_path({1: a})}"', {"_path"}),
    "not parameters": ("def f(time: str) -> str:\n    return time", set()),
    "not what is assigned": ("def f():\n    time = 1\n    return time", set()),
    "not what is assigned together": ("def f():\n    a, time = g()\n    return time", set()),
    "not targets of loops": ("def f():\n    for a, time in g():\n        use(time)", set()),
    "not targets of with": ("def f():\n    with g() as time, h():\n        use(time)", set()),
    "what one function binds and another reads": (
        "def f(time: str) -> str:\n    return time\n\n\ndef g() -> float:\n    return time.time()",
        {"time"},
    ),
    "not what an inner function takes": (
        "def f():\n    def g(time):\n        return time\n    return g",
        set(),
    ),
    "types that are written as text": ('A: TypeAlias = "Mapping[str, B]"', {"Mapping"}),
    "not the constants among types": ('A: TypeAlias = Literal["Mapping"]', {"Literal"}),
}


@pytest.mark.parametrize(("text", "wanted"), USED.values(), ids=USED)
def test_names(text: str, wanted: set[str]) -> None:
    known = {"_get", "_path"} | IMPORTED
    assert names_used(text) & known - {"TypeAlias"} == wanted


def test_words_say_what_trees_say() -> None:
    texts = [piece.text for piece in pieces()]
    for path in sorted((ROOT / "generated").rglob("*.py")):
        texts += [part.strip() for part in path.read_text().split("\n\n\n")]
    known = {*IMPORTED, *(piece.name for piece in pieces())}
    by_words = 0
    for text in texts:
        outer = {name for name in parsed_names(text) if name in known or name[0] == "_"}
        assert {name for name in names_used(text) if name in known or name[0] == "_"} == outer
        by_words += words_of(text) is not None
    assert by_words > len(texts) * 0.8, "most texts need no tree"
