"""Limits on reading, so that no document can exhaust the machine."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

MAX_DEPTH: Final = 200
"""How deeply lists and maps may be nested: later stations recurse over them."""

TOO_DEEP_HELP: Final = "a schema goes into `components`, where a `$ref` can name it"

MAX_ALIASED: Final = 1_000_000
"""How many nodes all aliases of a YAML document together may stand for."""

_FROZEN_BY_ALL: Final = 1_000
"""Where more objects than this are frozen, somebody has called `gc.freeze`.

That freezes all objects, of which a new Python has thousands. Python 3.12 itself freezes some
hundreds when it starts."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking a growing tree again and again.

    A tree of nodes has no cycles while it is built. To pause the collector halves the time that a
    large document takes. Afterwards this moves all objects to the oldest generation: otherwise the
    next collection of young objects would walk the whole tree, which takes a tenth of that time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if gc.get_freeze_count() < _FROZEN_BY_ALL:  # somebody else's objects stay frozen
                gc.freeze()
                gc.unfreeze()  # now all objects are in the oldest generation
            gc.enable()
