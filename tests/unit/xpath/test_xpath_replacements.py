"""Replacements in XML texts: what is changed, and that all else stays as it is written."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arazzo_gen.expressions.xpath import ParsedXPath, parse_xpath
from arazzo_gen.python.expressions.xpath import replace_function
from unit.xpath.xml_functions import run


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("/a/b", '<?xml version="1.0"?>\n<a x="1"><b>&lt;5&gt;</b><c><b>2</b></c></a>'),
        ("//b", '<?xml version="1.0"?>\n<a x="1"><b>&lt;5&gt;</b><c><b>&lt;5&gt;</b></c></a>'),
        ("/a/@x", '<?xml version="1.0"?>\n<a x="&lt;5&gt;"><b>1</b><c><b>2</b></c></a>'),
        ("/a/c", '<?xml version="1.0"?>\n<a x="1"><b>1</b><c>&lt;5&gt;</c></a>'),
        ("/a/c[b > 1]/b", '<?xml version="1.0"?>\n<a x="1"><b>1</b><c><b>&lt;5&gt;</b></c></a>'),
        ("/a/c[b > 2]", '<?xml version="1.0"?>\n<a x="1"><b>1</b><c><b>2</b></c></a>'),
    ],
)
def test_replacements(path: str, changed: str) -> None:
    text = replace_function(path, "xpath-31", "_found", "Sets it.")
    assert text is not None
    before = '<?xml version="1.0"?>\n<a x="1"><b>1</b><c><b>2</b></c></a>'
    assert run(text)(before, "<5>") == changed
    assert run(text)("no xml", "<5>") == "no xml"


def replaced(text: str, path: str, value: object) -> str:
    """An XML text after a replacement."""
    function = replace_function(path, "xpath-31", "_found", "Sets it.")
    assert function is not None
    changed: str = run(function)(text, value)
    return changed


@pytest.mark.parametrize(
    ("text", "path", "changed"),
    [
        ("<a xmlns:p='u'><b t='p:x'/><n/></a>", "/a/n", "<a xmlns:p='u'><b t='p:x'/><n>V</n></a>"),
        ("<p:a xmlns:p='u'><n>1</n></p:a>", "//n", "<p:a xmlns:p='u'><n>V</n></p:a>"),
        ("<a xmlns='u'><n >1</n ></a>", "//*:n", "<a xmlns='u'><n >V</n ></a>"),
        (
            "<?xml version='1.0' encoding='iso-8859-1'?>\n<!--<n/>--><a>é<n>ü</n>\r\n</a><?x n?>\n",
            "/a/n",
            "<?xml version='1.0' encoding='iso-8859-1'?>\n<!--<n/>--><a>é<n>V</n>\r\n</a><?x n?>\n",
        ),
        ("<a><![CDATA[<n>]]><n><m/>1<!-- --></n></a>", "//n", "<a><![CDATA[<n>]]><n>V</n></a>"),
        ("<a><n><n>1</n></n><n/></a>", "//n", "<a><n>V</n><n>V</n></a>"),
        ("<n x='>/' y = \"'/>\" / >", "/n", "<n x='>/' y = \"'/>\" / >"),
        ("<n x='>/' y = \"'/>\" />", "/n", "<n x='>/' y = \"'/>\" >V</n>"),
        ("<a\n x='1'\n/>", "/a", "<a\n x='1'\n>V</a>"),
        ("<a xmlns:x='u' x:i='1' i = '2'/>", "/a/@i", "<a xmlns:x='u' x:i='1' i = \"V\"/>"),
        ("<a xmlns='u' b='i=&quot;' i='2'/>", "/*/@i", "<a xmlns='u' b='i=&quot;' i=\"V\"/>"),
        ("<a><b i='1'/><b/><b i=''>x</b></a>", "//b/@i", '<a><b i="V"/><b/><b i="V">x</b></a>'),
        ("\ufeff<a><n>1</n></a>", "//n", "\ufeff<a><n>V</n></a>"),
        ("<a><n>1</n>", "//n", "<a><n>1</n>"),
        ("<!DOCTYPE a><a><n>1</n></a>", "//n", "<!DOCTYPE a><a><n>1</n></a>"),
    ],
)  # fmt: skip
def test_a_replacement_leaves_all_else_as_it_is_written(text: str, path: str, changed: str) -> None:
    assert replaced(text, path, "V") == changed


@pytest.mark.parametrize("path", ["/a/n", "/a/@n"])
def test_a_replacement_keeps_each_character_of_its_value(path: str) -> None:
    value = "<&>\"' \t\r\n]]> \u00e9 \U0001f600"
    changed = ElementTree.fromstring(replaced('<a n=""><n/></a>', path, value))
    assert changed.findtext("n") == (value if path == "/a/n" else "")
    assert changed.get("n") == (value if path == "/a/@n" else "")


_PARTS = st.sampled_from(
    ["<n>", "</n>", "<m x='/>'>", "</m>", "<n/>", "<p:n xmlns:p='u'/>", "<!-- <n> -->", "&amp;",
     "é", "<![CDATA[<n>]]>", "<?n n?>", "\r\n", "<n i='1' j=\"2\">", "<m\ti = '>'/>"]
)  # fmt: skip


@given(st.lists(_PARTS, max_size=12).map("".join))
def test_a_replacement_changes_its_elements_alone(inside: str) -> None:
    text = f"<a>{inside}</a>"
    changed = replaced(text, "//n", "V")
    try:
        wanted = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        assert changed == text
        return
    for element in wanted.findall(".//n"):
        del element[:]
        element.text = "V"
    assert ElementTree.tostring(ElementTree.fromstring(changed)) == ElementTree.tostring(wanted)


def test_what_cannot_be_replaced_is_none() -> None:
    for path in ("count(/a)", "/a/text()", "/a | /b", "."):
        assert replace_function(path, "xpath-31", "_found", "") is None
        parsed = parse_xpath(path)
        assert isinstance(parsed, ParsedXPath)
        assert not parsed.settable
