"""Modules with every kind of expression, condition, parameter and body are clean: to mypy and
pyright at their strictest, and to black."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from one_call import Made, call, workflow

from typecheck import black_changes, mypy_findings, pyright_findings

PETS = """
responses:
  '200':
    description: ''
    headers: {Location: {required: true, schema: {type: string}}}
    content:
      application/json:
        schema:
          type: object
          required: [state, n]
          properties:
            state: {type: string, enum: [done, open]}
            n: {type: integer}
            at: {type: [string, 'null'], format: date-time}
            items:
              type: array
              items: {type: object, properties: {id: {type: string}, price: {type: number}}}
"""

INPUTS = """
a!: {type: string}
b: {type: integer}
c: {type: [string, 'null']}
d: {type: object, properties: {x: {type: array, items: {type: string}}}, default: {x: [y]}}
e: {type: array, items: {type: integer}, default: [1, 2]}
f: {default: [1, {g: null}]}
h: {type: boolean, default: false}
i: {type: string, format: password}
j: {type: number}
"""

CONDITIONS = """
successCriteria:
- condition: $statusCode == 200 || $statusCode >= 202 && !($statusCode > 203)
- condition: $response.body#/state == 'done' && $response.body#/items[0].id != $inputs.a
- condition: $response.body#/n < $inputs.b || $inputs.h || $response.body#/at == null
- condition: "$response.header.X-A == 'run-{$inputs.a}' && $url != $inputs.c"
- {context: $statusCode, condition: '^20', type: regex}
- {context: $response.body#/state, condition: '^{$inputs.a}|{$inputs.i}$', type: regex}
- {context: $response.body, condition: "$.state == 'done' || $.items.length > 2", type: jsonpath}
- {context: $response.body, condition: '$..items[?@.n > 1 && @.id == $inputs.a]', type: jsonpath}
- {context: $response.body, condition: "$.items[?length(@.id) == 2].id", type: jsonpath}
- {context: $response.body, condition: "$[?match(@.id, 'a.c') || count(@..*) > 1]", type: jsonpath}
- {context: $inputs.d, condition: "$.x[?@ == 'y']", type: jsonpath}
outputs:
  whole: $response.body
  state: $response.body#/state
  first: $response.body#/items/0/id
  at: $response.body#/at
  code: $statusCode
  where: $response.header.Location
  text: '{$method} {$url}: {$statusCode}'
  ids: {context: $response.body, selector: '$.items[*].id', type: jsonpath}
  one: {context: $response.body, selector: /items/1, type: jsonpointer}
  sent: $request.header.X-H
  secret: $inputs.i
"""

PARAMETERS = """
parameters:
- {name: p, in: path, value: $inputs.a}
- {name: q, in: query, value: $inputs.b}
- {name: r, in: query, value: $inputs.c}
- {name: s, in: query, value: $inputs.d}
- {name: t, in: query, value: $inputs.e}
- {name: u, in: query, value: 'v{$inputs.j}'}
- {name: X-H, in: header, value: $inputs.e}
- {name: sid, in: cookie, value: $inputs.i}
- {name: w, in: query, value: {context: $inputs.d, selector: '$.x[0]', type: jsonpath}}
requestBody:
  payload: {a: $inputs.a, b: {c: $inputs.c, d: [$inputs.b, 'x{$inputs.a}']}, e: $inputs.f}
  replacements:
  - {target: /b/e, value: $inputs.h}
  - {target: '$.b.*', targetSelectorType: jsonpath, value: $inputs.j}
"""

PARAMETER_API = """
parameters:
- {name: p, in: path, required: true, style: matrix, schema: {type: string}}
- {name: q, in: query, schema: {type: integer}}
- {name: r, in: query, allowReserved: true, schema: {type: string}}
- {name: s, in: query, style: deepObject, explode: true, schema: {type: object}}
- {name: t, in: query, style: pipeDelimited, explode: false, schema: {type: array}}
- {name: u, in: query, schema: {type: string}}
- {name: X-H, in: header, schema: {type: array}}
- {name: sid, in: cookie, schema: {type: string}}
- {name: w, in: query, content: {application/json: {}}}
requestBody: {content: {application/json: {schema: {type: object}}}}
security: [{bearer: [], key: []}, {basic: []}]
"""

SCHEMES = """
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    basic: {type: http, scheme: basic}
    key: {type: apiKey, in: query, name: key}
"""

XML = """
timeout: 500
requestBody: {payload: '<a b="{$inputs.a}"><![CDATA[{$inputs.b}]]></a>',
  replacements: [{target: /a/@b, value: $inputs.c}]}
successCriteria:
- {context: $response.body, condition: "/o/s = 'done' and count(//l) > 1", type: xpath}
- {context: $response.body, condition: "//l[@sku='{$inputs.a}']", type: xpath}
outputs:
  s: {context: $response.body, selector: /o/s, type: xpath}
  n: {context: $response.body, selector: count(//l), type: xpath}
"""
XML_API = """
requestBody: {content: {application/xml: {}}}
responses: {'200': {description: '', content: {application/xml: {}}}}
"""
LIBRARY = """
successCriteria:
- {context: $response.body, condition: 'every $p in //p satisfies number($p) > 1', type: xpath}
"""


SUPPLIED = """
    parameters:
    - {name: X-A, in: header, required: true, schema: {type: array, items: {type: integer}}}
    - {name: X-B, in: header, required: true, schema: {}}
    - {name: X-C, in: header, required: true, content: {application/json: {schema: {type: object}}}}
    - {name: only, in: header, required: true, schema: {type: number, enum: [2.5]}}
    - {name: mode, in: query, required: true, schema: {type: string, enum: [a, b]}}
    - {name: deep, in: query, required: true, style: deepObject,
       schema: {type: object, properties: {a: {type: string}}}}
    - {name: ids, in: query, required: true, schema: {type: array, items: {type: string}}}
    - {name: sid, in: cookie, required: true, schema: {type: boolean}}
    - {name: list, in: cookie, required: true, schema: {type: array, items: {type: integer}}}
    """


def _body(payload: str, content_type: str, schema: str = "{type: object}") -> Made:
    return call(
        f"requestBody: {{payload: {payload}}}",
        inputs=INPUTS,
        operation=f"requestBody: {{content: {{'{content_type}': {{schema: {schema}}}}}}}",
    )


def _made() -> dict[str, Made]:
    """A module for each way to write a request or a condition."""
    files = "{type: object, properties: {f: {type: string, format: binary}}}"
    return {
        "conditions": call(CONDITIONS, inputs=INPUTS, operation=PETS),
        "parameters": call(
            PARAMETERS,
            inputs=INPUTS,
            operation=PARAMETER_API,
            path="/c/{p}/end",
            api=SCHEMES,
        ),
        "xml": call(XML, inputs=INPUTS, operation=XML_API),
        "library": call(LIBRARY, operation=XML_API),
        "form": _body("{a: $inputs.a, b: $inputs.e}", "application/x-www-form-urlencoded"),
        "form_text": _body(
            "'a={$inputs.a}&b={$inputs.b}&c=x{$inputs.c}'", "application/x-www-form-urlencoded"
        ),
        "multipart": _body("{f: $inputs.i, g: $inputs.b}", "multipart/form-data", files),
        "xml_object": _body(
            "{p: $inputs.a, l: [$inputs.b]}",
            "application/xml",
            "{xml: {name: r, namespace: 'http://x.test'},"
            " properties: {p: {xml: {attribute: true}}, l: {type: array, xml: {wrapped: true}}}}",
        ),
        "lines": _body("[{a: $inputs.a}]", "application/jsonl"),
        "latin": _body("'{$inputs.a}'", "text/plain; charset=latin-1"),
        "mixed": _body("{f: $inputs.i, g: $inputs.f}", "multipart/mixed", files),
        "open": _body("$inputs.f", "image/*"),
        "spelled": call(
            "parameters: [{name: p, in: path, value: $inputs.b},"
            " {name: a, in: query, value: $inputs.a}, {name: c, in: cookie, value: $inputs.a},"
            " {name: d, in: cookie, value: $inputs.b}]",
            inputs="a: {}\nb!: {}",
            operation="""
            parameters:
            - {name: p, in: path, required: true, style: label, allowReserved: true, schema: {}}
            - {name: a, in: query, allowReserved: true, content: {text/plain: {}}}
            - {name: c, in: cookie, style: cookie, schema: {}}
            - {name: d, in: cookie, style: cookie, explode: false, schema: {}}
            """,
            path="/x/{p}",
            api="openapi: 3.2.0",
        ),
        "querystring": call(
            "parameters: [{name: q, in: querystring, value: $inputs.a}]",
            inputs="a: {}",
            operation="parameters: [{name: q, in: querystring, content: {application/json: {}}}]",
            api="openapi: 3.2.0",
        ),
        "plain": _body("'{$inputs.a} and {$inputs.j}'", "text/plain"),
        "binary": _body("$inputs.f", "application/octet-stream"),
        "upload": _body("{f: $inputs.a, g: $inputs.c}", "multipart/form-data", files),
        "supplied": call(operation=SUPPLIED, path="/c?fixed", api=SCHEMES),
        "template": _body('\'{"a": "{$inputs.a}", "b": {$inputs.b}}\'', "application/json"),
        "selectors": workflow(
            """
            steps: [{stepId: s, operationId: call, outputs: {all: $response.body}}]
            outputs:
              ids: {context: $steps.s.outputs.all, selector: '$.items[*].id', type: jsonpath}
              none: {context: $steps.s.outputs.all, selector: $.none, type: jsonpath}
            """,
        ),
    }


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The modules, in one folder."""
    folder = tmp_path_factory.mktemp("modules")
    for name, made in _made().items():
        assert made.built.status == 0, made.built.report
        (path,) = made.built.files.values()
        shutil.copy(path, folder / f"{name}.py")
    return sorted(folder.glob("*.py"))


@pytest.mark.standalone
def test_mypy_finds_nothing(modules: list[Path], tmp_path: Path) -> None:
    assert mypy_findings(modules, tmp_path) == ""


@pytest.mark.standalone
def test_pyright_finds_nothing(modules: list[Path], tmp_path: Path) -> None:
    assert pyright_findings(modules, tmp_path) == ""


@pytest.mark.layout
def test_black_leaves_them_as_they_are(modules: list[Path]) -> None:
    assert black_changes({path.name: path.read_text() for path in modules}) == []
