"""Formats modules as black does; black itself runs only where `lay_out` gives up."""

from __future__ import annotations

import functools
import glob
import os
import sys
from collections.abc import Collection

from arazzo_gen.python.layout import KNOWN_STYLES, lay_out

CHECK = "ARAZZO_GEN_CHECK_LAYOUT"
"""The environment variable that makes each build compare its modules with what black writes."""


def formatted(text: str, preformatted: Collection[str] = frozenset()) -> str:
    """The source of a module, byte for byte as black writes it with its default settings.

    Args:
        text: The source, in any format.
        preformatted: Definitions in it that are formatted already.

    Raises:
        RuntimeError: The environment asks for the comparison, and black writes something else.
    """
    laid_out = lay_out(text, preformatted) if _installed_style() in KNOWN_STYLES else None
    if laid_out is not None and not os.environ.get(CHECK):
        return laid_out
    written = _by_black(text)
    if laid_out not in (None, written):
        raise RuntimeError("the layout of a module is not what black writes")
    return written


@functools.lru_cache(maxsize=16)  # the files that a package has once come with each build
def _by_black(text: str) -> str:
    # Imported here: importing black takes longer than formatting many modules.
    import black

    return black.format_str(text, mode=black.Mode())


@functools.cache
def _installed_style() -> int:
    """The year of the installed black, which names its style; 0 where it is unknown."""
    # `importlib.metadata` would find it too, but takes longer to import than a build takes.
    for place in sys.path:
        for path in glob.iglob("black-*.dist-info", root_dir=place or "."):
            return int(path.removeprefix("black-").split(".")[0])
    return 0
