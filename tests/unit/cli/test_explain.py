"""`arazzo-gen explain` on a terminal: one code, all codes, the API, and what is no code."""

from __future__ import annotations

import subprocess
import sys

import pytest

from arazzo_gen.cli import main
from arazzo_gen.diagnostics import explain
from arazzo_gen.diagnostics.codes import CODES, GROUPS
from command_line import CliRunner, Result


def run(*arguments: str, **settings: str) -> Result:
    """Run `arazzo-gen explain`."""
    return CliRunner().invoke(main, ["explain", *arguments], env=settings)


def test_a_code_is_explained_in_four_sections() -> None:
    lines = run("AZ105").output.splitlines()
    assert lines[0] == "error[AZ105]: an id or name is there twice"
    assert [line for line in lines[1:] if line in ("What", "Why", "Wrong", "Right")] == [
        "What",
        "Why",
        "Wrong",
        "Right",
    ]
    assert "    arazzo: 1.0.1" in lines
    assert lines[-1] == "shop.openapi.yaml is shown by `arazzo-gen explain --api`."


@pytest.mark.parametrize("written", ["az105", "AZ105", " Az105 "])
def test_case_does_not_matter(written: str) -> None:
    assert run(written).output == run("AZ105").output


@pytest.mark.parametrize("written", ["AZ7", "az71"])
def test_the_beginning_of_codes_lists_them(written: str) -> None:
    lines = run(written).output.splitlines()
    assert lines[0] == "Types"
    start = written.upper()
    assert [line.split()[0] for line in lines[1:]] == [c for c in CODES if c.startswith(start)]


def test_paragraphs_fit_the_terminal_and_documents_are_left_as_they_are() -> None:
    narrow = run("AZ105", COLUMNS="40").output
    paragraphs = narrow.partition("\nWrong\n")[0].splitlines()[1:]
    assert max(map(len, paragraphs)) <= 40
    document = explain.files(explain.read("AZ105").wrong)["buy.arazzo.yaml"]
    assert all(f"    {line}\n" in narrow for line in document.splitlines())
    assert max(map(len, run("AZ105", COLUMNS="300").output.splitlines())) <= 88


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("AZ15", "there is no code 'AZ15'; did you mean AZ105?"),
        ("105", "there is no code '105'; did you mean AZ105?"),
        ("../../secret", "there is no code '../../secret'; `arazzo-gen explain` lists all of them"),
    ],
)
def test_what_is_no_code_is_wrong_usage_and_the_nearest_is_named(written: str, hint: str) -> None:
    result = run(written)
    assert result.exit_code == 2
    assert hint in result.output


def test_without_a_code_all_are_listed_in_groups() -> None:
    result = run()
    assert result.exit_code == 0
    for title, codes in GROUPS.items():
        assert f"{title}\n" in result.output
        for name, code in codes.items():
            assert f"  {name}  {code.severity:<7}  {code.summary}\n" in result.output


def test_every_code_is_in_one_group() -> None:
    assert len(CODES) == sum(map(len, GROUPS.values()))


def test_the_api_of_the_examples_is_shown() -> None:
    assert run("--api").output == explain.SHOP.read_text(encoding="utf-8")


def test_colour_is_for_terminals_and_can_be_switched_off() -> None:
    assert "\x1b" not in run("AZ105").output
    runner = CliRunner()
    assert "\x1b[31m" in runner.invoke(main, ["explain", "AZ105"], color=True).output
    off = runner.invoke(main, ["explain", "AZ105"], color=True, env={"NO_COLOR": "1"})
    assert "\x1b" not in off.output


def test_it_needs_nothing_that_is_slow_to_import() -> None:
    code = (
        "import sys; from arazzo_gen.cli import main\n"
        "try: main(['explain', 'AZ105'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'yaml', 'jinja2', 'black', 'httpx', 'jsonschema'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
