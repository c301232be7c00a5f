"""Folders and files of the emulator: private to the user, and removed when they are no longer needed.

A temporary folder is locked as long as its process runs. A killed process cannot remove its folders; the next emulator
finds them unlocked and removes them. The locks are file locks, which also work between containers, where process ids do
not.
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
"""Suffix of the lock file next to a temporary folder. A folder without one is not ours and is not removed."""
_held: dict[Path, BinaryIO] = {}
"""Locks of this process, by folder. Closing the file releases the lock."""


def temporary_folder(name: str) -> Path:
    """Make a folder that the next emulator removes if this process is killed; ``remove`` removes it before."""
    parent = Path(tempfile.gettempdir())
    remove_leftovers(parent)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{name}-", dir=parent))
    unlocked = folder.with_name(f"{folder.name}.new")
    lock = unlocked.open("wb")
    if system.try_lock(lock.fileno()):
        unlocked.rename(_lock_of(folder))  # no other process may see it unlocked
        _held[folder] = lock
    else:
        lock.close()
        unlocked.unlink()
    return folder


def remove(folder: Path) -> None:
    """Remove a folder and its contents."""
    shutil.rmtree(folder, ignore_errors=True)
    if lock := _held.pop(folder, None):
        _lock_of(folder).unlink(missing_ok=True)
        lock.close()


def remove_leftovers(parent: Path) -> None:
    """Remove the temporary folders of ended processes; keep those of running processes and of other users."""
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
    """Make a folder that only the user may enter. An existing folder is made private if it is empty or contains
    ``mark``.
    """
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
    elif not any(folder.iterdir()) or (folder / mark).exists():
        _close_to_others(folder, 0o700)


def private_file(path: Path) -> Path:
    """Make sure that a file exists and that only the user may read it; its content is kept."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    _close_to_others(path, 0o600)
    return path


def new_private_file(path: Path) -> BinaryIO:
    """Open a file for writing that only the user may read; the content of an old one is removed."""
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    if os.fstat(handle).st_mode & 0o077:  # an old one
        _close_to_others(path, 0o600)
    return os.fdopen(handle, "wb")


def _close_to_others(path: Path, mode: int) -> None:
    with suppress(PermissionError):  # it belongs to another user, who lets us write
        path.chmod(mode)
