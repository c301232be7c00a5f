"""Write files atomically, to paths that are checked before the first request."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..live.bounds import CannotVisit


def check_outputs(paths: Sequence[Path]) -> None:
    """Raise CannotVisit if a file could not be written later; changes nothing."""
    for path in paths:
        if problem := _problem(path):
            raise CannotVisit(f"{path}: {problem}; nothing was sent")
    places = [path.resolve() for path in paths if not _special(path)]
    if twice := {str(place) for place in places if places.count(place) > 1}:
        raise CannotVisit(f"{', '.join(twice)}: two outputs cannot have the same name; nothing was sent")


def _problem(path: Path) -> str:
    folder = path.resolve().parent
    if path.is_dir():
        return "it is a folder"
    if not folder.is_dir():
        return f"the folder {path.parent} does not exist"
    if path.exists() and not os.access(path, os.W_OK):
        return "the file is not writable"
    if not _special(path) and not os.access(folder, os.W_OK | os.X_OK):
        return f"the folder {path.parent} is not writable"
    return ""


def _special(path: Path) -> bool:
    """Return whether this is a pipe or a device, which cannot be replaced by a file."""
    return path.exists() and not path.is_file()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path to write to, and replace the file by it at the end; raises OSError."""
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
