"""Sync and async code come from one source, and one file knows in what they differ."""

from __future__ import annotations

import ast
import contextlib
import re
from pathlib import Path

import black
import httpx
import pytest

import arazzo_gen
from arazzo_gen.python.layout import lay_out
from arazzo_gen.python.modes import ASYNC, MODES, SYNC, invitation, sync_form
from arazzo_gen.python.support.pieces import pieces

ROOT = Path(__file__).resolve().parents[3]
PYTHON = Path(arazzo_gen.__file__).parent / "python"
HEAD = '"""What it does."""\n\nfrom __future__ import annotations\n\n\n'

DERIVED = {piece.name: piece.text for piece in pieces() if piece.derived}
WRITTEN = {piece.name: piece.text for piece in pieces() if not piece.derived}
TWINS = sorted(name for name in WRITTEN if f"{name}_async" in WRITTEN)

DIFFERENT = ("_read_bounded", "_send_bounded", "_send_within", "_tell", "_within")
"""Twins that keep a deadline in two ways: by `asyncio.timeout`, and by looking at the clock.
`_tell` awaits what a callback returns only where it can be awaited."""


def by_black(text: str) -> str:
    return black.format_str(text, mode=black.Mode())


@pytest.mark.parametrize("name", DERIVED)
def test_what_is_derived_is_sync_and_gets_the_layout_of_black(name: str) -> None:
    tree = ast.parse(DERIVED[name])
    assert [node.name for node in tree.body if isinstance(node, ast.FunctionDef)] == [name]
    asynchronous = ast.AsyncFunctionDef | ast.AsyncFor | ast.AsyncWith | ast.Await
    assert not any(isinstance(node, asynchronous) for node in ast.walk(tree))
    words = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    words += [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    assert not [word for word in words if "async" in word.lower()]
    text = f"{HEAD}{DERIVED[name]}\n"
    laid_out = lay_out(text)
    assert laid_out == by_black(text)
    assert lay_out(laid_out) == laid_out


def test_only_what_differs_is_written_twice() -> None:
    assert tuple(TWINS) == DIFFERENT
    for name in TWINS:
        assert by_black(sync_form(WRITTEN[f"{name}_async"])) != by_black(WRITTEN[name])
    assert set(DERIVED) == {"_followed", "_open_client", "_send", "_wait"}


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("async def _f_async(c: httpx.AsyncClient) -> A:", "def _f(c: httpx.Client) -> A:"),
        ("x = await _f_async(await g())", "x = _f(g())"),
        ("async with contextlib.aclosing(r):", "with contextlib.closing(r):"),
        ("async for c in r.aiter_raw():", "for c in r.iter_raw():"),
        ("async for c in r.aiter_bytes():", "for c in r.iter_bytes():"),
        ("await r.aread(); await r.aclose()", "r.read(); r.close()"),
        ("await _sleep_async(1)", "time.sleep(1)"),
        ("async with _open_async_client(None) as c:", "with _open_client(None) as c:"),
        ("-> contextlib.AbstractAsyncContextManager[A]", "-> contextlib.AbstractContextManager[A]"),
        ("f_asynchronous = awaited = a_async_b = 1", "f_asynchronous = awaited = a_async_b = 1"),
        ("x = 'a' + \"await f_async\"  # await f_async", None),
        ('"""Like `f_async`:\n\n"await aclose" it.\n"""', None),
    ],
)
def test_words_have_a_sync_form_and_texts_stay(written: str, wanted: str | None) -> None:
    assert sync_form(written) == (written if wanted is None else wanted)


def test_the_methods_that_are_named_exist() -> None:
    for name in ("close", "read", "iter_bytes", "iter_raw"):
        assert hasattr(httpx.Response, name)
        assert hasattr(httpx.Response, f"a{name}")
    for name in ("closing", "aclosing", "AbstractContextManager", "AbstractAsyncContextManager"):
        assert hasattr(contextlib, name)
    for mode in (SYNC, ASYNC):
        assert hasattr(httpx, mode.client_class)
        assert mode.opener in {piece.name for piece in pieces()}
    assert ASYNC.sleeper in WRITTEN


def test_a_docstring_asks_for_a_call() -> None:
    asked = {client: invitation(modes, "run") for client, modes in MODES.items()}
    assert asked == {
        "both": "Call `run` (or `await run_async`)",
        "sync": "Call `run`",
        "async": "Await `run_async`",
    }


@pytest.mark.parametrize("path", sorted((ROOT / "generated").glob("*/*.py")), ids=lambda p: p.stem)
def test_functions_of_a_module_differ_in_nothing_else(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asynchronous = [node for node in tree.body if isinstance(node, ast.AsyncFunctionDef)]
    sync = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    compared = 0
    for node in asynchronous:
        twin = sync.get(re.sub(r"_async(?=_client\b|\Z)", "", node.name))
        if twin is None or twin.name in DIFFERENT:
            continue
        assert _without_docstring(sync_form(ast.unparse(node))) == _without_docstring(
            ast.unparse(twin)
        )
        compared += 1
    assert compared >= 2


def _without_docstring(function: str) -> str:
    """How a function is spelled in one way, less what its docstring says."""
    node = ast.parse(function).body[0]
    assert isinstance(node, ast.FunctionDef)
    if ast.get_docstring(node) is not None:
        node.body = node.body[1:]
    return ast.unparse(node)


def test_no_other_file_of_the_target_knows_the_differences() -> None:
    telling = re.compile(r"_async\b|\bawait |\basync (?:def|with|for)\b|AsyncClient\b|time\.sleep")
    for path in sorted(PYTHON.rglob("*.py")):
        if path.name == "modes.py" or path.parent.name in ("layout", "durable"):
            continue  # the durable form has functions of one kind alone
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not telling.search(node.value), f"{path.name}: {node.value}"
