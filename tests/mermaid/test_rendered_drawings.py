"""A browser shows in a drawing, as mermaid renders it, the text that the parser found, as text."""

from __future__ import annotations

import html
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from arazzo_gen.draw.chart import picture
from arazzo_gen.draw.escape import label
from arazzo_gen.draw.mermaid import flowchart
from browser import ABSENT, BROWSER, Site
from lowering import lowered_document
from mermaid.mermaid_install import FOLDER
from mermaid.mermaid_parser import parsed, shown
from refresh import DRAWN
from unit.draw.attacks import attacks
from unit.draw.reading import written

pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason=ABSENT),
    pytest.mark.xdist_group("browser"),
]

FORBIDDEN = {"script", "img", "iframe", "a", "b", "link", "em", "strong"}
"""What no text may become: elements that run, fetch, lead elsewhere or set text off."""

RENDER = """<!DOCTYPE html><title>open</title><body><script src="/mermaid.min.js"></script><script>
  const texts = TEXTS;
  const read = (each) => [...each.querySelectorAll('.nodeLabel, .edgeLabel p')]
    .map((label) => label.innerText);
  (async () => {
    mermaid.initialize({startOnLoad: false, securityLevel: 'strict', htmlLabels: true});
    const found = [];
    for (const [index, text] of texts.entries()) {
      const place = document.createElement('div');
      document.body.append(place);
      try {
        place.innerHTML = (await mermaid.render(`drawing${index}`, text)).svg;
        found.push({
          labels: read(place),
          names: [...new Set([...place.querySelectorAll('*')].map((each) => each.localName))],
          links: place.querySelectorAll('[href], [src], [onclick], [onerror], [onload]').length,
        });
      } catch (error) { found.push({error: String(error)}); }
    }
    document.title = JSON.stringify(found);
  })();
</script>"""


def rendered(texts: list[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """What a browser shows of some drawings, and what was asked for to show them."""
    script = FOLDER / "node_modules" / "mermaid" / "dist" / "mermaid.min.js"
    page = RENDER.replace("TEXTS", json.dumps(texts).replace("<", "\\u003c"))
    pages = {"/": page, "/mermaid.min.js": script.read_text(encoding="utf-8")}
    with Site(pages) as site:
        dom = site.open("/")
    title = re.search(r"<title>(.*?)</title>", dom, re.DOTALL)
    assert title is not None
    found: list[dict[str, Any]] = json.loads(html.unescape(title[1]))
    return found, site.asked


def words(texts: list[str]) -> list[str]:
    """Texts without regard to where lines are broken, and to signs without a width."""
    found = (" ".join(text.replace("\u200b", "").split()) for text in texts)
    return sorted(text for text in found if text)


def compare(texts: list[str]) -> None:
    """Assert that a browser shows the texts of some drawings, and nothing else."""
    answers = parsed(texts)  # skips where there is no mermaid
    found, asked = rendered(texts)
    assert set(asked) <= {"/", "/mermaid.min.js", "/favicon.ico"}
    for answer, seen in zip(answers, found, strict=True):
        assert "error" not in seen, seen
        parts = [*answer["nodes"], *answer["edges"]]
        expected = [shown(one["text"]) for one in parts]
        expected += [shown(one["title"]) for one in answer["groups"]]
        assert words(seen["labels"]) == words(expected)
        assert not FORBIDDEN & set(seen["names"])
        assert seen["links"] == 0


def test_what_is_drawn_of_documents_is_shown(tmp_path: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(DRAWN.glob("goldens/*.mmd"))]
    hostile = written(tmp_path, attacks())
    texts.append(flowchart(picture(lowered_document(hostile))))
    compare(texts)


SIGNS = "\"'`#;:%{}[]()<>|&*_~^$@\\/.-=+! \n1a\u202e\u00a0ﬂ°¶ßéא"
PARTS = ("www.", "http://", "fa:fa-car", "<b>", "&lt;", "style", "- ", "1. ", "$$", "**", "end")


def test_any_text_is_shown() -> None:
    chance = random.Random(16)
    texts = ["".join(chance.choices([*SIGNS, *PARTS], k=chance.randint(1, 12))) for _ in range(300)]
    nodes = [f"  n{number}[{label(['x' + text, text])}]" for number, text in enumerate(texts)]
    edges = [f"  n0 -->|{label([text])}| n{number}" for number, text in enumerate(texts) if number]
    compare(["flowchart TD\n" + "\n".join(part) + "\n" for part in (nodes, [nodes[0], *edges])])
