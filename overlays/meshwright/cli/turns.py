"""Run one ``meshwright resume`` at a time: two would fetch the same files into the same folders, and one would fail.

A file next to the ledger is locked. On systems without locks, resumes do not wait for each other.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from .. import system
from .terminal import tell


@contextmanager
def in_turn(ledger: Path, *, quiet: bool) -> Generator[None]:
    """Wait until no other resume uses the ledger, and make others wait during the block."""
    if not system.LOCKS:
        yield
        return
    handle = system.lock(turn_file(ledger), wait=False)
    if handle is None:
        if not quiet:
            tell("Another meshwright resume is using this ledger; this one continues when it has ended.")
        handle = system.lock(turn_file(ledger), wait=True)
    assert handle is not None
    try:
        yield
    finally:
        system.unlock(handle)


def turn_file(ledger: Path) -> Path:
    """Return the file that is locked; it is never removed, as another process may be waiting for it."""
    return ledger.with_name(f"{ledger.name}.resume")
