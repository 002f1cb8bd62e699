"""Names with their namespace in XPath 3.0 and 3.1, `Q{uri}name`, against elementpath."""

from __future__ import annotations

from xml.etree import ElementTree

import elementpath
import pytest
from elementpath.xpath30 import XPath30Parser
from elementpath.xpath31 import XPath31Parser

from arazzo_gen.expressions.xpath import ConditionError, parse_xpath
from arazzo_gen.python.expressions.xpath import replace_function
from unit.xpath.xml_functions import emitted, run

ORDER = (
    "<o:order xmlns:o='urn:order' xmlns='http://item.example/v1?a=1'>"
    "<item o:id='1' id='2'><name>tea</name></item>"
    "<o:item id='3'>cup</o:item>"
    "<item xmlns='' id='4'><name>pot</name></item>"
    "</o:order>"
)
ITEM = "Q{http://item.example/v1?a=1}item"


@pytest.mark.parametrize(
    "path",
    [
        f"/Q{{urn:order}}order/{ITEM}",
        f"//{ITEM}",
        "//Q{urn:order}item",
        "//Q{}item",
        "//Q{}item/Q{}name",
        "//Q{urn:none}item",
        "//Q{urn:order}*",
        "//Q{}*",
        "//*:item",
        f"//{ITEM}/@Q{{urn:order}}id",
        f"//{ITEM}/@Q{{}}id",
        f"//{ITEM}/@id",
        "//Q{urn:order}item/@Q{urn:order}id",
        f"count(//{ITEM}) = 1",
        "count(//*:item) = 3",
        f"//{ITEM}[@Q{{urn:order}}id = '1']",
        f"//{ITEM}[@Q{{urn:order}}id = '2']",
        f"//{ITEM}[Q{{http://item.example/v1?a=1}}name = 'tea']",
        f"//{ITEM}[Q{{}}name]",
        "//Q{urn:order}item = 'cup'",
        f"not(//{ITEM}/Q{{urn:order}}name)",
        "//Q{ urn:order  }item",
        f"string(//{ITEM}) = 'tea'",
        "/Q{urn:order}order/Q{urn:order}item[1]",
        f"//{ITEM}[last()]",
        f"//{ITEM} | //Q{{urn:none}}x",
        "//child::Q{urn:order}item",
        "//Q{doc('x')}item",
    ],
)
@pytest.mark.parametrize("version", ["xpath-30", "xpath-31"])
def test_names_with_their_namespace(path: str, version: str) -> None:
    root = ElementTree.ElementTree(ElementTree.fromstring(ORDER))
    parser = XPath30Parser if version == "xpath-30" else XPath31Parser
    expected = elementpath.select(root, f"boolean({path})", parser=parser)
    assert run(emitted(path, version, holds=True)[0])(ORDER) is expected


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (f"//{ITEM}", "tea"),
        ("//Q{urn:order}item", "cup"),
        ("//Q{}name", "pot"),
        (f"//{ITEM}/@Q{{urn:order}}id", "1"),
        (f"//{ITEM}/@id", "2"),
        ("count(//Q{urn:order}*)", 2),
    ],
)
def test_values_by_names_with_their_namespace(path: str, value: object) -> None:
    text, parsed = emitted(path, "xpath-31", holds=False)
    assert not parsed.library
    assert run(text)(ORDER) == value


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("//Q{urn:order}item", ">cup<", ">V<"),
        (f"//{ITEM}/Q{{http://item.example/v1?a=1}}name", ">tea<", ">V<"),
        (f"//{ITEM}/@Q{{urn:order}}id", "o:id='1'", 'o:id="V"'),
        (f"//{ITEM}/@id", " id='2'", ' id="V"'),
    ],
)
def test_replacements_by_names_with_their_namespace(path: str, old: str, new: str) -> None:
    function = replace_function(path, "xpath-31", "_found", "Sets it.")
    assert function is not None
    assert run(function)(ORDER, "V") == ORDER.replace(old, new, 1)


@pytest.mark.parametrize("version", ["xpath-10", "xpath-20"])
def test_older_versions_have_no_such_names(version: str) -> None:
    assert isinstance(parse_xpath("//Q{urn:order}item", version), ConditionError)


@pytest.mark.parametrize(
    ("version", "hint"),
    [("xpath-10", "local-name() = 'name'"), ("xpath-31", "`Q{uri}name` for one in the namespace")],
)
def test_a_prefix_is_refused_with_what_the_version_has(version: str, hint: str) -> None:
    wrong = parse_xpath("//o:item", version)
    assert isinstance(wrong, ConditionError)
    assert hint in (wrong.help or "")


@pytest.mark.parametrize("path", ["//Q{urn:order", "//Q {urn:order}item", "//Q{u}"])
def test_names_that_are_spelled_wrong(path: str) -> None:
    assert isinstance(parse_xpath(path), ConditionError)
