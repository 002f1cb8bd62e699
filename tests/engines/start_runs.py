"""Starts runs of the durable Knock client: `python start_runs.py DATABASE NUMBER POLLING`.

It runs in the environment of the engines, in the folder that has the package `clients`.
"""

from __future__ import annotations

import json
import os
import sys

sys.path.insert(0, os.getcwd())

from clients import trigger_workflow_track_recipient_run as notify  # type: ignore[import-not-found]
from clients._dbos import Runs  # type: ignore[import-not-found]

runs = Runs(sys.argv[1])
polling = notify.Polling(**json.loads(sys.argv[3]))
for number in range(int(sys.argv[2])):
    runs.start(
        f"run-{number}",
        notify.run_durable,
        workflow_key="welcome",
        recipient_id=str(number),
        polling=polling,
    )
runs.close()
