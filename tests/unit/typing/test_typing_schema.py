"""Types of schemas."""

from __future__ import annotations

import json

import pytest

from arazzo_gen.types import ObjectDef
from unit.typing.schemas import read_schemas, show, type_of


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: string}", "Str"),
        ("{type: string, format: date-time}", "Str(date-time)"),
        ("{type: string, format: binary}", "Binary"),
        ("{type: file}", "Binary"),
        ("{type: string, contentMediaType: application/octet-stream}", "Binary"),
        ("{type: integer}", "Int"),
        ("{type: number}", "Number"),
        ("{type: boolean}", "Bool"),
        ("{type: 'null'}", "Null"),
        ("{}", "Json"),
        ("true", "Json"),
        ("false", "Json"),
        ("5", "Json"),
        ("{type: nonsense}", "Json"),
        ("{not: {type: string}}", "Json"),
        ("{type: [string, 'null']}", "Str | Null"),
        ("{type: [integer, string]}", "Str | Int"),
        ("{type: string, nullable: true}", "Str | Null"),
        ("{type: string, x-nullable: true}", "Str | Null"),
        ("{nullable: true}", "Json"),
        ("{type: array, items: {type: string}}", "[Str]"),
        ("{items: {type: string}}", "[Str]"),
        ("{type: array}", "[Json]"),
        ("{type: array, prefixItems: [{type: string}, {type: integer}]}", "(Str, Int)"),
        ("{type: array, items: [{type: string}]}", "(Str)"),
        ("{prefixItems: [{type: string}], items: false}", "(Str)"),
        ("{prefixItems: [{type: string}], items: {type: integer}}", "(Str, *Int)"),
        ("{items: [{type: string}], additionalItems: {type: integer}}", "(Str, *Int)"),
        ("{items: [{type: string}], additionalItems: false}", "(Str)"),
        ("{type: array, items: false}", "[Json]"),
        ("{type: object}", "{Json}"),
        ("{type: object, properties: {}}", "{Json}"),
        ("{type: object, additionalProperties: {type: integer}}", "{Int}"),
        ("{additionalProperties: true}", "{Json}"),
        ("{type: object, patternProperties: {'^x': {type: boolean}}}", "{Bool}"),
        ("{const: a}", "'a'"),
        ("{enum: [a]}", "'a'"),
        ("{enum: [true, false]}", "Bool"),
        ("{enum: [null]}", "Null"),
        ("{enum: [1.5, 2]}", "Number"),
        ("{enum: [1.5, a]}", "Json"),
        ("{type: number, enum: [1.5, 2]}", "Number"),
        ("{type: string, enum: []}", "Str"),
        ("{type: string, enum: [1]}", "'1'"),
        ("{type: string, enum: [true]}", "'true'"),
        ("{type: integer, enum: ['1']}", "Int"),
        ("{const: a, nullable: true}", "'a' | Null"),
        ("{enum: [a, null]}", "'a' | Null"),
        ("{enum: [a, a]}", "'a'"),
        ("{const: true}", "True"),
        ("{enum: [1.0]}", "Number"),
        ("{enum: [{}]}", "Json"),
        ("{const: null}", "Null"),
        ("{type: string, enum: {a: 1}}", "Str"),
        ("{type: string, enum: 5}", "Str"),
        ("{type: [string]}", "Str"),
        ("{type: []}", "Json"),
        ("{type: object, additionalProperties: false}", "{Json}"),
        ("{type: object, additionalProperties: 5}", "{Json}"),
        ("{properties: []}", "Json"),
        ("{type: object, properties: {a: false}}", "{Json}"),
    ],
)
def test_simple_schemas(schema: str, expected: str) -> None:
    assert type_of(schema) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{oneOf: [{type: string}, {type: integer}]}", "Str | Int"),
        ("{anyOf: [{type: string}, {type: 'null'}]}", "Str | Null"),
        ("{anyOf: [{type: string}, {}]}", "Json"),
        ("{anyOf: [{type: string}, {type: string, enum: [a, b]}]}", "Str"),
        ("{anyOf: [{type: string}]}", "Str"),
        ("{type: integer, anyOf: [{minimum: 1}, {maximum: 5}]}", "Int"),
        ("{oneOf: [{type: array, items: {type: string}}, {type: string}]}", "[Str] | Str"),
        ("{allOf: [{type: string}, {format: uuid}]}", "Str(uuid)"),
        ("{allOf: [{type: number}, {type: integer}]}", "Int"),
        ("{allOf: [{type: string, nullable: true}]}", "Str | Null"),
        ("{nullable: true, allOf: [{type: string}]}", "Str | Null"),
        ("{allOf: [{type: [string, 'null']}, {type: string}]}", "Str"),
        ("{allOf: [{type: [string, 'null']}, {minLength: 1}]}", "Str | Null"),
        ("{allOf: [{enum: [a, b]}, {enum: [b, c]}]}", "'b'"),
        ("{allOf: [{oneOf: [{type: string}, {type: integer}]}, {description: d}]}", "Str | Int"),
    ],
)
def test_combined_schemas(schema: str, expected: str) -> None:
    assert type_of(schema) == expected


def test_an_object_has_its_properties() -> None:
    schemas = read_schemas(
        """
        s:
          type: object
          description: An order
          required: [id, state]
          properties:
            id: {type: integer, description: The key}
            state: {enum: [open, closed]}
            owner: {type: object, properties: {name: {type: string, nullable: true}}}
            never: false
            any: true
        """
    )
    assert schemas.type("s", "Order") == "Named"
    assert schemas.defs == {
        "Order": "id: Int, state: Named, owner?: Named, any?: Json",
        "OrderState": "= 'open' 'closed'",
        "OrderOwner": "name?: Str | Null",
    }
    order = next(iter(schemas.types.table.defs.values()))
    assert isinstance(order, ObjectDef)
    assert order.doc == "An order"
    assert order.properties[0].doc == "The key"


def test_all_of_merges_properties_and_requirements() -> None:
    schemas = read_schemas(
        """
        s:
          allOf:
            - {$ref: '#/schemas/Base'}
            - {properties: {b: {type: string}}, required: [a]}
          properties: {c: {type: boolean}, a: {minimum: 3}}
        schemas:
          Base:
            type: object
            properties: {a: {type: integer}, kind: {enum: [x, y]}}
            required: [kind]
        """
    )
    schemas.type("s", "Sub")
    assert schemas.defs["Sub"] == "a: Int, kind: Named, b?: Str, c?: Bool"
    assert "BaseKind" in schemas.defs


@pytest.mark.parametrize(
    ("additional", "expected"),
    [
        ("additionalProperties: true", "a?: Int, *: Json"),
        ("additionalProperties: false", "a?: Int"),
        ("additionalProperties: {type: string}", "a?: Int, *: Str"),
        ("patternProperties: {'^x-': {type: number}}", "a?: Int, *: Number"),
    ],
)
def test_other_properties_of_an_object(additional: str, expected: str) -> None:
    schemas = read_schemas(f"s: {{properties: {{a: {{type: integer}}}}, {additional}}}")
    schemas.type("s", "Thing")
    assert schemas.defs == {"Thing": expected}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, "a", True, 1, "1"], "1 'a' True '1'"),
        ([f"v{number}" for number in range(600)], "Str"),
        ([*range(600)], "Int"),
        ([*range(600), "x"], "Int | Str"),
    ],
)
def test_enums_are_literals_as_long_as_a_reader_can_use_them(
    values: list[object], expected: str
) -> None:
    schemas = read_schemas(f"s: {{enum: {json.dumps(values)}}}")
    found = schemas.types.table.resolve(schemas.types.of(schemas.root.entries["s"], "Hint"))
    assert not isinstance(found, ObjectDef)
    assert show(found) == expected


def test_a_union_of_many_objects_gets_a_name() -> None:
    schemas = read_schemas(
        """
        s:
          properties:
            data: {oneOf: [{$ref: '#/$defs/A'}, {$ref: '#/$defs/B'}, {properties: {c: {}}}]}
        $defs: {A: {properties: {a: {}}}, B: {properties: {b: {}}}}
        """
    )
    schemas.type("s", "ChannelData")
    assert schemas.defs["ChannelData"] == "data?: Named"
    assert schemas.defs["ChannelDataValue"] == "= Named | Named | Named"


def test_components_give_their_names_and_are_there_once() -> None:
    schemas = read_schemas(
        """
        one: {$ref: '#/components/schemas/user_account'}
        two: {type: array, items: {$ref: '#/components/schemas/user_account'}}
        nullable: {$ref: '#/components/schemas/user_account', nullable: true}
        components: {schemas: {user_account: {properties: {id: {type: string}}}}}
        """
    )
    assert [schemas.type(n) for n in ("one", "two", "nullable")] == [
        "Named",
        "[Named]",
        "Named | Null",
    ]
    assert schemas.defs == {"UserAccount": "id?: Str"}


def test_schema_keywords_beside_a_reference_count() -> None:
    schemas = read_schemas(
        """
        s: {$ref: '#/$defs/Base', required: [id]}
        $defs: {Base: {properties: {id: {type: string}}}}
        """
    )
    schemas.type("s", "Sub")
    assert schemas.defs == {"Sub": "id: Str"}


def test_alternatives_are_joined_with_what_they_share() -> None:
    schemas = read_schemas(
        """
        s:
          type: object
          properties: {id: {type: string}}
          required: [id]
          oneOf:
            - {title: by card, properties: {card: {type: string}}}
            - properties: {kind: {const: bank}, iban: {type: string}}
              required: [kind, iban]
        """
    )
    assert schemas.type("s", "Pay") == "Named | Named"
    assert schemas.defs == {
        "PayByCard": "id: Str, card?: Str",
        "PayBank": "id: Str, kind: 'bank', iban: Str",
    }


def test_alternatives_that_only_require_are_no_union() -> None:
    schemas = read_schemas(
        """
        s:
          properties: {a: {type: string}, b: {type: string}}
          anyOf: [{required: [a]}, {required: [b]}]
        """
    )
    assert schemas.type("s", "Either") == "Named"
    assert schemas.defs == {"Either": "a?: Str, b?: Str"}


def test_constants_in_alternatives_are_one_literal() -> None:
    schemas = read_schemas("s: {type: string, oneOf: [{const: a, title: A}, {const: b}]}")
    schemas.type("s", "Letter")
    assert schemas.defs == {"Letter": "= 'a' 'b'"}


def test_a_subtype_of_a_base_that_lists_its_subtypes() -> None:
    schemas = read_schemas(
        """
        s: {$ref: '#/schemas/Pet'}
        schemas:
          Pet:
            type: object
            discriminator: {propertyName: kind}
            properties: {kind: {type: string}}
            oneOf: [{$ref: '#/schemas/Cat'}, {$ref: '#/schemas/Dog'}]
          Cat: {allOf: [{$ref: '#/schemas/Pet'}, {properties: {lives: {type: integer}}}]}
          Dog: {allOf: [{$ref: '#/schemas/Pet'}, {properties: {tricks: {type: integer}}}]}
        """
    )
    schemas.type("s")
    assert any("lives" in text and "kind" in text for text in schemas.defs.values())


def test_bytes_are_text_inside_json() -> None:
    schemas = read_schemas(
        """
        file: {type: string, format: binary}
        object: {properties: {photo: {type: string, format: binary}}}
        """
    )
    assert show(schemas.types.of(schemas.root.entries["file"], "F", json=True)) == "Str(binary)"
    schemas.type("object", "Thing")
    assert schemas.defs == {"Thing": "photo?: Str(binary)"}


def test_a_reference_that_leads_nowhere_is_any_value() -> None:
    schemas = read_schemas("s: {$ref: '#/gone'}")
    assert schemas.type("s") == "Json"
    assert [d.code for d in schemas.report.diagnostics] == ["AZ802"]


def test_the_same_document_gives_the_same_names() -> None:
    text = "s: {properties: {items: {items: {enum: [a, b]}}, HTTPCode: {enum: [1, 2]}}}"
    first, second = read_schemas(text), read_schemas(text)
    first.type("s", "Page")
    second.type("s", "Page")
    assert list(first.defs) == list(second.defs) == ["Page", "PageItem", "PageHTTPCode"]
