"""Gives commands to a client's command line in one process: `python command_child.py COMMANDS`.

It runs in the environment of the engines, in the folder that has the package `clients`. COMMANDS
are lists of arguments as JSON; it prints the exit status and both streams of each.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys

sys.path.insert(0, os.getcwd())

from clients.durable import main  # type: ignore[import-not-found]

results: list[tuple[object, str, str]] = []
for arguments in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(arguments)
        except SystemExit as ended:
            status = ended.code
    results.append((status, out.getvalue(), err.getvalue()))
print(json.dumps(results))
