"""The files of an upload: found, named and judged before a byte is sent.

The store holds them flat, under their base names: two of the same name would be one there, so they are refused, and so
is every name that could not be restored as a file. Hidden files are passed over; which kinds of file the service takes
is not documented, so every other one goes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

from ..errors import InputError
from ..specs import load_spec

FIELD = "photos"
LONGEST_NAME = 255
"""Bytes of a name; what file systems take."""


@frozen
class Photo:
    """One local file, as it was when the upload began."""

    path: Path
    size: int
    changed: int
    """Time of the last change in nanoseconds."""

    @property
    def name(self) -> str:
        """What it is called in the store."""
        return self.path.name


def photos_in(source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[Photo]:
    """List a folder with its subfolders, or the files given; raises InputError for what cannot be uploaded."""
    if isinstance(source, (str, os.PathLike)):
        photos = [_photo(path) for path in _files_in(Path(source))]
        if not photos:
            raise InputError(FIELD, f"the folder {os.fspath(source)} holds no files")
    else:
        photos = [_photo(_existing(Path(path))) for path in source]
    _check_names(photos)
    fewest, most = file_limits()
    if not fewest <= len(photos) <= most:
        raise InputError(FIELD, f"{len(photos)} files; a model needs at least {fewest} and takes at most {most}")
    return photos


def file_limits(parameter: str | None = None) -> tuple[int, int]:
    """Return how few and how many files a model may be made of, from the spec; without a parameter, any model."""
    parameters = load_spec("flighthub")["components"]["schemas"]["ReconstructionParameters"]["properties"]
    counts = [parameters[parameter]] if parameter else parameters.values()
    limits = [field["x-file-count"] for field in counts]
    return min(limit["minimum"] for limit in limits), max(limit["maximum"] for limit in limits)


def _files_in(folder: Path) -> Iterator[Path]:
    if not folder.exists():
        raise InputError(FIELD, f"the folder {folder} does not exist")
    if not folder.is_dir():
        raise InputError(FIELD, f"{folder} is no folder; give a list for single files")
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and (path := Path(parent, name)).is_file():
                yield path


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise InputError(FIELD, f"{path} is {'no regular file' if path.exists() else 'not there'}")
    return path


def _photo(path: Path) -> Photo:
    try:
        found = path.stat()
    except OSError as error:
        raise InputError(FIELD, f"{path} cannot be read: {error.strerror or error}") from None
    if not found.st_size:
        raise InputError(FIELD, f"{path} is empty")
    return Photo(path, found.st_size, found.st_mtime_ns)


def _check_names(photos: Iterable[Photo]) -> None:
    seen: dict[str, Path] = {}
    for photo in photos:
        if reason := unsafe(photo.name):
            raise InputError(FIELD, f"the name {photo.name!r} {reason}")
        if photo.name in seen:
            raise InputError(
                FIELD, f"{seen[photo.name]} and {photo.path} have the same name; a resource holds its files flat"
            )
        seen[photo.name] = photo.path


def unsafe(name: str) -> str:
    """Say why a name cannot stand for a file in the store; empty when it can."""
    if name in ("", ".", "..") or "/" in name or "\\" in name:
        return "is a path"
    if not name.isprintable() or name != name.strip():
        return "has characters that do not show"
    if "{" in name or "}" in name:
        return "has braces, which the store's path uses as a placeholder"
    try:
        return f"is longer than {LONGEST_NAME} bytes" if len(name.encode()) > LONGEST_NAME else ""
    except UnicodeEncodeError:
        return "is not UTF-8"
