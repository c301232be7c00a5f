"""Which process works on what a ledger holds: each has a name and, beside the ledger, a file of that name that it keeps
locked.

A process number would not do: another process gets it again, and in another container or on another machine it means
another process. The lock ends with the process, so that what it left can be taken over at once; until then its creates,
tasks and downloads are its own.
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
    """Empty until the first thing is held, and where there are no system."""
    under_way: set[int] = field(factory=set[int])
    """Numbers of the creates that are in flight here, in any thread."""
    _users: int = 0
    _handle: int | None = None

    def file(self, name: str) -> Path:
        """Return the file that a holder keeps locked."""
        return self.ledger.with_name(f"{self.ledger.name}.{name}.holder")

    def enter(self) -> str | None:
        """Return the name of this process, taking its lock the first time; None if system or folder has no system.

        Raise OSError when the lock file cannot be made.
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
                handle = system.lock(self.file(name), wait=True)  # one that looks holds it for a moment
            except OSError:
                self.file(name).unlink(missing_ok=True)
                raise
            assert handle is not None
            try:
                mine = self.file(name).stat().st_ino == os.fstat(handle).st_ino
            except OSError:  # one that swept took it for left behind
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
        """Return whether a name is that of another process that is alive."""
        return bool(name) and name != self.name and system.LOCKS and system.is_locked(self.file(str(name)))

    def leave(self) -> None:
        """Count one user less; the last one gives up the name."""
        with _guard:
            self._users -= 1
            if self._users == 0 and self._handle is not None:
                self.file(self.name).unlink(missing_ok=True)
                system.unlock(self._handle)
                self.name, self._handle = "", None

    def forget(self) -> None:
        """Close what a fork copied; the lock stays the parent's."""
        if self._handle is not None:
            system.unlock(self._handle)
            self.name, self._handle = "", None


_holders: dict[Path, Holder] = {}
_guard = threading.Lock()


def join(ledger: Path) -> Holder:
    """Return this process as a holder of a ledger, counting one user more."""
    with _guard:
        holder = _holders.setdefault(ledger, Holder(ledger))
        holder._users += 1  # pyright: ignore[reportPrivateUsage]
        return holder


def _forget_all() -> None:
    """Begin anew in the child of a fork, which has copies of its parent's handles and creates."""
    global _guard
    _guard = threading.Lock()
    for holder in _holders.values():
        holder.forget()
    _holders.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
