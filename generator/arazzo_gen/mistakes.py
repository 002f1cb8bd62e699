"""The error that the compiler raises where it has made a mistake itself, and what is said of it."""

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


def admitted(error: Exception) -> str:
    """The message for a mistake of the compiler, with the place in a document if it is known."""
    from arazzo_gen.diagnostics.excerpt import visible

    said = f"internal error: {type(error).__name__}"
    if isinstance(error, InternalError):
        said = f"{error.place}: internal error: {visible(str(error))}"
    return (
        f"{said}. Nothing was written. This is a mistake in arazzo-gen, not in your document.\n"
        "Please report it with the document and what ARAZZO_GEN_TRACEBACK=1 shows.\n"
    )
