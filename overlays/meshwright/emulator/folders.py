"""Folders and files of the emulator: for the user alone, and gone when they are no longer needed.

A temporary folder is locked for as long as its process lives. A process that is killed cannot remove its folders; the
next emulator finds them without a holder and does. A lock is told by the file system, so that it holds between
containers, whose process numbers mean nothing to each other.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from .. import system

PREFIX = "meshwright-"
LOCK = ".lock"
"""Ending of the file beside a temporary folder that is locked. A folder without one is not ours to remove."""
_held: dict[Path, BinaryIO] = {}
"""Locks of this process, by folder. One that is closed is let go."""


def temporary_folder(name: str) -> Path:
    """Make a folder that the next emulator removes if this process is killed; ``remove`` removes it before."""
    parent = Path(tempfile.gettempdir())
    remove_leftovers(parent)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{name}-", dir=parent))
    unlocked = folder.with_name(f"{folder.name}.new")
    lock = unlocked.open("wb")
    if system.try_lock(lock.fileno()):
        unlocked.rename(_lock_of(folder))  # never to be seen without being locked
        _held[folder] = lock
    else:
        lock.close()
        unlocked.unlink()
    return folder


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)
    if lock := _held.pop(folder, None):
        _lock_of(folder).unlink(missing_ok=True)
        lock.close()


def remove_leftovers(parent: Path) -> None:
    """Remove the temporary folders of processes that have ended; those of other users and of living ones stay."""
    for path in parent.glob(f"{PREFIX}*{LOCK}"):
        with suppress(OSError):
            if not path.is_file() or path.is_symlink() or not system.is_own(path):
                continue
            with path.open("r+b") as lock:
                if system.try_lock(lock.fileno()):
                    shutil.rmtree(path.with_name(path.name.removesuffix(LOCK)), ignore_errors=True)
                    path.unlink()


def _lock_of(folder: Path) -> Path:
    return folder.with_name(folder.name + LOCK)


def private_folder(folder: Path, mark: str) -> None:
    """Make a folder that only the user may enter. One that exists becomes so if it is empty or holds ``mark``."""
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
    elif not any(folder.iterdir()) or (folder / mark).exists():
        _close_to_others(folder, 0o700)


def private_file(path: Path) -> Path:
    """Make sure that a file exists and that only the user may read it; what is in it stays."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    _close_to_others(path, 0o600)
    return path


def _close_to_others(path: Path, mode: int) -> None:
    with suppress(PermissionError):  # it belongs to another user, who lets us write
        path.chmod(mode)
