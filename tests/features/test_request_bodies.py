"""Request bodies: how a payload is written, and in which content type."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from bodies import HOSTILE, JSON, sending, taking
from one_call import Fresh, Made, call


def json_sent(made: Made, **inputs: Any) -> Any:
    """The JSON body of the request."""
    sent = made.sent(**inputs)
    return json.loads(sent.content)


# --- JSON ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [
        {},
        [],
        {"a": None, "b": [1, 2.5, True, {"c": "d"}]},
        [{"a": 1}],
        "text",
        0,
        False,
        "",
        {"$ref": "not a reference", "type": "jsonpath"},
        {"a.b": {"c/d": {"e~f": 1}}, "class": 1, "ä": "€"},
    ],
)
def test_a_constant_payload(payload: Any) -> None:
    made = sending(json.dumps(payload))
    assert json_sent(made) == payload
    assert made.sent().headers["Content-Type"] == "application/json"


def test_values_keep_their_types_in_a_payload() -> None:
    made = sending("{a: $inputs.a, list: [$inputs.a, x], text: 'v{$inputs.a}'}", inputs="a!: {}")
    for value in (1, 1.5, True, None, "x", [1], {"b": None}):
        sent = json_sent(made, a=value)
        assert sent["a"] == value
        assert type(sent["a"]) is type(value)
        assert sent["list"] == [value, "x"]


def test_a_payload_that_is_one_expression() -> None:
    made = sending("$inputs.body", inputs="body!: {type: object}")
    assert json_sent(made, body={"a": [1, None]}) == {"a": [1, None]}


def test_a_payload_that_is_a_list() -> None:
    made = sending("[{id: $inputs.a}, $inputs.b]", inputs="a!: {type: integer}\nb: {type: string}")
    assert json_sent(made, a=1, b="x") == [{"id": 1}, "x"]
    assert json_sent(made, a=1) == [{"id": 1}]


def test_a_json_text_with_expressions() -> None:
    text = (
        '\'{"name": "{$inputs.a}", "bare": {$inputs.n}, "lone": "{$inputs.n}", '
        '"long": "n is {$inputs.n}", "list": [{$inputs.n}, "{$inputs.flag}"]}\''
    )
    made = sending(text, inputs="a!: {type: string}\nn!: {type: integer}\nflag: {type: boolean}")
    assert json_sent(made, a="x", n=5, flag=False) == {
        "name": "x",
        "bare": 5,
        "lone": "5",
        "long": "n is 5",
        "list": [5, "false"],
    }


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_cannot_break_out_of_a_json_text(value: str) -> None:
    made = sending(
        '\'{"name": "{$inputs.a}", "long": "is {$inputs.a}!", "bare": {$inputs.a}}\'',
        inputs="a!: {type: string}",
    )
    sent = json_sent(made, a=value)
    assert sent == {"name": value, "long": f"is {value}!", "bare": value}


def test_a_json_text_without_expressions() -> None:
    made = sending("'{\"a\": [1, null]}'")
    assert json_sent(made) == {"a": [1, None]}


def test_a_json_text_over_several_lines() -> None:
    made = call(
        """
        requestBody:
          contentType: application/json
          payload: |
            {
              "petOrder": {
                "petId": "{$inputs.pet_id}",
                "quantity": {$inputs.quantity}
              }
            }
        """,
        inputs="pet_id!: {type: integer}\nquantity!: {type: integer}",
        operation=JSON,
    )
    assert json_sent(made, pet_id=1, quantity=2) == {"petOrder": {"petId": "1", "quantity": 2}}
    assert made.codes == []


@pytest.mark.parametrize(
    "content_type", ["application/merge-patch+json", "application/vnd.api+json; charset=utf-8"]
)
def test_json_of_another_name(content_type: str) -> None:
    made = sending("{a: $inputs.a}", inputs="a: {}", operation=taking(content_type))
    sent = made.sent(a=[1])
    assert sent.headers["Content-Type"] == content_type
    assert json.loads(sent.content) == {"a": [1]}


def test_optional_values_are_left_out_everywhere() -> None:
    made = sending(
        "{a: $inputs.a, b: {c: $inputs.a}, d: [1, $inputs.a, {e: $inputs.a}]}",
        inputs="a: {type: string}",
    )
    assert json_sent(made) == {"b": {}, "d": [1, {}]}


def test_the_callers_values_are_not_changed() -> None:
    made = call(
        """
        requestBody:
          payload: $inputs.body
          replacements:
          - {target: /a/b, value: 2}
          - {target: /list/-, value: 3}
          - {target: $.a.c, value: 4, targetSelectorType: jsonpath}
        """,
        inputs="body!: {type: object}",
        operation=JSON,
    )
    mine = {"a": {"b": 1, "c": 1}, "list": [1]}
    assert json_sent(made, body=mine) == {"a": {"b": 2, "c": 4}, "list": [1, 3]}
    assert mine == {"a": {"b": 1, "c": 1}, "list": [1]}


# --- Content types ------------------------------------------------------------------------


def test_the_steps_content_type_goes_before_the_operations() -> None:
    operation = "requestBody: {content: {application/json: {}, application/xml: {}}}"
    made = sending("<a/>", operation=operation, content="application/xml")
    sent = made.sent()
    assert (sent.headers["Content-Type"], sent.content) == ("application/xml", b"<a/>")


def test_without_one_the_operations_is_taken() -> None:
    made = sending("{a: 1}", operation=taking("application/x-www-form-urlencoded"))
    sent = made.sent()
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert sent.content == b"a=1"


def test_a_content_type_that_the_operation_does_not_take() -> None:
    made = sending("x", content="text/plain")
    assert [(code, text) for code, text, _ in made.findings] == [("AZ604", "'text/plain'")]
    assert made.sent().headers["Content-Type"] == "text/plain"


def test_a_body_for_an_operation_that_takes_none() -> None:
    made = sending("{a: 1}", operation="summary: none")
    assert made.codes == ["AZ604"]
    assert json_sent(made) == {"a": 1}


def test_no_body_no_content_type() -> None:
    sent = call(operation=JSON).sent()
    assert "Content-Type" not in sent.headers
    assert sent.content == b""


# --- Text and bytes -----------------------------------------------------------------------


def test_xml_text_with_expressions() -> None:
    made = sending(
        "'<order id=\"{$inputs.id}\"><n>{$inputs.n}</n></order>'",
        inputs="id!: {type: string}\nn!: {type: integer}",
        operation=taking("application/xml"),
    )
    sent = made.sent(id="7", n=2)
    assert sent.headers["Content-Type"] == "application/xml"
    assert sent.content == b'<order id="7"><n>2</n></order>'


def test_a_value_in_a_cdata_section() -> None:
    from xml.etree import ElementTree

    made = sending(
        "'<a><![CDATA[{$inputs.a}]]>{$inputs.a}</a>'",
        inputs="a!: {type: string}",
        operation=taking("application/xml"),
    )
    tree = ElementTree.fromstring(made.sent(a="<b>&]]>").content)
    assert tree.text == "<b>&]]><b>&]]>"


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_cannot_break_out_of_an_xml_text(value: str) -> None:
    from xml.etree import ElementTree

    made = sending(
        "'<order id=\"{$inputs.a}\"><n>{$inputs.a}</n></order>'",
        inputs="a!: {type: string}",
        operation=taking("application/xml"),
    )
    tree = ElementTree.fromstring(made.sent(a=value).content)
    assert [child.tag for child in tree] == ["n"]
    assert tree[0].text == value


def test_an_xml_payload_that_is_one_expression_is_sent_as_it_is() -> None:
    made = sending("$inputs.doc", inputs="doc!: {type: string}", operation=taking("text/xml"))
    assert made.body(doc="<a>&amp;</a>") == "<a>&amp;</a>"


def test_plain_text() -> None:
    made = sending(
        "'Dear {$inputs.who}, {$inputs.n}'",
        inputs="who!: {type: string}\nn!: {type: number}",
        operation=taking("text/plain"),
    )
    sent = made.sent(who="Zoë <&>", n=1.5)
    assert sent.headers["Content-Type"].startswith("text/plain")
    assert sent.content.decode() == "Dear Zoë <&>, 1.5"


@pytest.mark.parametrize(
    ("data", "sent"),
    [
        (b"\x00\xff", b"\x00\xff"),
        (Fresh(lambda: io.BytesIO(b"abc")), b"abc"),
        (("a.bin", b"xyz", "image/png"), b"xyz"),
        ("text", b"text"),
    ],
)
def test_bytes(data: Any, sent: bytes) -> None:
    made = sending(
        "$inputs.data",
        inputs="data!: {type: string, format: binary}",
        operation=taking("application/octet-stream", "{type: string, format: binary}"),
    )
    request = made.sent(data=data)
    assert request.content == sent
    assert request.headers["Content-Type"] == "application/octet-stream"


def test_a_required_body_that_is_absent() -> None:
    made = sending(
        "$inputs.body",
        inputs="body: {type: object}",
        operation="requestBody: {required: true, content: {application/json: {}}}",
    )
    outcome = made.run([])
    assert isinstance(outcome.error, made.module.MissingValue)


@pytest.mark.parametrize(
    ("payload", "text", "mistake"),
    [
        ("""'{"a": 1,}'""", ",", "there is a comma before the closing `}`"),
        ("""'{"a": NaN}'""", "NaN", "a value is expected here, not `NaN`"),
        ('"[1, \\n tru]"', "tru", "a value is expected here, not `tru`"),
    ],
)
def test_a_mistake_in_json_text_is_shown_at_its_place(
    payload: str, text: str, mistake: str
) -> None:
    made = sending(payload)
    assert made.findings == [("AZ607", text, f"the payload is not JSON: {mistake}")]


def test_locals_are_called_after_the_fields_that_they_fill() -> None:
    made = sending(
        "{orderId: $inputs.order.id, list: $inputs.order.list, httpx: {a: $inputs.a}}",
        inputs="order: {type: object}\na: {type: string}",
    )
    assert 'order_id = _get(order, "id")' in made.code
    assert 'value = _get(order, "list")' in made.code
    sent = made.sent(order={"id": "7", "list": [1]}, a="x")
    assert json.loads(sent.content) == {"orderId": "7", "list": [1], "httpx": {"a": "x"}}
    assert json.loads(made.sent().content) == {"httpx": {}}
    refused = made.run([], order={"id": object()}).error
    assert type(refused).__name__ == "UnsendableValue"
