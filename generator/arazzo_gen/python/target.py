"""The target `python`: a standalone module for each workflow."""

from __future__ import annotations

from collections.abc import Mapping

from arazzo_gen import ir


class PythonTarget:
    """Writes modules that need httpx alone."""

    def files(self, module: ir.Module) -> Mapping[str, str]:
        """The module."""
        from arazzo_gen.python.render import render  # needs jinja2, which checking does not

        return {module.file: render(module)}

    def common(self, files: Mapping[str, str]) -> Mapping[str, str]:
        """Nothing: each module stands alone."""
        return {}
