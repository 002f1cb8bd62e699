"""`readOnly` and `writeOnly`: what is sent and what comes back."""

from __future__ import annotations

import pytest

from arazzo_gen.lower.names.identifiers import Names
from arazzo_gen.lower.names.types import name_types
from arazzo_gen.types import Type
from unit.typing.schemas import Schemas, read_schemas, show_def

USER = """
s: {$ref: '#/components/schemas/User'}
list: {type: array, items: {$ref: '#/components/schemas/User'}}
same: {$ref: '#/components/schemas/Address'}
components:
  schemas:
    Id: {type: integer, readOnly: true}
    User:
      type: object
      required: [id, name, key]
      properties:
        id: {$ref: '#/components/schemas/Id'}
        name: {type: string}
        key: {type: string, writeOnly: true}
        since: {readOnly: true, allOf: [{type: string}]}
        home: {$ref: '#/components/schemas/Address'}
    Address: {type: object, properties: {street: {type: string}}}
"""


def test_each_direction_leaves_out_what_is_for_the_other() -> None:
    sent, returned = read_schemas(USER), read_schemas(USER)
    sent.types.of(sent.root.entries["s"], "Hint", sent=True)
    returned.types.of(returned.root.entries["s"], "Hint")
    assert sent.defs["User"] == "name: Str, key: Str, home?: Named"
    assert returned.defs["User"] == "id: Int, name: Str, since?: Str, home?: Named"


def named(schemas: Schemas, *types: Type) -> dict[str, str]:
    """The named types that some types reach, as text, by the names that they get."""
    keys = name_types(types, schemas.types.table, Names(["Outputs"]))
    return {name: show_def(schemas.types.table.defs[key]) for key, name in keys}


def test_both_directions_of_a_schema_are_told_apart_by_name() -> None:
    schemas = read_schemas(USER)
    of, node = schemas.types.of, schemas.root.entries["s"]
    assert named(schemas, of(node, "User", sent=True), of(node, "User")) == {
        "Address": "street?: Str",
        "UserInput": "name: Str, key: Str, home?: Named",
        "User": "id: Int, name: Str, since?: Str, home?: Named",
    }
    assert sorted(named(schemas, of(node, "User", sent=True))) == ["Address", "User"]


def test_types_that_are_alike_are_one() -> None:
    schemas = read_schemas(
        """
        one: {$ref: '#/$defs/Tree'}
        two: {$ref: '#/definitions/Tree'}
        three: {$ref: '#/components/schemas/Tree'}
        out: {title: x, properties: {a: {}}}
        $defs: {Tree: {properties: {next: {$ref: '#/$defs/Tree'}}}}
        definitions: {Tree: {properties: {next: {$ref: '#/definitions/Tree'}}}}
        components: {schemas: {Tree: {properties: {next: {type: string}}}}}
        """
    )
    of, nodes = schemas.types.of, schemas.root.entries
    types = [of(nodes[name], "Hint") for name in ("one", "two", "three")]
    assert named(schemas, *types, of(nodes["out"], "Outputs")) == {
        "Tree": "next?: Named",
        "Tree2": "next?: Str",
        "OutputsData": "a?: Json",
    }


@pytest.mark.parametrize(
    ("path", "sent", "hidden", "optional"),
    [
        (["key"], False, 0, True),
        (["key"], True, None, False),
        (["id"], True, 0, True),
        (["id"], False, None, False),
        (["name"], False, None, False),
    ],
)
def test_a_pointer_to_what_is_left_out_says_so(
    path: list[str], sent: bool, hidden: int | None, optional: bool
) -> None:
    schemas = read_schemas(USER)
    walk = schemas.types.walk(schemas.root.entries["s"], path, sent=sent)
    assert (walk.hidden, walk.optional, walk.failed_at) == (hidden, optional, None)


def test_the_names_of_properties_are_those_of_a_direction() -> None:
    schemas = read_schemas(USER)
    node = schemas.root.entries["s"]
    assert schemas.types.property_names(node, sent=True) == ("name", "key", "home")
    assert schemas.types.property_names(node) == ("id", "name", "since", "home")


def test_a_tag_is_there_in_both_directions() -> None:
    schemas = read_schemas(
        """
        s: {oneOf: [{$ref: '#/$defs/A'}, {$ref: '#/$defs/B'}], discriminator: {propertyName: k}}
        $defs:
          A: {properties: {k: {const: a, readOnly: true}, id: {type: string, readOnly: true}}}
          B: {properties: {k: {const: b, readOnly: true}, n: {type: integer}}}
        """
    )
    schemas.types.of(schemas.root.entries["s"], "Hint", sent=True)
    assert schemas.defs == {"A": "k: 'a'", "B": "k: 'b', n?: Int"}
