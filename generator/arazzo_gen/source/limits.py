"""Limits on reading, so that no document can exhaust the machine."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

MAX_DEPTH: Final = 200
"""How deeply lists and maps may be nested; later stations recurse over them."""

TOO_DEEP_HELP: Final = "a schema goes into `components`, where a `$ref` can name it"

MAX_ALIASED: Final = 1_000_000
"""How many nodes the aliases of a YAML document may stand for together."""

_FROZEN_BY_ALL: Final = 1_000
"""How many objects are frozen at least where someone has called `gc.freeze`.

It takes all that there are: thousands in a Python that has just begun. Python 3.12 itself freezes
some hundreds when it begins."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking a growing tree again and again.

    A tree of nodes has no cycles while it is built, and pausing halves the time that
    a large document takes. Afterwards all that there is counts as old: else the next search for
    garbage among what is new would walk the whole tree, which takes a tenth of that time again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if gc.get_freeze_count() < _FROZEN_BY_ALL:  # what someone else has frozen stays so
                gc.freeze()
                gc.unfreeze()  # to the oldest generation, whatever it was in
            gc.enable()
