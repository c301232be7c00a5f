"""The files of an upload: find, name and check them before a byte is sent.

The store holds them in one flat list, so duplicate names are refused, and names that could not be restored as a file;
``names="folder"`` adds the folder to the name. Links are followed, and each file is included once. Hidden files and
system files of Windows are skipped. The service does not document which file types it accepts, so all others are sent.
An unreadable file is an error: a model from half of a flight has holes.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NoReturn, TypeAlias, get_args

from attrs import frozen

from ..errors import InputError
from ..spec.limits import file_limits

FIELD = "photos"
LONGEST_NAME = 255
"""Maximum length of a name in bytes, as in most file systems."""
LARGEST = 5 * 2**30
"""Maximum size of one PUT for S3 and OSS in bytes; a multipart upload would have another kind of ETag."""
KEPT_BY_SYSTEMS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx"})

Names: TypeAlias = Literal["file", "folder"]
"""Name of a file in the resource: the name on disk, or that after the folder's (``100MEDIA_DJI_0001.JPG``)."""
NAMINGS: tuple[Names, ...] = get_args(Names)


@frozen
class Photo:
    """One local file, as it was when the upload began."""

    path: Path
    size: int
    changed: int
    """Time of the last change in nanoseconds."""
    name: str
    """Name in the store."""


def photos_in(source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], names: Names = "file") -> list[Photo]:
    """Return the photos of a folder and its subfolders, or of a list; raises InputError for one that cannot be sent."""
    if names not in NAMINGS:
        raise InputError("names", f"must be one of {', '.join(NAMINGS)}, not {names!r}")
    if isinstance(source, (str, os.PathLike)):
        top = Path(source)
        if not os.path.lexists(top):
            raise InputError(FIELD, f"the folder {top} does not exist")
        if not stat.S_ISDIR(_status(top).st_mode):
            raise InputError(FIELD, f"{top} is not a folder; give a list for single files")
        given = [top]
    else:
        given = [Path(path) for path in source]
    found = _each_once(path for one in given for path in _files_of(one))
    above = _parts_above(given)
    photos = [_photo(path, above if names == "folder" else -1) for path in found]
    _check_names(photos, names)
    fewest, most = file_limits()
    if not fewest <= len(photos) <= most:
        raise InputError(FIELD, f"{len(photos)} files; a model needs at least {fewest} and takes at most {most}")
    return photos


# ---------------------------------------------------------------------------------------------------- finding
def _files_of(path: Path) -> list[Path]:
    """Return the file itself, or the files of a folder."""
    mode = _status(path).st_mode
    if stat.S_ISREG(mode):
        return [path]
    if not stat.S_ISDIR(mode):
        raise InputError(FIELD, f"{path} is not a regular file")
    files = list(_files_below(path))
    if not files:
        raise InputError(FIELD, f"the folder {path} holds no files")
    return files


def _files_below(top: Path) -> Iterator[Path]:
    """Yield the files below a folder, then those below linked folders; each folder is read once, even with cycles."""
    entered: set[str] = set()
    waiting = [top]
    for start in waiting:  # the list grows when links are found
        for parent, folders, files in os.walk(start, onerror=_refuse):
            real = os.path.realpath(parent)
            folders[:] = [] if real in entered else sorted(name for name in folders if not _hidden(name))
            if real in entered:
                continue
            entered.add(real)
            waiting += [path for name in folders if _is_link(path := Path(parent, name))]
            for name in sorted(files):
                if not _hidden(name) and stat.S_ISREG(_status(path := Path(parent, name)).st_mode):
                    yield path


def _hidden(name: str) -> bool:
    return name.startswith(".") or name.casefold() in KEPT_BY_SYSTEMS


def _is_link(path: Path) -> bool:
    junction = getattr(path, "is_junction", None)  # on Windows; Python 3.12 and later do not walk into it
    return path.is_symlink() or (junction is not None and bool(junction()))


def _status(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except FileNotFoundError:
        reason = "is a link to something that is not there; mend or remove it" if path.is_symlink() else "is not there"
        raise InputError(FIELD, f"{path} {reason}") from None
    except (OSError, ValueError) as error:
        raise InputError(FIELD, f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _refuse(error: OSError) -> NoReturn:
    """Raise InputError for a folder that cannot be listed."""
    raise InputError(FIELD, f"the folder {error.filename} cannot be read: {error.strerror or error}") from None


def _each_once(paths: Iterable[Path]) -> list[Path]:
    """Return each file once; a path that is not a link is preferred."""

    @cache
    def real(folder: Path) -> str:
        return os.path.realpath(folder)

    chosen: dict[tuple[str, str], Path] = {}
    links: set[tuple[str, str]] = set()
    for path in paths:
        linked = path.is_symlink()
        place = os.path.split(os.path.realpath(path)) if linked else (real(path.parent), path.name)
        if place not in chosen or (place in links and not linked):
            chosen[place] = path
            (links.add if linked else links.discard)(place)
    return list(chosen.values())


# ---------------------------------------------------------------------------------------------------- naming
def _parts_above(given: Iterable[Path]) -> int:
    """Return the number of leading path segments that all have in common, which names omit."""
    folders = [_whole(path if path.is_dir() else path.parent) for path in given]
    try:
        return len(Path(os.path.commonpath(folders)).parts)
    except ValueError:  # on different drives of Windows
        return 1


def _whole(path: Path) -> Path:
    """Return the absolute path; unlike ``resolve`` it keeps the names of links."""
    return Path(os.path.normpath(path.absolute()))


def _photo(path: Path, above: int) -> Photo:
    """Return a photo, named after its path segments from ``above`` on, or after the last one."""
    found = _status(path)
    if not found.st_size:
        raise InputError(FIELD, f"{path} is empty")
    if found.st_size > LARGEST:
        raise InputError(FIELD, f"{path} has {found.st_size} bytes; the store takes at most {LARGEST} in one file")
    name = path.name if above < 0 else "_".join(_whole(path).parts[above:])
    return Photo(path, found.st_size, found.st_mtime_ns, name)


def _check_names(photos: Iterable[Photo], names: Names) -> None:
    seen: dict[str, Photo] = {}
    for photo in photos:
        if reason := unsafe(photo.name):
            raise InputError(FIELD, f"the name {photo.name!r} {reason}")
        # Compare names as Windows and macOS do, where one file would replace the other.
        other = seen.setdefault(unicodedata.normalize("NFC", photo.name).casefold(), photo)
        if other is not photo:
            raise InputError(FIELD, _collision(other, photo, names))


def _collision(one: Photo, other: Photo, names: Names) -> str:
    if one.name == other.name:
        said = f"{one.path} and {other.path} have the same name in a resource, {one.name}; it holds its files flat"
    else:
        said = f"{one.path} and {other.path} have names that are the same on Windows and macOS"
    if names == "folder" or one.path.parent == other.path.parent:
        return f"{said}; rename one of them"
    example = f"{other.path.parent.name}_{other.path.name}"
    return f'{said}; names="folder" (--names folder) puts the folder before each name, like {example}'


def unsafe(name: str) -> str:
    """Return why a name cannot be used in the store; empty if it can."""
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
