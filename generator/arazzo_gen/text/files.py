"""Reading the bytes of a file, whatever stands where one is expected."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from arazzo_gen.text.limits import MAX_BYTES

# A pipe without a writer must not make the opening wait; Windows has none, and no such flag.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class UnreadableError(Exception):
    """A file cannot be read; the message says why."""


def read_bytes(path: Path) -> bytes:
    """The content of a regular file.

    What was opened is looked at, not what had the name before.

    Raises:
        UnreadableError: It is a folder, a pipe or a device, or larger than MAX_BYTES.
        OSError: The system cannot open or read it.
        ValueError: No file can have this name.
    """
    if path.is_dir():  # which Windows does not open
        raise UnreadableError("it is a folder")
    with open(os.open(path, _FLAGS), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise UnreadableError("it is not a regular file")
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB")
    return data


def resolve(path: Path) -> Path:
    """A path with all links and `..` resolved, whether or not there is such a file."""
    return Path(os.path.realpath(path))
