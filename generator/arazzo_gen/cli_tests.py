"""The options of `build` for tests: what they may be together, and what is made of them."""

from __future__ import annotations

from pathlib import Path

import click

from arazzo_gen.config import Options
from arazzo_gen.pytests.places import is_name, place_of
from arazzo_gen.record import replace


def with_tests(options: Options) -> Options:
    """The options of a build that writes tests, with the package that these import from.

    Args:
        options: The options, with a folder of the tests.

    Raises:
        click.UsageError: The options do not fit together.
    """
    assert options.tests is not None
    assert options.output is not None
    output, tests = options.cwd / options.output, options.cwd / options.tests
    if options.emit != "python":
        raise click.UsageError(f"--tests is for Python: leave --emit {options.emit} out")
    if output.resolve() == tests.resolve():
        raise click.UsageError("--tests: name another folder than that of the modules")
    if options.tests_import is not None:
        if not all(map(is_name, options.tests_import.split("."))):
            raise click.UsageError(f"--tests-import {options.tests_import}: this is no package")
        return options
    found = place_of(output, tests, options.folder or options.cwd)
    if not found.package and options.layout == "package":
        name = Path(output).name
        raise click.UsageError(
            f"no package can have the name {name!r}: say with --tests-import PACKAGE where tests "
            "import the modules from"
        )
    return replace(options, tests_import=found.package, tests_above=found.above)
