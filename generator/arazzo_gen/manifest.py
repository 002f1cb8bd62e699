"""Knows that a run would find and write what the last one did, by hashing alone.

A manifest says which files a run has read, which it has written, and what it has said. While all
of them are as they were, there is nothing to do. It is kept in the cache of the user, named
after the options and the program (`cache.environment`), so that either makes another.
"""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from arazzo_gen.cache import Store, UnreadableError, digest, environment, read_regular, sha256_of
from arazzo_gen.config import Options
from arazzo_gen.record import record, replace

_KIND = "manifest"


@record
class Manifest:
    """What a run came to.

    Attributes:
        inputs: The SHA-256 of each file that was read, by its path; None for one that was
            looked for and not there.
        outputs: The SHA-256 of each module, by its file name.
        said: What was shown of the findings: texts, and whether each went to stderr.
    """

    inputs: Mapping[str, str | None]
    outputs: Mapping[str, str]
    said: Sequence[tuple[str, bool]]


def key_of(options: Options, *looks: object) -> str:
    """The name of the manifest of a run.

    Args:
        options: What the run was asked to do. Looking (`--check`, `--diff`) makes no other.
        looks: What else the shown text depends on.
    """
    asked = repr(replace(options, check=False, diff=False))
    # A document that is a link may be led elsewhere.
    places = [os.path.realpath(options.cwd / path) for path in options.documents]
    return digest(environment(), asked, repr(places), repr(looks))


def read(store: Store, key: str, options: Options) -> Manifest | None:
    """The manifest of the last run, if another would come to the same.

    Args:
        store: Where it is kept.
        key: Its name.
        options: What the run is asked to do.
    """
    data = store.get(_KIND, key)
    known = _loads(data) if data is not None else None
    if known is None:
        return None
    if any(_hash(Path(path)) != wanted for path, wanted in known.inputs.items()):
        return None
    folder = options.output
    if folder is not None and any(
        _hash(options.cwd / folder / name) != wanted for name, wanted in known.outputs.items()
    ):
        return None
    return known


def keep(
    store: Store,
    key: str,
    inputs: Mapping[Path, str | None],
    files: Mapping[str, str],
    said: Sequence[tuple[str, bool]],
) -> None:
    """Keep what a run came to.

    Args:
        store: Where to.
        key: The name of the manifest.
        inputs: The text of each file that was read; None for one that was not there.
        files: The modules, by file name.
        said: What was shown.
    """
    manifest = {
        "inputs": {
            str(path): None if text is None else sha256_of(text.encode())
            for path, text in inputs.items()
        },
        "outputs": {name: sha256_of(text.encode()) for name, text in files.items()},
        "said": said,
    }
    store.put(_KIND, key, json.dumps(manifest).encode())


def _loads(data: bytes) -> Manifest | None:
    """A manifest from what was kept; None where that is none."""
    try:
        raw = json.loads(data)
        known = Manifest(raw["inputs"], raw["outputs"], [(text, err) for text, err in raw["said"]])
        are_files = all(type(one) in (str, type(None)) for one in known.inputs.values())
        are_modules = all(os.path.basename(name) == name for name in known.outputs)
        are_texts = all(type(text) is str and type(err) is bool for text, err in known.said)
        is_one = are_files and are_modules and are_texts and len(known.inputs) > 0
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return known if is_one and set(map(type, known.outputs.values())) <= {str} else None


def _hash(path: Path) -> str | None:
    """The hash of a file without a byte order mark, which its text has not; None for no file."""
    try:
        return sha256_of(read_regular(path).removeprefix(codecs.BOM_UTF8))
    except (OSError, ValueError, UnreadableError):
        return None
