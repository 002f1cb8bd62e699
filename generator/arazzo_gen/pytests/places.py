"""Where tests import modules from, and how Python finds them there."""

from __future__ import annotations

import keyword
import os
from pathlib import Path

from arazzo_gen.record import record


@record
class Place:
    """The place of modules.

    Attributes:
        package: The dotted name of the package that has them; "" where each stands alone.
        above: The path, with slashes, from the folder of the tests to the one that must be on
            `sys.path`; None where the user sees to that.
    """

    package: str
    above: str | None = None


def place_of(output: Path, tests: Path, root: Path) -> Place:
    """The place of the modules in a folder, as somebody would import them in a project.

    The package is the path to them: `src/shop/clients` is `shop.clients`, found in `src`. Where a
    folder has a name that no package can have, the package begins below it.

    Args:
        output: The folder of the modules.
        tests: The folder of the tests.
        root: The folder of the project.
    """
    output, tests, root = (Path(os.path.abspath(each)) for each in (output, tests, root))
    inside = output.is_relative_to(root)
    parts = list(output.relative_to(root).parts if inside else output.parts[-1:])
    if parts[:1] == ["src"]:
        del parts[0]
    for number in range(len(parts), 0, -1):
        if not is_name(parts[number - 1]):
            del parts[:number]
            break
    above = output
    for _ in parts:
        above = above.parent
    return Place(".".join(parts), Path(os.path.relpath(above, tests)).as_posix())


def is_name(text: str) -> bool:
    """Whether a folder of this name can be a package."""
    return text.isidentifier() and not keyword.iskeyword(text)
