"""Types of schemas that refer to themselves, and of long and deep ones."""

from __future__ import annotations

import pytest

from arazzo_gen.types import AliasDef, Named, Union
from unit.typing.schemas import Schemas, read_schemas, show


def test_recursive_objects_are_finite() -> None:
    schemas = read_schemas(
        """
        s: {$ref: '#/$defs/Tree'}
        $defs:
          Tree:
            properties:
              parent: {$ref: '#/$defs/Tree', nullable: true}
              kids: {type: array, items: {$ref: '#/$defs/Tree'}}
        """
    )
    assert schemas.type("s") == "Named"
    assert schemas.defs == {"Tree": "parent?: Named | Null, kids?: [Named]"}


def test_recursive_unions_get_a_name() -> None:
    schemas = read_schemas(
        """
        s: {$ref: '#/$defs/Value'}
        $defs:
          Value: {oneOf: [{type: string}, {type: array, items: {$ref: '#/$defs/Value'}}]}
        """
    )
    type_ = schemas.types.of(schemas.root.entries["s"], "Hint")
    assert isinstance(type_, Named)
    known = schemas.types.table.defs[type_.key]
    assert isinstance(known, AliasDef)
    assert known.hint == "Value"
    assert isinstance(known.type, Union)
    assert show(known.type) == "Str | [Named]"


@pytest.mark.parametrize(
    "defs",
    [
        "{A: {oneOf: [{$ref: '#/$defs/A'}, {type: string}]}}",
        "{A: {oneOf: [{$ref: '#/$defs/B'}, {type: string}]}, B: {anyOf: [{$ref: '#/$defs/A'}]}}",
        "{A: {allOf: [{$ref: '#/$defs/B'}]}, B: {allOf: [{$ref: '#/$defs/A'}]}}",
        "{A: {type: array, items: {$ref: '#/$defs/A'}}}",
        "{A: {additionalProperties: {$ref: '#/$defs/A'}}}",
        "{A: {properties: {a: {$ref: '#/$defs/A'}},"
        " anyOf: [{$ref: '#/$defs/A'}, {$ref: '#/$defs/B'}]},"
        " B: {properties: {b: {}}, oneOf: [{$ref: '#/$defs/A'}, {$ref: '#/$defs/B'}]}}",
        "{A: {$ref: '#/$defs/B'}, B: {$ref: '#/$defs/A'}}",
        "{A: {oneOf: [{$ref: '#/$defs/B'}, {type: integer}]},"
        " B: {oneOf: [{$ref: '#/$defs/A'}, {type: array, items: {$ref: '#/$defs/B'}}]}}",
    ],
)
def test_recursion_ends_in_types_that_resolve(defs: str) -> None:
    schemas = read_schemas(f"s: {{$ref: '#/$defs/A'}}\n$defs: {defs}")
    type_ = schemas.types.of(schemas.root.entries["s"], "Hint")
    table = schemas.types.table
    table.resolve(type_)
    for key, definition in table.defs.items():
        if isinstance(definition, AliasDef):
            assert not stands_for_itself(key, schemas)


def stands_for_itself(key: str, schemas: Schemas) -> bool:
    """Whether an alias reaches itself through unions and aliases alone."""
    table = schemas.types.table
    start = table.defs[key]
    assert isinstance(start, AliasDef)
    pending, seen = [start.type], set()
    while pending:
        type_ = pending.pop()
        if isinstance(type_, Union):
            pending.extend(type_.members)
        elif isinstance(type_, Named):
            if type_.key == key:
                return True
            known = table.defs[type_.key]
            if isinstance(known, AliasDef) and type_.key not in seen:
                seen.add(type_.key)
                pending.append(known.type)
    return False


def test_many_alternatives_of_many_do_not_explode() -> None:
    group = ", ".join(f"{{properties: {{p{i}: {{type: string}}}}}}" for i in range(12))
    schemas = read_schemas(
        f"s: {{properties: {{a: {{}}}}, allOf: [{', '.join([f'{{oneOf: [{group}]}}'] * 6)}]}}"
    )
    schemas.type("s")
    assert len(schemas.defs) < 50


def test_long_chains_of_objects_do_not_run_out_of_stack() -> None:
    chain = "\n".join(
        f"  S{i}: {{type: object, properties: {{next: {{$ref: '#/$defs/S{i + 1}'}}}}}}"
        for i in range(3000)
    )
    schemas = read_schemas(f"s: {{$ref: '#/$defs/S0'}}\n$defs:\n{chain}\n  S3000: {{}}")
    assert schemas.type("s") == "Named"
    assert len(schemas.defs) == 3000
