"""The target `python`: a standalone module for each workflow."""

from __future__ import annotations

from collections.abc import Mapping

from arazzo_gen import ir
from arazzo_gen.ir.reserved import Reserved
from arazzo_gen.mistakes import InternalError


class PythonTarget:
    """Writes modules that need httpx alone."""

    def reserved(self) -> Reserved:
        """The names of the support code, of imports and of builtins."""
        from arazzo_gen.python.reserved import reserved  # reads the support code

        return reserved()

    def files(self, module: ir.Module) -> Mapping[str, str]:
        """The module, which Python compiles.

        Raises:
            InternalError: It does not.
        """
        # Imported here: rendering needs jinja2, and checking does not.
        from arazzo_gen.python.compiles import refusal
        from arazzo_gen.python.render import render
        from arazzo_gen.python.support.pieces import formatted_pieces

        text = render(module)
        reason = refusal(text, formatted_pieces())
        if reason is not None:
            raise InternalError(f"does not compile: {reason}")
        return {module.file: text}

    def common(self, files: Mapping[str, str]) -> Mapping[str, str]:
        """Nothing: each module stands alone."""
        return {}
