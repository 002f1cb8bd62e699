"""Finds the place where a YAML text is nested too deeply, when PyYAML refused it first.

A parser scans ahead of the events that it gives: of five thousand brackets it reads all before it
gives the first. Newer releases of libyaml stop at a depth of their own while they scan, so that
the reader never sees the events by which it counts.
"""

from __future__ import annotations

from typing import Any

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent

from arazzo_gen.source.limits import MAX_DEPTH


def first_too_deep(text: str, error: yaml.MarkedYAMLError, loader: Any) -> Any:
    """Read what stands before an error again, and count how deep it is nested.

    Args:
        text: What the parser read.
        error: What it raised, whatever its words are.
        loader: The class of PyYAML that reads.

    Returns:
        The event that opens the first list or map below the limit; None when there is none.
    """
    if error.problem_mark is None:
        return None
    parser = loader(text[: error.problem_mark.index])
    depth = 0
    try:
        while (event := parser.get_event()) is not None:
            if isinstance(event, CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    return event
            elif isinstance(event, CollectionEndEvent):
                depth -= 1
    except (yaml.YAMLError, UnicodeError):
        return None  # the text has another error, and the first one stands
    finally:
        parser.dispose()
    return None
