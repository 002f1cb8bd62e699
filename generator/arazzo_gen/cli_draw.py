"""What `arazzo-gen draw` does: lowers documents, draws their workflows, shows the findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from arazzo_gen import output
from arazzo_gen.cli_remote import open_remote
from arazzo_gen.cli_run import chosen, finish, may_write, run_compiler, say
from arazzo_gen.config import FOR_PEOPLE, Options
from arazzo_gen.diagnostics.excerpt import visible
from arazzo_gen.draw import mermaid
from arazzo_gen.draw.chart import picture
from arazzo_gen.draw.html.parts import parts
from arazzo_gen.draw.html.writer import FIRST_LINES, html
from arazzo_gen.record import record, replace

if TYPE_CHECKING:
    from arazzo_gen import ir
    from arazzo_gen.arazzo.model import Document
    from arazzo_gen.diagnostics.model import Diagnostic, Report


@record
class Form:
    """A format of drawings.

    Attributes:
        write: Gives the text for modules, each with its document, and the findings.
        first: How each such text begins, so that an older one may be replaced.
        too_much: Says why what reads the format would not show a text; "" where it would.
    """

    write: Callable[[list[tuple[Document, ir.Module]], Sequence[Diagnostic], Options], str]
    first: str
    too_much: Callable[[str], str]


def _mermaid(lowered: list[tuple[Document, ir.Module]], *_: object) -> str:
    return mermaid.flowchart(picture(module for _, module in lowered))


def _html(
    lowered: list[tuple[Document, ir.Module]], found: Sequence[Diagnostic], options: Options
) -> str:
    return html(parts(lowered, found, _package(options)))


def _package(options: Options) -> str:
    """What stands before the names of modules where they are imported."""
    if options.layout != "package":
        return ""
    name = options.output.name if options.output is not None else ""
    return f"{name}." if name.isidentifier() else "."


FORMS: Mapping[str, Form] = {
    "mermaid": Form(_mermaid, mermaid.FIRST_LINE, mermaid.too_much),
    "html": Form(_html, FIRST_LINES, lambda text: ""),
}
"""The formats, by the values of `--format`."""


def run(options: Options, name: str, file: Path | None) -> NoReturn:
    """Draw, write, and end the command.

    Args:
        options: What is drawn. What it says of the output is about modules.
        name: The format.
        file: Where the drawing goes; None or `-` for stdout.
    """
    # stdout has the drawing, so that findings go to stderr; what is found is not kept for `check`.
    shown = options.format if options.format in FOR_PEOPLE else "full"
    options = replace(options, format=shown, keep_going=False)
    form = FORMS[name]
    if file == Path("-"):
        file = None
    if file is not None and not file.parent.is_dir():
        raise click.ClickException(f"there is no folder {visible(file.parent.as_posix())}")

    def artist() -> Callable[..., str]:
        from arazzo_gen.lowering import lower_documents

        def draw(*given: Any) -> str:
            lowered = lower_documents(*given)
            found = chosen(given[1], options).diagnostics
            return form.write(lowered, found, options) if lowered else ""

        return draw

    remote = open_remote(options)
    text, report = run_compiler(artist, options, remote)
    if text and may_write(report, options):
        refusal = form.too_much(text)
        if refusal:
            raise click.ClickException(f"{refusal}; --workflow ID draws one workflow")
        if file is None:
            say(text)
        else:
            _write(file, text, form, report)
    elif not report.has_errors and not text:
        say("there is no workflow to draw\n", err=True)
    finish(report, replace(options, cache=False), {}, remote)


def _write(file: Path, text: str, form: Form, report: Report) -> None:
    shown = visible(file.as_posix())
    if file.is_file() and not file.is_symlink() and file.read_bytes() == text.encode():
        say(f"unchanged  {shown}\n")
    elif output.write_text(file, text, report, own=form.first):
        say(f"written    {shown}\n")
