"""`discriminator` as a tagged union."""

from __future__ import annotations

import pytest

from unit.typing.schemas import Schemas, read_schemas, show

ONE_OF = """
s: {$ref: '#/components/schemas/Pet'}
dog: {$ref: '#/components/schemas/Dog'}
components:
  schemas:
    Pet:
      KEYWORD: [{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cat'}]
      discriminator: {propertyName: kind, MAPPING}
    Dog:
      type: object
      required: [bark]
      properties: {kind: {type: string, description: Which pet.}, bark: {type: integer}}
    Cat: {type: object, properties: {lives: {type: integer}}}
"""

BASE = """
s: {$ref: '#/components/schemas/Pet'}
dog: {$ref: '#/components/schemas/Dog'}
wrapped: {nullable: true, description: Ours, allOf: [{$ref: '#/components/schemas/Pet'}]}
components:
  schemas:
    Pet:
      type: object
      discriminator: {propertyName: kind, MAPPING}
      required: [kind]
      properties: {kind: {type: string}, friend: {$ref: '#/components/schemas/Pet'}}
    Dog:
      allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {bark: {type: integer}}}]
    Cat:
      allOf: [{$ref: '#/components/schemas/Pet'}]
      properties: {lives: {type: integer}}
    Food: {type: object, properties: {brand: {type: string}}}
"""


def read(text: str, mapping: str = "", keyword: str = "oneOf") -> Schemas:
    return read_schemas(text.replace("MAPPING", mapping).replace("KEYWORD", keyword))


@pytest.mark.parametrize(
    ("mapping", "dog", "cat"),
    [
        ("", "'Dog'", "'Cat'"),
        ("mapping: {dog: Dog, cat: Cat}", "'dog'", "'cat'"),
        ("mapping: {dog: '#/components/schemas/Dog'}", "'dog'", "'Cat'"),
        ("mapping: {1: Dog, x y: Cat}", "'1'", "'x y'"),
        ("mapping: {dog: null, 5: [], cat: {}}", "'Dog'", "'Cat'"),
        ("mapping: []", "'Dog'", "'Cat'"),
    ],
)
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_alternatives_have_the_keys_of_the_mapping(
    mapping: str, dog: str, cat: str, keyword: str
) -> None:
    schemas = read(ONE_OF, mapping, keyword)
    assert schemas.type("s") == "Named"
    assert schemas.defs == {
        "Dog": f"kind: {dog}, bark: Int",
        "Cat": f"lives?: Int, kind: {cat}",
        "Pet": "= Named | Named",
    }


def test_several_keys_of_one_alternative_are_one_literal() -> None:
    schemas = read(ONE_OF, "mapping: {dog: Dog, puppy: Dog}")
    schemas.type("s")
    assert schemas.defs["DogKind"] == "= 'dog' 'puppy'"


@pytest.mark.parametrize("mapping", ["", "mapping: {Dog: Dog}"])
def test_the_subtypes_of_a_base_are_its_alternatives(mapping: str) -> None:
    schemas = read(BASE, mapping)
    assert schemas.type("s") == "Named"
    assert schemas.defs == {
        "Dog": "kind: 'Dog', friend?: Named, bark?: Int",
        "Cat": "kind: 'Cat', friend?: Named, lives?: Int",
        "Pet": "= Named | Named",
    }
    assert schemas.type("wrapped") == "Named | Named | Null"


def test_a_subtype_alone_has_its_tag() -> None:
    schemas = read(BASE, "mapping: {dog: Dog}")
    assert schemas.type("dog") == "Named"
    assert schemas.defs["Dog"] == "kind: 'dog', friend?: Named, bark?: Int"


def test_a_subtype_of_a_subtype_has_the_nearest_tag() -> None:
    extra = "    Puppy: {allOf: [{$ref: '#/components/schemas/Dog'}]}\n"
    schemas = read(BASE + extra + "puppy: {$ref: '#/components/schemas/Puppy'}\n")
    schemas.type("puppy")
    assert schemas.defs["Puppy"] == "kind: 'Puppy', friend?: Named, bark?: Int"


def test_what_an_alternative_says_of_its_tag_goes_before_the_names_of_schemas() -> None:
    schemas = read_schemas(
        """
        s:
          oneOf: [{$ref: '#/$defs/Dog'}, {$ref: '#/definitions/Cat'}, {$ref: '#/definitions/Cow'}]
          discriminator: {propertyName: kind}
        $defs: {Dog: {properties: {kind: {const: d}}}}
        definitions:
          Cat: {properties: {kind: {enum: [cat]}}}
          Cow: {properties: {kind: {enum: [Cow, Bull]}}}
        """
    )
    schemas.type("s", "Pet")
    assert schemas.defs["Dog"] == "kind: 'd'"
    assert schemas.defs["Cat"] == "kind: 'cat'"
    assert schemas.defs["Cow"] == "kind: 'Cow'"


def test_swagger_names_the_property_alone() -> None:
    schemas = read_schemas(
        """
        s: {$ref: '#/definitions/Pet'}
        definitions:
          Pet: {type: object, discriminator: kind, properties: {kind: {type: string}}}
          Dog: {allOf: [{$ref: '#/definitions/Pet'}]}
          Cat: {allOf: [{$ref: '#/definitions/Pet'}]}
        """
    )
    schemas.type("s")
    assert schemas.defs["Dog"] == "kind: 'Dog'"


def test_a_base_without_subtypes_is_an_object() -> None:
    schemas = read_schemas(
        "s: {type: object, discriminator: {propertyName: k}, properties: {k: {type: string}}}"
    )
    assert schemas.type("s", "Base") == "Named"
    assert schemas.defs == {"Base": "k?: Str"}


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (ONE_OF, ["kind"], "'Dog' 'Cat'"),
        (ONE_OF, ["bark"], "Int"),
        (BASE, ["kind"], "'Dog' 'Cat'"),
        (BASE, ["lives"], "Int"),
        (BASE, ["friend", "bark"], "Int"),
    ],
)
def test_a_pointer_goes_through_all_alternatives(
    text: str, path: list[str | int], expected: str
) -> None:
    schemas = read(text)
    found = schemas.types.walk(schemas.root.entries["s"], path)
    assert found.failed_at is None
    type_ = schemas.types.of(found.schema, "Kind")
    assert expected in (show(type_), schemas.defs.get("Kind", "")[2:])


@pytest.mark.parametrize("text", [ONE_OF, BASE])
def test_a_name_that_no_alternative_has_is_found_out(text: str) -> None:
    schemas = read(text)
    found = schemas.types.walk(schemas.root.entries["s"], ["live"])
    assert found.failed_at == 0
    assert "lives" in found.candidates


def test_a_mapping_that_leads_nowhere_is_a_warning() -> None:
    schemas = read(ONE_OF, "mapping: {dog: Dogg, cat: '#/gone'}")
    schemas.type("s")
    found = [(d.code, d.message, d.help) for d in schemas.report.diagnostics]
    assert found == [
        (
            "AZ802",
            "this discriminator leads nowhere: there is no schema 'Dogg'",
            "did you mean 'Dog'?",
        ),
        (
            "AZ802",
            "this $ref leads nowhere: there is no 'gone' there",
            "known: `s`, `dog`, `components`",
        ),
    ]
