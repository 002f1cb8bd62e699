"""Gives the tests a cache folder of their own, and runs the random ones alone where asked to."""

from __future__ import annotations

import compileall
import gc
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import openapi_spec_validator.validation  # noqa: F401 - so that no test starts a process for it
import pytest
from hypothesis.internal.conjecture import providers

import quick_black

# A busy machine is no mistake, and a test is the same on every day, whatever it sets itself.
hypothesis.settings.register_profile(
    "project",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("project")
# Hypothesis also tries constants of all files of ours that are imported by then: other ones on each
# worker and on each day, and it reads every module that a test has built for them.
providers.is_local_module_file = lambda path: False

COMPILER = Path(__file__).resolve().parents[1] / "generator" / "arazzo_gen"

EXAMPLES = "EXAMPLES"
"""The environment variable by which only random tests run, with this many times their examples."""


def pytest_configure(config: pytest.Config) -> None:
    """Compile the compiler once, for all processes that tests start, also where Python is asked to
    write no bytecode: it is a tenth of a second against most of one in each of them."""
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(COMPILER, quiet=1)
    quick_black.install()
    gc.set_threshold(200_000, 20, 100)  # as the command has it


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep what pytest makes of the files of the tests, for the next run."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    result = yield
    sys.dont_write_bytecode = before
    return result


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Do what the environment asks for: leave out what a package has not, or keep the random tests
    only, and give them more examples."""
    if os.environ.get("LAYOUT") == "package":
        reason = "it looks into a module that stands alone"
        for item in items:
            if item.get_closest_marker("standalone"):
                item.add_marker(pytest.mark.skip(reason=reason))
    factor = int(os.environ.get(EXAMPLES) or 0)
    if not factor:
        return
    # The tests stay derandomized, so that a longer run is the same on every day.
    tests = {id(test): test for item in items if (test := _random(item)) is not None}
    for test in tests.values():
        kept = test._hypothesis_internal_use_settings  # where `@settings` keeps its values
        longer = hypothesis.settings(kept, max_examples=factor * kept.max_examples)
        test._hypothesis_internal_use_settings = longer
    others = [item for item in items if _random(item) is None]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if _random(item) is not None]


def _random(item: pytest.Item) -> Any:
    """The function of a test with hypothesis; None for any other test."""
    test = getattr(item, "obj", None)
    return test if getattr(test, "is_hypothesis_test", False) else None


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the tests away from the cache of the user who runs them."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before


def pytest_sessionstart(session: pytest.Session) -> None:
    """Simulate each run of a module that a test makes, and compare the two; modules are built
    while tests are collected, too."""
    from simulated import watching

    watch = watching()
    watch.__enter__()
    session.config.add_cleanup(lambda: watch.__exit__(None, None, None))
