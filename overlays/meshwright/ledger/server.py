"""A ledger in PostgreSQL, for several machines: the same statements, the server's clock, locks of a session.

A process that loses its connection has lost its locks, and others go on with its work. It must not write anything
then, so the connection is never opened again: every later call raises LedgerError. The server notices a machine that
vanished within 20 seconds (keepalives), and a process that is frozen after 15 seconds without a query
(``idle_session_timeout``, since PostgreSQL 14), or after 5 in a transaction, for whose rows others wait; so call
``rows`` at least every few seconds.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from hashlib import sha256
from secrets import token_hex
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from attrs import define, field

from ..errors import ConfigurationError, LedgerError
from .layout import ADDED, INDEXES, LAYOUT, TABLES
from .store import Cursor, Duplicate, Release

if TYPE_CHECKING:
    import psycopg

SCHEMES = ("postgresql://", "postgres://")
OLDEST = 14
"""The first major version with ``idle_session_timeout``."""
SCHEMA = "meshwright"
"""The schema of our tables; the database may hold others."""
LIVENESS = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "idle_session_timeout": "15s",
    "idle_in_transaction_session_timeout": "5s",
}
"""Settings by which the server ends the session of a machine that vanished or froze."""
SESSION = {**LIVENESS, "search_path": SCHEMA, "client_min_messages": "warning"}
CONNECT_SECONDS = 10


def without_password(url: str) -> str:
    """Return the address of a database for messages: host, port and name."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"


@define(eq=False)
class SessionHolder:
    """The name of this connection, whose lock ends with the connection; a ``Holder``."""

    _server: Server
    name: str = ""
    under_way: set[int] = field(factory=set[int])

    def enter(self) -> str:
        """Return the name of this connection, taking its lock the first time."""
        with self._server.exclusively():
            if not self.name:
                name = token_hex(8)
                self._server.rows("select pg_advisory_lock(?)", key_of(f"holder {name}"))
                self.name = name
            return self.name

    def is_another(self, name: str | None) -> bool:
        """Return whether a name is that of another living connection."""
        key = key_of(f"holder {name}")  # its own lock does not exclude a connection
        with self._server.exclusively():  # shared: two that look at once do not see each other
            free = self._server.rows("select pg_try_advisory_lock_shared(?)", key)[0][0]
            if free:
                self._server.rows("select pg_advisory_unlock_shared(?)", key)
        return not free


@define(eq=False)
class Server:
    """A PostgreSQL database; a ``Store``."""

    _url: str = field(repr=False)
    holder: SessionHolder = field(init=False)
    _connection: psycopg.Connection[Any] = field(init=False, repr=False)
    _lock: threading.RLock = field(init=False, factory=threading.RLock)
    _process: int = field(init=False, factory=os.getpid)
    _locks: set[str] = field(init=False, factory=set[str])
    _lost: str = field(init=False, default="")
    _began: float = field(init=False)
    """The server's time minus the monotonic clock of this machine, which may be set to any time of day."""

    def __attrs_post_init__(self) -> None:
        psycopg = _driver()
        try:
            self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=CONNECT_SECONDS)
        except psycopg.Error as error:
            raise LedgerError(
                f"the database {self.place} cannot be reached: {_line(error)}. Nothing was bought"
            ) from None
        self.holder = SessionHolder(self)
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    @property
    def place(self) -> str:
        """The address without user and password, for messages."""
        return without_password(self._url)

    def now(self) -> float:
        """Return the server's time."""
        return self._began + monotonic()

    def close(self) -> None:
        """Close the connection; others may take over its entries then."""
        with self._lock:
            self._lost = self._lost or "it was closed"
            with suppress(Exception):
                self._connection.close()

    @contextmanager
    def exclusively(self) -> Generator[None]:
        """Keep the connection for several statements."""
        with self._lock:
            yield

    def rows(self, question: str, *values: Any) -> list[Any]:
        """Return the rows of a query."""
        with self._lock, self._translated():
            found: list[Any] = self._connection.execute(_adapted(question), values).fetchall()
            return found

    @contextmanager
    def transaction(self) -> Generator[_Transaction]:
        """Begin a transaction that is written whole or not at all."""
        with self._lock, self._translated(), self._connection.transaction():
            yield _Transaction(self._connection)

    def try_lock(self, name: str) -> Release | None:
        """Take an advisory lock of this connection; None if another holds it, in this process too."""

        def release() -> None:
            with self._lock:
                self._locks.discard(name)
                if not self._lost:
                    self.rows("select pg_advisory_unlock(?)", key_of(name))

        with self._lock:
            if name in self._locks:  # the server would let the same connection take it twice
                return None
            if not self.rows("select pg_try_advisory_lock(?)", key_of(name))[0][0]:
                return None
            self._locks.add(name)
            return release

    def _prepare(self) -> None:
        version = self._connection.info.server_version // 10000
        if version < OLDEST:
            raise LedgerError(f"{self.place} is PostgreSQL {version}; version {OLDEST} or newer is needed")
        with self._translated():
            for name, value in SESSION.items():
                self._connection.execute("select set_config(%s, %s, false)", (name, value))
        with self.transaction() as database:  # one at a time: "if not exists" is not safe from each other
            database.execute("select pg_advisory_xact_lock(?)", (key_of("layout"),))
            self._bring_up_to_date(database)
        ((moment,),) = self.rows("select extract(epoch from clock_timestamp())::double precision")
        self._began = moment - monotonic()

    def _bring_up_to_date(self, database: _Transaction) -> None:
        if not database.execute("select 1 from pg_namespace where nspname = ?", (SCHEMA,)).fetchone():
            database.execute(f"create schema {SCHEMA}")
        database.execute("create table if not exists layout (number integer not null)")
        found = database.execute("select max(number) from layout").fetchone()[0] or 0
        if found > LAYOUT:
            raise LedgerError(
                f"the ledger {self.place} was written by a newer Meshwright (layout {found}; this version knows "
                f"{LAYOUT}): update meshwright. Nothing was changed"
            )
        if found == LAYOUT:
            return
        for statement in TABLES.values():
            database.execute(statement.format(serial="bigint generated by default as identity primary key"))
        for table, column, kind in ADDED:
            database.execute(f"alter table {table} add column if not exists {column} {kind}")
        for statement in INDEXES:
            database.execute(statement)
        database.execute("insert into layout values (?)", (LAYOUT,))

    @contextmanager
    def _translated(self) -> Generator[None]:
        """Translate errors of the database into LedgerError; after the end of the connection, nothing is sent."""
        if self._process != os.getpid():
            raise LedgerError(f"the ledger {self.place} was opened before a fork; open it again in the new process")
        if self._lost:
            raise LedgerError(f"the connection to {self.place} is closed: {self._lost}")
        psycopg = _driver()
        try:
            yield
        except psycopg.errors.UniqueViolation as error:
            raise Duplicate(f"the ledger {self.place} has that row already: {_line(error)}") from error
        except psycopg.Error as error:
            if self._connection.closed:
                self._lost = _line(error)
                raise LedgerError(
                    f"the connection to {self.place} was lost: {self._lost}. Others may go on with the work of this "
                    "process, so it stops; start it again"
                ) from error
            raise LedgerError(f"the ledger {self.place} cannot be used: {_line(error)}") from error


@define
class _Transaction:
    """A transaction whose statements have ``?`` for a value."""

    _connection: psycopg.Connection[Any]

    def execute(self, statement: str, values: tuple[Any, ...] = (), /) -> Cursor:
        cursor: Cursor = self._connection.execute(_adapted(statement), values)
        return cursor


def key_of(name: str) -> int:
    """Return the number of a lock: advisory locks have no names."""
    return int.from_bytes(sha256(f"{SCHEMA} {name}".encode()).digest()[:8], "big", signed=True)


def _adapted(statement: str) -> Any:
    return statement.replace("?", "%s")


def _line(error: Exception) -> str:
    """Return the first line of an error; the others repeat the statement or the address."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _driver() -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise ConfigurationError(f"PostgreSQL needs the extra: pip install 'meshwright[fleet]' ({error})") from error
    return psycopg
