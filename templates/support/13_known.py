class _Known(dict[str, dict[str, object]]):
    """The outputs of a run's steps so far, which an error that leaves the run is given.

    `outputs` makes the workflow's outputs of them, as far as they go; it is None where
    another workflow has taken over, whose outputs the error has.
    """

    outputs: Callable[[Mapping[str, Any]], Mapping[str, object]] | None

    def __init__(
        self, outputs: Callable[[Mapping[str, Any]], Mapping[str, object]]
    ) -> None:
        super().__init__()
        self.outputs = outputs

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: object, error: BaseException | None, traceback: object
    ) -> None:
        if isinstance(error, WorkflowError):
            error.steps = {step_id: _present(given) for step_id, given in self.items()}
            if self.outputs is not None:
                error.outputs = self.outputs(self)


class _AsyncKnown(_Known):
    """The same for `async with`."""

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(
        self, kind: object, error: BaseException | None, traceback: object
    ) -> None:
        self.__exit__(kind, error, traceback)
