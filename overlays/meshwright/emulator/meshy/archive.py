"""Tasks and credits in one SQLite file: what was acknowledged is there after a restart or a crash of the emulator."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import asdict, define, field

from ..settings import Plan
from .tasks import Outcome, Task

SCHEMA = """
create table if not exists task (number integer primary key, id text unique not null, content text not null);
create table if not exists account (one integer primary key check (one = 1), balance integer not null);
"""


@define
class Archive:
    """One file, one process."""

    path: Path
    _database: sqlite3.Connection = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        # WAL with NORMAL survives every end of the process; only a power cut may take the last moments.
        self._database.executescript("pragma journal_mode=wal; pragma synchronous=normal;" + SCHEMA)

    def tasks(self) -> Iterator[Task]:
        """Yield the tasks, oldest first."""
        for (content,) in self._database.execute("select content from task order by number"):
            members: dict[str, Any] = json.loads(content)
            members["plan"] = Plan(**members["plan"])
            members["outcome"] = Outcome(**members["outcome"]) if members["outcome"] else None
            yield Task(**members)

    def balance(self, otherwise: int) -> int:
        """Return the credits, or what a new account has."""
        row = self._database.execute("select balance from account").fetchone()
        return otherwise if row is None else int(row[0])

    def save(self, task: Task, balance: int) -> None:
        """Write a task and the balance, both or neither."""
        content = json.dumps(asdict(task))
        with self._transaction():
            self._database.execute(
                "insert into task (id, content) values (?, ?) on conflict (id) do update set content = ?2",
                (task.id, content),
            )
            self._set_balance(balance)

    def remove(self, id: str, balance: int) -> None:
        """Remove a task and write the balance, both or neither."""
        with self._transaction():
            self._database.execute("delete from task where id = ?", (id,))
            self._set_balance(balance)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _set_balance(self, balance: int) -> None:
        self._database.execute("insert or replace into account (one, balance) values (1, ?)", (balance,))

    def _transaction(self) -> sqlite3.Connection:
        self._database.execute("begin immediate")
        return self._database  # as a context manager it commits, or rolls back on an error
