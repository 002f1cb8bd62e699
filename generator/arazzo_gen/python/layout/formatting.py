"""Text as black formats it; black itself is asked only where that is not known without it."""

from __future__ import annotations

import functools
import glob
import os
import sys
from collections.abc import Collection

from arazzo_gen.python.layout import KNOWN_STYLES, lay_out

CHECK = "ARAZZO_GEN_CHECK_LAYOUT"
"""The environment variable that has every text laid out by black too, and compared."""


def formatted(text: str, settled: Collection[str] = frozenset()) -> str:
    """The source of a module, byte for byte as black writes it with its default settings.

    Args:
        text: The source, with line breaks and spaces as they come.
        settled: Definitions in it that are known to be as black writes them.

    Raises:
        RuntimeError: The environment asks for a check, and black writes something else.
    """
    laid_out = lay_out(text, settled) if _installed_style() in KNOWN_STYLES else None
    if laid_out is not None and not os.environ.get(CHECK):
        return laid_out
    written = _by_black(text)
    if laid_out not in (None, written):
        raise RuntimeError("the layout of a module is not what black writes")
    return written


def _by_black(text: str) -> str:
    # Here, since importing black takes longer than laying out many modules.
    import black

    return black.format_str(text, mode=black.Mode())


@functools.cache
def _installed_style() -> int:
    """The year of the black that is installed, 0 where it cannot be told: its style changes with
    the year only."""
    # `importlib.metadata` would say it too, and takes longer to import than a module to write.
    for place in sys.path:
        for path in glob.iglob("black-*.dist-info", root_dir=place or "."):
            return int(path.removeprefix("black-").split(".")[0])
    return 0
