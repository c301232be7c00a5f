"""The ledger, with which a paid create survives a crash: it records the intention before the POST, the id after it,
downloads and the end.

It is one SQLite file (write-ahead log, every commit is flushed), shared by any number of processes of a machine, or a
PostgreSQL database, shared by several machines. It holds no key and no picture: an account is identified by a digest, a
request by its parameters, the names of its local files and a digest of the whole body. A connection must not be used
after a fork: each process opens the ledger itself.
"""

from __future__ import annotations

import os
from pathlib import Path
from time import time

from attrs import define, field

from ..tasks.session import Clock
from .paths import full_path
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
    "open_ledger",
]


@define(eq=False)
class Ledger(DownloadJournal):
    """A ledger in a file, which is created if it is missing. Safe to use from several threads and processes at once.

    Raises LedgerError if the file is not a ledger (it is not changed then), was written by a newer version, or cannot
    be created, read or written; and after ``close``. The tasks that this process buys, waits for or downloads belong
    to it until the ledger is closed or the process ends: ``resume`` in another process does not touch them.
    """

    path: Path = field(converter=full_path)
    now: Clock = field(default=time)

    def __attrs_post_init__(self) -> None:
        from .journal_file import JournalFile  # with SQLite, which a ledger in PostgreSQL does not need

        self.store = JournalFile(self.path)


@define(eq=False)
class SharedLedger(DownloadJournal):
    """A ledger in PostgreSQL, for several machines; its ``url`` is ``postgresql://USER:PASSWORD@HOST/DATABASE``.

    Raises LedgerError if the database cannot be reached, is older than PostgreSQL 14 or was written by a newer version;
    and, from then on, once the connection was lost: others may go on with the work of this process then.
    """

    url: str = field(repr=False)

    def __attrs_post_init__(self) -> None:
        from .server import Server  # the extra `fleet`

        self.store = Server(self.url)
        self.now = self.store.now


AnyLedger = Ledger | SharedLedger


def open_ledger(place: str | os.PathLike[str]) -> AnyLedger:
    """Open the ledger in a file, or in the PostgreSQL database of an address."""
    shared = isinstance(place, str) and place.startswith(("postgresql://", "postgres://"))
    return SharedLedger(str(place)) if shared else Ledger(place)
