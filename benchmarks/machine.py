"""Describes the machine of a run and the versions of all programs, without host names or paths."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path

from benchmarks.lab import ROOT
from benchmarks.measure import NotMeasured
from benchmarks.peers import Peers
from benchmarks.results import size

_LIBRARIES = (
    *("aiohttp", "black", "click", "httpx", "httpx-aiohttp", "jinja2", "openapi-spec-validator"),
    *("pyyaml", "uvloop"),
)


def machine() -> dict[str, str]:
    """Cores, processor, memory and operating system."""
    found = {
        "cores": str(_cores()),
        "processor": _first("/proc/cpuinfo", "model name", ":") or platform.machine(),
    }
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        found["memory"] = size(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    system = _first("/etc/os-release", "PRETTY_NAME", "=") or platform.system()
    found["system"] = f"{system}, {platform.system()} {platform.release().split('-')[0]}"
    if hasattr(os, "getloadavg"):
        found["load before"] = f"{os.getloadavg()[0]:.1f}"
    return found


def versions(peers: Peers) -> dict[str, str]:
    """Python, arazzo-gen, the libraries, the other tools and the document from npm."""
    found = {
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "arazzo-gen": _commit(),
    }
    for name in _LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"  # there is no uvloop for some platforms
    found |= peers.versions()
    try:
        found["@octokit/openapi"] = peers.github[1]
    except NotMeasured as reason:
        found["@octokit/openapi"] = str(reason)
    return found


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _commit() -> str:
    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    version = importlib.metadata.version("arazzo-gen")
    try:
        changed = git("status", "--porcelain", "--", "generator", "templates", "generated")
        return f"{version}, commit {git('rev-parse', '--short=10', 'HEAD')}" + (
            ", with changes" if changed else ""
        )
    except (OSError, subprocess.CalledProcessError):
        return version


def _first(file: str, name: str, separator: str) -> str | None:
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    for line in lines:
        key, _, value = line.partition(separator)
        if key.strip() == name:
            return value.strip().strip('"')
    return None
