"""The emitted text is what a colleague would write, and is formatted as black leaves it."""

from __future__ import annotations

import black
import pytest

from arazzo_gen.expressions.jsonpath.parser import ParsedQuery, ParsedTest, parse_criterion
from arazzo_gen.python.expressions.jsonpath import query_function
from unit.jsonpath.compiled import support


def _emitted(text: str) -> str:
    parsed = parse_criterion(text)
    assert isinstance(parsed, ParsedQuery | ParsedTest)
    tree = parsed.query if isinstance(parsed, ParsedQuery) else parsed.test
    bound = ["limit", "other"][: len(parsed.bound)]
    emitted = query_function(tree, "_found", bound, "The nodes.")
    return black.format_str(emitted, mode=black.Mode())


def test_a_filter_is_a_loop_with_a_condition() -> None:
    assert (
        _emitted("$.items[?@.price > {$inputs.limit} && @.id == 'x'].id")
        == '''\
def _found(root: object, limit: object) -> Iterator[Any]:
    """The nodes."""
    for item in _children(_at(root, "items")):
        if _json_less(limit, _at(item, "price")) and _at(item, "id") == "x":
            yield from _select(item, "id")
'''
    )


def test_a_bare_filter_is_one_condition() -> None:
    assert (
        _emitted("$.a.b == 'x' || $.c")
        == '''\
def _found(root: object) -> bool:
    """The nodes."""
    return root is not None and (
        _at(root, "a", "b") == "x" or _at(root, "c") is not _NOTHING
    )
'''
    )


@pytest.mark.parametrize("name", ["list", "for", "root", "Ünits", "limit", "_at", "nodes", "s"])
def test_locals_hide_nothing(name: str) -> None:
    emitted = _emitted(f"$['{name}'][?@.a == {{$inputs.limit}}]['{name}'][*].x")
    locals_ = [line.split()[1] for line in emitted.splitlines() if line.strip().startswith("for")]
    assert len(set(locals_)) == 2
    assert not {"list", "for", "root", "limit"} & set(locals_)


@pytest.mark.layout
def test_the_support_pieces_are_formatted() -> None:
    body = support().split("dumps(value)\n", 1)[1]
    for piece in body.split("\n\n\n"):
        assert black.format_str(piece, mode=black.Mode()).strip() == piece.strip()
