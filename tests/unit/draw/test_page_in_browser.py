"""The HTML page in a headless Chromium: it renders, fetches and runs nothing, and fits a phone."""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

import pytest

from browser import ABSENT, BROWSER, Site
from refresh import CASES
from unit.draw.attacks import SPELL, attacks
from unit.draw.reading import SHOP, page, parsed, written

pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason=ABSENT),
    pytest.mark.xdist_group("browser"),
]

DOCUMENTS = {
    path.name.split(".")[0]: path for path in [*sorted(CASES.glob("*/*.arazzo.yaml")), SHOP]
}
NAMES = [*DOCUMENTS, "attacks"]
WIDTHS = [320, 390, 1280]

# A page of the test's own, which measures the others inside of frames: their policy allows no
# script in themselves.
MEASURE = """<!DOCTYPE html><body><script>
  const box = (each, picture) => {
    const at = each.getBoundingClientRect(), base = picture.getBoundingClientRect();
    return [at.left - base.left, at.top - base.top, at.right - base.left, at.bottom - base.top];
  };
  const size = (each) => parseFloat(getComputedStyle(each).fontSize);
  const looked = (document) => ({
    names: [...document.querySelectorAll('*')].map((each) => each.localName),
    wide: document.documentElement.scrollWidth,
    font: size(document.body),
    behind: getComputedStyle(document.body).backgroundColor,
    smallest: Math.min(...[...document.querySelectorAll('body *')].map(size)),
    pictures: [...document.querySelectorAll('svg')].map((picture) => ({
      texts: [...picture.querySelectorAll('text')].map((each) => box(each, picture)),
      boxes: [...picture.querySelectorAll('rect')].map((each) => box(each, picture)),
    })),
    wider: [...document.querySelectorAll('h1, h2, h3, h4, h5, p, li, table, pre, figure')]
      .filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0)
      .filter((each) => !each.matches('.scroll'))
      .map((each) => each.textContent.slice(0, 60)),
  });
  const found = {};
  let open = FRAMES.length;
  for (const [path, width] of FRAMES) {
    const frame = document.createElement('iframe');
    frame.style = `width: ${width}px; height: 800px; border: 0`;
    frame.onload = () => {
      found[`${path} ${width}`] = looked(frame.contentDocument);
      if (--open === 0) document.title = JSON.stringify(found);
    };
    frame.src = path;
    document.body.append(frame);
  }
</script>"""

Measures: TypeAlias = dict[tuple[str, int], dict[str, Any]]
"""What pages look like, by their names and the width of the window."""


def measured(pages: Mapping[str, str], *, dark: bool = False) -> tuple[Measures, list[str]]:
    """What pages look like in windows of all widths, and what was asked for to show them."""
    frames = [[f"/{name}.html", width] for name in pages for width in WIDTHS]
    script = MEASURE.replace("FRAMES", json.dumps(frames))
    served = {f"/{name}.html": text for name, text in pages.items()}
    with Site({**served, "/measure": script}) as site:
        dom = site.open("/measure", dark=dark)
    found = re.search(r"<title>(.*?)</title>", dom, re.DOTALL)
    assert found is not None, dom[:2000]
    values: dict[str, dict[str, Any]] = json.loads(html.unescape(found[1]))
    return {
        (name, width): values[f"/{name}.html {width}"] for name in pages for width in WIDTHS
    }, site.asked


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages by name."""
    hostile = written(tmp_path_factory.mktemp("attacks"), attacks())
    return {name: page(path) for name, path in {**DOCUMENTS, "attacks": hostile}.items()}


@pytest.fixture(scope="module")
def looks(pages: dict[str, str]) -> tuple[Measures, list[str]]:
    """What all pages look like in light, and what was asked for to show them."""
    return measured(pages)


def inside(text: list[float], box: list[float]) -> bool:
    """Whether a text is in a box, but for what its letters reach above and below their line."""
    return (
        text[0] >= box[0] - 0.5
        and text[1] >= box[1] - 2
        and text[2] <= box[2] + 0.5
        and text[3] <= box[3] + 2
    )


def overlap(one: list[float], other: list[float]) -> bool:
    """Whether two texts share room, but for what letters reach above and below their line."""
    return (
        one[0] < other[2] and other[0] < one[2] and one[1] + 2 < other[3] and other[1] + 2 < one[3]
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_it_fits_a_phone_and_a_wide_window(
    name: str, width: int, looks: tuple[Measures, list[str]]
) -> None:
    found = looks[0][name, width]
    assert found["wide"] <= width, "the page scrolls sideways"
    assert found["wider"] == [], "something is wider than its room"
    assert found["font"] == 16
    assert found["smallest"] >= 12
    assert found["pictures"]
    for picture in found["pictures"]:
        for text in picture["texts"]:
            assert any(inside(text, box) for box in picture["boxes"])
        for one, other in itertools.combinations(picture["texts"], 2):
            assert not overlap(one, other)


def test_it_is_light_or_dark_as_the_reader_asks(
    pages: dict[str, str], looks: tuple[Measures, list[str]]
) -> None:
    assert {each["behind"] for each in looks[0].values()} == {"rgb(255, 255, 255)"}
    dark, _ = measured({"knock": pages["knock"]}, dark=True)
    assert {each["behind"] for each in dark.values()} == {"rgb(13, 17, 23)"}


def test_nothing_but_the_pages_is_asked_for(looks: tuple[Measures, list[str]]) -> None:
    _, asked = looks
    assert set(asked) == {"/measure", *(f"/{name}.html" for name in NAMES)}


@pytest.mark.parametrize("name", NAMES)
def test_the_elements_are_those_that_were_written(
    name: str, pages: dict[str, str], looks: tuple[Measures, list[str]]
) -> None:
    names = [each.name for each in parsed(pages[name]).all()]
    assert looks[0][name, 390]["names"] == names


def test_text_stays_text(pages: dict[str, str]) -> None:
    with Site({"/page.html": pages["attacks"]}) as site:
        dom = parsed(site.open("/page.html"))
    [title] = [each for each in dom.all("title") if not each.attributes]
    shown = " ".join(SPELL.split())
    assert title.text == f"T{shown}"
    assert [each.text for each in dom.all("h1")] == [f"T{shown}"]
    assert [each.text for each in dom.all("h2")] == [f"w{shown}"]
    assert dom.all("h4")[0].text == f"s{shown}"
    assert "\u202e" not in pages["attacks"]
    assert "\\u202eright to left" in pages["attacks"]


# --- If a text did become markup ------------------------------------------------------


@pytest.mark.parametrize("has_policy", [True, False])
def test_the_policy_stops_what_is_no_text(has_policy: bool, pages: dict[str, str]) -> None:
    script = "<script>document.body.id = 'run'</script>"
    text = pages["knock"].replace("</main>", f"{script}{SPELL}</main>")
    if not has_policy:
        text, count = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        assert count == 1
    text = re.sub(r"<meta http-equiv=refresh[^>]*>", "", text)  # no policy stops this one
    with Site({"/page.html": text}) as site:
        dom = site.open("/page.html")
        asked = set(site.asked)
    if has_policy:
        assert asked == {"/page.html"}
        assert 'id="run"' not in dom
    else:
        assert {"/evil.png", "/evil.css"} <= asked
        assert 'id="run"' in dom


def test_the_style_of_the_page_is_the_only_one(pages: dict[str, str]) -> None:
    text = pages["knock"].replace("</main>", "<style>body { font-size: 30px }</style></main>")
    found, _ = measured({"knock": text})
    assert {each["font"] for each in found.values()} == {16}
