"""Types of unions, of both directions of a schema, and of values that no schema lists."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from building import Built, build
from signatures import untyped
from typecheck import mypy_findings, pyright_findings

ROOT = Path(__file__).resolve().parents[2]

API = """
openapi: 3.0.3
info: {title: pets, version: '1'}
servers: [{url: https://pets.example}]
paths:
  /owners:
    post:
      operationId: addOwner
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Owner'}}}
      responses:
        '200':
          description: ''
          content: {application/json: {schema: {$ref: '#/components/schemas/Owner'}}}
components:
  schemas:
    Owner:
      type: object
      required: [id, name, key, state]
      properties:
        id: {type: string, format: uuid, readOnly: true}
        name: {type: string}
        key: {type: string, writeOnly: true}
        state: {type: string, enum: [new, known], readOnly: true}
        pet: {$ref: '#/components/schemas/Pet'}
        toy: {$ref: '#/components/schemas/Toy'}
        x-at: {type: string, format: date-time}
        sizes: {type: object, properties: {s: {}}, additionalProperties: {type: number}}
    Pet:
      oneOf: [{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cat'}]
      discriminator: {propertyName: kind, mapping: {dog: Dog, cat: Cat}}
    Dog:
      type: object
      required: [bark]
      properties: {kind: {type: string}, bark: {type: integer}}
    Cat: {type: object, properties: {kind: {type: string}, lives: {type: integer}}}
    Toy:
      type: object
      discriminator: {propertyName: sort}
      properties: {sort: {type: string}, price: {type: number}}
    Ball: {allOf: [{$ref: '#/components/schemas/Toy'}], properties: {bounces: {type: boolean}}}
    Rope:
      allOf: [{$ref: '#/components/schemas/Toy'}, {required: [length]}]
      properties: {length: {type: integer}}
"""

WORKFLOW = """
arazzo: 1.0.1
info: {title: pets, version: '1'}
sourceDescriptions: [{name: pets, url: pets.yaml, type: openapi}]
workflows:
- workflowId: register
  inputs:
    type: object
    required: [owner]
    properties:
      owner: {$ref: './pets.yaml#/components/schemas/Owner'}
      since: {type: string, format: date, description: Since when they own it}
  steps:
  - stepId: add
    operationId: addOwner
    requestBody: {contentType: application/json, payload: $inputs.owner}
    outputs:
      owner: $response.body
      state: $response.body#/state
      kind: $response.body#/pet/kind
      lives: $response.body#/pet/lives
      bounces: $response.body#/toy/bounces
  outputs: {owner: $steps.add.outputs.owner, state: $steps.add.outputs.state}
"""

NARROWED = """

def narrowed(owner: Owner) -> int:
    pet, toy = owner.get("pet"), owner.get("toy")
    if toy is not None and toy["sort"] == "Rope":
        return toy["length"]
    if pet is None:
        return 0
    if pet["kind"] == "dog":
        return pet["bark"]
    return pet.get("lives", 0)


NEW: OwnerInput = {"name": "Ada", "key": "k", "pet": {"kind": "dog", "bark": 3}}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("unions")
    return build(folder, {"pets.arazzo.yaml": WORKFLOW, "pets.yaml": API})


def test_the_types_are_what_a_reader_expects(built: Built) -> None:
    text = " ".join(built.text.split())
    for definition in (
        'class Dog(TypedDict): kind: Literal["dog"] bark: int',
        'class Cat(TypedDict): kind: Literal["cat"] lives: NotRequired[int]',
        "Pet: TypeAlias = Dog | Cat",
        "Toy: TypeAlias = Ball | Rope",
        'PetKind: TypeAlias = Literal["dog", "cat"]',
        '"id": str, # a UUID',
        '"x-at": NotRequired[str], # an RFC 3339 date-time',
        '"""Other keys hold `float`."""',
        "since: Since when they own it. An RFC 3339 date, as 2025-01-31.",
        "owner: OwnerInput,",
    ):
        assert definition in text
    fields = " ".join(line for line in built.text.split("\n") if not line.startswith('    """'))
    fields = " ".join(fields.split())
    assert "owner: Owner state: OwnerState" in fields
    assert "kind: PetKind | None lives: int | None bounces: bool | None" in fields
    sent = text.partition("OwnerInput = TypedDict(")[2].partition(")")[0]
    returned = text.partition(" Owner = TypedDict(")[2].partition(")")[0]
    assert '"key"' in sent
    assert '"id"' not in sent
    assert '"id"' in returned
    assert '"key"' not in returned


@pytest.mark.standalone
def test_checkers_narrow_a_union_by_its_tag(built: Built, tmp_path: Path) -> None:
    module = tmp_path / "narrowed.py"
    module.write_text(built.text + NARROWED)
    assert mypy_findings([module], tmp_path) == ""
    assert pyright_findings([module], tmp_path) == ""


def test_values_that_no_schema_lists_pass_through(built: Built) -> None:
    body = {"id": "1", "name": "Ada", "state": "lost", "pet": {"kind": "cow", "milk": 3}}

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=body)

    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        outputs = built.module.run(owner={"name": "Ada", "key": "k"}, client=client)
    assert outputs.state == "lost"
    assert outputs.owner == body


def test_public_signatures_are_typed(built: Built) -> None:
    modules = sorted((ROOT / "generated").glob("*/*.py"))
    assert modules
    for text in (built.text, *(path.read_text() for path in modules)):
        assert untyped(text) == []


def test_what_is_not_typed_is_found() -> None:
    text = (
        "class A:\n    b: Any\n    def c(self, d: list[Any]) -> int: ...\n    _e: Any\n"
        "def f(g) -> Any: ...\ndef _h(i: Any) -> None: ...\nT: TypeAlias = 'list[Any]'\n"
        "J = TypedDict('J', {'k': 'Any'})\n"
    )
    assert untyped(text) == ["A.b: Any", "A.c(d): Any", "f(g): Any", "f: Any", "T: Any", "J: Any"]
