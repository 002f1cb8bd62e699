"""The names that the Python target reserves."""

from __future__ import annotations

import builtins
import functools
from collections.abc import Set

from arazzo_gen.ir.reserved import Reserved
from arazzo_gen.python.modes import DURABLE, MODES
from arazzo_gen.python.support.pieces import IMPORTED, IMPORTED_BY_DURABLE, pieces

_RUN = frozenset(mode.name("run") for mode in MODES["both"])
_OWN = _RUN | {"Outputs", "annotations", "MAX_RESPONSE_BYTES"}
_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))
_BODY = frozenset(
    {"bool", "dict", "float", "getattr", "httpx", "int", "isinstance", "list", "str", "tuple"}
)
_OF_STEPS = (
    "request", "result", "outputs", "known", "keyed", "kept", "nodes", "test", "xml_test",
    "xml_value", "set", "xml_set", "on_success", "on_failure", "and_action",
)  # fmt: skip
"""How the names of the private functions of a step end, behind the name of its own."""
_LOCALS = frozenset({"http", "base_url", "failure", "retries"})


@functools.cache
def reserved(*, durable: bool = False) -> Reserved:
    """The names that every module reserves, used or not: so an identifier does not change when the
    document grows.

    Args:
        durable: Whether the modules have a durable form, which has names of its own.
    """
    support = {piece.name for piece in pieces(durable=durable)}
    own = _OWN | _BUILTINS | IMPORTED | support | _leading_to(support)
    if durable:
        own |= IMPORTED_BY_DURABLE | {"DURABLE_VERSION", "Steps", DURABLE.name("run")}
    return Reserved(
        suffixes=tuple(mode.suffix for mode in MODES["both"] if mode.suffix),
        module=own,
        run=frozenset({"client", "polling", "on_step"}),
        step=frozenset({"client", "base_url", "on_step", "attempt", "polling"}),
        body=_BODY,
        run_body=frozenset({"time", "asyncio"}),
        run_locals=_LOCALS,
        variables=_LOCALS | {"poll", "next_step", "response", "body"},
        step_fields=frozenset({"response", "field"}),
        output_fields=frozenset({"field"}),
    )


def _leading_to(support: Set[str]) -> frozenset[str]:
    """The names of functions of steps that would have a private function of a name of the support
    code, such as `without` for `_without_request`."""
    return frozenset(
        name[1:].removesuffix(f"_{ending}")
        for name in support
        for ending in _OF_STEPS
        if name.startswith("_") and name[1:].endswith(f"_{ending}")
    )
