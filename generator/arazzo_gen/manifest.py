"""Finds by hashes alone that a run would give the same findings and files as the last one.

A manifest has the hashes of the files that a run read and wrote, and the text that it printed.
While no file has changed, a run only prints that text. The manifest is in the user's cache. Its
name depends on the options and on the program (`cache.environment`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from arazzo_gen.cache import Store, digest, environment, hash_of, sha256_of
from arazzo_gen.config import TESTS, Options
from arazzo_gen.record import record, replace

_KIND = "manifest"


@record
class Manifest:
    """The result of a run.

    Attributes:
        inputs: The SHA-256 of each file that was read, by its path; None for one that was
            looked for and not there.
        outputs: The SHA-256 of each module, by its file name.
        said: The printed texts, and whether each went to stderr.
    """

    inputs: Mapping[str, str | None]
    outputs: Mapping[str, str]
    said: Sequence[tuple[str, bool]]


def key_of(options: Options, *looks: object) -> str:
    """The name of the manifest of a run.

    Args:
        options: What the run was asked to do. Looking (`--check`, `--diff`) makes no other.
        looks: Everything else on which the printed text depends.
    """
    looks_alike = replace(options, check=False, diff=False, breaking=False, prune=False)
    asked = repr(replace(looks_alike, searched=()))
    # A document may be a link, whose target can change.
    places = [os.path.realpath(options.cwd / path) for path in options.documents]
    return digest(environment(), asked, repr(places), repr(looks))


def read(store: Store, key: str, options: Options) -> Manifest | None:
    """The manifest of the last run, if another run would have the same result.

    Args:
        store: The cache.
        key: The name of the manifest.
        options: What the run is asked to do.
    """
    data = store.get(_KIND, key)
    known = _loads(data) if data is not None else None
    if known is None:
        return None
    if any(hash_of(Path(path)) != wanted for path, wanted in known.inputs.items()):
        return None
    if any(hash_of(path) != known.outputs[name] for name, path in _places(known.outputs, options)):
        return None
    if options.whole:
        from arazzo_gen.present import left_over  # few builds need it

        return None if left_over(known.outputs, options) else known
    return known


def keep(
    store: Store,
    key: str,
    inputs: Mapping[Path, str | None],
    files: Mapping[str, str],
    said: Sequence[tuple[str, bool]],
    options: Options,
) -> None:
    """Store the manifest of a run.

    Args:
        store: The cache.
        key: The name of the manifest.
        inputs: The text of each file that was read; None for one that was not there.
        files: The modules, by file name.
        said: The printed texts.
        options: What the run was asked to do. Modules may lie in a layout of their own.
    """
    lying = {name: hash_of(path) for name, path in _places(files, options)}
    manifest = {
        "inputs": {
            str(path): None if text is None else sha256_of(text.encode())
            for path, text in inputs.items()
        },
        "outputs": {
            name: lying.get(name) or sha256_of(text.encode()) for name, text in files.items()
        },
        "said": said,
    }
    store.put(_KIND, key, json.dumps(manifest).encode())


def _places(names: Iterable[str], options: Options) -> Iterator[tuple[str, Path]]:
    """The files of a run, with their paths; none where it writes none."""
    if options.output is not None:
        yield from ((name, options.cwd / options.place(name)) for name in names)


def _is_name(name: str) -> bool:
    """Whether a file of a build can have this name, which leads nowhere else."""
    inside = name.removeprefix(TESTS)
    return os.path.basename(inside) == inside


def _loads(data: bytes) -> Manifest | None:
    """Parse a stored manifest; None where it is damaged."""
    try:
        raw = json.loads(data)
        known = Manifest(raw["inputs"], raw["outputs"], [(text, err) for text, err in raw["said"]])
        are_files = all(type(one) in (str, type(None)) for one in known.inputs.values())
        are_modules = all(_is_name(name) for name in known.outputs)
        are_texts = all(type(text) is str and type(err) is bool for text, err in known.said)
        is_one = are_files and are_modules and are_texts and len(known.inputs) > 0
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return known if is_one and set(map(type, known.outputs.values())) <= {str} else None
