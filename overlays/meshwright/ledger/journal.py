"""The ledger that makes a paid create survive a crash: what was intended before the POST, the id after it, downloads,
the end.

One SQLite file (write-ahead log, every commit on the disk), shared by any number of processes. It holds no key and no
picture: an account is named by a digest, a request by its parameters with local files left out and by the digest of
everything that was sent. A connection must not cross a fork: a process opens the file itself.
"""

from __future__ import annotations

from attrs import define

from .submissions import (
    CREATED,
    ENDED,
    GONE,
    IN_FLIGHT_SECONDS,
    INTENDED,
    NEVER,
    OPEN,
    REFUSED,
    STATES,
    UNKNOWN,
    Submission,
)
from .wanted_downloads import DownloadJournal, WantedDownload

__all__ = [
    "CREATED",
    "ENDED",
    "GONE",
    "INTENDED",
    "IN_FLIGHT_SECONDS",
    "NEVER",
    "OPEN",
    "REFUSED",
    "STATES",
    "UNKNOWN",
    "Ledger",
    "Submission",
    "WantedDownload",
]


@define(eq=False)
class Ledger(DownloadJournal):
    """A ledger in a file, made if need be. Safe to use from several threads and processes at once.

    Raises LedgerError when the file is not a ledger (it is not changed then), was written by a newer version, or cannot
    be made, read or written; and after ``close``. What this process buys, waits for or fetches is its own until the
    ledger is closed or the process ends: ``resume`` in another process leaves it alone.
    """
