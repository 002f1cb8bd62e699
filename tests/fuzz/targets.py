"""The fuzz targets by name. Each takes any text, and raises where a promise about it is broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from fuzz.door import write_text
from fuzz.languages import (
    read_condition,
    read_expression,
    read_jsonpath,
    read_regex,
    read_xpath,
)
from fuzz.readers import read_json_text, read_yaml_text

SEEDS: Final = Path(__file__).parent / "seeds"
"""The kept inputs, in a folder for each target: texts of each kind, and all that was found."""

TARGETS: Final[dict[str, Callable[[str], None]]] = {
    "yaml": read_yaml_text,
    "json": read_json_text,
    "expression": read_expression,
    "condition": read_condition,
    "jsonpath": read_jsonpath,
    "xpath": read_xpath,
    "regex": read_regex,
    "literal": write_text,
}


def decoded(data: bytes) -> str:
    """The text of an input. Halves of surrogate pairs, which JSON has, can be in it."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")
