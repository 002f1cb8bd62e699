"""The error that the compiler raises where it has made a mistake itself."""

from __future__ import annotations


class InternalError(Exception):
    """A mistake of the compiler itself, at the place of a document where it came to light.

    Attributes:
        place: The file, line and column; "" where they are not known yet.
    """

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(message, place)
        self.place = place

    def __str__(self) -> str:
        """What went wrong."""
        return str(self.args[0])
