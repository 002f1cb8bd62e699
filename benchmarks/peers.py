"""Gets what arazzo-gen is compared with: other tools from PyPI, and a document from npm.

Both are kept for a day, in folders of the project that git ignores. The results say what could not
be fetched.
"""

from __future__ import annotations

import datetime
import functools
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import NotMeasured

TOOLS = ("openapi-python-client", "datamodel-code-generator", "arazzo-runner")
"""The packages that are compared; each gets its newest version."""

_DOCUMENT = "@octokit/openapi"
_MEMBER = "package/generated/api.github.com.json"
_LIMIT = 600.0


class Peers:
    """The other tools and documents; each is fetched when it is first needed.

    Args:
        root: The root of the project.
    """

    def __init__(self, root: Path) -> None:
        self._venv = root / ".venv-bench"
        self._npm = root / ".bench"

    @property
    def programs(self) -> Path:
        """The folder of the programs of the other tools' environment."""
        return self._venv / "bin"

    def tool(self, name: str) -> Path:
        """A program of the other tools' environment, such as "datamodel-codegen".

        Raises:
            NotMeasured: The environment cannot be made, or has no such program.
        """
        self._ready()
        program = self.programs / name
        if not program.exists():
            raise NotMeasured("not installed: the package index could not be reached")
        return program

    def versions(self) -> dict[str, str]:
        """The versions of the other tools that could be installed."""
        if not self.programs.exists():
            return {}
        code = (
            "import importlib.metadata as m, json\n"
            f"names = [d.metadata['Name'].lower().replace('_', '-') for d in m.distributions()]\n"
            f"print(json.dumps({{n: m.version(n) for n in {TOOLS!r} if n in names}}))"
        )
        done = subprocess.run(
            [self.programs / "python", "-c", code], capture_output=True, text=True, check=False
        )
        return dict(json.loads(done.stdout)) if done.returncode == 0 else {}

    @functools.cached_property
    def github(self) -> tuple[Path, str]:
        """GitHub's OpenAPI document as JSON, and the version of the npm package that has it.

        Raises:
            NotMeasured: There is no npm, or it cannot fetch the package.
        """
        archive = self._packed()
        version = archive.stem.removeprefix("octokit-openapi-")
        document = self._npm / f"github-{version}.json"
        if not document.exists():
            with tarfile.open(archive) as tar:
                member = tar.extractfile(_MEMBER)
                if member is None:
                    raise NotMeasured("the npm package has no such document any more")
                document.write_bytes(member.read())
        return document, version

    def _packed(self) -> Path:
        found = sorted(self._npm.glob("octokit-openapi-*.tgz"))
        if found:
            return found[-1]
        npm = shutil.which("npm")
        if npm is None:
            raise NotMeasured("there is no npm here to fetch it with")
        print(f"  fetching {_DOCUMENT} from npm", file=sys.stderr)
        self._npm.mkdir(exist_ok=True)
        if not _succeeds([npm, "pack", "--silent", _DOCUMENT], self._npm):
            raise NotMeasured("npm could not fetch it")
        return sorted(self._npm.glob("octokit-openapi-*.tgz"))[-1]

    def _ready(self) -> None:
        today = self._venv / f".made-{datetime.date.today()}"
        if today.exists():
            return
        print(f"  installing {', '.join(TOOLS)} into .venv-bench", file=sys.stderr)
        folder = self._venv.parent
        if not self.programs.exists():
            _succeeds([sys.executable, "-m", "venv", self._venv], folder)
        pip: list[str | Path] = [
            self.programs / "python",
            "-m",
            "pip",
            "install",
            "-qq",
            "--upgrade",
        ]
        # One by one, so that one that cannot be installed does not prevent the others.
        done = [_succeeds([*pip, "--disable-pip-version-check", name], folder) for name in TOOLS]
        if all(done):
            for old in self._venv.glob(".made-*"):
                old.unlink()
            today.touch()


def _succeeds(command: Sequence[str | Path], folder: Path) -> bool:
    try:
        done = subprocess.run(
            command, cwd=folder, timeout=_LIMIT, check=False, stdout=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
