"""Says how Sphinx and mkdocs read docstrings: a line of JSON for each line of JSON.

    .venv-rendered/bin/python tests/rendered/judge.py

It runs where these tools are installed, apart from the tests, which ask it.
"""

from __future__ import annotations

import io
import json
import sys
from html.parser import HTMLParser
from typing import Any

import docutils.core
import docutils.nodes
import markdown
from griffe import Docstring, Function, Parameter, Parameters
from sphinx.ext.napoleon import Config, GoogleDocstring, NumpyDocstring


def judged(text: str) -> dict[str, Any]:
    """What is made of a docstring: what is said of it, its parts, and the kinds of its blocks."""
    config = Config(napoleon_use_param=True, napoleon_use_rtype=True)
    rest = str(NumpyDocstring(str(GoogleDocstring(text, config)), config))
    said = io.StringIO()
    tree = docutils.core.publish_doctree(
        rest,
        settings_overrides={
            "warning_stream": said, "report_level": 2, "halt_level": 5, "line_length_limit": 10**6,
            "file_insertion_enabled": False, "raw_enabled": False,
        },
    )  # fmt: skip
    for message in list(tree.findall(docutils.nodes.system_message)):
        message.parent.remove(message)  # those below a warning
    sections = Docstring(text, parent=_FUNCTION).parse("google", warnings=False)
    pieces = [each.value for each in sections if each.kind.value == "text"]
    return {
        "warnings": said.getvalue(),
        "fields": [each.astext() for each in tree.findall(docutils.nodes.field_name)],
        "nodes": sorted({type(each).__name__ for each in tree.findall()}),
        "text": tree.astext(),
        "sections": [each.kind.value for each in sections],
        "tags": sorted({tag for piece in pieces for tag in _tags(piece)}),
    }


_FUNCTION = Function("f", parameters=Parameters(Parameter("x"), Parameter("y")))
_MARKDOWN = ["toc", "tables", "fenced_code", "attr_list", "admonition"]


def _tags(text: str) -> list[str]:
    """The tags of the HTML of Markdown."""
    found: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append(tag)  # type: ignore[method-assign]
    parser.feed(markdown.markdown(text, extensions=_MARKDOWN))
    return found


def main() -> None:
    """Answer until the input ends."""
    for line in sys.stdin:
        print(json.dumps(judged(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
