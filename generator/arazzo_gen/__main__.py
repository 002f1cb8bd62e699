"""The program: `arazzo-gen`, and `python -m arazzo_gen`."""

from __future__ import annotations

import atexit
import gc
import os
import sys

# Most of what a command makes, it keeps until it ends, beginning with its imports: looking for
# garbage finds little.
gc.set_threshold(200_000, 20, 100)


def main() -> None:
    """Run the command line (`arazzo_gen.cli`) as the whole of a process.

    Raises:
        SystemExit: Always, with the exit status of the command.
    """
    from arazzo_gen.cli import main as command  # the collector is told before there is anything

    status: list[int] = []
    # What is registered first is called last: all else that there is to do has been done then.
    atexit.register(_leave, status)
    try:
        command(prog_name="arazzo-gen")
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            status.append(end.code or 0)
        raise


def _leave(status: list[int]) -> None:
    """End the process as it is.

    Python would take apart every object and module first, which is a tenth of a small build.

    Args:
        status: The exit status; empty where the command has not come to its end.
    """
    if not status:
        return
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except (AttributeError, OSError, ValueError):
        return  # Python has its own way to say that what was written went nowhere
    os._exit(status[0])


if __name__ == "__main__":
    main()
