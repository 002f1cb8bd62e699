"""`check --fix` on the published documents: what it mends is gone, and the modules do the same."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path
from typing import Any

import published
import pytest

from arazzo_gen.cli import main
from command_line import CliRunner

pytestmark = pytest.mark.xdist_group("corpus")

PERSONS = {"AZ701", "AZ704"}
"""What a person has to decide in the documents of one provider."""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the corpus that can be written."""
    found = published.corpus()
    if not found.is_dir():
        pytest.skip(f"the corpus of published documents is not here: {found}")
    for source in found.rglob("*"):
        if source.is_file():
            target = tmp_path / source.relative_to(found)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(main, ["check", "--format", "json", *arguments])
    found: list[dict[str, Any]] = json.loads(result.stdout)["diagnostics"]
    return found


def without_texts(module: str) -> str:
    """What a module does, whatever its texts say: criteria that errors quote are texts."""
    tree = ast.parse(module)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def built(document: str, output: str) -> dict[str, str]:
    # `check` has the sources validated; they are the same before and after.
    options = ["--keep-going", "--validate", "off"]
    CliRunner().invoke(main, ["build", document, "-o", output, *options])
    return {path.name: path.read_text() for path in sorted(Path(output).glob("*.py"))}


def test_what_is_mended_is_gone_and_the_modules_do_the_same(folder: Path) -> None:
    documents = sorted({case.path for case in published.cases()})
    assert len(documents) > 40
    mended = 0
    for at, document in enumerate(documents):
        before = built(document, f"out/{at}/before")
        text = Path(document).read_bytes()
        left = check(document, "--fix")
        assert [one for one in left if any(edit["safe"] for edit in one["edits"])] == []
        once = Path(document).read_bytes()
        mended += once != text
        assert once.count(b"\n") == text.count(b"\n")
        check(document, "--fix")
        assert Path(document).read_bytes() == once
        after = built(document, f"out/{at}/after")
        assert list(map(without_texts, after.values())) == list(map(without_texts, before.values()))
        assert list(after) == list(before)
    assert mended > 20


def test_a_person_decides_what_is_left_of_one_provider(folder: Path) -> None:
    documents = sorted(str(path) for path in Path("knock/arazzo").iterdir())
    assert len(documents) == 14
    before = {name: text for one in documents for name, text in built(one, "before").items()}
    assert {one["code"] for one in check(*documents)} > PERSONS
    assert {one["code"] for one in check(*documents, "--fix")} == PERSONS
    after = {name: text for one in documents for name, text in built(one, "after").items()}
    assert after == before
