"""Several inputs of one command: a title and a separate folder for each."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable
from glob import glob, has_magic
from itertools import chain, count
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from ..downloads.names import is_device
from ..errors import InputError

REMOTE = ("http://", "https://", "data:")
LONGEST = 80
STDIN = "-"
"""The input that is read from stdin."""


def title(source: str) -> str:
    """Return the title of an input for people; a data URI is shortened."""
    if source == STDIN:
        return "stdin"
    return f"{source[:40]}..." if source[:5].lower() == "data:" else source


def folder_names(sources: Iterable[str]) -> list[str]:
    """Return a different folder name for every input: its name without suffix. If two inputs have the same name, the
    name of the parent folder is added (cat/model.glb: cat-model), then a number.
    """
    found = list(sources)
    often = Counter(_plain_name(source).casefold() for source in found)
    taken: set[str] = set()
    names: list[str] = []
    for source in found:
        plain = _plain_name(source)
        if often[plain.casefold()] > 1 and (parent := _safe(_path(source).parent.name)):
            plain = f"{parent}-{plain}"
        numbered = (f"{plain}-{number}" for number in count(2))
        name = next(name for name in chain([plain], numbered) if name.casefold() not in taken)
        taken.add(name.casefold())  # some file systems ignore case
        names.append(name)
    return names


def read_stdin(field: str, *, text: bool) -> str | bytes:
    """Return what stdin holds; raises InputError if it is empty."""
    content = sys.stdin.buffer.read()
    if not content.strip():
        raise InputError(field, "nothing came from stdin")
    return content.decode(errors="replace").strip() if text else content


def _plain_name(source: str) -> str:
    return _safe(_path(title(source)).stem) or "input"


def _path(source: str) -> PurePosixPath:
    """Return the path of an input: for a URL the part after the host, for a data URI an empty path."""
    start = source[:8].lower()
    if start.startswith("data:"):
        return PurePosixPath()
    try:
        path = unquote(urlsplit(source).path) if start.startswith(REMOTE) else source
    except ValueError:  # not a URL; the create will report that
        path = ""
    return PurePosixPath(path.replace(os.sep, "/"))


def _safe(text: str) -> str:
    """Return a text with every character replaced that is not safe in a folder name on every system."""
    kept = "".join(c if c.isalnum() or c in "-_ ." else "_" for c in text)[:LONGEST]
    kept = kept.strip(" .")
    return f"_{kept}" if is_device(kept) else kept


def check_source(field: str, source: str) -> None:
    """Raise InputError for a file that does not exist, a folder, or a glob pattern that the shell did not expand."""
    if source in ("", STDIN) or source[:8].lower().startswith(REMOTE):
        return
    if os.path.isdir(source):  # noqa: PTH112  False too for a name that no file can have
        raise InputError(field, f"{source} is a folder")
    if os.path.exists(source):  # noqa: PTH110
        return
    if not has_magic(source):
        raise InputError(field, f"{source} does not exist")
    if found := glob(source):  # noqa: PTH207  as the shell would have done
        raise InputError(field, f"{source} is a pattern in quotes; without them the shell finds {len(found)} files")
    raise InputError(field, f"{source} matches nothing in {Path.cwd()}")


def check_unused(folder: Path, formats: Iterable[str] | None, *, id: str = "") -> None:
    """Raise FolderInUse if a task's files may replace others. ``id`` is empty for a task that does not exist yet."""
    from ..downloads.folders import TargetFolder

    TargetFolder(folder.expanduser(), id).check_unused(tuple(formats or ()))


def check_folder(folder: Path | None) -> None:
    """Raise OSError for a folder that cannot be written to, and InputError for one whose name the ledger cannot store,
    before anything is bought. Creates nothing.
    """
    if folder is None:
        return
    try:
        there = folder.expanduser().absolute()
        str(there.resolve()).encode()
    except RuntimeError:
        raise InputError("--output", f"{folder}: there is no home folder; give the path without ~") from None
    except UnicodeEncodeError:
        raise InputError(
            "--output", f"{str(folder)!r}, or a folder above it, has a name that is not UTF-8; name another folder"
        ) from None
    while not os.path.lexists(there) and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise NotADirectoryError(20, "not a folder", str(there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(13, "not writable", str(there))
