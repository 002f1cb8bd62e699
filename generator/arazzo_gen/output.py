"""Writes, checks and compares generated files on disk; a file is written whole or not at all."""

from __future__ import annotations

import codecs
import errno
import io
import os
import stat
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal, TypeAlias

from arazzo_gen.cache import UnreadableError, read_regular, sha256_of
from arazzo_gen.diagnostics.model import Report
from arazzo_gen.modules import hash_in
from arazzo_gen.present import FIRST_LINE, NAME, is_ours
from arazzo_gen.temporary import PREFIX, SUFFIX, clear, writing

State: TypeAlias = Literal["written", "unchanged"]

_FIX_HELP = "`check --fix --diff` shows what would be written"


def write(files: Mapping[str, str], folder: Path, report: Report) -> list[tuple[str, State]]:
    """Write files into a folder, as `write_all` does.

    Args:
        files: File name to text.
        folder: Where they go.
        report: Takes errors.

    Returns:
        The outcome for each file, by name; nothing when an error was reported.
    """
    return [(path.name, state) for path, state in write_all([(folder, files)], report)]


def write_all(
    parts: Sequence[tuple[Path, Mapping[str, str]]], report: Report
) -> list[tuple[Path, State]]:
    """Write files into folders, which are made where they are missing.

    A file that holds the right text already is not touched, also where a formatter has laid it out
    in another way. One that arazzo-gen did not write is in the way: nothing is overwritten then.
    All files of a folder are complete on the disk before the first of them gets its name.

    Args:
        parts: Each folder, with the texts of its files by name.
        report: Takes errors.

    Returns:
        The outcome for each file, by path; nothing when an error was reported.
    """
    before = len(report.diagnostics)
    changes = [_changed(folder, files, report) for folder, files in parts]
    if len(report.diagnostics) > before:
        return []
    for (folder, _), changed in zip(parts, changes, strict=True):
        try:
            if changed:
                folder.mkdir(parents=True, exist_ok=True)
                _replace(changed, folder)
            else:
                clear(folder)
        except OSError as error:
            _report_unwritable(folder, error, report)
            return []
    return [
        (folder / name, "written" if name in changed else "unchanged")
        for (folder, files), changed in zip(parts, changes, strict=True)
        for name in sorted(files)
    ]


def _changed(folder: Path, files: Mapping[str, str], report: Report) -> dict[str, bytes]:
    """The contents of the files that need writing; those that are in the way are reported."""
    changed: dict[str, bytes] = {}
    for name in _names(files):
        present = _read(folder / name, report)
        if not _is_right(name, present, files):
            changed[name] = files[name].encode()
            if present is not None and not present.startswith(FIRST_LINE.encode()):
                hint = "move it, or write to another folder with -o"
                _report_in_the_way(folder / name, report, hint)
    return changed


def write_text(path: Path, text: str, report: Report, *, own: str = "") -> bool:
    """Write one file, whole or not at all.

    Args:
        path: The file; its folder exists.
        text: Its new content.
        report: Takes errors.
        own: The beginning of a file that may be replaced, unless it is empty; "" for any.

    Returns:
        Whether it was written.
    """
    before = len(report.diagnostics)
    present = _read(path, report)
    if present and not present.startswith(own.encode()):
        _report_in_the_way(path, report, "move it, or name another file with -o")
    if len(report.diagnostics) > before:
        return False
    try:
        _replace({path.name: text.encode()}, path.parent)
    except OSError as error:
        report.add("AZ903", None, f"cannot write {path.as_posix()}: {_reason(error)}")
        return False
    return True


def replace_text(path: Path, old: str, new: str, name: str, report: Report) -> bool:
    """Write another text to a document of the user, whole or not at all. Its byte order mark and
    its permissions stay.

    Args:
        path: The document, without links.
        old: What it must hold; else somebody has changed it meanwhile.
        new: Its new text.
        name: What messages call it.
        report: Takes errors.

    Returns:
        Whether it was written.
    """
    try:
        present = read_regular(path, follow=False)
        mark = codecs.BOM_UTF8 if present.startswith(codecs.BOM_UTF8) else b""
        if present != mark + old.encode():
            raise UnreadableError("it has changed since it was read")
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        mode = stat.S_IMODE(os.stat(path).st_mode)
        _replace({path.name: mark + new.encode()}, path.parent, mode)
    except (OSError, UnreadableError) as error:
        reason = _reason(error) if isinstance(error, OSError) else str(error)
        report.add("AZ903", None, f"cannot write {name}: {reason}", help=_FIX_HELP)
        return False
    return True


def check(files: Mapping[str, str], folder: Path, report: Report) -> list[str]:
    """The names of the files that are missing in a folder or hold another text. Another layout of
    the same code is no other text.

    Args:
        files: File name to text.
        folder: Where they should be.
        report: Takes errors of reading.
    """
    found = [
        name for name in _names(files) if not _is_right(name, _read(folder / name, report), files)
    ]
    for name in found:
        _ = files[name]  # a text that the cache has lost is missed here, before anything is said
    return found


def _is_right(name: str, present: bytes | None, files: Mapping[str, str]) -> bool:
    """Whether a file needs no writing: it has the text, or is laid out in another way alone."""
    if present is None:
        return False
    if sha256_of(present) == hash_in(files, name):
        return True  # without the text, which may have to be read
    if not name.endswith(".py") or not present.startswith(FIRST_LINE.encode()):
        return False
    from arazzo_gen.alike import are_alike  # few builds need it

    try:
        return are_alike(present.decode(), files[name])
    except UnicodeDecodeError:
        return False


def text_of(path: Path) -> str | None:
    """The text of a generated file; None where there is none, or none that can be read."""
    try:
        return read_regular(path, follow=False).decode("utf-8", errors="replace")
    except (OSError, UnreadableError):
        return None


def remove(names: Iterable[str], folder: Path, report: Report) -> list[str]:
    """Remove files of arazzo-gen from a folder.

    Args:
        names: Their names.
        folder: Where they are.
        report: Takes errors.

    Returns:
        The names of those that are gone now.
    """
    removed: list[str] = []
    for name in names:
        path = folder / name
        if not is_ours(path):
            continue
        try:
            path.unlink()
        except OSError as error:
            report.add("AZ903", None, f"cannot remove {path.as_posix()}: {_reason(error)}")
        else:
            removed.append(name)
    return removed


def diff_removed(names: Iterable[str], folder: Path) -> str:
    """What removing files would change, as a unified diff; "" for nothing.

    Args:
        names: Their names.
        folder: Where they are.
    """
    texts = ((text_of(folder / name), (folder / name).as_posix()) for name in names)
    return "".join(unified(text, None, path) for text, path in texts if text is not None)


def diff(files: Mapping[str, str], folder: Path, report: Report) -> str:
    """What a build would change in a folder, as a unified diff; "" for nothing.

    Args:
        files: File name to text.
        folder: Where they should be.
        report: Takes errors of reading.
    """
    parts: list[str] = []
    for name in _names(files):
        present = _read(folder / name, report)
        if _is_right(name, present, files):
            continue
        old = present.decode("utf-8", errors="replace") if present is not None else None
        parts.append(unified(old, files[name], (folder / name).as_posix()))
    return "".join(parts)


def unified(old: str | None, new: str | None, name: str) -> str:
    """A unified diff of a file; "" for none.

    Args:
        old: Its text; None where there is no file yet.
        new: The text that it would get; None where it would be removed.
        name: Its path.
    """
    # A name with a space ends with a tab, as `patch` has it.
    shown = f"{name}\t" if " " in name else name
    before = shown if old is not None else "/dev/null"
    after = shown if new is not None else "/dev/null"
    import difflib  # few builds show a diff

    return "".join(difflib.unified_diff(_lines(old or ""), _lines(new or ""), before, after))


def _names(files: Mapping[str, str]) -> list[str]:
    for name in files:
        if not NAME.fullmatch(name):
            raise ValueError(f"not a file name for a module: {name!r}")
    return sorted(files)


def _lines(text: str) -> list[str]:
    # `str.splitlines` would also break a line inside a string that holds, say, a form feed.
    lines = list(io.StringIO(text, newline="\n"))
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n\\ No newline at end of file\n"
    return lines


def _read(path: Path, report: Report) -> bytes | None:
    """The content of a file; None where there is none, or none that can be read."""
    try:
        if path.is_symlink():
            # Through a link, a build would change a file outside its output folder.
            report.add("AZ902", None, f"{path.as_posix()} is a symbolic link, and in the way")
            return None
        return read_regular(path, follow=False)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnreadableError as error:
        reason = str(error).removeprefix("it ")
        report.add("AZ902", None, f"{path.as_posix()} {reason}, and in the way")
    except OSError as error:
        report.add("AZ903", None, f"cannot read {path.as_posix()}: {_reason(error)}")
    return None


def _replace(changed: Mapping[str, bytes], folder: Path, mode: int | None = None) -> None:
    """Write every file under a temporary name, then give each its own."""
    temporary: dict[str, str] = {}
    with writing(folder):
        try:
            for name, content in changed.items():
                handle, temporary[name] = tempfile.mkstemp(SUFFIX, PREFIX, folder)
                with os.fdopen(handle, "wb") as stream:
                    stream.write(content)
                # mkstemp makes files private; these are as open as any new file.
                os.chmod(temporary[name], 0o666 & ~_umask() if mode is None else mode)
            for name in changed:
                os.replace(temporary[name], folder / name)
                del temporary[name]
        finally:
            for left in temporary.values():
                with suppress(OSError):
                    os.unlink(left)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _report_in_the_way(path: Path, report: Report, way_out: str) -> None:
    message = f"{path.as_posix()} was not written by arazzo-gen, and is in the way"
    report.add("AZ902", None, message, help=way_out)


def _report_unwritable(folder: Path, error: OSError, report: Report) -> None:
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        message = f"cannot write to {folder.as_posix()}: it is not a folder"
    else:
        message = f"cannot write to {folder.as_posix()}: {_reason(error)}"
    report.add("AZ903", None, message, help="name a folder that you can write to with -o")


def _reason(error: OSError) -> str:
    text = error.strerror or type(error).__name__
    return text[:1].lower() + text[1:]
