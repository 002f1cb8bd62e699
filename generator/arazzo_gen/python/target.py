"""The target `python`: a module for each workflow, alone or in a package."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from arazzo_gen import ir
from arazzo_gen.ir.reserved import Reserved
from arazzo_gen.mistakes import InternalError


class PythonTarget:
    """Writes modules that need httpx alone.

    Args:
        durable: Whether they have a durable form.
        engines: The engines for durable runs, whose adapters stand beside the modules.
    """

    def __init__(self, *, durable: bool = False, engines: Iterable[str] = ()) -> None:
        self._durable = durable
        self._engines = tuple(engines)

    def reserved(self) -> Reserved:
        """The names of the support code, of imports and of builtins."""
        from arazzo_gen.python.reserved import reserved  # reads the support code

        return reserved(durable=self._durable)

    def files(self, module: ir.Module) -> Mapping[str, str]:
        """The module, which Python compiles.

        Raises:
            InternalError: It does not.
        """
        return _files(module)

    def common(self, files: Mapping[str, str]) -> Mapping[str, str]:
        """The adapters to engines; else each module stands alone."""
        if not self._engines:
            return {}
        from arazzo_gen.python.engines import adapters  # reads files, and few builds need it

        return adapters(self._engines)


class PackageTarget(PythonTarget):
    """Writes modules that import what they share from one file beside them.

    Args:
        client: Which functions they get: "both", "sync" or "async".
        http: The library that they import for HTTP: "httpx" or "httpx2".
        present: Gives the names of the files that earlier builds have left in the folder.
        durable: Whether they have a durable form.
        engines: The engines for durable runs, whose adapters stand beside the modules.
    """

    def __init__(
        self,
        client: str,
        http: str,
        present: Callable[[], Iterable[str]],
        *,
        durable: bool = False,
        engines: Iterable[str] = (),
    ) -> None:
        super().__init__(durable=durable, engines=engines)
        self._client = client
        self._http = http
        self._present = present

    def files(self, module: ir.Module) -> Mapping[str, str]:
        """The module, which Python compiles.

        Raises:
            InternalError: It does not.
        """
        from arazzo_gen.python.package import shared

        return _files(module, shared(durable=self._durable))

    def common(self, files: Mapping[str, str]) -> Mapping[str, str]:
        """`_runtime.py`, and an `__init__.py` that names the modules of the package.

        These are the ones of this build, and those that earlier builds have left in the folder.
        """
        from arazzo_gen.python.engines import FILES
        from arazzo_gen.python.package import init_text, runtime_text
        from arazzo_gen.python.support.pieces import RUNTIME

        shared, init = f"{RUNTIME}.py", "__init__.py"
        modules = {*files, *self._present()} - {shared, init, *FILES}
        return {
            **super().common(files),
            shared: runtime_text(self._client, self._http, durable=self._durable),
            init: init_text((name.removesuffix(".py") for name in modules), durable=self._durable),
        }


def _files(module: ir.Module, shared: Collection[str] = frozenset()) -> Mapping[str, str]:
    # Imported here: rendering needs jinja2, and checking does not.
    from arazzo_gen.python.compiles import refusal
    from arazzo_gen.python.render import render
    from arazzo_gen.python.support.pieces import formatted_pieces

    text = render(module, shared)
    reason = refusal(text, formatted_pieces(durable=module.durable))
    if reason is not None:
        raise InternalError(f"does not compile: {reason}")
    return {module.file: text}
