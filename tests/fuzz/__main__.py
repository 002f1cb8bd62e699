"""Runs the coverage-guided fuzz targets: `python -m fuzz --seconds 60 yaml json`.

Each runs in a process of its own. New inputs are kept in .fuzz/NAME and used again by the next run;
what breaks a promise is written to .fuzz/found, and belongs into tests/fuzz/seeds/NAME once it is
mended.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2]
_KEPT: Final = _ROOT / ".fuzz"
_LONGEST: Final = 2_000
"""The most bytes of an input."""
_TIMEOUT: Final = 30
"""How many seconds one input may take."""


def main() -> int:
    """Run the targets one after another; 1 where one found something."""
    sys.path[:0] = [str(_ROOT / "tests"), str(_ROOT / "generator")]
    parser = argparse.ArgumentParser(prog="fuzz", description="Run the fuzz targets.")
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default: 60)")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="TARGET", help="all when none is named")
    args, rest = parser.parse_known_args()
    if args.inside:
        _fuzz(args.names[0], args.seconds, rest)
        return 0
    names = args.names or _names()
    unknown = set(names) - set(_names())
    if unknown:
        parser.error(f"there is no target {', '.join(sorted(unknown))}: {', '.join(_names())}")
    failed = [name for name in names if not _run(name, args.seconds)]
    for name in failed:
        print(f"fuzz {name}: found something, see .fuzz/found/{name}-*", file=sys.stderr)
    return 1 if failed else 0


def _names() -> list[str]:
    return sorted(path.stem for path in (Path(__file__).parent / "seeds").glob("*.dict"))


def _run(name: str, seconds: int) -> bool:
    start = time.monotonic()
    command = [sys.executable, "-m", "fuzz", "--inside", "--seconds", str(seconds), name]
    done = subprocess.run(command, cwd=_ROOT / "tests", check=False)
    print(f"fuzz {name}: {time.monotonic() - start:.0f} s of {seconds} s", flush=True)
    return done.returncode == 0


def _fuzz(name: str, seconds: int, rest: list[str]) -> None:
    import atheris  # only this needs it

    with atheris.instrument_imports(include=["arazzo_gen", "yaml", "json"]):
        from fuzz.targets import SEEDS, TARGETS, decoded

    target = TARGETS[name]
    (_KEPT / name).mkdir(parents=True, exist_ok=True)
    (_KEPT / "found").mkdir(exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={_LONGEST}",
        f"-timeout={_TIMEOUT}",
        f"-dict={SEEDS / name}.dict",
        f"-artifact_prefix={_KEPT / 'found' / name}-",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
        "-verbosity=0",
        *rest,
    ]
    folders = [str(_KEPT / name), str(SEEDS / name)]
    atheris.Setup([sys.argv[0], *options, *folders], lambda data: target(decoded(data)))
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
