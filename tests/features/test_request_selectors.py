"""Payload Replacement Objects and Selector Objects (Arazzo 1.1)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from one_call import Made, call, workflow

JSON = "requestBody: {content: {application/json: {}}}"
XML = "requestBody: {content: {application/xml: {}}}"


def replacing(payload: str, replacements: str, *, inputs: str = "", operation: str = JSON) -> Made:
    """A step that sends a payload with replacements, both written as YAML."""
    body = f"requestBody: {{payload: {payload}, replacements: [{replacements}]}}"
    return call(body, inputs=inputs, operation=operation)


ORDER = "{id: 1, lines: [{sku: a, n: 1}, {sku: b, n: 2}], a/b: {m~n: 0}}"
GIVEN = {"id": 1, "lines": [{"sku": "a", "n": 1}, {"sku": "b", "n": 2}], "a/b": {"m~n": 0}}


def changed(**fields: Any) -> dict[str, Any]:
    """The order with some fields changed."""
    return {**GIVEN, **fields}


TARGETS: list[tuple[str, dict[str, Any]]] = [
    ("{target: /id, value: 9}", changed(id=9)),
    ("{target: '#/id', value: 9}", changed(id=9)),
    ("{target: /new, value: {x: [1]}}", changed(new={"x": [1]})),
    ("{target: /new/deep, value: 1}", changed(new={"deep": 1})),
    ("{target: /lines/0/sku, value: z}", changed(lines=[{"sku": "z", "n": 1}, GIVEN["lines"][1]])),
    ("{target: /lines/2, value: z}", changed(lines=[*GIVEN["lines"], "z"])),
    ("{target: /lines/-, value: z}", changed(lines=[*GIVEN["lines"], "z"])),
    ("{target: /a~1b/m~0n, value: 1}", {**GIVEN, "a/b": {"m~n": 1}}),
    ("{target: /id, value: null}", changed(id=None)),
    ("{target: /id, value: $inputs.v}", changed(id="V")),
    ("{target: /id, value: 'is {$inputs.v}'}", changed(id="is V")),
    ("{target: /lines, value: []}", changed(lines=[])),
    (
        "{target: '$.lines[*].n', value: 0, targetSelectorType: jsonpath}",
        changed(lines=[{"sku": "a", "n": 0}, {"sku": "b", "n": 0}]),
    ),
    (
        "{target: '$.lines[?@.n > 1].sku', value: big, targetSelectorType: jsonpath}",
        changed(lines=[{"sku": "a", "n": 1}, {"sku": "big", "n": 2}]),
    ),
    (
        "{target: $..n, value: $inputs.v, targetSelectorType: {type: jsonpath, version: rfc9535}}",
        changed(lines=[{"sku": "a", "n": "V"}, {"sku": "b", "n": "V"}]),
    ),
    ("{target: $.nothing, value: 1, targetSelectorType: jsonpath}", changed()),
    (
        "{target: '$.lines[-1:]', value: z, targetSelectorType: jsonpath}",
        changed(lines=[GIVEN["lines"][0], "z"]),
    ),
    (
        "{target: /id, value: 9, targetSelectorType: jsonpointer}",
        changed(id=9),
    ),
    (
        "{target: /id, value: 9, targetSelectorType: {type: jsonpointer, version: rfc6901}}",
        changed(id=9),
    ),
]


@pytest.mark.parametrize("given", ["spelled out", "an input"])
@pytest.mark.parametrize(("replacement", "sent"), TARGETS)
def test_a_replacement(replacement: str, sent: Any, given: str) -> None:
    if given == "spelled out":
        made = replacing(ORDER, replacement, inputs="v!: {type: string}")
        assert json.loads(made.body(v="V")) == sent
    else:
        inputs = "v!: {type: string}\norder!: {type: object}"
        made = replacing("$inputs.order", replacement, inputs=inputs)
        mine = json.loads(json.dumps(GIVEN))
        assert json.loads(made.body(v="V", order=mine)) == sent
        assert mine == GIVEN
    assert made.built.status == 0


PAST: list[tuple[str, str]] = [
    ("/lines/3", "3"),
    ("/lines/99/n", "99"),
    ("/lines/1000000000000", "1000000000000"),
    ("/lines/-1", "-1"),
    ("/lines/01", "01"),
    ("/lines/one/n", "one"),
    ("/lines/١", "١"),
]


@pytest.mark.parametrize(("target", "token"), PAST)
def test_an_index_past_the_end_of_a_payload_is_reported(target: str, token: str) -> None:
    made = replacing(ORDER, f"{{target: '{target}', value: 9}}")
    assert [(code, text.strip("'")) for code, text, _ in made.findings] == [("AZ612", target)]
    assert f"the array has 2 items, and none at {token!r}" in made.built.report
    assert "write `-`" in made.built.report
    assert json.loads(made.body()) == GIVEN


@pytest.mark.parametrize(("target", "token"), PAST)
def test_an_index_past_the_end_of_a_value_is_not_sent(target: str, token: str) -> None:
    made = replacing("$inputs.v", f"{{target: '{target}', value: 9}}", inputs="v!: {}")
    error = made.run([], v=GIVEN).error
    assert isinstance(error, made.module.UnsendableValue)
    assert repr(token) in str(error)


@pytest.mark.parametrize("target", ["/lines/2", "/lines/-", "/lines/2/n", "/lines/-/n"])
def test_the_place_behind_the_last_item_adds_one(target: str) -> None:
    added = {"n": 9} if target.endswith("n") else 9
    for payload in (ORDER, "$inputs.v"):
        given = {"v": GIVEN} if payload == "$inputs.v" else {}
        inputs = "".join(f"{name}: {{}}" for name in given)
        made = replacing(payload, f"{{target: {target}, value: 9}}", inputs=inputs)
        assert made.codes == []
        assert json.loads(made.body(**given)) == changed(lines=[*GIVEN["lines"], added])


def test_replacements_apply_in_order() -> None:
    made = replacing(
        "{a: {b: 1}}",
        "{target: /a, value: {c: 2}}, {target: /a/d, value: 3},"
        " {target: $.a.*, value: 0, targetSelectorType: jsonpath}, {target: /a/c, value: 9}",
    )
    assert json.loads(made.body()) == {"a": {"c": 9, "d": 0}}


def test_replacements_without_a_payload() -> None:
    made = call("requestBody: {replacements: [{target: /a/b, value: 1}]}", operation=JSON)
    assert json.loads(made.body()) == {"a": {"b": 1}}


def test_an_absent_value_replaces_nothing() -> None:
    made = replacing("{a: 1}", "{target: /a, value: $inputs.v}", inputs="v: {type: integer}")
    assert json.loads(made.body(v=2)) == {"a": 2}
    assert json.loads(made.body()) in ({"a": 1}, {})


def test_a_target_without_a_slash_is_a_dialect() -> None:
    made = replacing("{a: 1}", "{target: a, value: 2}")
    assert made.codes == ["AZ303"]
    assert made.body() == '{"a":2}'


@pytest.mark.parametrize(
    "replacement",
    [
        "{target: '$.a[', value: 1, targetSelectorType: jsonpath}",
        "{target: /a~2, value: 1}",
        "{target: '/a[', value: 1, targetSelectorType: xpath}",
    ],
)
def test_a_target_that_cannot_be_read(replacement: str) -> None:
    assert replacing("{a: 1}", replacement).codes == ["AZ605"]


@pytest.mark.parametrize(
    ("content_type", "replacement"),
    [
        ("text/plain", "{target: /a, value: 1}"),
        ("application/octet-stream", "{target: /a, value: 1}"),
        ("application/xml", "{target: /a, value: 1, targetSelectorType: jsonpointer}"),
        ("application/xml", "{target: $.a, value: 1, targetSelectorType: jsonpath}"),
        ("application/json", "{target: /a, value: 1, targetSelectorType: xpath}"),
        ("application/json", "{target: '/a/{$inputs.v}', value: 1}"),
    ],
)
def test_a_target_that_cannot_lead_into_the_payload(content_type: str, replacement: str) -> None:
    operation = f"requestBody: {{content: {{{content_type}: {{}}}}}}"
    made = replacing("$inputs.v", replacement, inputs="v!: {}", operation=operation)
    assert made.codes == ["AZ605"]


@pytest.mark.parametrize("payload", ["a=1&c=x%20y", "'a={$inputs.v}&c=x%20y'"])
def test_replacing_in_a_form_given_as_text(payload: str) -> None:
    made = replacing(
        payload,
        "{target: /b, value: '&'}",
        inputs="v: {default: 1}",
        operation="requestBody: {content: {application/x-www-form-urlencoded: {}}}",
    )
    assert made.body() in ("a=1&c=x+y&b=%26", "a=1&c=x%20y&b=%26")


def test_replacing_in_a_form() -> None:
    made = replacing(
        "{a: 1, b: 2}",
        "{target: /a, value: x}, {target: /c, value: $inputs.v}",
        inputs="v!: {type: string}",
        operation="requestBody: {content: {application/x-www-form-urlencoded: {}}}",
    )
    assert made.body(v="y&z") == "a=x&b=2&c=y%26z"


DOCUMENT = "'<o id=\"1\"><l><n>1</n></l><l><n>2</n></l></o>'"


@pytest.mark.parametrize(
    ("target", "sent"),
    [
        ("/o/l/n", '<o id="1"><l><n>X</n></l><l><n>X</n></l></o>'),
        ("/o/l[2]/n", '<o id="1"><l><n>1</n></l><l><n>X</n></l></o>'),
        ("//n", '<o id="1"><l><n>X</n></l><l><n>X</n></l></o>'),
        ("/o/@id", '<o id="X"><l><n>1</n></l><l><n>2</n></l></o>'),
        ("/o/nothing", '<o id="1"><l><n>1</n></l><l><n>2</n></l></o>'),
    ],
)
@pytest.mark.parametrize("type_", ["", ", targetSelectorType: xpath"])
def test_replacing_in_xml(target: str, sent: str, type_: str) -> None:
    made = replacing(
        DOCUMENT,
        f"{{target: '{target}', value: $inputs.v{type_}}}",
        inputs="v!: {type: string}",
        operation=XML,
    )
    assert made.body(v="X") == sent


@pytest.mark.parametrize(
    ("value", "sent"), [("null", "null"), ("true", "true"), ("$inputs.v", "1")]
)
@pytest.mark.parametrize("target", ["/o/l[1]/n", "/o/@id"])
def test_values_of_all_kinds_in_xml(target: str, value: str, sent: str) -> None:
    made = replacing(
        DOCUMENT,
        f"{{target: '{target}', value: {value}}}",
        inputs="v: {type: string}",
        operation=XML,
    )
    changed = DOCUMENT[1:-1]
    if value != "$inputs.v":
        old, new = ('"1"', f'"{sent}"') if "@" in target else ("<n>1<", f"<n>{sent}<")
        changed = changed.replace(old, new)
    assert made.body() == changed


def test_a_replacement_in_xml_keeps_what_is_declared_for_values() -> None:
    made = replacing(
        '\'<o xmlns:t="urn:t" xmlns:x="urn:x"><!-- n --><v x:type="t:int">1</v><n/></o>\'',
        "{target: /o/n, value: $inputs.v}",
        inputs="v!: {type: string}",
        operation=XML,
    )
    assert made.body(v="X") == (
        '<o xmlns:t="urn:t" xmlns:x="urn:x"><!-- n --><v x:type="t:int">1</v><n>X</n></o>'
    )


def test_a_value_cannot_break_out_of_replaced_xml() -> None:
    made = replacing(
        DOCUMENT, "{target: //n, value: $inputs.v}", inputs="v!: {type: string}", operation=XML
    )
    assert "<n>&lt;x&gt;&amp;</n>" in made.body(v="<x>&")


# --- Selector Objects ---------------------------------------------------------------------

BODY = {"items": [{"id": 1, "on": True}, {"id": 2, "on": False}], "name": "n"}


@pytest.mark.parametrize(
    ("selector", "value"),
    [
        ("{context: $response.body, selector: /items/1/id, type: jsonpointer}", 2),
        ("{context: $response.body, selector: '', type: jsonpointer}", BODY),
        ("{context: $response.body, selector: /nope, type: jsonpointer}", None),
        ("{context: $response.body, selector: $.name, type: jsonpath}", "n"),
        ("{context: $response.body, selector: '$.items[1].id', type: jsonpath}", 2),
        ("{context: $response.body, selector: '$.items[*].id', type: jsonpath}", [1, 2]),
        ("{context: $response.body, selector: '$.items[?@.on == true].id', type: jsonpath}", [1]),
        ("{context: $response.body, selector: '$.items[?@.id > 5]', type: jsonpath}", []),
        ("{context: $response.body, selector: $.nope, type: jsonpath}", None),
        ("{context: '$response.body#/items/0', selector: $.id, type: jsonpath}", 1),
        (
            "{context: $response.body, selector: $.name, type: {type: jsonpath, version: rfc9535}}",
            "n",
        ),
    ],
)
def test_a_selector_as_an_output(selector: str, value: Any) -> None:
    made = call(f"outputs: {{value: {selector}}}")
    assert made.built.status == 0, made.built.report
    assert made.values(BODY) == {"value": value}


@pytest.mark.parametrize(
    ("selector", "value"),
    [
        ("/a/b", "x"),
        ("//c", "1"),
        ("/a/c[2]", "2"),
        ("count(//c)", 2),
        ("/a/@k", "v"),
        ("/no", None),
    ],
)
def test_an_xpath_selector(selector: str, value: Any) -> None:
    made = call(
        f"outputs: {{value: {{context: $response.body, selector: '{selector}', type: xpath}}}}",
        operation="responses: {'200': {description: '', content: {application/xml: {}}}}",
    )
    document = '<a k="v"><b>x</b><c>1</c><c>2</c></a>'
    assert made.values(text=document) == {"value": value}


def test_selectors_in_parameters_payloads_and_replacements() -> None:
    made = workflow(
        """
        steps:
        - stepId: call
          operationId: call
          parameters:
          - name: id
            in: query
            value: {context: $inputs.data, selector: '$.items[1].id', type: jsonpath}
          - name: ids
            in: query
            value: {context: $inputs.data, selector: '$.items[*].id', type: jsonpath}
          requestBody:
            payload:
              a: {context: $inputs.data, selector: /items/0, type: jsonpointer}
              b: [{c: {context: $inputs.data, selector: '$..id', type: jsonpath}}]
              d: x
            replacements:
            - target: /d
              value: {context: $inputs.data, selector: $.name, type: jsonpath}
        """,
        inputs="data!: {type: object}",
        sources=_taking(),
    )
    assert made.codes == []
    sent = made.sent(data=BODY)
    assert sent.url.query == b"id=2&ids=1&ids=2"
    assert json.loads(sent.content) == {"a": BODY["items"][0], "b": [{"c": [1, 2]}], "d": "n"}


def _taking() -> dict[str, Any]:
    from one_call import openapi

    return openapi("""
        parameters:
        - {name: id, in: query, schema: {type: integer}}
        - {name: ids, in: query, schema: {type: array}}
        requestBody: {content: {application/json: {}}}
    """)


def test_a_selector_in_the_workflows_outputs() -> None:
    made = workflow("""
        steps: [{stepId: s, operationId: call, outputs: {all: $response.body}}]
        outputs:
          ids: {context: $steps.s.outputs.all, selector: '$.items[*].id', type: jsonpath}
          first: {context: $steps.s.outputs.all, selector: /items/0/id, type: jsonpointer}
    """)
    assert made.values(BODY) == {"ids": [1, 2], "first": 1}


def test_a_map_that_only_looks_like_a_selector_is_a_value() -> None:
    made = call(
        "requestBody: {payload: {x: {context: a, selector: b, type: c}, y: {type: jsonpath}}}",
        operation=JSON,
    )
    if made.built.status == 0:
        assert json.loads(made.body())["y"] == {"type": "jsonpath"}
    else:
        assert made.codes


def test_a_pointer_takes_no_expressions() -> None:
    selector = "{context: $response.body, selector: '/a/{$inputs.v}', type: jsonpointer}"
    assert call(f"outputs: {{x: {selector}}}", inputs="v!: {}").codes == ["AZ403"]


def test_a_selector_is_a_feature_of_1_1() -> None:
    made = call(
        "outputs: {v: {context: $response.body, selector: /name, type: jsonpointer}}",
        version="1.0.1",
    )
    assert made.codes == ["AZ109"]
    assert made.values(BODY) == {"v": "n"}
