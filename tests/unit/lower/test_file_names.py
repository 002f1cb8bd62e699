"""File names of modules: a folder of clients on `sys.path` hides no other module."""

from __future__ import annotations

import sys

import pytest

from arazzo_gen.lower.names.files import STANDARD_LIBRARY, module_file


@pytest.mark.parametrize(
    ("workflow", "file"),
    [
        ("re", "re_.py"),
        ("JSON", "json_.py"),
        ("http", "http_.py"),
        ("__re__", "re_.py"),
        ("class", "class_.py"),
        ("httpx", "httpx_.py"),
        ("idna", "idna_.py"),
        ("elementpath", "elementpath_.py"),
        ("annotationlib", "annotationlib_.py"),  # since Python 3.14
        ("asynchat", "asynchat_.py"),  # until Python 3.11
        ("conftest", "conftest_.py"),
        ("order-lamp", "order_lamp.py"),
        ("reads", "reads.py"),
    ],
)
def test_names(workflow: str, file: str) -> None:
    assert module_file(workflow) == file


def test_every_module_of_this_python_is_known() -> None:
    public = {name for name in sys.stdlib_module_names if name == name.lower().lstrip("_")}
    assert public <= STANDARD_LIBRARY | {"antigravity", "this"}
