"""The README stays short, every page is reached from it, and every link leads somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from refresh import ROOT
from systems.pages import PAGES, anchors, links

LINKED = [
    *sorted(ROOT.glob("*.md")),
    *PAGES[1:],
    *sorted((ROOT / "benchmarks").rglob("*.md")),
    *sorted((ROOT / "tests").rglob("*.md")),
]


def test_the_readme_has_200_lines_at_most() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 200


@pytest.mark.parametrize("page", PAGES[1:], ids=lambda path: path.name)
def test_a_page_is_one_step_from_the_readme(page: Path) -> None:
    assert page.relative_to(ROOT).as_posix() in links(ROOT / "README.md")


@pytest.mark.parametrize("page", LINKED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = [target for target in links(page) if not leads(page, target)]
    assert lost == []


def leads(page: Path, target: str) -> bool:
    """Whether a link has a file, and a heading in it where it names one."""
    if target.startswith(("https://", "http://", "mailto:")):
        return True
    name, _, anchor = target.partition("#")
    path = (page.parent / name).resolve() if name else page
    # A link out of the project would work on nobody else's machine.
    if not (path.exists() and path.is_relative_to(ROOT)):
        return False
    return not anchor or (path.suffix == ".md" and anchor in anchors(path))


def test_what_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = ROOT / "docs" / "clients.md"
    assert leads(page, "errors.md#a-step-that-failed")
    assert leads(page, "#polling")
    for target in ("error.md", "errors.md#a-step-that-fails", "#polls", "/etc/hosts", "../.."):
        assert not leads(page, target)
    example = tmp_path / "page.md"
    example.write_text(
        "# A `b[c](d)`, e\n\n[f](g)\n\n```text\n[h](i)\n# j\n```\n\n`[k](l)`\n\n## A bcd e\n"
    )
    assert links(example) == ["g"]
    assert anchors(example) == {"a-bcd-e", "a-bcd-e-1"}
