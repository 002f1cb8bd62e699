"""What is known of a workflow before it is lowered: a folder for each feature.

Each folder has a document, and what `analysis/` says of it. `make generated` writes that again;
review the diff.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from analysing import analysed
from refresh import ANALYSED

DOCUMENTS = sorted(ANALYSED.glob("*/*.arazzo.yaml"))


@pytest.mark.parametrize("source", DOCUMENTS, ids=[each.parent.name for each in DOCUMENTS])
def test_the_analysis_is_what_is_checked_in(source: Path) -> None:
    kept = source.with_name("analysis.txt").read_text(encoding="utf-8")
    assert analysed(source) == kept, "run `make generated` and review the diff"


def test_every_folder_has_one_document() -> None:
    folders = sorted(path.name for path in ANALYSED.iterdir() if any(path.glob("*.txt")))
    assert [each.name for each in DOCUMENTS] == [f"{name}.arazzo.yaml" for name in folders]
    assert len(folders) >= 8
