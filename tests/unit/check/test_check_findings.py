"""The findings of a document: a folder for each rule, or for rules that belong together.

Each folder has a document and `findings.txt`, what `arazzo-gen check` says of it from the folder
above.
`make generated` writes the findings again; review the diff.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from arazzo_gen import check
from arazzo_gen.cli import main
from command_line import CliRunner
from refresh import CHECKED, ROOT

FOLDERS = sorted(path.parent for path in CHECKED.glob("*/*.arazzo.yaml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_the_findings_are_those_that_are_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CHECKED)
    result = CliRunner().invoke(main, ["check", f"{folder.name}/{folder.name}.arazzo.yaml"])
    kept = (folder / "findings.txt").read_text()
    assert result.output == kept, "run `make generated` and review the diff"
    assert result.exit_code == ("error[" in kept)
    assert str(ROOT) not in kept


def test_every_rule_has_a_folder() -> None:
    said = "".join((folder / "findings.txt").read_text() for folder in FOLDERS)
    rules = Path(check.__file__).parent.glob("*.py")
    codes = {code for path in rules for code in re.findall(r'"(AZ\d{3})"', path.read_text())}
    assert codes - set(re.findall(r"\[(AZ\d{3})\]", said)) == set()
