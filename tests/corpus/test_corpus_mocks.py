"""Clients of published documents against their mocks, some of them: each runs to its end twice, and
the checks have nothing to say of what it sends."""

from __future__ import annotations

from pathlib import Path

import httpx
import published
import pytest

from arazzo_gen.python.target import PythonTarget
from playback import Clock, load_module
from unit.mock.documents import Serving, given_of, mocks_of

CASES = [case for case in published.cases() if case.built and not case.errors][::6]

pytestmark = pytest.mark.xdist_group("corpus")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path} {case.options}".strip())
def test_clients_run_twice_on_their_mocks(case: published.Case, tmp_path: Path) -> None:
    folder = published.corpus()
    if not folder.is_dir():
        pytest.skip(f"the corpus of published documents is not here: {folder}")
    mocks = mocks_of(published.options_of(folder, case.path, case.options))
    assert len(mocks) == case.built
    for mock in mocks:
        module = mock.told[0].module
        path = tmp_path / module.file
        path.write_text(PythonTarget().files(module)[path.name], encoding="utf-8")
        serving = Serving(mock)
        with httpx.Client(transport=serving) as client, Clock().installed():
            for _ in range(2):
                load_module(path).run(client=client, **given_of(mock))
        assert serving.wrong == []
