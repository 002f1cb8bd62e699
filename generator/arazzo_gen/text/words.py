"""Splits the names of documents into words."""

from __future__ import annotations

import functools
import re


@functools.lru_cache(maxsize=1024)
def snake(name: str) -> str:
    """`triggerWorkflow` → `trigger_workflow`, `x-api-key` → `x_api_key`, `OAuth2` → `oauth2`; ""
    where a name has no ASCII letter or digit."""
    name = re.sub(r"OAuth|(?<![A-Za-z])oAuth", "Oauth", name)
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"[^0-9a-zA-Z]+", "_", name).strip("_").lower()
