"""XPath of criteria, selectors and replacements: parsed, emitted and run."""

from __future__ import annotations

import time
from typing import Any
from xml.etree import ElementTree

import black
import elementpath
import pytest
from elementpath import XPath1Parser
from elementpath.xpath31 import XPath31Parser
from hypothesis import given, settings
from hypothesis import strategies as st

from arazzo_gen.expressions.xpath import ConditionError, ParsedXPath, parse_xpath
from arazzo_gen.python.expressions.xpath import needs_library
from unit.xpath.xml_functions import emitted, pieces, run, support

_SHOP = """<?xml version="1.0"?>
<shop open="yes">
  <pet id="p1" kind="cat"><name>Tom</name><price>5</price></pet>
  <pet id="p2"><name>Rex <b>II</b></name><price>12.5</price><pet id="p3"><name/></pet></pet>
  <note xmlns="urn:n">it's</note>
  <empty/>
  <count>2</count>
</shop>"""


def _holds(path: str, *bound: object, version: str = "xpath-31", text: object = _SHOP) -> bool:
    found: bool = run(emitted(path, version, holds=True)[0])(text, *bound)
    return found


def _value(path: str, *bound: object, version: str = "xpath-31", text: object = _SHOP) -> Any:
    return run(emitted(path, version, holds=False)[0])(text, *bound)


_CONDITIONS = [
    "/shop",
    "/store",
    "shop/pet",
    "/pet",
    "//pet",
    "/*",
    "/shop/pet/name",
    "/shop//name",
    "//name/b",
    "/shop/@open",
    "/shop/@closed",
    "//pet/@kind",
    "/shop/empty/text()",
    "/shop/pet/name/text()",
    "//pet[@id='p3']",
    "//pet[@id='p4']",
    '//pet[@id="p1"]',
    "//pet[name='Tom']",
    "//pet[name='Rex II']",
    "//pet[price > 10]",
    "//pet[price > 20]",
    "//pet[price > 4 and @kind = 'cat']/name",
    "//pet[price > 4 and @kind = 'dog']/name",
    "//pet[not(price)]",
    "//pet[price = 5][@kind]",
    "/shop/pet[1]/@kind",
    "/shop/pet[2]/@kind",
    "/shop/pet[last()]/name/b",
    "/shop/pet[3]",
    "//name[. = 'Tom']",
    "//pet[contains(name, 'ex')]",
    "//pet[starts-with(@id, 'q')]",
    "//*[local-name()='note']",
    "//note",
    "//*[local-name()='note'] = \"it's\"",
    "/shop/count = 2",
    "/shop/count = '2'",
    "2 < /shop/count",
    "3 > /shop/count",
    "/shop/count != '3'",
    "/shop/pet/price = 12.5",
    "count(/shop/pet) = 2",
    "count(//pet) = 3",
    "count(//pet/@id) > 2",
    "count(/shop/pet/name/text()) = 2",
    "count(/shop/none)",
    "string(/shop/count) = '2'",
    "number(/shop/count) >= 2",
    "number(/shop/empty)",
    "string-length(/shop/count) = 1",
    "string(/shop/empty)",
    "normalize-space(/shop/pet[1]/name) = 'Tom'",
    "'x'",
    "''",
    "not(/shop/error) and (/shop/a or /shop/empty)",
    "true()",
    "false() or boolean(//pet)",
    "'a' = 'a'",
    "1 = 1",
]


# XPath 1.0, section 3.4: a node compares with a number as a number; elementpath 5.1 as text.
_LIBRARY_IS_WRONG = ("//pet[price = 5][@kind]", "/shop/count = 2", "/shop/pet/price = 12.5")


@pytest.mark.parametrize("path", _CONDITIONS)
@pytest.mark.parametrize("version", ["xpath-10", "xpath-31"])
def test_what_is_compiled_agrees_with_a_whole_xpath(path: str, version: str) -> None:
    text, parsed = emitted(path, version, holds=True)
    assert not parsed.library, path
    assert "elementpath" not in text
    parser = XPath1Parser if version == "xpath-10" else XPath31Parser
    root = ElementTree.ElementTree(ElementTree.fromstring(_SHOP))
    expected = elementpath.select(root, f"boolean({path})", parser=parser)
    if version == "xpath-10" and path in _LIBRARY_IS_WRONG:
        expected = True
    assert run(text)(_SHOP) is expected


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        ("sum(//price) > 17", True),
        ("//pet/price | //pet/none", True),
        ("//pet//name", True),
        ("/shop/pet[@id != 'p1' and position() > 1]", True),
        ("if (/shop/empty) then false() else true()", False),
        ("//pet[2 - 1]/none", False),
        ("//price div 0", False),
    ],
)
def test_the_rest_goes_to_the_library(path: str, holds: bool) -> None:
    text, parsed = emitted(path, "xpath-31", holds=True)
    assert parsed.library
    assert needs_library(path, "xpath-31")
    assert "_xpath_select" in text
    assert run(text)(_SHOP) is holds


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/shop/pet/name", "Tom"),
        ("//pet[@id='p2']/name", "Rex II"),
        ("/shop/@open", "yes"),
        ("/shop/pet/name/text()", "Tom"),
        ("/shop/none", None),
        ("/shop/empty", ""),
        ("count(//pet)", 3),
        ("string(/shop/count)", "2"),
        ("number(/shop/count)", 2.0),
        ("//pet = 'x'", False),
        ("sum(//price)", 17.5),
        ("//price[2 - 1]", "5"),
        ("concat(/shop/@open, '!')", "yes!"),
        ("//none | //never", None),
    ],
)
def test_values(path: str, value: object) -> None:
    assert _value(path) == value


def test_where_xpath_takes_one_node_more_are_an_error_since_2() -> None:
    assert _holds("contains(//name, 'Tom')", version="xpath-10")
    assert not _holds("contains(//name, 'Tom')", version="xpath-31")
    assert not _holds("not(contains(//name, 'Tom'))", version="xpath-31")


@pytest.mark.parametrize(
    ("path", "bound", "holds"),
    [
        ("//pet[price > {$inputs.min}]", [10], True),
        ("//pet[price > {$inputs.min}]", ["10"], True),
        ("//pet[price > {$inputs.min}]", [20], False),
        ("//pet[{$inputs.min} < price]", [12], True),
        ("//pet[@id = '{$inputs.id}']", ["p2"], True),
        ("//pet[@id = 'p{$inputs.n}']", [3], True),
        ("//pet[@id = '{$inputs.id}']", ["x' or '1'='1"], False),
        ("//pet[@id = '{$inputs.id}']", [None], False),
        ("count(//pet) = {$inputs.n}", [3], True),
        ("/shop/count = {$inputs.n}", ["2"], True),
        ("//pet[contains(name, '{$inputs.a}{$inputs.b}')]", ["T", "om"], True),
        ("sum(//price) > {$inputs.n}", [17], True),
        ("sum(//price) > {$inputs.n}", ["17"], True),
        ("sum(//price) > {$inputs.n}", [18], False),
        ("concat('{$inputs.a}', /shop/@open) = '007yes'", ["007"], True),
        ("concat('{$inputs.a}', /shop/@open) = 'yes'", ["', /shop/x, '"], False),
    ],
)
@pytest.mark.parametrize("version", ["xpath-10", "xpath-31"])
def test_embedded_values_are_never_syntax(
    path: str, bound: list[object], holds: bool, version: str
) -> None:
    assert _holds(path, *bound, version=version) is holds


@pytest.mark.parametrize(
    ("path", "offset", "word"),
    [
        ("", 0, "empty"),
        ("/a[", 3, "end"),
        ("/a[b >", 6, "end"),
        ("unknown-fn(/a)", 0, "unknown-fn"),
        ("ns:a/b", 0, "`ns`"),
        ("/a/{$inputs.tag}", 3, "value"),
        ("{$inputs.path}", 0, "value"),
        ("/a[. = {$body}]", 8, "$body"),
        ("doc('file:///etc/passwd')", 0, "doc"),
        ("/a[unparsed-text('x')]", 3, "unparsed-text"),
        ("(" * 4000, 0, "XPath"),
        ("a" * 6000, 0, "characters"),
    ],
)
def test_errors_point_into_the_text(path: str, offset: int, word: str) -> None:
    parsed = parse_xpath(path)
    assert isinstance(parsed, ConditionError)
    assert word in parsed.message, parsed
    assert parsed.offset == offset or word == "end"


_LAUGHS = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;">
<!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;">]><a>&g;</a>"""
_EXTERNAL = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'


@pytest.mark.parametrize("path", ["/a", "sum(/a) = 0 or /a"])
@pytest.mark.parametrize(
    "text",
    [
        _LAUGHS,
        _EXTERNAL,
        "<!DOCTYPE a><a/>",
        "<a>",
        "",
        "\x00",
        "\ud800",
        "{}",
        None,
        5,
        {"a": 1},
        b"<a/>",
    ],
)
def test_unsafe_and_broken_documents_do_not_hold(text: object, path: str) -> None:
    start = time.perf_counter()
    assert _holds(path, text=text) is False
    assert _value(path, text=text) in (None, False)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("path", "gives"),
    [
        ("/a", "text"),
        ("string(/a)", "text"),
        ("count(/a)", "number"),
        ("/a = 1", "boolean"),
        ("sum(/a)", "any"),
    ],
)
def test_what_a_value_is(path: str, gives: str) -> None:
    parsed = parse_xpath(path)
    assert isinstance(parsed, ParsedXPath)
    assert parsed.gives == gives


@pytest.mark.parametrize("path", _CONDITIONS)
def test_the_text_is_python_that_black_takes(path: str) -> None:
    text, _ = emitted(path, "xpath-31", holds=True)
    formatted = black.format_str(text, mode=black.Mode())
    assert black.format_str(formatted, mode=black.Mode()) == formatted


def test_a_condition_reads_as_written_by_hand() -> None:
    text, _ = emitted("/order/item[@sku='a']/price > {$inputs.min}", "xpath-31", holds=True)
    assert (
        black.format_str(text, mode=black.Mode())
        == '''\
def _found(text: object, value_0: object) -> bool:
    """One expression."""
    document = _xml(text)
    if document is None or value_0 is None:
        return False
    try:
        return any(
            _xml_compares(_xml_text(price), ">", value_0)
            for price in document.findall("order/item[@sku='a']/price")
        )
    except (RecursionError, ValueError):
        return False
'''
    )


@pytest.mark.layout
def test_the_support_pieces_are_formatted() -> None:
    for piece in support().split("\n\n\n")[2:]:
        assert black.format_str(piece, mode=black.Mode()).strip() == piece.strip()


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "/",
                "//",
                "pet",
                "*",
                "@id",
                "[",
                "]",
                "(",
                ")",
                "'x'",
                "1",
                "=",
                "<",
                " and ",
                ".",
                "text()",
                "count(",
                "not(",
                "last()",
                "{$inputs.a}",
                "'{$inputs.a}'",
                "|",
                ":",
                "-",
            ]
        )
        | st.text(max_size=2),
        max_size=8,
    )
)
def test_any_text_gives_a_function_that_runs_or_an_error(words: list[str]) -> None:
    path = "".join(words)
    parsed = parse_xpath(path)
    if isinstance(parsed, ParsedXPath):
        bound = [part for part in pieces(parsed) if isinstance(part, int)]
        assert _holds(path, *bound) in (True, False)
        _value(path, *bound)
    else:
        assert 0 <= parsed.offset <= len(path)
