"""The table [tool.arazzo-gen] of the nearest pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from arazzo_gen.config import FORMATS, ConfigError, Settings
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.record import replace
from arazzo_gen.remote.errors import RemoteError
from arazzo_gen.remote.urls import normalise

_T = TypeVar("_T")

_TABLE = "[tool.arazzo-gen]"
_KEYS = (
    "documents",
    "output",
    "workflows",
    "client",
    "http",
    "validate-responses",
    "max-response-bytes",
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
)


def read_settings(start: Path) -> Settings:
    """Read the nearest pyproject.toml, in this folder or one above.

    Paths in it start from the folder that it is in.

    Args:
        start: The folder to look in first.

    Raises:
        ConfigError: There is none, it cannot be read, or says something that it cannot.
    """
    path = _nearest_file(start)
    if path is None:
        raise ConfigError("no document is given, and there is no pyproject.toml to name one")
    table = _table(path)
    try:
        return replace(_settings(_Table(table, path.parent)), folder=path.parent)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


class _Table:
    """The entries of the table, each read as what it must be."""

    def __init__(self, entries: Mapping[str, Any], folder: Path) -> None:
        self._entries = entries
        self._folder = folder

    def check_keys(self) -> None:
        """Refuse a key that means nothing."""
        for key in self._entries:
            if key not in _KEYS:
                near = nearest(key, _KEYS)
                hint = f"; did you mean `{near}`?" if near else f"; known are {', '.join(_KEYS)}"
                raise ConfigError(f"{_TABLE} has no key `{key}`{hint}")

    def read(self, key: str, expected: str, convert: Callable[[Any], _T | None]) -> _T | None:
        """The value of a key; None where it is not there."""
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
        """A list of codes of findings, or of beginnings of them."""
        from arazzo_gen.diagnostics.selection import parse_codes  # which loads the codes

        texts = self.texts(key, "a list of codes")
        try:
            return None if texts is None else parse_codes(texts)
        except ValueError as error:
            raise ConfigError(f"`{key}`: {error}") from None

    def sources(self) -> dict[str, Path] | None:
        """A table from source name to path."""
        expected = "a table from the name of a source to its path"
        return self.read("sources", expected, self._as_sources)

    def urls(self) -> dict[str, Path] | None:
        """A table from URL to path, in the one spelling that URLs have."""
        expected = "a table from a URL to the path of a file, or from one with `/` at its end to "
        found = self.read("urls", expected + "that of a folder", self._as_sources)
        if found is None:
            return None
        try:
            return {normalise(url): path for url, path in found.items()}
        except RemoteError as error:
            raise ConfigError(f"`urls` in {_TABLE}: {error.message}") from None

    def documents(self) -> tuple[Path, ...]:
        """The documents, patterns replaced by what they match."""
        texts = self.texts("documents", "a list of paths") or ()
        if not texts:
            raise ConfigError(f"no document is given, and {_TABLE} names none in `documents`")
        found: list[Path] = []
        for text in texts:
            found += self._expand(text)
        return tuple(dict.fromkeys(found))

    def _expand(self, text: str) -> list[Path]:
        if not any(mark in text for mark in "*?["):
            return [self._folder / text]
        try:
            matches = sorted(self._folder.glob(text))
        except (ValueError, NotImplementedError, OSError) as error:
            raise ConfigError(f"`documents`: `{text}` is not a pattern: {error}") from None
        if not matches:
            raise ConfigError(f"`documents`: nothing matches `{text}`")
        return matches

    def _as_sources(self, value: Any) -> dict[str, Path] | None:
        if not isinstance(value, dict) or not all(map(_is_text, value.values())):
            return None
        return {name: self._folder / path for name, path in value.items()}


def _settings(table: _Table) -> Settings:
    table.check_keys()
    return Settings(
        documents=table.documents(),
        output=table.path("output"),
        workflows=table.texts("workflows", "a list of workflow ids"),
        client=table.read("client", "both, sync or async", _choice("both", "sync", "async")),
        http=table.read("http", "httpx or httpx2", _choice("httpx", "httpx2")),
        max_response_bytes=table.read("max-response-bytes", "a number above 0", _size),
        validate_responses=table.flag("validate-responses"),
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
    )


def _size(value: Any) -> int | None:
    return value if type(value) is int and value > 0 else None


def _choice(*choices: Any) -> Callable[[Any], Any]:
    return lambda value: value if isinstance(value, str) and value in choices else None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != "" and "\0" not in value


def _as_texts(value: Any) -> tuple[str, ...] | None:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(map(_is_text, values)):
        return None
    return tuple(values)


def _nearest_file(start: Path) -> Path | None:
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        if path.is_file():
            return path
    return None


def _table(path: Path) -> Mapping[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from None
    tool = content.get("tool")
    table = tool.get("arazzo-gen") if isinstance(tool, dict) else None
    if table is None:
        raise ConfigError(f"no document is given, and {path} has no table {_TABLE}")
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: {_TABLE} must be a table")
    return table
