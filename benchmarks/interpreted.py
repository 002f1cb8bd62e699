"""Runs workflows with arazzo-runner, which reads and parses the documents beforehand.

This is a process of its own, in the environment of the other tools: `python interpreted.py ARAZZO
OPENAPI URL WORKFLOW RUNS [quiet]`. It prints, as JSON, the seconds and the processor seconds of
each run.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

INPUTS = {"apiKey": "sk_test_4dK8", "workflowKey": "welcome", "recipientId": "ada"}


def main(arguments: Sequence[str]) -> None:
    """Make the runs; see above for the arguments."""
    import yaml
    from arazzo_runner import ArazzoRunner  # type: ignore[import-not-found]

    arazzo, openapi, url, workflow, runs, *more = arguments
    if more == ["quiet"]:
        logging.disable(logging.CRITICAL)
    document = yaml.safe_load(Path(arazzo).read_text(encoding="utf-8"))
    source = yaml.safe_load(Path(openapi).read_text(encoding="utf-8"))
    source["servers"] = [{"url": url}]
    simplify(document)
    name = document["sourceDescriptions"][0]["name"]
    runner = ArazzoRunner(arazzo_doc=document, source_descriptions={name: source})
    found = []
    for _ in range(int(runs) + 1):
        started, used = time.perf_counter(), time.process_time()
        result = runner.execute_workflow(workflow, INPUTS)
        found.append((time.perf_counter() - started, time.process_time() - used))
        if result.outputs.get("finalStatus") != "completed":
            raise SystemExit(f"the run ended as {result.status} with {result.outputs}")
    print(json.dumps(found[1:]))


def simplify(document: dict[str, Any]) -> None:
    """Leave out the conditions of the polling step, which arazzo-runner does not understand.

    It has less to do without them; the run is completed at the first poll in any case.
    """
    for workflow in document["workflows"]:
        for step in workflow["steps"]:
            step.pop("onSuccess", None)


if __name__ == "__main__":
    main(sys.argv[1:])
