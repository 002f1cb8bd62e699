"""Criteria of type xpath: the effective boolean value of an expression on an XML document."""

from __future__ import annotations

import json

import pytest
from one_call import Made, call

XML = """<?xml version="1.0"?>
<order xmlns:m="urn:meta" id="7" m:kind="rush">
  <status>done</status>
  <line sku="a"><price>3.50</price></line>
  <line sku="b"><price>12</price></line>
  <m:note>hi</m:note>
  <empty/>
</order>"""

ANSWER = "responses: {'200': {description: '', content: {application/xml: {}}}}"


def xpath(condition: str, inputs: str = "", *, type_: str = "xpath") -> Made:
    """A step that succeeds when an XPath criterion holds."""
    text = json.dumps(condition)
    return call(
        f"successCriteria: [{{context: $response.body, condition: {text}, type: {type_}}}]",
        inputs=inputs,
        operation=ANSWER,
    )


PLAIN = [
    ("/order", True),
    ("/orders", False),
    ("/order/line", True),
    ("/order/empty", True),
    ("//price", True),
    ("//line[@sku='b']", True),
    ("//line[@sku='c']", False),
    ("/order/line[2]/price", True),
    ("/order/line[3]", False),
    ("/order/line[last()]", True),
    ("/order/@id", True),
    ("/order/@nope", False),
    ("/order[@id='7']", True),
    ("/order/status[text()='done']", True),
    ("/order/status = 'done'", True),
    ("/order/status = 'open'", False),
    ("/order/status/text() = 'done'", True),
    ("/order/status != 'open'", True),
    ("count(/order/line) = 2", True),
    ("count(//line) > 2", False),
    ("count(//line) >= 1 and /order/status = 'done'", True),
    ("count(//line) > 5 or /order/@id = '7'", True),
    ("not(/order/error)", True),
    ("//line[price = '12']/@sku = 'b'", True),
    ("string-length(/order/status) > 0", True),
    ("sum(//price) > 15", True),
    ("contains(/order/status, 'on')", True),
]


@pytest.mark.parametrize(("condition", "holds"), PLAIN)
def test_an_expression_on_a_document(condition: str, holds: bool) -> None:
    made = xpath(condition)
    assert made.built.status == 0, made.built.report
    assert made.holds(text=XML) is holds


def test_most_expressions_need_the_standard_library_alone() -> None:
    for condition in ("/order/status = 'done'", "count(/order/line) = 2", "//line[@sku='b']"):
        made = xpath(condition)
        assert "elementpath" not in made.code
        assert not made.codes


def test_others_need_elementpath_and_say_so() -> None:
    made = xpath("every $p in //price satisfies number($p) > 1")
    head = made.code[: made.code.index('"""')]
    assert "# needs: elementpath" in head
    assert "AZ406" in made.codes
    assert "the module imports elementpath" in made.built.report
    assert made.holds(text=XML)


@pytest.mark.parametrize("text", ["", "not xml", "<order>", "{}", "<a>&nope;</a>"])
def test_what_is_no_document_holds_nothing(text: str) -> None:
    assert not xpath("/order/status = 'done'").holds(text=text)
    assert not xpath("not(/order)").holds(text=text)


def test_entities_are_not_expanded() -> None:
    made = xpath("/a = 'boom'")
    bomb = '<!DOCTYPE a [<!ENTITY b "boom">]><a>&b;</a>'
    assert not made.holds(text=bomb)


def test_an_input_is_a_value_not_text() -> None:
    made = xpath("//line[@sku='{$inputs.sku}']", inputs="sku!: {type: string}")
    assert made.holds(text=XML, sku="a")
    assert not made.holds(text=XML, sku="z")
    for hostile in ("' or '1'='1", "']|//line['", '"', "'", "a' or 'a'='a"):
        assert not made.holds(text=XML, sku=hostile)


def test_versions() -> None:
    for version in ("xpath-10", "xpath-20", "xpath-30", "xpath-31"):
        made = xpath("/order/status = 'done'", type_=f"{{type: xpath, version: {version}}}")
        assert made.built.status == 0, made.built.report
        assert made.holds(text=XML)


def test_namespaces_by_local_name() -> None:
    made = xpath("//*[local-name() = 'note'] = 'hi'")
    assert made.built.status == 0, made.built.report
    assert made.holds(text=XML)


@pytest.mark.parametrize("condition", ["/order[", "//", "count(", "1 +", "= 'a'"])
def test_what_cannot_be_read_is_an_error(condition: str) -> None:
    made = xpath(condition)
    assert made.built.status == 1
    assert made.codes == ["AZ405"]


def test_xml_with_a_declared_encoding() -> None:
    made = xpath("/order/status = 'done'")
    assert made.holds(text=XML.replace("?>", ' encoding="UTF-8"?>'))
