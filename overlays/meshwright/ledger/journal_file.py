"""The ledger's SQLite file: create, recognise, migrate it, and read and write it in transactions.

A file is a ledger if its header has our ``application_id``, or if it has the tables of the first layout, which had no
mark. Any other file is refused before it is opened for writing, so that no byte of it changes. ``user_version`` is
the number of the layout; a newer layout is refused too.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from time import time
from typing import Any

from attrs import define, field

from .. import system
from ..errors import LedgerError
from .holders import FileHolder, FileLock, join
from .layout import ADDED, INDEXES, LAYOUT, SEPARATE, TABLES
from .store import Duplicate, Release

APPLICATION = 0x4D657368
"""The ``application_id`` in the header of our files: "Mesh"."""
SMALLEST = 512
"""Size of the smallest SQLite database in bytes; SQLite treats a file of a few bytes as an empty database."""
COLUMNS = {"submission": {"number", "account", "state", "process"}, "download": {"task_id", "folder", "done"}}
"""Columns by which the first layout is recognised."""
ANOTHER = "It was not changed. Name another file: Ledger(PATH), or MESHWRIGHT_LEDGER for the command line"
MENDING = (
    "Nothing was changed. Restore it from a copy, or move it away: then a new one is created, and the service lists "
    "the tasks of the last three days"
)


@define(eq=False)
class JournalFile:
    """The file of a ledger, created if it is missing; a ``Store``."""

    path: Path
    database: sqlite3.Connection = field(init=False)
    holder: FileHolder = field(init=False)
    _lock: threading.RLock = field(init=False, factory=threading.RLock)
    _process: int = field(init=False, factory=os.getpid)
    _locks: set[FileLock] = field(init=False, factory=set[FileLock])
    _closed: bool = field(init=False, default=False)

    def __attrs_post_init__(self) -> None:
        with self._translated():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            check(self.path)
            self.database = sqlite3.connect(self.path, timeout=60.0, isolation_level=None, check_same_thread=False)
            try:
                self.database.execute("pragma journal_mode=wal")
                self.database.execute("pragma synchronous=full")
                if _mark(self.database) != (APPLICATION, LAYOUT):
                    with self.transaction() as database:
                        _bring_up_to_date(database, self.path)
            except BaseException:
                self.database.close()
                raise
        self.holder = join(self.path)

    @property
    def place(self) -> str:
        """The path, for messages."""
        return str(self.path)

    def now(self) -> float:
        """Return the time of this machine, which all users of the file share."""
        return time()

    def close(self) -> None:
        """Close the file. Once no object of this process has it open, other processes may take over its entries."""
        with self._lock, self._translated():
            self.database.close()
            if not self._closed:
                self._closed = True
                self.holder.leave()
                for lock in list(self._locks):
                    self._release(lock)

    def rows(self, question: str, *values: Any) -> list[Any]:
        """Return the rows of a query."""
        with self._lock, self._translated():
            return self.database.execute(question, values).fetchall()

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        """Begin a transaction that is written whole or not at all; other writers wait for its end."""
        with self._lock, self._translated():
            try:  # Ctrl-C may occur between any two lines, and the file must stay usable, also for other processes
                if self.database.in_transaction:  # Ctrl-C interrupted the last rollback
                    self.database.execute("rollback")
                self.database.execute("begin immediate")
                yield self.database
                self.database.execute("commit")
            except BaseException:
                if self.database.in_transaction:
                    self.database.execute("rollback")
                raise

    def try_lock(self, name: str) -> Release | None:
        """Take the lock of a file next to the ledger; None if another holds it, in this process too."""
        if not system.LOCKS:
            return _nothing
        with self._translated():
            digest = sha256(name.encode()).hexdigest()[:16]
            try:
                lock = FileLock.take(self.path.with_name(f"{self.path.name}.{digest}.lock"), wait=False)
            except OSError as error:
                if error.errno in system.UNSUPPORTED:
                    return _nothing
                raise
        if lock is None:
            return None
        self._locks.add(lock)
        return partial(self._release, lock)

    def _release(self, lock: FileLock) -> None:
        if lock in self._locks:  # closing the ledger has released it otherwise
            self._locks.discard(lock)
            lock.release()

    @contextmanager
    def _translated(self) -> Generator[None]:
        """Translate errors of the database and of the file system into LedgerError."""
        if self._process != os.getpid():
            raise LedgerError(f"the ledger {self.path} was opened before a fork; open it again in the new process")
        try:
            yield
        except sqlite3.IntegrityError as error:
            raise Duplicate(f"the ledger {self.path} has that row already: {error}") from error
        except (sqlite3.Error, OSError) as error:
            broken = isinstance(error, sqlite3.DatabaseError) and "malformed" in str(error)
            raise LedgerError(
                f"the ledger {self.path} cannot be used: {error}{'. ' + MENDING if broken else ''}"
            ) from error


def _nothing() -> None:
    """Give back a lock that the system does not have."""


def check(path: Path) -> None:
    """Create an empty file if there is none; raise LedgerError for a file that is not a ledger, without changing it."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # prompts are private
    except FileExistsError:
        pass
    else:
        return
    state = path.stat()
    if not stat.S_ISREG(state.st_mode):
        raise LedgerError(f"the ledger {path} cannot be used: it is not a file. {ANOTHER}")
    if state.st_size == 0:
        return
    if state.st_size < SMALLEST:
        raise LedgerError(f"the ledger {path} cannot be used: it is not a SQLite database. {ANOTHER}")
    waiting = path.with_name(f"{path.name}-wal")
    pending = waiting.exists() and waiting.stat().st_size > 0
    try:  # immutable: nothing is written or locked; and never open(), which would drop the locks of our own connections
        with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as database:
            recognised = _recognised(database, path)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise LedgerError(f"the ledger {path} cannot be used: it is not a SQLite database. {ANOTHER}") from None
        if not pending:
            raise
        recognised = False
    if not recognised and pending:  # all of it may still be in the write-ahead log
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            _recognised(database, path)


def _recognised(database: sqlite3.Connection, path: Path) -> bool:
    """Return True for a ledger and False for an empty database. Raise LedgerError for any other."""
    application, layout = _mark(database)
    if application == APPLICATION:
        if layout > LAYOUT:
            raise LedgerError(
                f"the ledger {path} was written by a newer Meshwright (layout {layout}; this version knows {LAYOUT}): "
                f"update meshwright. {ANOTHER}"
            )
        return True
    tables = {row[0] for row in database.execute("select name from sqlite_master where name not like 'sqlite_%'")}
    if application == layout == 0 and not tables:
        return False
    ours = all(needed <= _columns(database, table) for table, needed in COLUMNS.items() if table in tables)
    if application or layout or not ours or "submission" not in tables:
        raise LedgerError(f"the ledger {path} cannot be used: it is a database of another program. {ANOTHER}")
    return True


def _mark(database: sqlite3.Connection) -> tuple[int, int]:
    """Return the file's ``application_id`` and the number of its layout."""
    application = database.execute("pragma application_id").fetchone()[0]
    return application, database.execute("pragma user_version").fetchone()[0]


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    return {row[0] for row in database.execute("select name from pragma_table_info(?)", (table,))}


def _bring_up_to_date(database: sqlite3.Connection, path: Path) -> None:
    """Create the tables, or add the columns that an earlier layout lacks."""
    _recognised(database, path)
    for statement in TABLES.values():
        database.execute(statement.format(serial="integer primary key"))
    for table, column, kind in ADDED:
        if column not in _columns(database, table):
            database.execute(f"alter table {table} add column {column} {kind}")
    database.execute(SEPARATE)
    for statement in INDEXES:
        database.execute(statement)
    database.execute(f"pragma user_version = {LAYOUT}")
    database.execute(f"pragma application_id = {APPLICATION}")
