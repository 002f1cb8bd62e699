"""Gives the benchmarks folders, environments and documents, and runs the processes to measure."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import NotMeasured, Sample, process
from benchmarks.peers import Peers

ROOT = Path(__file__).resolve().parent.parent
"""The root of the project."""

RESOURCES = 300
"""How many resources the large document has: 4 to 5 MB of YAML."""

CLIENTS = ("generated", "by hand", "httpx alone")
"""The clients that are compared (see `contestants`)."""

TRANSPORTS = ("httpx", "aiohttp", "aiohttp, uvloop")
"""What sends the requests of a crowd (see `crowd`): httpx's own transport, or aiohttp."""

_KNOCK = "trigger-workflow-track-recipient-run"


@dataclass(frozen=True, slots=True)
class Documents:
    """An Arazzo document beside the OpenAPI document that it uses.

    Attributes:
        arazzo: The Arazzo document.
        openapi: The OpenAPI document.
        workflow: The only workflow to build; None for all.
    """

    arazzo: Path
    openapi: Path
    workflow: str | None = None


@dataclass(frozen=True)
class Lab:
    """What all parts share.

    Attributes:
        scratch: A folder for temporary files.
        peers: The other tools.
        quick: Whether to take few samples of small documents, to try the benchmarks themselves.
    """

    scratch: Path
    peers: Peers
    quick: bool = False

    def rounds(self, usual: int) -> int:
        """How many rounds to measure, where `usual` is the number of a real run."""
        return min(usual, 2) if self.quick else usual

    def folder(self, name: str, *, empty: bool = False) -> Path:
        """A folder by its name; the same one every time.

        Args:
            name: The name.
            empty: Whether to empty it first.
        """
        path = self.scratch / name
        if empty and path.exists():
            shutil.rmtree(path)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def env(self, cache: Path | None = None, *, harness: bool = False) -> dict[str, str]:
        """The environment of every measured process: the same for all but the cache folder.

        Args:
            cache: The cache folder of programs; None for one that all share.
            harness: Whether the process can import the modules of the benchmarks.
        """
        paths = [ROOT / "generator", *([ROOT] if harness else [])]
        return {
            "PATH": f"{self.peers.programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "HOME": str(self.folder("home")),
            "XDG_CACHE_HOME": str(cache or self.folder("cache")),
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
        }

    def build(
        self,
        documents: Documents,
        out: Path,
        cache: Path,
        *,
        limit: float = 600.0,
        layout: str = "standalone",
    ) -> Sample:
        """Run `arazzo-gen build` and measure the whole process.

        Args:
            documents: What to build.
            out: Where the modules go.
            cache: The folder of the caches.
            limit: After how many seconds it is stopped.
            layout: How the modules are written.

        Raises:
            NotMeasured: The build failed, or was not done in time.
        """
        arguments = [*self.arguments(documents, out), "--layout", layout]
        command = [sys.executable, "-m", "arazzo_gen", *arguments]
        folder = documents.arazzo.parent
        return process(command, folder=folder, env=self.env(cache), limit=limit)[0]

    def arguments(self, documents: Documents, out: Path) -> list[str | Path]:
        """The arguments of `arazzo-gen` that build the documents."""
        only = [] if documents.workflow is None else ["--workflow", documents.workflow]
        return ["build", documents.arazzo, "-o", out, *only]

    def task(self, module: str, *arguments: object, limit: float = 600.0) -> str:
        """Run a module of the benchmarks in a process of its own, and return what it printed.

        The process that measures has to stay small: the processes that it starts begin with a copy
        of its memory.

        Raises:
            NotMeasured: It failed or was not done in time.
        """
        command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
        env = self.env(harness=True)
        return process(command, folder=self.scratch, env=env, limit=limit)[1]

    def made(
        self,
        workflows: int,
        resources: int,
        *,
        steps: int = 3,
        version: str = "3.0.3",
        chain: int = 0,
    ) -> Documents:
        """Documents of any size (see `documents` and `jobs_api`), which are made once."""
        folder = self.folder(f"made-{workflows}-{resources}-{steps}-{version}-{chain}")
        made = Documents(folder / "jobs.arazzo.yaml", folder / "api.yaml")
        if not made.openapi.exists():
            self.task("documents", "arazzo", made.arazzo, workflows, resources, steps)
            self.task("documents", "api", made.openapi, resources, version, chain)
        return made

    def github(self) -> Documents:
        """One workflow over GitHub's OpenAPI document, converted to YAML.

        Raises:
            NotMeasured: npm cannot fetch the document.
        """
        source, _ = self.peers.github
        converted = source.with_suffix(".yaml")
        if not converted.exists():
            partial = source.with_suffix(".part")
            self.task("documents", "convert", source, partial)
            partial.rename(converted)
        folder = self.folder("github")
        found = Documents(folder / "github.arazzo.yaml", folder / "api.yaml")
        if not found.openapi.exists():
            self.task("documents", "github", found.arazzo)
            shutil.copyfile(converted, found.openapi)
        return found

    def knock(self) -> tuple[Documents, str]:
        """The documents of a Knock workflow, and a text that says which they are.

        They are the published ones where the corpus is on this machine, else those of the tests.
        """
        corpus = Path(os.environ.get("ARAZZO_CORPUS", ROOT.parent / "shared" / "corpus"))
        arazzo = corpus / "knock" / "arazzo" / f"knock-app-{_KNOCK}-workflow.yml"
        openapi = corpus / "knock" / "openapi" / "knock-workflows-api-openapi.yml"
        which = "as published"
        if not (arazzo.exists() and openapi.exists()):
            arazzo, openapi = (
                ROOT / "tests" / "cases" / "knock" / f"knock.{kind}.yaml"
                for kind in ("arazzo", "openapi")
            )
            which = "of this project's tests"
        folder = self.folder("knock")
        names = [f"{folder}/{path.parent.name}/{path.name}" for path in (arazzo, openapi)]
        for source, target in zip((arazzo, openapi), map(Path, names), strict=True):
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(source, target)
        return Documents(Path(names[0]), Path(names[1]), _KNOCK), which


@contextlib.contextmanager
def running(lab: Lab, queued: int) -> Iterator[str]:
    """Run the API in a process of its own, and give its URL.

    Args:
        lab: Where to work.
        queued: How often a run reads as queued before it is completed.
    """
    command = [sys.executable, "-m", "benchmarks.server", str(queued)]
    with subprocess.Popen(
        command, cwd=ROOT, env=lab.env(harness=True), stdout=subprocess.PIPE, text=True
    ) as child:
        try:
            assert child.stdout is not None
            yield f"http://127.0.0.1:{int(child.stdout.readline())}"
        finally:
            child.terminate()


def say(text: str) -> None:
    """Show progress."""
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def timed(text: str) -> Sample:
    """The sample that a task printed: seconds, processor seconds, bytes.

    Raises:
        NotMeasured: It printed something else.
    """
    try:
        wall, cpu, peak = text.split()[-3:]
        return Sample(float(wall), float(cpu), int(peak))
    except ValueError:
        raise NotMeasured("gave no figures") from None


def total_size(paths: Sequence[Path]) -> int:
    """The bytes of some files together."""
    return sum(path.stat().st_size for path in paths)
