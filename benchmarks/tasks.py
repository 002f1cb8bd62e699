"""Tasks that builds are compared with: to read a document, and to lay out text with black.

Each runs in a process of its own, and prints its seconds, its processor seconds, and the bytes of
its peak memory. The seconds are without the start of Python and the import of the library.
"""

from __future__ import annotations

import gc
import io
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout, suppress
from pathlib import Path


def main(arguments: Sequence[str]) -> None:
    """Do one task.

    Args:
        arguments: `parse FILE`, `parse-uncollected FILE`, or `black FOLDER N`, which takes every
            Nth module of the folder, or `twice first|second DOCUMENT WORKFLOW OUT CACHE`, which
            builds a document in one process, and again after a change.
    """
    match arguments:
        case ["parse", file]:
            _report(_parse(Path(file)))
        case ["parse-uncollected", file]:
            gc.disable()
            _report(_parse(Path(file)))
        case ["black", folder, every]:
            _report(_black(sorted(Path(folder).glob("*.py"))[:: int(every)]))
        case ["twice", which, document, workflow, out, cache]:
            _twice(which, Path(document), workflow, out, cache)
        case _:
            raise SystemExit(f"unknown task: {' '.join(arguments)}")


def _report(work: Callable[[], object]) -> None:
    started, used = time.perf_counter(), time.process_time()
    kept = work()  # kept, so that freeing it is not part of the time
    wall, cpu = time.perf_counter() - started, time.process_time() - used
    unit = 1 if sys.platform == "darwin" else 1024
    print(wall, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)
    del kept


def _twice(which: str, document: Path, workflow: str, out: str, cache: str) -> None:
    os.environ["XDG_CACHE_HOME"] = cache
    only = ["--workflow", workflow] if workflow else []
    arguments = ["build", str(document), "-o", out, *only]

    def build() -> None:
        from arazzo_gen.cli import main as command

        with suppress(SystemExit), redirect_stdout(io.StringIO()):
            command(arguments, prog_name="arazzo-gen")

    if which == "first":
        _report(build)
        return
    build()
    text = document.read_text(encoding="utf-8")
    document.write_text(f"{text}\n# changed\n", encoding="utf-8")
    _report(build)
    document.write_text(text, encoding="utf-8")


def _parse(file: Path) -> Callable[[], object]:
    import yaml

    text = file.read_bytes()
    return lambda: yaml.load(text, Loader=yaml.CSafeLoader)


def _black(files: Sequence[Path]) -> Callable[[], object]:
    import black

    texts = [file.read_text(encoding="utf-8") for file in files]
    mode = black.Mode()
    black.format_str("x = 1\n", mode=mode)  # loads black's grammar
    return lambda: [black.format_str(text, mode=mode) for text in texts]


if __name__ == "__main__":
    main(sys.argv[1:])
