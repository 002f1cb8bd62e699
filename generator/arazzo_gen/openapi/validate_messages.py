"""Messages between a build and the process that validates for it: a size, then so many bytes."""

from __future__ import annotations

from typing import IO, Final

_SIZE: Final = 8


def send(stream: IO[bytes], message: bytes) -> None:
    """Send a message.

    Raises:
        OSError: Nobody reads it.
    """
    stream.write(len(message).to_bytes(_SIZE, "big"))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """The next message; None where there is none, or not the whole of one."""
    size = int.from_bytes(head, "big") if len(head := stream.read(_SIZE)) == _SIZE else -1
    message = stream.read(size) if size >= 0 else b""
    return message if len(message) == size else None
