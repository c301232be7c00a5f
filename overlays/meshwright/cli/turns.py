"""One ``meshwright resume`` at a time: two would fetch the same files into the same folders, and one of them fail.

The lock is the system's, beside the ledger's file, and ends with the process. Where there are no such locks (Windows)
nobody waits.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from .terminal import tell


@contextmanager
def in_turn(ledger: Path, *, quiet: bool) -> Generator[None]:
    """Wait until no other resume is at work with a ledger, and keep others waiting in the block."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(turn_file(ledger), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not quiet:
                tell("Another meshwright resume is at work with this ledger; this one goes on when it has ended.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def turn_file(ledger: Path) -> Path:
    """Return the file that is locked; it stays, as another one may be waiting for it."""
    return ledger.with_name(f"{ledger.name}.resume")
