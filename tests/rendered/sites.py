"""Builds a page for each of some modules with Sphinx and with mkdocs, as users of these do."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rendered.rendered_install import BIN

_CONF: Final = """\
import sys
sys.path.insert(0, {source!r})
project = "Clients"
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon"]
autodoc_default_options = {{"members": True, "undoc-members": True, "show-inheritance": True}}
"""
_MKDOCS: Final = """\
site_name: Clients
theme: mkdocs
markdown_extensions: [admonition, attr_list, footnotes, pymdownx.snippets, pymdownx.superfences]
plugins:
  - mkdocstrings:
      handlers:
        python:
          paths: ['{source}']
          options: {{docstring_style: google, show_if_no_docstring: true}}
"""
# What autodoc asks for as `Line.x-age`, and cannot name: a key of a TypedDict that is no name.
_NO_NAME: Final = re.compile(r".*(?:invalid signature for|for autodocumenting) .*::\w+\.\S*\W.*")


@dataclass(frozen=True)
class Sites:
    """The pages of both tools, and what they said.

    Attributes:
        sphinx: The folder of Sphinx's pages.
        mkdocs: The folder of mkdocs' pages.
        sphinx_said: What Sphinx wrote to stderr.
        mkdocs_said: What mkdocs wrote.
    """

    sphinx: Path
    mkdocs: Path
    sphinx_said: str
    mkdocs_said: str


def built_sites(folder: Path, modules: Mapping[str, str]) -> Sites:
    """The pages of some modules, by the names that these are imported as; `a.b` is in a package."""
    source = folder / "source"
    for name, text in modules.items():
        path = source.joinpath(*name.split(".")).with_suffix(".py")
        if any(other.startswith(f"{name}.") for other in modules):
            path = path.with_suffix("") / "__init__.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    listed = "".join(f"   {name}\n" for name in modules)
    _write(folder / "sphinx" / "conf.py", _CONF.format(source=str(source)))
    _write(folder / "sphinx" / "index.rst", f"Clients\n=======\n\n.. toctree::\n\n{listed}")
    _write(folder / "mkdocs" / "mkdocs.yml", _MKDOCS.format(source=source))
    _write(folder / "mkdocs" / "docs" / "index.md", "# Clients\n")
    for name in modules:
        title = f"{name}\n{'=' * len(name)}"
        _write(folder / "sphinx" / f"{name}.rst", f"{title}\n\n.. automodule:: {name}\n")
        _write(folder / "mkdocs" / "docs" / f"{name}.md", f"# {name}\n\n::: {name}\n")
    sphinx, mkdocs = folder / "sphinx-pages", folder / "mkdocs-pages"
    commands = [
        [BIN / "sphinx-build", "-q", "-E", "-b", "html", folder / "sphinx", sphinx],
        [BIN / "mkdocs", "build", "-q", "--strict", "-f", folder / "mkdocs" / "mkdocs.yml",
         "-d", mkdocs],
    ]  # fmt: skip
    started = [
        subprocess.Popen(each, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for each in commands
    ]
    said = [process.communicate()[0] for process in started]
    kept = [line for line in said[0].splitlines() if not _NO_NAME.match(line)]
    return Sites(sphinx, mkdocs, "\n".join(kept), said[1])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
