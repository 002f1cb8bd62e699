"""What of a built module the tests compare with the checked-in one.

It is the bytes. Where the compiler does not know the style of the installed black, black lays out
every module, perhaps in another way. Then it is the program and the comments.
"""

from __future__ import annotations

import ast
import io
import tokenize
from typing import Any

from arazzo_gen.python.layout import KNOWN_STYLES, formatting


def compared(module: bytes) -> Any:
    """A module's bytes; its program and its comments where its layout may be another."""
    if formatting._installed_style() in KNOWN_STYLES:
        return module.decode()
    tokens = tokenize.tokenize(io.BytesIO(module).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return ast.dump(ast.parse(module)), comments
