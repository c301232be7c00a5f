"""The ledger, with which a paid create survives a crash: it records the intention before the POST, the id after it,
downloads and the end.

It is one SQLite file (write-ahead log, every commit is flushed), shared by any number of processes. It holds no key
and no picture: an account is identified by a digest, a request by its parameters without local files and by a digest
of the whole body. A connection must not be used after a fork: each process opens the file itself.
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
    """A ledger in a file, which is created if it is missing. Safe to use from several threads and processes at once.

    Raises LedgerError if the file is not a ledger (it is not changed then), was written by a newer version, or cannot
    be created, read or written; and after ``close``. The tasks that this process buys, waits for or downloads belong
    to it until the ledger is closed or the process ends: ``resume`` in another process does not touch them.
    """
