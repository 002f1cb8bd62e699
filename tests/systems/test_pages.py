"""The README stays short, every page is reached from it, and every link leads somewhere."""

from __future__ import annotations

import re
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


NAMED = [ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md", *PAGES]
PACKAGE = ROOT / "generator" / "arazzo_gen"


@pytest.mark.parametrize("page", NAMED, ids=lambda page: page.name)
def test_every_file_and_test_that_is_named_is_there(page: Path) -> None:
    assert lost_names(page.read_text(encoding="utf-8")) == []


def test_names_of_files_and_tests_that_are_gone_are_found() -> None:
    text = "`tests/gone.py` and `test_of_nothing`, `ir/gone.py`, `tests/unit/*.py`, `tests/gone/*`"
    gone = ["ir/gone.py", "test_of_nothing", "tests/gone.py", "tests/gone/*"]
    assert lost_names(text) == gone
    assert lost_names("```\n`tests/gone.py`\n```\n[a](b), `a/b.py`, `src/ir/gone.py`") == []


def lost_names(text: str) -> list[str]:
    """The files, folders and tests that a page names, and that there are not.

    A path counts where its first folder is one of the project or of the compiler. It may be a
    pattern. Code blocks have tests of their own.
    """
    prose = re.sub(r"^( *)```.*?^\1```$", "", text, flags=re.DOTALL | re.MULTILINE)
    codes = set(re.findall(r"`([^`\s]+)`", prose))
    tests = set((ROOT / "tests").rglob("test_*.py"))
    known = {path.name for path in tests}
    for path in tests:
        known.update(re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8")))
    lost = {code for code in codes if re.fullmatch(r"test_\w+(\.py)?", code)} - known
    for code in codes:
        first, slash, _ = code.partition("/")
        if not slash or not re.fullmatch(r"\w[\w./*-]*", code):
            continue
        if (ROOT / first).is_dir() or ((PACKAGE / first).is_dir() and code.endswith(".py")):
            name = code.rstrip("/")
            if not any(list(folder.glob(name)) for folder in (ROOT, PACKAGE)):
                lost.add(code)
    return sorted(lost)


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
