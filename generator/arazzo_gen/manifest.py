"""Finds by hashes alone that a run would give the same findings and files as the last one.

A manifest has what a run saw, the hashes of the files that it wrote, and the text that it printed.
While all that is the same, a run only prints that text. The manifest is in the user's cache. Its
name depends on the options and on the program (`cache.environment`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from arazzo_gen.cache import Store, digest, environment, hash_of
from arazzo_gen.config import TESTS, Options
from arazzo_gen.looks import Ask, Links, Looks
from arazzo_gen.record import record, replace

_KIND = "manifest"


@record
class Manifest:
    """The result of a run.

    Attributes:
        asks: What was seen: the hashes of files, that others were not there, and links.
        outputs: The SHA-256 of each module, by its file name.
        said: The printed texts, and whether each went to stderr.
        status: The exit status.
        again: The findings (`diagnostics.again`), where help for them is looked for anew; then
            nothing is in `said`.
    """

    asks: Sequence[Ask]
    outputs: Mapping[str, str]
    said: Sequence[tuple[str, bool]]
    status: int
    again: Any = None


def key_of(options: Options, *looks: object) -> str:
    """The name of the manifest of a run.

    Args:
        options: What the run was asked to do. Looking (`--check`, `--diff`) makes no other.
        looks: Everything else on which the printed text depends.
    """
    looks_alike = replace(options, check=False, diff=False, breaking=False, prune=False)
    asked = repr(replace(looks_alike, searched=()))
    # A document may be a link, whose target can change.
    links = Links()
    places = [links.real(os.path.join(options.cwd, path)) for path in options.documents]
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
    looks = Looks(options.contents)
    if any(looks.answer(kind, place) != wanted for kind, place, wanted in known.asks):
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
    asks: Sequence[Ask],
    files: Mapping[str, str],
    said: Sequence[tuple[str, bool]],
    status: int,
    options: Options,
    again: Any = None,
) -> None:
    """Store the manifest of a run.

    Args:
        store: The cache.
        key: The name of the manifest.
        asks: What was seen.
        files: The modules, by file name.
        said: The printed texts.
        status: The exit status.
        options: What the run was asked to do. Modules may lie in a layout of their own.
        again: The findings, where they have to be shown anew.
    """
    from arazzo_gen.modules import hash_in  # only where something was done

    shas = {place: sha for kind, place, sha in asks if kind == "hash"}
    if any(shas[place] != sha for kind, place, sha in asks if kind == "hash"):
        return  # a file has changed in the middle of the run
    lying = {name: hash_of(path) for name, path in _places(files, options)}
    manifest = {
        "asks": asks,
        "outputs": {name: lying.get(name) or hash_in(files, name) for name in files},
        "said": said,
        "status": status,
        "again": again,
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
        asks = [(kind, place, answer) for kind, place, answer in raw["asks"]]
        said = [(text, err) for text, err in raw["said"]]
        known = Manifest(asks, raw["outputs"], said, raw["status"], raw["again"])
        are_asks = all(
            kind in ("link", "file", "hash") and type(place) is str for kind, place, _ in asks
        )
        are_modules = all(_is_name(name) for name in known.outputs)
        are_texts = all(type(text) is str and type(err) is bool for text, err in known.said)
        is_one = are_asks and are_modules and are_texts and len(asks) > 0
        is_one = is_one and known.status in (0, 1)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return known if is_one and set(map(type, known.outputs.values())) <= {str} else None
