"""What the HTML page says, in which elements, and how it looks: read without a browser."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise
from pathlib import Path

import pytest

from arazzo_gen.draw.html.ways import LOOP_LIMIT
from arazzo_gen.draw.html.writer import html
from arazzo_gen.python.render import render
from refresh import ROOT, document, paged
from unit.draw.reading import SHOP, Element, page, parsed, part, read

DOCUMENTS = list(paged().values())
STYLE = (ROOT / "templates" / "draw" / "page.css").read_text(encoding="utf-8")
COLOURS = ["--text", "--quiet", "--link", "--loop", "--fail", "--good", "--warn"]
BEHIND = ["--page", "--raised", "--node"]


@pytest.fixture(scope="module", params=DOCUMENTS, ids=lambda path: path.name)
def read_page(request: pytest.FixtureRequest) -> Element:
    return parsed(page(request.param))


@pytest.mark.parametrize(("text", "path"), paged().items(), ids=lambda path: path.stem)
def test_a_page_says_what_is_kept(text: Path, path: Path) -> None:
    assert read(path) == text.read_text(encoding="utf-8"), "make generated writes it again"


# --- Elements -------------------------------------------------------------------------


def test_headings_are_in_order(read_page: Element) -> None:
    levels = [int(each.name[1]) for each in read_page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_page_has_a_language_and_a_title(read_page: Element) -> None:
    [root] = read_page.all("html")
    assert root.attributes["lang"] == "en"
    [title] = [each for each in read_page.all("title") if not each.attributes]
    assert title.text


def test_ids_are_unique_and_links_lead_to_them(read_page: Element) -> None:
    ids = [each.attributes["id"] for each in read_page.all() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    targets = [each.attributes["href"] for each in read_page.all("a")]
    assert targets
    assert {target[:1] for target in targets} == {"#"}
    assert {target[1:] for target in targets} <= set(ids)
    for each in read_page.all():
        assert set(each.attributes.get("aria-labelledby", "").split()) <= set(ids)


def test_tables_have_header_cells(read_page: Element) -> None:
    tables = read_page.all("table")
    assert tables
    for table in tables:
        [head] = table.all("thead")
        count = len(head.all("th"))
        assert {each.attributes["scope"] for each in head.all("th")} == {"col"}
        [body] = table.all("tbody")
        for row in body.all("tr"):
            assert [each.attributes["scope"] for each in row.all("th")] == ["row"]
            assert len(row.all("th", "td")) == count


def test_each_picture_has_a_title_and_a_description(read_page: Element) -> None:
    pictures = read_page.all("svg")
    assert len(pictures) == len(read_page.all("section"))
    for picture in pictures:
        assert picture.attributes["role"] == "img"
        [title], [description] = picture.all("title"), picture.all("desc")
        labels = [title.attributes["id"], description.attributes["id"]]
        assert picture.attributes["aria-labelledby"].split() == labels
        assert title.text
        assert description.text


def test_nothing_is_run_or_fetched(read_page: Element) -> None:
    names = {each.name for each in read_page.all()}
    assert not names & {"script", "img", "link", "iframe", "object", "embed", "form", "image"}
    attributes = {name for each in read_page.all() for name in each.attributes}
    assert not {name for name in attributes if name.startswith("on")}
    assert not attributes & {"src", "srcset", "style", "action", "data", "xlink:href"}
    assert not re.search(r"url\(|@import|@font-face", STYLE)


def test_the_policy_allows_the_style_alone(read_page: Element) -> None:
    [policy] = [
        each.attributes["content"]
        for each in read_page.all("meta")
        if each.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    [style] = read_page.all("style")
    [text] = style.children
    assert isinstance(text, str)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


# --- Content --------------------------------------------------------------------------


def test_findings_stand_at_their_step() -> None:
    shop = parsed(page(SHOP))
    found = {
        each.attributes["id"]: [part.text.split(":")[0] for part in each.all("div")]
        for each in shop.all("article")
    }
    assert {id_: codes for id_, codes in found.items() if codes} == {
        "w3-s3": ["warning AZ305"],
        "w3-s4": ["warning AZ305"],
        "w3-s5": ["warning AZ109", "warning AZ305"],
    }


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_the_functions_are_those_of_the_modules(path: Path) -> None:
    found = part(path)
    for module, section in zip(found.modules, parsed(html([found])).all("section"), strict=True):
        text = render(module)
        codes = [each.text for step in section.all("article") for each in step.all("code")]
        functions = [code.removesuffix("()") for code in codes if code.endswith("()")]
        assert len(functions) >= len(module.workflows[0].steps)
        assert all(f"\ndef {name}(\n    client: httpx.Client,\n" in text for name in functions)


def test_the_values_link_to_the_steps_and_inputs_that_give_them() -> None:
    shop = parsed(page(SHOP))
    assert {
        ("#w3-s1", "signIn"),
        ("#w3-s2", "createOrder"),
        ("#w3-s3", "payOrder"),
    } <= links(shop.the("w3-s4"))
    assert ("#w3-i3", "items") in links(shop.the("w3-s2"))


def links(element: Element) -> set[tuple[str, str]]:
    """The links in an element: where they lead, and their text."""
    return {(each.attributes["href"], each.text) for each in element.all("a")}


def test_the_limit_of_loops_is_that_of_polling() -> None:
    polling = (ROOT / "templates" / "support" / "12_polling.py").read_text(encoding="utf-8")
    found = re.search(r"^    timeout: float \| None = (\d+)\.0$", polling, re.MULTILINE)
    assert found is not None
    assert f"for {found[1]} s at most" in LOOP_LIMIT


def test_a_page_about_several_documents_has_a_part_for_each() -> None:
    both = parsed(html([part(document("knock")), part(SHOP)]))
    assert [each.text for each in both.all("h1")] == [
        "Knock, trigger a workflow and follow one recipient's run",
        "Orders of the shop",
    ]
    assert [each.attributes["id"] for each in both.all("section")] == ["w1", "d2w1", "d2w2", "d2w3"]
    [nav] = both.all("nav")  # of the document that has more than one
    assert [each.text.split(":")[0] for each in nav.all("li")] == ["signIn", "payOrder", "order"]


# --- Colours --------------------------------------------------------------------------


def palettes() -> dict[str, dict[str, str]]:
    """The colours of the style, in light and in dark."""
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    return {
        name: dict(re.findall(r"(--\w+): (#[0-9a-f]{6})", text))
        for name, text in (("light", light), ("dark", dark))
    }


def luminance(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_of_black_and_white_is_the_largest() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert contrast("#777777", "#ffffff") < 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("behind", BEHIND)
def test_text_can_be_read(theme: str, colour: str, behind: str) -> None:
    palette = palettes()[theme]
    assert contrast(palette[colour], palette[behind]) >= 4.5
