"""A ledger whose clock stands still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from meshwright import Ledger

T0 = 1_700_000_000.0
"""Its time."""


@contextmanager
def still_ledger(folder: Path) -> Iterator[Ledger]:
    """Open a new ledger in a folder."""
    with Ledger(folder / "ledger") as opened:
        opened.now = lambda: T0
        yield opened
