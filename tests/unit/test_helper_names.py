"""The modules that tests share are those in `tests/`: no folder of tests has one of such a name.

pytest puts the folder of each test first where Python looks for modules, so that one beside a test
would stand in for the shared one, wherever its folder is collected first.
"""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def test_no_folder_hides_a_module_that_tests_share() -> None:
    shared = {path.name for path in TESTS.glob("*.py")} - {"conftest.py"}
    assert "playback.py" in shared
    hiding = {
        path.relative_to(TESTS).as_posix()
        for path in TESTS.glob("*/**/*.py")
        if path.name in shared and any(path.parent.glob("test_*.py"))
    }
    assert hiding == set()
