"""The text that `arazzo-gen explain` shows."""

from __future__ import annotations

import shutil

import click

from arazzo_gen.cli_run import say, wants_colour
from arazzo_gen.diagnostics import explain
from arazzo_gen.diagnostics.codes import CODES
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.diagnostics.selection import unknown_code

_WIDEST = 88
"""The width of the text: longer lines are hard to read."""


def show(written: str) -> None:
    """Show the explanation of a code, or list the codes of a group such as AZ7, in any case.

    Raises:
        click.UsageError: There is no such code.
    """
    code = written.strip().upper()
    if code not in CODES and code.startswith("AZ") and unknown_code(code) is None:
        _say(explain.show_all(code))
        return
    if code not in CODES:
        near = nearest(code, CODES)
        hint = f"did you mean {near}?" if near else "`arazzo-gen explain` lists all of them"
        raise click.UsageError(f"there is no code {written!r}; {hint}")
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    found = explain.read(code)
    _say(explain.show(found, width=width))
    shown = {**explain.files(found.wrong), **explain.files(found.right)}
    if explain.SHOP.name not in shown and any(explain.SHOP.name in t for t in shown.values()):
        say(f"\n{explain.SHOP.name} is shown by `arazzo-gen explain --api`.\n")


def show_all() -> None:
    """List the codes."""
    _say(explain.show_all())


def show_api() -> None:
    """Show the API document that the examples share."""
    say(explain.SHOP.read_text(encoding="utf-8"))


def _say(text: str) -> None:
    wanted = wants_colour()
    # With None, click removes the colours where stdout is no terminal.
    text = text if wanted is not False else click.unstyle(text)
    say(text, coloured=True, colour=wanted)
