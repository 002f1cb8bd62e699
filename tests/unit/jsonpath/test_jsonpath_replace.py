"""JSONPath targets of payload replacements."""

from __future__ import annotations

import copy
from typing import Any

import black
import pytest

from arazzo_gen.expressions.jsonpath.parser import ParsedQuery, parse_query
from arazzo_gen.python.expressions.jsonpath_replace import replace_function
from unit.jsonpath.compiled import run

_BODY: dict[str, Any] = {
    "items": [{"id": 1, "n": {"id": 2}}, {"id": 3}],
    "id": 4,
    "tags": ["a", "b", "c"],
}


def _emitted(selector: str) -> tuple[str, int]:
    parsed = parse_query(selector)
    assert isinstance(parsed, ParsedQuery)
    bound = [f"bound_{number}" for number in range(len(parsed.bound))]
    return replace_function(parsed.query, "_found", bound, "Sets it."), len(bound)


def _changed(**parts: object) -> dict[str, object]:
    return {**_BODY, **parts}


@pytest.mark.parametrize(
    ("selector", "changed"),
    [
        ("$", "new"),
        ("$.id", _changed(id="new")),
        ("$.missing", _BODY),
        ("$.id.x", _BODY),
        ("$.tags[-1]", _changed(tags=["a", "b", "new"])),
        ("$.tags[9]", _BODY),
        ("$.tags[1:]", _changed(tags=["a", "new", "new"])),
        ("$.tags[*]", _changed(tags=["new"] * 3)),
        ("$.tags[?@ == 'b']", _changed(tags=["a", "new", "c"])),
        ("$.tags[0, 2]", _changed(tags=["new", "b", "new"])),
        ("$.items[*].id", _changed(items=[{"id": "new", "n": {"id": 2}}, {"id": "new"}])),
        ("$.items[?@.n].id", _changed(items=[{"id": "new", "n": {"id": 2}}, {"id": 3}])),
        ("$..id", _changed(items=[{"id": "new", "n": {"id": "new"}}, {"id": "new"}], id="new")),
        ("$..n", _changed(items=[{"id": 1, "n": "new"}, {"id": 3}])),
        ("$.items[?@.id == {$inputs.a}].id", _changed(items=[_BODY["items"][0], {"id": "new"}])),
        ("$.*", {"items": "new", "id": "new", "tags": "new"}),
    ],
)
def test_the_nodes_get_the_value_and_the_body_stays(selector: str, changed: object) -> None:
    text, bound = _emitted(selector)
    body = copy.deepcopy(_BODY)
    assert run(text)(body, "new", *[3] * bound) == changed
    assert body == _BODY


def test_it_reads_as_written_by_hand() -> None:
    assert (
        black.format_str(_emitted("$.items[*].id")[0], mode=black.Mode())
        == '''\
def _found(root: Any, value: object) -> Any:
    """Sets it."""
    root = json.loads(_json_text(root))
    places: list[tuple[Any, str | int]] = []
    for item in _children(_at(root, "items")):
        places += _places(item, "id")
    return _put(root, places, value)
'''
    )
