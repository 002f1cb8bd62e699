"""The program: `arazzo-gen`, and `python -m arazzo_gen`."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress

# Most of what a command makes, it keeps until it ends, beginning with its imports: looking for
# garbage finds little.
gc.set_threshold(200_000, 20, 100)


def main() -> None:
    """Run the command line (`arazzo_gen.cli`) as the whole of a process.

    Raises:
        SystemExit: Always, with the exit status of the command.
    """
    from arazzo_gen.cli import main as command  # the collector is told before there is anything

    _open_streams()
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
    except (AttributeError, OSError, ValueError) as error:
        from arazzo_gen.cli_run import reason

        why = reason(error) if isinstance(error, OSError) else "it is closed"
        with suppress(OSError):
            os.write(2, f"error: what was written is lost: {why}\n".encode())
        status[0] = status[0] or 1
    os._exit(status[0])


def _open_streams() -> None:
    """Put something in the place of each standard stream that the process was begun without.

    Else the next file that is opened would be the stream. What is written to a closed stdout
    fails, as on a full disk; a closed stderr takes everything.
    """
    wanted = (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_RDWR, "w"))
    for number, (name, flags, mode) in enumerate(wanted):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, flags)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            setattr(sys, name, os.fdopen(number, mode, closefd=False))


if __name__ == "__main__":
    main()
