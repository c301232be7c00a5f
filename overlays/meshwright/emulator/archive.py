"""Keep the records of a service in one SQLite file: what was acknowledged outlives a restart or a crash of the
emulator.

One process at a time may use it: a second emulator on the same folder is refused. A file with another layout is refused
too, and is not changed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, MutableMapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Generic, TypeVar

from attrs import define, field, frozen

from .clock import Clock
from .folders import private_file
from .records import read, written

T = TypeVar("T")
LAYOUT = 3
"""The version of the table and its content."""
# WAL with NORMAL survives a crash of the process; only a power cut may lose the last writes.
PREPARE = """
pragma locking_mode = exclusive;
pragma journal_mode = wal;
pragma synchronous = normal;
begin immediate;
commit;
"""
SCHEMA = f"""
create table if not exists record (
    number integer primary key, collection text not null, id text not null, content text not null,
    unique (collection, id)
);
pragma user_version = {LAYOUT};
"""
WRITE = "insert into record (collection, id, content) values (?, ?, ?) on conflict do update set content = ?3"
USE = "use"
"""The collection of the one record about the archive itself."""


@frozen
class Use:
    """When the archive was last written, in seconds since the epoch by the emulator's clock, and how often it was
    opened.
    """

    moment: float
    runs: int


@define
class Archive:
    """One file, for one process. Advances the clock to its last write: time must not run backwards.

    Raises ValueError for a file that is in use, is not an archive, or has another layout.
    """

    path: Path
    clock: Clock
    runs: int = field(init=False, default=0)
    """How often it was opened before."""
    _database: sqlite3.Connection = field(init=False)
    _together: bool = field(init=False, default=False)

    def __attrs_post_init__(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # SQLite gives its own new files the same mode.
        for path in (self.path, *self.path.parent.glob(f"{self.path.name}-*")):
            with suppress(OSError):  # the message of SQLite is the reason
                private_file(path)
        with self._judged():
            self._database = sqlite3.connect(self.path, timeout=1.0, isolation_level=None, check_same_thread=False)
            self._database.executescript(PREPARE)
            (layout,) = self._database.execute("pragma user_version").fetchone()
            (tables,) = self._database.execute("select count(*) from sqlite_master").fetchone()
            if layout != LAYOUT and (layout or tables):
                raise sqlite3.DatabaseError(f"its layout is number {layout}, and this version knows {LAYOUT} only")
            self._database.executescript(SCHEMA)
        for _, use in self.records(USE, Use):
            self.clock.not_before(use.moment)
            self.runs = use.runs

    def records(self, collection: str, kind: type[T]) -> list[tuple[str, T]]:
        """Return the records of a collection with their ids, in the order in which they were first saved."""
        query = "select id, content from record where collection = ? order by number"
        with self._judged():
            return [(id, read(kind, json.loads(text))) for id, text in self._database.execute(query, (collection,))]

    def save(self, collection: str, id: str, record: object) -> None:
        """Write a record."""
        with self.together():
            self._write(collection, id, record)

    def remove(self, collection: str, ids: Iterable[str]) -> None:
        """Remove records; those that do not exist are ignored."""
        with self.together():
            rows = ((collection, id) for id in ids)
            self._database.executemany("delete from record where collection = ? and id = ?", rows)

    @contextmanager
    def together(self) -> Generator[None]:
        """Write everything in the block, or nothing if it raises. The block must not await."""
        if self._together:
            yield
            return
        self._together = True
        try:
            self._database.execute("begin immediate")
            with self._database:  # commits, or rolls back on an error
                yield
                self._write(USE, "", Use(self.clock.now(), self.runs + 1))
        finally:
            self._together = False

    def keep_time(self) -> None:
        """Write the time: what was seen finished must be finished after a restart."""
        with self.together():
            pass

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _write(self, collection: str, id: str, record: object) -> None:
        self._database.execute(WRITE, (collection, id, json.dumps(written(record))))

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
            reason = str(error) if isinstance(error, sqlite3.Error) else f"a record in it has another layout ({error})"
            raise ValueError(
                f"{self.path} cannot be used: {reason}; choose another folder, or move the file away"
            ) from None


class Kept(MutableMapping[str, T], Generic[T]):
    """Records by id, each of which the archive keeps, if there is one. ``save`` a record after changing it."""

    def __init__(
        self, archive: Archive | None, collection: str, kind: type[T], found: Callable[[T], T] | None = None
    ) -> None:
        """Read the records; ``found`` changes each as it is read."""
        self.archive, self.collection = archive, collection
        read = archive.records(collection, kind) if archive else []
        self._records = {id: found(record) if found else record for id, record in read}

    def save(self, *ids: str) -> None:
        """Write records that were changed."""
        if self.archive is not None:
            with self.archive.together():
                for id in ids:
                    self.archive.save(self.collection, id, self._records[id])

    def clear(self) -> None:
        """Remove all records at once."""
        if self.archive is not None:
            self.archive.remove(self.collection, list(self._records))
        self._records.clear()

    def __getitem__(self, id: str) -> T:
        return self._records[id]

    def __setitem__(self, id: str, record: T) -> None:
        if self.archive is not None:
            self.archive.save(self.collection, id, record)
        self._records[id] = record

    def __delitem__(self, id: str) -> None:
        del self._records[id]
        if self.archive is not None:
            self.archive.remove(self.collection, [id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def __repr__(self) -> str:
        return f"<{len(self)} records of {self.collection}>"


def together(archive: Archive | None) -> AbstractContextManager[None]:
    """Write everything in the block, or nothing if it raises; without an archive nothing is written."""
    return nullcontext() if archive is None else archive.together()
