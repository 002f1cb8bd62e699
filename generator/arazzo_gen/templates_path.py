"""Finds the templates, inside an installed package or beside the compiler in a checkout, and reads
them with jinja2."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def templates_folder() -> Path:
    """The folder of the templates.

    A wheel carries them as `arazzo_gen/_templates`; a checkout, and so an editable install,
    has them in its own `templates/`.
    """
    package = Path(__file__).resolve().parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parents[1] / "templates"


def template_environment(**options: Any) -> Any:
    """The jinja2 environment of some templates.

    Args:
        options: What these templates need besides what all have.
    """
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_folder()),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
