"""The tests of modules, as further files of a build."""

from __future__ import annotations

from collections.abc import Mapping

from arazzo_gen import ir
from arazzo_gen.arazzo.model import Document, Workflow
from arazzo_gen.config import TESTS, Options
from arazzo_gen.documents.library import Library
from arazzo_gen.mistakes import InternalError


def tests_of(
    module: ir.Module, library: Library, document: Document, workflow: Workflow, options: Options
) -> Mapping[str, str]:
    """The tests of a module, where a build is asked for any.

    Args:
        module: The module.
        library: Opens documents.
        document: The document that has its workflow.
        workflow: The workflow.
        options: The options of the build.

    Raises:
        InternalError: They would not compile.
    """
    if options.tests is None:
        return {}
    from arazzo_gen.describe import describe
    from arazzo_gen.play.plays import Solver
    from arazzo_gen.play.replies import Replies
    from arazzo_gen.pytests.file import file_text
    from arazzo_gen.python.compiles import refusal

    described = describe(library, document, workflow)
    judge = Replies(module, described, 0).judged
    solver = Solver(module, described)
    found, well = solver.plays(), solver.usual()
    package = options.tests_import or ""
    text = file_text(module, found, package, judge, well)
    if (reason := refusal(text)) is not None:
        raise InternalError(f"has tests that do not compile: {reason}")
    return {f"{TESTS}test_{module.file}": text}


def support_of(options: Options) -> Mapping[str, str]:
    """What the folder of the tests has once, where a build is asked for any."""
    if options.tests is None:
        return {}
    from arazzo_gen.pytests.support import NAME, playback_text

    return {f"{TESTS}{NAME}": playback_text(options.http, options.tests_above)}
