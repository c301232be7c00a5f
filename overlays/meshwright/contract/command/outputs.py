"""Files that are written whole or not at all, into places that were looked at before the first request."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..live.bounds import CannotVisit


def check_outputs(paths: Sequence[Path]) -> None:
    """Raise CannotVisit when a file could not be written later; changes nothing."""
    for path in paths:
        if problem := _problem(path):
            raise CannotVisit(f"{path}: {problem}; nothing was sent")
    places = [path.resolve() for path in paths if not _special(path)]
    if twice := {str(place) for place in places if places.count(place) > 1}:
        raise CannotVisit(f"{', '.join(twice)}: two files cannot have one name; nothing was sent")


def _problem(path: Path) -> str:
    folder = path.resolve().parent
    if path.is_dir():
        return "this is a folder"
    if not folder.is_dir():
        return f"there is no folder {path.parent}"
    if path.exists() and not os.access(path, os.W_OK):
        return "this file may not be written"
    if not _special(path) and not os.access(folder, os.W_OK | os.X_OK):
        return f"nothing may be written into {path.parent}"
    return ""


def _special(path: Path) -> bool:
    """Whether this is a pipe or a device, which nothing can take the place of."""
    return path.exists() and not path.is_file()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path to write to, and put what is there in place of the file once it is whole; raises OSError."""
    if _special(path):
        yield path
        return
    target = path.resolve()
    beside = target.with_name(f".{os.getpid()}.{target.name}")
    try:
        yield beside
        beside.replace(target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        beside.unlink(missing_ok=True)
