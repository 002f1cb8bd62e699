"""The targets of a build, and the interface that each implements.

A target is a folder beside `python/` with a file `target.py`, whose class does what `Target` says.
`chosen` names it; `config.Emit` and `--emit` in `cli_options.py` let users ask for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Protocol

from arazzo_gen import ir
from arazzo_gen.config import Options
from arazzo_gen.ir.reserved import Reserved
from arazzo_gen.present import written_before


class Target(Protocol):
    """Makes the files of one folder of modules of the IR.

    Their names are plain: the output folder is the user's, and no text of a document leads out of
    it. Every file begins with `present.FIRST_LINE`, by which the next build knows that it may be
    replaced. A target that needs options finds them in `Options`, which `chosen` may hand to it.
    """

    def reserved(self) -> Reserved:
        """The names that it keeps for itself: nothing of a document gets one."""

    def files(self, module: ir.Module) -> Mapping[str, str]:
        """The files of one module, texts by names. They may be made in another process."""

    def common(self, files: Mapping[str, str]) -> Mapping[str, str]:
        """The files that the folder has once, made of those of all its modules."""


def chosen(options: Options) -> Target:
    """The target that a build is asked for."""
    from arazzo_gen.python.target import PackageTarget, PythonTarget

    if options.emit == "ir":
        from arazzo_gen.ir.target import IrTarget

        return IrTarget(PythonTarget(durable=options.durable).reserved())
    if options.layout == "package":
        folder = options.cwd / (options.output or "")  # without an output, nothing asks for it
        # What `--prune` removes is no module of the package any more.
        present = partial(written_before, folder, ".py") if not options.prune else list[str]
        return PackageTarget(
            options.client,
            options.http,
            present,
            durable=options.durable,
            engines=options.engines,
        )
    return PythonTarget(durable=options.durable, engines=options.engines)
