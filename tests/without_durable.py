"""Lists the tests whose documents have no durable form, and why; `make durable` runs the rest."""

from __future__ import annotations

import os
import re
from typing import Final

_SECRET: Final = "the output _ is a secret, and what a run returns is stored"
_RESPONSE: Final = "_ gives a workflow what it reads of the response, which is not stored"
_TIME: Final = "step _ bounds the time of a workflow, whose steps are kept one by one"
_FAILED: Final = "step _ gives a secret, and is read after it has failed"

WITHOUT: Final = {
    "test_compose_calls.py": {_SECRET},
    "test_compose_dependencies.py": {_SECRET},
    "test_compose_transfers.py": {_SECRET, _RESPONSE},
    "test_flow_bounded.py": {_TIME},
    "test_flow_first.py": {_RESPONSE},
    "test_flow_refresh.py": {_SECRET},
    "test_flow_retry_steps.py": {_SECRET, _FAILED},
}
"""By the file of the tests: what the build says of its documents, without their names."""


def check_listed(report: str) -> None:
    """Fail where a document has no durable form for a reason that is not listed for its test.

    Args:
        report: What the build said.
    """
    file = os.environ["PYTEST_CURRENT_TEST"].partition("::")[0].rpartition("/")[2]
    said = re.findall(r"error\[AZ906\]: (.*): there is no durable form", report)
    reasons = {re.sub(r"'[^']*'", "_", each) for each in said}
    assert reasons, report
    assert reasons <= WITHOUT.get(file, set()), report
