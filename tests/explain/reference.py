"""The page that lists and explains all codes, `docs/diagnostics.md`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sessions import expected

from arazzo_gen.diagnostics import explain
from arazzo_gen.diagnostics.codes import GROUPS, Code

PAGE = Path(__file__).resolve().parents[2] / "docs" / "diagnostics.md"

_HEAD = """\
# Diagnostics

What `arazzo-gen check` and `arazzo-gen build` say of documents, by code. `arazzo-gen explain AZ105`
shows the same on a terminal. An error stops a build, a warning does so with `--strict`, a note
never does. A code never changes its meaning.

This page is made by `make docs`, and the tests run every document on it. All of them call
[one small API](#the-api-of-the-examples).
"""


def page() -> str:
    """The text of the page."""
    return "\n".join([_HEAD, *_tables(), *_explanations(), *_api()])


def _tables() -> Iterator[str]:
    for title, codes in GROUPS.items():
        yield f"## {title}\n"
        yield "| code | | about |"
        yield "|---|---|---|"
        for name, code in codes.items():
            yield f"| [{name}](#{name.lower()}) | {code.severity} | {code.summary} |"
        yield ""


def _explanations() -> Iterator[str]:
    yield "## Explanations\n"
    for codes in GROUPS.values():
        for name, code in codes.items():
            yield from _explanation(name, code)


def _explanation(name: str, code: Code) -> Iterator[str]:
    found = explain.read(name)
    yield f"### {name}\n"
    yield f"**{code.severity}: {code.summary}**\n"
    yield from _blocks(found.what)
    yield from _blocks(found.why)
    yield "Wrong:\n"
    yield from _blocks(found.wrong)
    yield f"```console\n{expected(name).read_text(encoding='utf-8')}```\n"
    yield "Right:\n"
    yield from _blocks(found.right)


def _blocks(section: explain.Section) -> Iterator[str]:
    for block in section:
        if isinstance(block, str):
            yield f"{block}\n"
            continue
        if block.name:
            yield f"`{block.name}`\n"
        yield f"```{block.language}\n{block.text}```\n"


def _api() -> Iterator[str]:
    yield "## The API of the examples\n"
    yield f"`{explain.SHOP.name}`\n"
    yield f"```yaml\n{explain.SHOP.read_text(encoding='utf-8')}```"
    yield ""
