"""The `CliRunner` of click 8.2, for older versions of click too.

Its results have `stdout`, `stderr`, and `output`, which is both. Click 8.1 has either `output` or
the other two; here it has these, and `output` is stderr after stdout. In hints, click 8.1 also
names `-h` where newer versions name `--help`.
"""

from __future__ import annotations

import inspect
from typing import Any

import click.testing

_OLD = "mix_stderr" in inspect.signature(click.testing.CliRunner).parameters


class _Result(click.testing.Result):
    """A result of an old click, with an `output` of both streams."""

    @property
    def stderr(self) -> str:
        return super().stderr.replace(" -h' for help.", " --help' for help.")

    @property
    def output(self) -> str:
        return self.stdout + self.stderr


class _OldRunner(click.testing.CliRunner):
    """A runner of an old click whose results are those of a new one."""

    def __init__(self) -> None:
        super().__init__(mix_stderr=False)

    def invoke(self, *arguments: Any, **options: Any) -> click.testing.Result:
        result = super().invoke(*arguments, **options)
        result.__class__ = _Result
        return result


CliRunner = _OldRunner if _OLD else click.testing.CliRunner
Result = click.testing.Result
