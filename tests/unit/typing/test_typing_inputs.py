"""The inputs of workflows."""

from __future__ import annotations

from pathlib import Path

import pytest

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.types import TypeTable
from arazzo_gen.typing.inputs import MISSING, InputDecl, read_inputs
from arazzo_gen.typing.schema import Types
from unit.openapi.documents import Files, line_of
from unit.typing.schemas import show


class Read:
    """The inputs of a document whose key `inputs` is the schema."""

    def __init__(self, text: str, **others: str) -> None:
        names = {name.replace("_", "."): value for name, value in others.items()}
        files = Files({"main.yaml": text, **names})
        self.report = Report()
        refs = Refs(files, self.report)
        root = files.load(Path("/main.yaml"), None)
        assert root is not None
        types = Types(refs, TypeTable(), self.report)
        self.inputs = read_inputs(root.get("inputs"), refs, types, self.report)

    def __getitem__(self, name: str) -> InputDecl:
        return next(decl for decl in self.inputs if decl.name == name)

    @property
    def codes(self) -> list[str]:
        return [d.code for d in self.report.diagnostics]


def test_inputs_in_document_order() -> None:
    read = Read(
        """
        inputs:
          type: object
          required: [key]
          properties:
            zone: {type: string, default: eu, description: Where}
            key: {type: string, format: password}
            count: {type: [integer, 'null'], default: null}
            mode: {enum: [fast, slow]}
            secret: {type: string, writeOnly: true}
            data: {type: object}
        """
    )
    names = [decl.name for decl in read.inputs]
    assert names == ["zone", "key", "count", "mode", "secret", "data"]
    assert (read["zone"].default, read["zone"].required) == ("eu", False)
    assert read["zone"].description == "Where"
    assert (read["key"].default, read["key"].required, read["key"].secret) == (MISSING, True, True)
    assert (read["count"].default, read["count"].nullable) == (None, True)
    assert show(read["count"].type) == "Int"
    assert show(read["data"].type) == "{Json}"
    assert [decl.name for decl in read.inputs if decl.secret] == ["key", "secret"]
    assert read.codes == []


def test_any_value_is_not_called_nullable() -> None:
    read = Read("inputs: {type: object, properties: {a: {}}}")
    assert show(read["a"].type) == "Json"
    assert not read["a"].nullable


@pytest.mark.parametrize(
    "reference", ["#/components/inputs/login", "#login", "other.yaml#/parts/login"]
)
def test_references_are_followed(reference: str) -> None:
    login = "{$anchor: login, type: object, required: [user], properties: {user: {type: string}}}"
    read = Read(
        f"inputs: {{$ref: '{reference}'}}\ncomponents: {{inputs: {{login: {login}}}}}",
        other_yaml="parts: {login: {required: [user], properties: {user: {type: string}}}}",
    )
    assert [(decl.name, decl.required) for decl in read.inputs] == [("user", True)]
    assert read.codes == []


def test_all_of_is_merged() -> None:
    read = Read(
        """
        inputs:
          allOf:
            - {$ref: '#/components/inputs/base'}
            - {properties: {b: {type: integer}}, required: [a]}
        components: {inputs: {base: {type: object, properties: {a: {type: string}}}}}
        """
    )
    assert [(decl.name, decl.required) for decl in read.inputs] == [("a", True), ("b", False)]


def test_a_reference_that_leads_nowhere_is_an_error() -> None:
    read = Read("inputs: {$ref: '#/components/inputs/gone'}")
    assert read.inputs == ()
    assert read.report.has_errors


def test_an_input_whose_schema_leads_nowhere_stays() -> None:
    read = Read("inputs: {properties: {a: {$ref: '#/gone'}}}")
    assert [show(decl.type) for decl in read.inputs] == ["Json"]
    assert read.report.has_errors


def test_required_as_a_boolean_is_honoured_with_a_warning() -> None:
    read = Read("inputs: {properties: {a: {type: string, required: true}, b: {required: false}}}")
    assert [decl.required for decl in read.inputs] == [True, False]
    assert read.codes == ["AZ712", "AZ712"]
    assert line_of(read.report.diagnostics[0]).startswith("true")
    assert "[a]" in (read.report.diagnostics[0].help or "")
    assert not read.report.has_errors


def test_a_required_name_without_property_is_an_input() -> None:
    read = Read("inputs: {type: object, required: [a, 5]}")
    assert [(decl.name, decl.required, show(decl.type)) for decl in read.inputs] == [
        ("a", True, "Json")
    ]
    assert line_of_span(read["a"]) == "a, 5]}"


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ("{type: string}", "of type string"),
        ("[a]", "not an array"),
        ("5", "not an integer"),
        ("{user: {type: string}}", "no `properties`"),
    ],
)
def test_what_is_no_object_schema_is_a_warning(schema: str, said: str) -> None:
    read = Read(f"inputs: {schema}")
    assert read.inputs == ()
    assert read.codes == ["AZ711"]
    assert said in read.report.diagnostics[0].message


@pytest.mark.parametrize("schema", ["{type: object}", "{}", "{type: object, properties: {}}"])
def test_no_inputs_are_fine(schema: str) -> None:
    read = Read(f"inputs: {schema}")
    assert read.inputs == ()
    assert read.codes == []


def test_without_schema_there_are_none() -> None:
    assert Read("other: 1").inputs == ()


def test_the_span_is_the_names() -> None:
    read = Read("inputs: {properties: {account: {type: string}}}")
    assert line_of_span(read["account"]).startswith("account:")


def line_of_span(decl: InputDecl) -> str:
    return decl.span.file.line(decl.span.line)[decl.span.column - 1 :]
