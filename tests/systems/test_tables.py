"""The tables of docs/ list what the code has: options, keys, errors, the fields of `Polling`."""

from __future__ import annotations

import ast
import re

import click

from arazzo_gen.cli import main
from arazzo_gen.config import FORMATS
from arazzo_gen.pyproject import _KEYS
from refresh import ROOT

SUPPORT = ROOT / "templates" / "support"


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its own heading."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    under = text[f"\n{text}".index(f"\n{heading}\n") :]
    table = re.search(r"(?:^\|.*\n)+", under, re.MULTILINE)
    assert table is not None
    lines = table[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def given(command: click.Command) -> list[click.Option]:
    return [one for one in command.params if isinstance(one, click.Option)]


def test_every_command_is_in_the_table() -> None:
    shown = [code(cells[0])[0].split()[1] for cells in rows("command-line.md", "## Commands")]
    assert sorted(shown) == sorted(main.commands)


def test_every_option_is_in_the_table() -> None:
    shown = {
        (command, flag)
        for cell, owners, _ in rows("command-line.md", "## Options")
        for command in owners.split(", ")
        for flag in re.findall(r"(?<![\w-])-{1,2}[a-z][a-z-]*", cell)
    }
    real = {
        (name, flag)
        for name, command in main.commands.items()
        for option in given(command)
        for flag in option.opts + option.secondary_opts
        if not flag.startswith("--no-")
    }
    assert shown == real


def test_every_choice_and_every_opposite_is_on_the_page() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    options = [option for command in main.commands.values() for option in given(command)]
    for option in options:
        if isinstance(option.type, click.Choice):
            assert f"`{option.opts[-1]} " + "\\|".join(option.type.choices) in text
    (sentence,) = re.findall(r"^(.*(?:\n.*)?) have an\nopposite", text, re.MULTILINE)
    opposites = {flag for option in options for flag in option.secondary_opts}
    assert set(code(sentence)) == {
        flag.replace("--no-", "--") for flag in opposites if flag.startswith("--no-")
    }


def test_every_format_is_in_the_table() -> None:
    shown = [code(cells[0])[0] for cells in rows("command-line.md", "## Formats")]
    assert sorted(shown) == sorted(FORMATS)


def test_every_key_is_in_both_tables() -> None:
    for heading in ("## Keys", "## What a stranger's table can cause"):
        shown = [key for cells in rows("configuration.md", heading) for key in code(cells[0])]
        assert sorted(shown) == sorted(_KEYS), heading


def test_every_error_is_in_the_table_with_what_it_has() -> None:
    tree = ast.parse((SUPPORT / "10_errors.py").read_text())
    classes = {one.name: one for one in tree.body if isinstance(one, ast.ClassDef)}
    shown = {code(name)[0]: code(has) for name, _, has in rows("errors.md", "# Errors of a client")}
    assert set(shown) == set(classes) - {"WorkflowError"}
    for name, attributes in shown.items():
        real = {
            node.attr
            for node in ast.walk(classes[name])
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        }
        assert set(attributes) == real, name


def test_polling_has_the_fields_and_defaults_of_the_table() -> None:
    tree = ast.parse((SUPPORT / "12_polling.py").read_text())
    (polling,) = (
        one for one in tree.body if isinstance(one, ast.ClassDef) and one.name == "Polling"
    )
    real = [
        (ast.unparse(one.target), ast.unparse(one.value))
        for one in polling.body
        if isinstance(one, ast.AnnAssign) and one.value is not None
    ]
    shown = [(code(name)[0], default) for name, default, _ in rows("clients.md", "## Polling")]
    assert shown == real
