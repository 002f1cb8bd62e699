"""The parts of all tests: budgets, failures, and the last line of a run."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

import pytest

import parts
from parts import Part, Result


def python(name: str, seconds: int, code: str) -> Part:
    return Part(name, seconds, (sys.executable, "-c", code), "a part of this test")


def test_the_page_lists_every_part_with_its_budget() -> None:
    page = (parts.ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| `make ([^`]+)` \|.*\| (\d+) \|$", page, re.MULTILINE))
    for part in parts.PARTS:
        own = part.command == ("make", part.name)
        assert shown.pop(part.name if own else f"test-all ONLY={part.name}") == str(part.seconds)
    assert not shown


def test_all_parts_end_within_the_time_of_ci_even_at_twice_their_budgets() -> None:
    assert 2 * sum(part.seconds for part in parts.PARTS) <= 90 * 60


def test_the_help_shows_every_part_that_is_a_target() -> None:
    shown = subprocess.run(["make", "help"], cwd=parts.ROOT, capture_output=True, text=True)
    for part in parts.PARTS:
        if part.command[0] == "make":
            assert f"  make {part.command[1]} " in shown.stdout
    assert "  make test-all " in shown.stdout


def test_what_passes_and_what_fails_is_added_up(capsys: pytest.CaptureFixture[str]) -> None:
    good = python("good", 60, "print('3 passed, 1 skipped, 2 warnings in 4.00s')")
    bad = python("bad", 60, "print('1 failed, 2 passed in 1.00s (0:00:01)'); raise SystemExit(1)")
    silent = python("silent", 60, "raise SystemExit(2)")
    assert parts.main([good, bad, silent], []) == 1
    said = capsys.readouterr().out.splitlines()
    assert "part good: 0 s of 60 s allowed" in said
    assert "part bad: 0 s of 60 s allowed: FAILED" in said
    assert said[-1].startswith("2 failed, 5 passed, 1 skipped, 2 warnings in ")


def test_one_part_alone_is_run(capsys: pytest.CaptureFixture[str]) -> None:
    one, other = python("one", 60, "print('1 passed in 1s')"), python("other", 60, "exit(1)")
    assert parts.main([one, other], ["--only", "one"]) == 0
    assert "other" not in capsys.readouterr().out
    with pytest.raises(SystemExit):
        parts.main([one, other], ["--only", "none"])


def test_a_part_over_twice_its_budget_is_ended_with_all_that_it_started() -> None:
    code = "import subprocess; subprocess.run(['sleep', '60'])"
    result = parts.run(python("slow", 1, code))
    assert not result.passed
    assert 2 <= result.seconds < 50
    assert result.line().endswith("of 1 s allowed: ENDED, it takes more than twice its budget")


def test_a_part_over_its_budget_passes_and_is_told() -> None:
    result = Result(python("slow", 10, ""), True, 11.0, Counter(passed=1))
    assert result.line() == "part slow: 11 s of 10 s allowed: OVER BUDGET"
    assert parts.summary([result]) == "1 passed in 11.00s"


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("== 2 passed, 1 deselected in 3.2s ==", {"passed": 2, "deselected": 1}),
        ("1 error in 0.1s", {"error": 1}),
        ("2 passed", {}),
        ("no 2 passed in 3.2s", {}),
        ("layout: 5 failed, 162 passed in 3.2s", {}),
    ],
)
def test_the_lines_that_count_are_those_of_pytest(line: str, counts: dict[str, int]) -> None:
    assert parts.counted(line) == counts
