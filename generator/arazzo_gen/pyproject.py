"""The table [tool.arazzo-gen] of the nearest pyproject.toml."""

from __future__ import annotations

import functools
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from arazzo_gen.cache import UnreadableError, read_regular
from arazzo_gen.config import ENGINES, FORMATS, STDIN, ConfigError, Settings
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.paths.named import Named, Search
from arazzo_gen.record import replace
from arazzo_gen.remote.errors import RemoteError
from arazzo_gen.remote.urls import normalise
from arazzo_gen.source.files import resolve

_T = TypeVar("_T")

_TABLE = "[tool.arazzo-gen]"
_KEYS = (
    "documents",
    "output",
    "workflows",
    "layout",
    "engines",
    "client",
    "http",
    "validate-responses",
    "max-response-bytes",
    "tests",
    "tests-import",
    "durable",
    "strict",
    "sources",
    "source-root",
    "keep-going",
    "allow-path",
    "allow-remote",
    "allow-http",
    "urls",
    "validate",
    "cache",
    "format",
    "select",
    "ignore",
    "exclude",
    "per-file-ignores",
    "baseline",
)


def read_settings(
    start: Path, allow_path: Sequence[Path] = (), *, names_documents: bool = True
) -> Settings:
    """Read the nearest pyproject.toml, in this folder or one above.

    Paths in it start from the folder that it is in.

    Args:
        start: The folder to look in first; paths of the command line start from it.
        allow_path: The folders that the command line allows. Patterns list files in these and in
            the folder of the pyproject.toml only.
        names_documents: Whether to read which documents there are. Where the command line names
            them, this is off: then the file and the table need not exist.

    Raises:
        ConfigError: There is none, it cannot be read, or something in it is wrong.
    """
    path = _nearest_file(start)
    table = _table(path, is_needed=names_documents) if path is not None else None
    if path is None or table is None:
        if not names_documents:
            return Settings()
        if path is None:
            raise ConfigError("no document is given, and there is no pyproject.toml to name one")
        raise ConfigError(f"no document is given, and {path} has no table {_TABLE}")
    try:
        opened = _Table(table, path.parent, start, allow_path)
        opened.check_keys()
        found = opened.documents() if names_documents else Named()
        return replace(
            _settings(opened),
            folder=path.parent,
            documents=found.documents,
            passed_over=found.passed_over,
            excluded=found.excluded,
            searched=found.searched,
        )
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def refuse_outside(base: Settings, given: Settings, *, cwd: Path, writes: bool) -> None:
    """Refuse a path in the file that leads out of its folder, unless the command line allows it.

    The file may belong to a stranger's repository. A command that is run in there must not read or
    write anything outside.

    Args:
        base: The settings of the file.
        given: The settings of the command line.
        cwd: The working directory, from which paths of the command line start.
        writes: Whether the command writes into the output folder.

    Raises:
        ConfigError: A path leads out of the folder, with its links resolved. The message has the
            option that would allow it.
    """
    folder = base.folder
    if folder is None:
        return
    home = resolve(folder)
    allowed = _allowed(folder, given.allow_path or (), cwd)
    if writes and given.output is None and base.output is not None:
        _refuse(base.output, "output", "-o", [home], folder, cwd)
    if writes and given.tests is None and base.tests is not None:
        _refuse(base.tests, "tests", "--tests", [home], folder, cwd)
    if given.baseline is None and base.baseline is not None:
        _refuse(base.baseline, "baseline", "--baseline", [home], folder, cwd)
    for key, path in _read_paths(base, given):
        _refuse(path, key, "--allow-path", allowed, folder, cwd)


def _read_paths(base: Settings, given: Settings) -> Iterator[tuple[str, Path]]:
    """The paths in the file that open files for reading, with their keys."""
    for path in base.documents:
        yield "documents", path
    for path in base.allow_path or ():
        yield "allow-path", path
    if base.source_root is not None and given.source_root is None:
        yield "source-root", base.source_root
    for name, path in (base.sources or {}).items():
        if name not in (given.sources or {}):
            yield "sources", path
    for path in (base.urls or {}).values():
        yield "urls", path


def _allowed(folder: Path, allow_path: Sequence[Path], cwd: Path) -> list[Path]:
    """The folders that may be read: that of the file, and those that the command line allows."""
    return [resolve(folder), *(resolve(cwd / path) for path in allow_path)]


def _refuse(
    path: Path, key: str, option: str, allowed: Sequence[Path], folder: Path, cwd: Path
) -> None:
    target = resolve(path)
    if any(target.is_relative_to(known) for known in allowed):
        return
    # To allow a file is to allow its folder.
    opened = target.parent if key in ("documents", "sources") else target
    raise ConfigError(
        f"{folder / 'pyproject.toml'}: `{key}` {_leads_out(target, opened, option, cwd)}"
    )


def _leads_out(target: Path, opened: Path, option: str, cwd: Path) -> str:
    shown = min(Path(os.path.relpath(opened, cwd)).as_posix(), opened.as_posix(), key=len)
    return (
        f"leads out of the folder of this file, to {target}. "
        f"If you trust the file, say so on the command line: `{option} {shown}`"
    )


class _Table:
    """Reads the entries of the table by type."""

    def __init__(
        self, entries: Mapping[str, Any], folder: Path, cwd: Path, allow_path: Sequence[Path]
    ) -> None:
        self._entries = entries
        self._folder = folder
        self._cwd = cwd
        self._allowed = _allowed(folder, allow_path, cwd)

    def check_keys(self) -> None:
        """Refuse an unknown key."""
        for key in self._entries:
            if key not in _KEYS:
                near = nearest(key, _KEYS)
                hint = f"; did you mean `{near}`?" if near else f"; known are {', '.join(_KEYS)}"
                raise ConfigError(f"{_TABLE} has no key `{key}`{hint}")

    def read(self, key: str, expected: str, convert: Callable[[Any], _T | None]) -> _T | None:
        """The value of a key; None where the table lacks it."""
        if key not in self._entries:
            return None
        value = convert(self._entries[key])
        if value is None:
            raise ConfigError(f"`{key}` in {_TABLE} must be {expected}")
        return value

    def flag(self, key: str) -> bool | None:
        """A boolean."""
        return self.read(key, "true or false", lambda v: v if isinstance(v, bool) else None)

    def path(self, key: str) -> Path | None:
        """A path."""
        return self.read(key, "a path", lambda v: self._folder / v if _is_text(v) else None)

    def texts(self, key: str, expected: str) -> tuple[str, ...] | None:
        """A list of strings; one string is a list of one."""
        return self.read(key, expected, _as_texts)

    def paths(self, key: str) -> tuple[Path, ...] | None:
        """A list of paths."""
        texts = self.texts(key, "a list of paths")
        return None if texts is None else tuple(self._folder / text for text in texts)

    def codes(self, key: str) -> tuple[str, ...] | None:
        """A list of codes, or of beginnings of codes."""
        texts = self.texts(key, "a list of codes")
        return None if texts is None else _codes(key, texts)

    def sources(self) -> dict[str, Path] | None:
        """A table from source name to path."""
        expected = "a table from the name of a source to its path"
        return self.read("sources", expected, self._as_sources)

    def urls(self) -> dict[str, Path] | None:
        """A table from URL, as `urls.normalise` spells it, to path."""
        expected = "a table from a URL to the path of a file, or from one with `/` at its end to "
        found = self.read("urls", expected + "that of a folder", self._as_sources)
        if found is None:
            return None
        try:
            return {normalise(url): path for url, path in found.items()}
        except RemoteError as error:
            raise ConfigError(f"`urls` in {_TABLE}: {error.message}") from None

    def ignores(self) -> dict[str, tuple[str, ...]] | None:
        """A table from patterns of paths to codes."""
        key = "per-file-ignores"
        expected = "a table from a pattern of paths to a list of codes"
        found = self.read(key, expected, _as_lists)
        return found and {pattern: _codes(key, codes) for pattern, codes in found.items()}

    def documents(self) -> Named:
        """The documents, with each folder and pattern replaced by the files in it."""
        texts = self.texts("documents", "a list of paths") or ()
        if not texts:
            raise ConfigError(f"no document is given, and {_TABLE} names none in `documents`")
        if STDIN in texts:
            raise ConfigError("`documents`: standard input is for the command line to name")
        exclude = self.texts("exclude", "a list of patterns") or ()
        try:
            found = Search(self._folder, self._folder, exclude, self._allow).find(texts)
        except ConfigError as error:
            raise ConfigError(f"`documents`: {error}") from None
        return replace(found, documents=tuple(self._folder / path for path in found.documents))

    def _allow(self, what: str, folder: Path) -> None:
        target = resolve(folder)
        if not any(target.is_relative_to(known) for known in self._allowed):
            said = _leads_out(target, target, "--allow-path", self._cwd)
            raise ConfigError(f"{what} {said}")

    def _as_sources(self, value: Any) -> dict[str, Path] | None:
        if not isinstance(value, dict) or not all(map(_is_text, value.values())):
            return None
        return {name: self._folder / path for name, path in value.items()}


def _settings(table: _Table) -> Settings:
    return Settings(
        exclude=table.texts("exclude", "a list of patterns") or (),
        output=table.path("output"),
        workflows=table.texts("workflows", "a list of workflow ids"),
        layout=table.read("layout", "standalone or package", _choice("standalone", "package")),
        engines=table.read("engines", f"a list of {' and '.join(ENGINES)}", _as_engines),
        client=table.read("client", "both, sync or async", _choice("both", "sync", "async")),
        http=table.read("http", "httpx or httpx2", _choice("httpx", "httpx2")),
        max_response_bytes=table.read("max-response-bytes", "a number above 0", _size),
        tests=table.path("tests"),
        tests_import=table.read("tests-import", "the name of a package", _package),
        validate_responses=table.flag("validate-responses"),
        durable=table.flag("durable"),
        strict=table.flag("strict"),
        sources=table.sources(),
        source_root=table.path("source-root"),
        keep_going=table.flag("keep-going"),
        allow_path=table.paths("allow-path"),
        allow_remote=table.flag("allow-remote"),
        allow_http=table.flag("allow-http"),
        urls=table.urls(),
        validate=table.read("validate", "reached, full or off", _choice("reached", "full", "off")),
        cache=table.flag("cache"),
        format=table.read("format", "full, concise, json, github or sarif", _choice(*FORMATS)),
        select=table.codes("select"),
        ignore=table.codes("ignore"),
        per_file_ignores=table.ignores(),
        baseline=table.path("baseline"),
    )


def _size(value: Any) -> int | None:
    return value if type(value) is int and value > 0 else None


def _package(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _as_engines(value: Any) -> Any:
    names = _as_texts(value)
    return names if names is not None and set(names) <= set(ENGINES) else None


def _choice(*choices: Any) -> Callable[[Any], Any]:
    return lambda value: value if isinstance(value, str) and value in choices else None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != "" and "\0" not in value


def _as_texts(value: Any) -> tuple[str, ...] | None:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(map(_is_text, values)):
        return None
    return tuple(values)


def _as_lists(value: Any) -> dict[str, tuple[str, ...]] | None:
    if not isinstance(value, dict) or "" in value:
        return None
    lists = {key: _as_texts(texts) for key, texts in value.items()}
    return {key: texts for key, texts in lists.items() if texts} if all(lists.values()) else None


def _codes(key: str, texts: Sequence[str]) -> tuple[str, ...]:
    from arazzo_gen.diagnostics.selection import parse_codes  # which loads the codes

    try:
        return parse_codes(texts)
    except ValueError as error:
        raise ConfigError(f"`{key}`: {error}") from None


def _nearest_file(start: Path) -> Path | None:
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        if os.path.lexists(path):
            return path
    return None


@functools.lru_cache(maxsize=1)
def _parsed(data: bytes) -> Mapping[str, Any]:
    """The values of a file. `--watch` asks for those of the same file again and again."""
    return tomllib.loads(data.decode("utf-8-sig"))


def _table(path: Path, *, is_needed: bool) -> Mapping[str, Any] | None:
    """The table in a file; None where it has none. What else is wrong with a file that does not
    even name it matters only where it is needed."""
    try:
        data = read_regular(path)
        if not is_needed and b"arazzo-gen" not in data:
            return None
        content = _parsed(data)
    except UnreadableError as error:
        raise ConfigError(f"cannot read {path}: {error}") from None
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from None
    tool = content.get("tool")
    table = tool.get("arazzo-gen") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: {_TABLE} must be a table")
    return table
