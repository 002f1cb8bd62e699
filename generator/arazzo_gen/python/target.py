"""The target `python`: a standalone module for each workflow."""

from __future__ import annotations

from collections.abc import Mapping

from arazzo_gen import ir
from arazzo_gen.ir.reserved import Reserved


class PythonTarget:
    """Writes modules that need httpx alone."""

    def reserved(self) -> Reserved:
        """The names of the support code, of imports and of builtins."""
        from arazzo_gen.python.reserved import reserved  # reads the support code

        return reserved()

    def files(self, module: ir.Module) -> Mapping[str, str]:
        """The module."""
        from arazzo_gen.python.render import render  # needs jinja2, which checking does not

        return {module.file: render(module)}

    def common(self, files: Mapping[str, str]) -> Mapping[str, str]:
        """Nothing: each module stands alone."""
        return {}
