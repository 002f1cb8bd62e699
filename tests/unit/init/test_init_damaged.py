"""No damage to an OpenAPI document ends in a traceback, and what is written of it can be read."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from arazzo_gen.cli import main
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import load_text
from command_line import CliRunner
from refresh import STARTED

JUNK: list[Any] = [None, True, 0, -1.5, "", "x", "$ref", [], {}, [[]], {"": {}}, ["a", None]]
JUNK += [{"$ref": "#/nowhere"}, {"$ref": "#"}, {"$ref": 1}, "\ud800", "a\n# b: c", "{$inputs.a}"]
SOURCES = sorted(STARTED.glob("*/*.openapi.yaml"))


def damaged(tree: Any, chance: random.Random) -> Any:
    """A tree with junk in a few places, under a few keys, or under other keys."""
    if chance.random() < 0.03:
        return chance.choice(JUNK)
    if isinstance(tree, dict):
        found = {key: damaged(value, chance) for key, value in tree.items()}
        if found and chance.random() < 0.03:
            key = chance.choice(list(found))
            found[chance.choice(["", "\ud800", "x y", "$ref", "type", key.upper()])] = found.pop(
                key
            )
        return found
    return [damaged(one, chance) for one in tree] if isinstance(tree, list) else tree


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parent.name)
def test_damage_ends_in_no_traceback(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    root = load_text(source.read_text(encoding="utf-8"), "a.yaml", Report())
    assert root is not None
    tree: Any = root.plain()
    written = 0
    for seed in range(15):
        text = json.dumps(damaged(tree, random.Random(seed)))
        Path("damaged.json").write_text(text, encoding="utf-8")
        said = CliRunner().invoke(main, ["init", "damaged.json", "--all"])
        assert said.exit_code in (0, 1), seed
        assert said.exception is None or isinstance(said.exception, SystemExit), seed
        if said.exit_code == 0:
            report = Report()
            assert load_text(said.stdout, "jobs.arazzo.yaml", report) is not None, seed
            assert not report.has_errors
            written += 1
    assert written or source.parent.name in ("none", "unlisted", "samples", "halves")
