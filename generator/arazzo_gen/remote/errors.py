"""The errors that say why a document is not fetched."""

from __future__ import annotations

from arazzo_gen.source.span import Span


class RemoteError(Exception):
    """A document on the network cannot be fetched.

    Attributes:
        code: A key of `diagnostics.codes.CODES`.
        message: What is wrong, in lower case, without a full stop.
        help: What to do about it; None where nothing can be said.
        span: The place of the mistake, where that is not the one that names the document.
    """

    def __init__(
        self,
        code: str,
        message: str,
        help: str | None = None,  # noqa: A002 - the word that the reader sees
        span: Span | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help
        self.span = span


class NotAllowedError(Exception):
    """The network may not be used, and the cache has no copy of the document.

    Attributes:
        is_locked: Whether the lock file has the document, so that only the copy is missing.
    """

    def __init__(self, *, is_locked: bool) -> None:
        super().__init__()
        self.is_locked = is_locked
