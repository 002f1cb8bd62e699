"""The base URLs that tests expect, and what a call has to be told of them."""

from __future__ import annotations

from collections.abc import Iterator

from arazzo_gen import ir
from arazzo_gen.text.words import snake


def constant_of(source: ir.Source) -> str:
    """The name of the constant for the base URL of a source: that of the module's own."""
    return source.constant or source.param.upper()


def host_of(source: ir.Source) -> str:
    """The name of a source as a part of an invented host."""
    return snake(source.name).replace("_", "-") or "api"


def base_url(source: ir.Source) -> str:
    """The base URL of a source, as the document has it; an invented one where it has none."""
    if source.url is None:
        return f"https://{host_of(source)}.example"
    values = {each.name: each.default or _chosen(each) for each in source.variables}
    parts = source.url_parts
    named = (values.get(part, part) if index % 2 else part for index, part in enumerate(parts))
    return "".join(named).rstrip("/")


def keywords(source: ir.Source) -> Iterator[tuple[str, str | None]]:
    """The keywords of `run` that a source needs, with their values; None for its base URL."""
    if source.url is None:
        yield source.param, None
    for each in source.variables:
        if each.default is None:
            yield each.param, _chosen(each)


def _chosen(variable: ir.ServerVariable) -> str:
    return variable.choices[0] if variable.choices else f"the-{variable.name}"
