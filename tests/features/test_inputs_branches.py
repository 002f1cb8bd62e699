"""Inputs that a workflow declares in branches: alternatives, conditions, dependencies, patterns."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml

from features.one_call import Made, workflow
from typecheck import mypy_findings, pyright_findings

API = yaml.safe_load("""
openapi: 3.1.0
info: {title: T, version: "1"}
servers: [{url: https://x.test}]
paths:
  /call: {post: {operationId: call, requestBody: {content: {application/json: {schema: {}}}},
          responses: {200: {description: ok}}}}
""")


def reading(inputs: str, *read: str) -> Made:
    """A workflow that sends some of its inputs, or all of them."""
    payload: Any = {name: f"$inputs.{name}" for name in read} or "$inputs"
    step = {"stepId": "s", "operationId": "call", "requestBody": {"payload": payload}}
    fields = {"inputs": yaml.safe_load(inputs), "steps": [step]}
    return workflow(yaml.safe_dump(fields, sort_keys=False), sources=API)


def keywords(made: Made) -> dict[str, str]:
    """The keywords of the inputs, as a caller sees them: annotation, and `= default`."""
    found = {}
    for name, param in inspect.signature(made.module.run).parameters.items():
        if name in ("client", "api_url", "polling", "on_step"):
            break
        default = "" if param.default is param.empty else f" = {param.default}"
        found[name] = f"{param.annotation}{default}".replace("Unset.UNSET", "UNSET")
    return found


OPTIONAL = "str | None = None"
CASES: list[tuple[str, dict[str, str]]] = [
    (
        "{oneOf: [{required: [id], properties: {id: {type: string}}},"
        " {required: [name], properties: {name: {type: string}}}]}",
        {"id": OPTIONAL, "name": OPTIONAL},
    ),
    (
        "{anyOf: [{required: [a, b], properties: {a: {type: string}, b: {type: string}}},"
        " {required: [a], properties: {a: {type: string}, c: {type: string}}}]}",
        {"a": "str", "b": OPTIONAL, "c": OPTIONAL},
    ),
    (
        "{oneOf: [{required: [a], properties: {a: {type: string}}},"
        " {required: [a], properties: {a: {type: integer}}}]}",
        {"a": "str | int"},
    ),
    (
        "{properties: {a: {type: string}, b: {type: string}},"
        " oneOf: [{required: [a]}, {required: [b]}]}",
        {"a": OPTIONAL, "b": OPTIONAL},
    ),
    (
        "{properties: {a: {type: string}, b: {type: string}},"
        " anyOf: [{required: [a]}, {required: [a, b]}]}",
        {"a": "str", "b": OPTIONAL},
    ),
    (
        "{required: [kind], properties: {kind: {enum: [x, y]}},"
        " if: {properties: {kind: {const: x}}},"
        " then: {required: [size], properties: {size: {type: integer}}},"
        " else: {properties: {note: {type: string}}}}",
        {"kind": "Kind", "size": "int | None = None", "note": OPTIONAL},
    ),
    (
        "{if: {required: [a]}, then: {required: [b], properties: {b: {type: string}}},"
        " else: {required: [b, c], properties: {b: {type: string}, c: {type: string}}}}",
        {"b": "str", "c": OPTIONAL},
    ),
    (
        "{properties: {card: {type: string}},"
        " dependentSchemas: {card: {required: [address], properties: {address: {type: string}}}}}",
        {"card": OPTIONAL, "address": OPTIONAL},
    ),
    (
        "{required: [card], properties: {card: {type: string}},"
        " dependentSchemas: {card: {required: [address], properties: {address: {type: string}}}}}",
        {"card": "str", "address": "str"},
    ),
    (
        "{required: [a], properties: {a: {type: string}, b: {type: string}, c: {type: string}},"
        " dependentRequired: {a: [b], b: [c]}}",
        {"a": "str", "b": "str", "c": "str"},
    ),
    (
        "{properties: {a: {type: string}, b: {type: string}}, dependentRequired: {a: [b]}}",
        {"a": OPTIONAL, "b": OPTIONAL},
    ),
    (
        "{required: [a], properties: {a: {type: string}},"
        " dependencies: {a: {required: [b], properties: {b: {type: string}}}}}",
        {"a": "str", "b": "str"},
    ),
    (
        "{allOf: [{required: [z], properties: {z: {type: string}}},"
        " {oneOf: [{properties: {a: {type: string}}},"
        " {allOf: [{properties: {b: {type: string}}}, {anyOf: [{properties: {c: {type: string}}},"
        " {properties: {d: {type: string}}}]}]}]}]}",
        {"z": "str", "a": OPTIONAL, "b": OPTIONAL, "c": OPTIONAL, "d": OPTIONAL},
    ),
    (
        "{properties: {a: {type: string}}, allOf: [{if: {required: [a]},"
        " then: {properties: {b: {type: string}}}}, {if: {required: [b]},"
        " then: {properties: {c: {type: string}}}}]}",
        {"a": OPTIONAL, "b": OPTIONAL, "c": OPTIONAL},
    ),
    (
        "{oneOf: [{properties: {a: {type: [string, 'null']}}}, {properties: {b: {type: string}}}]}",
        {"a": "str | None | Unset = UNSET", "b": OPTIONAL},
    ),
    (
        "{oneOf: [{$ref: '#/$defs/one'}, {$ref: '#/$defs/other'}],"
        " $defs: {one: {required: [a], properties: {a: {$ref: '#/$defs/text'}}},"
        " other: {required: [b], properties: {b: {$ref: '#/$defs/text'}}}, text: {type: string}}}",
        {"a": OPTIONAL, "b": OPTIONAL},
    ),
    (
        "{oneOf: [{properties: {a: {type: string}, b: false}}, {properties: {b: {type: string}}}]}",
        {"a": OPTIONAL, "b": OPTIONAL},
    ),
]  # fmt: skip


def referring(inputs: str) -> str:
    """`#/$defs` of a schema, as a pointer from the root of the document."""
    return inputs.replace("#/$defs", "#/workflows/0/inputs/$defs")


@pytest.mark.parametrize(("inputs", "expected"), CASES)
def test_inputs_of_branches_are_keywords(inputs: str, expected: dict[str, str]) -> None:
    made = reading(referring(inputs), *expected)
    assert keywords(made) == expected
    assert made.codes == []


def test_what_a_caller_gives_is_sent_and_the_rest_is_left_out() -> None:
    made = reading(CASES[0][0], "id", "name")
    assert made.body(id="1") == '{"id":"1"}'
    assert made.body(name="a") == '{"name":"a"}'


def test_all_inputs_as_one_object() -> None:
    made = reading(CASES[0][0])
    assert made.body(id="1") == '{"id":"1"}'
    assert made.body() == "{}"


def test_constants_of_branches_are_one_enum() -> None:
    made = reading(
        "{required: [kind], oneOf: [{required: [card], properties: {kind: {const: card},"
        " card: {type: string}}}, {properties: {kind: {const: cash}}}]}",
        "kind", "card",
    )  # fmt: skip
    assert keywords(made) == {"kind": "Kind", "card": OPTIONAL}
    assert 'Kind: TypeAlias = Literal["card", "cash"]' in made.code


def test_objects_of_branches_are_a_union() -> None:
    made = reading(
        "{oneOf: [{properties: {who: {type: object, properties: {id: {type: string}}}}},"
        " {properties: {who: {type: object, properties: {name: {type: string}}}}}]}",
        "who",
    )
    assert made.code.count("(TypedDict)") == 2


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("default: 5", "default: 5", "int = 5"),
        ("default: 5", "default: 6", "int | None = None"),
        ("default: 5", "minimum: 1", "int | None = None"),
    ],
)
def test_a_default_counts_that_all_branches_give(first: str, second: str, expected: str) -> None:
    made = reading(
        f"{{anyOf: [{{properties: {{n: {{type: integer, {first}}}}}}},"
        f" {{properties: {{n: {{type: integer, {second}}}, o: {{}}}}}}]}}",
        "n",
    )
    assert keywords(made)["n"] == expected


def test_a_default_of_one_branch_alone_is_none() -> None:
    made = reading(
        "{oneOf: [{properties: {a: {type: string}}},"
        " {properties: {b: {type: string, default: x}}}]}",
    )
    assert made.body(a="1") == '{"a":"1"}'


def test_a_secret_of_a_branch_is_secret() -> None:
    made = reading(
        "{anyOf: [{properties: {key: {type: string, format: password}}},"
        " {properties: {key: {type: string, minLength: 3}}}]}",
        "key",
    )
    scopes = made.module
    outcome = made.answered({}, status=500, key="s3cret")
    assert isinstance(outcome.error, scopes.StepFailed)
    assert "s3cret" not in repr(outcome.error)


@pytest.mark.parametrize(
    "inputs",
    [
        "{oneOf: [{$ref: '#/gone'}, {properties: {a: {}}}]}",
        "{properties: {a: {}}, if: {}, then: {$ref: '#/gone'}}",
        "{properties: {a: {}}, dependentSchemas: {a: {$ref: '#/gone'}}}",
        "{anyOf: [{properties: {a: {$ref: '#/gone'}}}, {properties: {b: {}}}]}",
    ],
)
def test_a_branch_that_leads_nowhere_is_an_error(inputs: str) -> None:
    made = reading(inputs, "a")
    assert "error[AZ802]" in made.built.report


def test_branches_that_lead_back_end() -> None:
    made = reading(
        "{properties: {a: {type: string}},"
        " oneOf: [{$ref: '#/workflows/0/inputs'}, {properties: {b: {type: string}}}]}",
        "a", "b",
    )  # fmt: skip
    assert keywords(made) == {"a": OPTIONAL, "b": OPTIONAL}


def test_an_input_that_no_branch_has_is_an_error() -> None:
    made = reading(CASES[0][0], "id", "nam")
    assert "error[AZ302]: there is no input 'nam'" in made.built.report
    assert "did you mean 'name'?" in made.built.report


# --- Names that are mentioned, and names that match patterns ----------------------------------


def test_a_name_that_is_only_required_somewhere_is_an_input_if_it_is_read() -> None:
    inputs = "{type: object, anyOf: [{required: [a]}, {required: [b]}]}"
    assert keywords(reading(inputs, "a")) == {"a": "JsonValue = None"}
    both = "{type: object, anyOf: [{required: [a, b]}, {required: [a]}]}"
    assert keywords(reading(both, "a")) == {"a": "JsonValue"}


PATTERNS = """
type: object
required: [x-needed]
properties: {id: {type: string}}
patternProperties:
  '^x-': {type: string}
  '_count$': {type: integer}
"""


def test_names_that_patterns_match_are_inputs_if_they_are_read() -> None:
    made = reading(PATTERNS, "id", "x-one", "x-needed", "page_count")
    assert keywords(made) == {
        "x_needed": "str",
        "id": OPTIONAL,
        "x_one": OPTIONAL,
        "page_count": "int | None = None",
    }
    assert made.body(x_needed="a", page_count=2) == '{"x-needed":"a","page_count":2}'


def test_a_name_that_no_pattern_matches_is_an_error() -> None:
    made = reading(PATTERNS, "y-one")
    assert "error[AZ302]: there is no input 'y-one'" in made.built.report


@pytest.mark.parametrize(
    "expression",
    [
        "$inputs.x-a",
        "{$inputs.x-a}",
        "a {$inputs.x-a} b",
        "$inputs.x-a#/0",
        "$workflows.feature.inputs.x-a",
    ],
)
def test_names_are_found_in_expressions_of_each_form(expression: str) -> None:
    step = {"stepId": "s", "operationId": "call", "requestBody": {"payload": [expression]}}
    inputs = {"type": "object", "patternProperties": {"^x-": {}}}
    fields = {"inputs": inputs, "steps": [step]}
    made = workflow(yaml.safe_dump(fields), sources=API)
    assert list(keywords(made)) == ["x_a"]


def test_names_are_found_in_criteria_and_outputs() -> None:
    inputs = {"type": "object", "patternProperties": {"^x-": {"type": "string"}}}
    step = {
        "stepId": "s",
        "operationId": "call",
        "successCriteria": [{"condition": "$inputs.x-a == 'a'"}],
    }
    fields = {"inputs": inputs, "steps": [step], "outputs": {"b": "$inputs.x-b"}}
    made = workflow(yaml.safe_dump(fields), sources=API)
    assert set(keywords(made)) == {"x_a", "x_b"}


@pytest.mark.parametrize("pattern", ["^(x+)+$", "(", "^x{1000}{1000}{1000}$", "(?<=x+)y"])
def test_a_pattern_that_may_be_slow_or_is_none_matches_nothing(pattern: str) -> None:
    inputs = yaml.safe_dump({"type": "object", "patternProperties": {pattern: {}}})
    made = reading(inputs, "xx")
    assert "there is no input 'xx'" in made.built.report


@pytest.mark.xdist_group("typecheck")
@pytest.mark.standalone
def test_modules_with_branches_pass_the_type_checkers(tmp_path: Path) -> None:
    paths = []
    for number, (inputs, expected) in enumerate(CASES):
        paths.append(tmp_path / f"case_{number}.py")
        paths[-1].write_text(reading(referring(inputs), *expected).code)
    assert mypy_findings(paths, tmp_path) == ""
    assert pyright_findings(paths, tmp_path) == ""
