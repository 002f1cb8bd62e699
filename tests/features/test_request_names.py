"""Names that XML does not have, and constants that leave a path empty, are found at build time."""

from __future__ import annotations

import ast

import pytest
from one_call import Made, call

from arazzo_gen.openapi import xml_grammar
from arazzo_gen.openapi.xml_grammar import is_xml_name, is_xml_prefix
from arazzo_gen.templates_path import templates_folder

EVIL = "a><evil x='1'/><a"


def body(payload: str, schema: str, components: str = "") -> Made:
    """A client that sends a body of XML."""
    return call(
        f"requestBody: {{payload: {payload}}}",
        inputs="v: {}\ns: {type: string}",
        operation=f"requestBody: {{content: {{application/xml: {{schema: {schema}}}}}}}",
        api=f"components: {{schemas: {{{components}}}}}" if components else "",
    )


def found(made: Made, code: str = "AZ615") -> list[str]:
    """The places of the findings."""
    return [place for each, place, *_ in made.findings if each == code]


@pytest.mark.parametrize("name", ["a", "_a", "ä", "a:b", ":", "a-1.b_c", "\u00c5", "\U00010000"])
def test_names_that_xml_has(name: str) -> None:
    assert is_xml_name(name)
    assert is_xml_prefix(name) == (":" not in name)


@pytest.mark.parametrize(
    "name", ["", "1", "-a", ".a", "a b", "a/b", "a\n", "\u00d7", "\u037e", EVIL]
)
def test_names_that_xml_does_not_have(name: str) -> None:
    assert not is_xml_name(name)
    assert not is_xml_prefix(name)


def test_modules_hold_keys_to_the_same_grammar() -> None:
    tree = ast.parse((templates_folder() / "support" / "66_xml.py").read_text(encoding="utf-8"))
    (start,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.target.id == "_XML_START"
        and node.value is not None
    )
    assert start == f":{xml_grammar._START}"


@pytest.mark.parametrize(
    ("payload", "schema", "place"),
    [
        ("{a: 1}", f'{{type: object, xml: {{name: "{EVIL}"}}}}', EVIL),
        ("$inputs.v", f'{{type: object, xml: {{name: "{EVIL}"}}}}', EVIL),
        ("{a: 1}", "{type: object, xml: {name: r, prefix: 'a:b', namespace: 'http://x'}}", "a:b"),
        ("{a: 1}", "{xml: {name: r}, properties: {a: {xml: {name: a b}}}}", "a b"),
        ("{a: 1}", "{xml: {name: r}, properties: {a: {xml: {prefix: 1p}}}}", "1p"),
        ("{a: 1}", "{xml: {name: r}, properties: {a: {xml: {name: 1a, attribute: true}}}}", "1a"),
        ("{a: [1]}", "{xml: {name: r}, properties: {a: {items: {xml: {name: 1a}}}}}", "1a"),
        (
            "{a: [1]}",
            "{xml: {name: r}, properties: {a: {xml: {name: x/y, wrapped: true}, items: {}}}}",
            "x/y",
        ),
        (
            "{a: {b: 1}}",
            "{xml: {name: r}, properties: {a: {properties: {b: {xml: {name: 1b}}}}}}",
            "1b",
        ),
        ("{a b: 1}", "{xml: {name: r}}", "a b"),
        ("{a: {'@b c': 1}}", "{xml: {name: r}}", "'@b c'"),
        ("{a: [{b: 1}, {1c: $inputs.v}]}", "{xml: {name: r}}", "1c"),
        ("{1root: {a: 1}}", "{type: object}", "1root"),
        ("{root: {1a: 1}}", "{type: object}", "1a"),
        ("{'@root': 1}", "{type: object}", "'@root'"),
        ("$inputs.v", "{xml: {name: r}, properties: {a b: {xml: {prefix: p}}}}", "a b"),
    ],
)
def test_a_name_that_xml_does_not_have_is_found_at_its_place(
    payload: str, schema: str, place: str
) -> None:
    made = body(payload, schema)
    assert made.built.status == 1
    (at,) = found(made)
    assert at.strip("\"'").startswith(place.strip("\"'")), at
    assert "help: " in made.built.report


def test_the_name_of_a_component_is_no_root_where_xml_has_none() -> None:
    made = body("{a: 1}", "{$ref: '#/components/schemas/1st'}", "1st: {type: object}")
    assert made.built.status == 1
    assert "'1st' cannot be a name in XML" in made.built.report
    named = body("{a: 1}", "{$ref: '#/components/schemas/1st'}", "1st: {xml: {name: first}}")
    assert named.body() == "<first><a>1</a></first>"


def test_a_property_that_a_value_may_not_have_is_a_warning() -> None:
    made = body("$inputs.v", "{xml: {name: r}, properties: {a b: {}, c: {}}}")
    assert made.built.status == 0
    assert len(found(made)) == 1
    assert "xml: {name: a-b}" in made.built.report
    assert made.body(v={"c": 1}) == "<r><c>1</c></r>"


@pytest.mark.parametrize(
    ("payload", "schema"),
    [
        ("$inputs.s", "{properties: {a b: {xml: {name: 1}}}}"),
        ("<r/>", "{properties: {a b: {}}}"),
        ("{c: 1}", "{xml: {name: r}, properties: {a b: {}}}"),
        ("{a b: 1}", "{xml: {name: r}, properties: {a b: {xml: {name: c}}}}"),
        ("{a b: 1}", "{xml: {name: r}, properties: {a b: {xml: {nodeType: text}}}}"),
        ("{a: [1]}", "{xml: {name: r}, properties: {a: {xml: {name: 1}, items: {}}}}"),
    ],
)
def test_names_that_are_not_written_are_left_alone(payload: str, schema: str) -> None:
    assert found(body(payload, schema)) == []


# --- Paths ------------------------------------------------------------------------------


def in_path(value: str, parameter: str = "") -> Made:
    """A client that sends a constant in its path."""
    return call(
        f"parameters: [{{name: id, in: path, value: {value}}}]" if value else "",
        operation=f"parameters: [{{name: id, in: path, required: true{parameter}}}]",
        path="/{id}",
        method="delete",
    )


ARRAY = ", schema: {type: array, items: {type: string}}"


@pytest.mark.parametrize(
    ("value", "parameter"),
    [
        ("''", ", schema: {type: string}"),
        ("[]", ARRAY),
        ("['']", ARRAY),
        ("{}", ", schema: {type: object}"),
        ("[]", f"{ARRAY}, style: matrix, explode: true"),
    ],
)
def test_an_empty_constant_in_a_path_is_found(value: str, parameter: str) -> None:
    made = in_path(value, parameter)
    assert made.built.status == 1
    assert len(found(made, "AZ614")) == 1
    assert "the path parameter 'id' is empty" in made.built.report


def test_a_null_in_a_path_is_found() -> None:
    made = in_path("null", ", schema: {type: string}")
    assert made.built.status == 1
    assert len(found(made, "AZ614")) == 1
    assert "the path parameter 'id' is null" in made.built.report


def test_an_empty_default_in_a_path_is_found() -> None:
    made = in_path("", ", schema: {type: string, default: ''}")
    assert len(found(made, "AZ614")) == 1


@pytest.mark.parametrize(
    ("value", "parameter"),
    [
        ("a", ", schema: {type: string}"),
        ("0", ", schema: {type: integer}"),
        ("false", ", schema: {type: boolean}"),
        ("['', '']", ARRAY),
        ("''", ", schema: {type: string}, style: label"),
        ("''", ", schema: {type: string}, style: matrix"),
        ("''", ", content: {application/json: {schema: {type: string}}}"),
    ],
)
def test_a_constant_that_fills_its_place_is_sent(value: str, parameter: str) -> None:
    made = in_path(value, parameter)
    assert found(made, "AZ614") == []
    assert len(made.sent().url.raw_path) > 1
