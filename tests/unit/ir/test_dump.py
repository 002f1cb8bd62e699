"""The text of a module has all that is in the module: whatever changes, the text changes too."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from arazzo_gen import ir, types
from arazzo_gen.expressions.jsonpath import ast as jsonpath
from arazzo_gen.ir.dump import dump
from arazzo_gen.record import fields, replace
from lowering import lowered_document
from refresh import lowered_documents
from unit.ir.records import Place, kind_name, kinds, records, with_changed

KEYS = {("types.Named", "key"), ("Source", "key"), ("types.TypeTable", "defs")}
"""What is not shown, since it has paths of the machine: the name behind it is."""


@functools.cache
def modules() -> tuple[ir.Module, ...]:
    """The modules of all documents whose IR is checked in, and one with every setting."""
    found = [module for path in lowered_documents() for module in lowered_document(path)]
    settings: dict[str, Any] = {"client": "sync", "http": "httpx2", "validate": True}
    settings |= {"max_response_bytes": 5}
    return (*found, replace(found[0], **settings))


@functools.cache
def occurrences() -> dict[tuple[str, str], list[tuple[ir.Module, Place, Any]]]:
    """Where each field of each kind of record has which value."""
    found: dict[tuple[str, str], list[tuple[ir.Module, Place, Any]]] = defaultdict(list)
    for module in modules():
        named = dict(module.type_names)
        for place, record in records(module):
            if place[:1] == ("types",) and (len(place) < 3 or place[2] not in named):
                continue  # only what is reached is shown
            for name in fields(record):
                key = kind_name(type(record)), name
                found[key].append((module, (*place, name), getattr(record, name)))
    return found


def others(field: str, value: Any, seen: list[Any]) -> Iterator[Any]:
    """Other values that a field may have."""
    if field == "doc":
        yield "another"
    for other in seen:
        if repr(other) != repr(value):
            yield other
    if isinstance(value, get_args(ir.Expr)):
        yield ir.At(value, ("more",), types.Null())
    elif isinstance(value, get_args(ir.Cond)):
        yield ir.Not(value)
    elif isinstance(value, get_args(types.Type)):
        yield types.List(value)
    elif isinstance(value, get_args(jsonpath.Test)):
        yield jsonpath.Not(value)
    elif isinstance(value, get_args(ir.Jump)):
        yield ir.Return(ir.Reaching())
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value + 1
    elif isinstance(value, str):
        yield f"{value}x"
    elif isinstance(value, tuple) and value:
        yield value[:-1]
    elif isinstance(value, frozenset):
        yield value | {"another"}


def is_shown(module: ir.Module, value: Any, other: Any) -> bool:
    """Whether two values differ in what the text of a module shows: of types, what is reached."""
    if not isinstance(value, types.TypeTable):
        return True
    reached = [key for key, _ in module.type_names]
    return any(value.defs.get(key) != other.defs.get(key) for key in reached)


FIELDS = [
    (kind_name(kind), name)
    for kind in kinds()
    for name in fields(kind)
    if (kind_name(kind), name) not in KEYS
]


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=[".".join(each) for each in FIELDS])
def test_a_field_that_changes_shows(kind: str, field: str) -> None:
    places = occurrences()[(kind, field)]
    assert places, "no document under tests/unit/lower has this record"
    seen = list({repr(value): value for _, _, value in places}.values())
    tried = 0
    for module, place, value in places[:3]:
        shown = [other for other in others(field, value, seen) if is_shown(module, value, other)]
        for other in shown[:3]:
            tried += 1
            changed = with_changed(module, place, other)
            assert dump(changed) != dump(module), (place, value, other)
    assert tried, f"it is always {seen}: add a document that says something else"


def test_document_text_is_quoted() -> None:
    module = modules()[0]
    main = module.workflows[0]
    hostile = 'a\nworkflow "b"\u2028\x1b[31m é'
    text = dump(replace(module, workflows=(replace(main, id=hostile, summary=hostile),)))
    assert text.isascii()
    assert set(text) - {"\n"} == {each for each in text if each.isprintable()}
    assert [line for line in text.split("\n") if line.startswith("workflow")] == [
        'workflow "a\\nworkflow \\"b\\"\\u2028\\u001b[31m \\u00e9"'
    ]
