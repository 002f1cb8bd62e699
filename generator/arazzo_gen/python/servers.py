"""Writes base URLs: their keywords, and the functions that make them of server variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from arazzo_gen import ir
from arazzo_gen.python.context import Context
from arazzo_gen.python.text.literal import WIDTH, code, docstring, headline, literal, sentence
from arazzo_gen.python.text.urls import url_lines


def source_params(context: Context, keys: Iterable[str]) -> list[str]:
    """The `<source>_url` parameters of a function, with those of server variables."""
    sources = [context.sources[key] for key in keys]
    return [*(url_param(source, source.param) for source in sources), *variable_params(sources)]


def url_param(source: ir.Source, name: str) -> str:
    """The parameter for the base URL of a source."""
    if source.variables:
        return f"{name}: str | None = None"
    return f"{name}: str" + (f" = {source.constant}" if source.url is not None else "")


def variable_params(sources: Iterable[ir.Source]) -> list[str]:
    """The parameters for server variables, each once."""
    return [
        f"{each.param}: {_annotation(each)} = {literal(each.default)}" for each in _all(sources)
    ]


def variable_names(sources: Iterable[ir.Source]) -> list[str]:
    """The keywords of server variables, each once."""
    return [variable.param for variable in _all(sources)]


def base_urls(context: Context, keys: Iterable[str]) -> list[str]:
    """The statements that make base URLs of server variables."""
    sources = [context.sources[key] for key in keys]
    return [base_url(context, source, source.param) for source in sources if source.variables]


def base_url(context: Context, source: ir.Source, name: str) -> str:
    """The statement that gives a variable of a name the base URL of a source with variables."""
    arguments = ", ".join([name, *variable_names([source])])
    return f"{name} = {context.base_urls[source.key]}({arguments})"


def base_url_functions(context: Context) -> list[str]:
    """The functions that make base URLs of server variables."""
    return [_function(context, each) for each in context.module.sources if each.variables]


def source_docs(context: Context, keys: Iterable[str], param: str | None = None) -> list[str]:
    """What a docstring says of base URLs and server variables.

    Args:
        context: The module.
        keys: The sources.
        param: The parameter of the base URL, in a function of one source that names it so.
    """
    sources = [context.sources[key] for key in keys]
    lines = []
    for source in sources:
        made = "; made of its server variables when None" if source.variables else ""
        lines.append(f"{param or source.param}: Base URL of the {code(source.name)} source{made}.")
    for source in sources:
        for variable in source.variables:
            line = f"{variable.param}: {_doc(source, variable)}"
            if not any(known.startswith(f"{variable.param}:") for known in lines):
                lines.append(line)
    return lines


def _doc(source: ir.Source, variable: ir.ServerVariable) -> str:
    described = headline(variable.doc)
    text = f"{described.rstrip('.')} ({code(variable.name)})" if described else ""
    text = text or f"The server variable {code(variable.name)}"
    needed = f"; needed unless `{source.param}` is given" if variable.default is None else ""
    return sentence(f"{text}{needed}")


def _function(context: Context, source: ir.Source) -> str:
    params = [f"{each.param}: {_annotation(each)}" for each in source.variables]
    lines = [f"def {context.base_urls[source.key]}(url: str | None, {', '.join(params)}) -> str:"]
    doc = f"The base URL of {code(source.name)}: the one given, or that of its server variables."
    lines += [f"    {docstring(doc, 4)}", "    if url is not None:", "        return url"]
    needed = [each for each in source.variables if each.default is None]
    if needed:
        test = " or ".join(f"{each.param} is None" for each in needed)
        names = " and ".join(f"{each.param!r}" for each in needed)
        message = f"the base URL of {source.name!r} needs {names}, "
        parts = f"{literal(message)} {literal('or is given itself')}"
        lines += [f"    if {test}:", f"        raise TypeError({parts})"]
    return "\n".join([*lines, f"    return {_url(source)}"])


def _url(source: ir.Source) -> str:
    """The URL of a source with its variables, as an f-string."""
    params = {each.name: each.param for each in source.variables}
    parts: list[tuple[str, bool]] = []
    for index, piece in enumerate(source.url_parts):
        parts.append((params[piece], True) if index % 2 else (piece, False))
    return url_lines([part for part in parts if part[0]], WIDTH - len("    return "))


def _annotation(variable: ir.ServerVariable) -> str:
    text = "str"
    if variable.choices:
        text = f"Literal[{', '.join(map(literal, variable.choices))}]"
    return text if variable.default is not None else f"{text} | None"


def _all(sources: Iterable[ir.Source]) -> Iterator[ir.ServerVariable]:
    """The variables of sources, each once: two servers of a source may share one."""
    found = {each.param: each for source in sources for each in source.variables}
    yield from found.values()
