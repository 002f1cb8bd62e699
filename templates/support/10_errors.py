class WorkflowError(Exception):
    """The base class of the errors that this module raises itself.

    A pickle holds no request and no cause. Its response has a status, headers and
    content, but neither a `url` nor a `request`, which `raise_for_status` needs.
    """

    outputs: Mapping[str, object] = {}
    """The workflow's outputs that are known, by their names, without secrets."""
    steps: Mapping[str, Mapping[str, object]] = {}
    """The outputs of each step so far that the run keeps, by step id and name."""

    def __copy__(self) -> WorkflowError:
        twin = type(self).__new__(type(self))
        twin.__setstate__({**self.__dict__, "args": self.args})
        twin.__cause__ = self.__cause__
        return twin

    def __reduce__(self) -> tuple[Any, ...]:
        kept = {
            name: value for name, value in self.__dict__.items() if name in _TRAVELS
        }
        if response := kept.get("response"):
            kept["response"] = _without_request(response)
        # Attributes of others may hold a request; __init__ takes more than `args`.
        return type(self).__new__, (type(self),), {**kept, "args": (str(self),)}


_TRAVELS = (
    "action",
    "asked",
    "attempts",
    "criterion",
    "elapsed",
    "expected",
    "name",
    "outputs",
    "pointer",
    "reason",
    "response",
    "step_id",
    "steps",
)


def _without_request(response: httpx.Response) -> httpx.Response:
    """The part of a response that goes into a pickle, with its content decoded."""
    headers = response.headers.copy()
    stale = ("Content-Encoding", "Content-Length", "Set-Cookie", "Transfer-Encoding")
    for name in stale:
        headers.pop(name, None)
    try:
        content = response.content
    except httpx.ResponseNotRead:
        content = b""
    return httpx.Response(response.status_code, headers=headers, content=content)


class StepFailed(WorkflowError):
    """A step's success criteria did not hold, or its request got no response.

    The message leaves the values of the request, headers and bodies out, so that it can
    be logged.

    Attributes:
        criterion: The success criterion that did not hold, as the document has it.
        response: The step's response, or None when none came.
        asked: The method and the path's template, or the workflow that the step calls.
        reason: Why no response came.
    """

    def __init__(
        self,
        step_id: str,
        criterion: str | None,
        response: httpx.Response | None,
        asked: str | None = None,
        reason: str | None = None,
    ) -> None:
        self.step_id = step_id
        self.criterion = criterion
        self.response = response
        self.asked = asked
        self.reason = reason
        self.action: str | None = None
        """The `end` action that stopped the run, if one did."""
        got = reason if response is None else f"HTTP {response.status_code}"
        wanted = f"wanted {criterion}" if criterion else None
        said = ", ".join(filter(None, [got, wanted])) or "no response"
        super().__init__(
            ": ".join(filter(None, [f"step {step_id!r} failed", asked, said]))
        )


def _lost(error: Exception) -> str:
    """Why no response came, without what may quote a header or the URL."""
    name, text = type(error).__name__, str(error)
    quotes = any(mark in text for mark in ("'", '"', "://"))
    if not isinstance(error, httpx.RequestError) or quotes or not text.isprintable():
        return name
    return f"{name}: {text}" if text else name


class MissingValue(WorkflowError):
    """A response lacked a value that the workflow needs.

    Attributes:
        step_id: The step that should have given it.
        name: The output that lacks it.
        pointer: The expression that leads to nothing, such as `$response.body#/id`.
    """

    def __init__(self, step_id: str, name: str, pointer: str | None = None) -> None:
        self.step_id = step_id
        self.name = name
        self.pointer = pointer
        where = f" at {pointer}" if pointer else ""
        super().__init__(
            f"step {step_id!r} has no value for {name!r}{where}, "
            "which the workflow needs"
        )


class InvalidValue(WorkflowError):
    """A response held a value of another type than its schema promises.

    The message leaves the value out, so that it can be logged.

    Attributes:
        step_id: The step whose response it was.
        name: The output that the value is for.
        pointer: The expression that leads to it, such as `$response.body#/id`.
        expected: The type that it should have, as Python writes it.
    """

    def __init__(
        self, step_id: str, name: str, pointer: str | None, expected: str
    ) -> None:
        self.step_id = step_id
        self.name = name
        self.pointer = pointer
        self.expected = expected
        where = f" at {pointer}" if pointer else ""
        super().__init__(
            f"step {step_id!r} has a value for {name!r}{where} that is not {expected}"
        )


class UnsendableValue(WorkflowError, ValueError):
    """A request cannot hold a value, such as a header with a line break.

    Raised before the request is sent. The message leaves the value out.

    Attributes:
        step_id: The step whose request it is.
        name: The header or cookie, the multipart field with such a content type, or the
            keyword of a base URL; None for a value elsewhere in the URL or the body.
        reason: Why it cannot be sent.
    """

    def __init__(self, step_id: str, name: str | None, reason: str) -> None:
        self.step_id = step_id
        self.name = name
        self.reason = reason
        what = "its request" if name is None else f"its value for {name!r}"
        super().__init__(f"step {step_id!r} cannot send {what}: {reason}")


class PollTimeout(WorkflowError, TimeoutError):
    """A polled step was not done when `Polling.timeout` ran out."""

    def __init__(
        self,
        step_id: str,
        attempts: int,
        elapsed: float,
        response: httpx.Response | None,
    ) -> None:
        self.step_id = step_id
        self.attempts = attempts
        self.elapsed = elapsed
        self.response = response
        super().__init__(
            f"step {step_id!r} was not done after {attempts} attempts, {elapsed:.1f} s"
        )
