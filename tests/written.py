"""The text of a built module that is compared with the one that is checked in.

It is the bytes. Where the black that is installed has a style that the compiler does not know, the
compiler asks it to lay out every module; then the layout may be another one, and the program and
the comments are compared.
"""

from __future__ import annotations

import ast
import io
import tokenize
from typing import Any

from arazzo_gen.python.layout import KNOWN_STYLES, formatting


def compared(module: bytes) -> Any:
    """A module's bytes; its program and comments where another black may lay them out."""
    if formatting._installed_style() in KNOWN_STYLES:
        return module.decode()
    tokens = tokenize.tokenize(io.BytesIO(module).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return ast.dump(ast.parse(module)), comments
