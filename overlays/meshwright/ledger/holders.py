"""Track which process works on which entries of a ledger: each process has a name, and locks a file of that name next
to the ledger.

A process number would not be enough: it is reused, and in another container or on another machine it means another
process. The lock ends with the process, so that others can take over its creates, tasks and downloads at once; until
then they belong to it.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from attrs import define, field, frozen

from .. import system


@frozen
class FileLock:
    """The lock of a file that exists only while it is locked."""

    path: Path
    _handle: int

    @classmethod
    def take(cls, path: Path, *, wait: bool) -> FileLock | None:
        """Take the lock; return None if another holds it and ``wait`` is False. Raise OSError."""
        while True:
            try:
                handle = system.lock(path, wait=wait)
            except OSError as error:
                if error.errno in system.UNSUPPORTED:
                    path.unlink(missing_ok=True)
                raise
            if handle is None:
                return None
            try:
                mine = path.stat().st_ino == os.fstat(handle).st_ino
            except OSError:  # another process has just removed it
                mine = False
            if mine:
                return cls(path, handle)
            system.unlock(handle)

    def release(self) -> None:
        """Remove the file and give the lock back."""
        if system.OPEN_FILES_CAN_BE_RENAMED:
            self.path.unlink(missing_ok=True)
            self.forget()
        else:
            self.forget()
            with suppress(OSError):  # another has opened it, and removes it later
                self.path.unlink()

    def forget(self) -> None:
        """Close a handle that a fork copied; the parent keeps the lock."""
        system.unlock(self._handle)


@define(eq=False)
class FileHolder:
    """The name of this process for a ledger, shared by all that have opened the ledger here."""

    ledger: Path
    under_way: set[int] = field(factory=set[int])
    """Numbers of the creates that are in flight here, in any thread."""
    _name: str = ""
    _lock: FileLock | None = None
    _users: int = 0

    @property
    def name(self) -> str:
        """The name; empty until the first entry is held, and on systems without locks."""
        return self._name

    def file(self, name: str) -> Path:
        """Return the lock file of a holder."""
        return self.ledger.with_name(f"{self.ledger.name}.{name}.holder")

    def enter(self) -> str | None:
        """Return the name of this process, taking its lock the first time; None if the system or folder has no locks.

        Raise OSError if the lock file cannot be created.
        """
        with _guard:
            if self._lock is None and system.LOCKS:
                self._sweep()
                name = token_hex(8)
                try:
                    self._lock = FileLock.take(self.file(name), wait=True)  # a process that checks it holds it briefly
                    self._name = name
                except OSError as error:
                    if error.errno not in system.UNSUPPORTED:
                        raise
            return self._name or None

    def _sweep(self) -> None:
        """Remove the files of processes that have ended."""
        head = f"{self.ledger.name}."
        for path in self.ledger.parent.iterdir():
            if path.name.startswith(head) and path.suffix == ".holder":
                with suppress(OSError):
                    left = FileLock.take(path, wait=False)
                    if left is not None:
                        left.release()

    def is_another(self, name: str | None) -> bool:
        """Return whether a name is that of another living process."""
        return bool(name) and name != self._name and system.LOCKS and system.is_locked(self.file(str(name)))

    def leave(self) -> None:
        """Remove one user; the last one releases the lock and the name."""
        with _guard:
            self._users -= 1
            if self._users == 0 and self._lock is not None:
                self._lock.release()
                self._name, self._lock = "", None

    def forget(self) -> None:
        """Close the handle that a fork copied."""
        if self._lock is not None:
            self._lock.forget()
            self._name, self._lock = "", None


_holders: dict[Path, FileHolder] = {}
_guard = threading.Lock()


def join(ledger: Path) -> FileHolder:
    """Return this process as a holder of a ledger, and add one user."""
    with _guard:
        holder = _holders.setdefault(ledger, FileHolder(ledger))
        holder._users += 1  # pyright: ignore[reportPrivateUsage]
        return holder


def _forget_all() -> None:
    """Reset the state in the child of a fork, which has copies of its parent's handles and creates."""
    global _guard
    _guard = threading.Lock()
    for holder in _holders.values():
        holder.forget()
    _holders.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
