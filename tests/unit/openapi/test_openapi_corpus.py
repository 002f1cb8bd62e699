"""Every operation of the published documents is read and typed, in a sane time."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from arazzo_gen.diagnostics.model import Report
from arazzo_gen.documents.loader import Loader
from arazzo_gen.openapi.document import load_openapi
from arazzo_gen.openapi.operations import operations, read_operation
from arazzo_gen.openapi.refs import Refs
from arazzo_gen.openapi.validate import validate
from arazzo_gen.types import TypeTable
from arazzo_gen.typing.schema import Types

SHARED = Path(os.environ.get("ARAZZO_SHARED") or Path(__file__).parents[4] / "shared")
SUFFIXES = (".yml", ".yaml", ".json")
HEADS = ("openapi:", "swagger:", '"openapi":', '"swagger":')
SECONDS = 20
"""Ten times what the largest one takes, so that a slow machine does not fail."""


def documents() -> list[Path]:
    found = sorted(p for p in SHARED.glob("corpus/**/*") if p.suffix in SUFFIXES)
    return [p for p in found if any(h in p.read_text("utf-8")[:300] for h in HEADS)]


def name(path: Path) -> str:
    return path.relative_to(SHARED / "corpus").as_posix()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpus is not there")
@pytest.mark.parametrize("path", documents(), ids=name)
def test_published_documents_are_read_and_typed(path: Path) -> None:
    report = Report()
    loader = Loader(report, cwd=SHARED)
    root = loader.load(path)
    assert root is not None
    refs = Refs(loader, report)
    document = load_openapi(root, "s", refs, report)
    assert document is not None
    types = Types(refs, TypeTable(), report)
    started = time.monotonic()
    found = [read_operation(document, ref, refs, report) for ref in operations(document)]
    assert found
    for operation in found:
        for parameter in operation.parameters:
            types.of(parameter.schema, "Parameter")
        for media in operation.body.media if operation.body else ():
            types.of(media.schema, "Body")
        for response in operation.responses:
            for media in response.media:
                types.of(media.schema, "Response")
                types.walk(media.schema, ["data", 0, "id"])
    validate(document, report, operations(document)[:2])
    assert time.monotonic() - started < SECONDS
    assert not report.has_errors
