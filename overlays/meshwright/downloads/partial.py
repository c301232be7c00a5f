"""Partial files: ``name.part`` with a lock and, next to it, ``name.part.etag`` with the etag of its version.

A partial file is opened once, never through a link, and is only renamed while it is still the file that was opened. If
the etag cannot be read, the file is downloaded from the beginning.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from attrs import define, field

from .. import system
from ..errors import DownloadFailed

ETAG = re.compile(rb'"[\x21\x23-\x7e]*"')
"""A strong validator, as If-Range requires."""
LONGEST_TAG = 4096
SAFELY = sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY", "O_NONBLOCK"))
"""Do not follow links; with O_NONBLOCK, a pipe in place of the file does not block."""
OPENINGS = 8
"""Maximum number of attempts to open a partial file that others rename or replace."""


@define
class PartialFile:
    """The partial file of ``target``; ``source`` identifies, with the etag, the file that it is a copy of."""

    target: Path
    path: Path
    source: str
    stream: IO[bytes]
    announced: bool = False
    """Whether the transfer had its own length or end mark, and reached it."""
    total: int | None = None
    """Size of the complete file in bytes, once known."""
    media_type: str = ""
    """Media type according to the server."""
    _tag: Path = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._tag = self.path.with_name(self.path.name + ".etag")

    @property
    def size(self) -> int:
        """Number of bytes that have arrived."""
        return os.fstat(self.stream.fileno()).st_size

    def head(self, count: int) -> bytes:
        """Return the first ``count`` bytes."""
        self.stream.seek(0)
        return self.stream.read(count)

    def etag(self) -> str:
        """Return the etag of the partial file; empty if it is unknown, damaged, or of another source."""
        etag, separator, source = content_of(self._tag, LONGEST_TAG).partition(b"\n")
        known = ETAG.fullmatch(etag) and (not separator or source == self.source.encode("utf-8", "replace"))
        return etag.decode("ascii") if known and self.size else ""

    def restart(self, etag: str = "", total: int | None = None) -> None:
        """Drop the content, and store the etag of the new one if it is strong. A tag never fits other content."""
        if not _is_folder(self._tag):
            self._tag.unlink(missing_ok=True)
        self.stream.seek(0)
        self.stream.truncate()
        self.total = total
        encoded = etag.encode("latin-1", "replace")
        line = b"\n".join(part for part in (encoded, self.source.encode("utf-8", "replace")) if part)
        if ETAG.fullmatch(encoded) and len(line) <= LONGEST_TAG:
            with suppress(OSError), opened(self._tag, os.O_WRONLY | os.O_CREAT | os.O_EXCL, "wb") as tag:
                tag.write(line)

    def finish(self, path: Path) -> None:
        """Flush the file to the disk and rename it; raises DownloadFailed if another file took its place."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        if not _is_at(self.stream, self.path):
            raise DownloadFailed(f"{self.path} was replaced while it was being written; its content is lost")
        if not system.OPEN_FILES_CAN_BE_RENAMED:
            self.stream.close()
        if not _is_folder(self._tag):  # before the rename: a process killed between them must not leave a tag behind
            self._tag.unlink(missing_ok=True)
        self.path.replace(path)


def opened(path: Path, flags: int, mode: str) -> IO[bytes]:
    """Open a file without following a link in its place; raises OSError."""
    return os.fdopen(os.open(path, flags | SAFELY, 0o666), mode)


def content_of(path: Path, limit: int) -> bytes:
    """Return the first ``limit`` bytes of a file; none if it is not a regular file or cannot be read."""
    try:
        with opened(path, os.O_RDONLY, "rb") as file:
            return file.read(limit) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""
    except OSError:
        return b""


@contextmanager
def partial_file(target: Path, source: str = "") -> Generator[PartialFile]:
    """Open the partial file of a target with an exclusive lock; remove it at the end if it is still empty.

    Raises DownloadFailed if another download holds it, OSError if it cannot be opened.
    """
    path = target.with_name(target.name + ".part")
    with _held(path) as stream:
        try:
            yield PartialFile(target, path, source, stream)
        finally:
            with suppress(OSError, ValueError):
                if os.fstat(stream.fileno()).st_size == 0 and _is_at(stream, path):
                    path.unlink()


def _held(path: Path) -> IO[bytes]:
    """Open and lock a regular file that has no other name; a link in its place is removed, not followed."""
    for _ in range(OPENINGS):
        try:
            found = path.lstat()
        except FileNotFoundError:
            create = os.O_CREAT | os.O_EXCL
        else:
            create = 0
            if stat.S_ISLNK(found.st_mode) or (stat.S_ISREG(found.st_mode) and found.st_nlink > 1):
                path.unlink()  # only the link; its target is not ours
                continue
            if not stat.S_ISREG(found.st_mode):
                raise DownloadFailed(f"{path} is not a regular file; move it away, or name another folder")
        try:
            stream = opened(path, os.O_RDWR | create, "r+b")
        except (FileExistsError, FileNotFoundError):  # another download has just created or renamed it
            if not path.parent.is_dir():
                raise
            continue
        if system.try_lock(stream.fileno()) is False:
            stream.close()
            raise DownloadFailed(
                f"{path.stem}: another download is writing it into this folder; wait for it, or name another folder"
            )
        if _is_at(stream, path) and os.fstat(stream.fileno()).st_nlink <= 1:
            return stream
        stream.close()
    raise DownloadFailed(f"{path} is replaced again and again by another program")


def _is_at(stream: IO[bytes], path: Path) -> bool:
    """Return whether a path names an open file."""
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.lstat())
    except FileNotFoundError:
        return False


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()
