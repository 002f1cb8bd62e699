"""`make demo-durable`: runs that go on where they stopped, though their process is killed.

It builds the Knock client for DBOS, plays its API on the loopback, and kills the process that
carries the runs on before the reader's eyes.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from notifications_api import serve
from on_dbos import Child, Lab, Sqlite, build

RUNS: Final = 5
READS: Final = 6
"""How often a run is read until it has ended."""


def main() -> int:
    """Show it; 0 where all went well."""
    with tempfile.TemporaryDirectory() as name, serve(READS) as api:
        folder = Path(name)
        polling = {"interval": 1.0, "backoff": 1, "jitter": 0}
        lab = Lab(folder, f"sqlite:///{folder}/durable.sqlite", api, polling, runs=RUNS)
        stored = Sqlite(folder / "durable.sqlite")
        print("1. Build a client whose runs outlive a process")
        print("   $ arazzo-gen build knock.arazzo.yaml -o clients --engine dbos")
        with contextlib.redirect_stdout(io.StringIO()):
            build(folder, "--engine", "dbos")
        print(f"\n2. Start {RUNS} runs: trigger a notification, then read its run until it ends")
        print("   $ python -m clients.durable start ...")
        lab.start(RUNS)
        print("\n3. Carry them on\n   $ python -m clients.durable work")
        with lab.worker() as worker:
            _watch(lab, stored, lambda: api.count("pollRecipientRun") >= 2 * RUNS)
            print("\n4. The process is killed while all runs wait")
            print(f"   $ kill -9 {worker.process.pid}")
            worker.kill()
        sent, kept = len(api.log), len(stored.steps())
        time.sleep(2)
        print(f"   Nothing runs for 2 s: {len(api.log) - sent} requests. {kept} steps are stored.")
        print("\n5. Carry them on again\n   $ python -m clients.durable work")
        with lab.worker() as again:
            _watch(lab, stored, lambda: not stored.unfinished())
            _end(again)
        return _result(lab, stored)


def _watch(lab: Lab, stored: Sqlite, ends: object) -> None:
    """Show once a second what the API was asked, until something holds."""
    assert callable(ends)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        done = ends()
        asked = Counter(step for step, _ in lab.api.log)
        states = Counter(status for status, _ in stored.results().values())
        print(
            f"   {asked['triggerWorkflow']} triggered, {asked['pollRecipientRun']:2} reads; "
            f"runs: {', '.join(f'{n} {status}' for status, n in sorted(states.items()))}",
            flush=True,
        )
        if done:
            return
        time.sleep(1)


def _end(child: Child) -> None:
    child.process.terminate()
    child.process.wait()


def _result(lab: Lab, stored: Sqlite) -> int:
    results = stored.results()
    ended = sum(status == "SUCCESS" for status, _ in results.values())
    triggered = lab.api.count("triggerWorkflow")
    print(f"\n{ended} of {RUNS} runs ended as they should; {triggered} notifications were sent.")
    print("`docs/durable.md` says how to do this with a document of your own.")
    return 0 if (ended, triggered) == (RUNS, RUNS) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
