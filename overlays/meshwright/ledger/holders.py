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

from attrs import define, field

from .. import system


@define(eq=False)
class Holder:
    """The name of this process for a ledger, shared by all that have opened the ledger here."""

    ledger: Path
    name: str = ""
    """Empty until the first entry is held, and on systems without locks."""
    under_way: set[int] = field(factory=set[int])
    """Numbers of the creates that are in flight here, in any thread."""
    _users: int = 0
    _handle: int | None = None

    def file(self, name: str) -> Path:
        """Return the lock file of a holder."""
        return self.ledger.with_name(f"{self.ledger.name}.{name}.holder")

    def enter(self) -> str | None:
        """Return the name of this process, taking its lock the first time; None if the system or folder has no locks.

        Raise OSError if the lock file cannot be created.
        """
        with _guard:
            if self._handle is None and system.LOCKS:
                self._sweep()
                try:
                    self._take()
                except OSError as error:
                    if error.errno not in system.UNSUPPORTED:
                        raise
            return self.name or None

    def _take(self) -> None:
        while True:
            name = token_hex(8)
            try:
                handle = system.lock(self.file(name), wait=True)  # a process that checks the lock holds it briefly
            except OSError:
                self.file(name).unlink(missing_ok=True)
                raise
            assert handle is not None
            try:
                mine = self.file(name).stat().st_ino == os.fstat(handle).st_ino
            except OSError:  # another process has just swept it
                mine = False
            if mine:
                self.name, self._handle = name, handle
                return
            system.unlock(handle)

    def _sweep(self) -> None:
        """Remove the files of processes that have ended."""
        head = f"{self.ledger.name}."
        with suppress(OSError):
            for path in self.ledger.parent.iterdir():
                if path.name.startswith(head) and path.suffix == ".holder" and not system.is_locked(path):
                    path.unlink(missing_ok=True)

    def is_another(self, name: str | None) -> bool:
        """Return whether a name is that of another living process."""
        return bool(name) and name != self.name and system.LOCKS and system.is_locked(self.file(str(name)))

    def leave(self) -> None:
        """Remove one user; the last one releases the lock and the name."""
        with _guard:
            self._users -= 1
            if self._users == 0 and self._handle is not None:
                self.file(self.name).unlink(missing_ok=True)
                system.unlock(self._handle)
                self.name, self._handle = "", None

    def forget(self) -> None:
        """Close the handles that a fork copied; the parent keeps the lock."""
        if self._handle is not None:
            system.unlock(self._handle)
            self.name, self._handle = "", None


_holders: dict[Path, Holder] = {}
_guard = threading.Lock()


def join(ledger: Path) -> Holder:
    """Return this process as a holder of a ledger, and add one user."""
    with _guard:
        holder = _holders.setdefault(ledger, Holder(ledger))
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
