"""A build with a damaged or planted cache is a build without one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from arazzo_gen.cache import FETCHED, Store, environment, sha256_of
from arazzo_gen.cli import main
from arazzo_gen.remote.errors import NotAllowedError
from arazzo_gen.remote.fetched import Fetched
from arazzo_gen.remote.lock import Entry, write_lock
from arazzo_gen.remote.remote import Remote
from command_line import CliRunner

API = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
servers: [{url: "https://shop.example"}]
paths:
  /orders/{id}:
    get:
      operationId: readOrder
      parameters: [{name: id, in: path, required: true, schema: {type: string, default: 1}}]
      responses:
        "200":
          description: An order
          content:
            application/json:
              schema: {type: object, properties: {state: {type: string}}}
"""
FLOW = """\
arazzo: 1.0.1
info: {title: Shop, version: "1"}
sourceDescriptions: [{name: shop, url: api.yaml, type: openapi}]
workflows:
  - workflowId: readOrder
    inputs: {type: object, required: [id], properties: {id: {type: string}}}
    steps:
      - stepId: read
        operationId: readOrder
        parameters: [{name: id, in: path, value: $inputs.id}]
        outputs: {state: $response.body#/stat}
"""
JUNK = (
    *[b"", b"\x00", b"null", b"[]", b"{}", b"5", b'"x"', b"{", b"\xff\xfe", b"[" * 100_000],
    *[b'{"inputs": 1, "outputs": {}, "said": []}', b'{"inputs": {}, "outputs": {}, "said": []}'],
    *[b'{"inputs": {"\\u0000": "a"}, "outputs": {"../x": "a"}, "said": [["x", 1]]}'],
    *[b'{"inputs": {"a": null}, "outputs": [], "said": [[1, true]]}'],
    *[b"[[[], 2]]\n{}", b'[[[["hash", "a", true]], 4]]\nnull', b'[[[], 9]]\n{"files": 1}'],
    *[b'[[[["link", "/", "/"]], 99]]\n{"events": [], "files": [], "missing": 1}'],
    *[b'[[[], 99]]\n{"events": [[1, 2]], "files": [[1, 2, 3, 4, 5]], "judged": 1}', b"0" * 64],
    *[b'{"findings": [[1, 2]], "count": 0, "failure": null}', b'{"findings": 3}'],
    *[b'{"findings": [[{"message": 1}, {}]], "count": "x", "failure": 1}'],
    *[b"\x01\x04" + b"\xff" * 8, b"\x01\x04" + bytes(8) + b"[0,{}]", b"\x01\x04" + bytes(8)],
    b"\xe3" + bytes(40),  # what `marshal` begins code with
)
DAMAGE = (
    *["flip", "cut", "longer", "empty", "junk", "sealed", "swap", "folder", "link", "pipe"],
    *["huge", "gone", "inner"],
)


SEALED = ("tree", "verdict", "manifest", "state", "module", "program")


def build(folder: Path, *flags: str) -> tuple[int, str, str, dict[str, bytes]]:
    """What a build says, and what is in its output folder then."""
    os.chdir(folder)
    done = CliRunner().invoke(main, ["build", "flow.arazzo.yaml", "-o", "out", *flags])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    files = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    return done.exit_code, done.stdout, done.stderr, files


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project that was built until every kind of thing was kept, with a copy of the cache."""
    folder = tmp_path_factory.mktemp("cached")
    (folder / "api.yaml").write_text(API)
    (folder / "flow.arazzo.yaml").write_text(FLOW)
    before, known = Path.cwd(), os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    environment.cache_clear()  # so that it is kept here too
    try:
        for _ in range(3):
            for place in ("out", "cache/arazzo-gen/state"):  # so that it is compiled again
                shutil.rmtree(folder / place, ignore_errors=True)
            build(folder)
        shutil.copytree(folder / "cache", folder / "whole")
        yield folder
    finally:
        os.chdir(before)
        os.environ.pop("XDG_CACHE_HOME")
        if known is not None:
            os.environ["XDG_CACHE_HOME"] = known


def entries(folder: Path) -> list[Path]:
    found = (folder / "cache/arazzo-gen").glob("*/*/*")
    return sorted(path for path in found if path.is_file() and path.stat().st_size < 10**6)


def test_every_kind_is_kept(project: Path) -> None:
    kinds = {path.parts[-3] for path in entries(project)}
    others = {"state", "module", "program"}
    assert kinds == others | {"tree", "seen", "verdict", "clean", "manifest"} - (
        {"clean"} - kinds  # nothing is noted to be clean where something was found
    )


def damage(path: Path, other: Path, how: str, number: int) -> None:
    """Damage an entry."""
    data = path.read_bytes()
    at = number % max(1, len(data))
    match how:
        case "flip" if data:  # an earlier damage may have emptied it
            path.write_bytes(data[:at] + bytes([data[at] ^ (1 + number % 255)]) + data[at + 1 :])
        case "cut":
            path.write_bytes(data[:at])
        case "longer":
            path.write_bytes(data + data[:at] + b"x")
        case "empty":
            path.write_bytes(b"")
        case "junk":
            path.write_bytes(data[:32] + JUNK[number % len(JUNK)])
        case "sealed" if path.parts[-3] in SEALED:
            store = Store(path.parents[2])
            store.put(path.parts[-3], path.name, JUNK[number % len(JUNK)])
        case "swap":
            path.write_bytes(other.read_bytes())
        case "huge":
            with path.open("ab") as stream:
                stream.truncate(10**12)
        case "inner" if path.parts[-3] == "tree":
            inner(path, number)
        case _:
            path.unlink()
            if how == "folder":
                path.mkdir()
            elif how == "link":
                path.symlink_to(other)
            elif how == "pipe":
                os.mkfifo(path)


def inner(path: Path, number: int) -> None:
    """Put what is no node into a place of a tree, which is whole otherwise."""
    data = path.read_bytes()[32:]
    end = 10 + 4 * int.from_bytes(data[2:10], "big")
    tree = json.loads(data[end:])
    places = [tree] if is_branch(tree) else []
    for node in places:
        below = node[1].values() if isinstance(node[1], dict) else node[1]
        places += [one for one in below if is_branch(one)]
    if not places:
        return  # an earlier damage has left no node
    node = places[number % len(places)]
    node[number % 2] = [10**9, [7], "x", None, {"a": 1}][number % 5] if number % 2 == 0 else [[1]]
    Store(path.parents[2]).put("tree", path.name, data[:end] + json.dumps(tree).encode())


def is_branch(one: Any) -> bool:
    """Whether something is a node of a map or a list: an earlier damage may have left others."""
    return isinstance(one, list) and len(one) == 2 and isinstance(one[1], (dict, list))


@settings(max_examples=40, deadline=None, derandomize=True, phases=[Phase.generate])
@given(
    st.lists(
        st.tuples(st.integers(0, 99), st.sampled_from(DAMAGE), st.integers(0, 10**6)),
        min_size=1,
        max_size=3,
    ),
    st.booleans(),
    st.booleans(),
)
def test_a_build_with_damage_is_one_without(
    project: Path, what: list[tuple[int, str, int]], is_built: bool, is_compiled: bool
) -> None:
    shutil.rmtree(project / "cache")
    shutil.copytree(project / "whole", project / "cache")
    state = "unchanged" if is_built else "written  "
    if not is_built:
        shutil.rmtree(project / "out", ignore_errors=True)
        shutil.rmtree(project / "cache/arazzo-gen/manifest")
    if is_compiled:
        shutil.rmtree(project / "cache/arazzo-gen/state")
    for which, how, number in what:
        known = entries(project)
        damage(known[which % len(known)], known[(which + number) % len(known)], how, number)
    status, out, err, files = build(project)
    _, _, expected, modules = WITHOUT.setdefault("build", build(project, "--no-cache"))
    assert (status, out, err) == (0, f"{state}  out/read_order.py\n", expected)
    assert files == modules


WITHOUT: dict[str, tuple[int, str, str, dict[str, bytes]]] = {}


@pytest.mark.parametrize("how", [one for one in DAMAGE if one not in ("inner", "sealed")])
def test_a_copy_that_was_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    store = Store(tmp_path / "cache")
    content, url = b"openapi: 3.1.0\n", "https://docs.test/a"
    key = sha256_of(content)
    store.put(FETCHED, key, content)
    store.put(FETCHED, sha256_of(b"other"), b"other")
    lock = tmp_path / "arazzo.lock"
    lock.write_text(write_lock({url: Entry(key)}))

    def remote() -> Remote:
        def fetch(url: str) -> Fetched:
            raise AssertionError(url)

        return Remote(lock, "arazzo.lock", allow=False, fetch=fetch, store=lambda: store)

    assert remote().get(url).content == content
    path, other = (
        tmp_path / f"cache/{FETCHED}" / one[:2] / one for one in (key, sha256_of(b"other"))
    )
    damage(path, other, how, 40)
    with pytest.raises(NotAllowedError):
        remote().get(url)
    store.put(FETCHED, key, content)
    assert how == "folder" or remote().get(url).content == content


def test_a_planted_copy_is_not_what_was_locked(tmp_path: Path) -> None:
    store, lock = Store(tmp_path / "cache"), tmp_path / "arazzo.lock"
    key = sha256_of(b"right")
    store.put(FETCHED, key, b"planted, with a seal that fits")
    lock.write_text(write_lock({"https://docs.test/a": Entry(key)}))
    remote = Remote(
        lock, "l", allow=False, fetch=lambda url: Fetched(url, b""), store=lambda: store
    )
    with pytest.raises(NotAllowedError):
        remote.get("https://docs.test/a")
