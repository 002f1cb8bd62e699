"""`--help`: every option and command in a named section."""

from __future__ import annotations

import re

import click
import pytest

from arazzo_gen.cli import main
from arazzo_gen.cli_help import Group, section
from command_line import CliRunner

COMMANDS = list(main.commands)


def sections(*arguments: str) -> dict[str, list[str]]:
    """By its title, the options or commands that a section of `--help` lists."""
    shown = CliRunner().invoke(main, [*arguments, "--help"])
    assert shown.exit_code == 0, shown.output
    found: dict[str, list[str]] = {}
    title = ""
    for line in shown.stdout.splitlines():
        if re.fullmatch(r"[A-Z][^.]*:", line):
            title = line[:-1]
            found[title] = []
        elif title and (match := re.match(r"  (\S(?:\S| (?! ))*)", line)):
            # click keeps the option of a command that a test has asked for without its group.
            found[title].append(match[1].removeprefix("-h, "))
        elif not line:
            title = ""
    return found


def test_the_commands_stand_in_sections() -> None:
    assert sections() == {
        "Options": ["--version", "--help"],
        "Compile": ["build", "check", "lock"],
        "Begin": ["init", "mock", "demo"],
        "Explain": ["draw", "explain"],
    }


def test_the_options_of_build_and_check_stand_in_sections() -> None:
    build, check = sections("build"), sections("check")
    shared = ["Documents and sources", "Findings", "This run", "Options"]
    assert list(build) == [shared[0], "Output", "Modules", *shared[1:]]
    assert list(check) == [*shared[:3], "Fixes", shared[3]]
    assert build["Documents and sources"] == check["Documents and sources"]
    assert "--write-baseline" in check["Findings"]
    assert check["Fixes"] == ["--fix", "--diff", "--unsafe-fixes"]
    assert build["Options"] == check["Options"] == ["--help"]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_every_option_once(name: str) -> None:
    command = main.commands[name]
    shown = [each for entries in sections(name).values() for each in entries]
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert len(shown) == len(options) + 1  # --help
    text = " ".join(shown)
    assert [each.name for each in options if each.opts[0] not in text] == []


@pytest.mark.parametrize("name", ["build", "check", "lock", "draw", "init"])
def test_no_option_of_a_command_with_sections_is_without_one(name: str) -> None:
    assert sections(name)["Options"] == ["--help"]


def test_what_has_no_section_stands_behind_the_others() -> None:
    @click.group(cls=Group)
    def tool() -> None:
        """A tool."""

    @tool.command()
    @click.option("--plain")
    @section("Colours")("--red", help="Write in red.")
    @click.argument("name")
    def paint(plain: str, red: str, name: str) -> None:
        """Paint."""

    @tool.command(section="Dangerous", hidden=True)
    def burn() -> None:
        """Burn."""

    @tool.command(section="Safe")
    def wash() -> None:
        """Wash."""

    shown = CliRunner().invoke(tool, ["paint", "--help"]).stdout
    assert shown.index("Colours:\n  --red") < shown.index("Options:\n  --plain")
    assert "name\n" not in shown.lower().partition("colours")[2]
    listed = CliRunner().invoke(tool, ["--help"]).stdout
    assert listed.index("Safe:\n  wash") < listed.index("Commands:\n  paint")
    assert "burn" not in listed
