"""Pointers into the values of schemas."""

from __future__ import annotations

import pytest

from unit.typing.schemas import read_schemas, show

PAGE = """
s:
  type: object
  required: [items, meta]
  properties:
    items:
      type: array
      items: {$ref: '#/schemas/Item'}
    meta: {type: object, required: [next], properties: {next: {type: [string, 'null']}}}
    total: {type: integer}
    owner: {type: [object, 'null'], required: [name], properties: {name: {type: string}}}
    free: {type: object}
    any: {}
    open: {type: object, additionalProperties: true, properties: {a: {type: string}}}
    closed: {type: object, additionalProperties: false, properties: {a: {type: string}}}
    counts: {type: object, additionalProperties: {type: integer}}
    pair: {prefixItems: [{type: string}, {type: integer}], items: {type: boolean}}
    digits: {type: object, properties: {'0': {type: string}}}
    patterns: {type: object, patternProperties: {'^x-': {type: number}}}
    either: {oneOf: [{$ref: '#/schemas/Item'}, {properties: {id: {type: string}, b: {}}}]}
    maybe: {anyOf: [{$ref: '#/schemas/Item'}, {type: 'null'}]}
    text: {type: string}
schemas:
  Item: {allOf: [{properties: {id: {type: integer}}, required: [id]}, {properties: {tag: {}}}]}
"""


@pytest.mark.parametrize(
    ("pointer", "expected", "optional"),
    [
        ("", "Named", False),
        ("/total", "Int", True),
        ("/meta/next", "Str | Null", False),
        ("/items", "[Named]", False),
        ("/items/0", "Named", True),
        ("/items/0/id", "Int", True),
        ("/owner/name", "Str", True),
        ("/free/what/ever", "Json", True),
        ("/any/what", "Json", True),
        ("/open/a", "Str", True),
        ("/open/b", "Json", True),
        ("/counts/x", "Int", True),
        ("/pair/0", "Str", True),
        ("/pair/1", "Int", True),
        ("/pair/2", "Bool", True),
        ("/digits/0", "Str", True),
        ("/patterns/x-a", "Number", True),
        ("/either/id", "Int | Str", True),
        ("/either/b", "Json", True),
        ("/maybe/id", "Int", True),
    ],
)
def test_paths_that_lead_somewhere(pointer: str, expected: str, optional: bool) -> None:
    schemas = read_schemas(PAGE)
    found = schemas.types.walk(schemas.root.entries["s"], pointer.split("/")[1:])
    assert found.failed_at is None
    assert show(schemas.types.of(found.schema, "Hint")) == expected
    assert found.optional is optional


@pytest.mark.parametrize(
    ("pointer", "failed_at", "candidates"),
    [
        ("/entries/0/id", 0, {"items", "meta", "total"}),
        ("/items/0/ident", 2, {"id", "tag"}),
        ("/items/first", 1, set()),
        ("/meta/nxt", 1, {"next"}),
        ("/closed/b", 1, {"a"}),
        ("/text/x", 1, set()),
        ("/text/0", 1, set()),
        ("/either/c", 1, {"id", "tag", "b"}),
        ("/digits/1", 1, {"0"}),
        ("/items/-1", 1, set()),
        ("/items/01", 1, set()),
    ],
)
def test_paths_that_lead_nowhere(pointer: str, failed_at: int, candidates: set[str]) -> None:
    schemas = read_schemas(PAGE)
    found = schemas.types.walk(schemas.root.entries["s"], pointer.split("/")[1:])
    assert found.failed_at == failed_at
    assert candidates <= set(found.candidates)
    assert bool(found.candidates) == bool(candidates)
    assert found.schema is None
    assert found.owner is not None


@pytest.mark.parametrize(
    ("pointer", "path"),
    [
        ("/items/0/id", ("items", 0, "id")),
        ("/digits/0", ("digits", "0")),
        ("/any/0/x", ("any", 0, "x")),
        ("/any/00", ("any", "00")),
        ("/free/0", ("free", 0)),
        ("/counts/0", ("counts", "0")),
    ],
)
def test_indexes_are_told_from_keys(pointer: str, path: tuple[str | int, ...]) -> None:
    schemas = read_schemas(PAGE)
    assert schemas.types.walk(schemas.root.entries["s"], pointer.split("/")[1:]).path == path


def test_no_schema_knows_nothing() -> None:
    found = read_schemas("s: {}").types.walk(None, ["a", 0, "1"])
    assert (found.schema, found.failed_at, found.path) == (None, None, ("a", 0, 1))


def test_names_come_from_the_component_that_declares_the_property() -> None:
    schemas = read_schemas(
        """
        s: {properties: {items: {items: {$ref: '#/schemas/RunDetail'}}}}
        schemas:
          Run: {properties: {status: {enum: [a, b]}}}
          RunDetail: {allOf: [{$ref: '#/schemas/Run'}], properties: {logs: {enum: [c, d]}}}
        """
    )
    hints = [
        schemas.types.walk(schemas.root.entries["s"], ["items", 0, name], "Page").hint
        for name in ("status", "logs")
    ]
    assert hints == ["RunStatus", "RunDetailLogs"]


def test_a_subtype_may_have_more_than_its_base() -> None:
    schemas = read_schemas(
        "s: {discriminator: {propertyName: kind}, properties: {kind: {type: string}}}"
    )
    assert schemas.types.walk(schemas.root.entries["s"], ["lives"]).failed_at is None


def test_alternatives_that_only_require_do_not_hide_a_wrong_name() -> None:
    schemas = read_schemas(
        "s: {properties: {a: {}, b: {}}, anyOf: [{required: [a]}, {required: [b]}]}"
    )
    walk = schemas.types.walk
    assert walk(schemas.root.entries["s"], ["c"]).failed_at == 0
    assert walk(schemas.root.entries["s"], ["a"]).failed_at is None


def test_property_names_go_through_references_and_alternatives() -> None:
    schemas = read_schemas(PAGE)
    either = schemas.root.entries["s"].entries["properties"].entries["either"]
    assert schemas.types.property_names(either) == ("id", "tag", "b")
    assert schemas.types.property_names(None) == ()
