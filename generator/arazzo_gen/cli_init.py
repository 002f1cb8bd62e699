"""What `arazzo-gen init` does: reads OpenAPI documents, writes an Arazzo document, says more."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

import click

from arazzo_gen.cli_run import fail, say
from arazzo_gen.config import Options
from arazzo_gen.diagnostics.excerpt import visible
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.diagnostics.nearest import nearest
from arazzo_gen.documents.loader import Loader
from arazzo_gen.documents.roots import document_root
from arazzo_gen.init.documents import arazzo_document, can_be_written
from arazzo_gen.init.endpoints import Api, Endpoint, endpoints, new_api
from arazzo_gen.init.jobs import Candidate, by_hand, candidates
from arazzo_gen.init.names import camel, vocabulary, words
from arazzo_gen.openapi.document import load_openapi
from arazzo_gen.openapi.refs import Refs

_NOT_NAMES = vocabulary("openapi swagger oas spec specification yaml json yml api")


def run(
    paths: Sequence[Path],
    output: Path | None,
    polls: Sequence[str],
    *,
    force: bool,
    every: bool,
    allow: Sequence[Path],
) -> NoReturn:
    """Find jobs, write the document, and end the command.

    Args:
        paths: The OpenAPI documents.
        output: The file of the Arazzo document; None to show it.
        polls: Pairs that the user names: `START,GET`.
        force: Whether the file may be there already.
        every: Whether to list the candidates that are no jobs.
        allow: Folders that may be read besides.
    """
    options = Options(documents=tuple(paths), cwd=Path.cwd())
    apis = _read(paths, output, options, allow)
    known = endpoints(apis)
    found = [] if polls and not every else candidates(known)
    jobs = [one for one in found if one.is_job and can_be_written(one)]
    if polls:
        jobs = [_named(text, known) for text in polls]
    written = {(id(one.pair.start), id(one.pair.poll)) for one in jobs}
    others = [one for one in found if (id(one.pair.start), id(one.pair.poll)) not in written]
    if not jobs:
        _say_none(others, every=every)
        raise SystemExit(1)
    text = arazzo_document(apis, jobs, known)
    if output is None:
        say(text)
    else:
        _write(output, text, force=force, options=options)
    _say_found(jobs, err=output is None)
    if every:
        _say_others(others, err=output is None)
    if output is not None:
        _say_next(output, paths, allow)
    raise SystemExit(0)


# --- Reading --------------------------------------------------------------------------


def _read(
    paths: Sequence[Path], output: Path | None, options: Options, allow: Sequence[Path]
) -> list[Api]:
    report = Report()
    cwd = options.cwd
    roots = [*(document_root(path, cwd=cwd) for path in paths), *allow]
    loader = Loader(report, cwd=cwd, roots=roots)
    refs = Refs(loader, report)
    apis: list[Api] = []
    names: set[str] = set()
    quiet = Report()
    for path in dict.fromkeys(paths):
        root = loader.load(path)
        document = load_openapi(root, "", refs, report) if root is not None else None
        if document is None:
            continue
        name = _source_name(path, names)
        apis.append(new_api(name, _url(path, output), document, quiet))
    if report.has_errors:
        fail(report, options)
    return apis


def _source_name(path: Path, names: set[str]) -> str:
    """The name of a source, after its file."""
    found = [word for word in words(path.name.split(".")[0]) if word not in _NOT_NAMES]
    wanted = camel("_".join(found)) or camel(path.resolve().parent.name) or "api"
    wanted = wanted if wanted[0].isalpha() else f"api{wanted}"
    name, count = wanted, 2
    while name.lower() in names:
        name, count = f"{wanted}{count}", count + 1
    names.add(name.lower())
    return name


def _url(path: Path, output: Path | None) -> str:
    """Where a document lies, as seen from the file that is written."""
    start = os.path.abspath(output.parent if output is not None else Path.cwd())
    relative = Path(os.path.relpath(os.path.abspath(path), start)).as_posix()
    url = quote(relative, safe="/-._~!$&'()*+,;=@")
    return url if url.startswith(".") else f"./{url}"


# --- Pairs that the user names --------------------------------------------------------


def _named(text: str, known: Sequence[Endpoint]) -> Candidate:
    parts = text.split(",")
    for place in range(1, len(parts)):
        first, second = ",".join(parts[:place]).strip(), ",".join(parts[place:]).strip()
        starts, polls = _operations(first, known), _operations(second, known)
        if starts and polls:
            candidate = by_hand(starts[0], polls[0])
            if candidate is None or not can_be_written(candidate):
                raise click.UsageError(f"--poll {text}: names in them cannot stand in a document")
            return candidate
    if len(parts) < 2:
        raise click.UsageError(f"--poll {text}: write START,GET")
    unknown = next(part for part in (parts[0], parts[-1]) if not _operations(part.strip(), known))
    labels = [one.label for one in known]
    near = nearest(unknown.strip(), labels)
    hint = f"; did you mean {visible(near)}?" if near else ""
    raise click.UsageError(f"--poll: there is no operation {unknown.strip()!r}{hint}")


def _operations(text: str, known: Sequence[Endpoint]) -> list[Endpoint]:
    method, _, path = text.partition(" ")
    return [
        one
        for one in known
        if one.ref.operation_id == text
        or (one.ref.method == method.upper() and one.ref.path == path.strip())
    ]


# --- Writing --------------------------------------------------------------------------


def _write(output: Path, text: str, *, force: bool, options: Options) -> None:
    from arazzo_gen import output as files

    shown = visible(output.as_posix())
    if os.path.lexists(output) and not force:
        if _content(output) == text:
            say(f"unchanged  {shown}\n")
            return
        raise click.ClickException(f"{shown} is there already; --force writes over it")
    report = Report()
    if not output.parent.is_dir():
        raise click.ClickException(f"there is no folder {visible(output.parent.as_posix())}")
    if not files.write_text(output, text, report):
        fail(report, options)
    say(f"written    {shown}\n")


def _content(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8") if path.is_file() else None
    except (OSError, UnicodeDecodeError):
        return None


# --- What is said ---------------------------------------------------------------------


def _say_found(jobs: Sequence[Candidate], *, err: bool) -> None:
    count = len(jobs)
    say(f"\nfound {count} job{'' if count == 1 else 's'}:\n", err=err)
    for job in jobs:
        start, poll = job.pair.start.label, job.pair.poll.label
        say(f"  {visible(start)}, then {visible(poll)}\n", err=err)


def _say_others(others: Sequence[Candidate], *, err: bool) -> None:
    ranked = sorted(others, key=lambda one: -one.points)
    if not ranked:
        say("\nno other candidates\n", err=err)
        return
    say("\nother candidates, the best first; --poll START,GET writes one:\n", err=err)
    for one in ranked:
        start, poll = visible(one.pair.start.label), visible(one.pair.poll.label)
        say(f"  {start}, then {poll} ({one.points} points)\n", err=err)
        for reason in one.evidence:
            say(f"    {reason.points:+d} {visible(reason.reason)}\n", err=err)
        if not one.has_sign:
            say("    nothing in the answer is known to say that the job goes on\n", err=err)


def _say_none(others: Sequence[Candidate], *, every: bool) -> None:
    say("found no job: no operation starts something that a GET tells the end of\n", err=True)
    if every:
        _say_others(others, err=True)
    else:
        say("`--all` lists what comes near, `--poll START,GET` names a pair by hand\n", err=True)


def _say_next(output: Path, paths: Sequence[Path], allow: Sequence[Path]) -> None:
    cwd = Path.cwd()
    roots = [os.path.realpath(root) for root in (cwd, document_root(output, cwd=cwd))]
    folders = [os.path.realpath(path.parent) for path in paths]
    outside = [
        folder for folder in folders if not any(Path(folder).is_relative_to(r) for r in roots)
    ]
    extra = [os.fspath(one) for one in allow] + [os.path.relpath(one, cwd) for one in outside]
    option = "".join(f" --allow-path {shlex.quote(one)}" for one in dict.fromkeys(extra))
    name = shlex.quote(output.as_posix())
    say(f"\nnext, look at each TODO in {visible(output.as_posix())}, and run\n")
    say(f"  arazzo-gen check {visible(name + option)}\n")
    say(f"  arazzo-gen build {visible(name + option)} -o clients\n")
