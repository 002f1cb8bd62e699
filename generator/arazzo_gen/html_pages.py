"""Writes HTML pages from templates: text of documents is escaped, and the style is known by its
hash, so that a page's policy allows nothing else."""

from __future__ import annotations

import base64
import functools
import hashlib
from typing import Any

from arazzo_gen.diagnostics.excerpt import visible
from arazzo_gen.record import record
from arazzo_gen.source.span import LINE_BREAK
from arazzo_gen.templates_path import template_environment, templates_folder


@record
class Style:
    """The style sheet of a page: its text as HTML, and how the page's policy names it (CSP 3,
    "hash-source")."""

    text: Any
    hash: str


@functools.cache
def html_environment() -> Any:
    """The environment of templates that are HTML or SVG. What they write of a text is escaped, and
    characters are made visible that would act on what is around them."""
    return template_environment(autoescape=True, finalize=_shown)


def markup(text: str) -> Any:
    """Text that is HTML already: a file of ours, or what a template has written."""
    import markupsafe

    return markupsafe.Markup(text)


def page_style() -> Style:
    """The style of all pages."""
    text = (templates_folder() / "draw" / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Style(markup(text), f"sha256-{digest}")


def _shown(value: Any) -> Any:
    """What a template writes of a value: text of a document with its line breaks alone, and
    everything else as it is."""
    if type(value) is not str:
        return value
    return "\n".join(visible(line) for line in LINE_BREAK.split(value))
