"""Names keywords that have one meaning in all functions of a module."""

from __future__ import annotations

from collections.abc import Callable, Container

from arazzo_gen.lower.names.identifiers import Names


class SharedKeywords:
    """Takes the names of such keywords. An input that nothing reads makes way for them.

    Args:
        params: The keywords that a run function has already.
        names: The names of the module, which a keyword would hide.
        step: The own keywords of step functions, which have these too.
        inputs: The keyword of each input, by workflow and name; changed where one makes way.
        is_read: Whether a workflow may read an input.
    """

    def __init__(
        self,
        params: Names,
        names: Names,
        step: Container[str],
        inputs: dict[str, dict[str, str]],
        is_read: Callable[[str, str], bool],
    ) -> None:
        self._params = params
        self._names = names
        self._step = step
        self._inputs = inputs
        self._is_read = is_read

    def take(self, word: str) -> str:
        """Take a word, or a name as near to it as is free."""
        wanted = f"{word}_" if word in self._step else word
        named = [
            (workflow, name)
            for workflow, params in self._inputs.items()
            for name, param in params.items()
            if param == wanted
        ]
        param = self._params.take(wanted)
        self._names.take(param)
        if not named or any(self._is_read(*each) for each in named):
            return param
        for workflow, name in named:
            self._inputs[workflow][name] = param
        return wanted
