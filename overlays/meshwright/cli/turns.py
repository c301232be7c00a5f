"""One ``meshwright resume`` at a time: two would fetch the same files into the same folders, and one of them fail.

The lock is that of a file beside the ledger. Without locks (Windows) nothing waits.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from .. import system
from .terminal import tell


@contextmanager
def in_turn(ledger: Path, *, quiet: bool) -> Generator[None]:
    """Wait until no other resume is at work with a ledger, and keep others waiting in the block."""
    if not system.LOCKS:
        yield
        return
    handle = system.lock(turn_file(ledger), wait=False)
    if handle is None:
        if not quiet:
            tell("Another meshwright resume is at work with this ledger; this one goes on when it has ended.")
        handle = system.lock(turn_file(ledger), wait=True)
    assert handle is not None
    try:
        yield
    finally:
        system.unlock(handle)


def turn_file(ledger: Path) -> Path:
    """Return the file that is locked; it stays, as another one may be waiting for it."""
    return ledger.with_name(f"{ledger.name}.resume")
