"""Commands and options that `--help` shows in named sections.

    writing = section("Output")

    @main.command(section="Clients")
    @writing("--check", is_flag=True, help="Write nothing.")
    def build(check: bool) -> None: ...

What has no section stands under "Options" or "Commands", behind the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import click

_Rows: TypeAlias = Iterable[tuple[str, tuple[str, str]]]


class Option(click.Option):
    """An option with the title of the section that it stands in."""

    def __init__(self, *names: Any, section: str = "", **rest: Any) -> None:
        super().__init__(*names, **rest)
        self.section = section


class Command(click.Command):
    """A command whose options stand in sections, and which stands in one of its group."""

    def __init__(self, *given: Any, section: str = "", **rest: Any) -> None:
        super().__init__(*given, **rest)
        self.section = section

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        options = (each for each in self.get_params(ctx) if not isinstance(each, click.Argument))
        records = ((each, each.get_help_record(ctx)) for each in options)
        rows = [(_section(each), record) for each, record in records if record is not None]
        _write(rows, "Options", formatter)


class Group(click.Group):
    """A group whose commands stand in sections, in the order in which they are defined."""

    command_class = Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands."""
        shown = [(name, each) for name, each in self.commands.items() if not each.hidden]
        width = formatter.width - 6 - max((len(name) for name, _ in shown), default=0)
        rows = [(_section(each), (name, each.get_short_help_str(width))) for name, each in shown]
        _write(rows, "Commands", formatter)


def section(title: str) -> Callable[..., Callable[[Any], Any]]:
    """What stands for `click.option` where the option stands in a section."""

    def option(*names: str, **rest: Any) -> Callable[[Any], Any]:
        return click.option(*names, cls=Option, section=title, **rest)

    return option


def _section(shown: object) -> str:
    return shown.section if isinstance(shown, Option | Command) else ""


def _write(rows: _Rows, rest: str, formatter: click.HelpFormatter) -> None:
    """Write each section, in the order in which the rows name them, then what is in none."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for title, row in rows:
        sections.setdefault(title, []).append(row)
    last = sections.pop("", [])
    for title, entries in (*sections.items(), *([(rest, last)] if last else [])):
        with formatter.section(title):
            formatter.write_dl(entries)
