"""The options that commands share, and how their values become `Options`.

Options come in groups, and a command says which it takes:

    @main.command()
    @takes(DOCUMENTS, READING, FINDINGS)
    def check(**given: Any) -> None:
        options = options_from(given)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import click

from arazzo_gen.cli_help import section
from arazzo_gen.config import (
    ENGINES,
    FORMATS,
    STDIN,
    ConfigError,
    Options,
    Settings,
    complete,
    parse_sources,
)
from arazzo_gen.record import replace

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_Command = TypeVar("_Command", bound=Callable[..., Any])
Group: TypeAlias = tuple[Callable[[Any], Any], ...]

PATH = click.Path(path_type=Path)


def complete_codes(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The codes that a shell offers for the last one of some that are divided by commas."""
    from click.shell_completion import CompletionItem

    from arazzo_gen.diagnostics.codes import CODES

    before, comma, last = incomplete.rpartition(",")
    return [
        CompletionItem(f"{before}{comma}{code}", help=each.summary)
        for code, each in CODES.items()
        if code.startswith(last.upper())
    ]


_documents = section("Documents and sources")
_run = section("This run")
_output = section("Output")
_modules = section("Modules")
_findings = section("Findings")

DOCUMENTS: Group = (
    click.argument("documents", metavar="[DOC]...", nargs=-1, type=PATH),
    _documents(
        "workflows",
        "--workflow",
        metavar="ID",
        multiple=True,
        help="Take only this workflow. Repeat for more.",
    ),
)
"""Which documents to compile."""

READING: Group = (
    _documents(
        "sources",
        "--source",
        metavar="NAME=PATH",
        multiple=True,
        help="Read the source description NAME from PATH instead of its url. Repeat for more.",
    ),
    _documents(
        "--source-root",
        metavar="DIR",
        type=PATH,
        help="Look for sources with a relative url in DIR instead of beside the document.",
    ),
    _documents(
        "--allow-path",
        metavar="DIR",
        multiple=True,
        type=PATH,
        help="Let documents name files in DIR too. Without it they reach the working "
        "directory and the parent of their own folder. Repeat for more.",
    ),
    _documents(
        "--allow-http/--no-allow-http",
        default=None,
        help="Fetch over http too, where the network may be used; not over https alone.",
    ),
)
"""Where documents and their sources are read from."""

COMPILING: Group = (
    _documents(
        "--allow-remote/--no-allow-remote",
        default=None,
        help="Fetch what documents name on the network. What is locked in arazzo.lock must be "
        "as it was, and needs no fetching where a copy is in the cache.",
    ),
    _run(
        "--validate",
        type=click.Choice(["reached", "full", "off"]),
        help="What openapi-spec-validator looks at: what the steps reach of an OpenAPI document, "
        "all of it, or nothing.  [default: reached]",
    ),
    _run(
        "--cache/--no-cache",
        default=None,
        help="Use what earlier runs have kept in your cache folder.  [default: --cache]",
    ),
)
"""What a run may use besides files: the network, the validator, the cache of earlier runs."""

FINDINGS: Group = (
    _findings("--strict/--no-strict", default=None, help="Treat every warning as an error."),
    _findings(
        "--format",
        type=click.Choice(FORMATS),
        help="How findings are written: full and concise to stderr, json, github and sarif to "
        "stdout.  [default: full]",
    ),
    _findings(
        "--select",
        metavar="CODES",
        multiple=True,
        shell_complete=complete_codes,
        help="Show only these warnings: codes or beginnings of codes, such as AZ7,AZ802. Errors "
        "are always shown. Repeat for more.",
    ),
    _findings(
        "--ignore",
        metavar="CODES",
        multiple=True,
        shell_complete=complete_codes,
        help="Do not show these warnings. Errors cannot be ignored. Repeat for more.",
    ),
    _findings(
        "--baseline",
        metavar="FILE",
        type=PATH,
        help="Do not show the warnings that FILE has; new ones are errors.",
    ),
)
"""Which findings are shown, and how."""

WRITING: Group = (
    _output(
        "-o",
        "--output",
        metavar="DIR",
        type=PATH,
        help="Where the modules go. The folder is made if it is missing.",
    ),
    _output("--check", is_flag=True, help="Write nothing; exit 1 when the output is out of date."),
    _output("--diff", is_flag=True, help="Write nothing; show what would change."),
    _output(
        "--breaking",
        is_flag=True,
        help="With --check: exit 1 only for changes that break what calls the modules.",
    ),
    _output(
        "--prune",
        is_flag=True,
        help="Remove modules of earlier builds that no document of the table makes any more.",
    ),
    _output(
        "--exit-non-zero-on-write",
        is_flag=True,
        help="Exit 1 when a module was written, so that a hook stops.",
    ),
    _modules(
        "--emit",
        type=click.Choice(["python", "ir"]),
        help="What is written for each workflow: its module, or with ir what the compiler has "
        "made of it before it writes Python, as text.  [default: python]",
    ),
    _modules(
        "--layout",
        type=click.Choice(["standalone", "package"]),
        help="Whether each module stands alone, or the folder becomes a package whose modules "
        "share _runtime.py.  [default: standalone]",
    ),
    _modules(
        "engines",
        "--engine",
        type=click.Choice(ENGINES),
        multiple=True,
        help="Let runs outlive a process, on this engine: --durable, and its adapter beside the "
        "modules. Repeat for more.",
    ),
    _modules(
        "--client",
        type=click.Choice(["both", "sync", "async"]),
        help="Which clients a module gets.  [default: both]",
    ),
    _modules(
        "--http",
        type=click.Choice(["httpx", "httpx2"]),
        help="The module that the clients import for HTTP.  [default: httpx]",
    ),
    _modules(
        "--validate-responses/--no-validate-responses",
        default=None,
        help="Let modules check the types of what they read from responses.",
    ),
    _modules(
        "--max-response-bytes",
        metavar="N",
        type=click.IntRange(min=1),
        help="Let modules read no more than N bytes of a response.",
    ),
    _modules(
        "--tests",
        metavar="DIR",
        type=PATH,
        help="Write tests of the modules to DIR too: for each a pytest file with a test of every "
        "branch, and playback.py.",
    ),
    _modules(
        "--tests-import",
        metavar="PACKAGE",
        help="The package that the tests import the modules from.  [default: the path to them]",
    ),
    _modules(
        "--durable/--no-durable",
        default=None,
        help="Give modules run_durable too: a run that a journal keeps, and that goes on after a "
        "crash.",
    ),
    _output(
        "--keep-going/--no-keep-going",
        default=None,
        help="Write the workflows that are right when others are wrong; still exit 1.",
    ),
)
"""What is written, and where."""


WATCHING: Group = (
    _run(
        "--watch",
        is_flag=True,
        help="Do it again whenever anything changes that it reads, until Ctrl-C.",
    ),
)
"""How often a command does its work."""


def takes(*groups: Group) -> Callable[[_Command], _Command]:
    """Give a command the options of some groups; `--help` shows them in this order."""

    def decorate(command: _Command) -> _Command:
        for group in reversed(groups):
            for option in reversed(group):
                command = option(command)
        return command

    return decorate


def options_from(given: Mapping[str, Any], *, check: bool = False, diff: bool = False) -> Options:
    """The options of a run: those that were given, else those of the configuration file.

    Args:
        given: The parameters of a command, by name; all are fields of `Settings`.
        check: Whether `--check` was given.
        diff: Whether `--diff` was given.

    Raises:
        click.UsageError: Something in them, or in the configuration file, is wrong.
    """
    cwd = Path.cwd()
    writes = "output" in given
    try:
        settings = _settings(given)
        base = _base(settings, cwd, writes=writes)
        settings = _with_documents(settings, base, cwd)
    except ConfigError as error:
        from arazzo_gen.diagnostics.excerpt import visible

        raise click.UsageError(visible(str(error))) from None
    contents = {}
    if Path(STDIN) in settings.documents:
        contents[Path(os.path.realpath(cwd)) / STDIN] = _standard_input()
    options = complete(settings, base, cwd=cwd, check=check, diff=diff)
    if options.durable and options.client == "sync":
        raise click.UsageError("a durable form is async: it needs --client both or async")
    return replace(options, contents=contents, writes=writes)


def _base(settings: Settings, cwd: Path, *, writes: bool) -> Settings:
    """What the configuration file says; nothing where there is none, and documents are given."""
    are_given = bool(settings.documents)
    places = (folder / "pyproject.toml" for folder in (cwd, *cwd.parents))
    if are_given and not any(map(os.path.lexists, places)):
        return Settings()
    from arazzo_gen.pyproject import read_settings, refuse_outside

    base = read_settings(cwd, settings.allow_path or (), names_documents=not are_given)
    refuse_outside(base, settings, cwd=cwd, writes=writes)
    return base


def _with_documents(settings: Settings, base: Settings, cwd: Path) -> Settings:
    """The command line with the documents that it names, found in folders and by patterns."""
    texts = [os.fspath(path) for path in settings.documents]
    if not texts or not (base.exclude or any(map(_needs_search, texts))):
        return settings  # as most are, and then nothing is imported
    from arazzo_gen.paths.named import Search

    found = Search(cwd, base.folder or cwd, base.exclude).find(texts)
    return replace(
        settings,
        documents=found.documents,
        passed_over=found.passed_over,
        excluded=found.excluded,
        searched=found.searched,
    )


def _needs_search(text: str) -> bool:
    return bool(set(text) & set("*?[")) or os.path.isdir(text)


def _standard_input() -> bytes:
    """What stands on standard input, up to one byte more than is read of a file."""
    from arazzo_gen.cache import MAX_BYTES

    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _settings(given: Mapping[str, Any]) -> Settings:
    # click gives None or an empty tuple for what was not said.
    said = {name: value for name, value in given.items() if value not in (None, ())}
    said["sources"] = parse_sources(said.get("sources", ()))
    for name in ("select", "ignore"):
        if name in said:
            said[name] = _codes(f"--{name}", said[name])
    return Settings(**said)


def _codes(option: str, texts: Sequence[str]) -> tuple[str, ...]:
    from arazzo_gen.diagnostics.selection import parse_codes  # not for `--help`

    try:
        return parse_codes(texts)
    except ValueError as error:
        raise ConfigError(f"{option}: {error}") from None
