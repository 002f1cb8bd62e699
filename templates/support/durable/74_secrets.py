def _looked_up(name: str) -> Any:
    """What a run has in the place of an input that `Steps` looks up."""
    return {"input": name}


def _reference(
    name: str,
    output: str,
    outputs: _Given,
    args: Mapping[str, object],
    key: str,
) -> Any:
    """What a run has in the place of a secret that a response has given."""
    if not outputs[output]:
        return None
    return {"step": name, "output": output, "key": key, "args": dict(args)}


def _hidden(
    memory: dict[str, Any], key: str, outputs: dict[str, JsonValue]
) -> dict[str, JsonValue]:
    """Keep secrets in memory; what is stored says of each whether it is there."""
    _keep(memory, key, outputs)
    return {name: value is not None for name, value in outputs.items()}


async def _found_secret(
    steps: Callable[[str, Mapping[str, object]], Awaitable[StoredStep]],
    memory: Mapping[str, Any],
    reference: Mapping[str, Any],
) -> Any:
    """The secret of a response, whose step runs again where it is not in memory."""
    if reference["key"] not in memory:
        await steps(reference["step"], reference["args"])
    if reference["key"] not in memory:
        reason = f"{reference['step']!r} failed when it was sent again for a secret"
        raise StepFailed(reference["step"], None, None, None, reason)
    return memory[reference["key"]][reference["output"]]


def _or_key(value: str | None, key: str) -> str:
    """The idempotency key that a run is given, else its own."""
    return key if value is None else value
