"""CONTRIBUTING.md and docs/architecture.md say what is so: the files, folders, names, arrows and
commands that they name are there, and what they show is what the compiler gives."""

from __future__ import annotations

import doctest
import importlib
import re
import shlex
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from arazzo_gen.cli import main
from command_line import CliRunner
from refresh import ROOT
from systems.pages import Block, blocks_of
from unit.test_import_arrows import ARROWS, ROOMS, files

CONTRIBUTING = ROOT / "CONTRIBUTING.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
PAGES = (CONTRIBUTING, ARCHITECTURE)
PACKAGE = ROOT / "generator" / "arazzo_gen"
ARROWS_TEST = ROOT / "tests" / "unit" / "test_import_arrows.py"
FEATURES = ROOT / "tests" / "features"

_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
_FILE = re.compile(r".*\.(?:py|md|yaml|toml|jinja|txt)")
_DOTTED = re.compile(r"[a-z_]+(?:\.\w+)+")
_PLACED = re.compile(r"`(\w+)`(?: and `(\w+)`)?,?\s+in\s+`([\w./]+\.py)`")


def prose(page: Path) -> str:
    """A page without its code blocks, and without the rooms of folders, which stand alone there."""
    text = re.sub(r"^( *)```.*?^\1```$", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"^\| room of .*\n(?:\|.*\n)+", "", text, flags=re.MULTILINE)


def is_path(code: str) -> bool:
    return bool(_PATH.fullmatch(code)) and ("/" in code or bool(_FILE.fullmatch(code)))


def found(path: str) -> Path | None:
    """The file or folder that a page names: from the root, or below the package."""
    if path.startswith(".venv"):
        return ROOT
    places = (ROOT / path, PACKAGE / path, FEATURES / path)
    return next((place for place in places if place.exists()), None)


def rows(page: Path, heading: str) -> list[list[str]]:
    """The cells of the table under a row of headings."""
    _, _, below = page.read_text().partition(f"| {heading} |")
    table = re.match(r".*\n *\|[-|]+\|\n((?: *\|.*\|\n)+)", below)
    assert table is not None, heading
    lines = [line.strip()[1:-1] for line in table[1].splitlines()]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def names(cell: str) -> list[str]:
    return _CODE.findall(cell)


# --- Files and names --------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_is_there(page: Path) -> None:
    paths = {code for code in _CODE.findall(prose(page)) if is_path(code)}
    assert len(paths) > 20
    assert sorted(path for path in paths if found(path) is None) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_name_is_in_the_file_that_is_named_with_it(page: Path) -> None:
    pairs = [(name, path) for *both, path in _PLACED.findall(prose(page)) for name in both if name]
    for name, path in pairs:
        place = found(path)
        assert place is not None, path
        assert re.search(rf"\b{name}\b", place.read_text()), f"{path} has no {name}"
    assert len(pairs) > 12 or page is ARCHITECTURE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_name_is_somewhere(page: Path) -> None:
    sources = [*PACKAGE.rglob("*.py"), *(ROOT / "tests/cases/knock").iterdir(), ARROWS_TEST]
    words = {word for path in sources for word in re.findall(r"\w+", path.read_text())}
    shown = {each for each in _CODE.findall(prose(page)) if re.fullmatch(r"\w+(?:\.\w+)*", each)}
    assert len(shown) > 10
    missing = {each for each in shown if not words.issuperset(each.split("."))}
    assert {each for each in missing if not is_path(each)} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_dotted_name_is_there(page: Path) -> None:
    for code in _CODE.findall(prose(page)):
        if _DOTTED.fullmatch(code) and (PACKAGE / code.split(".")[0]).is_dir():
            owner, _, name = code.rpartition(".")
            if not _FILE.fullmatch(code):
                assert hasattr(importlib.import_module(f"arazzo_gen.{owner}"), name), code


def test_rules_are_called_where_the_table_says() -> None:
    table = rows(CONTRIBUTING, "the rule needs | call it in | as there")
    for _, places, rules in table:
        texts = [(PACKAGE / path).read_text() for path in names(places) if _FILE.fullmatch(path)]
        assert texts
        for rule in names(rules):
            assert any(re.search(rf"\b{rule}\b", text) for text in texts), rule


def test_every_feature_test_is_in_the_tables() -> None:
    head = "files in `tests/features/`"
    tables = rows(CONTRIBUTING, f"section | {head}") + rows(CONTRIBUTING, f"about | {head}")
    listed = {name for _, cell in tables for name in names(cell)}
    assert listed == {path.name for path in FEATURES.glob("test_*.py")}


def test_every_folder_has_a_line() -> None:
    listed = [name for cell, _ in rows(ARCHITECTURE, "folder | holds") for name in names(cell)]
    there = {str(Path(file).parent) for file in files() if "/" in file}
    assert sorted(listed) == sorted(there)


# --- Arrows -----------------------------------------------------------------------------


def arrows(heading: str) -> dict[str, set[str]]:
    return {
        names(cell)[0]: set(names(others))
        for cell, others in rows(CONTRIBUTING, f"{heading} | may import")
    }


def test_the_arrows_are_those_that_are_tested() -> None:
    assert arrows("folder") == ARROWS
    assert {folder: arrows(f"room of `{folder}`") for folder in ROOMS} == ROOMS


# --- What is kept -----------------------------------------------------------------------


def test_every_kind_of_entry_in_the_cache_has_a_line() -> None:
    table = rows(ARCHITECTURE, "kind | holds | made by")
    made = Counter(names(file)[0] for _, _, file in table)
    put = {file: (PACKAGE / file).read_text().count(".put(_") for file in files()}
    put["remote/remote.py"] = (PACKAGE / "remote/remote.py").read_text().count(".put(FETCHED")
    assert made == {file: count for file, count in put.items() if count}
    for kind, _, file in table:
        source = (PACKAGE / names(file)[0]).read_text() + (PACKAGE / "cache.py").read_text()
        assert f'"{names(kind)[0]}"' in source


# --- Code and commands ------------------------------------------------------------------


def test_the_walk_through_the_compiler_gives_what_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    parts = [block.text for block in blocks_of(ARCHITECTURE) if block.language == "pycon"]
    assert len(parts) > 6
    test = doctest.DocTestParser().get_doctest("\n".join(parts), {}, "architecture", None, 0)
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert result.failed == 0, "".join(said)
    assert result.attempted > 30


def test_the_code_that_is_shown_is_in_the_file_before_it() -> None:
    text = CONTRIBUTING.read_text()
    shown = [block for block in blocks_of(CONTRIBUTING) if block.language == "python"]
    assert shown
    for block in shown:
        above = "\n".join(text.splitlines()[: block.line - 1])
        path = [code for code in _CODE.findall(above) if is_path(code)][-1]
        assert block.text in (PACKAGE / path).read_text(), path


def commands() -> Iterator[tuple[Block, list[str]]]:
    for block in blocks_of(CONTRIBUTING):
        if block.language == "console":
            for command, output in block.commands():
                assert output == "", f"{block}: test what it says"
                yield block, shlex.split(command)


def test_every_command_can_be_given() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for block, (program, *words) in commands():
        if program == "make":
            assert all(re.search(rf"^{word}:", makefile, re.MULTILINE) for word in words), block
        elif program == ".venv/bin/pytest":
            assert all((ROOT / word).exists() for word in words), block
        elif program == ".venv/bin/arazzo-gen":
            given = [str(ROOT / word) if (ROOT / word).exists() else word for word in words]
            assert CliRunner().invoke(main, given).exit_code == 0, block
        elif program == "grep":
            subprocess.run([program, *words], cwd=ROOT, check=True, capture_output=True)
        else:
            assert (program, words[0]) == ("git", "diff"), block
            assert all((ROOT / word).exists() for word in words[1:]), block


def test_every_make_target_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for page in PAGES:
        for given in re.findall(r"`make ([a-z -]+)`", prose(page)):
            for target in given.split():
                assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
