"""Finds the place where a YAML text is nested too deeply, where PyYAML refused it first.

The reader counts the depth by the parser's events. The parser scans ahead of them: it reads five
thousand brackets before it gives the event of the first. Newer releases of libyaml refuse a text
while they scan, at a limit of their own, and then the reader gets no events to count.
"""

from __future__ import annotations

from typing import Any

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent

from arazzo_gen.source.limits import MAX_DEPTH


def first_too_deep(text: str, error: yaml.MarkedYAMLError, loader: Any) -> Any:
    """Read the text before an error again, and count how deep it is nested.

    Args:
        text: The text that the parser read.
        error: The error that it raised.
        loader: The class of PyYAML that reads.

    Returns:
        The event that opens the first list or map deeper than the limit; None where there is none.
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
        return None  # the error is about something else
    finally:
        parser.dispose()
    return None
