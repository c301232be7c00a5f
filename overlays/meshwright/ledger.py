"""The journal that makes a paid create survive a crash: what was intended before the POST, the id after it,
downloads, the end.

One SQLite file (write-ahead log, every commit on the disk), shared by as many processes as like. It holds no key and
no picture: an account is named by a digest, a request by its parameters with local files left out and by the digest
of everything that was sent. A connection must not cross a fork: a process opens the file itself, and is told so.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from attrs import define, field, frozen

from .errors import LedgerError

INTENDED, UNKNOWN, CREATED, REFUSED, NEVER, ENDED = "intended", "unknown", "created", "refused", "never", "ended"
"""About to be sent; sent and the answer lost; has an id; the service said no; never arrived; has reached its end."""
STATES, OPEN = (INTENDED, UNKNOWN, CREATED, REFUSED, NEVER, ENDED), (INTENDED, UNKNOWN)
GONE = "GONE"
"""Status of a task that the service does not have any more: deleted, or expired."""
IN_FLIGHT_SECONDS = 900.0
"""How long an intention may be under way: after that it is taken for lost even if its process lives."""
RETENTION_SECONDS = 3 * 24 * 3600.0
"""How long the service keeps a task and its files."""
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
    try:
        return Path(path).expanduser().resolve()  # one name for one file, however it is reached
    except RuntimeError:
        raise LedgerError(
            f"the ledger {path} cannot be found: there is no home folder; give a path without ~"
        ) from None


_under_way: set[tuple[Path, int]] = set()
"""Creates that this process is waiting for, whichever thread and whichever Ledger."""


@define(eq=False)
class Ledger:
    """A ledger in a file, made if need be. Safe to use from several threads and processes at once.

    Raises LedgerError when the file cannot be made, read or written, and after ``close``.
    """

    path: Path = field(converter=_path)
    now: Callable[[], float] = time.time
    _database: sqlite3.Connection = field(init=False)
    _lock: threading.RLock = field(init=False, factory=threading.RLock)
    _process: int = field(init=False, factory=os.getpid)

    def __attrs_post_init__(self) -> None:
        with self._translated():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)  # prompts and addresses are nobody else's business
            self._database = sqlite3.connect(self.path, timeout=60.0, isolation_level=None, check_same_thread=False)
            try:
                self._database.executescript(f"pragma journal_mode=wal; pragma synchronous=full; {SCHEMA}")
            except BaseException:
                self._database.close()
                raise

    # ------------------------------------------------------------------------------------------------ one create
    def intend(self, account: str, kind: str, parameters: dict[str, Any], digest: str) -> int:
        """Write down that a create is to be sent; returns its number."""
        number, moment = 0, self.now()
        described = json.dumps(parameters, sort_keys=True)
        try:
            with self._transaction() as database:
                done = database.execute(
                    "insert into submission (account, kind, parameters, digest, state, intended, process) "
                    "values (?, ?, ?, ?, ?, ?, ?)",
                    (account, kind, described, digest, INTENDED, moment, os.getpid()),
                )
                number = int(done.lastrowid or 0)
                _under_way.add((self.path, number))
        except BaseException:  # Ctrl-C while it is written: perhaps it stands there, and nobody will send it
            self._withdraw(number, digest, moment)
            raise
        return number

    def _withdraw(self, number: int, digest: str, moment: float) -> None:
        self.let_go(number)
        if not number:
            return
        with suppress(LedgerError), self._transaction() as database:  # the number may be another's by now
            database.execute(
                "update submission set state = ?, settled = ? "
                "where number = ? and state = ? and digest = ? and intended = ? and process = ?",
                (REFUSED, self.now(), number, INTENDED, digest, moment, os.getpid()),
            )

    def sending(self, number: int) -> None:
        """Write down that a create leaves now, for the first time or again, however long it waited in line.

        Raises LedgerError when it was settled meanwhile (``never`` must stay true): then it must not be sent.
        """
        with self._transaction() as database:
            done = database.execute(
                "update submission set state = ?, intended = ?, settled = null where number = ? and state in (?, ?)",
                (INTENDED, self.now(), number, INTENDED, UNKNOWN),
            )
            if not done.rowcount:
                raise LedgerError(f"create {number} was settled in {self.path} while it waited in line; it is not sent")

    def let_go(self, number: int) -> None:
        """Wait for a create no more: what was not written of it is lost, for ``resume`` to find."""
        _under_way.discard((self.path, number))

    def created(self, number: int, task_id: str) -> None:
        """Write down the id that the service answered, whatever was thought before."""
        self._settle(number, CREATED, task_id, of=STATES)

    def refused(self, number: int) -> None:
        """Write down that the service said no, or that nothing was sent: nothing was bought."""
        self._settle(number, REFUSED)

    def unknown(self, number: int) -> None:
        """Write down that the answer was lost."""
        self._settle(number, UNKNOWN)

    def never(self, number: int) -> bool:
        """Write down that a lost create turned out never to have arrived; False when it is not lost any more."""
        return self._settle(number, NEVER, of=(UNKNOWN,))

    def found(self, number: int, task_id: str) -> bool:
        """Write down the task that a lost create turned out to be; False when it is not lost any more."""
        return self._settle(number, CREATED, task_id, of=(UNKNOWN,))

    def ended(self, task_id: str, status: str) -> None:
        """Write down the end of a task."""
        with self._transaction() as database:
            database.execute("update submission set state = ?, status = ? where task_id = ?", (ENDED, status, task_id))

    def gone(self, task_id: str) -> None:
        """Write down that the service does not have a task any more: deleted, or expired."""
        self.ended(task_id, GONE)

    def _settle(self, number: int, state: str, task_id: str | None = None, *, of: tuple[str, ...] = OPEN) -> bool:
        """Write down what became of a create that is in one of some states; say whether it was."""
        try:
            with self._transaction() as database:
                row = database.execute("select state from submission where number = ?", (number,)).fetchone()
                if row is None or row[0] not in of:
                    return False
                database.execute(
                    "update submission set state = ?, settled = ?, task_id = coalesce(?, task_id) where number = ?",
                    (state, self.now(), task_id, number),
                )
                return True
        finally:  # not before: until it is written, nobody else may take it for lost
            self.let_go(number)

    # ------------------------------------------------------------------------------------------------ downloads
    def download_wanted(self, task_id: str, folder: Path, formats: frozenset[str] | None) -> None:
        """Write down that files are to be fetched."""
        wanted = None if formats is None else json.dumps(sorted(formats))
        with self._transaction() as database:
            database.execute(
                "insert into download (task_id, folder, formats) values (?, ?, ?) "
                "on conflict (task_id, folder) do update set formats = excluded.formats, done = 0",
                (task_id, str(_path(folder)), wanted),
            )

    def download_done(self, task_id: str, folder: Path) -> None:
        """Write down that all of them are there."""
        with self._transaction() as database:
            database.execute(
                "update download set done = 1 where task_id = ? and folder = ?", (task_id, str(_path(folder)))
            )

    # ------------------------------------------------------------------------------------------------ looking back
    def submissions(self, account: str | None = None, *states: str) -> list[Submission]:
        """List the creates (of an account, in some states), oldest first."""
        rows = self._rows(
            "select number, kind, parameters, digest, state, intended, settled, task_id, status from submission "
            "where (?1 is null or account = ?1) order by number",
            account,
        )
        found = [Submission(row[0], row[1], json.loads(row[2]), *row[3:]) for row in rows]
        return [submission for submission in found if not states or submission.state in states]

    def lost(self, account: str) -> list[Submission]:
        """List the creates whose answer is not known and that nobody is waiting for any more.

        Those of processes that have ended become UNKNOWN, settled at the last moment at which they can have been sent.
        """
        with self._transaction() as database:
            rows = database.execute(
                "select number, process, intended from submission where account = ? and state = ?", (account, INTENDED)
            ).fetchall()
            for number, process, intended in rows:
                if not self._busy(number, process, intended):
                    latest = min(self.now(), intended + IN_FLIGHT_SECONDS)
                    database.execute(
                        "update submission set state = ?, settled = ? where number = ?", (UNKNOWN, latest, number)
                    )
        return self.submissions(account, UNKNOWN)

    def _busy(self, number: int, process: int, intended: float) -> bool:
        if process == os.getpid():  # perhaps of a process before us that had the same number
            return (self.path, number) in _under_way
        return _alive(process) and self.now() - intended < IN_FLIGHT_SECONDS

    def known_ids(self) -> set[str]:
        """Return the ids of all tasks that the ledger knows."""
        return {row[0] for row in self._rows("select task_id from submission where task_id is not null")}

    def downloads(self, account: str) -> list[WantedDownload]:
        """List the downloads that were asked for and not finished, of tasks that have or may still have files."""
        rows = self._rows(
            "select distinct d.task_id, s.kind, d.folder, d.formats from download d join submission s "
            "on s.task_id = d.task_id where not d.done and s.account = ? "
            "and coalesce(s.status, 'SUCCEEDED') = 'SUCCEEDED' order by d.number",
            account,
        )
        return [
            WantedDownload(task_id, kind, Path(folder), None if formats is None else frozenset(json.loads(formats)))
            for task_id, kind, folder, formats in rows
        ]

    def unfetched(self, account: str) -> list[Submission]:
        """List the tasks that SUCCEEDED, exist still, and whose files were never asked for."""
        asked = {row[0] for row in self._rows("select task_id from download")}
        since = self.now() - RETENTION_SECONDS
        ended = (s for s in self.submissions(account, ENDED) if s.status == "SUCCEEDED" and s.intended > since)
        return [submission for submission in ended if submission.task_id not in asked]

    def close(self) -> None:
        """Close the file."""
        with self._lock, self._translated():
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _rows(self, question: str, *values: Any) -> list[Any]:
        with self._lock, self._translated():
            return self._database.execute(question, values).fetchall()

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        with self._lock, self._translated():
            try:  # Ctrl-C may come between any two lines, and this file must stay usable, for other processes too
                if self._database.in_transaction:  # it came while the last one was rolled back
                    self._database.execute("rollback")
                self._database.execute("begin immediate")
                yield self._database
                self._database.execute("commit")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("rollback")
                raise

    @contextmanager
    def _translated(self) -> Generator[None]:
        """Turn what the database and the file system say into one sentence."""
        if self._process != os.getpid():
            raise LedgerError(f"the ledger {self.path} was opened before a fork; open it again in the new process")
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(f"the ledger {self.path} cannot be used: {error}") from error


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it exists and belongs to somebody else
        return True
    return True
