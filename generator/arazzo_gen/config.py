"""The options of one run: from the command line, or from [tool.arazzo-gen]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, TypeVar, get_args

from arazzo_gen.record import record

Clients: TypeAlias = Literal["both", "sync", "async"]
HttpModule: TypeAlias = Literal["httpx", "httpx2"]
Emit: TypeAlias = Literal["python", "ir"]
Layout: TypeAlias = Literal["standalone", "package"]
Engine: TypeAlias = Literal["dbos", "temporal"]
Validation: TypeAlias = Literal["reached", "full", "off"]
Format: TypeAlias = Literal["full", "concise", "json", "github", "sarif"]

ENGINES: tuple[Engine, ...] = get_args(Engine)
FORMATS: tuple[Format, ...] = get_args(Format)
FOR_PEOPLE: frozenset[Format] = frozenset({"full", "concise"})
"""The formats whose findings go to stderr. Those of the others go to stdout, which has nothing else
then."""

LOCK_NAME: Final = "arazzo.lock"

STDIN: Final = "-"
"""What names standard input as a document."""

TESTS: Final = "tests/"
"""What the names of tests begin with among the files of a build, which are in two folders."""

_T = TypeVar("_T")


class ConfigError(Exception):
    """The command line or the configuration is wrong; the message says how."""


@record
class Searched:
    """A folder in which documents were looked for.

    Attributes:
        folder: The folder.
        depth: How many levels of folders below it were looked at; None for all.
    """

    folder: Path
    depth: int | None = None


@record
class Options:
    """The options of one run.

    Attributes:
        documents: The Arazzo documents.
        cwd: The working directory, from which relative paths start.
        contents: Contents to read instead of files, by the paths with their links resolved.
        passed_over: How many files of the named folders are no Arazzo documents.
        excluded: How many files `exclude` leaves out.
        searched: The folders in which documents were looked for.
        output: The folder to write to; None when nothing is written.
        writes: Whether the command writes modules; else it only shows findings.
        check: Write nothing, only say whether the output is up to date.
        diff: Write nothing, show what would change.
        whole: Whether the run is about all documents of the configuration file: the command line
            names neither documents nor workflows.
        breaking: With `check`: only what breaks callers makes the output out of date.
        prune: Remove what earlier runs have written and a whole run does not write.
        workflows: The ids of the workflows to build; all when there are none.
        emit: The target that writes the output.
        layout: Whether each module stands alone, or they share a file in a package.
        engines: The engines for durable runs whose adapters the folder gets.
        client: Which functions a module gets: sync, async or both.
        http: The library that a module imports for HTTP.
        validate_responses: Modules check the types of what they read from responses.
        max_response_bytes: How many bytes of a response modules read at most; None for all.
        tests: The folder for the tests of the modules; None where none are written.
        tests_import: The package that tests import the modules from; "" where there is none.
        tests_above: The path from the folder of the tests to the one that Python must know to find
            that package; None where it finds it anyway.
        durable: Modules get a form of their runs that an engine can go on with after a crash.
        strict: Warnings are errors.
        sources: Files that take the place of sources, by the name of the source description.
        source_root: Another folder from which relative URLs of sources start.
        keep_going: Build the workflows that are right when others are wrong.
        allow_path: Further folders that sources may be read from.
        allow_remote: Sources may be read from the network.
        allow_http: They may be read over http, without encryption, too.
        urls: Files that take the place of URLs, by the URL; folders, where that ends in a slash.
        lock_file: The lock file, which need not exist; None for `arazzo.lock` in the working
            directory.
        format: How findings are written.
        select: Codes, or beginnings of codes, whose warnings are shown; all when there are none.
        ignore: Codes, or beginnings of codes, whose warnings are not shown.
        per_file_ignores: The same for files, by the pattern of their paths.
        folder: The folder from which these patterns start; None without a configuration file.
        baseline: The file of the known warnings.
        known: The entries of that file (`diagnostics.baseline.Entry`).
        others: Names of workflows and sources that the documents need not have: a configuration
            file has them for all its documents, of which the command line may name some only.
        validate: How much of an OpenAPI document openapi-spec-validator validates.
        cache: Whether to use the cache.
    """

    documents: tuple[Path, ...]
    cwd: Path
    contents: Mapping[Path, bytes] = MappingProxyType({})
    passed_over: int = 0
    excluded: int = 0
    searched: tuple[Searched, ...] = ()
    output: Path | None = None
    writes: bool = True
    check: bool = False
    diff: bool = False
    whole: bool = False
    breaking: bool = False
    prune: bool = False
    workflows: tuple[str, ...] = ()
    emit: Emit = "python"
    layout: Layout = "standalone"
    engines: tuple[Engine, ...] = ()
    client: Clients = "both"
    http: HttpModule = "httpx"
    validate_responses: bool = False
    max_response_bytes: int | None = None
    tests: Path | None = None
    tests_import: str | None = None
    tests_above: str | None = None
    durable: bool = False
    strict: bool = False
    sources: Mapping[str, Path] = MappingProxyType({})
    source_root: Path | None = None
    keep_going: bool = False
    allow_path: tuple[Path, ...] = ()
    allow_remote: bool = False
    allow_http: bool = False
    urls: Mapping[str, Path] = MappingProxyType({})
    lock_file: Path | None = None
    format: Format = "full"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    folder: Path | None = None
    baseline: Path | None = None
    known: tuple[tuple[str, str, str, str], ...] = ()
    others: frozenset[str] = frozenset()
    validate: Validation = "reached"
    cache: bool = True

    def place(self, name: str) -> Path:
        """The path of a file of a build, from the working directory, by its name there."""
        inside = name.removeprefix(TESTS)
        folder = self.output if inside == name else self.tests
        assert folder is not None
        return folder / inside


@record
class Settings:
    """The options that the command line or a configuration file gives; None for the others.

    The fields are those of `Options`. `folder` is that of the configuration file, and `exclude` has
    the patterns of documents that are left out.
    """

    documents: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    passed_over: int = 0
    excluded: int = 0
    searched: tuple[Searched, ...] = ()
    output: Path | None = None
    workflows: tuple[str, ...] | None = None
    emit: Emit | None = None
    layout: Layout | None = None
    engines: tuple[Engine, ...] | None = None
    client: Clients | None = None
    http: HttpModule | None = None
    validate_responses: bool | None = None
    max_response_bytes: int | None = None
    tests: Path | None = None
    tests_import: str | None = None
    durable: bool | None = None
    strict: bool | None = None
    sources: Mapping[str, Path] | None = None
    source_root: Path | None = None
    keep_going: bool | None = None
    allow_path: tuple[Path, ...] | None = None
    allow_remote: bool | None = None
    allow_http: bool | None = None
    urls: Mapping[str, Path] | None = None
    folder: Path | None = None
    format: Format | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    per_file_ignores: Mapping[str, tuple[str, ...]] | None = None
    baseline: Path | None = None
    validate: Validation | None = None
    cache: bool | None = None


def complete(
    given: Settings, base: Settings, *, cwd: Path, check: bool = False, diff: bool = False
) -> Options:
    """The options of the command line, else those of the configuration file, else the defaults.

    Args:
        given: The command line; `base` is the configuration file.
        cwd: The working directory.
        check: Whether `--check` was given; `diff` is the same for `--diff`.
    """
    return Options(
        documents=given.documents or base.documents,
        cwd=cwd,
        passed_over=given.passed_over + base.passed_over,
        excluded=given.excluded + base.excluded,
        searched=(*given.searched, *base.searched),
        output=given.output or base.output,
        check=check,
        diff=diff,
        whole=not given.documents and given.workflows is None,
        workflows=_first(given.workflows, base.workflows, ()),
        emit=_first(given.emit, base.emit, "python"),
        layout=_first(given.layout, base.layout, "standalone"),
        engines=_first(given.engines, base.engines, ()),
        client=_first(given.client, base.client, "both"),
        http=_first(given.http, base.http, "httpx"),
        max_response_bytes=_first(given.max_response_bytes, base.max_response_bytes, None),
        tests=given.tests or base.tests,
        tests_import=_first(given.tests_import, base.tests_import, None),
        validate_responses=_first(given.validate_responses, base.validate_responses, False),
        durable=_first(given.durable, base.durable, bool(given.engines or base.engines)),
        strict=_strict(given, base),
        sources=MappingProxyType({**(base.sources or {}), **(given.sources or {})}),
        source_root=given.source_root or base.source_root,
        keep_going=_first(given.keep_going, base.keep_going, False),
        allow_path=(*(base.allow_path or ()), *(given.allow_path or ())),
        allow_remote=_first(given.allow_remote, base.allow_remote, False),
        allow_http=_first(given.allow_http, base.allow_http, False),
        urls=MappingProxyType({**(base.urls or {})}),
        lock_file=base.folder / LOCK_NAME if base.folder is not None else None,
        format=_first(given.format, base.format, "full"),
        select=_first(given.select, base.select, ()),
        ignore=_first(given.ignore, base.ignore, ()),
        per_file_ignores=MappingProxyType({**(base.per_file_ignores or {})}),
        folder=base.folder,
        baseline=given.baseline or base.baseline,
        others=_others(given, base),
        validate=_first(given.validate, base.validate, "reached"),
        cache=_first(given.cache, base.cache, True),
    )


def parse_sources(pairs: Sequence[str]) -> dict[str, Path]:
    """The values of `--source NAME=PATH`.

    Raises:
        ConfigError: One of them has another form, or a name is given twice.
    """
    sources: dict[str, Path] = {}
    for pair in pairs:
        name, equals, path = pair.partition("=")
        if not (name and equals and path):
            raise ConfigError(f"--source {pair}: write NAME=PATH")
        if name in sources:
            raise ConfigError(f"--source {pair}: {name} is given twice")
        sources[name] = Path(path)
    return sources


def _strict(given: Settings, base: Settings) -> bool:
    """Whether warnings are errors. What a baseline does not have is new, and is not let through."""
    has_baseline = (given.baseline or base.baseline) is not None
    return _first(given.strict, True if has_baseline else base.strict, False)


def _others(given: Settings, base: Settings) -> frozenset[str]:
    """The names of the configuration file that its other documents may have."""
    if not given.documents:
        return frozenset()
    workflows = base.workflows if given.workflows is None else None
    return frozenset((*(workflows or ()), *(base.sources or {})))


def _first(given: _T | None, configured: _T | None, default: _T) -> _T:
    if given is not None:
        return given
    return configured if configured is not None else default
