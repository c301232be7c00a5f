"""The journal that makes a paid create survive a crash: what was intended before the POST, the id after it,
downloads, the end.

One SQLite file (write-ahead log, every commit on the disk), shared by as many processes as like. It holds no key and
no picture: an account is named by a digest, a request by its parameters with local files left out and by the digest
of everything that was sent.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

INTENDED, UNKNOWN, CREATED, REFUSED, NEVER, ENDED = "intended", "unknown", "created", "refused", "never", "ended"
"""About to be sent; sent and the answer lost; has an id; the service said no; never arrived; has reached its end."""
IN_FLIGHT_SECONDS = 900.0
"""How long an intention of another living process is taken to be under way still."""
SCHEMA = """create table if not exists submission ( number integer primary key, account text not null, kind text not
null, parameters text not null, digest text not null, state text not null, intended real not null, settled real,
process integer not null, task_id text, status text ); create index if not exists submission_by_task on submission
(task_id); create table if not exists download ( number integer primary key, task_id text not null, folder text not
null, formats text, done integer not null default 0, unique (task_id, folder) );"""


@frozen
class Submission:
    """One create, as the ledger remembers it. Times are seconds since the epoch."""

    number: int
    kind: str
    parameters: dict[str, Any]
    digest: str
    state: str
    intended: float
    settled: float | None
    task_id: str | None
    status: str | None


@frozen
class WantedDownload:
    """Files that were asked for and have not all arrived."""

    task_id: str
    kind: str
    folder: Path
    formats: frozenset[str] | None


def _path(path: str | os.PathLike[str]) -> Path:
    return Path(path).expanduser().absolute()


_under_way: set[tuple[Path, int]] = set()
"""Creates that this process is waiting for, whichever thread and whichever Ledger."""


@define(eq=False)
class Ledger:
    """A ledger in a file, made if need be. Safe to use from several threads and processes at once."""

    path: Path = field(converter=_path)
    now: Callable[[], float] = time.time
    _database: sqlite3.Connection = field(init=False)
    _lock: threading.RLock = field(init=False, factory=threading.RLock)

    def __attrs_post_init__(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(self.path, timeout=60.0, isolation_level=None, check_same_thread=False)
        self._database.executescript(f"pragma journal_mode=wal; pragma synchronous=full; {SCHEMA}")

    # ------------------------------------------------------------------------------------------------ one create
    def intend(self, account: str, kind: str, parameters: dict[str, Any], digest: str) -> int:
        """Write down that a create is about to be sent; returns its number."""
        with self._transaction() as database:
            done = database.execute(
                "insert into submission (account, kind, parameters, digest, state, intended, process) "
                "values (?, ?, ?, ?, ?, ?, ?)",
                (account, kind, json.dumps(parameters, sort_keys=True), digest, INTENDED, self.now(), os.getpid()),
            )
            number = int(done.lastrowid or 0)
            _under_way.add((self.path, number))
            return number

    def created(self, number: int, task_id: str) -> None:
        """Write down the id that the service answered."""
        self._settle(number, CREATED, task_id)

    def refused(self, number: int) -> None:
        """Write down that the service said no, or that nothing was sent: nothing was bought."""
        self._settle(number, REFUSED)

    def unknown(self, number: int) -> None:
        """Write down that the answer was lost."""
        self._settle(number, UNKNOWN)

    def never(self, number: int) -> None:
        """Write down that a lost create turned out never to have arrived."""
        self._settle(number, NEVER)

    def ended(self, task_id: str, status: str) -> None:
        """Write down the end of a task."""
        with self._transaction() as database:
            database.execute("update submission set state = ?, status = ? where task_id = ?", (ENDED, status, task_id))

    def _settle(self, number: int, state: str, task_id: str | None = None) -> None:
        _under_way.discard((self.path, number))
        with self._transaction() as database:
            database.execute(
                "update submission set state = ?, settled = ?, task_id = coalesce(?, task_id) where number = ?",
                (state, self.now(), task_id, number),
            )

    # ------------------------------------------------------------------------------------------------ downloads
    def download_wanted(self, task_id: str, folder: Path, formats: frozenset[str] | None) -> None:
        """Write down that files are to be fetched."""
        wanted = None if formats is None else json.dumps(sorted(formats))
        with self._transaction() as database:
            database.execute(
                "insert into download (task_id, folder, formats) values (?, ?, ?) "
                "on conflict (task_id, folder) do update set formats = excluded.formats, done = 0",
                (task_id, str(folder.absolute()), wanted),
            )

    def download_done(self, task_id: str, folder: Path) -> None:
        """Write down that all of them are there."""
        with self._transaction() as database:
            database.execute(
                "update download set done = 1 where task_id = ? and folder = ?", (task_id, str(folder.absolute()))
            )

    # ------------------------------------------------------------------------------------------------ looking back
    def submissions(self, account: str | None = None, *states: str) -> list[Submission]:
        """List the creates (of an account, in some states), oldest first."""
        with self._lock:
            rows = self._database.execute(
                "select number, kind, parameters, digest, state, intended, settled, task_id, status from submission "
                "where (?1 is null or account = ?1) order by number",
                (account,),
            ).fetchall()
        found = [Submission(row[0], row[1], json.loads(row[2]), *row[3:]) for row in rows]
        return [submission for submission in found if not states or submission.state in states]

    def lost(self, account: str) -> list[Submission]:
        """List the creates whose answer is not known and that nobody is waiting for any more."""
        with self._lock:
            rows = self._database.execute(
                "select number, process, intended from submission where state = ?", (INTENDED,)
            ).fetchall()
        busy = {number for number, process, intended in rows if self._busy(number, process, intended)}
        return [s for s in self.submissions(account, INTENDED, UNKNOWN) if s.number not in busy]

    def _busy(self, number: int, process: int, intended: float) -> bool:
        if process == os.getpid():  # perhaps of a process before us that had the same number
            return (self.path, number) in _under_way
        return _alive(process) and self.now() - intended < IN_FLIGHT_SECONDS

    def known_ids(self) -> set[str]:
        """Return the ids of all tasks that the ledger knows."""
        with self._lock:
            rows = self._database.execute("select task_id from submission where task_id is not null").fetchall()
        return {row[0] for row in rows}

    def downloads(self, account: str) -> list[WantedDownload]:
        """List the downloads that were asked for and not finished."""
        with self._lock:
            rows = self._database.execute(
                "select distinct d.task_id, s.kind, d.folder, d.formats from download d join submission s "
                "on s.task_id = d.task_id where not d.done and s.account = ? order by d.number",
                (account,),
            ).fetchall()
        return [
            WantedDownload(task_id, kind, Path(folder), None if formats is None else frozenset(json.loads(formats)))
            for task_id, kind, folder, formats in rows
        ]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        with self._lock:
            self._database.execute("begin immediate")
            try:
                yield self._database
            except BaseException:
                self._database.execute("rollback")
                raise
            self._database.execute("commit")


def account_of(base_url: str, authorization: str) -> str:
    """Name an account without revealing its key."""
    return hashlib.sha256(f"{base_url}\n{authorization}".encode()).hexdigest()[:16]


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it exists and belongs to somebody else
        return True
    return True
