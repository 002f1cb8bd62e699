"""`arazzo-gen demo`: builds a bundled document, and runs the client against the mock of its API."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from types import ModuleType

from arazzo_gen.demo.screen import Screen, is_live
from arazzo_gen.diagnostics.model import Report

DOCUMENT = Path(__file__).parent / "documents" / "knock.arazzo.yaml"
"""The Arazzo document that the demo builds; its OpenAPI document lies beside it."""

POLL_INTERVAL = 0.4
"""Seconds between two polls: long enough to watch, short enough to wait for."""


def run(*, live: bool | None = None, keep: Path | None = None) -> int:
    """Show the whole way from a document to a finished run.

    Args:
        live: Write the polls into one line again and again; None does so on a terminal.
        keep: A folder for the documents and the client; a temporary one, gone afterwards,
            when None.

    Returns:
        The exit status: 0, or 1 where a part of the demo failed.
    """
    screen = Screen(live=is_live() if live is None else live)
    try:
        with _folder(keep) as folder:
            return _show(screen, folder, kept=keep is not None)
    except OSError as error:
        screen.line(f"error: {error}")
        return 1
    finally:
        screen.close()


def _show(screen: Screen, folder: Path, *, kept: bool) -> int:
    screen.heading("1. Build a client from a document")
    report = Report()
    path = _build(folder, report)
    for diagnostic in report.diagnostics:
        screen.line(f"  {diagnostic.message}")
    if path is None:
        return 1
    lines = len(path.read_text(encoding="utf-8").splitlines())
    screen.line(f"  {DOCUMENT.name} -> {path.name}, {lines} lines")
    with _imported(path) as module:
        if not _call(screen, module, folder / DOCUMENT.name):
            return 1
    screen.line()
    where = f"is {path}" if kept else "was in a temporary folder, which is gone now"
    screen.line(f"The client {where}.")
    screen.line("It imports httpx and the standard library alone. The same for your document:")
    screen.line()
    screen.line("  arazzo-gen check my.arazzo.yaml")
    screen.line("  arazzo-gen build my.arazzo.yaml -o clients")
    return 0


def _build(folder: Path, report: Report) -> Path | None:
    """Copy the bundled documents into a folder and build them there; the client's path."""
    from arazzo_gen import output
    from arazzo_gen.build import compile_documents
    from arazzo_gen.config import Options

    for bundled in sorted(DOCUMENT.parent.glob("*.yaml")):
        _copy(bundled, folder / bundled.name)
    options = Options(documents=(folder / DOCUMENT.name,), cwd=folder, output=folder)
    files = compile_documents(options, report)
    if report.has_errors:
        return None
    written = output.write(files, folder, report)
    return folder / written[0][0] if written else None


def _copy(bundled: Path, path: Path) -> None:
    from arazzo_gen.cache import UnreadableError, read_regular

    content = bundled.read_bytes()
    try:
        if read_regular(path, follow=False) == content:
            return
    except FileNotFoundError:
        with path.open("xb") as stream:
            stream.write(content)
        return
    except UnreadableError:
        pass
    raise FileExistsError(f"{path} is another file than the demo's; choose an empty folder")


def _call(screen: Screen, module: ModuleType, document: Path) -> bool:
    """Run the client against the mock of its document; whether it came to its end."""
    # Imported here: other commands do without them.
    import httpx

    from arazzo_gen.demo.server import serving

    with serving(document) as server:
        screen.line()
        screen.heading(f"2. Run the client against a local server, {server.url}")
        screen.line('  run(workflow_key="welcome", recipient_id="ada", data={"plan": "free"}, ...)')
        # Without trust_env a proxy of the machine could get between the two.
        with httpx.Client(timeout=10.0, trust_env=False) as client:
            try:
                outputs = module.run(
                    api_key="demo-key",
                    workflow_key="welcome",
                    recipient_id="ada",
                    data={"plan": "free"},
                    client=client,
                    knock_api_url=server.url,
                    polling=module.Polling(interval=POLL_INTERVAL, backoff=1.0, jitter=0.0),
                    on_step=screen.request,
                )
            except module.WorkflowError as error:
                screen.line(f"  {type(error).__name__}: {error}")
                return False
    screen.line()
    screen.heading("3. Use what it returns")
    for field in dataclasses.fields(outputs):
        screen.line(f"  outputs.{field.name:<17}  {getattr(outputs, field.name)!r}")
    return True


@contextlib.contextmanager
def _folder(keep: Path | None) -> Generator[Path, None, None]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
    else:
        with tempfile.TemporaryDirectory(prefix="arazzo-gen-demo-") as folder:
            yield Path(folder)


@contextlib.contextmanager
def _imported(path: Path) -> Generator[ModuleType, None, None]:
    """Import the module that was just built; it is forgotten again at the end."""
    name = f"_arazzo_gen_demo_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot import {path}")
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by name.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
        yield module
    finally:
        del sys.modules[name]
