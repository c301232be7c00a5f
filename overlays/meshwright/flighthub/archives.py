"""Unpack an untrusted zip into its own folder, with a size limit, completely or not at all.

It refuses names that leave the folder or that systems interpret differently, links and devices, encrypted files,
names that would become the same file, and decompression bombs. Declared sizes are ignored; the output is counted.
"""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path, PurePosixPath

from ..downloads.folders import in_use
from ..downloads.names import is_device
from ..errors import DownloadFailed

MAX_FILES = 200_000
MAX_RATIO = 200
"""Maximum compression ratio; real point clouds and meshes in text form reach about ten."""
ALWAYS_ALLOWED = 2**28
"""Output limit in bytes that applies even to very small zips."""
BLOCK = 2**20
DEEPEST = 32
DAMAGES: tuple[type[Exception], ...] = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, UnicodeError)
"""Exceptions of zipfile for unreadable data; RuntimeError for a compression that this Python lacks."""
with suppress(ImportError):  # as zipfile does: not every Python is built with it
    from lzma import LZMAError

    DAMAGES += (LZMAError,)

UNREADABLE: tuple[type[Exception], ...] = (OSError, DownloadFailed, *DAMAGES)


def unpack(archive: Path, folder: Path, *, overwrite: bool = False) -> list[Path]:
    """Unpack a zip into a folder and return the files; raises DownloadFailed, and FolderInUse for a folder with files.

    With ``overwrite`` the folder is replaced after the whole zip is unpacked.
    """
    part = folder.with_name(folder.name + ".part")
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(part, ignore_errors=True)
    try:
        if not overwrite:
            check_free(folder)
        with zipfile.ZipFile(archive) as source:
            names = _checked(archive, source)
            _extract(archive, source, names, part)
        if overwrite and folder.exists():
            shutil.rmtree(old, ignore_errors=True)
            folder.rename(old)
        part.replace(folder)
    except DAMAGES as error:
        raise DownloadFailed(f"{archive.name} is damaged: {error}") from None
    except OSError as error:
        raise DownloadFailed(f"{archive.name} cannot be unpacked: {error.strerror or error}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
    return [folder / name for name in names.values()]


def unpacked_before(archive: Path, folder: Path) -> list[Path] | None:
    """Return the files of a zip if all of them are in the folder, unchanged, else None."""
    try:
        with zipfile.ZipFile(archive) as source:
            found = {folder / name: entry for entry, name in _checked(archive, source).items()}
        return list(found) if all(_is_same(path, entry) for path, entry in found.items()) else None
    except UNREADABLE:
        return None


def _is_same(path: Path, entry: zipfile.ZipInfo) -> bool:
    """Return whether a file has the length and the checksum of a member of a zip."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size != entry.file_size:
        return False
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            checksum = zlib.crc32(block, checksum)
    return checksum == entry.CRC


def check_free(folder: Path) -> None:
    """Raise FolderInUse for a path that is a file or a folder with content."""
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise DownloadFailed(f"{folder} cannot be read: {error.strerror or error}") from None
    if taken:
        raise in_use(folder.parent, {f"{folder.name}/": "holds files already"})


def _checked(archive: Path, source: zipfile.ZipFile) -> dict[zipfile.ZipInfo, str]:
    """Return the files of a zip with their target names; raises DownloadFailed for a hostile zip."""
    entries = source.infolist()
    if len(entries) > MAX_FILES:
        raise DownloadFailed(f"{archive.name} holds {len(entries)} files, more than {MAX_FILES}")
    names: dict[zipfile.ZipInfo, str] = {}
    taken: set[str] = set()
    for entry in entries:
        if reason := _refusal(entry):
            raise DownloadFailed(f"{archive.name}: {entry.filename[:100]!r} {reason}; nothing was unpacked")
        if entry.is_dir():
            continue
        name = str(PurePosixPath(entry.filename))
        if name.casefold() in taken:  # some file systems ignore case
            raise DownloadFailed(f"{archive.name} holds {name!r} twice; nothing was unpacked")
        taken.add(name.casefold())
        names[entry] = name
    return names


def _refusal(entry: zipfile.ZipInfo) -> str:
    """Return why a member of a zip is refused; empty if it is accepted."""
    name = entry.filename
    path = PurePosixPath(name)
    if entry.flag_bits & 1:
        return "is encrypted"
    if "\\" in name or ":" in name or not name.isprintable() or any(map(_is_odd, path.parts)):
        return "is a name that other systems interpret differently"
    if path.is_absolute() or ".." in path.parts or not path.parts:
        return "leads out of the folder"
    if len(path.parts) > DEEPEST:
        return f"lies more than {DEEPEST} folders deep"
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device"
    return ""


def _is_odd(part: str) -> bool:
    """Return whether Windows treats a name as a device, or drops the dots and spaces at its end."""
    return is_device(part) or (part != ".." and part != part.rstrip(". "))


def _extract(archive: Path, source: zipfile.ZipFile, names: dict[zipfile.ZipInfo, str], part: Path) -> None:
    left = max(ALWAYS_ALLOWED, archive.stat().st_size * MAX_RATIO)
    part.mkdir(parents=True)
    for entry, name in names.items():
        target = part / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open(entry) as packed, target.open("xb") as out:
            while block := packed.read(BLOCK):
                left -= len(block)
                if left < 0:
                    raise DownloadFailed(f"{archive.name} grows more than {MAX_RATIO} times: decompression bomb")
                out.write(block)
