"""The API of the demo: the mock of its document, as `arazzo-gen mock` plays it, on a free port."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from pathlib import Path

from arazzo_gen.cli_mock import Wishes, known_of, mock_of, started
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.lowering import lower_described
from arazzo_gen.mock.server import Manner, MockServer
from arazzo_gen.openapi.validate_processes import ValidatorProcesses

POLLS = 5
"""How often the run is read before it has ended."""


@contextlib.contextmanager
def serving(document: Path) -> Generator[MockServer, None, None]:
    """Play the APIs of a document in a thread of its own; the server is closed at the end.

    Args:
        document: The Arazzo document, which has no errors.
    """
    options = Options(documents=(document,), cwd=document.parent, validate="off")
    lowered = lower_described(options, Report(), None, None, ValidatorProcesses())
    wishes = Wishes(
        Manner(), checks=True, polls=POLLS, take=(), seed=0, real_time=False, form="text"
    )
    mock = mock_of(known_of(lowered, wishes.seed), wishes)
    # The demo shows the exchange itself.
    with started(mock, wishes.manner, lambda *_: None) as server:
        thread = server.started()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
