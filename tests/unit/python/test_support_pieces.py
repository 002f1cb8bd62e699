"""The support code is cut into its definitions, without parsing it."""

from __future__ import annotations

import ast
import re

from arazzo_gen.python.support.pieces import pieces
from arazzo_gen.templates_path import templates_folder


def _names(text: str) -> list[str]:
    """What a text defines, in order."""
    found: list[str] = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.append(node.name)
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            assert isinstance(target, ast.Name)
            found.append(target.id)
        else:
            assert isinstance(node, ast.Expr), "neither a definition nor its docstring"
    return found


def test_every_definition_is_a_piece() -> None:
    folder = templates_folder() / "support"
    texts = [path.read_text() for path in sorted(folder.glob("*.py"))]
    durable = [path.read_text() for path in sorted((folder / "durable").glob("*.py"))]
    both = [n for text in (*texts, *durable) for n in _names(text)]
    assert [piece.name for piece in pieces(durable=True)] == both
    assert all(_names(piece.text) == [piece.name] for piece in pieces(durable=True))
    assert [piece.name for piece in pieces()] == [n for text in texts for n in _names(text)]
    assert all(_names(piece.text) == [piece.name] for piece in pieces())
    joined = "\n".join(piece.text for piece in pieces() if not piece.derived)
    written = re.sub(r"^\w+ = sync\(\w+\)$", "", "\n".join(texts), flags=re.MULTILINE)
    assert joined.split() == written.split()
