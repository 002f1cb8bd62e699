"""Finds the templates: inside an installed package, or beside the compiler in a checkout."""

from __future__ import annotations

from pathlib import Path


def templates_folder() -> Path:
    """The folder of the templates.

    A wheel carries them as `arazzo_gen/_templates`; a checkout, and so an editable install,
    has them in its own `templates/`.
    """
    package = Path(__file__).resolve().parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parents[1] / "templates"
