"""Store tasks and credits in one SQLite file: an acknowledged task is kept across a restart or a crash of the emulator.

One process at a time may use it: a second emulator on the same folder is refused. A file with another layout is refused
too, and is not changed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from attrs import asdict, define, field, frozen

from ..folders import private_file
from ..jobs import Outcome
from ..settings import Plan
from .tasks import Task

LAYOUT = 2
"""The version of the tables and their content."""
# WAL with NORMAL survives a crash of the process; only a power cut may lose the last writes.
SCHEMA = """
pragma locking_mode = exclusive;
pragma journal_mode = wal;
pragma synchronous = normal;
create table if not exists task (number integer primary key, id text unique not null, content text not null);
create table if not exists account (one integer primary key check (one = 1), balance integer, moment real);
begin immediate;
commit;
"""


@frozen
class Account:
    """The data of the account."""

    balance: int
    moment: float
    """The emulator's time of the last write; seconds since the epoch."""


@define
class Archive:
    """One file, for one process. Raises ValueError for a file that is in use, is not an archive, or has
    another layout.
    """

    path: Path
    _database: sqlite3.Connection = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for path in (
            self.path,
            *self.path.parent.glob(f"{self.path.name}-*"),
        ):  # SQLite gives its own new files the same mode
            with suppress(OSError):  # the message of SQLite is the reason
                private_file(path)
        with self._judged():
            self._database = sqlite3.connect(self.path, timeout=1.0, isolation_level=None, check_same_thread=False)
            self._database.executescript(SCHEMA)
            (layout,) = self._database.execute("pragma user_version").fetchone()
            (tasks,) = self._database.execute("select count(*) from task").fetchone()
            if layout != LAYOUT and (layout or tasks):
                raise sqlite3.DatabaseError(f"its layout is number {layout}, and this version knows {LAYOUT} only")
            self._database.execute(f"pragma user_version = {LAYOUT}")

    def tasks(self) -> list[Task]:
        """Return the tasks, oldest first."""
        with self._judged():
            return [_task(content) for (content,) in self._rows("select content from task order by number")]

    def account(self) -> Account | None:
        """Return the account, or None if it is new."""
        with self._judged():
            return next((Account(*row) for row in self._rows("select balance, moment from account")), None)

    def save(self, account: Account, task: Task | None = None) -> None:
        """Write the account and optionally a task, both or neither."""
        with self._transaction():
            if task is not None:
                self._database.execute(
                    "insert into task (id, content) values (?, ?) on conflict (id) do update set content = ?2",
                    (task.id, json.dumps(asdict(task))),
                )
            self._set(account)

    def remove(self, ids: Iterable[str], account: Account) -> None:
        """Remove tasks and write the account, all or nothing."""
        with self._transaction():
            self._database.executemany("delete from task where id = ?", ((id,) for id in ids))
            self._set(account)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        return self._database.execute(query)

    @contextmanager
    def _judged(self) -> Generator[None]:
        """Turn every error of an unusable file into a ValueError with one message, and close the file."""
        try:
            yield
        except (sqlite3.Error, ValueError, LookupError, TypeError) as error:
            if hasattr(self, "_database"):
                self._database.close()
            if "locked" in str(error):
                raise ValueError(f"{self.path} cannot be used: another emulator is using it") from None
            reason = str(error) if isinstance(error, sqlite3.Error) else f"a task in it has another layout ({error})"
            raise ValueError(
                f"{self.path} cannot be used: {reason}; choose another folder, or move the file away"
            ) from None

    def _set(self, account: Account) -> None:
        self._database.execute("insert or replace into account values (1, ?, ?)", (account.balance, account.moment))

    def _transaction(self) -> sqlite3.Connection:
        self._database.execute("begin immediate")
        return self._database  # as a context manager it commits, or rolls back on an error


def _task(content: str) -> Task:
    members: dict[str, Any] = json.loads(content)
    members["plan"] = Plan(**members["plan"])
    members["outcome"] = Outcome(**members["outcome"]) if members["outcome"] else None
    return Task(**members)
