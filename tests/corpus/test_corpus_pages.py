"""The HTML page of every published document: everything is there, nothing lies on anything."""

from __future__ import annotations

import published
import pytest

from arazzo_gen.draw.chart import picture
from arazzo_gen.draw.html.boxes import boxes
from arazzo_gen.draw.html.layout import laid_out
from arazzo_gen.draw.html.views import Part
from arazzo_gen.draw.html.writer import html
from mermaid.accepted import modules_of
from unit.draw.placed import crossed, shared
from unit.draw.reading import parsed

pytestmark = pytest.mark.xdist_group("corpus")


def test_pages_of_published_documents() -> None:
    folder = published.corpus()
    if not folder.is_dir():
        pytest.skip(f"the corpus of published documents is not here: {folder}")
    count = 0
    for case in published.cases():
        modules = modules_of(published.options_of(folder, case.path, case.options))
        if not modules:
            continue
        count += 1
        page = parsed(html([Part(case.path, case.path, "", modules, {})]))
        steps = sum(len(module.workflows[0].steps) for module in modules)
        assert len(page.all("article")) >= steps
        whole = picture(modules)
        for chart in whole.charts:
            drawing = laid_out(boxes(whole, chart))
            assert (case.path, crossed(drawing), shared(drawing)) == (case.path, [], [])
    assert count > 5
