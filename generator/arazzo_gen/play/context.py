"""The context in which expressions of the IR are evaluated, and what ends an evaluation early."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, Final

from arazzo_gen import ir
from arazzo_gen.ir.walk import LeafKey
from arazzo_gen.play.model import Answer, Sent
from arazzo_gen.record import record

_NONE: Final[Mapping[str, Any]] = {}
_NO_READS: Final[Mapping[LeafKey, ir.Read]] = {}


class Unset(enum.Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"


UNSET: Final = Unset.UNSET
"""The value of an input that the caller leaves out and that has no default."""


@record
class Written:
    """A request with the parts that only its own answer's expressions read.

    Attributes:
        sent: The request.
        url: Its whole URL.
        content: Its body as bytes; None where they are not known.
    """

    sent: Sent
    url: str
    content: bytes | None = b""


@record
class Context:
    """The values that expressions read.

    Attributes:
        inputs: The inputs of the workflow by their names, defaults filled in; UNSET for those that
            are left out.
        steps: The outputs of the steps that have run, by step and name; None for an absent one.
        workflows: The outputs of workflows that have run before, by workflow and name.
        keywords: The credentials and supplied parameters, by keyword.
        urls: The base URLs of the sources, by key.
        called: The outputs of the workflow that the step has called.
        written: The request that was sent.
        answer: Its answer; None where there is none.
        reads: What the function reads that the expressions stand in, by leaf.
    """

    inputs: Mapping[str, Any] = _NONE
    steps: Mapping[str, Mapping[str, Any]] = _NONE
    workflows: Mapping[str, Mapping[str, Any]] = _NONE
    keywords: Mapping[str, Any] = _NONE
    urls: Mapping[str, str] = _NONE
    called: Mapping[str, Any] | None = None
    written: Written | None = None
    answer: Answer | None = None
    reads: Mapping[LeafKey, ir.Read] = _NO_READS


class NotPlayed(Exception):
    """Something cannot be evaluated without the module that is built of it.

    Attributes:
        reason: Why, in words for the user.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class MissingError(Exception):
    """A value is absent that a request or an output needs: the run raises `MissingValue`."""

    def __init__(self, step: str, name: str) -> None:
        self.step = step
        self.name = name
        super().__init__(f"step {step!r} has no value for {name!r}")


class UnsendableError(Exception):
    """A request cannot hold a value: the run raises `UnsendableValue`."""

    def __init__(self, name: str | None, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(reason)
