"""Every conformance case that ends, in its durable form and killed at each event (`crash.py`)."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import conformance
import httpx
import pytest

from building import Built
from playback import Exchange, Unexpected, execute, load_module

WITHOUT = {
    "form-body": "is a secret, and what a run returns is stored",
    "nested-workflow": "is a secret, and what a run returns is stored",
}
"""The cases that have no durable form, and what the build says of each."""


def test_of_every_conformance_case_that_ends(tmp_path: Any) -> None:
    folder = conformance.conformance()
    if not folder.is_dir():
        pytest.skip(f"the conformance cases are not here: {folder}")
    runner = load_module(folder / "run.py")
    without: dict[str, str] = {}
    ended = 0
    for name, (case, built) in conformance.build_all(folder, tmp_path, "--durable").items():
        if "build" in case["expect"]:
            continue  # it is not run
        if "AZ906" in built.report:
            without[name] = built.report
        else:
            _crash(runner, case, built)
            ended += 1
    assert without.keys() == WITHOUT.keys()
    assert all(WITHOUT[name] in said for name, said in without.items())
    assert ended > 0


def _crash(runner: ModuleType, case: dict[str, Any], built: Built) -> None:
    """Run a case as its runner would; `execute` then runs its durable form, and kills it."""
    assert built.status == 0, built.report
    module = built.load(runner.snake(case["run"]["workflow"]))
    inputs = case["run"].get("inputs", {})
    given = {runner.snake(name): value for name, value in inputs.items()}
    if "polling" in case["run"]:
        given["polling"] = module.Polling(**case["run"]["polling"])
    exchanges: list[Exchange] = [_Played(runner, each) for each in case.get("exchange", [])]
    outcome = execute(module, "async", exchanges, **given)
    assert type(outcome.error).__name__ == case["expect"].get("raises", "NoneType")


FAULTS = {"connect": httpx.ConnectError("refused"), "timeout": httpx.ReadTimeout("slow")}


class _Played(Exchange):
    """An exchange of a case, checked and answered as the runner does it."""

    def __init__(self, runner: ModuleType, written: dict[str, Any]) -> None:
        fault = written.get("response", {}).get("fault")
        answer = None if fault else self._answer
        super().__init__("ANY", "*", answer=answer, error=FAULTS.get(fault))
        object.__setattr__(self, "_play", runner.Exchange)
        object.__setattr__(self, "_failed", runner.CaseFailed)
        object.__setattr__(self, "_written", written)

    def check(self, request: httpx.Request) -> None:
        """Raise where a request is not the expected one."""
        try:
            self._play([{"request": self._written.get("request", {})}])(request)
        except self._failed as failed:
            raise Unexpected(str(failed)) from failed

    def _answer(self) -> httpx.Response:
        played = self._play([{"response": self._written.get("response", {})}])
        response: httpx.Response = played(httpx.Request("GET", "https://any.test"))
        return response
